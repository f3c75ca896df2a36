//! The bell of who is signed in: how much of what they were told is unread.

use backend::inbox::MOST_COUNTED;
use leptos::prelude::*;

use crate::{
    routes,
    ui::{Icon, IconName},
};

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
