//! Every touch of the browser. On the server each function does nothing, so that an island needs no `cfg`.

mod drag;
mod event;
mod page;
mod pointer;
mod print;
mod refresh;
mod time;

pub use drag::{Drag, on_drag};
pub use event::{is_plain_click, on_changed, on_return, pressed_value};
pub use page::{address, carry, focus, focus_soon, go_to, show_address, take_carried, value_of, write};
pub use pointer::{hold_pointer, pointer_in};
pub use print::print;
pub use refresh::refresh;
pub use time::{after, every_second, seconds};
