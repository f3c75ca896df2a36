use domain::{access::Actor, refusal::Refusal};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::{
    file::ClinicFile,
    fill::{Fill, Rows},
    photos,
    place::{FileError, Place},
};
use crate::{
    Context, Fault,
    crypto::Keys,
    db::Tx,
    entity::{account, appointment, doctor, location, seal_all, service, specialty},
    setup::insert::insert,
};

/// How much was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Imported {
    pub locations: usize,
    pub services: usize,
    pub doctors: usize,
    pub patients: usize,
    pub appointments: usize,
}

/// Nothing was taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    #[error("the file cannot be taken in")]
    File(Vec<FileError>),
    #[error(transparent)]
    Fault(#[from] Fault),
}

impl From<sea_orm::DbErr> for ImportError {
    fn from(error: sea_orm::DbErr) -> Self {
        Self::Fault(error.into())
    }
}

/// Takes a clinic in, all of it or nothing; only the command line can. What is there already stays, and must not be named
/// again. Accounts are made without a password.
///
/// # Errors
/// `File` with everything that is wrong and where; `Forbidden` for anybody but the system.
pub async fn import_clinic(ctx: &Context, json: &[u8]) -> Result<Imported, ImportError> {
    if *ctx.actor() != Actor::System {
        return Err(Fault::from(Refusal::Forbidden).into());
    }
    let file = parse(json)?;
    let mut errors = Vec::new();
    let mut rows = Fill::new(ctx).rows(&file, &mut Place::root(&mut errors));
    photos::draw(ctx, &file, &mut rows, &mut Place::root(&mut errors)).await?;
    if !errors.is_empty() {
        return Err(ImportError::File(errors));
    }
    let imported = Imported {
        locations: rows.locations.len(),
        services: rows.services.len(),
        doctors: rows.doctors.len(),
        patients: file.patients.len(),
        appointments: rows.appointments.len(),
    };
    let tx = ctx.db().begin().await?;
    check_new(ctx.keys(), &tx, &rows, &mut Place::root(&mut errors)).await?;
    if !errors.is_empty() {
        return Err(ImportError::File(errors));
    }
    write(ctx.keys(), &tx, rows).await?;
    tx.commit().await?;
    Ok(imported)
}

fn parse(json: &[u8]) -> Result<ClinicFile, ImportError> {
    let mut read = serde_json::Deserializer::from_slice(json);
    serde_path_to_error::deserialize(&mut read).map_err(|error| {
        let place = error.path().to_string();
        let problem = error.into_inner().to_string();
        ImportError::File(vec![FileError { place, problem }])
    })
}

/// Nothing of the file has a name or an identifier that is in use.
async fn check_new(keys: &Keys, tx: &Tx, rows: &Rows, root: &mut Place<'_>) -> Result<(), Fault> {
    const TAKEN: &str = "is in the database already";
    for (index, row) in rows.locations.iter().enumerate() {
        let same = location::Entity::find().filter(location::Column::Slug.eq(row.slug.as_str()));
        if same.count(&**tx).await? > 0 {
            root.item("locations", index).field("slug").fail(TAKEN);
        }
    }
    for (index, row) in rows.specialties.iter().enumerate() {
        let same = specialty::Entity::find().filter(specialty::Column::Slug.eq(row.slug.as_str()));
        if same.count(&**tx).await? > 0 {
            root.item("specialties", index).field("slug").fail(TAKEN);
        }
    }
    for (index, row) in rows.services.iter().enumerate() {
        if service::Entity::find_by_id(row.id).count(&**tx).await? > 0 {
            root.item("services", index).field("id").fail(TAKEN);
        }
    }
    for (index, row) in rows.doctors.iter().enumerate() {
        let same = doctor::Entity::find().filter(doctor::Column::Slug.eq(row.slug.as_str()));
        if same.count(&**tx).await? > 0 {
            root.item("doctors", index).field("slug").fail(TAKEN);
        }
    }
    // Each patient has an account, in the order of the file; not each doctor.
    let mut patients = 0..;
    for row in &rows.accounts {
        let doctor = rows.doctors.iter().position(|doctor| doctor.account_id == Some(row.id));
        let mut at = match doctor {
            Some(index) => root.item("doctors", index),
            None => root.item("patients", patients.next().unwrap_or_default()),
        };
        let same = account::Entity::find().filter(account::with_email(keys, row.email.as_str()));
        if same.count(&**tx).await? > 0 {
            at.field("email").fail(TAKEN);
        }
        if account::Entity::find_by_id(row.id).count(&**tx).await? > 0 {
            at.field("id").fail(TAKEN);
        }
    }
    for (index, row) in rows.appointments.iter().enumerate() {
        if appointment::Entity::find_by_id(row.id).count(&**tx).await? > 0 {
            root.item("appointments", index).field("id").fail(TAKEN);
        }
    }
    Ok(())
}

