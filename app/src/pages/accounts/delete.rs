//! Asks before an account is deleted: what stays, what goes, and what stands in the way.

use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    people::{AccountView, UpcomingVisit, delete_account, get_account},
};
use domain::{account::AccountState, ids::AccountId, refusal::Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::version;
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, LinkButton, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
}

pub async fn show(ctx: Ctx, Path(id): Path<AccountId>) -> Result<Page, PageError> {
    // Before it is asked whether it is meant.
    ctx.recently_verified()?;
    page(&ctx, id, None).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    match delete_account(&ctx, id, version(&fields.version)?).await {
        Ok(()) => Ok(see_other(routes::with_query(routes::ACCOUNTS, &[("done", "deleted")])).into_response()),
        Err(Fault::Refused(
            refusal @ (Refusal::Stale | Refusal::LastAdministrator | Refusal::AppointmentsToCome { .. }),
        )) => Ok(page(&ctx, id, Some(refusal)).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, id: AccountId, refusal: Option<Refusal>) -> Result<Page, PageError> {
    let account = get_account(ctx, id).await?;
    if account.state == AccountState::Deleted {
        return Err(Refusal::NotFound.into());
    }
    if account.is_own {
        return Err(Refusal::Forbidden.into());
    }
    let status = if refusal.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    Ok(Page::new("Delete an account", move || view(account, refusal)).with_status(status))
}

fn view(account: AccountView, refusal: Option<Refusal>) -> impl IntoView {
    let back = routes::of_account(routes::ACCOUNT, account.id);
    let problem = refusal.map(|refusal| {
        let title = match refusal {
            Refusal::LastAdministrator => "This is the last administrator: make somebody else one first",
            Refusal::AppointmentsToCome { .. } => "An appointment was booked in the meantime",
            _ => "The account changed since you looked: this is how it stands",
        };
        view! { <Notice tone=Tone::Bad live=true title=title/> }
    });
    let title = format!("Delete the account of {}?", account.name());
    let answer = if account.upcoming > 0 {
        stays(account.upcoming, account.first_upcoming).into_any()
    } else {
        view! {
            <form class="form" method="post" action=routes::of_account(routes::ACCOUNT_DELETE, account.id)>
                <input type="hidden" name="version" value=account.version.number()/>
                <div class="form__actions">
                    <Button variant=ButtonVariant::Danger>"Delete the account"</Button>
                    <LinkButton href=back.clone() variant=ButtonVariant::Secondary>"Leave it as it is"</LinkButton>
                </div>
            </form>
        }
        .into_any()
    };
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=back label="The account"/>
                {problem}
                <h1>{title}</h1>
                <p class="lead">"This cannot be undone. To keep somebody out for a while, suspend the account instead."</p>
                <div class="prose">
                    <h2>"What goes"</h2>
                    <ul>
                        <li>"Signing in: the password, all sessions and invitations"</li>
                        <li>"E-mail address and phone number, and what messages to them said"</li>
                        <li>"Address, insurance, emergency contact and preferences, what they were before, and the photo"</li>
                        <li>"The name and date of birth, if there never was an appointment"</li>
                        <li>"What staff gave when they registered: of a doctor also title, qualifications, languages and the text about them; patients cannot find them any more"</li>
                    </ul>
                    <h2>"What the law wants kept"</h2>
                    <ul>
                        <li>"Past appointments, with the name and date of birth of the patient and the name and specialty of the doctor"</li>
                        <li>"Why a patient came, and what was typed when an appointment was cancelled"</li>
                        <li>"The reasons that staff gave for emergency access"</li>
                        <li>"The audit trail: who did what and when"</li>
                    </ul>
                </div>
                {answer}
            </div>
        </div>
    }
}

/// What has to be moved or cancelled first.
fn stays(count: u64, first: Vec<UpcomingVisit>) -> impl IntoView {
    let title = match count {
        1 => "1 appointment to come has to be moved or cancelled first".to_owned(),
        many => format!("{many} appointments to come have to be moved or cancelled first"),
    };
    let more = count.saturating_sub(u64::try_from(first.len()).unwrap_or(u64::MAX));
    let lines = first.into_iter().map(|visit| {
        view! { <li><a href=routes::appointment(visit.id)>{visit.time}</a></li> }
    });
    let lines = lines.collect_view();
    view! {
        <Notice tone=Tone::Bad title=title>
            <ul>{lines}</ul>
            {(more > 0).then(|| view! { <p>{format!("And {more} more.")}</p> })}
        </Notice>
    }
}
