//! How one seal follows from the one before it.

use std::{fmt, str::FromStr};

use hmac::{Hmac, KeyInit, Mac};
use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Settings,
    entity::{audit_event, audit_seal},
    token::{hash, hex},
};

/// Before the first seal.
pub(super) const START: [u8; 32] = [0; 32];
/// Set before everything that is hashed, so that a change of the format is another chain.
const FORMAT: &[u8] = b"mediconnect audit 1\n";

/// The end of the chain. Kept elsewhere, it proves later that nothing before it was changed or taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub sequence: i64,
    /// In hexadecimal.
    pub hash: String,
}

/// Not of the form "1234:9f86d0…".
#[derive(Debug, thiserror::Error)]
#[error("a head is a number, a colon and 64 hexadecimal digits")]
pub struct WrongHead;

impl fmt::Display for Head {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}:{}", self.sequence, self.hash)
    }
}

impl FromStr for Head {
    type Err = WrongHead;

    fn from_str(text: &str) -> Result<Self, WrongHead> {
        let (sequence, hash) = text.trim().split_once(':').ok_or(WrongHead)?;
        let hash = hash.to_ascii_lowercase();
        unhex(&hash).ok_or(WrongHead)?;
        Ok(Self {
            sequence: sequence.parse().map_err(|_| WrongHead)?,
            hash,
        })
    }
}

impl From<&audit_seal::Model> for Head {
    fn from(seal: &audit_seal::Model) -> Self {
        Self {
            sequence: seal.sequence,
            hash: seal.hash.clone(),
        }
    }
}

/// What the chain is hashed with: SHA-256, or HMAC-SHA-256 where a key is configured.
pub(super) struct Key {
    /// Empty without a key. It tells two keys apart and tells nothing about them.
    pub name: String,
    secret: Option<Vec<u8>>,
}

impl Key {
    pub fn none() -> Self {
        Self {
            name: String::new(),
            secret: None,
        }
    }

    pub fn of(settings: &Settings) -> Self {
        let Some(secret) = &settings.audit_key else {
            return Self::none();
        };
        let secret = secret.expose_secret().as_bytes().to_vec();
        let named = [b"mediconnect audit key name\n", secret.as_slice()].concat();
        Self {
            name: hash(&named)[..12].to_owned(),
            secret: Some(secret),
        }
    }

    /// The hash of a seal.
    pub fn link(&self, previous: &[u8; 32], sequence: i64, sealed_at: i64, event: &audit_event::Model) -> [u8; 32] {
        let message = message(previous, sequence, sealed_at, event);
        match &self.secret {
            None => Sha256::digest(&message).into(),
            Some(secret) => {
                // HMAC takes keys of any length.
                let Ok(mac) = Hmac::<Sha256>::new_from_slice(secret) else {
                    return START;
                };
                mac.chain_update(&message).finalize().into_bytes().into()
            }
        }
    }

    pub fn seal(&self, previous: &[u8; 32], sequence: i64, sealed_at: i64, event: &audit_event::Model) -> Sealing {
        let hash = self.link(previous, sequence, sealed_at, event);
        Sealing {
            row: audit_seal::Model {
                sequence,
                event_id: event.id,
                sealed_at,
                key_name: self.name.clone(),
                hash: hex(&hash),
            },
            hash,
        }
    }
}

pub(super) struct Sealing {
    pub row: audit_seal::Model,
    pub hash: [u8; 32],
}

/// Everything that the seal covers, each part with its length or of a fixed one, so that no two events read alike.
fn message(previous: &[u8; 32], sequence: i64, sealed_at: i64, event: &audit_event::Model) -> Vec<u8> {
    let audit_event::Model {
        id,
        at,
        actor,
        account_id,
        action,
        subject,
        subject_id,
        detail,
        patient_id,
        reason,
        origin,
        request,
    } = event;
    let mut message = FORMAT.to_vec();
    message.extend_from_slice(previous);
    message.extend_from_slice(&sequence.to_be_bytes());
    message.extend_from_slice(&sealed_at.to_be_bytes());
    message.extend_from_slice(id.as_bytes());
    message.extend_from_slice(&at.to_be_bytes());
    message.extend_from_slice(subject_id.as_bytes());
    for id in [account_id, patient_id] {
        message.push(u8::from(id.is_some()));
        message.extend_from_slice(id.unwrap_or(Uuid::nil()).as_bytes());
    }
    for text in [actor, action, subject, detail, reason, origin, request] {
        message.extend_from_slice(&(text.len() as u64).to_be_bytes());
        message.extend_from_slice(text.as_bytes());
    }
    message
}

/// A stored hash; `None` for what cannot be one.
pub(super) fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event() -> audit_event::Model {
        audit_event::Model {
            id: Uuid::from_u128(1),
            at: 2,
            actor: "doctor".into(),
            account_id: Some(Uuid::from_u128(3)),
            action: "cancel".into(),
            subject: "appointment".into(),
            subject_id: Uuid::from_u128(4),
            detail: "cancelled".into(),
            patient_id: Some(Uuid::from_u128(5)),
            reason: String::new(),
            origin: "192.0.2.0/24".into(),
            request: "4f1c-90ab".into(),
        }
    }

    #[test]
    fn text_that_moves_from_one_column_to_the_next_is_another_hash() {
        let moved = audit_event::Model {
            actor: "doctorc".into(),
            action: "ancel".into(),
            ..event()
        };
        let key = Key::none();
        assert_ne!(key.link(&START, 1, 2, &event()), key.link(&START, 1, 2, &moved));
        let nobody = audit_event::Model {
            patient_id: None,
            ..event()
        };
        let nil = audit_event::Model {
            patient_id: Some(Uuid::nil()),
            ..event()
        };
        assert_ne!(key.link(&START, 1, 2, &nobody), key.link(&START, 1, 2, &nil));
    }

    #[test]
    fn a_head_reads_as_it_is_written() {
        let head = Head {
            sequence: 12,
            hash: hex(&Key::none().link(&START, 12, 2, &event())),
        };
        assert_eq!(head.to_string().parse::<Head>().unwrap(), head);
        for wrong in [
            "",
            "12",
            "12:",
            "12:zz",
            &format!("x:{}", head.hash),
            &format!("1:{}0", head.hash),
        ] {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn keys_are_told_apart_by_name() {
        let settings = |key: &str| Settings {
            audit_key: Some(key.to_owned().into()),
            ..Settings::for_test()
        };
        let (one, other) = (Key::of(&settings("one")), Key::of(&settings("other")));
        assert_ne!(one.name, other.name);
        assert_ne!(one.link(&START, 1, 2, &event()), other.link(&START, 1, 2, &event()));
        assert_eq!(Key::none().name, "");
    }
}
