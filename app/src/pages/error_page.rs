//! What a person sees when there is no page: what happened, and where to go on. Never a text from below.

use std::{error::Error, sync::Arc};

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::Fault;
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::{
    Page,
    error_words::{Words, words_for},
};
use crate::{
    RequestId,
    error::status_of,
    routes,
    ui::{ButtonVariant, Icon, IconName, LinkButton},
};

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
        let words = words_for(&self);
        let reference = id.to_string();
        Page::new(words.title, move || message(words, status, reference)).with_status(status)
    }
}

fn message(words: Words, status: StatusCode, reference: String) -> impl IntoView {
    let is_our_fault = status.is_server_error();
    let (icon, class) = match is_our_fault {
        true => (IconName::TRIANGLE_ALERT, "message__icon message__icon--bad"),
        false => (IconName::SEARCH_X, "message__icon"),
    };
    let (href, label) = words.next;
    view! {
        <div class="container">
            <div class="message">
                <span class=class><Icon name=icon/></span>
                <h1 class="message__title">{words.title}</h1>
                <p class="lead">{words.text}</p>
                <div class="cluster">
                    <LinkButton href=href>{label}</LinkButton>
                    <LinkButton href=routes::HOME variant=ButtonVariant::Secondary>"Go to the start"</LinkButton>
                </div>
                {is_our_fault.then(|| view! {
                    <p class="message__reference">"If you call us, give this reference: " <b class="tabular">{reference}</b></p>
                })}
            </div>
        </div>
    }
}
