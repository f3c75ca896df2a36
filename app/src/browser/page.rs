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

/// Where this page is: "/day?date=2026-11-23".
#[cfg(feature = "hydrate")]
pub fn address() -> Option<String> {
    let location = window().location();
    Some(location.pathname().ok()? + &location.search().ok()?)
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
    text_area(id).map_or_else(String::new, |area| area.value())
}

/// Writes into the text area with this id.
#[cfg(feature = "hydrate")]
pub fn write(id: &str, text: &str) {
    if let Some(area) = text_area(id) {
        area.set_value(text);
    }
}

#[cfg(feature = "hydrate")]
fn text_area(id: &str) -> Option<HtmlTextAreaElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Hands text over to the next page of this tab, which takes it with [`take_carried`]. It leaves neither tab nor browser.
#[cfg(feature = "hydrate")]
pub fn carry(name: &str, text: &str) {
    if let (Ok(Some(storage)), false) = (window().session_storage(), text.is_empty()) {
        let _ = storage.set_item(name, text);
    }
}

/// What the page before handed over, once.
#[cfg(feature = "hydrate")]
pub fn take_carried(name: &str) -> Option<String> {
    let storage = window().session_storage().ok()??;
    let text = storage.get_item(name).ok()??;
    let _ = storage.remove_item(name);
    Some(text)
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
pub const fn address() -> Option<String> {
    None
}

#[cfg(not(feature = "hydrate"))]
pub const fn focus(_id: &str) {}

#[cfg(not(feature = "hydrate"))]
pub const fn focus_soon(_id: &'static str) {}

#[cfg(not(feature = "hydrate"))]
pub const fn value_of(_id: &str) -> String {
    String::new()
}

#[cfg(not(feature = "hydrate"))]
pub const fn write(_id: &str, _text: &str) {}

#[cfg(not(feature = "hydrate"))]
pub const fn carry(_name: &str, _text: &str) {}

#[cfg(not(feature = "hydrate"))]
pub const fn take_carried(_name: &str) -> Option<String> {
    None
}

#[cfg(not(feature = "hydrate"))]
pub const fn show_address(_path: &str) {}
