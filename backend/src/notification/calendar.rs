//! Appointments as iCalendar (RFC 5545), for invitations by mail (RFC 6047) and as files.

use domain::{
    booking::{AppointmentView, Status},
    time::Instant,
};
use icalendar::{Calendar, Class, Component, Event, EventLike, EventStatus, Property};

use super::{
    Visit,
    links::{appointment_url, host},
    visit::HOW_TO_JOIN,
};
use crate::{
    Settings,
    adapters::mail::{CalendarMethod, CalendarPart, MailAddress, one_line},
};

/// An appointment as a file to open with a calendar. Opened again after the appointment was moved, it moves the entry.
pub fn calendar_file(view: &AppointmentView, sequence: i64, settings: &Settings, now: Instant) -> String {
    let is_cancelled = matches!(view.status, Status::Cancelled | Status::Rejected);
    let event = event(&Visit::new(view, now), sequence, is_cancelled, settings, now);
    calendar("PUBLISH", event).to_string()
}

/// The same for mail programs, which enter, move or remove it.
pub(super) fn invitation(
    visit: &Visit,
    method: CalendarMethod,
    sequence: i64,
    patient: &MailAddress,
    settings: &Settings,
    now: Instant,
) -> CalendarPart {
    let mut event = event(visit, sequence, method == CalendarMethod::Cancel, settings, now);
    let mut attendee = Property::new("ATTENDEE", mailto(&patient.address));
    // They asked for the time themselves: there is nothing to accept.
    attendee
        .add_parameter("ROLE", "REQ-PARTICIPANT")
        .add_parameter("PARTSTAT", "ACCEPTED")
        .add_parameter("RSVP", "FALSE");
    if let Some(name) = &patient.name {
        attendee.add_parameter("CN", &parameter(name));
    }
    event.append_multi_property(attendee);
    CalendarPart {
        method,
        text: calendar(method.name(), event).to_string(),
    }
}

fn calendar(method: &str, event: Event) -> Calendar {
    let mut calendar = Calendar::empty();
    for (name, value) in [
        ("VERSION", "2.0"),
        ("PRODID", "-//Mediconnect//Appointments//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", method),
    ] {
        calendar.append_property(Property::new(name, value));
    }
    calendar.push(event);
    calendar
}

/// Times are in UTC, which every calendar shows in its owner's zone; the wall clock of the place is in the description.
fn event(visit: &Visit, sequence: i64, is_cancelled: bool, settings: &Settings, now: Instant) -> Event {
    let url = appointment_url(settings, visit);
    let (time, place) = (&visit.time, &visit.place);
    let status = if is_cancelled {
        EventStatus::Cancelled
    } else {
        EventStatus::Confirmed
    };
    let mut organizer = Property::new("ORGANIZER", mailto(&settings.mail_address));
    organizer.add_parameter("CN", &parameter(&settings.clinic_name));
    let (name, phone) = (one_line(&place.name), one_line(&place.phone));
    let place = if visit.is_video {
        format!("{}\n{HOW_TO_JOIN}\n{name}, {phone}", visit.place_name())
    } else {
        format!("{name}\n{}\n{phone}", one_line(&place.address))
    };
    let description = format!(
        "{}, {} to {} ({}){}{place}\nDetails and changes: {url}",
        time.date,
        time.from,
        time.to,
        time.offset,
        if visit.is_video { "\n" } else { " at " },
    );
    let mut event = Event::new();
    event
        .uid(&format!("{}@{}", visit.id, host(settings)))
        .summary(&format!("Appointment with {}", one_line(&visit.doctor_name)))
        .description(&description)
        .location(&visit.place_line())
        .url(&url)
        .class(Class::Private)
        .status(status)
        .add_property("DTSTAMP", utc(now))
        .add_property("DTSTART", utc(time.start))
        .add_property("DTEND", utc(time.end))
        .add_property("SEQUENCE", sequence.max(0).to_string())
        .append_property(organizer);
    event.done()
}

fn mailto(address: &str) -> String {
    format!("mailto:{address}")
}

/// The value of a parameter can have no quotation mark (RFC 5545, section 3.2).
fn parameter(text: &str) -> String {
    one_line(text).replace('"', "'")
}

/// "20261123T142000Z"
fn utc(instant: Instant) -> String {
    let timestamp = jiff::Timestamp::try_from(instant).unwrap_or(jiff::Timestamp::MAX);
    timestamp.strftime("%Y%m%dT%H%M%SZ").to_string()
}
