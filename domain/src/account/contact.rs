use std::fmt;

use serde::{Deserialize, Serialize};

use crate::refusal::Field;

/// The ways to reach somebody that are proved by a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    Email,
    Phone,
}

impl Contact {
    /// As stored and in addresses of pages.
    pub const fn name(self) -> &'static str {
        self.field().name()
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Email, Self::Phone]
            .into_iter()
            .find(|contact| contact.name() == name)
    }

    /// Of forms.
    pub const fn field(self) -> Field {
        match self {
            Self::Email => Field::Email,
            Self::Phone => Field::Phone,
        }
    }

    /// As in a sentence.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "e-mail address",
            Self::Phone => "phone number",
        }
    }
}

/// An e-mail address in lower case: one `@`, a dotted domain, no white space or control characters, at most 254 bytes
/// (RFC 5321). That it works is proven by the code sent to it. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// `None` when it cannot be an address.
    pub fn parse(text: &str) -> Option<Self> {
        let address = text.trim().to_lowercase();
        let (local, domain) = address.split_once('@')?;
        let local_is_fine = !local.is_empty()
            && local.len() <= 64
            && local.bytes().all(is_address_byte)
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let domain_is_fine = domain.contains('.')
            && domain.split('.').all(|label| {
                !label.is_empty()
                    && label.len() <= 63
                    && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                    && !label.starts_with('-')
                    && !label.ends_with('-')
            });
        (address.len() <= 254 && local_is_fine && domain_is_fine).then_some(Self(address))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_address_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("EmailAddress(***)")
    }
}

/// A phone number in E.164 form: `+` and 8 to 15 digits. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// Takes spaces, dots, hyphens, brackets and a leading `00`; `None` when there is no country code or the length is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let mut digits = String::with_capacity(16);
        for character in text.trim().chars() {
            match character {
                '+' if digits.is_empty() => digits.push('+'),
                '0'..='9' => digits.push(character),
                ' ' | '.' | '-' | '(' | ')' | '/' => {}
                _ => return None,
            }
        }
        let national = digits.strip_prefix('+').or_else(|| digits.strip_prefix("00"))?;
        let is_fine = (8..=15).contains(&national.len()) && !national.starts_with('0');
        is_fine.then(|| Self(format!("+{national}")))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PhoneNumber(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_in_lower_case() {
        assert_eq!(
            EmailAddress::parse(" Clara@Example.COM ").unwrap().as_str(),
            "clara@example.com"
        );
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        for text in [
            "",
            "clara",
            "@example.com",
            "a@b",
            "a b@example.com",
            "a@ex ample.com",
            "a@example.com\r\nBcc: x@y.zz",
            "a@@example.com",
            "a@-x.com",
            "a@x..com",
            "a..b@x.com",
            "a\0@x.com",
            "ä@x.com",
        ] {
            assert!(EmailAddress::parse(text).is_none(), "{text:?}");
        }
    }

    #[test]
    fn a_number_is_kept_with_its_country_code() {
        for text in ["+44 20 7946 0958", "0044 (20) 7946-0958", "+442079460958"] {
            assert_eq!(PhoneNumber::parse(text).unwrap().as_str(), "+442079460958");
        }
    }

    #[test]
    fn what_cannot_be_a_number_is_refused() {
        for text in [
            "",
            "020 7946 0958",
            "+44",
            "+0123456789",
            "+44 20 79x6 0958",
            "+4420+79460958",
            "+1234567890123456",
        ] {
            assert!(PhoneNumber::parse(text).is_none(), "{text:?}");
        }
    }
}
