//! Passkeys (WebAuthn): what a browser is asked, and what its answer is good for. A passkey stands for two factors, because its
//! device asks for a finger, a face or a PIN (docs/adr/0018).

mod add;
mod ask;
mod challenge;
mod check;
mod confirm;
mod list;
mod relying_party;
mod remove;
mod rename;
mod sign_in;

pub use add::{AddPasskey, add_passkey};
pub use ask::{Asked, ask};
pub use confirm::confirm_by_passkey;
pub use list::{PasskeyView, get_passkey, list_passkeys};
pub(crate) use list::{count, has_any};
pub use relying_party::domain;
pub(crate) use remove::delete_all;
pub use remove::remove_passkey;
pub use rename::rename_passkey;
pub use sign_in::sign_in_by_passkey;
