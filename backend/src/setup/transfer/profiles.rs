//! What patients told about themselves, out of rows and into them.

use std::collections::HashMap;

use domain::{
    account::Role,
    profile::{Profile, Section},
    refusal::Field,
    time::Date,
};
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::{file, place::Place};
use crate::{
    Fault,
    crypto::Keys,
    entity::{doctor, location, profile},
};

/// All that is told, by account.
pub(super) async fn load(
    keys: &Keys,
    db: &impl ConnectionTrait,
    locations: &HashMap<Uuid, location::Model>,
    doctors: &HashMap<Uuid, doctor::Model>,
) -> Result<HashMap<Uuid, file::Profile>, Fault> {
    let mut profiles = HashMap::new();
    for row in profile::Entity::find().all(db).await? {
        let row = row.open(keys)?;
        let location = row.location_id.and_then(|id| locations.get(&id));
        let doctor = row.doctor_id.and_then(|id| doctors.get(&id));
        let told = file::Profile {
            gender: row.gender,
            language: row.language,
            zone: row.zone,
            street: row.street,
            postal_code: row.postal_code,
            city: row.city,
            country: row.country,
            insurer: row.insurer,
            member_number: row.member_number,
            insured_until: row.insured_until,
            contact_name: row.contact_name,
            relationship: row.relationship,
            contact_phone: row.contact_phone,
            preferred_location: location.map(|row| row.slug.clone()).unwrap_or_default(),
            preferred_doctor: doctor.map(|row| row.slug.clone()).unwrap_or_default(),
            accessibility: row.accessibility,
        };
        if told != file::Profile::default() {
            profiles.insert(row.account_id, told);
        }
    }
    Ok(profiles)
}

/// As people may enter it, in plain text; what is wrong is noted. What is preferred is for the caller, who knows the slugs.
pub(super) fn row(account_id: Uuid, one: &file::Profile, at: &mut Place<'_>) -> profile::Model {
    let told = Profile {
        gender: one.gender.clone(),
        language: one.language.clone(),
        zone: one.zone.clone(),
        street: one.street.clone(),
        postal_code: one.postal_code.clone(),
        city: one.city.clone(),
        country: one.country.clone(),
        insurer: one.insurer.clone(),
        member_number: one.member_number.clone(),
        insured_until: one.insured_until.clone(),
        contact_name: one.contact_name.clone(),
        relationship: one.relationship.clone(),
        contact_phone: one.contact_phone.clone(),
        accessibility: one.accessibility.clone(),
        ..Profile::default()
    };
    let mut known = Profile::default();
    for section in Section::ALL {
        match told.parse(section, Role::Patient, Date::MAX) {
            Ok(parsed) => parsed.into_iter().for_each(|(field, text)| known.set(field, text)),
            Err(wrong) => {
                // Who it is stands in the patient.
                let is_of_patient = |field| matches!(field, Field::GivenName | Field::FamilyName | Field::BirthDate);
                for one in wrong.iter().filter(|one| !is_of_patient(one.field)) {
                    at.field(one.field.name()).fail("cannot be taken");
                }
                known.gender.clone_from(&told.gender);
                known.language.clone_from(&told.language);
                known.zone.clone_from(&told.zone);
            }
        }
    }
    profile::Model {
        version: 1,
        gender: known.gender,
        language: known.language,
        zone: known.zone,
        street: known.street,
        postal_code: known.postal_code,
        city: known.city,
        country: known.country,
        insurer: known.insurer,
        member_number: known.member_number,
        insured_until: known.insured_until,
        contact_name: known.contact_name,
        relationship: known.relationship,
        contact_phone: known.contact_phone,
        accessibility: known.accessibility,
        ..profile::Model::empty(account_id)
    }
}
