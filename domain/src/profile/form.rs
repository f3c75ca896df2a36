use serde::{Deserialize, Serialize};

use super::{Gender, Section, language_name};
use crate::{
    account::{PersonName, PhoneNumber, Role, one_line, parse_birth_date},
    refusal::{Fault, Field, FieldError, Refusal},
    time::{Date, Zone},
};

/// The texts of a profile, as typed or as stored; empty where nothing is said.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Profile {
    pub given_name: String,
    pub family_name: String,
    /// "1984-03-27"; as typed "1984-3-27".
    pub birth_date: String,
    /// A code of [`Gender`].
    pub gender: String,
    /// A code of BCP 47.
    pub language: String,
    /// "Europe/London": by its clock messages keep quiet.
    pub zone: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    pub insurer: String,
    pub member_number: String,
    /// "2027-12-31"
    pub insured_until: String,
    pub contact_name: String,
    pub relationship: String,
    pub contact_phone: String,
    /// Its slug.
    pub preferred_location: String,
    /// Their slug.
    pub preferred_doctor: String,
    pub accessibility: String,
}

impl Profile {
    /// The text of a field; empty for one that no profile has.
    pub fn get(&self, field: Field) -> &str {
        self.place(field).map_or("", String::as_str)
    }

    /// Does nothing for a field that no profile has.
    pub fn set(&mut self, field: Field, text: String) {
        if let Some(place) = self.place_mut(field) {
            *place = text;
        }
    }

    /// The fields of a section as somebody with this role typed them, each in the one spelling that is stored. That a chosen location
    /// and doctor exist is for the database to say.
    ///
    /// # Errors
    /// All that is wrong.
    pub fn parse(&self, section: Section, role: Role, today: Date) -> Result<Vec<(Field, String)>, Vec<FieldError>> {
        let fields = section.fields(role);
        let (mut parsed, mut wrong) = (Vec::new(), Vec::new());
        for &field in fields {
            match self.parse_field(field, today) {
                Ok(text) => parsed.push((field, text)),
                Err(fault) => wrong.push(FieldError { field, fault }),
            }
        }
        let is_given = fields.iter().any(|field| !self.get(*field).trim().is_empty());
        let needed: &[Field] = match section {
            Section::Person => fields.get(..2).unwrap_or_default(),
            Section::Address if is_given => &[Field::Street, Field::City],
            Section::Insurance if is_given => &[Field::Insurer, Field::MemberNumber],
            Section::EmergencyContact if is_given => &[Field::ContactName, Field::ContactPhone],
            _ => &[],
        };
        let is_missing = |field: &&Field| parsed.contains(&(**field, String::new()));
        wrong.extend(needed.iter().filter(is_missing).map(|&field| FieldError {
            field,
            fault: Fault::Missing,
        }));
        if wrong.is_empty() { Ok(parsed) } else { Err(wrong) }
    }

    fn parse_field(&self, field: Field, today: Date) -> Result<String, Fault> {
        let text = self.get(field);
        match field {
            // Together they say more exactly what is wrong than each by itself; the other one is judged in its turn.
            Field::GivenName | Field::FamilyName => self.parse_name(field),
            Field::BirthDate => parse_born(text, today),
            _ if text.trim().is_empty() => Ok(String::new()),
            Field::Gender => known(text, Gender::from_name(text).is_some()),
            Field::Language => known(text, language_name(text).is_some()),
            Field::Zone => known(text, Zone::parse(text).is_ok_and(|zone| zone.name() == text)),
            Field::ContactPhone => {
                let number = PhoneNumber::parse(text).ok_or(Fault::Malformed)?;
                Ok(number.as_str().to_owned())
            }
            Field::InsuredUntil => {
                let date: Date = text.trim().parse().map_err(|_| Fault::Malformed)?;
                Ok(date.to_string())
            }
            _ => one_line(text, most(field)),
        }
    }

