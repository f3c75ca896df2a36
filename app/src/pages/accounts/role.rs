//! Another role for somebody; who becomes a doctor, nurse or specialist gives what staff give.

use axum::response::IntoResponse;
use backend::people::{AccountView, ChangeRole, change_role, get_account};
use domain::{
    account::{AccountState, Role, StaffForm},
    ids::AccountId,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    account::problem,
    act::{said_in_form, see_done},
    parts::{ROLES, role_tabs, role_words, version},
    places::{Boxes, place_boxes},
};
use crate::{
    Ctx,
    error::status_of,
    pages::{
        Form, Page, PageError, Path, Query, Reply,
        account::staff_fields::{Offered, staff_fields},
        faults::Faults,
    },
    routes,
    ui::{BackLink, Button, ErrorSummary},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    role: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
    role: String,
    #[serde(flatten)]
    staff: StaffForm,
    #[serde(flatten)]
    boxes: Boxes,
}

pub async fn show(ctx: Ctx, Path(id): Path<AccountId>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    // Before anything is typed, which asking for the password again would lose.
    ctx.recently_verified()?;
    let wish = Wish {
        role: Role::from_name(&asked.role),
        ..Wish::default()
    };
    page(&ctx, id, wish, None).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangeRole {
        account: id,
        version: version(&fields.version)?,
        role: Role::from_name(&fields.role).ok_or(PageError::Malformed)?,
        staff: fields.staff,
        places: fields.boxes.places(),
    };
    match said_in_form(change_role(&ctx, &input).await)? {
        None => Ok(see_done(id, "role")),
        refusal => {
            let wish = Wish {
                role: Some(input.role),
                staff: input.staff,
                places: input.places,
            };
            let page = page(&ctx, id, wish, refusal).await?;
            Ok(page.into_response())
        }
    }
}

/// What is in the form.
#[derive(Default)]
struct Wish {
    role: Option<Role>,
    staff: StaffForm,
    /// Slugs.
    places: Vec<String>,
}

async fn page(ctx: &Ctx, id: AccountId, wish: Wish, refusal: Option<Refusal>) -> Result<Page, PageError> {
    let account = get_account(ctx, id).await?;
    if account.state == AccountState::Deleted {
        return Err(Refusal::NotFound.into());
    }
    if account.is_own {
        return Err(Refusal::Forbidden.into());
    }
    let offered = Offered::load(ctx).await?;
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let title = faults.title("Change a role");
    Ok(Page::new(title, move || {
        view(&account, &wish, &offered, refusal.as_ref(), &faults)
    })
    .with_status(status))
}

fn view(
    account: &AccountView,
    wish: &Wish,
    offered: &Offered,
    refusal: Option<&Refusal>,
    faults: &Faults,
) -> impl IntoView + use<> {
    let problem = refusal.and_then(|refusal| problem(account, refusal));
    let title = format!("Change the role of {}", account.name());
    let form = form(account, wish, offered, faults);
    let order = StaffForm::FIELDS.into_iter().chain([Field::Places]).collect::<Vec<_>>();
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=routes::of_account(routes::ACCOUNT, account.id) label="The account"/>
                <ErrorSummary errors=faults.summary(&order)/>
                {problem}
                <h1>{title}</h1>
                {form}
            </div>
        </div>
    }
}

fn form(account: &AccountView, wish: &Wish, offered: &Offered, faults: &Faults) -> impl IntoView + use<> {
    let action = routes::of_account(routes::ACCOUNT_ROLE, account.id);
    let first = match account.role {
        Role::Support => Role::Doctor,
        _ => Role::Support,
    };
    let role = wish.role.filter(|wanted| *wanted != account.role).unwrap_or(first);
    let others: Vec<Role> = ROLES.into_iter().filter(|one| *one != account.role).collect();
    let tabs = role_tabs(&action, &others, role);
    let staff = (role == Role::Doctor).then(|| {
        view! {
            <p>"Check the licence number and the qualifications first. The person gets a calendar at the location, and patients are offered times once it has hours and services."</p>
            {staff_fields(&wish.staff, offered, faults)}
        }
    });
    let places = (role == Role::Support).then(|| place_boxes(offered.locations(), &wish.places, faults));
    let calendar = (account.role == Role::Doctor).then(|| {
        view! { <p>"Patients are not offered times of this person any more. Hours and past appointments stay, in case the role is given again."</p> }
    });
    view! {
        <p class="lead">
            {format!("Now: {}. The person is signed out and signs in anew with the other role.", role_words(account.role))}
        </p>
        {tabs}
        <form class="form" method="post" action=action.clone() novalidate>
            <input type="hidden" name="version" value=account.version.number()/>
            <input type="hidden" name="role" value=role.name()/>
            {staff}
            {places}
            {calendar}
            <div class="form__actions"><Button>"Change the role"</Button></div>
        </form>
    }
}
