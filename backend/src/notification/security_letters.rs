//! What people are told about how they sign in. No names: whoever asks for a new password could write to strangers with it.

use super::{letter::Letter, message::SecurityChange};
use crate::{Settings, adapters::mail::one_line};

pub(super) fn password_reset(token: &str, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("Choose a new password for {clinic}"),
        heading: "Choose a new password".to_owned(),
        paragraphs: vec![format!(
            "Somebody asked for a new password for your account with {clinic}. If it was you, follow this link:"
        )],
        notes: vec![
            "The link works for one hour, and once.".to_owned(),
            "If it was not you, you need do nothing: your password stays as it is.".to_owned(),
        ],
        ..Letter::leading_to("Choose a new password", &format!("/reset-password/{token}"), settings)
    }
}

pub(super) fn no_account(settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("No account with {clinic} for this address"),
        heading: "There is no account for this address".to_owned(),
        paragraphs: vec![format!(
            "Somebody asked for a new password at {clinic} with your e-mail address, but it has no account there that one \
             can sign in to. If it was you: try another address of yours, or create an account."
        )],
        notes: vec!["If it was not you, you need do nothing.".to_owned()],
        ..Letter::leading_to("Create an account", "/register", settings)
    }
}

pub(super) fn changed(change: SecurityChange, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    let (what, text) = match change {
        SecurityChange::Password => (
            "Your password was changed",
            "The password of your account was changed. All other browsers were signed out.",
        ),
        SecurityChange::FactorAdded => (
            "Two-step sign-in is on",
            "Signing in to your account now asks for a code from your app after the password.",
        ),
        SecurityChange::FactorRemoved => (
            "Two-step sign-in is off",
            "Signing in to your account no longer asks for a code after the password.",
        ),
        SecurityChange::RecoveryCodeUsed => (
            "A recovery code was used",
            "A recovery code was used to sign in to your account or to confirm a change. It does not work again.",
        ),
        SecurityChange::RecoveryCodesRenewed => (
            "You have new recovery codes",
            "New recovery codes were made for your account. Those from before no longer work.",
        ),
        SecurityChange::PasskeyAdded => (
            "A passkey was added",
            "A passkey was added to your account. Whoever has its device can sign in with it.",
        ),
        SecurityChange::PasskeyRemoved => (
            "A passkey was removed",
            "A passkey was removed from your account. Nobody can sign in with it any more.",
        ),
        SecurityChange::PasskeyCopied => (
            "A passkey of yours may have been copied",
            "Somebody used a passkey of your account in a way that its device does not. They were not let in. Remove that passkey \
             under “Passkeys” and add a new one.",
        ),
    };
    Letter {
        subject: format!("{what}: {clinic}"),
        heading: what.to_owned(),
        paragraphs: vec![text.to_owned(), "If it was you, you need do nothing.".to_owned()],
        notes: vec!["Then sign out all other browsers under “Devices”, and tell the clinic.".to_owned()],
        ..Letter::leading_to("If it was not you: choose a new password", "/forgot-password", settings)
    }
}
