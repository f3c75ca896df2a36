//! What the words of a kind of message stand in.

use domain::messages::Kind;

/// Below the paragraphs of a mail.
pub(super) const fn below(kind: Kind) -> &'static str {
    match kind {
        Kind::RegistrationCode | Kind::ContactCode => {
            "An empty line begins a new paragraph. Below them stand the code, how long it works, and that nobody asks for it."
        }
        Kind::AccountApproved => "An empty line begins a new paragraph. Below them stands the link to sign in.",
        Kind::AccountRejected => {
            "An empty line begins a new paragraph. Below them stands what was written when the account was not approved."
        }
        Kind::DailyList => "An empty line begins a new paragraph. Below them stand the times, and the link to the day.",
        Kind::RegistrationWaiting => "An empty line begins a new paragraph. Below them stands the link to who waits.",
        Kind::DeliveryFailed => "An empty line begins a new paragraph. Below them stands the link to what failed.",
        _ => "An empty line begins a new paragraph. Below them stand the facts and the links.",
    }
}

/// What a text message has to say, and what is added to it.
pub(super) const fn about_text(kind: Kind) -> &'static str {
    match kind {
        Kind::PhoneCode => {
            "On one line. It has to say the code. How long it works, and that nobody asks for it, is added to it."
        }
        Kind::AccountApproved => "On one line. It has to say where to sign in.",
        Kind::AccountRejected => {
            "On one line. What was written when the account was not approved stands in the mail alone."
        }
        _ => "On one line. It has to say when it is, and where to change it.",
    }
}