    fn parse_name(&self, field: Field) -> Result<String, Fault> {
        let parsed = PersonName::parse(&self.given_name, &self.family_name);
        match parsed {
            Ok(name) if field == Field::GivenName => Ok(name.given().to_owned()),
            Ok(name) => Ok(name.family().to_owned()),
            Err(wrong) => match wrong.iter().find(|one| one.field == field) {
                Some(one) => Err(one.fault),
                // The other part is wrong, so nothing is stored.
                None => Ok(self.get(field).to_owned()),
            },
        }
    }

    fn place(&self, field: Field) -> Option<&String> {
        Some(match field {
            Field::GivenName => &self.given_name,
            Field::FamilyName => &self.family_name,
            Field::BirthDate => &self.birth_date,
            Field::Gender => &self.gender,
            Field::Language => &self.language,
            Field::Zone => &self.zone,
            Field::Street => &self.street,
            Field::PostalCode => &self.postal_code,
            Field::City => &self.city,
            Field::Country => &self.country,
            Field::Insurer => &self.insurer,
            Field::MemberNumber => &self.member_number,
            Field::InsuredUntil => &self.insured_until,
            Field::ContactName => &self.contact_name,
            Field::Relationship => &self.relationship,
            Field::ContactPhone => &self.contact_phone,
            Field::PreferredLocation => &self.preferred_location,
            Field::PreferredDoctor => &self.preferred_doctor,
            Field::Accessibility => &self.accessibility,
            _ => return None,
        })
    }

    fn place_mut(&mut self, field: Field) -> Option<&mut String> {
        Some(match field {
            Field::GivenName => &mut self.given_name,
            Field::FamilyName => &mut self.family_name,
            Field::BirthDate => &mut self.birth_date,
            Field::Gender => &mut self.gender,
            Field::Language => &mut self.language,
            Field::Zone => &mut self.zone,
            Field::Street => &mut self.street,
            Field::PostalCode => &mut self.postal_code,
            Field::City => &mut self.city,
            Field::Country => &mut self.country,
            Field::Insurer => &mut self.insurer,
            Field::MemberNumber => &mut self.member_number,
            Field::InsuredUntil => &mut self.insured_until,
            Field::ContactName => &mut self.contact_name,
            Field::Relationship => &mut self.relationship,
            Field::ContactPhone => &mut self.contact_phone,
            Field::PreferredLocation => &mut self.preferred_location,
            Field::PreferredDoctor => &mut self.preferred_doctor,
            Field::Accessibility => &mut self.accessibility,
            _ => return None,
        })
    }
}

impl std::fmt::Debug for Profile {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Profile(***)")
    }
}

/// The most characters of a line.
const fn most(field: Field) -> u16 {
    match field {
        Field::Accessibility => 1000,
        Field::PostalCode => 20,
        Field::MemberNumber => 50,
        Field::City | Field::Country | Field::Relationship => 100,
        _ => 200,
    }
}

fn known(text: &str, is_known: bool) -> Result<String, Fault> {
    if is_known {
        Ok(text.to_owned())
    } else {
        Err(Fault::Malformed)
    }
}

