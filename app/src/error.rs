//! What a server function answers when it does not do what was asked.

use domain::refusal::Refusal;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::codec::JsonText;

/// The closed list of what reaches an island: no text from below, no personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum AppError {
    /// A plain no, for the person to read.
    #[error(transparent)]
    Refused(Refusal),
    /// The arguments are not what the function takes. Our own islands never send such.
    #[error("malformed arguments")]
    Malformed,
    /// Something broke. The log has more under this reference.
    #[error("something went wrong (reference {reference})")]
    Internal { reference: String },
    /// No answer came, or one that is not ours.
    #[error("the server cannot be reached")]
    Unreachable,
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal).with_status()
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        use ServerFnErrorErr as E;
        match error {
            // In the browser it is the answer that could not be read.
            E::Deserialization(_) if cfg!(not(feature = "ssr")) => Self::Unreachable,
            E::Args(_) | E::MissingArg(_) | E::Deserialization(_) | E::UnsupportedRequestMethod(_) => {
                Self::Malformed.with_status()
            }
            E::Registration(_)
            | E::Request(_)
            | E::ServerError(_)
            | E::MiddlewareError(_)
            | E::Serialization(_)
            | E::Response(_) => Self::Unreachable.with_status(),
        }
    }
}

#[cfg(not(feature = "ssr"))]
impl AppError {
    const fn with_status(self) -> Self {
        self
    }
}

#[cfg(feature = "ssr")]
pub use on_server::{explain, status_of};

#[cfg(feature = "ssr")]
mod on_server {
    use std::error::Error;

    use axum::http::{StatusCode, request::Parts};
    use backend::Fault;
    use domain::{refusal::Refusal, slots::NotOffered};
    use leptos::context::use_context;
    use leptos_axum::ResponseOptions;

    use super::AppError;
    use crate::RequestId;

    impl AppError {
        pub const fn status(&self) -> StatusCode {
            match self {
                Self::Refused(refusal) => status_of(refusal),
                Self::Malformed => StatusCode::BAD_REQUEST,
                Self::Internal { .. } | Self::Unreachable => StatusCode::INTERNAL_SERVER_ERROR,
            }
        }

        /// Leptos answers every error with 500 unless told otherwise, so each conversion into this type tells.
        pub(super) fn with_status(self) -> Self {
            if let Some(response) = use_context::<ResponseOptions>() {
                response.set_status(self.status());
            }
            self
        }
    }

    impl From<Fault> for AppError {
        fn from(fault: Fault) -> Self {
            match fault {
                Fault::Refused(refusal) => refusal.into(),
                Fault::Contended(_) | Fault::Broken(_) => {
                    let id = use_context::<Parts>().and_then(|parts| parts.extensions.get::<RequestId>().cloned());
                    let reference = id.map_or_else(String::new, |id| id.to_string());
                    tracing::error!(reference, cause = explain(&fault), "a server function broke");
                    Self::Internal { reference }.with_status()
                }
            }
        }
    }

    /// The status that tells a machine what a refusal tells a person.
    pub const fn status_of(refusal: &Refusal) -> StatusCode {
        match refusal {
            Refusal::SignInFirst => StatusCode::UNAUTHORIZED,
            Refusal::Forbidden | Refusal::Barred { .. } | Refusal::ConfirmFirst | Refusal::PasskeyNeeded => {
                StatusCode::FORBIDDEN
            }
            Refusal::NotFound => StatusCode::NOT_FOUND,
            Refusal::SlotTaken(_)
            | Refusal::NotOffered(NotOffered::Busy)
            | Refusal::HoldExpired(_)
            | Refusal::PatientBusy
            | Refusal::PatientCap(_)
            | Refusal::Stale
            | Refusal::PastCutOff
            | Refusal::InvalidChange(_)
            | Refusal::LastAdministrator
            | Refusal::AppointmentsToCome { .. } => StatusCode::CONFLICT,
            Refusal::Invalid(_) | Refusal::NotOffered(_) | Refusal::WrongCredentials | Refusal::WrongCode => {
                StatusCode::UNPROCESSABLE_ENTITY
            }
            Refusal::TooManyTries { .. } => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    /// An error with all its sources, for the log.
    pub fn explain(error: &dyn Error) -> String {
        let causes = std::iter::successors(error.source(), |cause| (*cause).source());
        causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
    }
}
