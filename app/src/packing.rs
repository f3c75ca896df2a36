//! Compresses an answer that many get; all others are compressed by the server as they pass.

use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use brotli::enc::BrotliEncoderParams;
use leptos::{
    prelude::{expect_context, use_context},
    serde_json,
};
use leptos_axum::ResponseOptions;

/// Smaller answers fit into a packet as they are.
pub const COMPRESS_FROM_BYTES: u16 = 1024;

/// Whether the caller of the server function that is running wants `text` compressed.
pub(crate) fn is_wanted(text: &[u8]) -> bool {
    text.len() > usize::from(COMPRESS_FROM_BYTES)
        && use_context::<Parts>().is_some_and(|parts| takes_brotli(&parts.headers))
}

/// Says in the answer that it is compressed.
pub(crate) fn announce() {
    let options: ResponseOptions = expect_context();
    options.insert_header(header::CONTENT_ENCODING, HeaderValue::from_static("br"));
    options.insert_header(header::VARY, HeaderValue::from_static("accept-encoding"));
}

fn takes_brotli(headers: &HeaderMap) -> bool {
    let accepted = headers.get_all(header::ACCEPT_ENCODING).iter();
    let mut names = accepted
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    names.any(|name| name.trim() == "br")
}

pub(crate) fn pack(text: &[u8]) -> Result<Vec<u8>, serde_json::Error> {
    let params = BrotliEncoderParams {
        quality: 5,
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &text[..], &mut packed, &params).map_err(serde_json::Error::io)?;
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brotli_is_taken_by_who_says_so() {
        for (accepted, expected) in [
            ("gzip, deflate, br, zstd", true),
            ("br", true),
            ("gzip,br", true),
            ("gzip", false),
            ("br;q=0", false),
            ("brotli", false),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(takes_brotli(&headers), expected, "{accepted}");
        }
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let text = b"free times, free times, free times".repeat(100);
        let packed = pack(&text).unwrap();
        assert!(packed.len() < text.len() / 10);
        let mut unpacked = Vec::new();
        brotli::BrotliDecompress(&mut &packed[..], &mut unpacked).unwrap();
        assert_eq!(unpacked, text);
    }
}
