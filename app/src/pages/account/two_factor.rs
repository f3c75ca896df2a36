use axum::response::IntoResponse;
use backend::{
    Fault,
    second_factor::{
        FactorState, FactorView, QrCode, begin_factor, confirm_factor, drop_pending_factor, find_factor, remove_factor,
        renew_recovery_codes,
    },
};
use domain::{
    refusal::{Field, Refusal},
    time::Instant,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::tabs::tabs;
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, Reply, faults::Faults, see_other, shell},
    routes,
    ui::{
        Badge, Button, ButtonVariant, ErrorSummary, Field as Input, IconName, InputKind, InputWidth, LinkButton,
        Notice, Tone,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    factor_code: String,
}

pub async fn show(ctx: Ctx) -> Reply {
    page(&ctx, None).await
}

pub async fn begin(ctx: Ctx) -> Reply {
    match begin_factor(&ctx).await {
        // The page says that there is one already.
        Ok(()) | Err(Fault::Refused(Refusal::Stale)) => back(),
        Err(fault) => Err(fault.into()),
    }
}

pub async fn drop_pending(ctx: Ctx) -> Reply {
    drop_pending_factor(&ctx).await?;
    back()
}

/// Answers the recovery codes with the page itself: they are stored nowhere that a second page could read them from.
pub async fn confirm(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match confirm_factor(&ctx, &fields.factor_code).await {
        Ok(codes) => Ok(recovery_codes(&ctx, codes).into_response()),
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => page(&ctx, Some(refusal)).await,
        Err(Fault::Refused(Refusal::Stale)) => back(),
        Err(fault) => Err(fault.into()),
    }
}

pub async fn renew_codes(ctx: Ctx) -> Reply {
    match renew_recovery_codes(&ctx).await {
        Ok(codes) => Ok(recovery_codes(&ctx, codes).into_response()),
        Err(Fault::Refused(Refusal::NotFound)) => back(),
        Err(fault) => Err(fault.into()),
    }
}

pub async fn remove(ctx: Ctx) -> Reply {
    match remove_factor(&ctx).await {
        Ok(()) | Err(Fault::Refused(Refusal::NotFound)) => back(),
        Err(fault) => Err(fault.into()),
    }
}

fn back() -> Reply {
    Ok(see_other(routes::TWO_FACTOR).into_response())
}

