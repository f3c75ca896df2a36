//! The words of each message.

use domain::booking::VisitTime;

use super::{
    Visit, contact_letters, emergency,
    letter::{Fact, Letter, Link},
    links::{appointment_url, doctor_url, invitation_url, map_url},
    message::{Canceller, Content},
    security_letters, staff_letters,
};
use crate::{Settings, adapters::mail::one_line};

/// `None` for what is not sent by mail.
pub(super) fn letter(content: &Content, settings: &Settings) -> Option<Letter> {
    Some(match content {
        Content::PhoneCode { .. } => return None,
        Content::Code { code } => registration_code(code, settings),
        Content::AlreadyRegistered => already_registered(settings),
        Content::AccountApproved { is_staff } => approved(*is_staff, settings),
        Content::AccountRejected { reason } => account_rejected(reason, settings),
        Content::Invitation { token } => invitation(token, settings),
        Content::PasswordReset { token } => security_letters::password_reset(token, settings),
        Content::NoAccount => security_letters::no_account(settings),
        Content::Security { change } => security_letters::changed(*change, settings),
        Content::ContactCode { code } => contact_letters::code(code, settings),
        Content::ContactTaken => contact_letters::taken(settings),
        Content::ContactChanged(change) => contact_letters::changed(change, settings),
        Content::Booked { visit, .. } => booked(visit, settings),
        Content::Requested { visit, answer_until } => requested(visit, answer_until.as_deref(), settings),
        Content::Accepted { visit, .. } => accepted(visit, settings),
        Content::Rejected { visit } => rejected(visit, "could not accept your request", settings),
        Content::Lapsed { visit } => rejected(visit, "did not answer your request in time", settings),
        Content::Moved { visit, from, .. } => moved(visit, from, settings),
        Content::Cancelled { visit, by, .. } => cancelled(visit, *by, settings),
        Content::Missed { visit } => missed(visit, settings),
        Content::Reminder { visits } => reminder(visits, settings)?,
        Content::ToDoctor { event, visit } => staff_letters::to_doctor(event, visit, settings),
        Content::DailyList { date, visits } => staff_letters::daily_list(date, visits, settings),
        Content::RegistrationWaiting { is_staff } => staff_letters::registration_waiting(*is_staff, settings),
        Content::DeliveryFailed => staff_letters::delivery_failed(settings),
        Content::EmergencyToPatient(letter) => emergency::to_patient(letter, settings),
        Content::EmergencyToAdministrator(letter) => emergency::to_administrator(letter, settings),
    })
}

fn registration_code(code: &str, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("Your code for {clinic}"),
        heading: "Confirm your e-mail address".to_owned(),
        paragraphs: vec!["Enter this code on the page where you registered:".to_owned()],
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

fn already_registered(settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("You already have an account with {clinic}"),
        heading: "You already have an account".to_owned(),
        paragraphs: vec![format!(
            "Somebody tried to register with your e-mail address at {clinic}. If it was you: you have an account \
             already, sign in with it."
        )],
        links: vec![Link { label: "Sign in", url: format!("{}/sign-in", settings.public_url) }],
        notes: vec![
            "If it was not you, you need do nothing. Nobody has seen your details, and nobody was told that you have an \
             account."
                .to_owned(),
        ],
        ..Letter::default()
    }
}

fn approved(is_staff: bool, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    let next = if is_staff {
        "You can sign in now. Set your hours next: until there are some, patients cannot book you."
    } else {
        "You can sign in now and book appointments."
    };
    Letter {
        subject: format!("Your account with {clinic} is approved"),
        heading: "Your account is approved".to_owned(),
        paragraphs: vec![next.to_owned()],
        links: vec![Link {
            label: "Sign in",
            url: format!("{}/sign-in", settings.public_url),
        }],
        ..Letter::default()
    }
}

fn account_rejected(reason: &str, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    Letter {
        subject: format!("Your account with {clinic} is not approved"),
        heading: "Your account is not approved".to_owned(),
        paragraphs: vec![
            format!("{clinic} could not approve the account that you registered. The clinic writes:"),
            one_line(reason),
            "If you think that this is a mistake, call the clinic.".to_owned(),
        ],
        ..Letter::default()
    }
}

