//! The words of the list behind the bell: those of the mail, shorter.

use domain::booking::VisitTime;

use super::{
    Visit,
    letter::Link,
    letters::{clock, letter},
    message::{Content, DoctorEvent},
    wording::Wordings,
};
use crate::{Settings, adapters::mail::one_line};

/// A message as it stands on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AppMessage {
    pub heading: String,
    /// What it is about: time, doctor, place.
    pub lines: Vec<String>,
    pub lead: Option<Lead>,
}

/// Where a message leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lead {
    /// "See the day"
    pub label: String,
    /// A path of ours.
    pub path: String,
}

/// Codes, links for passwords, and what concerns how somebody signs in do not; nor what somebody is told who cannot.
pub(crate) const fn goes_on_list(content: &Content) -> bool {
    !matches!(
        content,
        Content::Code { .. }
            | Content::PhoneCode { .. }
            | Content::AlreadyRegistered
            | Content::AccountRejected { .. }
            | Content::Invitation { .. }
            | Content::PasswordReset { .. }
            | Content::NoAccount
            | Content::Security { .. }
            | Content::ContactCode { .. }
            | Content::ContactTaken
            | Content::ContactChanged(_)
            | Content::EmergencyToPatient(_)
            | Content::EmergencyToAdministrator(_)
    )
}

/// `None` for what does not go this way.
pub(crate) fn app_message(content: &Content, settings: &Settings, wordings: &Wordings) -> Option<AppMessage> {
    if !goes_on_list(content) {
        return None;
    }
    let lines = match content {
        Content::Requested {
            visit,
            from: Some(from),
            ..
        } => vec![
            moment(&visit.time, visit),
            doctor_and_place(visit),
            instead_of(from, visit),
        ],
        Content::Booked { visit, .. }
        | Content::Requested { visit, .. }
        | Content::Accepted { visit, .. }
        | Content::Rejected { visit }
        | Content::Lapsed { visit }
        | Content::Missed { visit } => vec![moment(&visit.time, visit), doctor_and_place(visit)],
        Content::Cancelled { visit, code, .. } => {
            let mut lines = vec![moment(&visit.time, visit), doctor_and_place(visit)];
            lines.extend(code.map(|code| format!("Reason: {}", code.to_patient())));
            lines
        }
        Content::Moved {
            visit,
            from,
            old_doctor,
            is_request,
            ..
        } => {
            let mut lines = vec![moment(&visit.time, visit), doctor_and_place(visit)];
            lines.push(match old_doctor {
                Some(name) => format!("{} with {}", instead_of(from, visit), one_line(name)),
                None => instead_of(from, visit),
            });
            lines.extend(is_request.then(|| "It still waits to be accepted.".to_owned()));
            lines
        }
        Content::Reminder { visits } => {
            let about = visits
                .iter()
                .flat_map(|visit| [moment(&visit.time, visit), doctor_and_place(visit)]);
            let closed = Visit::strictest(visits).filter(|visit| visit.change_until.is_none());
            let call = closed.map(|visit| format!("If you cannot come, call {}.", one_line(&visit.place.phone)));
            about.chain(call).collect()
        }
        Content::ToDoctor { event, visit } => {
            let mut lines = vec![moment(&visit.time, visit), visit.place_line()];
            if let DoctorEvent::Moved { from } | DoctorEvent::RequestedAnew { from } = event {
                lines.push(instead_of(from, visit));
            }
            lines
        }
        Content::DailyList { visits, .. } => {
            let times = visits
                .iter()
                .map(|visit| format!("{}, {}", clock(&visit.time, visit), visit.place_name()));
            let words = letter(content, settings, wordings)?.paragraphs;
            words.into_iter().chain(times).collect()
        }
        Content::AccountApproved { .. } | Content::RegistrationWaiting { .. } | Content::DeliveryFailed => {
            letter(content, settings, wordings)?.paragraphs
        }
        _ => return None,
    };
    let letter = letter(content, settings, wordings)?;
    let lead = match content {
        Content::Reminder { visits } if visits.len() > 1 => Some(Lead {
            label: "See my appointments".to_owned(),
            path: "/appointments".to_owned(),
        }),
        // To the page that asks, as the first link of the mail.
        Content::Reminder { .. } => lead(letter.links.first(), settings).map(|lead| Lead {
            label: "Say that you will come".to_owned(),
            ..lead
        }),
        // Who reads it has signed in.
        Content::AccountApproved { .. } => None,
        _ => lead(letter.links.last(), settings),
    };
    let heading = match content {
        // Of the letter it is only the date.
        Content::DailyList { .. } => letter.subject,
        _ => letter.heading,
    };
    Some(AppMessage { heading, lines, lead })
}

/// The last link of a letter leads to what happened; one before it to what can be done instead.
fn lead(link: Option<&Link>, settings: &Settings) -> Option<Lead> {
    let Link { label, url } = link?;
    Some(Lead {
        label: (*label).to_owned(),
        path: url.strip_prefix(&settings.public_url)?.to_owned(),
    })
}

/// "Tuesday 24 November 2026, 14:20 to 14:40 (London time, UTC)"
fn moment(time: &VisitTime, visit: &Visit) -> String {
    format!("{}, {}", time.date, clock(time, visit))
}

fn instead_of(from: &VisitTime, visit: &Visit) -> String {
    format!("Instead of {}", moment(from, visit))
}

fn doctor_and_place(visit: &Visit) -> String {
    format!("{}, {}", one_line(&visit.doctor_name), visit.place_line())
}
