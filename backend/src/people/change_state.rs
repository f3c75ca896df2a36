use domain::{
    access::Action,
    account::{AccountChange, Role, parse_state_reason},
    audit::Deed,
    ids::AccountId,
    messages::Topic,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{EntityTrait, sea_query::Expr};
use uuid::Uuid;

use super::ground::{self, Administrators};
use crate::{
    Context, Fault,
    account::open_calendar,
    audit,
    db::{Tx, retry},
    entity::{account, staff_application},
    notification::{Content, Notice},
};

/// An approval, a rejection, a suspension or its end.
#[derive(Clone, Debug)]
pub struct ChangeState {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    pub change: AccountChange,
    /// As typed; for the person, where they are told why.
    pub reason: String,
}

/// Changes whether an account can be used. Who waits is told by mail and text message; who is suspended is signed out at once,
/// and a doctor is not offered any more.
///
/// # Errors
/// `SignInFirst`, `Forbidden` also for one's own account; `NotFound`; `Invalid` without a reason; `LastAdministrator`; `Stale`
/// when it changed since it was seen, or is in another state.
pub async fn change_state(ctx: &Context, input: &ChangeState) -> Result<(), Fault> {
    let action = match input.change {
        AccountChange::Approve | AccountChange::Reject => Action::Decide,
        AccountChange::Suspend | AccountChange::Restore => Action::Bar,
    };
    ground::check(ctx, action, input.account)?;
    let reason = match input.change.needs_reason() {
        true => parse_state_reason(&input.reason).map_err(|fault| Refusal::Invalid(vec![fault]))?,
        false => String::new(),
    };
    retry(|| try_change(ctx, input, &reason)).await
}

async fn try_change(ctx: &Context, input: &ChangeState, reason: &str) -> Result<(), Fault> {
    let tx = ctx.db().begin().await?;
    let doctor = ground::take_calendar(&tx, input.account).await?;
    let administrators = Administrators::take(ctx, &tx).await?;
    let row = ground::take(&tx, input.account, input.version).await?;
    let after = ground::state(&row)?.after(input.change).ok_or(Refusal::Stale)?;
    let update = ground::update(&row)
        .col_expr(account::Column::State, Expr::value(after.name()))
        .col_expr(account::Column::StateReason, Expr::value(reason));
    match (input.change, doctor) {
        (AccountChange::Suspend, doctor) => {
            administrators.check_another(row.id)?;
            ground::end_sessions(&tx, row.id).await?;
            if let Some(doctor) = doctor {
                ground::set_bookable(&tx, &doctor, false).await?;
            }
        }
        (AccountChange::Approve | AccountChange::Restore, doctor) if ground::role(&row)? == Role::Doctor => {
            match doctor {
                Some(doctor) => ground::set_bookable(&tx, &doctor, true).await?,
                None => open_calendar(ctx, &tx, &row).await?,
            }
        }
        _ => {}
    }
    ground::write(&tx, update).await?;
    tell(ctx, &tx, input.change, &row, reason).await?;
    ground::record(ctx, &tx, deed(input.change), row.id, "")?;
    Ok(tx.commit().await?)
}

async fn tell(ctx: &Context, tx: &Tx, change: AccountChange, row: &account::Model, reason: &str) -> Result<(), Fault> {
    let content = match change {
        AccountChange::Approve => Content::AccountApproved {
            is_staff: is_staff(tx, row.id).await?,
        },
        AccountChange::Reject => Content::AccountRejected {
            reason: reason.to_owned(),
        },
        AccountChange::Suspend | AccountChange::Restore => return Ok(()),
    };
    let notice = Notice {
        topic: Topic::Account,
        content,
        appointment: None,
        zone: Some(&audit::clinic_zone(&**tx).await?),
        cause: (row.version + 1).to_string(),
        due: ctx.now(),
    };
    notice.tell(ctx, tx, row).await
}

async fn is_staff(tx: &Tx, account: Uuid) -> Result<bool, Fault> {
    let application = staff_application::Entity::find_by_id(account);
    Ok(application.one(&**tx).await?.is_some())
}

const fn deed(change: AccountChange) -> Deed {
    match change {
        AccountChange::Approve => Deed::ApproveAccount,
        AccountChange::Reject => Deed::RejectAccount,
        AccountChange::Suspend => Deed::SuspendAccount,
        AccountChange::Restore => Deed::RestoreAccount,
    }
}
