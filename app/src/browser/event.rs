use leptos::ev::{MouseEvent, SubmitEvent};
#[cfg(feature = "hydrate")]
use leptos::{
    ev::pageshow,
    prelude::{document, on_cleanup, window_event_listener, window_event_listener_untyped},
    wasm_bindgen::JsCast,
    web_sys::HtmlButtonElement,
};

/// The value of the button that sends the form.
#[cfg(feature = "hydrate")]
pub fn pressed_value(event: &SubmitEvent) -> Option<String> {
    let button = event.submitter()?.dyn_into::<HtmlButtonElement>().ok()?;
    Some(button.value())
}

/// Whether a link is followed in the plain way, not into another tab or window.
#[cfg(feature = "hydrate")]
pub fn is_plain_click(event: &MouseEvent) -> bool {
    event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key())
}

/// Calls `then` when somebody comes back to the page as they left it: buttons may still be busy, and times are old.
#[cfg(feature = "hydrate")]
pub fn on_return(then: impl Fn() + 'static) {
    let listener = window_event_listener(pageshow, move |event| {
        if event.persisted() {
            then();
        }
    });
    on_cleanup(move || listener.remove());
}

/// Calls `then` when what the page watches (`data-events`, an address of `/events`) is another, or may be; at once when it became so before
/// its island was awake.
#[cfg(feature = "hydrate")]
pub fn on_changed(then: impl Fn() + 'static) {
    let root = document().document_element();
    if root.is_some_and(|root| root.has_attribute("data-is-older")) {
        then();
    }
    let listener = window_event_listener_untyped("changed", move |_| then());
    on_cleanup(move || listener.remove());
}

#[cfg(not(feature = "hydrate"))]
pub const fn pressed_value(_event: &SubmitEvent) -> Option<String> {
    None
}

#[cfg(not(feature = "hydrate"))]
pub const fn is_plain_click(_event: &MouseEvent) -> bool {
    false
}

#[cfg(not(feature = "hydrate"))]
pub fn on_return(_then: impl Fn() + 'static) {}

#[cfg(not(feature = "hydrate"))]
pub fn on_changed(_then: impl Fn() + 'static) {}
