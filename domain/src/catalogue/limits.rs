use serde::Deserialize;

use super::{
    DURATION_LEAST, DURATION_MOST, Field, Problem, Wrong,
    number::{small, small_optional},
};

/// The highest cap that the schema takes.
pub(super) const CAP_MOST: u16 = 1000;

/// The limits of one patient as a form has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct LimitsForm {
    pub most_open: String,
    pub most_per_day: String,
}

/// How many appointments one patient may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PatientMost {
    /// Still to come.
    pub open: u16,
    /// On one local date.
    pub per_day: u16,
}

impl LimitsForm {
    /// # Errors
    /// Every field that cannot be taken.
    pub fn parse(&self) -> Result<PatientMost, Wrong> {
        let mut wrong = Wrong::default();
        let open = wrong.take(Field::MostOpen, small(&self.most_open, 1..=200));
        let per_day = wrong.take(Field::MostPerDay, small(&self.most_per_day, 1..=50));
        match (open, per_day) {
            (Some(open), Some(per_day)) => Ok(PatientMost { open, per_day }),
            _ => Err(wrong),
        }
    }
}

/// A doctor's most visits on one local date; nothing is no limit.
///
/// # Errors
/// When it is no number from 1 to 1,000.
pub fn parse_doctor_cap(text: &str) -> Result<Option<u16>, Wrong> {
    small_optional(text, 1..=CAP_MOST).map_err(|problem| Wrong::alone(Field::DoctorCap, problem))
}

/// A doctor's own length of a service, in minutes; nothing is the service's.
///
/// # Errors
/// When it is no length that a service may have.
pub fn parse_own_duration(text: &str) -> Result<Option<u16>, Wrong> {
    let parsed: Result<_, Problem> = small_optional(text, DURATION_LEAST..=DURATION_MOST);
    parsed.map_err(|problem| Wrong::alone(Field::OwnDuration, problem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_small_numbers_above_nothing() {
        let form = |open: &str, per_day: &str| LimitsForm {
            most_open: open.into(),
            most_per_day: per_day.into(),
        };
        assert_eq!(form("20", "5").parse(), Ok(PatientMost { open: 20, per_day: 5 }));
        assert_eq!(form("200", "50").parse(), Ok(PatientMost { open: 200, per_day: 50 }));
        for (open, per_day, faults) in [("0", "0", 2), ("201", "51", 2), ("", "x", 2), ("20", "-1", 1)] {
            assert_eq!(
                form(open, per_day).parse().unwrap_err().0.len(),
                faults,
                "{open} {per_day}"
            );
        }
    }

    #[test]
    fn what_is_left_out_is_no_limit() {
        assert_eq!(parse_doctor_cap(" "), Ok(None));
        assert_eq!(parse_doctor_cap("1000"), Ok(Some(1000)));
        for text in ["0", "1001", "many"] {
            assert!(parse_doctor_cap(text).is_err(), "{text}");
        }
        assert_eq!(parse_own_duration(""), Ok(None));
        assert_eq!(parse_own_duration("45"), Ok(Some(45)));
        for text in ["4", "721", "1 hour"] {
            assert!(parse_own_duration(text).is_err(), "{text}");
        }
    }
}
