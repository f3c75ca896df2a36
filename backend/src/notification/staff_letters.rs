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
    if let DoctorEvent::Moved { from } | DoctorEvent::RequestedAnew { from } = event {
        facts.push(when("Old time", from, visit));
    }
    facts.push(where_it_is(visit));
    let link = match event {
        DoctorEvent::Requested | DoctorEvent::RequestedAnew { .. } => Link {
            label: "Answer the request",
            url: format!("{}/requests", settings.public_url),
        },
        _ => Link {
            label: "See the day",
            url: day_url(visit, settings),
        },
    };
    let mut links = vec![link];
    if !is_given_away(event) {
        links.push(Link {
            label: "See the appointment",
            url: appointment_url(settings, visit),
        });
    }
    Letter {
        facts,
        links,
        ..Letter::default()
    }
}

/// Whose it was sees its page no more.
pub(super) const fn is_given_away(event: &DoctorEvent) -> bool {
    matches!(
        event,
        DoctorEvent::Cancelled {
            is_given_away: true,
            ..
        }
    )
}

/// How a patient joins a video visit is not the doctor's to be told.
fn where_it_is(visit: &Visit) -> Fact {
    if visit.is_video {
        Fact {
            label: "Where",
            lines: vec![visit.place_name()],
            link: None,
        }
    } else {
        place(visit)
    }
}

/// The times of a day, in order; without its words, which are a template.
pub(super) fn daily_list(visits: &[Visit], settings: &Settings) -> Letter {
    let lines = visits
        .iter()
        .map(|visit| format!("{}, {}", clock(&visit.time, visit), visit.place_name()))
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

pub(super) fn day_url(visit: &Visit, settings: &Settings) -> String {
    format!("{}/day?date={}", settings.public_url, visit.time.iso_date)
}