fn parse_born(text: &str, today: Date) -> Result<String, Fault> {
    let mut parts = text.splitn(3, '-');
    let [year, month, day] = [(); 3].map(|()| parts.next().unwrap_or_default());
    match parse_birth_date(day, month, year, today) {
        Ok(date) => Ok(date.to_string()),
        Err(Refusal::Invalid(wrong)) => Err(wrong.first().map_or(Fault::Malformed, |one| one.fault)),
        Err(_) => Err(Fault::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn full() -> Profile {
        Profile {
            given_name: " Ana  Maria".into(),
            family_name: "de Souza".into(),
            birth_date: "1984-3-27".into(),
            gender: "female".into(),
            language: "pt".into(),
            zone: "Europe/Lisbon".into(),
            street: "Rua  Nova 8".into(),
            postal_code: "1100-001".into(),
            city: "Lisboa".into(),
            country: "Portugal".into(),
            insurer: "Saúde".into(),
            member_number: " 77 12 ".into(),
            insured_until: "2027-12-31".into(),
            contact_name: "Rui de Souza".into(),
            relationship: "Brother".into(),
            contact_phone: "00351 21 000 00 00".into(),
            preferred_location: "london".into(),
            preferred_doctor: "ada-moreno".into(),
            accessibility: "A ramp.\nLarge print.".into(),
        }
    }

    type Parsed = Result<Vec<(Field, String)>, Vec<(Field, Fault)>>;

    fn parse(profile: &Profile, section: Section) -> Parsed {
        let parsed = profile.parse(section, Role::Patient, date(2026, 11, 23));
        parsed.map_err(|wrong| wrong.iter().map(|one| (one.field, one.fault)).collect())
    }

    #[test]
    fn texts_are_kept_in_one_spelling() {
        let text = |section, field| {
            let parsed = parse(&full(), section).unwrap();
            parsed.into_iter().find(|(known, _)| *known == field).unwrap().1
        };
        for (section, field, expected) in [
            (Section::Person, Field::GivenName, "Ana Maria"),
            (Section::Person, Field::BirthDate, "1984-03-27"),
            (Section::Address, Field::Street, "Rua Nova 8"),
            (Section::Insurance, Field::MemberNumber, "77 12"),
            (Section::EmergencyContact, Field::ContactPhone, "+351210000000"),
            (Section::Preferences, Field::Accessibility, "A ramp. Large print."),
        ] {
            assert_eq!(text(section, field), expected);
        }
    }

    #[test]
    fn a_section_can_be_empty_but_not_half() {
        let empty = Profile::default();
        for section in [
            Section::Address,
            Section::Insurance,
            Section::EmergencyContact,
            Section::Preferences,
        ] {
            assert!(
                parse(&empty, section).unwrap().iter().all(|(_, text)| text.is_empty()),
                "{section:?}"
            );
        }
        let half = Profile {
            country: "Portugal".into(),
            insured_until: "2027-12-31".into(),
            relationship: "Brother".into(),
            ..empty
        };
        let missing = |fields: [Field; 2]| Err(fields.map(|field| (field, Fault::Missing)).to_vec());
        assert_eq!(parse(&half, Section::Address), missing([Field::Street, Field::City]));
        assert_eq!(
            parse(&half, Section::Insurance),
            missing([Field::Insurer, Field::MemberNumber])
        );
        assert_eq!(
            parse(&half, Section::EmergencyContact),
            missing([Field::ContactName, Field::ContactPhone])
        );
        let nobody = parse(&half, Section::Person).unwrap_err();
        let named = [Field::GivenName, Field::FamilyName, Field::BirthDate];
        assert_eq!(nobody, named.map(|field| (field, Fault::Missing)));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let bad = Profile {
            family_name: "a\u{202e}b".into(),
            birth_date: "2027-1-1".into(),
            gender: "x".into(),
            language: "xx".into(),
            zone: "europe/lisbon".into(),
            postal_code: "x".repeat(21),
            insured_until: "2027-02-30".into(),
            contact_phone: "12".into(),
            accessibility: "x".repeat(1001),
            ..full()
        };
        for (section, expected) in [
            (
                Section::Person,
                vec![
                    (Field::FamilyName, Fault::Malformed),
                    (Field::BirthDate, Fault::InFuture),
                    (Field::Gender, Fault::Malformed),
                    (Field::Language, Fault::Malformed),
                    (Field::Zone, Fault::Malformed),
                ],
            ),
            (Section::Address, vec![(Field::PostalCode, Fault::TooLong { most: 20 })]),
            (Section::Insurance, vec![(Field::InsuredUntil, Fault::Malformed)]),
            (Section::EmergencyContact, vec![(Field::ContactPhone, Fault::Malformed)]),
            (
                Section::Preferences,
                vec![(Field::Accessibility, Fault::TooLong { most: 1000 })],
            ),
        ] {
            assert_eq!(parse(&bad, section), Err(expected));
        }
    }

    #[test]
    fn staff_are_asked_less() {
        let parsed = full().parse(Section::Person, Role::Doctor, date(2026, 11, 23)).unwrap();
        assert!(
            parsed
                .iter()
                .all(|(field, _)| *field != Field::BirthDate && *field != Field::Gender)
        );
        assert_eq!(
            full().parse(Section::Insurance, Role::Support, date(2026, 11, 23)),
            Ok(Vec::new())
        );
    }
}
