//! What browsers send, refused with a page when it is not what a form or a link of ours sends.

use axum::{
    body::{Body, Bytes},
    extract::{self, FromRequest, FromRequestParts, Request, rejection::BytesRejection},
    http::{StatusCode, header, request::Parts},
};
use domain::refusal::Refusal;
use serde::de::DeserializeOwned;

use super::PageError;
use crate::routes;

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

/// The fields of a posted form that has a file, and the bytes of the file: none where none was chosen. A form without one may come
/// as other forms do.
#[derive(Clone, Debug)]
pub struct Upload<T> {
    pub fields: T,
    pub file: Vec<u8>,
}

/// What the file is called in the form.
const FILE: &str = "photo";

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Upload<T> {
    type Rejection = PageError;

    async fn from_request(request: Request, state: &S) -> Result<Self, PageError> {
        let kind = request.headers().get(header::CONTENT_TYPE);
        let has_file = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
        if !has_file {
            let Form(fields) = Form::from_request(request, state).await?;
            let file = Vec::new();
            return Ok(Self { fields, file });
        }
        let mut parts = extract::Multipart::from_request(request, state)
            .await
            .map_err(|_| PageError::Malformed)?;
        let (mut texts, mut file) = (String::new(), None);
        while let Some(part) = parts.next_field().await.map_err(|error| part_not_read(&error))? {
            let name = part.name().map(str::to_owned).ok_or(PageError::Malformed)?;
            let bytes = part.bytes().await.map_err(|error| part_not_read(&error))?;
            if name == FILE {
                let is_second = file.replace(bytes).is_some();
                if is_second {
                    return Err(PageError::Malformed);
                }
                continue;
            }
            let text = str::from_utf8(&bytes).map_err(|_| PageError::Malformed)?;
            let separator = if texts.is_empty() { "" } else { "&" };
            texts = format!("{texts}{separator}{}={}", routes::encode(&name), routes::encode(text));
        }
        // From here on as any other form.
        let request = Request::post("/")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(texts));
        let request = request.map_err(|_| PageError::Malformed)?;
        let Form(fields) = Form::from_request(request, state).await?;
        let file = file.map(Vec::from).unwrap_or_default();
        Ok(Self { fields, file })
    }
}

fn part_not_read(error: &extract::multipart::MultipartError) -> PageError {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => PageError::TooLarge,
        _ => PageError::Malformed,
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
