use std::str::FromStr;

use backend::{
    adapters::mail::CalendarMethod,
    booking::{Cancel, Reschedule, calendar_file, cancel, reschedule},
    testing::{self, Kind, instant},
};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use rstest::rstest;

use super::ground::{booked, mails, patient};

fn parse(text: &str) -> (String, Event) {
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line:?}");
    }
    let calendar = Calendar::from_str(text).unwrap();
    let method = calendar.property_value("METHOD").unwrap().to_owned();
    let events: Vec<&Event> = calendar.events().collect();
    assert_eq!(events.len(), 1);
    (method, events[0].clone())
}

fn sequence(event: &Event) -> i64 {
    event.property_value("SEQUENCE").unwrap().parse().unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_entry_keeps_its_name_from_booking_to_cancellation_and_its_sequence_rises(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    world.clock.advance_minutes(1);
    let start = instant("2026-11-27T09:30:00Z");
    let input = Reschedule::to(view.id, view.version, start);
    let moved = reschedule(&patient(&world), &input).await.unwrap();
    world.clock.advance_minutes(1);
    let input = Cancel {
        appointment: view.id,
        version: moved.version,
        reason: String::new(),
        code: None,
    };
    cancel(&patient(&world), &input).await.unwrap();

    let mails = mails(&world).await;
    let parts: Vec<_> = mails.iter().map(|mail| mail.calendar.clone().unwrap()).collect();
    let methods: Vec<_> = parts.iter().map(|part| part.method).collect();
    assert_eq!(
        methods,
        [CalendarMethod::Request, CalendarMethod::Request, CalendarMethod::Cancel]
    );
    let events: Vec<_> = parts.iter().map(|part| parse(&part.text)).collect();
    for ((method, event), part) in events.iter().zip(&parts) {
        assert_eq!(method, part.method.name());
        assert_eq!(event.get_uid().unwrap(), format!("{}@clinic.example", view.id));
    }
    let [(_, first), (_, second), (_, third)] = &events[..] else {
        panic!("three events")
    };
    assert!(sequence(first) < sequence(second) && sequence(second) < sequence(third));
    assert_eq!(first.property_value("DTSTART"), Some("20261126T140000Z"));
    assert_eq!(first.property_value("DTEND"), Some("20261126T143000Z"));
    assert_eq!(second.property_value("DTSTART"), Some("20261127T093000Z"));
    let statuses: Vec<_> = events.iter().map(|(_, event)| event.get_status().unwrap()).collect();
    assert_eq!(
        statuses,
        [EventStatus::Confirmed, EventStatus::Confirmed, EventStatus::Cancelled]
    );
}

#[tokio::test]
async fn an_invitation_names_both_sides_and_the_place() {
    let world = testing::world(Kind::Sqlite).await;
    let view = booked(&world).await;
    let (_, event) = parse(&mails(&world).await[0].calendar.as_ref().unwrap().text);
    assert_eq!(event.get_summary(), Some("Appointment with Dr. Ada Moreno"));
    assert_eq!(
        event.get_location(),
        Some("Test Clinic London, 8 Quay Road, London SE1 2AB")
    );
    let link = format!("https://clinic.example/appointments/{}", view.id);
    assert_eq!(event.get_url(), Some(link.as_str()));
    assert!(
        event
            .get_description()
            .unwrap()
            .contains("Thursday 26 November 2026, 14:00 to 14:30 (UTC)")
    );
    assert_eq!(event.property_value("DTSTAMP"), Some("20261123T080000Z"));
    let organizer = &event.properties()["ORGANIZER"];
    assert_eq!(organizer.value(), "mailto:appointments@clinic.example");
    assert_eq!(organizer.params()["CN"].value(), "Test Clinic");
    let attendee = &event.multi_properties()["ATTENDEE"][0];
    assert_eq!(attendee.value(), "mailto:pia.lund@example.com");
    assert_eq!(attendee.params()["CN"].value(), "Pia Lund");
    assert_eq!(attendee.params()["PARTSTAT"].value(), "ACCEPTED");
}

#[tokio::test]
async fn a_file_is_published_under_the_name_of_the_invitation() {
    let world = testing::world(Kind::Sqlite).await;
    let view = booked(&world).await;
    let (method, event) = parse(&calendar_file(&patient(&world), view.id).await.unwrap());
    assert_eq!(method, "PUBLISH");
    // A published event has no attendees (RFC 5546, section 3.2.1).
    assert!(!event.multi_properties().contains_key("ATTENDEE") && !event.properties().contains_key("ATTENDEE"));
    assert_eq!(event.get_uid().unwrap(), format!("{}@clinic.example", view.id));
    assert_eq!(sequence(&event), view.version.number());
    assert!(!event.get_description().unwrap().contains(&view.reason));
}
