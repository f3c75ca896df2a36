//! What keeps an open page right: one line to the server, over which it hears that something is another. A few lines of script,
//! because they go with every page of who is signed in and with those that show free times; an island would be more to load.

use leptos::nonce::Nonce;

use crate::routes;

/// Of a page that watches somebody's day; its value is the address of the stream, as `/events?doctor=…`.
const WATCHES: &str = "data-events=\"";

/// Leads away from the page of who is signed in no more, as it hears of it, and when `data-left` seconds are over.
///
/// Brings everything with `data-told` up to date when the person was told something, from the bell by itself or from the whole page where
/// there is more. When what the page watches is another, islands and [`TIMES`] hear the event `changed`. It looks each time that the line
/// is open again: what was said meanwhile was not heard. What ends by itself (`data-ends`) it shows as ended then, and where nothing is
/// brought up to date by itself it says that there is more (`data-newer`).
const SCRIPT: &str = include_str!("live.js");

/// Of a page that shows free times without an island; its value is the address where they are as they are now.
const SHOWS_TIMES: &str = "data-renewal=\"";

/// Brings the parts with `data-of` up to date. A time that is taken stays in its place for a moment, and so does everything else that
/// somebody may be about to press.
const TIMES: &str = include_str!("times.js");

/// Nothing for a page that shows neither. `seconds_left` is until the session ends.
pub(super) fn live_script(nonce: &Nonce, has_bell: bool, seconds_left: Option<u32>, body: &str) -> String {
    let (bell, line) = match has_bell {
        true => (routes::BELL, routes::EVENTS),
        false if body.contains(WATCHES) => ("", ""),
        false => return String::new(),
    };
    let left = match seconds_left.filter(|_| has_bell) {
        Some(seconds) => format!(" data-left=\"{seconds}\""),
        None => String::new(),
    };
    let times = match body.contains(SHOWS_TIMES) {
        true => format!("<script type=\"module\" nonce=\"{nonce}\">{TIMES}</script>"),
        false => String::new(),
    };
    format!(
        "<script type=\"module\" nonce=\"{nonce}\" data-line=\"{line}\" data-bell=\"{bell}\"{left}>{SCRIPT}</script>{times}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_that_can_become_another_has_a_line() {
        let script = |has_bell, body| live_script(&Nonce::from_value("n"), has_bell, Some(60), body);
        let watching = "<div data-events=\"/events?doctor=a\">";
        assert_eq!(script(false, "<p>data-events</p>"), "");
        assert!(script(false, watching).contains("data-line=\"\" data-bell=\"\""));
        assert!(script(true, "").contains("data-line=\"/events\" data-bell=\"/messages/bell\" data-left=\"60\">"));
        assert!(!script(false, watching).contains("data-left"), "nobody is signed in");
        assert!(!script(true, watching).contains(TIMES));
        assert!(script(false, "<p data-events=\"/events\" data-renewal=\"/results\">").contains(TIMES));
    }
}
