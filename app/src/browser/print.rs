/// Opens the dialog that prints the page.
#[cfg(feature = "hydrate")]
pub fn print() {
    let _ = leptos::prelude::window().print();
}

#[cfg(not(feature = "hydrate"))]
pub const fn print() {}
