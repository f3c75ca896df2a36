use std::fmt;

use axum::http::Uri;
use serde::Deserialize;

/// The origin that browsers reach us by: scheme, host, and port unless it is the usual one.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(String);

/// Not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is http:// or https:// with a host, in lower case and without a path, like https://clinic.example")]
pub struct WrongUrl;

impl PublicUrl {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_https(&self) -> bool {
        self.0.starts_with("https:")
    }

    /// A name or an address, one of IPv6 without its brackets.
    pub fn host(&self) -> &str {
        let (_, authority) = self.0.split_once("://").unwrap_or_default();
        let host = match authority.strip_prefix('[') {
            Some(rest) => rest.split(']').next(),
            None => authority.split(':').next(),
        };
        host.unwrap_or_default()
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = WrongUrl;

    fn try_from(text: String) -> Result<Self, WrongUrl> {
        let origin = text.strip_suffix('/').unwrap_or(&text);
        let uri: Uri = origin.parse().map_err(|_| WrongUrl)?;
        let (Some(scheme @ ("http" | "https")), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(WrongUrl);
        };
        let canonical = format!("{scheme}://{authority}").to_lowercase();
        let is_bare = canonical == origin && !authority.as_str().contains('@') && !authority.host().is_empty();
        is_bare.then(|| Self(origin.to_owned())).ok_or(WrongUrl)
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_is_an_origin() {
        for good in [
            "https://clinic.example",
            "http://127.0.0.1:3000",
            "https://clinic.example:8443",
            "http://[::1]:3000",
        ] {
            assert_eq!(
                PublicUrl::try_from(good.to_owned()).as_ref().map(PublicUrl::as_str),
                Ok(good)
            );
        }
        assert_eq!(
            PublicUrl::try_from("https://clinic.example/".to_owned()),
            Ok(PublicUrl("https://clinic.example".into()))
        );
        for (url, host) in [
            ("https://clinic.example", "clinic.example"),
            ("https://clinic.example:8443", "clinic.example"),
            ("http://[::1]:3000", "::1"),
        ] {
            assert_eq!(PublicUrl::try_from(url.to_owned()).expect(url).host(), host);
        }
        for bad in [
            "",
            "clinic.example",
            "ftp://clinic.example",
            "https://",
            "https://Clinic.example",
            "https://a.example/x",
            "https://me@a.example",
            "https://a.example?x",
        ] {
            assert_eq!(PublicUrl::try_from(bad.to_owned()), Err(WrongUrl), "{bad}");
        }
    }
}
