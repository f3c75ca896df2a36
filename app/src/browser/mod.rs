//! Every touch of the browser. On the server each function does nothing, so that an island needs no `cfg`.

mod drag;
mod event;
mod form;
mod live;
mod page;
mod passkey;
mod pointer;
mod print;
mod refresh;
mod time;

pub use drag::{Drag, on_drag};
pub use event::{is_plain_click, on_return, pressed_value};
pub use form::{send_form, typed_in};
pub use live::live;
pub use page::{address, carry, focus, focus_soon, go_to, show_address, take_carried, value_of, write};
pub use passkey::{PasskeyTrouble, make_passkey, takes_passkeys, use_passkey};
pub use pointer::{hold_pointer, pointer_in};
pub use print::print;
pub use refresh::refresh;
pub use time::{after, every_second, seconds};
