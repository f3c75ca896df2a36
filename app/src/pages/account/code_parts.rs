//! What the pages of the codes of a registration share.

use axum::{http::StatusCode, response::IntoResponse};
use backend::account::{self, Proving, RegistrationView, Verified};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    onward::{end_former_session, onward},
    sign_in::wait,
};
use crate::{
    Ctx,
    error::status_of,
    pages::{PageError, Reply, faults::Faults, see_other},
    routes,
    session::Secret,
    ui::{Button, CodeField, Notice, Steps, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A new code has just been sent.
    sent: String,
}

impl Asked {
    pub(in crate::pages) const fn news(&self) -> News {
        if self.sent.is_empty() {
            News::Nothing
        } else {
            News::Sent
        }
    }
}

/// What there is to say above the form.
#[derive(Clone)]
pub(in crate::pages) enum News {
    Nothing,
    Sent,
    /// The code or the number that was given was refused.
    Refused(Refusal),
    /// There are no more codes for now.
    NoMoreCodes(Refusal),
}

impl News {
    pub fn title(&self, title: &str) -> String {
        match self {
            Self::Nothing | Self::Sent => title.to_owned(),
            Self::Refused(_) | Self::NoMoreCodes(_) => format!("Error: {title}"),
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Nothing | Self::Sent => StatusCode::OK,
            Self::Refused(refusal) | Self::NoMoreCodes(refusal) => status_of(refusal),
        }
    }

    pub fn faults(&self) -> Faults {
        match self {
            Self::Refused(refusal) => Faults::of(refusal),
            _ => Faults::default(),
        }
    }
}

/// Goes on after a right code.
pub(in crate::pages) async fn verified(ctx: &Ctx, verified: Verified) -> Reply {
    match verified {
        Verified::PhoneNext => Ok(see_other(routes::REGISTER_PHONE).into_response()),
        Verified::Pending(_) => {
            let done = see_other(routes::REGISTER_WAITING).with_cookie(&ctx.forget(Secret::Registration));
            Ok(done.into_response())
        }
        Verified::SignedIn(signed_in) => {
            end_former_session(ctx).await?;
            let next = onward(ctx, signed_in.role, "").await?;
            let done = see_other(next)
                .with_cookie(&ctx.keep(Secret::Session, &signed_in.session))
                .with_cookie(&ctx.know(&signed_in.browser))
                .with_cookie(&ctx.forget(Secret::Registration));
            Ok(done.into_response())
        }
    }
}

pub(in crate::pages) fn start_again() -> Reply {
    Ok(see_other(routes::REGISTER).into_response())
}

/// The registration that is under way in this browser.
pub(in crate::pages) async fn find(ctx: &Ctx) -> Result<Option<RegistrationView>, PageError> {
    match ctx.registration() {
        Some(registration) => Ok(account::find_registration(ctx, registration).await?),
        None => Ok(None),
    }
}

/// Where one is, if there are two codes.
pub(in crate::pages) fn steps(proving: Proving) -> impl IntoView {
    let current = match proving {
        Proving::Email => 2,
        Proving::Phone => 3,
    };
    view! { <Steps steps=["Details", "E-mail", "Phone"] current=current/> }
}

pub(in crate::pages) fn code_form(action: String, faults: &Faults) -> impl IntoView + use<> {
    view! {
        <form class="form" method="post" action=action novalidate>
            <CodeField
                id=Field::Code.name()
                label="Code"
                hint="Six digits, from the newest message"
                error=faults.text(Field::Code)
            />
            <div class="form__actions">
                <Button wide=true>"Confirm"</Button>
            </div>
        </form>
    }
}

/// `no_more` says that there are no more codes for now, `instead` what to do before one waits.
pub(in crate::pages) fn notice(news: &News, no_more: &'static str, instead: &str) -> Option<impl IntoView + use<>> {
    let (tone, title, text) = match news {
        News::Sent => (
            Tone::Ok,
            "A new code is on its way",
            "Codes from earlier messages no longer work.".to_owned(),
        ),
        News::NoMoreCodes(Refusal::TooManyTries { retry_after_secs }) => {
            let text = format!("{instead} {}", wait(*retry_after_secs));
            (Tone::Bad, no_more, text.trim().to_owned())
        }
        News::Refused(Refusal::WrongCode) => (
            Tone::Bad,
            "That code does not work",
            "It is wrong, or too old. Look into the newest message, or have a new code sent.".to_owned(),
        ),
        News::Refused(Refusal::TooManyTries { .. }) => (
            Tone::Bad,
            "Too many wrong codes",
            "Have a new code sent, then try with that one.".to_owned(),
        ),
        News::Nothing | News::Refused(_) | News::NoMoreCodes(_) => return None,
    };
    Some(view! {
        <Notice tone=tone live=true title=title>
            <p>{text}</p>
        </Notice>
    })
}
