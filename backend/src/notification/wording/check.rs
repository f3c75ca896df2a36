//! What words must be to be saved.

use domain::messages::Kind;
use minijinja::{Error, ErrorKind, Value};

use super::{
    Compiled, Part, Wording,
    engine::{LONGEST, is_one_line, paragraphs},
    samples,
    values::values,
    variables,
};
use crate::{
    Settings,
    notification::{message::Content, text_message::completed},
};

/// What is wrong with one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongWording {
    pub part: Part,
    /// From 1, where it is known.
    pub line: Option<usize>,
    /// A sentence.
    pub reason: String,
}

/// What text messages hold at most, at the gateway.
const LONGEST_TEXT: usize = 1600;

/// Everything that is wrong: what does not compile, what names the unknown, and what does not become a message of some shape.
pub(crate) fn check(kind: Kind, wording: &Wording, settings: &Settings) -> Vec<WrongWording> {
    let too_long = Part::ALL
        .into_iter()
        .filter(|part| wording.part(*part).chars().count() > part.most());
    let too_long: Vec<_> = too_long
        .map(|part| wrong(part, None, format!("Use at most {} characters", part.most())))
        .collect();
    if !too_long.is_empty() {
        return too_long;
    }
    let compiled = match Compiled::new(kind, wording) {
        Ok(compiled) => compiled,
        Err((part, error)) => return vec![of_error(part, &error)],
    };
    let known: Vec<&str> = variables(kind, settings)
        .into_iter()
        .map(|variable| variable.name)
        .collect();
    let unknown = compiled.parts().iter().copied().flat_map(|part| {
        let names = compiled.names(part).into_iter();
        let unknown = names.filter(|name| name != "loop" && !known.contains(&name.as_str()));
        unknown.map(move |name| (part, name))
    });
    let unknown: Vec<_> = unknown
        .map(|(part, name)| {
            let line = wording.part(part).lines().position(|line| line.contains(&name));
            let reason = format!("There is no “{name}” for this message. Use a name from the list");
            wrong(part, line.map(|line| line + 1), reason)
        })
        .collect();
    if !unknown.is_empty() {
        return unknown;
    }
    for sample in samples(kind) {
        let Some(values) = values(&sample.content, settings) else {
            continue;
        };
        let found: Vec<_> = compiled
            .parts()
            .iter()
            .copied()
            .filter_map(|part| try_part(&compiled, part, &sample.content, &values))
            .map(|found| WrongWording {
                reason: match sample.label {
                    "" => found.reason,
                    label => format!("{} ({})", found.reason, label.to_lowercase()),
                },
                ..found
            })
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

fn try_part(compiled: &Compiled, part: Part, content: &Content, values: &Value) -> Option<WrongWording> {
    let text = match compiled.part(part, values) {
        Ok(text) => text,
        Err(error) => return Some(of_error(part, &error)),
    };
    let no = |reason: &str| Some(wrong(part, None, reason.to_owned()));
    if paragraphs(&text).is_empty() {
        return no("It must not be empty");
    }
    if text.len() > LONGEST {
        return no("It becomes too long");
    }
    if part != Part::Body && !is_one_line(&text) {
        return no("Write it on one line, without tabs and other control characters");
    }
    if part != Part::TextMessage {
        return None;
    }
    if completed(content, text.clone()).chars().count() > LONGEST_TEXT {
        return no("It becomes longer than a text message can be");
    }
    let missing = must_say(content, values)
        .into_iter()
        .find(|(_, said)| !text.contains(said.as_str()));
    let (what, _) = missing?;
    Some(wrong(part, None, format!("It must say {what}")))
}

/// What a text message cannot leave out, with what it is in a sample.
fn must_say(content: &Content, values: &Value) -> Vec<(&'static str, String)> {
    let value = |name: &str| values.get_attr(name).map(|value| value.to_string()).unwrap_or_default();
    match content {
        Content::PhoneCode { code } => return vec![("the code: {{ code }}", code.clone())],
        Content::AccountApproved { .. } => return vec![("where to sign in: {{ link }}", value("link"))],
        Content::AccountRejected { .. } => return Vec::new(),
        _ => {}
    }
    let mut must = vec![("the date: {{ date }}", value("date"))];
    match content {
        Content::Reminder { visits } => {
            let times = visits
                .iter()
                .map(|visit| ("the time of each visit: {{ visit.time }}", visit.time.from.clone()));
            must.extend(times);
        }
        _ => must.push(("the time: {{ time }}", value("time"))),
    }
    must.push(("where to change it: {{ link }}", value("link")));
    must
}

fn of_error(part: Part, error: &Error) -> WrongWording {
    let reason = match (error.kind(), error.detail()) {
        (ErrorKind::OutOfFuel, _) => "It takes too many steps".to_owned(),
        (ErrorKind::UndefinedError, _) => "It uses what is not there. Use the names from the list".to_owned(),
        (
            ErrorKind::UnknownFilter | ErrorKind::UnknownFunction | ErrorKind::UnknownTest | ErrorKind::UnknownMethod,
            _,
        ) => "There are no filters, functions and tests: use names, “if” and “for” alone".to_owned(),
        (_, Some(detail)) => format!("It cannot be read: {detail}"),
        (kind, None) => format!("It cannot be read: {kind}"),
    };
    wrong(part, error.line(), reason)
}

const fn wrong(part: Part, line: Option<usize>, reason: String) -> WrongWording {
    WrongWording { part, line, reason }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::wording::standard;

    fn settings() -> Settings {
        Settings {
            clinic_name: "Test Clinic".to_owned(),
            public_url: "https://clinic.example".to_owned(),
            ..Settings::for_test()
        }
    }

    fn kinds() -> impl Iterator<Item = (Kind, &'static Wording)> {
        Kind::ALL.iter().filter_map(|&kind| Some((kind, standard(kind)?)))
    }

    #[test]
    fn the_standard_words_are_right() {
        assert_eq!(kinds().count(), 21);
        for (kind, wording) in kinds() {
            assert_eq!(check(kind, wording, &settings()), [], "{kind:?}");
            assert!(!samples(kind).is_empty(), "{kind:?}");
            for variable in variables(kind, &settings()) {
                assert!(!variable.example.is_empty(), "{kind:?}, {}", variable.name);
            }
        }
    }

    #[test]
    fn wrong_words_are_refused_with_part_line_and_reason() {
        let (subject, heading, body, text) = (Part::Subject, Part::Heading, Part::Body, Part::TextMessage);
        for (kind, part, template, line, reason) in [
            (Kind::Booked, subject, "Booked {{ date", Some(1), "cannot be read"),
            (Kind::Booked, body, "One\n\n{% if fee %}Two", Some(3), "cannot be read"),
            (Kind::Booked, body, "One\n\n{{ reason }}", Some(3), "no “reason”"),
            (
                Kind::Booked,
                body,
                "{% if change_until %}{{ specialty }}{% endif %}",
                Some(1),
                "no “specialty”",
            ),
            (Kind::DoctorBooked, body, "{{ patient }} comes", Some(1), "no “patient”"),
            (Kind::Booked, subject, "", None, "must not be empty"),
            (Kind::Booked, heading, "{{ change_until }}", None, "must not be empty"),
            (Kind::Booked, subject, "Booked:\n{{ date }}", None, "on one line"),
            (Kind::Booked, subject, "Booked:\r{{ date }}", None, "on one line"),
            (Kind::Booked, heading, "Booked:\t{{ date }}", None, "control characters"),
            (
                Kind::Booked,
                text,
                "{{ date }}\u{85}{{ time }} {{ link }}",
                None,
                "control characters",
            ),
            (Kind::Booked, body, "{{ date|upper }}", Some(1), "no filters"),
            (Kind::Booked, body, "{{ range(9) }}", Some(1), "no “range”"),
            (Kind::Booked, text, "{{ date }} {{ link }}", None, "{{ time }}"),
            (Kind::Booked, text, "{{ date }} {{ time }}", None, "{{ link }}"),
            (Kind::Booked, text, "{{ time }} {{ link }}", None, "{{ date }}"),
            (Kind::DoctorBooked, text, "{{ date }} {{ time }}", None, "{{ link }}"),
            (Kind::PhoneCode, text, "Your code for {{ clinic }}", None, "{{ code }}"),
            (
                Kind::AccountApproved,
                text,
                "{{ clinic }}: approved",
                None,
                "{{ link }}",
            ),
            (Kind::RegistrationCode, subject, "{{ code }}", Some(1), "no “code”"),
            (Kind::AccountRejected, body, "{{ reason }}", Some(1), "no “reason”"),
            (Kind::DailyList, body, "{{ visits }}", Some(1), "no “visits”"),
            (
                Kind::DailyList,
                heading,
                "{% if count > 1 %}{{ day }}{% endif %}",
                None,
                "must not be empty",
            ),
            (Kind::DeliveryFailed, body, "{{ recipient }}", Some(1), "no “recipient”"),
            (
                Kind::Reminder,
                text,
                "{{ date }} {{ time }} {{ link }}",
                None,
                "time of each visit",
            ),
            (
                Kind::Reminder,
                body,
                "{% for visit in visits %}{{ visit.reason }}{% endfor %}",
                Some(1),
                "not there",
            ),
            (
                Kind::Reminder,
                body,
                "{% for a in visits %}{% for b in visits %}{% for c in visits %}{% for d in visits %}{% for e in visits %}\
                 {% for f in visits %}{% for g in visits %}{% for h in visits %}{% for i in visits %}x{% endfor %}{% endfor %}\
                 {% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}{% endfor %}",
                Some(1),
                "too many steps",
            ),
        ] {
            let mut wording = standard(kind).unwrap_or_else(|| unreachable!()).clone();
            let place = match part {
                Part::Subject => &mut wording.subject,
                Part::Heading => &mut wording.heading,
                Part::Body => &mut wording.body,
                Part::TextMessage => &mut wording.text_message,
            };
            *place = template.to_owned();
            let found = check(kind, &wording, &settings());
            assert_eq!(found.len(), 1, "{template}: {found:?}");
            assert_eq!((found[0].part, found[0].line), (part, line), "{template}: {found:?}");
            assert!(found[0].reason.contains(reason), "{template}: {found:?}");
        }
    }

    #[test]
    fn words_are_of_the_parts_that_a_message_has() {
        let mail = [Part::Subject, Part::Heading, Part::Body];
        for (kind, parts) in [
            (Kind::Booked, Part::ALL.as_slice()),
            (Kind::RegistrationCode, &mail),
            (Kind::DailyList, &mail),
            (Kind::PhoneCode, &[Part::TextMessage]),
            (Kind::PasswordReset, &[]),
        ] {
            assert_eq!(super::super::parts(kind), parts, "{kind:?}");
        }
        let all = Wording {
            subject: "S\r\n".to_owned(),
            heading: "H".to_owned(),
            body: "B".to_owned(),
            text_message: "{{ code }}".to_owned(),
        };
        let text = Wording {
            text_message: "{{ code }}".to_owned(),
            ..Wording::default()
        };
        assert_eq!(all.fitted(Kind::PhoneCode), text);
        assert_eq!(check(Kind::PhoneCode, &text, &settings()), []);
        let mail = all.fitted(Kind::ContactCode);
        assert_eq!((mail.subject.as_str(), mail.text_message.as_str()), ("S", ""));
        assert_eq!(check(Kind::ContactCode, &mail, &settings()), []);
    }

    /// What tells somebody of an attack is not for who holds an administrator's session to change.
    #[test]
    fn letters_about_the_account_are_no_templates() {
        for kind in [
            Kind::AlreadyRegistered,
            Kind::Invitation,
            Kind::PasswordReset,
            Kind::NoAccount,
            Kind::Security,
            Kind::ContactTaken,
            Kind::ContactChanged,
            Kind::EmergencyToPatient,
            Kind::EmergencyToAdministrator,
            Kind::Test,
        ] {
            assert_eq!(standard(kind), None, "{kind:?}");
        }
    }

    #[test]
    fn what_is_too_long_is_refused_before_it_is_looked_at() {
        let wording = Wording {
            body: "{{ ".repeat(2000),
            ..Wording::default()
        };
        let found = check(Kind::Booked, &wording, &settings());
        assert_eq!(
            found,
            [wrong(Part::Body, None, "Use at most 4000 characters".to_owned())]
        );
    }
}
