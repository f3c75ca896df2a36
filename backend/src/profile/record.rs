use domain::{audit::Deed, refusal::Field};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait, OnConflict},
};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault, audit,
    db::Tx,
    entity::{Sealed, profile, profile_change},
};

/// Keeps what fields were before they change, under a new version, and notes in the audit trail who changed which. Answers the row of
/// the profile, which is taken for the transaction.
pub(crate) async fn record(
    ctx: &Context,
    tx: &Tx,
    account: Uuid,
    before: &[(Field, String)],
) -> Result<profile::Model, Fault> {
    use profile::Column as C;
    let first = profile::Model::empty(account).into_active_model().reset_all();
    let once = OnConflict::column(C::AccountId).do_nothing().to_owned();
    profile::Entity::insert(first)
        .on_conflict(once)
        .exec_without_returning(&**tx)
        .await?;
    let rows = profile::Entity::update_many()
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::AccountId.eq(account))
        .exec_with_returning(&**tx)
        .await?;
    let row = rows.into_iter().next().ok_or(Broken::Inconsistent("profile"))?;
    for (field, old_value) in before {
        let change = profile_change::Model {
            id: ctx.new_id(),
            account_id: account,
            version: row.version,
            at: ctx.now().millis(),
            by_account_id: ctx.actor().account().map(Uuid::from),
            by_role: ctx.actor().role().map_or("system", |role| role.name()).to_owned(),
            field: field.name().to_owned(),
            old_value: old_value.clone(),
        };
        let change = change.seal(ctx.keys())?.into_active_model().reset_all();
        profile_change::Entity::insert(change)
            .exec_without_returning(&**tx)
            .await?;
    }
    let fields: Vec<&str> = before.iter().map(|(field, _)| field.name()).collect();
    let event = audit::Event {
        action: Deed::ChangeProfile,
        subject: "account",
        subject_id: account,
        detail: &fields.join(", ").replace('_', " "),
        patient: Some(account),
        reason: None,
    };
    audit::record(ctx, tx, event)?;
    Ok(row)
}
