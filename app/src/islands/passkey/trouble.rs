use domain::{account::PasskeyUse, refusal::Refusal};

use crate::{AppError, browser::PasskeyTrouble};

/// Why there is no passkey, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    Browser(PasskeyTrouble),
    Wait { seconds: u32 },
    Unreachable,
}

impl Trouble {
    /// `None` when the page of the form says it better.
    pub fn of(error: &AppError) -> Option<Self> {
        match error {
            AppError::Refused(Refusal::TooManyTries { retry_after_secs }) => Some(Self::Wait {
                seconds: *retry_after_secs,
            }),
            AppError::Refused(_) | AppError::Malformed => None,
            AppError::Internal { .. } | AppError::Unreachable => Some(Self::Unreachable),
        }
    }

    pub const fn title(self, purpose: PasskeyUse) -> &'static str {
        match (self, purpose) {
            (Self::Browser(PasskeyTrouble::Cancelled), PasskeyUse::Add) => "No passkey was made",
            (Self::Browser(PasskeyTrouble::Cancelled), _) => "No passkey was used",
            (Self::Browser(PasskeyTrouble::Known), _) => "This device has a passkey already",
            (Self::Browser(PasskeyTrouble::Failed), _) => "That did not work",
            (Self::Wait { .. }, _) => "Too many tries",
            (Self::Unreachable, _) => "We cannot be reached",
        }
    }

    pub fn text(self, purpose: PasskeyUse) -> String {
        use PasskeyTrouble as T;
        use PasskeyUse as U;
        let text = match (self, purpose) {
            (Self::Browser(T::Cancelled), U::SignIn) => {
                "It was cancelled, it took too long, or there is no passkey for us here. Try again, or sign in with your password."
            }
            (Self::Browser(T::Cancelled), U::Confirm) => {
                "It was cancelled, it took too long, or yours is on another device. Try again, or enter your password."
            }
            (Self::Browser(T::Cancelled), U::Add) => {
                "It was cancelled, or it took too long. Try again when you are ready."
            }
            (Self::Browser(T::Known), _) => "It is in your list. Add one on another device, or remove that one first.",
            (Self::Browser(T::Failed), U::Add) => {
                "This browser or device cannot keep a passkey for us. It needs a screen lock: a PIN, a finger or a face."
            }
            (Self::Browser(T::Failed), U::SignIn | U::Confirm) => {
                "This browser could not use a passkey. Use your password."
            }
            (Self::Wait { seconds }, _) => {
                return match seconds.div_ceil(60) {
                    0 | 1 => "Wait a minute before you try again.".to_owned(),
                    minutes => format!("Wait {minutes} minutes before you try again."),
                };
            }
            (Self::Unreachable, _) => "Check your connection and try again.",
        };
        text.to_owned()
    }
}
