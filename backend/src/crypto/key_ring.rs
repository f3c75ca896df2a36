use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use hkdf::Hkdf;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretBox};
use sha2::Sha256;

use crate::token::hex;

/// Set before each value, so that another format can follow.
pub(super) const FORMAT: &str = "x1";
const FOR_DATA: &[u8] = b"mediconnect column encryption 1";
const FOR_INDEX: &[u8] = b"mediconnect blind index 1";
pub(super) const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
/// Of an index: enough that two values meet by chance never.
const INDEX_BYTES: usize = 16;

/// The name of the key that is never replaced: it makes the blind indexes, and encrypts what can never be written anew.
pub const LASTING: &str = "lasting";

/// Where a value stands. It can be read only there.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub table: &'a str,
    pub column: &'a str,
    /// The row's key, as bytes.
    pub row: &'a [u8],
}

impl<'a> Place<'a> {
    /// `row` is a UUID or a text.
    pub fn new(table: &'a str, column: &'a str, row: &'a impl AsRef<[u8]>) -> Self {
        let row = row.as_ref();
        Self { table, column, row }
    }
}

/// The keys of a clinic: the last one encrypts, all of them decrypt.
pub struct KeyRing {
    /// Never empty; by the order of the ring.
    keys: Vec<DataKey>,
    lasting: DataKey,
    index: SecretBox<[u8; KEY_BYTES]>,
}

struct DataKey {
    name: String,
    secret: SecretBox<[u8; KEY_BYTES]>,
}

/// Why there is no key ring.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum WrongKeys {
    #[error("there is no key in it")]
    Empty,
    #[error("line {0} is not a name of letters, digits and hyphens, a colon and 64 hexadecimal digits")]
    Line(usize),
    #[error("two keys are called {0}")]
    Twice(String),
    #[error("there is no key called lasting in it")]
    NoLasting,
}

/// Why a value cannot be read or written.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum CryptoFault {
    #[error("the value is not one that was encrypted")]
    Malformed,
    #[error("the key {0} is not in the ring")]
    UnknownKey(String),
    /// Changed, of another place, or made with another key of the same name.
    #[error("the value does not belong here or was changed")]
    Rejected,
}

impl KeyRing {
    /// A key a line (or parted by commas): "2026-11:…64 hexadecimal digits…". The last one is the current one; the one called
    /// [`LASTING`] is for blind indexes and for what can never be written anew. Lines that begin with `#` say nothing.
    ///
    /// # Errors
    /// Names the line, never what stands in it.
    pub fn parse(text: &str) -> Result<Self, WrongKeys> {
        let lines = text.lines().map(str::trim).enumerate();
        let said = lines.filter(|(_, line)| !line.starts_with('#'));
        let parts = said.flat_map(|(number, line)| line.split(',').map(move |part| (number, part.trim())));
        let mut keys: Vec<(String, [u8; KEY_BYTES])> = Vec::new();
        for (number, line) in parts.filter(|(_, part)| !part.is_empty()) {
            let (name, key) = parse_line(line).ok_or(WrongKeys::Line(number + 1))?;
            if keys.iter().any(|(known, _)| *known == name) {
                return Err(WrongKeys::Twice(name));
            }
            keys.push((name, key));
        }
        if keys.is_empty() {
            return Err(WrongKeys::Empty);
        }
        let lasting = keys.iter().position(|(name, _)| name == LASTING);
        let (name, lasting) = keys.remove(lasting.ok_or(WrongKeys::NoLasting)?);
        if keys.is_empty() {
            return Err(WrongKeys::Empty);
        }
        Ok(Self {
            index: SecretBox::new(Box::new(derive(&lasting, FOR_INDEX))),
            lasting: DataKey::new(name, &lasting),
            keys: keys.into_iter().map(|(name, key)| DataKey::new(name, &key)).collect(),
        })
    }

    /// The name of the key that encrypts.
    pub fn current(&self) -> &str {
        self.keys.last().map_or(LASTING, |key| &key.name)
    }

