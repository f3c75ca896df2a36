//! Encryption of single columns: what is stored cannot be read without the key ring, nor moved to another row or column.
//!
//! A value is XChaCha20-Poly1305 under the current key, with table, column and row as associated data. Values that must be looked
//! up have a blind index beside them ([`KeyRing::index`]). Nothing is stored encrypted yet.

mod key_file;
mod key_ring;

pub use key_file::{KeyFileFault, open_or_create};
pub use key_ring::{CryptoFault, KeyRing, Place, WrongKeys};
