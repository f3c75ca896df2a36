//! What doctors and administrators are told. A mail can be read by others: it names no patient.

use super::{
    Visit,
    letter::{Fact, Letter, Link},
    letters::{clock, place, when},
    links::appointment_url,
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
        links: vec![
            link,
            Link {
                label: "See the appointment",
                url: appointment_url(settings, visit),
            },
        ],
        ..Letter::default()
    }
}

/// The times of a day, in order; without its words, which are a template.
pub(super) fn daily_list(visits: &[Visit], settings: &Settings) -> Letter {
    let lines = visits
        .iter()
        .map(|visit| format!("{}, {}", clock(&visit.time, visit), visit.place.name))
        .collect();
    let times = (!visits.is_empty()).then_some(Fact {
        label: "Times",
        lines,
        link: None,
    });
    Letter {
        facts: times.into_iter().collect(),
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

fn day_url(visit: &Visit, settings: &Settings) -> String {
    format!("{}/day?date={}", settings.public_url, visit.time.iso_date)
}
