//! The professional data of a doctor, nurse or specialist, to correct them.

use axum::response::IntoResponse;
use backend::people::{AccountView, ChangeStaff, change_staff, get_account, get_staff};
use domain::{account::StaffForm, ids::AccountId, refusal::Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    account::{given, problem, sheet},
    act::{said_in_form, see_done},
    parts::version,
};
use crate::{
    Ctx,
    error::status_of,
    pages::{
        Form, Page, PageError, Path, Reply,
        account::staff_fields::{Offered, staff_fields},
        faults::Faults,
    },
    routes,
    ui::{BackLink, Button, ErrorSummary},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
    #[serde(flatten)]
    staff: StaffForm,
}

pub async fn show(ctx: Ctx, Path(id): Path<AccountId>) -> Result<Page, PageError> {
    // Before anything is typed, which asking for the password again would lose.
    ctx.recently_verified()?;
    page(&ctx, id, None, None).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangeStaff {
        account: id,
        version: version(&fields.version)?,
        staff: fields.staff,
    };
    match said_in_form(change_staff(&ctx, &input).await)? {
        None => Ok(see_done(id, "staff")),
        refusal => {
            let page = page(&ctx, id, Some(input.staff), refusal).await?;
            Ok(page.into_response())
        }
    }
}

/// `typed` is what came back; else the form has what is known.
async fn page(ctx: &Ctx, id: AccountId, typed: Option<StaffForm>, refusal: Option<Refusal>) -> Result<Page, PageError> {
    let account = get_account(ctx, id).await?;
    let known = get_staff(ctx, id).await?;
    let form = typed.unwrap_or(known);
    let offered = Offered::load(ctx).await?;
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let title = faults.title("Change professional data");
    Ok(Page::new(title, move || {
        view(&account, &form, &offered, refusal.as_ref(), &faults)
    })
    .with_status(status))
}

fn view(
    account: &AccountView,
    form: &StaffForm,
    offered: &Offered,
    refusal: Option<&Refusal>,
    faults: &Faults,
) -> impl IntoView + use<> {
    let problem = refusal.and_then(|refusal| problem(account, refusal));
    let is_stale = matches!(refusal, Some(Refusal::Stale));
    let now = account
        .staff
        .as_ref()
        .filter(|_| is_stale)
        .map(|staff| sheet("How it stands now", given(staff)));
    let title = format!("Change the professional data of {}", account.name());
    let action = routes::of_account(routes::ACCOUNT_STAFF, account.id);
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=routes::of_account(routes::ACCOUNT, account.id) label="The account"/>
                <ErrorSummary errors=faults.summary(&StaffForm::FIELDS)/>
                {problem}
                {now}
                <div class="page-head">
                    <h1>{title}</h1>
                    <p class="lead">"Patients read all but the licence number, once the person can be booked."</p>
                </div>
                {calendar(account)}
                <form class="form" method="post" action=action novalidate>
                    <input type="hidden" name="version" value=account.version.number()/>
                    {staff_fields(form, offered, faults)}
                    <div class="form__actions"><Button>"Save"</Button></div>
                </form>
            </div>
        </div>
    }
}

/// What becomes of the calendar, for who has one.
fn calendar(account: &AccountView) -> Option<impl IntoView + use<>> {
    let slug = account.doctor_slug.as_deref()?;
    let services = routes::clinic_doctor(slug);
    Some(view! {
        <p>
            "With another location the person has a calendar there too; the ones that there are stay. Before you choose another specialty, take the services of the present one from the person: "
            <a href=services>"Services and limits"</a>
        </p>
    })
}
