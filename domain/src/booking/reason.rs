use std::fmt;

use crate::refusal::{Fault, Field, FieldError, Refusal};

/// The most characters of a reason.
const MOST: u16 = 1000;
/// Of a blocked time.
const MOST_OF_BLOCK: u16 = 200;
/// Of an emergency: "x" explains nothing.
const LEAST_OF_EMERGENCY: u16 = 10;
const MOST_OF_EMERGENCY: u16 = 500;

/// Why a patient wants to see the doctor: 1 to 1,000 characters. Medical content, so not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitReason(String);

impl VisitReason {
    /// # Errors
    /// [`Refusal::Invalid`] when it is missing, too long, or has control characters other than line breaks and tabs.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse_text(text, Field::Reason).map(Self)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for VisitReason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("VisitReason(***)")
    }
}

/// Why an appointment is cancelled: may be left out, at most 1,000 characters.
///
/// # Errors
/// As [`VisitReason::parse`], except that nothing is fine.
pub fn parse_cancel_reason(text: &str) -> Result<Option<String>, Refusal> {
    if text.trim().is_empty() {
        Ok(None)
    } else {
        parse_text(text, Field::CancelReason).map(Some)
    }
}

/// Why a request is rejected: the patient reads it.
///
/// # Errors
/// As [`VisitReason::parse`].
pub fn parse_reject_reason(text: &str) -> Result<String, Refusal> {
    parse_text(text, Field::RejectReason)
}

/// Why the staff goes beyond a rule: after the cut-off, outside the hours, beside another visit. It is recorded.
///
/// # Errors
/// As [`VisitReason::parse`].
pub fn parse_override_reason(text: &str) -> Result<String, Refusal> {
    parse_text(text, Field::OverrideReason)
}

/// Why a doctor's time is blocked: may be left out, at most 200 characters.
///
/// # Errors
/// As [`VisitReason::parse`], except that nothing is fine.
pub fn parse_block_reason(text: &str) -> Result<String, Refusal> {
    if text.trim().is_empty() {
        return Ok(String::new());
    }
    let text = parse_text(text, Field::BlockReason)?;
    if text.chars().count() > usize::from(MOST_OF_BLOCK) {
        return Err(FieldError::alone(
            Field::BlockReason,
            Fault::TooLong { most: MOST_OF_BLOCK },
        ));
    }
    Ok(text)
}

/// Why somebody must look into a patient's appointments at once: 10 to 500 characters.
///
/// # Errors
/// As [`VisitReason::parse`], and when it is too short.
pub fn parse_emergency_reason(text: &str) -> Result<String, Refusal> {
    if text.trim().chars().count() > usize::from(MOST_OF_EMERGENCY) {
        return Err(FieldError::alone(
            Field::EmergencyReason,
            Fault::TooLong {
                most: MOST_OF_EMERGENCY,
            },
        ));
    }
    let text = parse_text(text, Field::EmergencyReason)?;
    if text.chars().count() < usize::from(LEAST_OF_EMERGENCY) {
        return Err(FieldError::alone(
            Field::EmergencyReason,
            Fault::TooShort {
                least: LEAST_OF_EMERGENCY,
            },
        ));
    }
    Ok(text)
}

fn parse_text(text: &str, field: Field) -> Result<String, Refusal> {
    let text = text.trim().replace("\r\n", "\n");
    if text.is_empty() {
        return Err(FieldError::alone(field, Fault::Missing));
    }
    if text.chars().count() > usize::from(MOST) {
        return Err(FieldError::alone(field, Fault::TooLong { most: MOST }));
    }
    if text
        .chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\t'))
    {
        return Err(FieldError::alone(field, Fault::Malformed));
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_to_a_thousand_characters_without_control_characters() {
        let refused = |fault| Err(FieldError::alone(Field::Reason, fault));
        assert_eq!(
            VisitReason::parse(" A mole\r\nhas changed. ").unwrap().as_str(),
            "A mole\nhas changed."
        );
        assert_eq!(VisitReason::parse(" \n "), refused(Fault::Missing));
        assert_eq!(VisitReason::parse("a\0b"), refused(Fault::Malformed));
        assert!(VisitReason::parse(&"ä".repeat(1000)).is_ok());
        assert_eq!(
            VisitReason::parse(&"a".repeat(1001)),
            refused(Fault::TooLong { most: 1000 })
        );
    }

    #[test]
    fn an_emergency_is_explained_in_ten_to_five_hundred_characters() {
        let refused = |fault| Err(FieldError::alone(Field::EmergencyReason, fault));
        assert_eq!(
            parse_emergency_reason(" Unconscious\r\npatient ").unwrap(),
            "Unconscious\npatient"
        );
        assert!(parse_emergency_reason(&"ä".repeat(500)).is_ok());
        assert_eq!(parse_emergency_reason(""), refused(Fault::Missing));
        assert_eq!(
            parse_emergency_reason("a23456789"),
            refused(Fault::TooShort { least: 10 })
        );
        assert_eq!(
            parse_emergency_reason(&"a".repeat(501)),
            refused(Fault::TooLong { most: 500 })
        );
        assert_eq!(
            parse_emergency_reason(&"a".repeat(1001)),
            refused(Fault::TooLong { most: 500 })
        );
    }

    #[test]
    fn no_reason_is_needed_to_cancel() {
        assert_eq!(parse_cancel_reason("  "), Ok(None));
        assert_eq!(parse_cancel_reason("ill"), Ok(Some("ill".into())));
    }
}
