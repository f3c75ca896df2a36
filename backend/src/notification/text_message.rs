//! The words of text messages.

use domain::booking::VisitTime;

use super::{
    Visit, contact_letters,
    links::appointment_url,
    message::{Canceller, Content, DoctorEvent},
};
use crate::{Settings, adapters::mail::one_line};

/// `None` for what is not sent this way. Short: 160 characters are one message, if none of them is unusual.
pub(super) fn text_message(content: &Content, settings: &Settings) -> Option<String> {
    let clinic = one_line(&settings.clinic_name);
    let about = |what: &str, visit: &Visit| {
        let (time, place) = (moment(&visit.time), one_line(&visit.place.name));
        let (doctor, url) = (one_line(&visit.doctor_name), appointment_url(settings, visit));
        format!("{clinic}: {what} {time}, {doctor}, {place}. {url}")
    };
    Some(match content {
        // The code comes first: it is what a locked screen shows.
        Content::PhoneCode { code } => {
            format!("{code} is your code for {clinic}. It works for 10 minutes. We never ask for it by phone.")
        }
        Content::ContactChanged(change) => contact_letters::text(change, &clinic),
        Content::Booked { visit, .. } => about("booked,", visit),
        Content::Requested { visit, .. } => about("requested, not yet an appointment:", visit),
        Content::Accepted { visit, .. } => about("your request is accepted,", visit),
        Content::Rejected { visit } | Content::Lapsed { visit } => {
            about("no appointment, request not accepted:", visit)
        }
        Content::Moved { visit, from, .. } => about(&format!("moved from {} to", moment(from)), visit),
        Content::Cancelled { visit, by, .. } => about(
            match by {
                Canceller::Patient => "cancelled by you,",
                Canceller::Clinic => "cancelled by the clinic,",
            },
            visit,
        ),
        Content::Missed { visit } => about("we missed you on", visit),
        Content::Reminder { visits } => return reminder(visits, settings),
        Content::ToDoctor { event, visit } => {
            let what = match event {
                DoctorEvent::Booked => "new appointment",
                DoctorEvent::Requested => "new request",
                DoctorEvent::Moved { .. } => "appointment moved to",
                DoctorEvent::Cancelled { .. } => "appointment cancelled",
            };
            format!(
                "{clinic}: {what} {}, {}",
                moment(&visit.time),
                one_line(&visit.place.name)
            )
        }
        Content::Code { .. }
        | Content::AlreadyRegistered
        | Content::AccountApproved { .. }
        | Content::AccountRejected { .. }
        | Content::Invitation { .. }
        | Content::PasswordReset { .. }
        | Content::NoAccount
        | Content::Security { .. }
        | Content::ContactCode { .. }
        | Content::ContactTaken
        | Content::DailyList { .. }
        | Content::RegistrationWaiting { .. }
        | Content::DeliveryFailed
        | Content::EmergencyToPatient(_)
        | Content::EmergencyToAdministrator(_) => return None,
    })
}

/// One message for all appointments of a day.
fn reminder(visits: &[Visit], settings: &Settings) -> Option<String> {
    let clinic = one_line(&settings.clinic_name);
    let first = visits.first()?;
    let times: Vec<String> = visits
        .iter()
        .map(|visit| {
            let (doctor, place) = (one_line(&visit.doctor_name), one_line(&visit.place.name));
            format!("{} {doctor}, {place}", visit.time.from)
        })
        .collect();
    let url = match visits {
        [only] => appointment_url(settings, only),
        _ => format!("{}/appointments", settings.public_url),
    };
    let (date, offset) = (&first.time.date, &first.time.offset);
    let times = times.join("; ");
    Some(format!(
        "{clinic}: reminder, {date} ({offset}), {times}. To move or cancel: {url}"
    ))
}

/// "Tuesday 24 November 2026 14:20 (UTC)"
fn moment(time: &VisitTime) -> String {
    format!("{} {} ({})", time.date, time.from, time.offset)
}