    /// The names of all keys, the current one last.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.lasting).chain(&self.keys).map(|key| &*key.name)
    }

    /// Encrypts with the current key. `nonce` is random and never used twice. An empty text stays empty.
    ///
    /// # Errors
    /// `Malformed` for a text of more than 256 GiB.
    pub fn seal(&self, place: Place<'_>, text: &str, nonce: [u8; NONCE_BYTES]) -> Result<String, CryptoFault> {
        self.seal_with(self.current(), place, text, nonce)
    }

    /// Encrypts with a certain key.
    ///
    /// # Errors
    /// `UnknownKey`, and those of [`seal`](Self::seal).
    pub fn seal_with(
        &self,
        key: &str,
        place: Place<'_>,
        text: &str,
        nonce: [u8; NONCE_BYTES],
    ) -> Result<String, CryptoFault> {
        if text.is_empty() {
            return Ok(String::new());
        }
        let key = self.key(key)?;
        let payload = Payload {
            msg: text.as_bytes(),
            aad: &associated(place, &key.name),
        };
        let sealed = key
            .cipher()
            .encrypt(&XNonce::from(nonce), payload)
            .map_err(|_| CryptoFault::Malformed)?;
        let bytes = [nonce.as_slice(), &sealed].concat();
        Ok(format!("{FORMAT}.{}.{}", key.name, URL_SAFE_NO_PAD.encode(bytes)))
    }

    fn key(&self, name: &str) -> Result<&DataKey, CryptoFault> {
        let mut keys = std::iter::once(&self.lasting).chain(&self.keys);
        let found = keys.find(|key| key.name == name);
        found.ok_or_else(|| CryptoFault::UnknownKey(name.to_owned()))
    }

    /// Decrypts with the key that the value names.
    ///
    /// # Errors
    /// `Malformed`, `UnknownKey`; `Rejected` for what was changed or copied from elsewhere.
    pub fn open(&self, place: Place<'_>, value: &str) -> Result<String, CryptoFault> {
        if value.is_empty() {
            return Ok(String::new());
        }
        let mut parts = value.splitn(3, '.');
        let (Some(FORMAT), Some(name), Some(bytes)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(CryptoFault::Malformed);
        };
        let bytes = URL_SAFE_NO_PAD.decode(bytes).map_err(|_| CryptoFault::Malformed)?;
        let (nonce, sealed) = bytes.split_first_chunk::<NONCE_BYTES>().ok_or(CryptoFault::Malformed)?;
        let key = self.key(name)?;
        let payload = Payload {
            msg: sealed,
            aad: &associated(place, name),
        };
        let text = key
            .cipher()
            .decrypt(&XNonce::from(*nonce), payload)
            .map_err(|_| CryptoFault::Rejected)?;
        String::from_utf8(text).map_err(|_| CryptoFault::Rejected)
    }

    /// Whether a value should be written anew: it was made with a key that is not the current one.
    pub fn is_of_old_key(&self, value: &str) -> bool {
        value.split('.').nth(1) != Some(self.current())
    }

    /// The same for the same text of the same column, and nothing to read it from without the ring: to look up an e-mail address or a
    /// phone number, which the caller has put into its one spelling.
    pub fn index(&self, table: &str, column: &str, text: &str) -> String {
        // HMAC takes keys of any length.
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(self.index.expose_secret()) else {
            return String::new();
        };
        let mut message = Vec::new();
        for part in [table, column, text] {
            add(&mut message, part.as_bytes());
        }
        let hash = mac.chain_update(&message).finalize().into_bytes();
        hex(&hash[..INDEX_BYTES])
    }
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_list().entries(self.names()).finish()
    }
}

impl DataKey {
    fn new(name: String, key: &[u8; KEY_BYTES]) -> Self {
        let secret = SecretBox::new(Box::new(derive(key, FOR_DATA)));
        Self { name, secret }
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new(self.secret.expose_secret().into())
    }
}

fn parse_line(line: &str) -> Option<(String, [u8; KEY_BYTES])> {
    let (name, digits) = line.split_once(':')?;
    let (name, digits) = (name.trim(), digits.trim());
    let is_name =
        (1..=32).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if !is_name || digits.len() != 2 * KEY_BYTES || !digits.is_ascii() {
        return None;
    }
    let mut key = [0; KEY_BYTES];
    for (index, byte) in key.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some((name.to_owned(), key))
}

/// A key for one purpose (RFC 5869).
fn derive(key: &[u8; KEY_BYTES], purpose: &[u8]) -> [u8; KEY_BYTES] {
    let mut derived = [0; KEY_BYTES];
    // Refused only for more than 255 hashes.
    let is_done = Hkdf::<Sha256>::new(None, key).expand(purpose, &mut derived).is_ok();
    debug_assert!(is_done, "32 bytes are one hash");
    derived
}

/// Each part with its length, so that no two places are alike.
fn associated(place: Place<'_>, key: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    for part in [
        FORMAT.as_bytes(),
        key.as_bytes(),
        place.table.as_bytes(),
        place.column.as_bytes(),
        place.row,
    ] {
        add(&mut bytes, part);
    }
    bytes
}

