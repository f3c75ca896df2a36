use std::time::{Duration, UNIX_EPOCH};

use lettre::{
    Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use super::{CalendarPart, MailAddress, OutgoingMail, SendFault};

/// A mail in its form for the wire: text, HTML and calendar as alternatives, and the calendar once more as a file for mail
/// programs that do not look into alternatives.
pub(super) fn compose(mail: &OutgoingMail) -> Result<Message, SendFault> {
    let since_epoch = Duration::from_millis(mail.date.millis().try_into().unwrap_or(0));
    let builder = Message::builder()
        .from(mailbox(&mail.from)?)
        .to(mailbox(&mail.to)?)
        .subject(one_line(&mail.subject))
        .date(UNIX_EPOCH + since_epoch)
        .message_id(Some(mail.message_id.clone()))
        // Nobody's holiday answers this (RFC 3834).
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ));
    let mut alternatives = MultiPart::alternative()
        .singlepart(SinglePart::plain(mail.text.clone()))
        .singlepart(SinglePart::html(mail.html.clone()));
    let Some(calendar) = &mail.calendar else {
        return builder.multipart(alternatives).map_err(unwritable);
    };
    alternatives = alternatives.singlepart(invitation(calendar)?);
    let file = Attachment::new("invite.ics".to_owned()).body(calendar.text.clone(), parse_type("application/ics")?);
    builder
        .multipart(MultiPart::mixed().multipart(alternatives).singlepart(file))
        .map_err(unwritable)
}

fn invitation(calendar: &CalendarPart) -> Result<SinglePart, SendFault> {
    let kind = parse_type(&format!(
        "text/calendar; charset=utf-8; method={}",
        calendar.method.name()
    ))?;
    Ok(SinglePart::builder().header(kind).body(calendar.text.clone()))
}

fn parse_type(text: &str) -> Result<ContentType, SendFault> {
    ContentType::parse(text).map_err(unwritable)
}

fn mailbox(address: &MailAddress) -> Result<Mailbox, SendFault> {
    let name = address.name.as_deref().map(one_line).filter(|name| !name.is_empty());
    Ok(Mailbox::new(name, address.address.parse().map_err(unwritable)?))
}

/// With each run of white space, line breaks and control characters as one space. A header ends with its line, and so does
/// much else.
pub(crate) fn one_line(text: &str) -> String {
    let is_break = |character: char| character.is_control() || character.is_whitespace();
    text.split(is_break)
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

fn unwritable(error: impl std::error::Error + Send + Sync + 'static) -> SendFault {
    SendFault::Unwritable(error.into())
}
