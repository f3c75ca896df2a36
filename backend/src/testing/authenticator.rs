//! An authenticator in software, which does what browser and device do together (Web Authentication, Level 3), and what they should
//! not when a test tells it to.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use p256::ecdsa::{DerSignature, SigningKey, signature::Signer};
use rand::Rng;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// A device with passkeys, all of them found without a name.
#[derive(Clone)]
pub struct Authenticator {
    /// Where its browser is.
    pub origin: String,
    /// Whether it has looked who holds it.
    pub verifies: bool,
    /// What it counted, of all its passkeys; 0 for ever when it does not count.
    pub count: u32,
    pub counts: bool,
    keys: Vec<Key>,
}

#[derive(Clone)]
struct Key {
    id: Vec<u8>,
    owner: Value,
    key: SigningKey,
}

const PRESENT: u8 = 0x01;
const VERIFIED: u8 = 0x04;
const WITH_KEY: u8 = 0x40;

impl Authenticator {
    /// A new device whose browser is on the site of the test clinic.
    pub fn new() -> Self {
        Self {
            origin: "https://clinic.example".to_owned(),
            verifies: true,
            count: 0,
            counts: true,
            keys: Vec::new(),
        }
    }

    /// What `navigator.credentials.create` answers; none when it has one of the excluded already.
    pub fn make(&mut self, options: &str) -> Option<String> {
        let options: Value = serde_json::from_str(options).expect("options");
        let excluded = ids(&options["excludeCredentials"]);
        if self.keys.iter().any(|key| excluded.contains(&key.id)) {
            return None;
        }
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required");
        let mut id = vec![0; 32];
        rand::rng().fill_bytes(&mut id);
        let mut secret = [0; 32];
        rand::rng().fill_bytes(&mut secret);
        let key = SigningKey::from_slice(&secret).expect("a key");
        let length = u16::try_from(id.len()).expect("a short id").to_be_bytes();
        let mut data = self.data(&options["rp"]["id"], WITH_KEY);
        // No make and model, then the credential.
        data.extend([&[0; 16][..], &length, &id, &public_key(&key)].concat());
        let answer = json!({
            "id": encoded(&id),
            "rawId": encoded(&id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encoded(self.client_data("webauthn.create", &options).as_bytes()),
                "attestationObject": encoded(&attestation(&data)),
            },
        });
        let owner = options["user"]["id"].clone();
        self.keys.push(Key { id, owner, key });
        Some(answer.to_string())
    }

    /// What `navigator.credentials.get` answers with its newest passkey of those that are allowed; none when there is none.
    pub fn answer(&mut self, options: &str) -> Option<String> {
        let options: Value = serde_json::from_str(options).expect("options");
        let allowed = ids(&options["allowCredentials"]);
        let is_allowed = |key: &&Key| allowed.is_empty() || allowed.contains(&key.id);
        let key = self.keys.iter().rev().find(is_allowed)?.clone();
        Some(self.sign(&options, &key))
    }

    /// As [`Self::answer`] with a passkey that was not asked for.
    pub fn answer_unasked(&mut self, options: &str) -> String {
        let options: Value = serde_json::from_str(options).expect("options");
        let key = self.keys.last().expect("a passkey").clone();
        self.sign(&options, &key)
    }

    /// Says that its passkeys are somebody else's.
    pub fn name_owner(&mut self, account: &[u8]) {
        for key in &mut self.keys {
            key.owner = encoded(account).into();
        }
    }

    fn sign(&mut self, options: &Value, key: &Key) -> String {
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(&options["rpId"], 0);
        let signed = [&data[..], &Sha256::digest(client_data.as_bytes())].concat();
        let signature: DerSignature = key.key.sign(&signed);
        let answer = json!({
            "id": encoded(&key.id),
            "rawId": encoded(&key.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": encoded(client_data.as_bytes()),
                "authenticatorData": encoded(&data),
                "signature": encoded(signature.as_bytes()),
                "userHandle": key.owner,
            },
        });
        answer.to_string()
    }

    fn data(&mut self, domain: &Value, flags: u8) -> Vec<u8> {
        self.count += u32::from(self.counts);
        let domain = Sha256::digest(domain.as_str().expect("a domain").as_bytes());
        let flags = flags | PRESENT | if self.verifies { VERIFIED } else { 0 };
        [&domain[..], &[flags], &self.count.to_be_bytes()].concat()
    }

    fn client_data(&self, what: &str, options: &Value) -> String {
        json!({ "type": what, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false })
            .to_string()
    }
}

impl Default for Authenticator {
    fn default() -> Self {
        Self::new()
    }
}

fn ids(list: &Value) -> Vec<Vec<u8>> {
    let list = list.as_array().cloned().unwrap_or_default();
    list.iter()
        .map(|one| {
            let id = one["id"].as_str().expect("an id");
            URL_SAFE_NO_PAD.decode(id).expect("an id")
        })
        .collect()
}

/// CBOR of `{"fmt": "none", "attStmt": {}, "authData": data}`.
fn attestation(data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).expect("less than 256 bytes");
    [
        b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".as_slice(),
        &[length],
        data,
    ]
    .concat()
}

/// COSE of a public key: a key of two coordinates (1: 2) for ES256 (3: -7) on P-256 (-1: 1), with x (-2) and y (-3).
fn public_key(key: &SigningKey) -> Vec<u8> {
    let point = key.verifying_key().to_sec1_point(false);
    let (x, y) = (point.x().expect("x"), point.y().expect("y"));
    [
        b"\xa5\x01\x02\x03\x26\x20\x01\x21\x58\x20".as_slice(),
        x,
        b"\x22\x58\x20",
        y,
    ]
    .concat()
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
