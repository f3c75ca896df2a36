//! What people are told about an account of theirs that is made or decided on. No names: whoever registers could write to strangers.

use super::{
    letter::{Fact, Letter, Link},
    links::invitation_url,
};
use crate::{Settings, adapters::mail::one_line};

/// Without its words, which are a template.
pub(super) fn registration_code(code: &str, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        code: Some(code.to_owned()),
        notes: vec![
            "The code works for 10 minutes. We will never ask you for it by phone or e-mail.".to_owned(),
            format!(
                "If you did not register with {clinic}, you need do nothing: without the code there is no account."
            ),
        ],
        ..Letter::default()
    }
}

pub(super) fn already_registered(settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("You already have an account with {clinic}"),
        heading: "You already have an account".to_owned(),
        paragraphs: vec![format!(
            "Somebody tried to register with your e-mail address at {clinic}. If it was you: you have an account \
             already, sign in with it."
        )],
        notes: vec![
            "If it was not you, you need do nothing. Nobody has seen your details, and nobody was told that you have an \
             account."
                .to_owned(),
        ],
        ..Letter::leading_to("Sign in", "/sign-in", settings)
    }
}

/// Without its words, which are a template.
pub(super) fn rejected(reason: &str) -> Letter {
    Letter {
        facts: vec![Fact {
            label: "The clinic writes",
            lines: vec![one_line(reason)],
            link: None,
        }],
        ..Letter::default()
    }
}

pub(super) fn invitation(token: &str, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("Your account with {clinic}"),
        heading: "An account has been made for you".to_owned(),
        paragraphs: vec![format!(
            "{clinic} has made an account for you with this e-mail address. Set a password to use it."
        )],
        links: vec![Link {
            label: "Set your password",
            url: invitation_url(settings, token),
        }],
        notes: vec![
            "The link works once, for seven days. Ask the clinic for a new one when it is too old.".to_owned(),
            "If you do not know the clinic, you need do nothing: without a password nobody can use the account."
                .to_owned(),
        ],
        ..Letter::default()
    }
}
