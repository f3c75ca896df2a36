//! Wakes the islands of a page.

use wasm_bindgen::prelude::wasm_bindgen;

// Without it the islands' exports would be dropped.
pub use app::islands;

#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}
