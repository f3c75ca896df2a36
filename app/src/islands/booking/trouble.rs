use domain::{
    booking::HOLD_MINUTES,
    refusal::{PatientCap, Refusal},
    slots::NotOffered,
};

use crate::{AppError, routes};

/// What stands in the way of a booking, in the words that pages and islands show alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub title: String,
    pub text: String,
    /// Address and words of the way out.
    pub link: Option<(String, String)>,
}

impl Trouble {
    fn new(title: &str, text: impl Into<String>) -> Self {
        Self {
            title: title.to_owned(),
            text: text.into(),
            link: None,
        }
    }

    fn see_appointments(self) -> Self {
        let link = (routes::APPOINTMENTS.to_owned(), "See your appointments".to_owned());
        Self {
            link: Some(link),
            ..self
        }
    }
}

impl From<&Refusal> for Trouble {
    fn from(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::SlotTaken(_) | Refusal::NotOffered(NotOffered::Busy) => Self::new(
                "Somebody was quicker",
                "This time was taken a moment ago. Nothing was booked for you.",
            ),
            Refusal::HoldExpired(_) => Self::new(
                "Your time ran out",
                format!("We keep a time for {HOLD_MINUTES} minutes, and they are over. Nothing was booked for you."),
            ),
            Refusal::NotOffered(why) => Self::new("This time cannot be booked", not_offered_words(*why)),
            Refusal::PatientBusy => Self::new(
                "You have another appointment then",
                "Two of your appointments would overlap. Choose another time, or move the other appointment.",
            )
            .see_appointments(),
            Refusal::PatientCap(cap) => {
                Self::new("You cannot book more online", patient_cap_words(*cap)).see_appointments()
            }
            Refusal::Stale => Self::new(
                "It has changed since you looked",
                "What you see now is how it stands. Check it and press the button again.",
            ),
            Refusal::InvalidChange(_) => Self::new(
                "That is not possible any more",
                "The appointment is in another state by now.",
            )
            .see_appointments(),
            Refusal::PastCutOff => Self::new(
                "It is too late to change this online",
                "Call the clinic, they can still help.",
            ),
            Refusal::ConfirmFirst => Self::new(
                "Confirm that it is you",
                "Give your password again before you change this.",
            ),
            Refusal::SignInFirst => Self::new("You are signed out", "Sign in again to go on."),
            Refusal::Forbidden => Self::new(
                "Your account cannot do this",
                "Appointments are booked and moved from the patient's own account.",
            ),
            Refusal::NotFound => Self::new(
                "We cannot find it any more",
                "Load the page again to see what there is.",
            ),
            Refusal::TooManyTries { .. } => Self::new("Too many tries", "Wait a few minutes before you try again."),
            Refusal::Invalid(_)
            | Refusal::WrongCredentials
            | Refusal::WrongCode
            | Refusal::PasskeyNeeded
            | Refusal::Barred { .. }
            | Refusal::LastAdministrator
            | Refusal::AppointmentsToCome { .. } => {
                Self::new("Check what you entered", "Something in it cannot be right.")
            }
        }
    }
}

impl From<&AppError> for Trouble {
    fn from(error: &AppError) -> Self {
        match error {
            AppError::Refused(refusal) => refusal.into(),
            AppError::Malformed => Self::new("Something went wrong", "Load the page again and try once more."),
            AppError::Internal { reference } => Self::new(
                "Sorry, something went wrong",
                format!(
                    "It is our fault, not yours. Try again. If it stays like this, tell us this reference: {reference}"
                ),
            ),
            AppError::Unreachable => Self::new(
                "We could not reach the clinic",
                "Check your connection and press the button again. Nothing is booked twice.",
            ),
        }
    }
}

fn patient_cap_words(cap: PatientCap) -> String {
    let (most, when) = match cap {
        PatientCap::Open { most } => (most, "open at a time"),
        PatientCap::Day { most } => (most, "on one day"),
    };
    format!("You can have {most} appointments {when}. Cancel one that you do not need, or call the clinic.")
}

const fn not_offered_words(why: NotOffered) -> &'static str {
    match why {
        NotOffered::Past => "It is in the past.",
        NotOffered::OffHours => "The doctor sees nobody at this time.",
        NotOffered::OffGrid => "No visit starts at this time.",
        NotOffered::Busy => "It is taken.",
        NotOffered::TimeOff => "The doctor is away then, or the location is closed.",
        NotOffered::Cap => "The doctor takes no more visits on this day.",
        NotOffered::Room => "No room is free for this visit.",
        NotOffered::Notice => "It is too soon to book online. Call the clinic, they can still help.",
        NotOffered::Horizon => "It is not open for booking yet.",
        NotOffered::OwnVisit => "You have another appointment then.",
    }
}
