//! What each mail says: words from templates, and around them what has to be said; letters about the account are as they are.

use domain::{booking::VisitTime, messages::Kind};

use super::{
    Visit, Wording, account_letters, contact_letters, emergency,
    letter::{Fact, Letter, Link},
    links::{appointment_url, coming_url, doctor_url, map_url},
    message::Content,
    security_letters, staff_letters,
    visit::HOW_TO_JOIN,
    wording::{Wordings, Words, samples},
};
use crate::{Settings, adapters::mail::one_line};

/// `None` for what is not sent by mail.
pub(super) fn letter(content: &Content, settings: &Settings, wordings: &Wordings) -> Option<Letter> {
    Some(match content {
        Content::PhoneCode { .. } => return None,
        Content::AlreadyRegistered => account_letters::already_registered(settings),
        Content::Invitation { token } => account_letters::invitation(token, settings),
        Content::PasswordReset { token } => security_letters::password_reset(token, settings),
        Content::NoAccount => security_letters::no_account(settings),
        Content::Security { change } => security_letters::changed(*change, settings),
        Content::ContactTaken => contact_letters::taken(settings),
        Content::ContactChanged(change) => contact_letters::changed(change, settings),
        Content::EmergencyToPatient(letter) => emergency::to_patient(letter, settings),
        Content::EmergencyToAdministrator(letter) => emergency::to_administrator(letter, settings),
        Content::Test { of, wording } => test(of, wording, settings)?,
        worded => dressed(worded, wordings.words(worded, settings)?, settings)?,
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

/// A letter by its words: code, facts, links and notes are always there. `None` for what is not sent by mail, or has its own words.
pub(super) fn dressed(content: &Content, words: Words, settings: &Settings) -> Option<Letter> {
    let leading_to = |label, path| Letter::leading_to(label, path, settings);
    let around = match content {
        Content::Booked { visit, .. } | Content::Accepted { visit, .. } => booked(visit, settings),
        Content::Requested {
            visit, from, removal, ..
        } => requested(visit, from.as_ref(), removal.is_some(), settings),
        Content::Rejected { visit } | Content::Lapsed { visit } => rejected(visit, settings),
        Content::Moved {
            visit,
            from,
            old_doctor,
            is_request,
            ..
        } => moved(visit, from, old_doctor.as_deref(), *is_request, settings),
        Content::Cancelled {
            visit,
            has_note,
            was_request,
            ..
        } => cancelled(visit, *has_note, *was_request, settings),
        Content::Missed { visit } => missed(visit, settings),
        Content::Reminder { visits } => reminder(visits, settings),
        Content::ToDoctor { event, visit } => staff_letters::to_doctor(event, visit, settings),
        Content::DailyList { visits, .. } => staff_letters::daily_list(visits, settings),
        Content::RegistrationWaiting { .. } => leading_to("See who waits", "/admin/accounts?state=pending"),
        Content::DeliveryFailed => leading_to("See what failed", "/admin/deliveries?state=failed"),
        Content::Code { code } => account_letters::registration_code(code, settings),
        Content::ContactCode { code } => contact_letters::code(code, settings),
        Content::AccountApproved { .. } => leading_to("Sign in", "/sign-in"),
        Content::AccountRejected { reason } => account_letters::rejected(reason),
        _ => return None,
    };
    Some(Letter {
        subject: words.subject,
        heading: words.heading,
        paragraphs: words.paragraphs,
        ..around
    })
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

/// `leaves_calendar`: it was an appointment at the time that it is moved from.
fn requested(visit: &Visit, from: Option<&VisitTime>, leaves_calendar: bool, settings: &Settings) -> Letter {
    let mut facts = vec![when("Requested time", &visit.time, visit)];
    facts.extend(from.map(|from| when("Moved from", from, visit)));
    facts.extend([doctor(visit), place(visit)]);
    let note = leaves_calendar.then_some("The attached file removes the old time from your calendar.");
    Letter {
        facts: with_fee(facts, visit),
        links: vec![request(visit, settings)],
        notes: note.into_iter().map(str::to_owned).collect(),
        ..Letter::default()
    }
}

/// Of what waits to be accepted.
fn request(visit: &Visit, settings: &Settings) -> Link {
    Link {
        label: "See or withdraw the request",
        url: appointment_url(settings, visit),
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

fn moved(visit: &Visit, from: &VisitTime, old_doctor: Option<&str>, is_request: bool, settings: &Settings) -> Letter {
    let (label, link, notes) = if is_request {
        let waits = "It is not an appointment yet: it still waits to be accepted.";
        ("New requested time", request(visit, settings), vec![waits.to_owned()])
    } else {
        ("New time", change(visit, settings), upcoming(visit))
    };
    let mut facts = vec![
        when(label, &visit.time, visit),
        when("Old time", from, visit),
        doctor(visit),
    ];
    facts.extend(old_doctor.map(|name| Fact {
        label: "Old doctor",
        lines: vec![one_line(name)],
        link: None,
    }));
    facts.push(place(visit));
    Letter {
        facts: with_fee(facts, visit),
        links: vec![link],
        notes,
        ..Letter::default()
    }
}

/// A request stood in no calendar.
fn cancelled(visit: &Visit, has_note: bool, was_request: bool, settings: &Settings) -> Letter {
    let note = has_note.then_some("The clinic wrote about it on the page of the appointment.");
    let calendar = (!was_request).then_some("The attached file removes it from your calendar.");
    Letter {
        facts: vec![when("Cancelled time", &visit.time, visit), doctor(visit), place(visit)],
        links: another_time(visit, settings),
        notes: note.into_iter().chain(calendar).map(str::to_owned).collect(),
        ..Letter::default()
    }
}

/// Of a visit that does not take place.
fn another_time(visit: &Visit, settings: &Settings) -> Vec<Link> {
    vec![
        Link {
            label: "Find another time",
            url: doctor_url(settings, visit),
        },
        Link {
            label: "See the appointment",
            url: appointment_url(settings, visit),
        },
    ]
}

fn missed(visit: &Visit, settings: &Settings) -> Letter {
    Letter {
        facts: vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
        links: another_time(visit, settings),
        ..Letter::default()
    }
}

/// Of several visits, each has its own lines and its own links. Opening one changes nothing: mail programs open all of them. What can no
/// longer be changed online is not offered for change.
fn reminder(visits: &[Visit], settings: &Settings) -> Letter {
    let links = visits.iter().flat_map(|visit| {
        [
            Link {
                label: "I will come",
                url: coming_url(settings, visit),
            },
            change(visit, settings),
        ]
    });
    let facts = visits.iter().flat_map(|visit| {
        with_fee(
            vec![when("When", &visit.time, visit), doctor(visit), place(visit)],
            visit,
        )
    });
    let notes = Visit::strictest(visits).map(upcoming).unwrap_or_default();
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

/// Of a video visit, whom to call.
pub(super) fn place(visit: &Visit) -> Fact {
    let place = &visit.place;
    if visit.is_video {
        let whom = format!("{}, phone {}", one_line(&place.name), one_line(&place.phone));
        return Fact {
            label: "Where",
            lines: vec![visit.place_name(), HOW_TO_JOIN.to_owned(), whom],
            link: None,
        };
    }
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
