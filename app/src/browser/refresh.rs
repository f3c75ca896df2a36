#[cfg(feature = "hydrate")]
use std::cell::Cell;

#[cfg(feature = "hydrate")]
use gloo_net::http::Request;
#[cfg(feature = "hydrate")]
use leptos::{
    prelude::{document, window},
    wasm_bindgen::JsCast,
};
#[cfg(feature = "hydrate")]
use web_sys::{DomParser, Element, HtmlElement, Node, SupportedType};

#[cfg(feature = "hydrate")]
thread_local! {
    /// How many times the page was asked for: an answer that a later question has overtaken is old.
    static ASKED: Cell<u32> = const { Cell::new(0) };
}

/// Reads this page again, by `data-again` where that has what was posted for it, and brings those parts of it up to date that have an id and `data-live`, child by child. A child in
/// which somebody writes, or has opened something, stays as it is, if it has an id; the focus stays where it was.
///
/// The parts are documents: what is in them works without a script.
#[cfg(feature = "hydrate")]
pub async fn refresh() {
    let asked = ASKED.get().wrapping_add(1);
    ASKED.set(asked);
    let Some(text) = read().await else {
        return;
    };
    let parser = DomParser::new().ok();
    let new = parser.and_then(|parser| parser.parse_from_string(&text, SupportedType::TextHtml).ok());
    let (Some(new), true) = (new, ASKED.get() == asked) else {
        return;
    };
    let Ok(parts) = document().query_selector_all("[data-live]") else {
        return;
    };
    for part in (0..parts.length()).filter_map(|number| parts.get(number)?.dyn_into::<Element>().ok()) {
        if let Some(new) = new.get_element_by_id(&part.id()) {
            put(&part, &new);
        }
    }
}

/// This page as it is now; `None` when it cannot be had.
#[cfg(feature = "hydrate")]
async fn read() -> Option<String> {
    let address = window().location().href().ok()?;
    let posted = document().query_selector("[data-again]").ok().flatten();
    let request = match posted.and_then(|part| part.get_attribute("data-again")) {
        Some(form) => Request::post(&address)
            .header("x-background", "1")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form),
        None => Request::get(&address).header("x-background", "1").build(),
    };
    let answer = request.ok()?.send().await.ok()?;
    answer.text().await.ok().filter(|_| answer.ok())
}

#[cfg(feature = "hydrate")]
fn put(part: &Element, new: &Element) {
    let focused = document()
        .active_element()
        .filter(|focused| part.contains(Some(focused)));
    // What is the same at the beginning and at the end is not touched: somebody may be pressing it.
    let (olds, news) = (nodes(part), nodes(new));
    let head = olds.iter().zip(&news).take_while(is_same).count();
    let (olds, news) = (&olds[head..], &news[head..]);
    let tail = olds.iter().rev().zip(news.iter().rev()).take_while(is_same).count();
    let (olds, news) = (&olds[..olds.len() - tail], &news[..news.len() - tail]);
    let kept: Vec<&Element> = olds
        .iter()
        .filter_map(|child| child.dyn_ref())
        .filter(|child: &&Element| !child.id().is_empty() && is_in_use(child, focused.as_ref()))
        .collect();
    let is_kept = |node: &Node| kept.iter().any(|kept| kept.is_same_node(Some(node)));
    for child in olds.iter().filter(|child| !is_kept(child)) {
        let _ = part.remove_child(child);
    }
    let mut before = u32::try_from(head).ok().and_then(|head| part.child_nodes().get(head));
    for child in news {
        let id = child.dyn_ref::<Element>().map(Element::id).unwrap_or_default();
        match kept.iter().find(|kept| kept.id() == id) {
            Some(kept) => before = kept.next_sibling(),
            None => {
                let _ = part.insert_before(child, before.as_ref());
            }
        }
    }
    part.set_class_name(&new.class_name());
    let is_gone = |focused: &Element| !part.contains(Some(focused));
    if let Some(again) = focused.filter(is_gone).and_then(|focused| alike(part, &focused)) {
        let _ = again.focus();
    }
}

#[cfg(feature = "hydrate")]
fn nodes(parent: &Element) -> Vec<Node> {
    let children = parent.child_nodes();
    (0..children.length())
        .filter_map(|number| children.get(number))
        .collect()
}

#[cfg(feature = "hydrate")]
fn is_same((old, new): &(&Node, &Node)) -> bool {
    old.is_equal_node(Some(new))
}

#[cfg(feature = "hydrate")]
fn is_in_use(child: &Element, focused: Option<&Element>) -> bool {
    let writes = focused.is_some_and(|focused| {
        child.contains(Some(focused)) && matches!(focused.matches("input, select, textarea"), Ok(true))
    });
    writes || matches!(child.query_selector("details[open]"), Ok(Some(_)))
}

/// What leads or sends to the same address as what had the focus.
#[cfg(feature = "hydrate")]
fn alike(part: &Element, focused: &Element) -> Option<HtmlElement> {
    let form = focused.closest("form").ok().flatten();
    let selector = match (
        focused.get_attribute("href"),
        form.and_then(|form| form.get_attribute("action")),
    ) {
        (Some(href), _) => format!("a[href={href:?}]"),
        (None, Some(action)) => format!("form[action={action:?}] button"),
        (None, None) => return None,
    };
    part.query_selector(&selector).ok()??.dyn_into().ok()
}

#[cfg(not(feature = "hydrate"))]
pub async fn refresh() {}
