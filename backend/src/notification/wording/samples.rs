//! Messages of invented people, of each shape that a message of a kind can have.

use domain::{
    booking::{CancelCode, PlaceView, VisitTime},
    messages::Kind,
    money::Money,
    time::{Instant, Interval, Zone},
};
use uuid::Uuid;

use crate::notification::{
    Visit,
    message::{Canceller, Content, DoctorEvent},
};

/// A message to try words with.
pub(crate) struct Sample {
    /// What is special about it.
    pub label: &'static str,
    pub content: Content,
}

/// Tuesday 24 November 2026, 10:20 in London.
const START: Instant = Instant::from_millis(1_795_515_600_000);
const LENGTH_MINUTES: i64 = 20;

/// At least one for each kind whose words are a template.
pub(crate) fn samples(kind: Kind) -> Vec<Sample> {
    let sample = |label, content| Sample { label, content };
    let (whole, bare) = (visit(0, true), visit(0, false));
    match kind {
        Kind::Booked => vec![
            sample("With a fee, and time to change it", booked(whole)),
            sample("Without a fee, too late to change it", booked(bare)),
        ],
        Kind::Requested => vec![
            sample(
                "With a time for the answer",
                requested(whole, Some("Sunday 22 November 2026, 10:20")),
            ),
            sample("Without", requested(bare, None)),
            sample(
                "For another time",
                Content::Requested {
                    visit: visit(0, true),
                    answer_until: Some("Sunday 22 November 2026, 10:20".to_owned()),
                    from: Some(time(-2 * 1440)),
                    removal: Some(3),
                },
            ),
        ],
        Kind::Accepted => vec![
            sample(
                "With a fee, and time to change it",
                Content::Accepted {
                    visit: whole,
                    sequence: 2,
                },
            ),
            sample(
                "Without a fee, too late to change it",
                Content::Accepted {
                    visit: bare,
                    sequence: 2,
                },
            ),
        ],
        Kind::Rejected => vec![sample("", Content::Rejected { visit: whole })],
        Kind::Lapsed => vec![sample("", Content::Lapsed { visit: whole })],
        Kind::Moved => vec![
            sample("With a fee, and time to change it", moved(whole, None, false)),
            sample("Without a fee, too late to change it", moved(bare, None, false)),
            sample(
                "From another doctor",
                moved(visit(0, true), Some("Dr. Ben Achterberg"), false),
            ),
            sample("Not accepted yet", moved(visit(0, true), None, true)),
        ],
        Kind::Cancelled => vec![
            sample("By the patient", cancelled(whole, Canceller::Patient, None)),
            sample(
                "By the clinic, with a reason",
                cancelled(visit(0, false), Canceller::Clinic, Some(CancelCode::DoctorUnavailable)),
            ),
            sample("By the clinic, without", cancelled(bare, Canceller::Clinic, None)),
        ],
        Kind::Missed => vec![sample("", Content::Missed { visit: whole })],
        Kind::Reminder => vec![
            sample(
                "One appointment",
                Content::Reminder {
                    visits: vec![visit(0, true)],
                },
            ),
            sample(
                "One appointment, too late to change it",
                Content::Reminder {
                    visits: vec![visit(0, false)],
                },
            ),
            sample(
                "Three on one day",
                Content::Reminder {
                    visits: vec![visit(0, true), visit(60, false), visit(150, true)],
                },
            ),
        ],
        Kind::DoctorBooked => vec![sample("", to_doctor(DoctorEvent::Booked, whole))],
        Kind::DoctorRequested => vec![
            sample("A new one", to_doctor(DoctorEvent::Requested, whole)),
            sample(
                "For another time",
                to_doctor(DoctorEvent::RequestedAnew { from: time(-2 * 1440) }, bare),
            ),
        ],
        Kind::DoctorMoved => vec![sample(
            "",
            to_doctor(DoctorEvent::Moved { from: time(-2 * 1440) }, whole),
        )],
        Kind::DoctorCancelled => vec![
            sample("By the patient", to_doctor(doctor_cancelled(Canceller::Patient), whole)),
            sample("By the clinic", to_doctor(doctor_cancelled(Canceller::Clinic), bare)),
        ],
        Kind::DailyList => vec![
            sample(
                "Several appointments",
                daily_list(vec![visit(0, true), visit(60, false), visit(150, true)]),
            ),
            sample("One appointment", daily_list(vec![whole])),
            sample("No appointments", daily_list(Vec::new())),
        ],
        Kind::RegistrationCode => vec![sample("", Content::Code { code: code() })],
        Kind::PhoneCode => vec![sample("", Content::PhoneCode { code: code() })],
        Kind::ContactCode => vec![sample("", Content::ContactCode { code: code() })],
        Kind::AccountApproved => vec![
            sample("Of a patient", Content::AccountApproved { is_staff: false }),
            sample("Of a colleague", Content::AccountApproved { is_staff: true }),
        ],
        Kind::AccountRejected => vec![sample(
            "",
            Content::AccountRejected {
                reason: "We could not find your licence number in the register.".to_owned(),
            },
        )],
        Kind::RegistrationWaiting => vec![
            sample("Of a patient", Content::RegistrationWaiting { is_staff: false }),
            sample("Of a colleague", Content::RegistrationWaiting { is_staff: true }),
        ],
        Kind::DeliveryFailed => vec![sample("", Content::DeliveryFailed)],
        _ => Vec::new(),
    }
}

