//! Line icons. Drawings from lucide 1.62.0, <https://lucide.dev>, ISC licence (in part from Feather, MIT licence):
//! Copyright (c) Lucide Icons and Contributors; Copyright (c) 2013-2026 Cole Bemis for the parts from Feather. Both notices
//! in full are in `public/licences/lucide.txt`. Only the drawings that the product uses are here.

use leptos::prelude::*;

/// The drawing of an icon: what stands inside a 24 by 24 `svg`.
///
/// A constant for each icon instead of an enum, so that the browser downloads the drawings its islands use and no others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IconName(&'static str);

/// An icon as tall as the text asks for, in the colour of the text. It says nothing to a screen reader: a word stands beside
/// it, or in a `visually-hidden` span.
#[component]
pub fn Icon(
    /// Which drawing.
    name: IconName,
) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" inner_html=name.0></svg>
    }
}

#[rustfmt::skip]
impl IconName {
    /// lucide `arrow-right`
    pub const ARROW_RIGHT: Self = Self("<path d='M5 12h14'/><path d='m12 5 7 7-7 7'/>");
    /// lucide `bell`
    pub const BELL: Self = Self("<path d='M10.268 21a2 2 0 0 0 3.464 0'/><path d='M3.262 15.326A1 1 0 0 0 4 17h16a1 1 0 0 0 .74-1.673C19.41 13.956 18 12.499 18 8A6 6 0 0 0 6 8c0 4.499-1.411 5.956-2.738 7.326'/>");
    /// lucide `calendar`
    pub const CALENDAR: Self = Self("<path d='M8 2v3'/><path d='M16 2v3'/><rect x='3' y='3' width='18' height='18' rx='2'/><path d='M3 9h18'/>");
    /// lucide `calendar-check`
    pub const CALENDAR_CHECK: Self = Self("<path d='M8 2v3'/><path d='M16 2v3'/><rect x='3' y='3' width='18' height='18' rx='2'/><path d='M3 9h18'/><path d='m9 15 2 2 4-4'/>");
    /// lucide `calendar-clock`
    pub const CALENDAR_CLOCK: Self = Self("<path d='M16 14v2.2l1.6 1'/><path d='M16 2v3'/><path d='M21 7.338V5a2 2 0 00-2-2H5a2 2 0 00-2 2v14a2 2 0 002 2h2.338'/><path d='M3 9h5.859'/><path d='M8 2v3'/><circle cx='16' cy='16' r='6'/>");
    /// lucide `calendar-plus`
    pub const CALENDAR_PLUS: Self = Self("<path d='M16 18h6'/><path d='M16 2v3'/><path d='M19 15v6'/><path d='M21 11.5V5a2 2 0 00-2-2H5a2 2 0 00-2 2v14a2 2 0 002 2h8.3'/><path d='M3 9h18'/><path d='M8 2v3'/>");
    /// lucide `calendar-x`
    pub const CALENDAR_X: Self = Self("<path d='M8 2v3'/><path d='M16 2v3'/><rect x='3' y='3' width='18' height='18' rx='2'/><path d='M3 9h18'/><path d='m14 13-4 4'/><path d='m10 13 4 4'/>");
    /// lucide `check`
    pub const CHECK: Self = Self("<path d='M20 6 9 17l-5-5'/>");
    /// lucide `chevron-down`
    pub const CHEVRON_DOWN: Self = Self("<path d='m6 9 6 6 6-6'/>");
    /// lucide `chevron-left`
    pub const CHEVRON_LEFT: Self = Self("<path d='m15 18-6-6 6-6'/>");
    /// lucide `chevron-right`
    pub const CHEVRON_RIGHT: Self = Self("<path d='m9 18 6-6-6-6'/>");
    /// lucide `circle-alert`
    pub const CIRCLE_ALERT: Self = Self("<circle cx='12' cy='12' r='10'/><line x1='12' x2='12' y1='8' y2='12'/><line x1='12' x2='12.01' y1='16' y2='16'/>");
    /// lucide `circle-check`
    pub const CIRCLE_CHECK: Self = Self("<circle cx='12' cy='12' r='10'/><path d='m16 9-5.5 5.5L8 12'/>");
    /// lucide `circle-question-mark`
    pub const CIRCLE_HELP: Self = Self("<circle cx='12' cy='12' r='10'/><path d='M9.09 9a3 3 0 0 1 5.83 1c0 2-3 3-3 3'/><path d='M12 17h.01'/>");
    /// lucide `circle-x`
    pub const CIRCLE_X: Self = Self("<circle cx='12' cy='12' r='10'/><path d='m15 9-6 6'/><path d='m9 9 6 6'/>");
    /// lucide `clock`
    pub const CLOCK: Self = Self("<circle cx='12' cy='12' r='10'/><path d='M12 6v6l4 2'/>");
    /// lucide `x`
    pub const CLOSE: Self = Self("<path d='M18 6 6 18'/><path d='m6 6 12 12'/>");
    /// lucide `coffee`
    pub const COFFEE: Self = Self("<path d='M10 2v2'/><path d='M14 2v2'/><path d='M16 8a1 1 0 0 1 1 1v8a4 4 0 0 1-4 4H7a4 4 0 0 1-4-4V9a1 1 0 0 1 1-1h14a4 4 0 1 1 0 8h-1'/><path d='M6 2v2'/>");
    /// lucide `banknote`
    pub const EURO: Self = Self("<rect width='20' height='12' x='2' y='6' rx='2'/><circle cx='12' cy='12' r='2'/><path d='M6 12h.01M18 12h.01'/>");
    /// lucide `eye`
    pub const EYE: Self = Self("<path d='M2.062 12.348a1 1 0 0 1 0-.696 10.75 10.75 0 0 1 19.876 0 1 1 0 0 1 0 .696 10.75 10.75 0 0 1-19.876 0'/><circle cx='12' cy='12' r='3'/>");
    /// lucide `sliders-horizontal`
    pub const FILTER: Self = Self("<path d='M10 5H3'/><path d='M12 19H3'/><path d='M14 3v4'/><path d='M16 17v4'/><path d='M21 12h-9'/><path d='M21 19h-5'/><path d='M21 5h-7'/><path d='M8 10v4'/><path d='M8 12H3'/>");
    /// lucide `house`
    pub const HOME: Self = Self("<path d='M15 21v-8a1 1 0 0 0-1-1h-4a1 1 0 0 0-1 1v8'/><path d='M3 10a2 2 0 0 1 .709-1.528l7-6a2 2 0 0 1 2.582 0l7 6A2 2 0 0 1 21 10v9a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z'/>");
    /// lucide `hourglass`
    pub const HOURGLASS: Self = Self("<path d='M5 22h14'/><path d='M5 2h14'/><path d='M17 22v-4.172a2 2 0 0 0-.586-1.414L12 12l-4.414 4.414A2 2 0 0 0 7 17.828V22'/><path d='M7 2v4.172a2 2 0 0 0 .586 1.414L12 12l4.414-4.414A2 2 0 0 0 17 6.172V2'/>");
    /// lucide `info`
    pub const INFO: Self = Self("<circle cx='12' cy='12' r='10'/><path d='M12 16v-4'/><path d='M12 8h.01'/>");
    /// lucide `key-round`
    pub const KEY: Self = Self("<path d='M2.586 17.414A2 2 0 0 0 2 18.828V21a1 1 0 0 0 1 1h3a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h1a1 1 0 0 0 1-1v-1a1 1 0 0 1 1-1h.172a2 2 0 0 0 1.414-.586l.814-.814a6.5 6.5 0 1 0-4-4z'/><circle cx='16.5' cy='7.5' r='.5' fill='currentColor'/>");
    /// lucide `languages`
    pub const LANGUAGES: Self = Self("<path d='m5 8 6 6'/><path d='m4 14 6-6 2-3'/><path d='M2 5h12'/><path d='M7 2h1'/><path d='m22 22-5-10-5 10'/><path d='M14 18h6'/>");
    /// lucide `list-checks`
    pub const LIST_CHECKS: Self = Self("<path d='M13 5h8'/><path d='M13 12h8'/><path d='M13 19h8'/><path d='m3 17 2 2 4-4'/><path d='m3 7 2 2 4-4'/>");
    /// lucide `lock`
    pub const LOCK: Self = Self("<rect width='18' height='11' x='3' y='11' rx='2' ry='2'/><path d='M7 11V7a5 5 0 0 1 10 0v4'/>");
    /// lucide `log-in`
    pub const LOG_IN: Self = Self("<path d='m10 17 5-5-5-5'/><path d='M15 12H3'/><path d='M15 3h4a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2h-4'/>");
    /// lucide `log-out`
    pub const LOG_OUT: Self = Self("<path d='m16 17 5-5-5-5'/><path d='M21 12H9'/><path d='M9 21H5a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2h4'/>");
    /// lucide `mail`
    pub const MAIL: Self = Self("<path d='m22 7-8.991 5.727a2 2 0 0 1-2.009 0L2 7'/><rect x='2' y='4' width='20' height='16' rx='2'/>");
    /// lucide `map-pin`
    pub const MAP_PIN: Self = Self("<path d='M20 10c0 4.993-5.539 10.193-7.399 11.799a1 1 0 0 1-1.202 0C9.539 20.193 4 14.993 4 10a8 8 0 0 1 16 0'/><circle cx='12' cy='10' r='3'/>");
    /// lucide `phone`
    pub const PHONE: Self = Self("<path d='M13.832 16.568a1 1 0 0 0 1.213-.303l.355-.465A2 2 0 0 1 17 15h3a2 2 0 0 1 2 2v3a2 2 0 0 1-2 2A18 18 0 0 1 2 4a2 2 0 0 1 2-2h3a2 2 0 0 1 2 2v3a2 2 0 0 1-.8 1.6l-.468.351a1 1 0 0 0-.292 1.233 14 14 0 0 0 6.392 6.384'/>");
    /// lucide `play`
    pub const PLAY: Self = Self("<path d='M5 5a2 2 0 0 1 3.008-1.728l11.997 6.998a2 2 0 0 1 .003 3.458l-12 7A2 2 0 0 1 5 19z'/>");
    /// lucide `plus`
    pub const PLUS: Self = Self("<path d='M5 12h14'/><path d='M12 5v14'/>");
    /// lucide `printer`
    pub const PRINTER: Self = Self("<path d='M6 18H4a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2h16a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-2'/><path d='M6 9V3a1 1 0 0 1 1-1h10a1 1 0 0 1 1 1v6'/><rect x='6' y='14' width='12' height='8' rx='1'/>");
    /// lucide `search`
    pub const SEARCH: Self = Self("<path d='m21 21-4.34-4.34'/><circle cx='11' cy='11' r='8'/>");
    /// lucide `search-x`
    pub const SEARCH_X: Self = Self("<path d='m13.5 8.5-5 5'/><path d='m8.5 8.5 5 5'/><circle cx='11' cy='11' r='8'/><path d='m21 21-4.3-4.3'/>");
    /// lucide `stethoscope`
    pub const STETHOSCOPE: Self = Self("<path d='M11 2v2'/><path d='M5 2v2'/><path d='M5 3H4a2 2 0 0 0-2 2v4a6 6 0 0 0 12 0V5a2 2 0 0 0-2-2h-1'/><path d='M8 15a6 6 0 0 0 12 0v-3'/><circle cx='20' cy='10' r='2'/>");
    /// lucide `timer`
    pub const TIMER: Self = Self("<line x1='10' x2='14' y1='2' y2='2'/><line x1='12' x2='15' y1='14' y2='11'/><circle cx='12' cy='14' r='8'/>");
    /// lucide `triangle-alert`
    pub const TRIANGLE_ALERT: Self = Self("<path d='m21.73 18-8-14a2 2 0 0 0-3.48 0l-8 14A2 2 0 0 0 4 21h16a2 2 0 0 0 1.73-3'/><path d='M12 9v4'/><path d='M12 17h.01'/>");
    /// lucide `user-check`
    pub const USER_CHECK: Self = Self("<path d='m16 11 2 2 4-4'/><path d='M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2'/><circle cx='9' cy='7' r='4'/>");
    /// lucide `user-x`
    pub const USER_X: Self = Self("<path d='M16 21v-2a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v2'/><circle cx='9' cy='7' r='4'/><line x1='17' x2='22' y1='8' y2='13'/><line x1='22' x2='17' y1='8' y2='13'/>");
    /// lucide `venus`
    pub const VENUS: Self = Self("<path d='M12 15v7'/><path d='M9 19h6'/><circle cx='12' cy='9' r='6'/>");
    /// lucide `heart-pulse`
    pub const HEART_PULSE: Self = Self("<path d='M2 9.5a5.5 5.5 0 0 1 9.591-3.676.56.56 0 0 0 .818 0A5.49 5.49 0 0 1 22 9.5c0 2.29-1.5 4-3 5.5l-5.492 5.313a2 2 0 0 1-3 .019L5 15c-1.5-1.5-3-3.2-3-5.5'/><path d='M3.22 13H9.5l.5-1 2 4.5 2-7 1.5 3.5h5.27'/>");
    /// lucide `baby`
    pub const BABY: Self = Self("<path d='M10 16c.5.3 1.2.5 2 .5s1.5-.2 2-.5'/><path d='M15 12h.01'/><path d='M19.38 6.813A9 9 0 0 1 20.8 10.2a2 2 0 0 1 0 3.6 9 9 0 0 1-17.6 0 2 2 0 0 1 0-3.6A9 9 0 0 1 12 3c2 0 3.5 1.1 3.5 2.5s-.9 2.5-2 2.5c-.8 0-1.5-.4-1.5-1'/><path d='M9 12h.01'/>");
    /// lucide `bone`
    pub const BONE: Self = Self("<path d='M17 10c.7-.7 1.69 0 2.5 0a2.5 2.5 0 1 0 0-5 .5.5 0 0 1-.5-.5 2.5 2.5 0 1 0-5 0c0 .81.7 1.8 0 2.5l-7 7c-.7.7-1.69 0-2.5 0a2.5 2.5 0 0 0 0 5c.28 0 .5.22.5.5a2.5 2.5 0 1 0 5 0c0-.81-.7-1.8 0-2.5Z'/>");
    /// lucide `brain`
    pub const BRAIN: Self = Self("<path d='M12 18V5'/><path d='M15 13a4.17 4.17 0 01-3-4 4.17 4.17 0 01-3 4'/><path d='M17.707 6.294A3 3 0 1012 5a3 3 0 10-5.707 1.294'/><path d='M17.996 5.125a4 4 0 012.526 5.77'/><path d='M18 18a4 4 0 002-7.465'/><path d='M19.967 17.482a4 4 0 11-7.967.517 4 4 0 11-7.967-.517'/><path d='M6 18a4 4 0 01-2-7.465'/><path d='M6.004 5.125a4 4 0 00-2.526 5.77'/>");
    /// lucide `ear`
    pub const EAR: Self = Self("<path d='M6 8.5a6.5 6.5 0 1 1 13 0c0 6-6 6-6 10a3.5 3.5 0 1 1-7 0'/><path d='M15 8.5a2.5 2.5 0 0 0-5 0v1a2 2 0 1 1 0 4'/>");
    /// lucide `activity`
    pub const ACTIVITY: Self = Self("<path d='M22 12h-2.48a2 2 0 0 0-1.93 1.46l-2.35 8.36a.25.25 0 0 1-.48 0L9.24 2.18a.25.25 0 0 0-.48 0l-2.35 8.36A2 2 0 0 1 4.49 12H2'/>");
    /// lucide `smile`
    pub const SMILE: Self = Self("<path d='M15 10V9'/><path d='M16.472 15a6 6 0 01-8.943 0'/><path d='M9 10V9'/><circle cx='12' cy='12' r='10'/>");
    /// lucide `sun`
    pub const SUN: Self = Self("<circle cx='12' cy='12' r='4'/><path d='M12 2v2'/><path d='M12 20v2'/><path d='m4.93 4.93 1.41 1.41'/><path d='m17.66 17.66 1.41 1.41'/><path d='M2 12h2'/><path d='M20 12h2'/><path d='m6.34 17.66-1.41 1.41'/><path d='m19.07 4.93-1.41 1.41'/>");
    /// lucide `leaf`
    pub const LEAF: Self = Self("<path d='M11 20a10 10 0 0010-10 25.9 25.9 0 00-1.04-7.281 1 1 0 00-1.755-.325C15.833 5.5 13 5.5 9.8 6.1A7 7 0 0011 20'/><path d='M2 21a5 5 0 012.911-4.544C7.613 15.212 8.351 15.24 11 13'/>");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_is_hidden_from_screen_readers() {
        let html = view! { <Icon name=IconName::CHECK/> }.to_html();
        assert!(html.contains("aria-hidden=\"true\""), "{html}");
        assert!(html.contains("<path d='M20 6 9 17l-5-5'/>"), "{html}");
    }
}
