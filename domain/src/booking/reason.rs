use std::fmt;

use crate::refusal::{Fault, Field, FieldError, Refusal};

/// The most characters of a reason.
const MOST: u16 = 1000;
/// Of a blocked time.
const MOST_OF_BLOCK: u16 = 200;

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
    fn no_reason_is_needed_to_cancel() {
        assert_eq!(parse_cancel_reason("  "), Ok(None));
        assert_eq!(parse_cancel_reason("ill"), Ok(Some("ill".into())));
    }
}
