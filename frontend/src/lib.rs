//! Wakes the islands of a page.

use wasm_bindgen::prelude::wasm_bindgen;

// Without it the islands' exports would be dropped.
pub use app::islands;

#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_islands();
}

/// Sent to nobody: the splitter shares out the data among the files of the islands only if the parts, each aligned, are no longer than
/// the whole, and leaves all of it in the file that every page loads otherwise (26 kB of 193). What belongs to no part makes the whole longer.
#[used]
static ROOM: [u8; 1024] = [1; 1024];
