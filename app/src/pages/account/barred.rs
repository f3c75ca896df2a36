//! What somebody reads whose account cannot be used: why, and what to do. Nothing else.

use axum::http::StatusCode;
use backend::directory::list_locations;
use domain::{account::AccountState, directory::LocationView};
use leptos::prelude::*;

use crate::{
    Ctx,
    pages::{Page, PageError},
    routes,
    ui::{ButtonVariant, LinkButton, Notice, Tone},
};

/// After the code, where an administrator has to approve the account first.
pub async fn waiting(ctx: Ctx) -> Result<Page, PageError> {
    page(&ctx, AccountState::Pending, String::new(), StatusCode::OK).await
}

/// After the right password.
pub(super) async fn refused(ctx: &Ctx, state: AccountState, reason: String) -> Result<Page, PageError> {
    page(ctx, state, reason, StatusCode::FORBIDDEN).await
}

async fn page(ctx: &Ctx, state: AccountState, reason: String, status: StatusCode) -> Result<Page, PageError> {
    let locations = list_locations(ctx).await?;
    let title = title(state);
    Ok(Page::new(title, move || view(state, reason, locations)).with_status(status))
}

const fn title(state: AccountState) -> &'static str {
    match state {
        AccountState::Pending => "Your account waits for approval",
        AccountState::Rejected => "Your account was not approved",
        AccountState::Suspended => "Your account is suspended",
        AccountState::Active | AccountState::Deleted => "Your account cannot be used",
    }
}

fn view(state: AccountState, reason: String, locations: Vec<LocationView>) -> impl IntoView {
    let (tone, what) = match state {
        AccountState::Pending => (
            Tone::Wait,
            "Your contacts are confirmed. Somebody at the clinic looks at your account now, and you get an e-mail as soon as it is decided. There is nothing else you need to do.",
        ),
        AccountState::Rejected => (
            Tone::Bad,
            "The clinic looked at your account and did not approve it, so you cannot sign in.",
        ),
        _ => (
            Tone::Bad,
            "You cannot sign in or book online for now. Appointments that you have stand.",
        ),
    };
    let calls = match state {
        AccountState::Pending => "If it takes longer than two working days, call us:",
        _ => "If you think that this is a mistake, or need an appointment, call us:",
    };
    let reason = (!reason.is_empty()).then(|| {
        view! {
            <Notice tone=tone title="The clinic writes">
                <p>{reason}</p>
            </Notice>
        }
    });
    view! {
        <div class="container container--narrow account">
            <div class="card account__card stack">
                <h1 class="account__title">{title(state)}</h1>
                <p>{what}</p>
                {reason}
                {phones(calls, locations)}
                <p>
                    <LinkButton href=routes::HOME variant=ButtonVariant::Secondary>"Go to the start"</LinkButton>
                </p>
            </div>
        </div>
    }
}

fn phones(words: &'static str, locations: Vec<LocationView>) -> impl IntoView {
    let lines = locations.into_iter().map(|location| {
        let place = location.place;
        let number: String = place
            .phone
            .chars()
            .filter(|character| !character.is_whitespace())
            .collect();
        view! { <li>{place.name} ": " <a href=format!("tel:{number}")>{place.phone}</a></li> }
    });
    let lines = lines.collect_view();
    view! {
        <p>{words}</p>
        <ul class="prose">{lines}</ul>
    }
}
