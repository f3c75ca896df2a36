use domain::{
    access::Action,
    audit::Deed,
    booking::{MOST_OPEN, MOST_PER_DAY},
    catalogue::{LimitsForm, PatientMost},
    refusal::Refusal,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{Saved, ground};
use crate::{
    Context, Fault,
    booking::{PatientLimits, SETTING_MOST_OPEN, SETTING_MOST_PER_DAY},
    db::{Tx, retry},
    entity::setting,
};

/// Other limits for patients. Settings have no version: a change carries the values that were seen.
#[derive(Clone, Debug)]
pub struct ChangeSettings {
    pub seen: PatientLimits,
    pub form: LimitsForm,
}

/// The limits as they are set, or as they are where nothing is set.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn get_settings(ctx: &Context) -> Result<PatientLimits, Fault> {
    ground::check(ctx, Action::Read)?;
    PatientLimits::load(ctx.db().reader()).await
}

/// Sets them for what is booked from now on.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `Stale` when a value is not the one that was seen.
pub async fn change_settings(ctx: &Context, input: &ChangeSettings) -> Saved<()> {
    ground::check(ctx, Action::Edit)?;
    match input.form.parse() {
        Ok(most) => retry(|| try_change(ctx, input.seen, most)).await.map(Ok),
        Err(wrong) => Ok(Err(wrong)),
    }
}

async fn try_change(ctx: &Context, seen: PatientLimits, most: PatientMost) -> Result<(), Fault> {
    let tx = ctx.db().begin().await?;
    for (name, seen, value, unset) in [
        (SETTING_MOST_OPEN, seen.most_open, most.open, MOST_OPEN),
        (SETTING_MOST_PER_DAY, seen.most_per_day, most.per_day, MOST_PER_DAY),
    ] {
        set(&tx, name, seen, value, unset).await?;
    }
    let detail = format!(
        "Most to come: {} to {}; most a day: {} to {}",
        seen.most_open, most.open, seen.most_per_day, most.per_day
    );
    ground::record(ctx, &tx, Deed::Change, ("setting", Uuid::nil()), &detail).await?;
    Ok(tx.commit().await?)
}

/// A compare-and-set; also what is not changed must be as it was seen. An absent row has the value `unset`.
async fn set(tx: &Tx, name: &'static str, seen: u16, value: u16, unset: u16) -> Result<(), Fault> {
    let updated = setting::Entity::update_many()
        .col_expr(setting::Column::Value, Expr::value(value.to_string()))
        .filter(setting::Column::Name.eq(name))
        .filter(setting::Column::Value.eq(seen.to_string()))
        .exec(&**tx)
        .await?;
    if updated.rows_affected == 1 {
        return Ok(());
    }
    if seen != unset {
        return Err(Refusal::Stale.into());
    }
    let row = setting::ActiveModel {
        name: Set(name.to_owned()),
        value: Set(value.to_string()),
    };
    let inserted = setting::Entity::insert(row)
        .on_conflict_do_nothing_on([setting::Column::Name])
        .exec_without_returning(&**tx)
        .await?;
    match inserted {
        sea_orm::TryInsertResult::Inserted(1) => Ok(()),
        _ => Err(Refusal::Stale.into()),
    }
}
