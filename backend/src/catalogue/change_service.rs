use domain::{
    access::Action,
    audit::Deed,
    booking::Status,
    catalogue::{Field, Problem, ServiceForm, ServiceSettings, Wrong},
    ids::ServiceId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Saved, ground};
use crate::{
    Context, Fault,
    booking::{LOOK_AT_ONCE, further_lengths, has_status},
    db::{Tx, retry},
    entity::{appointment, service, specialty},
};

/// Other rules for a service.
#[derive(Clone, Debug)]
pub struct ChangeService {
    pub service: ServiceId,
    /// As the person saw it.
    pub version: Version,
    pub form: ServiceForm,
}

/// Changes what is booked from now on. Appointments that exist keep their length, price and room.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Stale` when somebody else changed it since it was seen.
pub async fn change_service(ctx: &Context, input: &ChangeService) -> Saved<()> {
    ground::check(ctx, Action::Edit)?;
    match input.form.parse() {
        Ok(settings) => retry(|| try_change(ctx, input, &settings)).await,
        Err(wrong) => Ok(Err(wrong)),
    }
}

async fn try_change(ctx: &Context, input: &ChangeService, settings: &ServiceSettings) -> Saved<()> {
    let id = Uuid::from(input.service);
    let tx = ctx.db().begin().await?;
    let given_in = ground::lock_schedules_of(&tx, id).await?;
    let row = service::Entity::find_by_id(id).one(&*tx).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    ground::check_version(input.version, row.version)?;
    if row.specialty_id != Uuid::from(settings.specialty) {
        // Doctors are found by their specialty, and give the services of it.
        if !given_in.is_empty() {
            return Ok(Err(Wrong::alone(Field::Specialty, Problem::InUse)));
        }
        let specialty = specialty::Entity::find_by_id(Uuid::from(settings.specialty));
        if specialty.one(&*tx).await?.is_none() {
            return Ok(Err(Wrong::alone(Field::Specialty, Problem::Unknown)));
        }
    }
    let further = further_lengths(&*tx, [id]).await?;
    let before = ServiceForm::from(&ground::settings_of(&row, &further)?);
    let changes = before.differences(&ServiceForm::from(settings));
    if changes.is_empty() {
        return Ok(Ok(()));
    }
    let update = service::ActiveModel {
        version: Set(row.version + 1),
        ..ground::columns_of(settings)
    };
    let touched = service::Entity::update_many()
        .set(update)
        .filter(service::Column::Id.eq(id))
        .filter(service::Column::Version.eq(row.version))
        .exec(&*tx)
        .await?;
    ground::one_row(touched.rows_affected)?;
    ground::replace_lengths(&tx, id, &settings.further).await?;
    if row.reminders != settings.reminders.to_string() {
        remind_anew(&tx, id).await?;
    }
    let lines = changes
        .iter()
        .map(|(label, from, to)| format!("{label}: {from} to {to}"));
    let detail = lines.collect::<Vec<_>>().join("; ");
    ground::record(ctx, &tx, Deed::Change, ("service", id), &detail).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Has the reminders of all appointments looked at.
async fn remind_anew(tx: &Tx, service: Uuid) -> Result<(), Fault> {
    use appointment::Column as C;
    appointment::Entity::update_many()
        .col_expr(C::RemindAt, Expr::value(LOOK_AT_ONCE))
        .filter(C::ServiceId.eq(service))
        .filter(has_status([Status::Confirmed]))
        .exec(&**tx)
        .await?;
    Ok(())
}
