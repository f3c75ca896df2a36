//! `navigator.credentials` (Web Authentication, Level 3). Options and answers are JSON with bytes in Base64url; the browser wants
//! and gives them as buffers.

#[cfg(feature = "hydrate")]
use js_sys::{Array, Function, JSON, Object, Promise, Reflect, Uint8Array};
#[cfg(feature = "hydrate")]
use leptos::{
    prelude::window,
    wasm_bindgen::{JsCast, JsValue},
};
#[cfg(feature = "hydrate")]
use wasm_bindgen_futures::JsFuture;

/// Why there is no answer of a passkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasskeyTrouble {
    /// The person did not want to, it took too long, or there is none: browsers do not say which.
    Cancelled,
    /// The device has one of this account's already.
    Known,
    Failed,
}

/// Whether this browser takes passkeys for `domain` on this page.
#[cfg(feature = "hydrate")]
pub fn takes_passkeys(domain: &str) -> bool {
    let host = window().location().hostname().unwrap_or_default();
    let is_of_domain = host
        .strip_suffix(domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    is_of_domain
        && window().is_secure_context()
        && get(&window(), "PublicKeyCredential").is_ok_and(|it| it.is_function())
}

/// Has the browser make a passkey, by options as `PublicKeyCredentialCreationOptions`. Answers JSON.
///
/// # Errors
/// When there is none.
#[cfg(feature = "hydrate")]
pub async fn make_passkey(options: &str) -> Result<String, PasskeyTrouble> {
    ask("create", options).await.map_err(|error| trouble(&error))
}

/// Has the browser use a passkey, by options as `PublicKeyCredentialRequestOptions`. Answers JSON.
///
/// # Errors
/// When there is none.
#[cfg(feature = "hydrate")]
pub async fn use_passkey(options: &str) -> Result<String, PasskeyTrouble> {
    ask("get", options).await.map_err(|error| trouble(&error))
}

#[cfg(feature = "hydrate")]
async fn ask(method: &str, options: &str) -> Result<String, JsValue> {
    let options = JSON::parse(options)?;
    to_bytes(&options, "challenge")?;
    let user = get(&options, "user")?;
    if user.is_object() {
        to_bytes(&user, "id")?;
    }
    for list in ["allowCredentials", "excludeCredentials"] {
        if let Ok(list) = get(&options, list)?.dyn_into::<Array>() {
            for credential in list.iter() {
                to_bytes(&credential, "id")?;
            }
        }
    }
    let request = Object::new();
    Reflect::set(&request, &"publicKey".into(), &options)?;
    let credentials = get(&get(&window(), "navigator")?, "credentials")?;
    let method: Function = get(&credentials, method)?.dyn_into()?;
    let asked = Promise::resolve(&method.call1(&credentials, &request)?);
    answer(&JsFuture::from(asked).await?)
}

#[cfg(feature = "hydrate")]
fn answer(credential: &JsValue) -> Result<String, JsValue> {
    let response = get(credential, "response")?;
    let said = Object::new();
    for name in [
        "clientDataJSON",
        "attestationObject",
        "authenticatorData",
        "signature",
        "userHandle",
    ] {
        let bytes = get(&response, name)?;
        if bytes.is_object() {
            Reflect::set(&said, &name.into(), &to_text(&bytes)?.into())?;
        }
    }
    let id = JsValue::from(to_text(&get(credential, "rawId")?)?);
    let answer = Object::new();
    for (name, value) in [
        ("id", &id),
        ("rawId", &id),
        ("type", &"public-key".into()),
        ("response", &said.into()),
    ] {
        Reflect::set(&answer, &name.into(), value)?;
    }
    Ok(JSON::stringify(&answer)?.into())
}

#[cfg(feature = "hydrate")]
fn trouble(error: &JsValue) -> PasskeyTrouble {
    let name = get(error, "name").ok().and_then(|name| name.as_string());
    match name.as_deref() {
        Some("NotAllowedError" | "AbortError") => PasskeyTrouble::Cancelled,
        Some("InvalidStateError") => PasskeyTrouble::Known,
        _ => PasskeyTrouble::Failed,
    }
}

#[cfg(feature = "hydrate")]
fn get(object: &JsValue, name: &str) -> Result<JsValue, JsValue> {
    Reflect::get(object, &name.into())
}

/// Puts bytes in the place of their text.
#[cfg(feature = "hydrate")]
fn to_bytes(object: &JsValue, name: &str) -> Result<(), JsValue> {
    let text = get(object, name)?.as_string().ok_or(JsValue::NULL)?;
    let text = window().atob(&text.replace('-', "+").replace('_', "/"))?;
    #[expect(clippy::cast_possible_truncation, reason = "each character stands for a byte")]
    let bytes: Vec<u8> = text.chars().map(|character| character as u32 as u8).collect();
    Reflect::set(object, &name.into(), &Uint8Array::from(bytes.as_slice())).map(|_| ())
}

#[cfg(feature = "hydrate")]
fn to_text(bytes: &JsValue) -> Result<String, JsValue> {
    let bytes: String = Uint8Array::new(bytes).to_vec().into_iter().map(char::from).collect();
    let text = window().btoa(&bytes)?;
    Ok(text.trim_end_matches('=').replace('+', "-").replace('/', "_"))
}

#[cfg(not(feature = "hydrate"))]
pub const fn takes_passkeys(_domain: &str) -> bool {
    false
}

#[cfg(not(feature = "hydrate"))]
pub async fn make_passkey(_options: &str) -> Result<String, PasskeyTrouble> {
    Err(PasskeyTrouble::Failed)
}

#[cfg(not(feature = "hydrate"))]
pub async fn use_passkey(_options: &str) -> Result<String, PasskeyTrouble> {
    Err(PasskeyTrouble::Failed)
}
