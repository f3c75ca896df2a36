//! How server functions speak: JSON.

use std::sync::Arc;

use domain::shared::{Form, Shared};
use leptos::{
    serde_json,
    server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post},
};
use serde::{
    Serialize,
    de::{DeserializeOwned, Error as _},
};

/// Arguments and answers in the body of a POST.
pub type Json = Post<JsonText>;

/// JSON read as text, like the properties of islands: the code that reads a type is in the download once, and a third of
/// it would be a second copy with Leptos' own encoding, which reads bytes.
pub struct JsonText;

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, Self::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<T, Self::Error> {
        let text = str::from_utf8(&bytes).map_err(serde_json::Error::custom)?;
        serde_json::from_str(text)
    }
}

/// As [`Json`], an answer that many get alike.
pub type SharedJson = Post<SharedText>;

/// As [`JsonText`]; text and its compression are made once.
pub struct SharedText;

impl ContentType for SharedText {
    const CONTENT_TYPE: &'static str = JsonText::CONTENT_TYPE;
}

impl FormatType for SharedText {
    const FORMAT_TYPE: Format = JsonText::FORMAT_TYPE;
}

impl<T: Serialize> Encodes<Arc<Shared<T>>> for SharedText {
    type Error = serde_json::Error;

    fn encode(shared: &Arc<Shared<T>>) -> Result<Bytes, Self::Error> {
        let text = shared.sent(Form::Text, |value| serde_json::to_vec(value))?;
        #[cfg(feature = "ssr")]
        if crate::packing::is_wanted(&text) {
            let packed = shared.sent(Form::Packed, |_| crate::packing::pack(&text))?;
            crate::packing::announce();
            return Ok(Bytes::from_owner(packed));
        }
        Ok(Bytes::from_owner(text))
    }
}

impl<T: DeserializeOwned> Decodes<Arc<Shared<T>>> for SharedText {
    type Error = serde_json::Error;

    fn decode(bytes: Bytes) -> Result<Arc<Shared<T>>, Self::Error> {
        JsonText::decode(bytes).map(|value| Arc::new(Shared::new(value)))
    }
}
