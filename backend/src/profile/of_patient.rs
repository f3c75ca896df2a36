use domain::{
    access::{Action, Actor, Relation, Subject, is_allowed},
    account::{AccountState, Role},
    booking::Status,
    ids::AccountId,
    profile::{Profile, Section},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::load::{Contacts, find, texts};
use crate::{
    Context, Fault,
    audit::{self, Reading},
    entity::{account, appointment, doctor, location},
};

/// What the staff see of a patient.
#[derive(Clone, Debug)]
pub struct PatientProfile {
    pub id: AccountId,
    pub contacts: Contacts,
    /// Empty where the reader may not see it.
    pub profile: Profile,
    /// The sections that the reader sees.
    pub sections: Vec<Section>,
    /// By name.
    pub preferred_location: Option<String>,
    /// By name.
    pub preferred_doctor: Option<String>,
}

/// A patient as the reader may see them: doctors whom they treat, the front desk how to reach them.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` for who is no patient, and for doctors also for who is not theirs.
pub async fn get_patient_profile(ctx: &Context, id: AccountId) -> Result<PatientProfile, Fault> {
    let relation = relation(ctx, id).await?;
    ctx.check(Action::Read, Subject::Profile, relation)?;
    let db = ctx.db().reader();
    let account = account::Entity::find_by_id(Uuid::from(id))
        .filter(account::Column::Role.eq(Role::Patient.name()))
        .filter(account::Column::State.ne(AccountState::Deleted.name()));
    let account = account.one(db).await?.ok_or(Refusal::NotFound)?;
    audit::note_patients(ctx, Reading::Patient, "", [account.id]).await?;
    let account = account.open(ctx.keys())?;
    let row = find(ctx, db, account.id).await?;
    let may_see = |section: &Section| is_allowed(ctx.actor(), Action::Read, section.subject(), relation);
    let sections: Vec<Section> = Section::ALL.into_iter().filter(may_see).collect();
    let all = texts(db, &account, &row).await?;
    let mut profile = Profile::default();
    for field in sections.iter().flat_map(|section| section.fields(Role::Patient)) {
        profile.set(*field, all.get(*field).to_owned());
    }
    let location = match row.location_id {
        Some(id) => location::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let doctor = match row.doctor_id {
        Some(id) => doctor::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    Ok(PatientProfile {
        id,
        contacts: Contacts::of(&account),
        profile,
        sections,
        preferred_location: location.map(|row| row.name),
        preferred_doctor: doctor.map(|row| crate::booking::doctor_name(&row)),
    })
}

/// A doctor treats who has, had or asks for an appointment with them; of others a doctor is not told whether they exist.
async fn relation(ctx: &Context, patient: AccountId) -> Result<Relation, Fault> {
    let Actor::Person { doctor: Some(own), .. } = ctx.actor() else {
        return Ok(Relation::Stranger);
    };
    let nothing = [Status::Held, Status::Expired].map(Status::name);
    let visits = appointment::Entity::find()
        .filter(appointment::Column::DoctorId.eq(Uuid::from(*own)))
        .filter(appointment::Column::PatientId.eq(Uuid::from(patient)))
        .filter(appointment::Column::Status.is_not_in(nothing));
    if visits.count(ctx.db().reader()).await? == 0 {
        return Err(Refusal::NotFound.into());
    }
    Ok(Relation::Treating)
}
