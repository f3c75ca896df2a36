//! Encryption of single columns: what is stored cannot be read without the key ring, nor moved to another row or column
//! (docs/adr/0017).
//!
//! A value is XChaCha20-Poly1305 under the current key, with table, column and row as associated data. Values that must be looked
//! up have a blind index beside them ([`KeyRing::index`]). Which columns are encrypted is in `tables.rs`.

mod key_file;
mod key_ring;
mod keys;
mod recorded;
mod reseal;
mod rotate;
mod tables;

pub use key_file::KeyFileFault;
pub use key_ring::{CryptoFault, KeyRing, LASTING, Place, WrongKeys};
pub use keys::Keys;
pub use recorded::{KeyFault, check_keys, create_key_file, recorded_keys};
pub use reseal::seal_plain;
pub use rotate::{KeyUse, RotateFault, list_keys, retire_key, rotate_keys, rotate_to_current};
pub(crate) use tables::TABLES;
pub use tables::protected_columns;
