//! Addresses that messages lead to. Opening one changes nothing.

use std::fmt::Write;

use domain::booking::PlaceView;

use super::Visit;
use crate::Settings;

pub(super) fn appointment_url(settings: &Settings, visit: &Visit) -> String {
    format!("{}/appointments/{}", settings.public_url, visit.id)
}

/// Where its patient says whether they will come.
pub(super) fn coming_url(settings: &Settings, visit: &Visit) -> String {
    format!("{}/coming", appointment_url(settings, visit))
}

pub(super) fn doctor_url(settings: &Settings, visit: &Visit) -> String {
    format!("{}/doctors/{}", settings.public_url, encode(&visit.doctor_slug))
}

/// Where somebody sets the first password. The secret stands in no path: paths are logged in many places.
pub(super) fn invitation_url(settings: &Settings, token: &str) -> String {
    format!("{}/invitation?token={token}", settings.public_url)
}

/// A place on OpenStreetMap.
pub(super) fn map_url(place: &PlaceView) -> String {
    format!("https://www.openstreetmap.org/search?query={}", encode(&place.address))
}

/// The host of the site, without a port: what names of messages and of calendar entries end with.
pub(super) fn host(settings: &Settings) -> &str {
    let url = settings.public_url.as_str();
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    }
}

/// For a part of a URL (RFC 3986, section 2).
pub(crate) fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut url, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => url.push(char::from(byte)),
            _ => {
                let _ = write!(url, "%{byte:02X}");
            }
        }
        url
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn host_of(url: &str) -> String {
        let settings = Settings {
            public_url: url.to_owned(),
            ..Settings::for_test()
        };
        host(&settings).to_owned()
    }

    #[test]
    fn the_host_is_named_without_its_port() {
        assert_eq!(host_of("https://clinic.example"), "clinic.example");
        assert_eq!(host_of("http://127.0.0.1:3000"), "127.0.0.1");
        assert_eq!(host_of("http://[::1]:3000/base"), "[::1]");
    }

    #[test]
    fn what_a_url_cannot_have_is_encoded() {
        assert_eq!(
            encode("8 Quay Road, Zürich&x=#"),
            "8%20Quay%20Road%2C%20Z%C3%BCrich%26x%3D%23"
        );
    }
}
