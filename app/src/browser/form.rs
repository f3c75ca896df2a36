#[cfg(feature = "hydrate")]
use leptos::{
    prelude::document,
    wasm_bindgen::JsCast,
    web_sys::{HtmlFormElement, HtmlInputElement},
};

/// What stands now in the field `name` of the form with this id.
#[cfg(feature = "hydrate")]
pub fn typed_in(form: &str, name: &str) -> String {
    input(form, name).map_or_else(String::new, |input| input.value())
}

/// Sends the form with this id as a browser without a script does, with `text` in its field `name`.
#[cfg(feature = "hydrate")]
pub fn send_form(form: &str, name: &str, text: &str) {
    if let Some(input) = input(form, name) {
        input.set_value(text);
    }
    let form = document().get_element_by_id(form);
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        let _ = form.submit();
    }
}

#[cfg(feature = "hydrate")]
fn input(form: &str, name: &str) -> Option<HtmlInputElement> {
    let form = document().get_element_by_id(form)?;
    let input = form.query_selector(&format!("input[name={name}]")).ok()??;
    input.dyn_into().ok()
}

#[cfg(not(feature = "hydrate"))]
pub const fn typed_in(_form: &str, _name: &str) -> String {
    String::new()
}

#[cfg(not(feature = "hydrate"))]
pub const fn send_form(_form: &str, _name: &str, _text: &str) {}
