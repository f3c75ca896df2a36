//! How many appointments one patient may have.

use domain::{
    booking::{MOST_OPEN, MOST_PER_DAY},
    refusal::{PatientCap, Refusal},
    time::{Date, Instant, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::calendar::active_statuses;
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
/// refuses one more where there are enough. `except` is the appointment itself.
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
) -> Result<(), Fault> {
    use appointment::Column as C;
    account::Entity::find_by_id(patient).lock_exclusive().one(&**tx).await?;
    let limits = PatientLimits::load(&**tx).await?;
    let others = || {
        let own = appointment::Entity::find()
            .filter(C::PatientId.eq(patient))
            .filter(C::Status.is_in(active_statuses()));
        match except {
            Some(except) => own.filter(C::Id.ne(except)),
            None => own,
        }
    };
    let open = others().filter(C::EndsAt.gt(ctx.now().millis())).count(&**tx).await?;
    if open >= u64::from(limits.most_open) {
        let most = limits.most_open;
        return Err(Refusal::PatientCap(PatientCap::Open { most }).into());
    }
    let date = zone.date_of(start);
    let on_date = others()
        .filter(C::LocalStart.starts_with(iso(date)))
        .count(&**tx)
        .await?;
    if on_date >= u64::from(limits.most_per_day) {
        let most = limits.most_per_day;
        return Err(Refusal::PatientCap(PatientCap::Day { most }).into());
    }
    Ok(())
}

/// As `local_start` begins.
fn iso(date: Date) -> String {
    format!("{date}T")
}