async fn write(keys: &Keys, tx: &Tx, rows: Rows) -> Result<(), ImportError> {
    insert(tx, rows.locations).await?;
    insert(tx, rows.rooms).await?;
    insert(tx, rows.closures).await?;
    insert(tx, rows.specialties).await?;
    insert(tx, rows.services).await?;
    insert(tx, rows.lengths).await?;
    insert(tx, seal_all(keys, rows.accounts).map_err(Fault::from)?).await?;
    insert(tx, rows.doctors).await?;
    insert(tx, seal_all(keys, rows.photos).map_err(Fault::from)?).await?;
    insert(tx, seal_all(keys, rows.profiles).map_err(Fault::from)?).await?;
    insert(tx, rows.time_off).await?;
    insert(tx, rows.schedules).await?;
    insert(tx, rows.schedule_services).await?;
    insert(tx, rows.weekly_hours).await?;
    insert(tx, rows.overrides).await?;
    write_appointments(keys, tx, rows.appointments).await?;
    insert(tx, seal_all(keys, rows.events).map_err(Fault::from)?).await?;
    insert(tx, rows.audit_events).await?;
    Ok(())
}

/// Together where possible; the rules of the schema are asked before, so that the one that breaks a rule is named.
async fn write_appointments(keys: &Keys, tx: &Tx, rows: Vec<appointment::Model>) -> Result<(), ImportError> {
    let mut errors = Vec::new();
    overlaps(&rows, &mut Place::root(&mut errors));
    if !errors.is_empty() {
        return Err(ImportError::File(errors));
    }
    Ok(insert(tx, seal_all(keys, rows).map_err(Fault::from)?).await?)
}

/// Active appointments of the file that would be at the same time for one doctor, patient or room.
fn overlaps(rows: &[appointment::Model], root: &mut Place<'_>) {
    type Key = fn(&appointment::Model) -> Option<(uuid::Uuid, i64, i64)>;
    let rules: [(&str, &str, Key); 3] = [
        ("doctor", "has another appointment then", |row| {
            let counts = row.overbook_reason.is_none();
            counts.then_some((row.doctor_id, row.blocked_from, row.blocked_to))
        }),
        ("patient", "has another appointment then", |row| {
            Some((row.patient_id?, row.starts_at, row.ends_at))
        }),
        ("room", "is taken then", |row| {
            Some((row.room_id?, row.starts_at, row.ends_at))
        }),
    ];
    let is_active = |row: &appointment::Model| {
        domain::booking::Status::from_name(&row.status).is_some_and(domain::booking::Status::is_active)
    };
    for (field, problem, key) in rules {
        let active = rows.iter().enumerate().filter(|(_, row)| is_active(row));
        let mut spans: Vec<_> = active.filter_map(|(index, row)| Some((key(row)?, index))).collect();
        spans.sort_unstable();
        let mut last: Option<(uuid::Uuid, i64)> = None;
        for ((owner, from, to), index) in spans {
            match last {
                Some((same, busy_until)) if same == owner && from < busy_until => {
                    root.item("appointments", index).field(field).fail(problem);
                    last = Some((owner, busy_until.max(to)));
                }
                _ => last = Some((owner, to)),
            }
        }
    }
}
