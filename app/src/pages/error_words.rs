use domain::refusal::Refusal;

use super::PageError;
use crate::routes::{APPOINTMENTS, CONFIRM, DOCTORS, HELP, HOME, REGISTER_CODE, SIGN_IN};

/// What an error page says: what happened, what that means, and where to go on.
pub(super) struct Words {
    pub title: &'static str,
    pub text: &'static str,
    /// Address and label.
    pub next: (&'static str, &'static str),
}

const FIND: (&str, &str) = (DOCTORS, "Find a doctor");
const OWN: (&str, &str) = (APPOINTMENTS, "My appointments");

#[rustfmt::skip]
pub(super) const fn words_for(error: &PageError) -> Words {
    let (title, text, next) = match error {
        PageError::Refused(refusal) => return refused(refusal),
        PageError::Malformed => ("We could not read that", "Something was sent in a way that we do not understand. Go back and try again.", FIND),
        PageError::TooLarge => ("That was too much", "What you sent is longer than we can take. Go back and shorten it, or choose a smaller picture.", FIND),
        PageError::WrongMethod => ("That does not work here", "This address is part of a form and has no page of its own.", FIND),
        PageError::ForeignOrigin => ("We did nothing", "The request came from another site, so we did not do what it asked. Go on from our own pages.", FIND),
        PageError::Late => ("That took too long", "We are busier than usual. Wait a minute and try again; if you were booking, look at your appointments first.", OWN),
        PageError::Broken(_) | PageError::Panicked => ("Something went wrong on our side", "What you did last may not be saved. Try once more; if you were booking, look at your appointments first.", OWN),
    };
    Words { title, text, next }
}

/// Most refusals are shown by the page they belong to; these words are for when there is none.
#[rustfmt::skip]
const fn refused(refusal: &Refusal) -> Words {
    let (title, text, next) = match refusal {
        Refusal::SignInFirst => ("Sign in first", "You need to sign in to see this.", (SIGN_IN, "Sign in")),
        Refusal::Forbidden => ("Your account cannot open this", "It is for other people at the clinic. If you have another account, sign out and use that one.", (HELP, "Get help")),
        Refusal::NotFound => ("This page does not exist", "The address may be mistyped, or what was here is gone. Your appointments are safe where they are.", FIND),
        Refusal::Invalid(_) => ("Check what you entered", "Something in the form cannot be right. Go back and check it.", FIND),
        Refusal::SlotTaken(_) => ("That time has just been taken", "Somebody else was faster. Choose another time.", FIND),
        Refusal::NotOffered(_) => ("That time cannot be booked", "It is not free, or not open for booking online. Choose another time.", FIND),
        Refusal::HoldExpired(_) => ("Your time is no longer kept", "We keep a time for ten minutes. Choose it again if it is still free.", FIND),
        Refusal::PatientBusy => ("You have another appointment then", "Two of your appointments would overlap. Choose another time.", OWN),
        Refusal::PatientCap(_) => ("You have as many appointments as you can book online", "Call the clinic if you need another, they can still help.", OWN),
        Refusal::Stale => ("It has changed since you looked", "Look at it again before you decide.", OWN),
        Refusal::PastCutOff => ("It is too late to change this online", "Call the clinic, they can still help.", OWN),
        Refusal::InvalidChange(_) => ("That is not possible any more", "The appointment is in another state by now.", OWN),
        Refusal::WrongCredentials => ("We could not sign you in", "The e-mail address or the password is wrong.", (SIGN_IN, "Try again")),
        Refusal::Barred { .. } => ("Your account cannot be used", "Call the clinic, they can tell you why.", (HELP, "Get help")),
        Refusal::LastAdministrator => ("This is the last administrator", "Make somebody else an administrator first: the clinic needs one.", (HELP, "Get help")),
        Refusal::AppointmentsToCome { .. } => ("There are appointments to come", "Move or cancel them first.", (HELP, "Get help")),
        Refusal::WrongCode => ("That code does not work", "It is wrong or too old.", (REGISTER_CODE, "Try again")),
        Refusal::PasskeyNeeded => ("Use your passkey", "The clinic asks you to sign in with your passkey.", (SIGN_IN, "Sign in")),
        Refusal::ConfirmFirst => ("Confirm that it is you", "Give your password again before you change this.", (CONFIRM, "Confirm")),
        Refusal::TooManyTries { .. } => ("Too many tries", "Wait a few minutes before you try again.", (HOME, "Go to the start")),
    };
    Words { title, text, next }
}
