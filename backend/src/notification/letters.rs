//! What each mail says: the words of those about appointments come from templates, those of all others are here.

use domain::{booking::VisitTime, messages::Kind};

use super::{
    Visit, Wording, contact_letters, emergency,
    letter::{Fact, Letter, Link},
    links::{appointment_url, coming_url, doctor_url, invitation_url, map_url},
    message::Content,
    security_letters, staff_letters,
    wording::{Wordings, Words, samples},
};
use crate::{Settings, adapters::mail::one_line};

/// `None` for what is not sent by mail.
pub(super) fn letter(content: &Content, settings: &Settings, wordings: &Wordings) -> Option<Letter> {
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
        Content::DailyList { date, visits } => staff_letters::daily_list(date, visits, settings),
        Content::RegistrationWaiting { is_staff } => staff_letters::registration_waiting(*is_staff, settings),
        Content::DeliveryFailed => staff_letters::delivery_failed(settings),
        Content::EmergencyToPatient(letter) => emergency::to_patient(letter, settings),
        Content::EmergencyToAdministrator(letter) => emergency::to_administrator(letter, settings),
        Content::Test { of, wording } => test(of, wording, settings)?,
        appointment => dressed(appointment, wordings.words(appointment, settings)?, settings)?,
    })
}

/// What is sent to the administrator who tries the words.
fn test(of: &str, wording: &Wording, settings: &Settings) -> Option<Letter> {
    let sample = samples(Kind::from_name(of)?).into_iter().next()?;
    let words = Wordings::words_in(wording, &sample.content, settings)?;
    let letter = dressed(&sample.content, words, settings)?;
    Some(Letter {
        subject: format!("Test: {}", letter.subject),
        ..letter
    })
}

/// A letter about an appointment, by its words: the facts, the links and the notes are always there. `None` for other messages.
pub(super) fn dressed(content: &Content, words: Words, settings: &Settings) -> Option<Letter> {
    let facts = match content {
        Content::Booked { visit, .. } | Content::Accepted { visit, .. } => booked(visit, settings),
        Content::Requested { visit, .. } => requested(visit, settings),
        Content::Rejected { visit } | Content::Lapsed { visit } => rejected(visit, settings),
        Content::Moved { visit, from, .. } => moved(visit, from, settings),
        Content::Cancelled { visit, .. } => cancelled(visit, settings),
        Content::Missed { visit } => missed(visit, settings),
        Content::Reminder { visits } => reminder(visits, settings),
        Content::ToDoctor { event, visit } => staff_letters::to_doctor(event, visit, settings),
        _ => return None,
    };
    Some(Letter {
        subject: words.subject,
        heading: words.heading,
        paragraphs: words.paragraphs,
        ..facts
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
        facts: with_fee(
            vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
            visit,
        ),
        links: vec![change(visit, settings)],
        notes: upcoming(visit),
        ..Letter::default()
    }
}

fn requested(visit: &Visit, settings: &Settings) -> Letter {
    Letter {
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

fn rejected(visit: &Visit, settings: &Settings) -> Letter {
    Letter {
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

fn cancelled(visit: &Visit, settings: &Settings) -> Letter {
    Letter {
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
    Letter {
        facts: vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
        links: vec![Link {
            label: "Find another time",
            url: doctor_url(settings, visit),
        }],
        ..Letter::default()
    }
}

/// Of several visits, each has its own lines and its own links. Opening one changes nothing: mail programs open all of them.
fn reminder(visits: &[Visit], settings: &Settings) -> Letter {
    let links = visits.iter().flat_map(|visit| {
        [
            Link {
                label: "I will come",
                url: coming_url(settings, visit),
            },
            Link {
                label: "See, move or cancel the appointment",
                url: appointment_url(settings, visit),
            },
        ]
    });
    let facts = visits.iter().flat_map(|visit| {
        with_fee(
            vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
            visit,
        )
    });
    let notes = visits.first().map(upcoming).unwrap_or_default();
    Letter {
        facts: facts.collect(),
        links: links.collect(),
        notes: notes.into_iter().take(1).collect(),
        ..Letter::default()
    }
}

pub(super) fn when(label: &'static str, time: &VisitTime, visit: &Visit) -> Fact {
    let clock = clock(time, visit);
    let length = format!("{} minutes", time.end.minutes_since(time.start));
    Fact {
        label,
        lines: vec![time.date.clone(), clock, length],
        link: None,
    }
}

/// "14:20 to 14:40 (London time, UTC)"
pub(super) fn clock(time: &VisitTime, visit: &Visit) -> String {
    let city = city_of(&visit.place.zone);
    format!("{} to {} ({city} time, {})", time.from, time.to, time.offset)
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
