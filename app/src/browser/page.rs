#[cfg(feature = "hydrate")]
use leptos::{
    prelude::{document, request_animation_frame, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{HtmlElement, HtmlTextAreaElement},
};

/// Leaves for another page of ours.
#[cfg(feature = "hydrate")]
pub fn go_to(path: &str) {
    let _ = window().location().set_href(path);
}

/// Puts the focus on the element with this id.
#[cfg(feature = "hydrate")]
pub fn focus(id: &str) {
    if let Some(element) = document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlElement>().ok())
    {
        let _ = element.focus();
    }
}

/// Puts the focus on the element with this id, once what has just changed is on the page.
#[cfg(feature = "hydrate")]
pub fn focus_soon(id: &'static str) {
    request_animation_frame(move || focus(id));
}

/// What stands in the text area with this id now, also what was typed before the island woke.
#[cfg(feature = "hydrate")]
pub fn value_of(id: &str) -> String {
    document()
        .get_element_by_id(id)
        .and_then(|element| element.dyn_into::<HtmlTextAreaElement>().ok())
        .map_or_else(String::new, |area| area.value())
}

/// Shows another address for what the page shows now, without leaving it or adding to the history.
#[cfg(feature = "hydrate")]
pub fn show_address(path: &str) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(path));
    }
}

#[cfg(not(feature = "hydrate"))]
pub const fn go_to(_path: &str) {}

#[cfg(not(feature = "hydrate"))]
pub const fn focus(_id: &str) {}

#[cfg(not(feature = "hydrate"))]
pub const fn focus_soon(_id: &'static str) {}

#[cfg(not(feature = "hydrate"))]
pub const fn value_of(_id: &str) -> String {
    String::new()
}

#[cfg(not(feature = "hydrate"))]
pub const fn show_address(_path: &str) {}
