//! What administrators find to do with accounts: a doctor who waits for approval, and a patient who is suspended.

use domain::{
    account::{AccountState, Profession, Role},
    time::Instant,
};
use uuid::Uuid;

use super::{patients, rows};
use crate::entity::{account, staff_application};

pub(super) fn doctor(
    id: Uuid,
    (specialty_id, location_id): (Uuid, Uuid),
    now: Instant,
    password_hash: &str,
) -> (account::Model, staff_application::Model) {
    let (given_name, family_name) = ("Idris", "Valcourt");
    let account = account::Model {
        id,
        role: Role::Doctor.name().to_owned(),
        email: rows::email(given_name, family_name),
        given_name: given_name.to_owned(),
        family_name: family_name.to_owned(),
        phone: Some("+442079460911".to_owned()),
        state: AccountState::Pending.name().to_owned(),
        ..patients::template(now, password_hash)
    };
    let application = staff_application::Model {
        account_id: id,
        profession: Profession::Doctor.name().to_owned(),
        specialty_id,
        location_id,
        licence_number: "GMC 7204118".to_owned(),
        qualifications: "MBBS, MRCGP".to_owned(),
        languages: "English, French".to_owned(),
    };
    (account, application)
}

pub(super) fn patient(id: Uuid, now: Instant, password_hash: &str) -> account::Model {
    let (given_name, family_name) = ("Piers", "Ashdown");
    account::Model {
        id,
        email: rows::email(given_name, family_name),
        given_name: given_name.to_owned(),
        family_name: family_name.to_owned(),
        birth_date: Some("1979-08-02".to_owned()),
        phone: Some("+442079460912".to_owned()),
        state: AccountState::Suspended.name().to_owned(),
        state_reason: "Three visits were missed without a call. Please ring the front desk.".to_owned(),
        ..patients::template(now, password_hash)
    }
}
