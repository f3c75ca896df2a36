//! Whether an administrator looks at patients before they can use their account.

use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, sea_query::OnConflict};
use uuid::Uuid;

use crate::{Context, Fault, audit, db::retry, entity::setting};

const SETTING: &str = "patients_wait_for_approval";
const YES: &str = "true";

/// Another rule for who registers from now on. Settings have no version: a change carries the value that was seen.
#[derive(Clone, Copy, Debug)]
pub struct SetApproval {
    pub seen: bool,
    pub is_needed: bool,
}

pub(super) async fn is_needed(db: &impl ConnectionTrait) -> Result<bool, Fault> {
    let row = setting::Entity::find_by_id(SETTING).one(db).await?;
    Ok(row.is_some_and(|row| row.value == YES))
}

/// Whether accounts of patients wait for approval.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn are_patients_approved(ctx: &Context) -> Result<bool, Fault> {
    ctx.check(Action::Read, Subject::Catalogue, Relation::Stranger)?;
    is_needed(ctx.db().reader()).await
}

/// # Errors
/// `SignInFirst`, `Forbidden`; `Stale` when the value is not the one that was seen.
pub async fn set_approval(ctx: &Context, input: SetApproval) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::Catalogue, Relation::Stranger)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        if is_needed(&*tx).await? != input.seen {
            return Err(Refusal::Stale.into());
        }
        let row = setting::ActiveModel {
            name: Set(SETTING.to_owned()),
            value: Set(input.is_needed.to_string()),
        };
        let replace = OnConflict::column(setting::Column::Name)
            .update_column(setting::Column::Value)
            .to_owned();
        setting::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(&*tx)
            .await?;
        let detail = format!("Patients wait for approval: {} to {}", input.seen, input.is_needed);
        let event = audit::Event {
            action: Deed::Change,
            subject: "setting",
            subject_id: Uuid::nil(),
            detail: &detail,
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        Ok(tx.commit().await?)
    })
    .await
}
