//! What browsers send, refused with a page when it is not what a form or a link of ours sends.

use axum::{
    body::{Body, Bytes},
    extract::{self, FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, request::Parts},
};
use domain::refusal::Refusal;
use serde::de::DeserializeOwned;

use super::PageError;

/// The fields of a posted form. `T` should have `#[serde(default)]`: a missing field is an empty one, for the use case to judge.
#[derive(Clone, Copy, Debug)]
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let (parts, body) = request.into_parts();
        let body = Bytes::from_request(Request::from_parts(parts.clone(), body), state)
            .await
            .map_err(not_read)?;
        if !is_plain(&body) {
            return Err(PageError::Malformed);
        }
        let request = Request::from_parts(parts, Body::from(body));
        let extract::Form(fields) = extract::Form::from_request(request, state)
            .await
            .map_err(|_| PageError::Malformed)?;
        Ok(Self(fields))
    }
}

fn not_read(rejection: BytesRejection) -> PageError {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::Malformed,
    }
}

/// What stands in the path. Anything that cannot be, such as a malformed identifier, is a page that does not exist.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        match extract::Path::from_request_parts(parts, state).await {
            Ok(extract::Path(values)) => Ok(Self(values)),
            Err(_) => Err(Refusal::NotFound.into()),
        }
    }
}

/// What stands behind the question mark. `T` should have `#[serde(default)]` and text fields, so that only nonsense is refused.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        match extract::Query::from_request_parts(parts, state).await {
            Ok(extract::Query(values)) => Ok(Self(values)),
            Err(_) => Err(PageError::Malformed),
        }
    }
}

/// Whether percent-encoded text is UTF-8 without NUL, which PostgreSQL cannot store.
pub fn is_plain(encoded: &[u8]) -> bool {
    let mut decoded = Vec::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((&first, tail)) = rest.split_first() {
        let hex = tail
            .get(..2)
            .filter(|_| first == b'%')
            .and_then(|hex| str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                decoded.push(byte);
                rest = &tail[2..];
            }
            None => {
                decoded.push(first);
                rest = tail;
            }
        }
    }
    !decoded.contains(&0) && str::from_utf8(&decoded).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn text_is_utf_8_without_nul() {
        for good in ["", "q=M%C3%BCller", "a=100%", "a=%2500", "a=%zz", "name=Zoë"] {
            assert!(is_plain(good.as_bytes()), "{good}");
        }
        for bad in [&b"a=%00"[..], b"a=\0", b"a=%FF", b"a=%C3", b"a=\xC3", b"a=%C0%80"] {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }
}
