use std::fmt;

use crate::refusal::{Fault, Field, FieldError};

/// A person's given and family name: 1 to 100 characters each, no control characters. Not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonName {
    given: String,
    family: String,
}

/// The most characters of each part.
const MOST: u16 = 100;

impl PersonName {
    /// # Errors
    /// One for each part that is missing, too long or has characters that no name has.
    pub fn parse(given: &str, family: &str) -> Result<Self, Vec<FieldError>> {
        let parts = [
            (Field::GivenName, parse_words(given, MOST)),
            (Field::FamilyName, parse_words(family, MOST)),
        ];
        let faults: Vec<FieldError> = parts
            .iter()
            .filter_map(|(field, part)| part.as_ref().err().map(|&fault| FieldError { field: *field, fault }))
            .collect();
        match parts {
            [(_, Ok(given)), (_, Ok(family))] => Ok(Self { given, family }),
            _ => Err(faults),
        }
    }

    pub fn given(&self) -> &str {
        &self.given
    }

    pub fn family(&self) -> &str {
        &self.family
    }
}

/// Words in one line that are shown to others, at most so many characters, white space folded.
pub(super) fn parse_words(text: &str, most: u16) -> Result<String, Fault> {
    let part = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if part.is_empty() {
        return Err(Fault::Missing);
    }
    if part.chars().count() > usize::from(most) {
        return Err(Fault::TooLong { most });
    }
    if part.chars().any(|character| character.is_control() || matches!(character, '<' | '>' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')) {
        return Err(Fault::Malformed);
    }
    Ok(part)
}

impl fmt::Display for PersonName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.given, self.family)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("PersonName(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_wrong_part_is_named() {
        let faults = PersonName::parse("", "a\0b").unwrap_err();
        assert_eq!(
            faults,
            [
                FieldError {
                    field: Field::GivenName,
                    fault: Fault::Missing
                },
                FieldError {
                    field: Field::FamilyName,
                    fault: Fault::Malformed
                }
            ]
        );
        assert_eq!(
            PersonName::parse("x", &"y".repeat(101)).unwrap_err(),
            [FieldError {
                field: Field::FamilyName,
                fault: Fault::TooLong { most: 100 }
            }]
        );
    }

    #[test]
    fn white_space_is_folded() {
        assert_eq!(
            PersonName::parse("  Ana  Maria ", "de\u{a0}Souza").unwrap().to_string(),
            "Ana Maria de Souza"
        );
    }
}
