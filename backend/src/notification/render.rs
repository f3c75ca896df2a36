use domain::{messages::Channel, time::Instant};

use super::{
    Part, Visit, Wording, Wordings,
    calendar::invitation,
    letter::{Letter, Sender},
    letters::{dressed, letter},
    links::host,
    message::Content,
    text_message::{completed, text_message},
    wording::has_part,
};
use crate::{
    Settings,
    adapters::{
        mail::{CalendarMethod, CalendarPart, MailAddress, OutgoingMail, one_line},
        sms::OutgoingSms,
    },
    crypto::{CryptoFault, Keys},
    entity::outbox_message,
};

/// A message as it goes out.
pub(crate) enum Outgoing {
    Mail(OutgoingMail),
    Sms(OutgoingSms),
}

/// A stored message that cannot become one that goes out.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unrenderable {
    // Without its cause, which repeats what could not be read.
    #[error("the stored message cannot be read")]
    Payload,
    #[error("the stored message cannot be decrypted")]
    Sealed(#[from] CryptoFault),
    #[error("the template failed")]
    Template(#[from] askama::Error),
    #[error("such a message does not go this way")]
    Channel,
}

/// What a stored message says.
pub(crate) fn read(row: &outbox_message::Model, keys: &Keys) -> Result<Content, Unrenderable> {
    serde_json::from_str(&row.payload(keys)?).map_err(|_| Unrenderable::Payload)
}

/// What goes out for a stored message; the same each time, up to its identifiers.
pub(crate) fn render(
    row: &outbox_message::Model,
    content: &Content,
    settings: &Settings,
    wordings: &Wordings,
) -> Result<Outgoing, Unrenderable> {
    match Channel::from_name(&row.channel) {
        Some(Channel::Email) => mail(row, content, settings, wordings).map(Outgoing::Mail),
        Some(Channel::Sms) => sms(row, content, settings, wordings).map(Outgoing::Sms),
        Some(Channel::App) | None => Err(Unrenderable::Channel),
    }
}

fn sms(
    row: &outbox_message::Model,
    content: &Content,
    settings: &Settings,
    wordings: &Wordings,
) -> Result<OutgoingSms, Unrenderable> {
    Ok(OutgoingSms {
        id: row.id,
        date: Instant::from_millis(row.created_at),
        to: row.recipient(&settings.keys)?,
        text: text_message(content, settings, wordings).ok_or(Unrenderable::Channel)?,
    })
}

fn mail(
    row: &outbox_message::Model,
    content: &Content,
    settings: &Settings,
    wordings: &Wordings,
) -> Result<OutgoingMail, Unrenderable> {
    let letter = letter(content, settings, wordings).ok_or(Unrenderable::Channel)?;
    let clinic = one_line(&settings.clinic_name);
    let sender = Sender {
        clinic: &clinic,
        url: &settings.public_url,
    };
    let date = Instant::from_millis(row.created_at);
    let to = MailAddress {
        name: recipient_name(content),
        address: row.recipient(&settings.keys)?,
    };
    Ok(OutgoingMail {
        id: row.id,
        message_id: format!("<{}@{}>", row.id, host(settings)),
        date,
        text: letter.text(&sender)?,
        html: letter.html(&sender)?,
        calendar: calendar_part(content, &to, settings, date),
        subject: letter.subject,
        from: MailAddress {
            name: Some(clinic),
            address: settings.mail_address.clone(),
        },
        to,
    })
}

/// A message as it is read, by the ways that it goes.
pub(crate) struct Shown {
    pub mail: Option<ShownMail>,
    pub text_message: Option<String>,
}

/// A mail as it is read.
pub struct ShownMail {
    pub subject: String,
    /// Its plain part.
    pub text: String,
    pub html: String,
}

/// What `wording` makes of a message; `None` where it fails.
pub(crate) fn preview(wording: &Wording, content: &Content, settings: &Settings) -> Option<Shown> {
    let words = Wordings::words_in(wording, content, settings)?;
    let has_text = has_part(content.kind(), Part::TextMessage);
    let text_message = has_text.then(|| completed(content, words.text_message.clone()));
    let mail = match dressed(content, words, settings) {
        Some(letter) => Some(shown(letter, settings)?),
        None => None,
    };
    Some(Shown { mail, text_message })
}

fn shown(letter: Letter, settings: &Settings) -> Option<ShownMail> {
    let clinic = one_line(&settings.clinic_name);
    let sender = Sender {
        clinic: &clinic,
        url: &settings.public_url,
    };
    Some(ShownMail {
        text: letter.text(&sender).ok()?,
        html: letter.html(&sender).ok()?,
        subject: letter.subject,
    })
}

fn recipient_name(content: &Content) -> Option<String> {
    match content {
        Content::Code { .. }
        | Content::PhoneCode { .. }
        | Content::AlreadyRegistered
        | Content::AccountApproved { .. }
        | Content::AccountRejected { .. }
        | Content::Invitation { .. }
        | Content::PasswordReset { .. }
        | Content::NoAccount
        | Content::Security { .. }
        | Content::ToDoctor { .. }
        | Content::DailyList { .. }
        | Content::RegistrationWaiting { .. }
        | Content::DeliveryFailed
        | Content::Test { .. }
        | Content::ContactCode { .. }
        | Content::ContactTaken
        | Content::ContactChanged(_) => None,
        Content::Booked { visit, .. }
        | Content::Requested { visit, .. }
        | Content::Accepted { visit, .. }
        | Content::Rejected { visit }
        | Content::Lapsed { visit }
        | Content::Moved { visit, .. }
        | Content::Missed { visit }
        | Content::Cancelled { visit, .. } => Some(one_line(&visit.patient_name)),
        Content::Reminder { visits } => visits.first().map(|visit| one_line(&visit.patient_name)),
        Content::EmergencyToPatient(letter) | Content::EmergencyToAdministrator(letter) => Some(one_line(&letter.name)),
    }
}

fn calendar_part(content: &Content, to: &MailAddress, settings: &Settings, date: Instant) -> Option<CalendarPart> {
    let (visit, sequence, method) = match content {
        // It was an appointment, and is a request for another time now.
        Content::Requested {
            visit,
            from: Some(from),
            removal: Some(sequence),
            ..
        } => {
            let old = Visit {
                time: from.clone(),
                ..visit.clone()
            };
            return Some(invitation(&old, CalendarMethod::Cancel, *sequence, to, settings, date));
        }
        // A request is no appointment yet, or will not be one.
        Content::Code { .. }
        | Content::PhoneCode { .. }
        | Content::AlreadyRegistered
        | Content::AccountApproved { .. }
        | Content::AccountRejected { .. }
        | Content::Invitation { .. }
        | Content::PasswordReset { .. }
        | Content::NoAccount
        | Content::Security { .. }
        | Content::ContactCode { .. }
        | Content::ContactTaken
        | Content::ContactChanged(_)
        | Content::Requested { .. }
        | Content::Moved { is_request: true, .. }
        | Content::Cancelled { was_request: true, .. }
        | Content::Rejected { .. }
        | Content::Lapsed { .. }
        // It is in the calendar already.
        | Content::Missed { .. }
        | Content::Reminder { .. }
        | Content::ToDoctor { .. }
        | Content::DailyList { .. }
        | Content::RegistrationWaiting { .. }
        | Content::DeliveryFailed
        | Content::Test { .. }
        | Content::EmergencyToPatient(_)
        | Content::EmergencyToAdministrator(_) => return None,
        Content::Booked { visit, sequence }
        | Content::Accepted { visit, sequence }
        | Content::Moved { visit, sequence, .. } => (visit, *sequence, CalendarMethod::Request),
        Content::Cancelled { visit, sequence, .. } => (visit, *sequence, CalendarMethod::Cancel),
    };
    Some(invitation(visit, method, sequence, to, settings, date))
}
