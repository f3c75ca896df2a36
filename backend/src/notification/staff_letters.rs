//! What doctors and administrators are told. A mail can be read by others: it names no patient.

use super::{
    Visit,
    letter::{Fact, Letter, Link},
    letters::{place, when},
    message::DoctorEvent,
};
use crate::Settings;

/// Without its words, which are a template.
pub(super) fn to_doctor(event: &DoctorEvent, visit: &Visit, settings: &Settings) -> Letter {
    let mut facts = vec![when("When", &visit.time, visit)];
    if let DoctorEvent::Moved { from } = event {
        facts.push(when("Old time", from, visit));
    }
    facts.push(place(visit));
    let link = match event {
        DoctorEvent::Requested => Link {
            label: "Answer the request",
            url: format!("{}/requests", settings.public_url),
        },
        _ => Link {
            label: "See the day",
            url: day_url(visit, settings),
        },
    };
    Letter {
        facts,
        links: vec![link],
        ..Letter::default()
    }
}

/// The times of a day, in order.
pub(super) fn daily_list(date: &str, visits: &[Visit], settings: &Settings) -> Letter {
    let lines = visits
        .iter()
        .map(|visit| format!("{} to {}, {}", visit.time.from, visit.time.to, visit.place.name))
        .collect();
    let count = match visits.len() {
        0 => "You have no appointments.".to_owned(),
        1 => "You have one appointment.".to_owned(),
        count => format!("You have {count} appointments."),
    };
    Letter {
        subject: format!("Your appointments on {date}"),
        heading: date.to_owned(),
        paragraphs: vec![count],
        facts: vec![Fact {
            label: "Times",
            lines,
            link: None,
        }],
        links: visits
            .first()
            .map(|visit| Link {
                label: "See the day",
                url: day_url(visit, settings),
            })
            .into_iter()
            .collect(),
        ..Letter::default()
    }
}

pub(super) fn registration_waiting(is_staff: bool, settings: &Settings) -> Letter {
    let who = if is_staff {
        "somebody who wants to work here"
    } else {
        "a patient"
    };
    Letter {
        subject: "An account waits for approval".to_owned(),
        heading: "An account waits for approval".to_owned(),
        paragraphs: vec![format!("It is of {who}. Until you decide, they cannot sign in.")],
        links: vec![Link {
            label: "See who waits",
            url: format!("{}/admin/accounts?state=pending", settings.public_url),
        }],
        ..Letter::default()
    }
}

pub(super) fn delivery_failed(settings: &Settings) -> Letter {
    Letter {
        subject: "A message could not be delivered".to_owned(),
        heading: "A message could not be delivered".to_owned(),
        paragraphs: vec![
            "It was tried several times and given up. There may be more: you are told once an hour at most.".to_owned(),
            "The list of messages says to whom it was, what the server answered, and whether it can be sent again."
                .to_owned(),
        ],
        links: vec![Link {
            label: "See what failed",
            url: format!("{}/admin/deliveries?state=failed", settings.public_url),
        }],
        ..Letter::default()
    }
}

fn day_url(visit: &Visit, settings: &Settings) -> String {
    format!("{}/day?date={}", settings.public_url, visit.time.iso_date)
}