fn add(bytes: &mut Vec<u8>, part: &[u8]) {
    bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
    bytes.extend_from_slice(part);
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "lasting:a0a102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f,\
                       2026-11:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const NEW: &str = "2027-01:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const NONCE: [u8; NONCE_BYTES] = [7; NONCE_BYTES];
    const EMAIL: Place<'_> = Place {
        table: "account",
        column: "email",
        row: &[1],
    };

    fn ring(text: &str) -> KeyRing {
        KeyRing::parse(text).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_in_its_place_only() {
        let ring = ring(OLD);
        assert_eq!(ring.seal(EMAIL, "", NONCE).unwrap(), "", "nothing to hide");
        for text in ["", "pia.lund@example.com", "Zoë 🩺"] {
            let value = ring.seal(EMAIL, text, NONCE).unwrap();
            assert_eq!(ring.open(EMAIL, &value).unwrap(), text);
            assert!(!value.contains("pia"), "{value}");
        }
        let value = ring.seal(EMAIL, "pia", NONCE).unwrap();
        for elsewhere in [
            Place {
                table: "patient",
                ..EMAIL
            },
            Place {
                column: "phone",
                ..EMAIL
            },
            Place { row: &[2], ..EMAIL },
            Place {
                table: "accounte",
                column: "mail",
                ..EMAIL
            },
        ] {
            assert_eq!(
                ring.open(elsewhere, &value),
                Err(CryptoFault::Rejected),
                "{elsewhere:?}"
            );
        }
    }

    #[test]
    fn any_changed_character_is_noticed() {
        let ring = ring(OLD);
        let value = ring.seal(EMAIL, "pia", NONCE).unwrap();
        for index in 0..value.len() {
            for other in ["A", "b", ".", "-"] {
                let changed = format!("{}{other}{}", &value[..index], &value[index + 1..]);
                if changed != value {
                    assert!(ring.open(EMAIL, &changed).is_err(), "{changed}");
                }
            }
        }
        for wrong in ["x1", "x1.2026-11.", "x1.2026-11.AAAA", "x2.2026-11.AAAA", "pia"] {
            assert!(ring.open(EMAIL, wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_new_key_encrypts_and_old_values_are_still_read() {
        let (old, both) = (ring(OLD), ring(&format!("# keys, two of them\n{OLD}\n\n{NEW}\n")));
        let value = old.seal(EMAIL, "pia", NONCE).unwrap();
        assert_eq!(both.open(EMAIL, &value).unwrap(), "pia");
        assert!(both.is_of_old_key(&value));
        let value = both.seal(EMAIL, "pia", NONCE).unwrap();
        assert!(!both.is_of_old_key(&value));
        assert_eq!(old.open(EMAIL, &value), Err(CryptoFault::UnknownKey("2027-01".into())));
        assert_eq!(
            old.index("account", "email", "pia"),
            both.index("account", "email", "pia"),
            "indexes stay"
        );
    }

    #[test]
    fn an_index_is_of_one_text_in_one_column_with_one_key() {
        let ring = ring(OLD);
        let index = ring.index("account", "email", "pia");
        assert_eq!(index.len(), 2 * INDEX_BYTES);
        assert_eq!(index, ring.index("account", "email", "pia"));
        for other in [
            ring.index("account", "email", "pib"),
            ring.index("account", "phone", "pia"),
            ring.index("accounte", "mail", "pia"),
            self::ring(&OLD.replace("a0a1", "ffff")).index("account", "email", "pia"),
        ] {
            assert_ne!(index, other);
        }
    }

    #[test]
    fn a_wrong_ring_is_refused_without_telling_its_keys() {
        for (text, expected) in [
            ("", WrongKeys::Empty),
            ("# nothing", WrongKeys::Empty),
            ("2026-11", WrongKeys::Line(1)),
            ("# a\n2026-11:00", WrongKeys::Line(2)),
            (
                "a b:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
                WrongKeys::Line(1),
            ),
        ] {
            assert_eq!(KeyRing::parse(text).unwrap_err(), expected, "{text}");
        }
        assert_eq!(
            KeyRing::parse(&format!("{OLD},{OLD}")).unwrap_err(),
            WrongKeys::Twice("lasting".into())
        );
        assert_eq!(KeyRing::parse(NEW).unwrap_err(), WrongKeys::NoLasting);
        assert_eq!(format!("{:?}", ring(OLD)), "[\"lasting\", \"2026-11\"]");
    }
}
