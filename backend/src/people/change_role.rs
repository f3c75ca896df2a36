use domain::{
    access::Action,
    account::{AccountState, Role, StaffForm},
    audit::Deed,
    ids::AccountId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::sea_query::Expr;

use super::{
    change_places::{bind, find_places},
    ground::{self, Administrators},
};
use crate::{
    Context, Fault,
    account::{apply, open_calendar, reopen_calendar, resolve, withdraw},
    db::retry,
    entity::account,
};

/// Another role for somebody.
#[derive(Clone, Debug)]
pub struct ChangeRole {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    pub role: Role,
    /// Of who becomes a doctor, nurse or specialist.
    pub staff: StaffForm,
    /// Of who comes to the front desk: slugs of locations; none for all.
    pub places: Vec<String>,
}

/// Gives an account another role, and ends its sessions: the person signs in anew with other rights.
///
/// A doctor's role comes with what staff give about themselves and a calendar at the location, which an account that cannot be
/// used yet gets when it can. When it is taken, patients are not offered the doctor any more; hours and past appointments stay, for
/// who is given it again.
///
/// # Errors
/// `SignInFirst`, `Forbidden` also for one's own account; `NotFound`; `Invalid` with all that is wrong about staff and for a place that there is not;
/// `LastAdministrator`; `AppointmentsToCome` of a patient or a doctor who would be none any more; `Stale` when it changed since it
/// was seen.
pub async fn change_role(ctx: &Context, input: &ChangeRole) -> Result<(), Fault> {
    ground::check(ctx, Action::Bar, input.account)?;
    ctx.recently_verified()?;
    let mut wrong = Vec::new();
    let application = match input.role {
        Role::Doctor => resolve(ctx.db().reader(), &input.staff, &mut wrong).await?,
        Role::Patient | Role::Support | Role::Administrator => None,
    };
    let places = match input.role {
        Role::Support => find_places(ctx.db().reader(), &input.places, &mut wrong).await?,
        Role::Patient | Role::Doctor | Role::Administrator => Vec::new(),
    };
    if !wrong.is_empty() {
        return Err(Refusal::Invalid(wrong).into());
    }
    retry(async || {
        let tx = ctx.db().begin().await?;
        let doctor = ground::take_calendar(&tx, input.account).await?;
        let administrators = Administrators::take(ctx, &tx).await?;
        let row = ground::take(&tx, input.account, input.version).await?;
        let role = ground::role(&row)?;
        if role == input.role {
            return Ok(());
        }
        administrators.check_another(row.id)?;
        ground::check_nothing_to_come(ctx, &tx, row.id, doctor.as_ref()).await?;
        let update = ground::update(&row).col_expr(account::Column::Role, Expr::value(input.role.name()));
        ground::write(&tx, update).await?;
        match (&application, doctor) {
            (Some(application), former) => {
                apply(&tx, input.account, application).await?;
                let is_active = ground::state(&row)? == AccountState::Active;
                match former {
                    Some(former) => {
                        reopen_calendar(ctx, &tx, &former, application).await?;
                        ground::set_bookable(&tx, &former, is_active).await?;
                    }
                    None if is_active => open_calendar(ctx, &tx, &row).await?,
                    None => {}
                }
            }
            (None, Some(doctor)) => {
                withdraw(&tx, input.account).await?;
                ground::set_bookable(&tx, &doctor, false).await?;
            }
            (None, None) => {}
        }
        ground::end_sessions(&tx, row.id).await?;
        let detail = format!("{} to {}", role.name(), input.role.name());
        ground::record(ctx, &tx, Deed::ChangeRole, row.id, &detail)?;
        if input.role == Role::Support {
            bind(ctx, &tx, row.id, &places).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}
