//! Every touch of the browser. On the server each function does nothing, so that an island needs no `cfg`.

mod page;

pub use page::{focus, go_to, show_address};
