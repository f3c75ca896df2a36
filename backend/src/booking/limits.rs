//! How many appointments one patient may have.

use domain::{
    booking::{MOST_OPEN, MOST_PER_DAY},
    refusal::{PatientCap, Refusal},
    time::Instant,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{Offer, is_active};
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{account, appointment, setting},
};

/// The names of the settings.
pub(crate) const SETTING_MOST_OPEN: &str = "patient_most_open";
pub(crate) const SETTING_MOST_PER_DAY: &str = "patient_most_per_day";

/// What the clinic set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PatientLimits {
    pub most_open: u16,
    pub most_per_day: u16,
}

impl PatientLimits {
    pub(crate) async fn load(db: &impl ConnectionTrait) -> Result<Self, Fault> {
        let rows = setting::Entity::find()
            .filter(setting::Column::Name.is_in([SETTING_MOST_OPEN, SETTING_MOST_PER_DAY]))
            .all(db)
            .await?;
        let value = |name: &str, otherwise: u16| {
            let row = rows.iter().find(|row| row.name == name);
            row.map_or(Ok(otherwise), |row| row.value.parse())
                .map_err(|_| Broken::Inconsistent("setting"))
        };
        Ok(Self {
            most_open: value(SETTING_MOST_OPEN, MOST_OPEN)?,
            most_per_day: value(SETTING_MOST_PER_DAY, MOST_PER_DAY)?,
        })
    }
}

/// Takes the patient's row for this transaction, so that two bookings of one patient are counted one after the other. On SQLite
/// there is one writer.
pub(super) async fn take_patient(tx: &Tx, patient: Uuid) -> Result<account::Model, Fault> {
    let account = account::Entity::find_by_id(patient)
        .filter(account::is_patient())
        .lock_exclusive()
        .one(&**tx)
        .await?;
    Ok(account.ok_or(Refusal::NotFound)?)
}

/// What a patient is about to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// One more than there are.
    New,
    /// This one, which is held for them.
    Held(Uuid),
    /// This one of theirs at another time: they have no more than before.
    Moved(Uuid),
}

/// Refuses an appointment of a patient where there are enough. The patient's row is taken first.
///
/// # Errors
/// [`Refusal::PatientCap`].
pub(super) async fn check_patient(
    ctx: &Context,
    tx: &Tx,
    patient: Uuid,
    start: Instant,
    offer: &Offer,
    wanted: Wanted,
) -> Result<(), Fault> {
    if tx.get_database_backend() == DbBackend::Postgres {
        take_patient(tx, patient).await?;
    }
    check_counts(ctx, tx, patient, start, offer, wanted).await
}

/// As [`check_patient`], of one whose row is taken.
pub(super) async fn check_counts(
    ctx: &Context,
    tx: &Tx,
    patient: Uuid,
    start: Instant,
    offer: &Offer,
    wanted: Wanted,
) -> Result<(), Fault> {
    use appointment::Column as C;
    let limits = match offer.limits {
        Some(limits) => limits,
        None => PatientLimits::load(&**tx).await?,
    };
    let zone = &offer.zone;
    let date = zone.date_of(start);
    let first = zone.resolve(date, 0).min(ctx.now());
    let mut others = appointment::Entity::find()
        .select_only()
        .columns([C::EndsAt, C::LocalStart])
        .filter(C::PatientId.eq(patient))
        .filter(is_active())
        // No visit is longer than a day (a rule of the schema), so the index bounds it; dates of other zones reach as far.
        .filter(C::StartsAt.gt(first.plus_minutes(-2 * 24 * 60).millis()));
    if let Wanted::Held(itself) | Wanted::Moved(itself) = wanted {
        others = others.filter(C::Id.ne(itself));
    }
    let others: Vec<(i64, String)> = others.into_tuple().all(&**tx).await?;
    let open = others
        .iter()
        .filter(|(ends_at, _)| *ends_at > ctx.now().millis())
        .count();
    let is_one_more = !matches!(wanted, Wanted::Moved(_));
    if is_one_more && open >= usize::from(limits.most_open) {
        let most = limits.most_open;
        return Err(Refusal::PatientCap(PatientCap::Open { most }).into());
    }
    // As `local_start` begins.
    let iso = format!("{date}T");
    let on_date = others
        .iter()
        .filter(|(_, local_start)| local_start.starts_with(&iso))
        .count();
    if on_date >= usize::from(limits.most_per_day) {
        let most = limits.most_per_day;
        return Err(Refusal::PatientCap(PatientCap::Day { most }).into());
    }
    Ok(())
}
