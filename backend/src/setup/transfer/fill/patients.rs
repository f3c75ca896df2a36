//! Patients, and the accounts of all.

use domain::account::{AccountState, EmailAddress, PersonName, PhoneNumber, Role};
use uuid::Uuid;

use super::{
    super::{file, place::Place, profiles},
    Fill,
    checks::date,
};
use crate::{account::NO_PASSWORD, entity::account};

impl Fill<'_> {
    pub(super) fn patient(&mut self, one: &file::Patient, at: &mut Place<'_>) {
        let id = self.id(&one.id);
        if self.names.patients.insert(one.id.clone(), id).is_some() {
            at.field("id").fail("is used twice");
        }
        if let Some(born) = &one.birth_date {
            at.field("birth_date")
                .expect(date(born), "is not a date like 1984-03-27");
        }
        let phone = one.phone.as_ref().and_then(|phone| {
            at.field("phone")
                .expect(PhoneNumber::parse(phone), "is not a number like +442079460958")
                .map(|phone| phone.as_str().to_owned())
        });
        let name = self.name(&one.given_name, &one.family_name, at);
        let known = (one.birth_date.clone(), phone);
        let state = one
            .state
            .as_deref()
            .map_or(Some(AccountState::Active), AccountState::from_name);
        let state = at.field("state").expect(state, "is no state of an account");
        self.account(id, Role::Patient, name.as_ref(), &one.email, known, at);
        let made = self.rows.accounts.last_mut().filter(|row| row.id == id);
        if let (Some(row), Some(state)) = (made, state) {
            state.name().clone_into(&mut row.state);
            row.state_reason = one.state_reason.clone().unwrap_or_default();
        }
        if let Some(told) = &one.profile {
            self.profile(id, told, &mut at.field("profile"));
        }
    }

    fn profile(&mut self, account: Uuid, one: &file::Profile, at: &mut Place<'_>) {
        let mut row = profiles::row(account, one, at);
        let location = self.names.locations.get(&one.preferred_location).map(|(id, _)| *id);
        let doctor = self.names.doctors.get(&one.preferred_doctor).copied();
        for (slug, found, name) in [
            (&one.preferred_location, location, "preferred_location"),
            (&one.preferred_doctor, doctor, "preferred_doctor"),
        ] {
            if !slug.is_empty() && found.is_none() {
                at.field(name).fail("is not in this file");
            }
        }
        (row.location_id, row.doctor_id) = (location, doctor);
        self.rows.profiles.push(row);
    }

    pub(super) fn name(&self, given: &str, family: &str, at: &mut Place<'_>) -> Option<PersonName> {
        PersonName::parse(given, family)
            .map_err(|faults| {
                for fault in faults {
                    at.field(fault.field.name())
                        .fail("is missing, too long or has control characters");
                }
            })
            .ok()
    }

    pub(super) fn account(
        &mut self,
        id: Uuid,
        role: Role,
        name: Option<&PersonName>,
        email: &str,
        (birth_date, phone): (Option<String>, Option<String>),
        at: &mut Place<'_>,
    ) {
        let mut at = at.field("email");
        let Some(email) = at.expect(EmailAddress::parse(email), "is not an e-mail address") else {
            return;
        };
        if !self.names.emails.insert(email.as_str().to_owned()) {
            at.fail("is used twice");
        }
        let Some(name) = name else { return };
        self.rows.accounts.push(account::Model {
            id,
            role: role.name().to_owned(),
            email: email.as_str().to_owned(),
            password_hash: NO_PASSWORD.to_owned(),
            given_name: name.given().to_owned(),
            family_name: name.family().to_owned(),
            birth_date,
            email_index: None,
            phone_index: None,
            birth_index: None,
            message_choices: String::new(),
            email_verified_at: None,
            phone_verified_at: None,
            phone,
            state: AccountState::Active.name().to_owned(),
            state_reason: String::new(),
            created_at: self.ctx.now().millis(),
            version: 1,
        });
    }
}
