//! What a person sees when there is no page: what happened, and where to go on. Never a text from below.

use std::{error::Error, sync::Arc};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::Fault;
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::Page;
use crate::{RequestId, error::status_of, routes};

/// Why there is no page.
#[derive(Clone, Debug)]
pub enum PageError {
    /// A use case said no, and the page has no better place to say so.
    Refused(Refusal),
    /// Not what a form or a link of ours sends.
    Malformed,
    TooLarge,
    WrongMethod,
    /// A form on somebody else's site was sent to us.
    ForeignOrigin,
    /// It took too long.
    Late,
    Broken(Arc<dyn Error + Send + Sync>),
    /// The cause is in the log already.
    Panicked,
}

/// A handler was called without [`crate::session::identify`] before it.
#[derive(Debug, thiserror::Error)]
#[error("nobody found out who is asking")]
pub(crate) struct Unidentified;

impl From<Fault> for PageError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => Self::Refused(refusal),
            Fault::Contended(_) | Fault::Broken(_) => Self::Broken(Arc::new(fault)),
        }
    }
}

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Unidentified> for PageError {
    fn from(error: Unidentified) -> Self {
        Self::Broken(Arc::new(error))
    }
}

impl IntoResponse for PageError {
    /// Rendered by [`super::present`], which knows whom for.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl PageError {
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Refused(refusal) => status_of(refusal),
            Self::Malformed => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::Late => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) | Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The page that says so.
    pub(super) fn into_page(self, id: &RequestId) -> Page {
        let status = self.status();
        let words = self.words();
        let reference = status.is_server_error().then(|| id.to_string());
        let (href, label) = words
            .next
            .unwrap_or_else(|| (routes::DOCTORS.to_owned(), "Find a doctor"));
        Page::new(words.title, move || {
            view! {
                <div class="container">
                    <div class="message">
                        <h1 class="message__title">{words.title}</h1>
                        <p>{words.text}</p>
                        {reference.map(|reference| view! {
                            <p class="message__reference">"If it happens again, tell us this reference: " <strong>{reference}</strong></p>
                        })}
                        <div class="form__actions">
                            <a class="button button--primary" href=href>{label}</a>
                            <a class="button button--quiet" href=routes::HOME>"Go to the home page"</a>
                        </div>
                    </div>
                </div>
            }
        })
        .with_status(status)
    }

    fn words(&self) -> Words {
        match self {
            Self::Refused(refusal) => refusal_words(refusal),
            Self::Malformed => Words::new(
                "We could not read that",
                "Something was sent in a way we do not understand. Go back and try again.",
            ),
            Self::TooLarge => Words::new(
                "That was too much",
                "What you sent is longer than we can take. Go back and shorten it.",
            ),
            Self::WrongMethod => Words::new("That does not work here", "This address cannot be used in this way."),
            Self::ForeignOrigin => Words::new(
                "We did not do that",
                "The request came from another site, so we did nothing. Go on from our own pages.",
            ),
            Self::Late => Words::new(
                "That took too long",
                "We are busier than usual. Wait a minute and try again. Look at your appointments before you book a second time.",
            ),
            Self::Broken(_) | Self::Panicked => Words::new(
                "Sorry, something went wrong",
                "It is our fault, not yours. Try again in a few minutes.",
            ),
        }
    }
}

struct Words {
    title: &'static str,
    text: &'static str,
    next: Option<(String, &'static str)>,
}

impl Words {
    const fn new(title: &'static str, text: &'static str) -> Self {
        Self {
            title,
            text,
            next: None,
        }
    }

    fn then(self, href: &str, label: &'static str) -> Self {
        Self {
            next: Some((href.to_owned(), label)),
            ..self
        }
    }
}

/// Most refusals are shown by the page they belong to; these words are for when there is none.
fn refusal_words(refusal: &Refusal) -> Words {
    let see_appointments = |words: Words| words.then(routes::APPOINTMENTS, "See your appointments");
    match refusal {
        Refusal::SignInFirst => {
            Words::new("Sign in first", "You need to sign in to see this.").then(routes::SIGN_IN, "Sign in")
        }
        Refusal::Forbidden => Words::new(
            "Your account cannot open this",
            "This is for other people at the clinic. If you have another account, sign out and use that one.",
        ),
        Refusal::NotFound => Words::new(
            "We cannot find that page",
            "The address may be wrong, or what was here is gone.",
        ),
        Refusal::Invalid(_) => Words::new(
            "Check what you entered",
            "Something in the form cannot be right. Go back and check it.",
        ),
        Refusal::SlotTaken { .. } => Words::new(
            "That time has just been taken",
            "Somebody else was faster. Pick another time.",
        ),
        Refusal::NotOffered(_) => Words::new(
            "That time cannot be booked",
            "It is not free, or not open for booking online. Pick another time.",
        ),
        Refusal::HoldExpired { .. } => Words::new(
            "Your time is no longer kept",
            "We keep a time for ten minutes. Pick it again if it is still free.",
        ),
        Refusal::PatientBusy => see_appointments(Words::new(
            "You have another appointment then",
            "Two of your appointments would overlap. Pick another time.",
        )),
        Refusal::Stale => see_appointments(Words::new(
            "It has changed since you looked",
            "Look at it again before you decide.",
        )),
        Refusal::PastCutOff => see_appointments(Words::new(
            "It is too late to change this online",
            "Call the clinic, they can still help.",
        )),
        Refusal::InvalidChange(_) => see_appointments(Words::new(
            "That is not possible any more",
            "The appointment is in another state by now.",
        )),
        Refusal::WrongCredentials => Words::new(
            "We could not sign you in",
            "The e-mail address or the password is wrong.",
        )
        .then(routes::SIGN_IN, "Try again"),
        Refusal::WrongCode => {
            Words::new("That code does not work", "It is wrong or too old.").then(routes::REGISTER_CODE, "Try again")
        }
        Refusal::TooManyTries { .. } => Words::new("Too many tries", "Wait a few minutes before you try again."),
    }
}
