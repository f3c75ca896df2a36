//! What templates can name.

use std::collections::BTreeMap;

use domain::{
    booking::{CancelCode, VisitTime},
    messages::Kind,
};
use minijinja::Value;

use super::{samples, standard};
use crate::{
    Settings,
    adapters::mail::one_line,
    notification::{
        Visit,
        links::{appointment_url, coming_url},
        message::{Canceller, Content, DoctorEvent},
        staff_letters::{day_url, is_given_away},
    },
};

/// A name that a template can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    pub name: &'static str,
    pub what: &'static str,
    pub example: String,
}

const WHAT: &[(&str, &str)] = &[
    ("clinic", "Name of the clinic"),
    ("code", "The code, without which the message is of no use"),
    ("role", "Whose account it is: \"patient\" or \"staff\""),
    ("day", "The day of the list"),
    ("patient", "Name of the patient"),
    ("doctor", "Name of the doctor"),
    ("location", "Name of the place, or \"Video visit\""),
    ("address", "Address of the place; of a video visit, how to join it"),
    ("phone", "Phone number of the place"),
    ("date", "Date of the appointment"),
    ("time", "When it begins"),
    ("offset", "The time zone, as its distance from UTC"),
    ("link", "Where to go: the page of the appointment, or to sign in"),
    ("fee", "What it costs; empty where that is not said"),
    (
        "change_until",
        "Until when it can be moved or cancelled online; empty when it is too late",
    ),
    (
        "answer_until",
        "When the clinic answers at the latest; empty where there is no such time",
    ),
    ("old_date", "Date before it was moved; empty where it was not"),
    ("old_time", "When it began before it was moved; empty where it was not"),
    (
        "old_offset",
        "The time zone before it was moved; empty where it was not",
    ),
    ("old_doctor", "Whose it was before; empty where that is the same doctor"),
    (
        "state",
        "What was moved: \"appointment\", or \"request\" that still waits",
    ),
    ("cancelled_by", "Who cancelled it: \"patient\" or \"clinic\""),
    (
        "cancel_reason",
        "Why the clinic cancelled it; empty where nobody chose a reason",
    ),
    ("count", "How many appointments"),
    (
        "visits",
        "All appointments of the day, each with date, time, offset, doctor, location, address and link",
    ),
];

/// The kind of a message whose words are a template.
pub(crate) fn kind_of(content: &Content) -> Option<Kind> {
    Some(content.kind()).filter(|kind| standard(*kind).is_some())
}

/// What the templates of a kind can name, with an example each.
pub(crate) fn variables(kind: Kind, settings: &Settings) -> Vec<Variable> {
    let samples = samples(kind);
    let filled: Vec<_> = samples
        .iter()
        .filter_map(|sample| map(&sample.content, settings))
        .collect();
    let Some(first) = filled.first() else { return Vec::new() };
    let example = |name: &str| {
        if name == "visits" {
            return "{% for visit in visits %}{{ visit.time }} {% endfor %}".to_owned();
        }
        let mut texts = filled.iter().filter_map(|map| map.get(name)).map(ToString::to_string);
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    };
    let known = WHAT.iter().filter(|(name, _)| first.contains_key(name));
    let variable = |&(name, what): &(&'static str, &'static str)| Variable {
        name,
        what,
        example: example(name),
    };
    known.map(variable).collect()
}

/// What a message fills its templates with.
pub(super) fn values(content: &Content, settings: &Settings) -> Option<Value> {
    map(content, settings).map(Value::from)
}

type Map = BTreeMap<&'static str, Value>;

fn map(content: &Content, settings: &Settings) -> Option<Map> {
    let mut map = of_visits(content, settings).or_else(|| of_account(content, settings))?;
    map.insert("clinic", line(&settings.clinic_name));
    Some(map)
}

/// Codes in mails, reasons and lists are put around the words and have no names: they would be said twice, or where they should not be.
fn of_account(content: &Content, settings: &Settings) -> Option<Map> {
    Some(match content {
        Content::Code { .. }
        | Content::ContactCode { .. }
        | Content::AccountRejected { .. }
        | Content::DeliveryFailed => Map::new(),
        Content::PhoneCode { code } => BTreeMap::from([("code", line(code))]),
        Content::RegistrationWaiting { is_staff } => BTreeMap::from([("role", role(*is_staff))]),
        Content::AccountApproved { is_staff } => {
            let link = format!("{}/sign-in", settings.public_url);
            BTreeMap::from([("role", role(*is_staff)), ("link", Value::from(link))])
        }
        Content::DailyList { date, visits } => {
            BTreeMap::from([("day", line(date)), ("count", Value::from(visits.len()))])
        }
        _ => return None,
    })
}

fn role(is_staff: bool) -> Value {
    Value::from(if is_staff { "staff" } else { "patient" })
}