async fn page(ctx: &Ctx, refusal: Option<Refusal>) -> Reply {
    let FactorView {
        state,
        is_required,
        has_passkey,
    } = find_factor(ctx).await?;
    let demand = match (is_required, has_passkey) {
        (false, _) => Demand::None,
        (true, true) => Demand::Met,
        (true, false) => Demand::Open,
    };
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let now = ctx.now();
    let page = Page::new(faults.title("Two-step sign-in"), move || {
        let body = match state {
            FactorState::Off => off(demand).into_any(),
            FactorState::Pending { secret, qr } => pending(secret, &qr, &faults).into_any(),
            FactorState::On { since, recovery_codes } => on(since, recovery_codes, now, demand).into_any(),
        };
        view! {
            <div class="container container--narrow account">
                {tabs(routes::TWO_FACTOR)}
                <div class="card account__card stack">{body}</div>
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}

/// What the clinic asks for besides.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Demand {
    None,
    /// A passkey serves.
    Met,
    Open,
}

fn off(demand: Demand) -> impl IntoView {
    view! {
        <h1 class="account__title">"Two-step sign-in"</h1>
        {(demand == Demand::Open).then(|| view! {
            <Notice tone=Tone::Wait title="Your clinic asks for this">
                <p>
                    "Set it up to go on. It takes two minutes and an app on your phone. Or "
                    <a href=routes::PASSKEYS>"add a passkey"</a>
                    ", which counts as both steps."
                </p>
            </Notice>
        })}
        <p>
            "After your password you also enter a code from an app on your phone. So nobody gets into your account with the \
             password alone."
        </p>
        <p>"Any app for one-time codes works, also the password manager of your phone."</p>
        <form method="post" action=routes::TWO_FACTOR_BEGIN>
            <Button wide=true>"Set up"</Button>
        </form>
    }
}

fn pending(secret: String, qr: &QrCode, faults: &Faults) -> impl IntoView + use<> {
    let QrCode { width, path } = qr.clone();
    view! {
        <ErrorSummary errors=faults.summary(&[Field::FactorCode])/>
        <h1 class="account__title">"Set up two-step sign-in"</h1>
        <ol class="stack">
            <li>
                <p>"Scan this with your app:"</p>
                <svg class="qr-code" viewBox=format!("0 0 {width} {width}") role="img" aria-label="QR code for your app">
                    <rect class="qr-code__paper" width=width height=width></rect>
                    <path class="qr-code__ink" d=path></path>
                </svg>
                <p>"Or enter this key in the app:"</p>
                <p><code class="secret-key">{secret}</code></p>
            </li>
            <li>
                <form class="form" method="post" action=routes::TWO_FACTOR novalidate>
                    <Input
                        id=Field::FactorCode.name()
                        label="Code that the app shows"
                        kind=InputKind::Digits
                        width=InputWidth::Short
                        error=faults.text(Field::FactorCode)
                        autocomplete="one-time-code"
                        required=true
                    />
                    <div class="form__actions">
                        <Button wide=true>"Turn on"</Button>
                    </div>
                </form>
            </li>
        </ol>
        <form method="post" action=routes::TWO_FACTOR_DROP>
            <Button variant=ButtonVariant::Quiet>"Not now"</Button>
        </form>
    }
}

fn on(since: Instant, codes: u64, now: Instant, demand: Demand) -> impl IntoView {
    let since = match now.minutes_since(since) / 1440 {
        0 => "today".to_owned(),
        1 => "yesterday".to_owned(),
        days => format!("{days} days ago"),
    };
    let remove = match demand {
        Demand::Open => "You have to set up another one at once: your clinic asks for it.",
        Demand::Met => "Then you sign in with a passkey only: your clinic asks for more than a password.",
        Demand::None => "Then your password alone is enough to sign in.",
    };
    view! {
        <h1 class="account__title">"Two-step sign-in " <Badge tone=Tone::Ok icon=IconName::CIRCLE_CHECK label="On"/></h1>
        <p>"Turned on " {since} ". Signing in asks for a code from your app."</p>
        <p>{format!("{codes} of 10 recovery codes are left.")}</p>
        {(codes < 3).then(|| view! {
            <Notice tone=Tone::Wait title="Few recovery codes are left">
                <p>"Make new ones before you need them."</p>
            </Notice>
        })}
        <form method="post" action=routes::TWO_FACTOR_CODES>
            <Button variant=ButtonVariant::Secondary>"Make new recovery codes"</Button>
        </form>
        <details>
            <summary>"Turn off"</summary>
            <div class="stack">
                <p>{remove}</p>
                <form method="post" action=routes::TWO_FACTOR_REMOVE>
                    <Button variant=ButtonVariant::Danger>"Turn off two-step sign-in"</Button>
                </form>
            </div>
        </details>
    }
}

fn recovery_codes(ctx: &Ctx, codes: Vec<String>) -> Page {
    let next = ctx.role().map_or(routes::HOME, shell::home);
    Page::new("Your recovery codes", move || {
        let codes = codes
            .into_iter()
            .map(|code| view! { <li><code>{code}</code></li> })
            .collect_view();
        view! {
            <div class="container container--narrow account">
                {tabs(routes::TWO_FACTOR)}
                <div class="card account__card stack">
                    <h1 class="account__title">"Your recovery codes"</h1>
                    <Notice tone=Tone::Wait title="They are shown this once">
                        <p>"Print them or write them down, and keep them apart from your phone."</p>
                    </Notice>
                    <p>"If you lose the app, sign in with one of these instead of its code. Each works once."</p>
                    <ol class="recovery-codes">{codes}</ol>
                    <div class="form__actions">
                        <LinkButton href=next wide=true>"I have kept them"</LinkButton>
                    </div>
                </div>
            </div>
        }
    })
}
