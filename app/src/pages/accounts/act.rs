//! The forms of an account's page.

use axum::response::{IntoResponse, Response};
use backend::{
    Fault,
    people::{
        ChangeBirthDate, ChangePerson, ChangeState, change_birth_date, change_person, change_state, get_account,
        invite_again, remove_passkeys,
    },
};
use domain::{account::AccountChange, ids::AccountId, refusal::Refusal};
use serde::Deserialize;

use super::{
    account::{Entered, page},
    parts::version,
};
use crate::{
    Ctx,
    pages::{Form, PageError, Path, Reply, see_other},
    routes,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
    given_name: String,
    family_name: String,
    email: String,
    phone: String,
    birth_date_day: String,
    birth_date_month: String,
    birth_date_year: String,
    change: String,
    state_reason: String,
}

pub async fn change(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangePerson {
        account: id,
        version: version(&fields.version)?,
        given_name: fields.given_name.clone(),
        family_name: fields.family_name.clone(),
        email: fields.email.clone(),
        phone: fields.phone.clone(),
    };
    let entered = Entered {
        person: Some([fields.given_name, fields.family_name, fields.email, fields.phone]),
        ..Entered::default()
    };
    answer(&ctx, id, change_person(&ctx, &input).await, "saved", entered).await
}

/// To the form on the account's page, with the password asked for before anything is typed.
pub async fn confirmed_for_birth_date(ctx: Ctx, Path(id): Path<AccountId>) -> Reply {
    ctx.recently_verified()?;
    let id = get_account(&ctx, id).await?.id;
    let form = format!("{}#birth_date", routes::of_account(routes::ACCOUNT, id));
    Ok(see_other(form).into_response())
}

pub async fn birth_date(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangeBirthDate {
        account: id,
        version: version(&fields.version)?,
        day: fields.birth_date_day.clone(),
        month: fields.birth_date_month.clone(),
        year: fields.birth_date_year.clone(),
    };
    let entered = Entered {
        birth_date: Some([fields.birth_date_day, fields.birth_date_month, fields.birth_date_year]),
        ..Entered::default()
    };
    answer(&ctx, id, change_birth_date(&ctx, &input).await, "saved", entered).await
}

pub async fn state(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let change = AccountChange::from_name(&fields.change).ok_or(PageError::Malformed)?;
    let input = ChangeState {
        account: id,
        version: version(&fields.version)?,
        change,
        reason: fields.state_reason.clone(),
    };
    let entered = Entered {
        reason: fields.state_reason,
        ..Entered::default()
    };
    answer(&ctx, id, change_state(&ctx, &input).await, change.name(), entered).await
}

pub async fn invite(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let invited = invite_again(&ctx, id, version(&fields.version)?).await;
    answer(&ctx, id, invited, "invited", Entered::default()).await
}

pub async fn passkeys(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let removed = remove_passkeys(&ctx, id, version(&fields.version)?).await;
    answer(&ctx, id, removed, "passkeys", Entered::default()).await
}

/// Back to the page of the account, with what was done or with the form as it was filled.
pub(super) async fn answer(
    ctx: &Ctx,
    id: AccountId,
    outcome: Result<(), Fault>,
    done: &str,
    entered: Entered,
) -> Reply {
    match said_in_form(outcome)? {
        None => Ok(see_done(id, done)),
        refusal => {
            let page = page(ctx, id, Entered { refusal, ..entered }, String::new()).await?;
            Ok(page.into_response())
        }
    }
}

/// Back to the page of the account, with what was done.
pub(super) fn see_done(id: AccountId, done: &str) -> Response {
    let path = routes::with_query(&routes::of_account(routes::ACCOUNT, id), &[("done", done)]);
    see_other(path).into_response()
}

/// Why it was not done, where the form says so itself.
pub(super) fn said_in_form(outcome: Result<(), Fault>) -> Result<Option<Refusal>, Fault> {
    match outcome {
        Ok(()) => Ok(None),
        Err(Fault::Refused(
            refusal @ (Refusal::Invalid(_)
            | Refusal::Stale
            | Refusal::LastAdministrator
            | Refusal::AppointmentsToCome { .. }),
        )) => Ok(Some(refusal)),
        Err(fault) => Err(fault),
    }
}