fn invitation(token: &str, settings: &Settings) -> Letter {
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

fn booked(visit: &Visit, settings: &Settings) -> Letter {
    Letter {
        subject: format!("Appointment booked: {}", date_and_time(&visit.time)),
        heading: "Your appointment is booked".to_owned(),
        paragraphs: vec![greeting(visit), "We look forward to seeing you.".to_owned()],
        facts: with_fee(
            vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
            visit,
        ),
        links: vec![change(visit, settings)],
        notes: upcoming(visit),
        ..Letter::default()
    }
}

fn requested(visit: &Visit, answer_until: Option<&str>, settings: &Settings) -> Letter {
    let answer = match answer_until {
        Some(until) => format!(
            "You get an answer by {}. Until then the time is kept for you.",
            one_line(until)
        ),
        None => "You get an answer soon. Until then the time is kept for you.".to_owned(),
    };
    Letter {
        subject: format!("Appointment requested: {}", date_and_time(&visit.time)),
        heading: "Your request has been sent".to_owned(),
        paragraphs: vec![
            greeting(visit),
            "The clinic looks at each request for this visit. It is not an appointment yet.".to_owned(),
            answer,
        ],
        facts: with_fee(
            vec![when("Requested time", &visit.time, visit), doctor(visit), place(visit)],
            visit,
        ),
        links: vec![Link {
            label: "See or withdraw the request",
            url: appointment_url(settings, visit),
        }],
        ..Letter::default()
    }
}

fn accepted(visit: &Visit, settings: &Settings) -> Letter {
    Letter {
        subject: format!("Request accepted: {}", date_and_time(&visit.time)),
        heading: "Your request is accepted".to_owned(),
        paragraphs: vec![
            greeting(visit),
            "You have an appointment. We look forward to seeing you.".to_owned(),
        ],
        ..booked(visit, settings)
    }
}

/// `what` completes "We are sorry: the clinic …".
fn rejected(visit: &Visit, what: &str, settings: &Settings) -> Letter {
    let phone = one_line(&visit.place.phone);
    Letter {
        subject: format!("Request not accepted: {}", date_and_time(&visit.time)),
        heading: "Your request was not accepted".to_owned(),
        paragraphs: vec![
            greeting(visit),
            format!("We are sorry: the clinic {what}, so you have no appointment at this time."),
            format!("The page of the request says why, where a reason was given. If you have questions, call {phone}."),
        ],
        facts: vec![when("Requested time", &visit.time, visit), doctor(visit), place(visit)],
        links: vec![
            Link {
                label: "Find another time",
                url: doctor_url(settings, visit),
            },
            Link {
                label: "See the request",
                url: appointment_url(settings, visit),
            },
        ],
        ..Letter::default()
    }
}

fn moved(visit: &Visit, from: &VisitTime, settings: &Settings) -> Letter {
    Letter {
        subject: format!("Appointment moved to {}", date_and_time(&visit.time)),
        heading: "Your appointment has a new time".to_owned(),
        paragraphs: vec![
            greeting(visit),
            "Your appointment was moved. The old time is no longer kept for you.".to_owned(),
        ],
        facts: with_fee(
            vec![
                when("New time", &visit.time, visit),
                when("Old time", from, visit),
                doctor(visit),
                place(visit),
            ],
            visit,
        ),
        links: vec![change(visit, settings)],
        notes: upcoming(visit),
        ..Letter::default()
    }
}

fn cancelled(visit: &Visit, by: Canceller, settings: &Settings) -> Letter {
    let what = match by {
        Canceller::Patient => "You cancelled this appointment. There is nothing else you need to do.".to_owned(),
        Canceller::Clinic => {
            let phone = one_line(&visit.place.phone);
            format!("The clinic had to cancel this appointment. We are sorry. If you have questions, call {phone}.")
        }
    };
    Letter {
        subject: format!("Appointment cancelled: {}", date_and_time(&visit.time)),
        heading: "Your appointment is cancelled".to_owned(),
        paragraphs: vec![greeting(visit), what],
        facts: vec![when("Cancelled time", &visit.time, visit), doctor(visit), place(visit)],
        links: vec![
            Link {
                label: "Find another time",
                url: doctor_url(settings, visit),
            },
            Link {
                label: "See the appointment",
                url: appointment_url(settings, visit),
            },
        ],
        notes: vec!["The attached file removes it from your calendar.".to_owned()],
        ..Letter::default()
    }
}

fn missed(visit: &Visit, settings: &Settings) -> Letter {
    let phone = one_line(&visit.place.phone);
    Letter {
        subject: format!("We missed you: {}", date_and_time(&visit.time)),
        heading: "We missed you at your appointment".to_owned(),
        paragraphs: vec![
            greeting(visit),
            format!("You had an appointment and did not come. If this is a mistake, call {phone}."),
            "If you still need to be seen, find another time.".to_owned(),
        ],
        facts: vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
        links: vec![Link {
            label: "Find another time",
            url: doctor_url(settings, visit),
        }],
        ..Letter::default()
    }
}

/// Of several visits, each has its own lines and its own link.
fn reminder(visits: &[Visit], settings: &Settings) -> Option<Letter> {
    let first = visits.first()?;
    let (subject, heading) = match visits.len() {
        1 => (
            format!("Reminder: appointment on {}", date_and_time(&first.time)),
            "Your appointment is coming up".to_owned(),
        ),
        count => (
            format!("Reminder: {count} appointments on {}", first.time.date),
            format!("You have {count} appointments"),
        ),
    };
    let coming = visits.iter().map(|visit| Link {
        label: "See, move or cancel the appointment",
        url: appointment_url(settings, visit),
    });
    Some(Letter {
        subject,
        heading,
        paragraphs: vec![
            greeting(first),
            "If you cannot come, please move or cancel it, so that somebody else can have the time.".to_owned(),
        ],
        facts: visits
            .iter()
            .flat_map(|visit| {
                with_fee(
                    vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
                    visit,
                )
            })
            .collect(),
        links: coming.collect(),
        notes: upcoming(first).into_iter().take(1).collect(),
        ..Letter::default()
    })
}

fn greeting(visit: &Visit) -> String {
    format!("Hello {},", one_line(&visit.patient_name))
}

pub(super) fn date_and_time(time: &VisitTime) -> String {
    format!("{}, {}", time.date, time.from)
}

pub(super) fn when(label: &'static str, time: &VisitTime, visit: &Visit) -> Fact {
    let city = city_of(&visit.place.zone);
    let clock = format!("{} to {} ({city} time, {})", time.from, time.to, time.offset);
    let length = format!("{} minutes", time.end.minutes_since(time.start));
    Fact {
        label,
        lines: vec![time.date.clone(), clock, length],
        link: None,
    }
}

/// What it costs, where that is said.
fn with_fee(mut facts: Vec<Fact>, visit: &Visit) -> Vec<Fact> {
    facts.extend(visit.price.as_ref().map(|price| Fact {
        label: "Fee",
        lines: vec![one_line(&price.to_string())],
        link: None,
    }));
    facts
}

fn doctor(visit: &Visit) -> Fact {
    Fact {
        label: "Doctor",
        lines: vec![one_line(&visit.doctor_name)],
        link: None,
    }
}

pub(super) fn place(visit: &Visit) -> Fact {
    let place = &visit.place;
    let lines = [&place.name, &place.address, &place.phone].map(|line| one_line(line));
    Fact {
        label: "Where",
        lines: lines.to_vec(),
        link: Some(Link {
            label: "Map",
            url: map_url(place),
        }),
    }
}

fn change(visit: &Visit, settings: &Settings) -> Link {
    let label = match visit.change_until {
        Some(_) => "See, move or cancel the appointment",
        None => "See the appointment",
    };
    Link {
        label,
        url: appointment_url(settings, visit),
    }
}

fn upcoming(visit: &Visit) -> Vec<String> {
    let change = match &visit.change_until {
        Some(until) => format!("You can move or cancel it online until {}.", one_line(until)),
        None => format!("If you cannot come, call {}.", one_line(&visit.place.phone)),
    };
    vec![change, "The attached file puts it into your calendar.".to_owned()]
}

/// "New York" of "America/New_York"
fn city_of(zone: &str) -> String {
    zone.rsplit('/').next().unwrap_or(zone).replace('_', " ")
}
