//! How many appointments one patient may have.

use domain::{
    booking::{MOST_OPEN, MOST_PER_DAY},
    refusal::{PatientCap, Refusal},
    time::{Instant, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{PlanVersion, is_active};
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

/// Takes the patient's row for this transaction, so that two bookings of one patient are counted one after the other, and
/// refuses one more where there are enough. `except` is the appointment itself. Answers the patient's row.
///
/// # Errors
/// [`Refusal::PatientCap`].
pub(super) async fn check_patient(
    ctx: &Context,
    tx: &Tx,
    patient: Uuid,
    start: Instant,
    zone: &Zone,
    except: Option<Uuid>,
) -> Result<account::Model, Fault> {
    use appointment::Column as C;
    let account = account::Entity::find_by_id(patient).lock_exclusive().one(&**tx).await?;
    let account = account.ok_or(Broken::Inconsistent("appointment.patient_id"))?;
    let limits = match ctx.plan().find_limits(PlanVersion::read(&**tx).await?) {
        Some(limits) => limits,
        None => PatientLimits::load(&**tx).await?,
    };
    let date = zone.date_of(start);
    let first = zone.resolve(date, 0).min(ctx.now());
    let mut others = appointment::Entity::find()
        .select_only()
        .columns([C::EndsAt, C::LocalStart])
        .filter(C::PatientId.eq(patient))
        .filter(is_active())
        // No visit is longer than a day (a rule of the schema), so the index bounds it; dates of other zones reach as far.
        .filter(C::StartsAt.gt(first.plus_minutes(-2 * 24 * 60).millis()));
    if let Some(except) = except {
        others = others.filter(C::Id.ne(except));
    }
    let others: Vec<(i64, String)> = others.into_tuple().all(&**tx).await?;
    let open = others
        .iter()
        .filter(|(ends_at, _)| *ends_at > ctx.now().millis())
        .count();
    if open >= usize::from(limits.most_open) {
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
    Ok(account)
}
