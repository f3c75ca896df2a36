//! What people are told about the contacts of their account. No names: whoever changes one could write to strangers with it.

use super::{
    letter::Letter,
    message::{Changer, ContactChanged},
};
use crate::{Settings, adapters::mail::one_line};

/// Without its words, which are a template.
pub(super) fn code(code: &str, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        code: Some(code.to_owned()),
        notes: vec![
            "The code works for 10 minutes. We will never ask you for it by phone or e-mail.".to_owned(),
            format!("If you do not know {clinic}, you need do nothing: without the code the address is not used."),
        ],
        ..Letter::default()
    }
}

pub(super) fn taken(settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("You already have an account with {clinic}"),
        heading: "This address has an account already".to_owned(),
        paragraphs: vec![format!(
            "Somebody with an account at {clinic} wanted to use your e-mail address for it. That was not done, because your \
             address has an account of its own. If it was you: sign in with this address."
        )],
        notes: vec!["If it was not you, you need do nothing. Nobody was told that you have an account.".to_owned()],
        ..Letter::leading_to("Sign in", "/sign-in", settings)
    }
}

pub(super) fn changed(change: &ContactChanged, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    let what = change.what.label();
    let by = match change.by {
        Changer::Person => "",
        Changer::Clinic => " by the clinic",
    };
    let text = if change.is_new {
        format!(
            "The {what} of your account with {clinic} was changed{by} to this one. You sign in with it from now on."
        )
    } else {
        format!("The {what} of your account with {clinic} was changed{by} to another one.")
    };
    Letter {
        subject: format!("Your {what} was changed: {clinic}"),
        heading: format!("Your {what} was changed"),
        paragraphs: vec![text, "If you know of it, you need do nothing.".to_owned()],
        notes: vec![objection(change, &clinic)],
        ..Letter::default()
    }
}

fn objection(change: &ContactChanged, clinic: &str) -> String {
    match &change.phone {
        Some(phone) => format!(
            "If you did not want this, call {} at once: the clinic undoes it and closes the account to others.",
            one_line(phone)
        ),
        None => {
            format!("If you did not want this, tell {clinic} at once: it undoes it and closes the account to others.")
        }
    }
}

/// For a telephone: one message, with a clinic's name that is not very long.
pub(super) fn text(change: &ContactChanged, clinic: &str) -> String {
    let what = change.what.label();
    let which = if change.is_new { "this one" } else { "another one" };
    let ask = match &change.phone {
        Some(phone) => format!("call {}", one_line(phone)),
        None => "tell us".to_owned(),
    };
    format!("{clinic}: the {what} of your account was changed to {which}. Not wanted? Please {ask}.")
}