fn booked(visit: Visit) -> Content {
    Content::Booked { visit, sequence: 1 }
}

fn requested(visit: Visit, answer_until: Option<&str>) -> Content {
    Content::Requested {
        visit,
        answer_until: answer_until.map(str::to_owned),
        from: None,
        removal: None,
    }
}

fn moved(visit: Visit, old_doctor: Option<&str>, is_request: bool) -> Content {
    Content::Moved {
        visit,
        from: time(-2 * 1440),
        old_doctor: old_doctor.map(str::to_owned),
        is_request,
        sequence: 2,
    }
}

fn cancelled(visit: Visit, by: Canceller, code: Option<CancelCode>) -> Content {
    Content::Cancelled {
        visit,
        by,
        has_note: code.is_some(),
        was_request: false,
        code,
        sequence: 2,
    }
}

const fn doctor_cancelled(by: Canceller) -> DoctorEvent {
    DoctorEvent::Cancelled {
        by,
        is_given_away: false,
    }
}

fn to_doctor(event: DoctorEvent, visit: Visit) -> Content {
    Content::ToDoctor { event, visit }
}

fn daily_list(visits: Vec<Visit>) -> Content {
    Content::DailyList {
        date: time(0).date,
        visits,
    }
}

fn code() -> String {
    "123456".to_owned()
}

/// `is_whole`: with a fee, and with time to change it.
fn visit(minutes: i64, is_whole: bool) -> Visit {
    Visit {
        id: Uuid::from_u128(0x0193_a5c0_0000_7000_8000_0000_0000_0001).into(),
        patient_name: "Pia Lund".to_owned(),
        doctor_name: "Dr. Ada Moreno".to_owned(),
        doctor_slug: "ada-moreno".to_owned(),
        time: time(minutes),
        place: PlaceView {
            name: "Quay Road Practice".to_owned(),
            address: "8 Quay Road, London SE1 2AB".to_owned(),
            phone: "+44 20 7946 0100".to_owned(),
            zone: zone().name().to_owned(),
        },
        is_video: false,
        price: is_whole.then(|| Money {
            minor: 9000,
            currency: "GBP".to_owned(),
        }),
        change_until: is_whole.then(|| "Monday 23 November 2026, 10:20".to_owned()),
        changes_end: None,
    }
}

fn time(minutes: i64) -> VisitTime {
    let start = START.plus_minutes(minutes);
    let interval = Interval::new(start, start.plus_minutes(LENGTH_MINUTES));
    VisitTime::new(interval.unwrap_or_else(|| unreachable!()), &zone())
}

fn zone() -> Zone {
    Zone::parse("Europe/London").unwrap_or_else(|_| unreachable!())
}
