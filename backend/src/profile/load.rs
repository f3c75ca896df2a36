use domain::{
    access::{Action, Relation, Subject},
    account::{Role, StaffForm},
    profile::{Profile, Section},
    refusal::{Field, Refusal},
    time::Zone,
    version::Version,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    audit::{self, Reading},
    entity::{account, doctor, location, profile, profile_change},
};

/// What somebody told about themselves.
#[derive(Clone, Debug)]
pub struct OwnProfile {
    pub role: Role,
    /// For a change of any section.
    pub version: Version,
    pub profile: Profile,
    pub contacts: Contacts,
    /// Fields that somebody changed since the version that was asked for.
    pub changed: Vec<Field>,
}

/// How to reach somebody, and whether that was proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contacts {
    pub email: String,
    pub is_email_proved: bool,
    pub phone: Option<String>,
    pub is_phone_proved: bool,
}

/// Of who asks; `seen` is the version that a form began with, to tell what changed since. A patient's goes into the audit trail.
///
/// # Errors
/// `SignInFirst`.
pub async fn get_own_profile(ctx: &Context, seen: Option<Version>) -> Result<OwnProfile, Fault> {
    ctx.check(Action::Read, Subject::Profile, Relation::Own)?;
    let id = Uuid::from(ctx.actor().signed_in()?);
    audit::note_own(ctx, Reading::OwnProfile).await?;
    let db = ctx.db().reader();
    let account = account::Entity::find_by_id(id).one(db).await?;
    let account = account.ok_or(Refusal::SignInFirst)?.open(ctx.keys())?;
    let row = find(ctx, db, id).await?;
    let changed = match seen {
        Some(seen) => changed_since(db, id, seen).await?,
        None => Vec::new(),
    };
    Ok(OwnProfile {
        role: Role::from_name(&account.role).ok_or(Broken::Inconsistent("account.role"))?,
        version: Version::new(row.version),
        profile: texts(db, &account, &row).await?,
        contacts: Contacts::of(&account),
        changed,
    })
}

impl Contacts {
    /// Of an account in plain text.
    pub(super) fn of(account: &account::Model) -> Self {
        Self {
            email: account.email.clone(),
            is_email_proved: account.email_verified_at.is_some(),
            phone: account.phone.clone(),
            is_phone_proved: account.phone_verified_at.is_some(),
        }
    }
}

/// In plain text; an empty one for who has told nothing yet.
pub(super) async fn find(ctx: &Context, db: &impl ConnectionTrait, account: Uuid) -> Result<profile::Model, Fault> {
    match profile::Entity::find_by_id(account).one(db).await? {
        Some(row) => Ok(row.open(ctx.keys())?),
        None => Ok(profile::Model::empty(account)),
    }
}

/// Whom to call for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmergencyContact {
    pub name: String,
    pub relationship: String,
    pub phone: String,
}

/// The caller has checked that it may be read.
pub(crate) async fn emergency_contact(
    ctx: &Context,
    db: &impl ConnectionTrait,
    account: Uuid,
) -> Result<Option<EmergencyContact>, Fault> {
    let row = find(ctx, db, account).await?;
    Ok((!row.contact_phone.is_empty()).then_some(EmergencyContact {
        name: row.contact_name,
        relationship: row.relationship,
        phone: row.contact_phone,
    }))
}

/// By whose clock somebody lives, if they said so.
pub(crate) async fn own_zone(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<Zone>, Fault> {
    let row = profile::Entity::find_by_id(account).one(db).await?;
    Ok(row.and_then(|row| Zone::parse(&row.zone).ok()))
}

/// Both in plain text.
pub(super) async fn texts(
    db: &impl ConnectionTrait,
    account: &account::Model,
    row: &profile::Model,
) -> Result<Profile, Fault> {
    let location = match row.location_id {
        Some(id) => location::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let doctor = match row.doctor_id {
        Some(id) => doctor::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    Ok(Profile {
        given_name: account.given_name.clone(),
        family_name: account.family_name.clone(),
        birth_date: account.birth_date.clone().unwrap_or_default(),
        gender: row.gender.clone(),
        language: row.language.clone(),
        zone: row.zone.clone(),
        street: row.street.clone(),
        postal_code: row.postal_code.clone(),
        city: row.city.clone(),
        country: row.country.clone(),
        insurer: row.insurer.clone(),
        member_number: row.member_number.clone(),
        insured_until: row.insured_until.clone(),
        contact_name: row.contact_name.clone(),
        relationship: row.relationship.clone(),
        contact_phone: row.contact_phone.clone(),
        preferred_location: location.map_or_else(String::new, |row| row.slug),
        preferred_doctor: doctor.map_or_else(String::new, |row| row.slug),
        accessibility: row.accessibility.clone(),
    })
}

/// The fields that were changed after a version, by anybody.
pub(super) async fn changed_since(
    db: &impl ConnectionTrait,
    account: Uuid,
    seen: Version,
) -> Result<Vec<Field>, Fault> {
    let rows = profile_change::Entity::find()
        .filter(profile_change::Column::AccountId.eq(account))
        .filter(profile_change::Column::Version.gt(seen.number()))
        .all(db)
        .await?;
    let fields = all_fields();
    let of = |row: profile_change::Model| fields.iter().copied().find(|field| field.name() == row.field);
    Ok(rows.into_iter().filter_map(of).collect())
}

/// All that the history can name.
pub(super) fn all_fields() -> Vec<Field> {
    let of_sections = Section::ALL
        .into_iter()
        .flat_map(|section| section.fields(Role::Patient));
    let contacts = [Field::Email, Field::Phone];
    of_sections.copied().chain(contacts).chain(StaffForm::FIELDS).collect()
}