fn of_visits(content: &Content, settings: &Settings) -> Option<Map> {
    let (visit, is_patients) = match content {
        Content::Booked { visit, .. }
        | Content::Requested { visit, .. }
        | Content::Accepted { visit, .. }
        | Content::Rejected { visit }
        | Content::Lapsed { visit }
        | Content::Moved { visit, .. }
        | Content::Cancelled { visit, .. }
        | Content::Missed { visit } => (visit, true),
        Content::Reminder { visits } => (visits.first()?, true),
        // A message to a doctor names no patient.
        Content::ToDoctor { visit, .. } => (visit, false),
        _ => return None,
    };
    let mut map = of_visit(visit, is_patients, settings);
    map.insert("phone", line(&visit.place.phone));
    if is_patients {
        map.insert("patient", line(&visit.patient_name));
    }
    match content {
        Content::Booked { .. } | Content::Accepted { .. } => fee_and_change(&mut map, visit),
        Content::Moved {
            from,
            old_doctor,
            is_request,
            ..
        } => {
            fee_and_change(&mut map, visit);
            old_time(&mut map, Some(from));
            map.insert("old_doctor", line(old_doctor.as_deref().unwrap_or_default()));
            let state = if *is_request { "request" } else { "appointment" };
            map.insert("state", Value::from(state));
        }
        Content::Requested { answer_until, from, .. } => {
            old_time(&mut map, from.as_ref());
            map.insert("answer_until", line(answer_until.as_deref().unwrap_or_default()));
        }
        Content::Cancelled { by, code, .. } => {
            cancelled(&mut map, *by);
            map.insert("cancel_reason", Value::from(code.map_or("", CancelCode::to_patient)));
        }
        Content::Reminder { visits } => {
            let strictest = Visit::strictest(visits).unwrap_or(visit);
            map.insert("phone", line(&strictest.place.phone));
            change_until(&mut map, strictest);
            map.insert("count", Value::from(visits.len()));
            let all: Vec<Value> = visits
                .iter()
                .map(|visit| Value::from(of_visit(visit, true, settings)))
                .collect();
            map.insert("visits", Value::from(all));
            let link = match visits.as_slice() {
                [only] => coming_url(settings, only),
                _ => format!("{}/appointments", settings.public_url),
            };
            map.insert("link", Value::from(link));
        }
        Content::ToDoctor { event, .. } => match event {
            DoctorEvent::Moved { from } | DoctorEvent::RequestedAnew { from } => old_time(&mut map, Some(from)),
            DoctorEvent::Cancelled { by, .. } => {
                cancelled(&mut map, *by);
                if is_given_away(event) {
                    map.insert("link", Value::from(day_url(visit, settings)));
                }
            }
            DoctorEvent::Requested => old_time(&mut map, None),
            DoctorEvent::Booked => {}
        },
        _ => {}
    }
    Some(map)
}

fn of_visit(visit: &Visit, is_patients: bool, settings: &Settings) -> Map {
    // Words name the address after the place: of a video visit something has to stand there.
    let address = match (visit.is_video, is_patients) {
        (false, _) => line(&visit.place.address),
        (true, true) => Value::from("the clinic tells you how to join"),
        (true, false) => line(&visit.place.name),
    };
    BTreeMap::from([
        ("doctor", line(&visit.doctor_name)),
        ("location", line(&visit.place_name())),
        ("address", address),
        ("date", line(&visit.time.date)),
        ("time", line(&visit.time.from)),
        ("offset", line(&visit.time.offset)),
        ("link", Value::from(appointment_url(settings, visit))),
    ])
}

fn fee_and_change(map: &mut Map, visit: &Visit) {
    let fee = visit.price.as_ref().map(ToString::to_string).unwrap_or_default();
    map.insert("fee", line(&fee));
    change_until(map, visit);
}

fn change_until(map: &mut Map, visit: &Visit) {
    map.insert("change_until", line(visit.change_until.as_deref().unwrap_or_default()));
}

/// Empty where it was not moved.
fn old_time(map: &mut Map, from: Option<&VisitTime>) {
    let [date, time, offset] = match from {
        Some(from) => [&from.date, &from.from, &from.offset].map(|text| line(text)),
        None => ["", "", ""].map(Value::from),
    };
    map.insert("old_date", date);
    map.insert("old_time", time);
    map.insert("old_offset", offset);
}

fn cancelled(map: &mut Map, by: Canceller) {
    let by = match by {
        Canceller::Patient => "patient",
        Canceller::Clinic => "clinic",
    };
    map.insert("cancelled_by", Value::from(by));
}

/// No value breaks a line, whatever somebody is called.
fn line(text: &str) -> Value {
    Value::from(one_line(text))
}
