//! The bell of who is signed in: how much of what they were told is unread. A few lines of script keep it right, because they
//! go with every page; an island would be more to load.

use backend::inbox::MOST_COUNTED;
use leptos::{nonce::Nonce, prelude::*};

use crate::{
    routes,
    ui::{Icon, IconName},
};

/// The islands that hear from the server what changed, and pass on when somebody was told something: a page has one line open.
const LISTENING_ISLANDS: [&str; 3] = ["LivePage", "DayBoard", "DeskBoard"];

/// Brings everything with `data-told` up to date, from the bell by itself or from the whole page where there is more. It looks each
/// time that the stream opens: who was told something meanwhile was not heard. A page that nobody sees needs none.
const SCRIPT: &str = include_str!("bell.js");

/// In the header.
pub(super) fn bell(unread: usize, is_here: bool) -> impl IntoView {
    view! {
        <div class="bell" id="bell" data-told role="status">
            {link(unread, is_here)}
        </div>
    }
}

fn link(unread: usize, is_here: bool) -> impl IntoView {
    let (shown, said) = match unread {
        0 => (None, "Messages".to_owned()),
        1 => (Some("1".to_owned()), "1 unread message".to_owned()),
        MOST_COUNTED.. => (Some("99+".to_owned()), "More than 99 unread messages".to_owned()),
        count => (Some(count.to_string()), format!("{count} unread messages")),
    };
    view! {
        <a class="bell__link" id="bell-link" href=routes::INBOX aria-current=is_here.then_some("page")>
            <Icon name=IconName::BELL/>
            {shown.map(|count| view! { <span class="bell__count" aria-hidden="true">{count}</span> })}
            <span class="visually-hidden">{said}</span>
        </a>
    }
}

/// For a page with these islands.
pub(super) fn bell_script(nonce: &Nonce, islands: &[&str]) -> String {
    let listens = islands.iter().any(|name| LISTENING_ISLANDS.contains(name));
    let line = if listens { "" } else { routes::EVENTS };
    format!(
        "<script type=\"module\" nonce=\"{nonce}\" data-line=\"{line}\" data-bell=\"{}\">{SCRIPT}</script>",
        routes::BELL
    )
}
