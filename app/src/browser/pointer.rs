use leptos::ev::PointerEvent;
#[cfg(feature = "hydrate")]
use leptos::prelude::document;

/// Where a pointer is in the element with this id: from 0 to 1 across and down, also beyond where it is outside.
#[cfg(feature = "hydrate")]
pub fn pointer_in(event: &PointerEvent, id: &str) -> Option<(f64, f64)> {
    let place = document().get_element_by_id(id)?.get_bounding_client_rect();
    let (width, height) = (place.width(), place.height());
    let across = (f64::from(event.client_x()) - place.left()) / width;
    let down = (f64::from(event.client_y()) - place.top()) / height;
    (width > 0.0 && height > 0.0).then_some((across, down))
}

/// The element with this id gets what this pointer does until it is let go, wherever it goes.
#[cfg(feature = "hydrate")]
pub fn hold_pointer(event: &PointerEvent, id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        let _ = element.set_pointer_capture(event.pointer_id());
    }
}

#[cfg(not(feature = "hydrate"))]
pub const fn pointer_in(_event: &PointerEvent, _id: &str) -> Option<(f64, f64)> {
    None
}

#[cfg(not(feature = "hydrate"))]
pub const fn hold_pointer(_event: &PointerEvent, _id: &str) {}
