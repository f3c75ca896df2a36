use serde::{Deserialize, Serialize};

use super::one_line;
use crate::refusal::{Fault, Field, FieldError};

/// What somebody who sees patients is by training. All have the role and the rights of a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Profession {
    Doctor,
    Nurse,
    Specialist,
}

impl Profession {
    pub const ALL: [Self; 3] = [Self::Doctor, Self::Nurse, Self::Specialist];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Doctor => "doctor",
            Self::Nurse => "nurse",
            Self::Specialist => "specialist",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profession| profession.name() == name)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Doctor => "Doctor",
            Self::Nurse => "Nurse",
            Self::Specialist => "Specialist",
        }
    }

    /// What stands before the name where patients read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Doctor => "Dr.",
            Self::Nurse => "Nurse",
            Self::Specialist => "",
        }
    }
}

/// What is asked of staff beside name and contacts, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct StaffForm {
    pub profession: String,
    /// Its slug.
    pub specialty: String,
    /// Its slug.
    pub location: String,
    pub licence_number: String,
    pub qualifications: String,
    /// With commas between.
    pub languages: String,
}

impl StaffForm {
    /// In the order in which they are asked for.
    pub const FIELDS: [Field; 6] = [
        Field::Profession,
        Field::Specialty,
        Field::Location,
        Field::LicenceNumber,
        Field::Qualifications,
        Field::Languages,
    ];
}

/// A form whose texts are fine. Whether there is such a specialty and location is for the database to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staff {
    pub profession: Profession,
    pub specialty: String,
    pub location: String,
    pub licence_number: String,
    pub qualifications: String,
    /// "English, Spanish"
    pub languages: String,
}

const LICENCE_MOST: u16 = 50;
const QUALIFICATIONS_MOST: u16 = 500;
const LANGUAGES_MOST: u16 = 200;

impl StaffForm {
    /// # Errors
    /// All that is wrong.
    pub fn parse(&self) -> Result<Staff, Vec<FieldError>> {
        let mut wrong = Vec::new();
        let mut keep = |field, parsed: Result<String, Fault>| {
            parsed
                .map_err(|fault| wrong.push(FieldError { field, fault }))
                .unwrap_or_default()
        };
        let specialty = keep(Field::Specialty, one_line(&self.specialty, 200));
        let location = keep(Field::Location, one_line(&self.location, 200));
        let licence_number = keep(Field::LicenceNumber, one_line(&self.licence_number, LICENCE_MOST));
        let qualifications = keep(
            Field::Qualifications,
            one_line(&self.qualifications, QUALIFICATIONS_MOST),
        );
        let languages = keep(
            Field::Languages,
            one_line(&self.languages, LANGUAGES_MOST).and_then(|text| listed(&text)),
        );
        let Some(profession) = Profession::from_name(&self.profession) else {
            let fault = Fault::Missing;
            wrong.insert(
                0,
                FieldError {
                    field: Field::Profession,
                    fault,
                },
            );
            return Err(wrong);
        };
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(Staff {
            profession,
            specialty,
            location,
            licence_number,
            qualifications,
            languages,
        })
    }
}

/// Why an account is suspended or rejected, as typed; the person reads it.
///
/// # Errors
/// When it is missing, longer than 500 characters, or has characters that no text has.
pub fn parse_state_reason(text: &str) -> Result<String, FieldError> {
    let field = Field::StateReason;
    one_line(text, 500).map_err(|fault| FieldError { field, fault })
}

/// "English, Spanish" of "English ,Spanish,,"
fn listed(text: &str) -> Result<String, Fault> {
    let names: Vec<&str> = text.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        return Err(Fault::Missing);
    }
    Ok(names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> StaffForm {
        StaffForm {
            profession: "nurse".into(),
            specialty: "dermatology".into(),
            location: "london".into(),
            licence_number: " 19A 0047 ".into(),
            qualifications: "BSc\nNursing".into(),
            languages: "English ,Spanish,,".into(),
        }
    }

    #[test]
    fn texts_are_kept_tidy() {
        let staff = form().parse().unwrap();
        assert_eq!(staff.profession, Profession::Nurse);
        assert_eq!(staff.licence_number, "19A 0047");
        assert_eq!(staff.qualifications, "BSc Nursing");
        assert_eq!(staff.languages, "English, Spanish");
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let wrong = StaffForm::default().parse().unwrap_err();
        let fields: Vec<Field> = wrong.iter().map(|fault| fault.field).collect();
        let all = [
            Field::Profession,
            Field::Specialty,
            Field::Location,
            Field::LicenceNumber,
            Field::Qualifications,
            Field::Languages,
        ];
        assert_eq!(fields, all);
        for (form, expected) in [
            (
                StaffForm {
                    profession: "king".into(),
                    ..form()
                },
                (Field::Profession, Fault::Missing),
            ),
            (
                StaffForm {
                    licence_number: "9".repeat(51),
                    ..form()
                },
                (Field::LicenceNumber, Fault::TooLong { most: 50 }),
            ),
            (
                StaffForm {
                    qualifications: "a\u{202e}b".into(),
                    ..form()
                },
                (Field::Qualifications, Fault::Malformed),
            ),
            (
                StaffForm {
                    languages: " , ,".into(),
                    ..form()
                },
                (Field::Languages, Fault::Missing),
            ),
        ] {
            let wrong = form.parse().unwrap_err();
            assert_eq!(
                wrong.iter().map(|one| (one.field, one.fault)).collect::<Vec<_>>(),
                [expected]
            );
        }
    }
}
