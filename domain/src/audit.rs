//! The audit trail in words.

use crate::time::Date;

/// What an event is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// An appointment by its promised time: "2026-11-23T14:20".
    Appointment(String),
    /// A person by name.
    Person(String),
    /// Anything else as it is called: "the room Ultrasound 1".
    Thing(String),
}

/// Who reads the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    ToAdministrator,
    /// To the patient whom it is about.
    ToPatient,
}

/// What can be asked for: the name of an action and what to call it, readings first.
pub const ACTIONS: [(&str, &str); 31] = [
    ("read_appointment", "Opened an appointment"),
    ("read_calendar_file", "Saved a calendar file"),
    ("read_doctor_day", "Saw a doctor’s day"),
    ("read_doctor_week", "Saw a doctor’s week"),
    ("read_desk_day", "Saw the front desk’s day"),
    ("read_requests", "Saw the requests"),
    ("read_list", "Saw the list of appointments"),
    ("read_own_list", "Saw their own appointments"),
    ("read_found_patients", "Looked for a patient"),
    ("read_patient", "Opened a patient’s details"),
    ("read_conflicts", "Saw what a change hits"),
    ("read_export", "Exported the clinic"),
    ("read_trail", "Read the audit trail"),
    ("read_access_log", "Saw who saw their data"),
    ("book", "Booked"),
    ("book_for", "Booked for a patient"),
    ("reschedule", "Moved an appointment"),
    ("cancel", "Cancelled an appointment"),
    ("change_status", "Noted how a visit went"),
    ("decide", "Answered a request"),
    ("lapse", "Let a request lapse"),
    ("give_room", "Gave a room"),
    ("create_account", "Added an account"),
    ("claim_account", "Took over an account"),
    ("sign_in", "Signed in"),
    ("sign_out", "Signed out"),
    ("refuse_passkey", "Used a passkey that may have been copied"),
    ("set_weekly_hours", "Changed weekly hours"),
    ("set_override", "Changed the hours of a date"),
    ("add_time_off", "Added time off"),
    ("import", "Took in from a file"),
];

/// What was done, to follow who did it: "opened the appointment of 23 November 2026, 14:20".
pub fn deed(action: &str, about: &About, detail: &str, told: Told) -> String {
    let (person, account, record) = (person(about, told), account(about, told), record(about, told));
    let date = || long_date(detail);
    let own = match told {
        Told::ToAdministrator => "their",
        Told::ToPatient => "your",
    };
    match action {
        "read_appointment" => format!("opened {record}"),
        "read_calendar_file" => format!("saved {record} as a calendar file"),
        "read_doctor_day" => format!("looked at a doctor’s day, {}, with {person} on it", date()),
        "read_doctor_week" => format!("looked at a doctor’s week from {}, with {person} in it", date()),
        "read_desk_day" => format!("looked at the front desk’s day, {}, with {person} on it", date()),
        "read_requests" => format!("looked at the requests, with {person} among them"),
        "read_list" => format!("looked at a list of appointments, with {person} in it"),
        "read_own_list" => format!("looked at {own} own appointments"),
        "read_found_patients" => format!("found {person} when looking for a patient"),
        "read_patient" => format!("opened the contact details of {person}"),
        "read_conflicts" => format!("saw {person} among the appointments that a change of hours hits"),
        "read_export" => format!("exported the clinic, with {person} in it"),
        "read_trail" => "read the audit trail".to_owned(),
        "read_access_log" => format!("looked at who saw {own} data"),
        "book" if detail == "requested" => format!("asked for {record}"),
        "book" => format!("booked {record}"),
        "book_for" if detail == "overbook" => format!("booked {record} beyond the rules"),
        "book_for" => format!("booked {record}"),
        "reschedule" => format!("moved {record}"),
        "cancel" => format!("cancelled {record}"),
        "change_status" => format!("set {record} to {}", words(detail)),
        "decide" if detail == "confirmed" => format!("accepted {record}"),
        "decide" => format!("rejected {record}"),
        "lapse" => format!("let {record} lapse, because nobody answered in time"),
        "give_room" => format!("gave a room to {record}"),
        "create_account" => format!("added {account}"),
        "claim_account" => format!("took over {account}"),
        "emergency_open" => format!("took emergency access to the appointments of {person}"),
        "emergency_read" => format!("read the appointments of {person} in an emergency"),
        "emergency_end" => format!("ended the emergency access to the appointments of {person}"),
        "sign_in" if detail == "passkey" => "signed in with a passkey".to_owned(),
        "sign_in" => "signed in".to_owned(),
        "add_passkey" => format!("added a passkey to {account}"),
        "rename_passkey" => format!("renamed a passkey of {account}"),
        "remove_passkey" => format!("removed a passkey of {account}"),
        "remove_passkeys" => format!("removed all passkeys of {account}"),
        "refuse_passkey" => format!("used a passkey of {account} that may have been copied, and was refused"),
        "sign_out" => "signed out".to_owned(),
        "seed" | "plant" | "import" => format!("took in {record}"),
        "set_weekly_hours" => with_detail(format!("changed the weekly hours of {record}"), detail),
        "set_override" => with_detail(format!("changed the hours of a date of {record}"), detail),
        "add_time_off" => with_detail(format!("added time off of {record}"), detail),
        "remove_time_off" => with_detail(format!("took back time off of {record}"), detail),
        "add_closure" => with_detail(format!("closed {record} for a time"), detail),
        "remove_closure" => with_detail(format!("took back a closure of {record}"), detail),
        "create" => with_detail(format!("added {record}"), detail),
        "change" => with_detail(format!("changed {record}"), detail),
        "retire" => with_detail(format!("took {record} out of use"), detail),
        "restore" => with_detail(format!("took {record} into use again"), detail),
        "set_cap" => with_detail(format!("changed how many patients a day {record} has"), detail),
        other => with_detail(format!("{} {record}", words(other)), detail),
    }
}

/// "3 December 2026" of "2026-12-03"; other text as it is.
pub fn long_date(text: &str) -> String {
    match text.parse::<Date>() {
        Ok(date) => date.strftime("%-d %B %Y").to_string(),
        Err(_) => text.to_owned(),
    }
}

fn person(about: &About, told: Told) -> String {
    match (about, told) {
        (About::Person(_), Told::ToPatient) => "you".to_owned(),
        (About::Person(name) | About::Thing(name), _) => name.clone(),
        (About::Appointment(_), _) => record(about, told),
    }
}

fn account(about: &About, told: Told) -> String {
    match (about, told) {
        (About::Person(_), Told::ToPatient) => "your account".to_owned(),
        (About::Person(name), Told::ToAdministrator) => format!("the account of {name}"),
        _ => record(about, told),
    }
}

fn record(about: &About, told: Told) -> String {
    match about {
        About::Appointment(local_start) => {
            let whose = match told {
                Told::ToAdministrator => "the",
                Told::ToPatient => "your",
            };
            match local_start.split_once('T') {
                Some((date, time)) => format!("{whose} appointment of {}, {time}", long_date(date)),
                None => format!("{whose} appointment"),
            }
        }
        About::Person(_) => account(about, told),
        About::Thing(name) => name.clone(),
    }
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}

fn with_detail(sentence: String, detail: &str) -> String {
    if detail.is_empty() {
        sentence
    } else {
        format!("{sentence} ({detail})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deeds_are_sentences() {
        let visit = About::Appointment("2026-12-03T09:40".into());
        let pia = About::Person("Pia Hale".into());
        let room = About::Thing("the room Ultrasound 1".into());
        for (action, about, detail, administrator, patient) in [
            (
                "read_appointment",
                &visit,
                "",
                "opened the appointment of 3 December 2026, 09:40",
                "opened your appointment of 3 December 2026, 09:40",
            ),
            (
                "read_doctor_day",
                &pia,
                "2026-12-03",
                "looked at a doctor’s day, 3 December 2026, with Pia Hale on it",
                "looked at a doctor’s day, 3 December 2026, with you on it",
            ),
            (
                "read_found_patients",
                &pia,
                "",
                "found Pia Hale when looking for a patient",
                "found you when looking for a patient",
            ),
            (
                "create_account",
                &pia,
                "patient",
                "added the account of Pia Hale",
                "added your account",
            ),
            (
                "change_status",
                &visit,
                "no_show",
                "set the appointment of 3 December 2026, 09:40 to no show",
                "set your appointment of 3 December 2026, 09:40 to no show",
            ),
            (
                "retire",
                &room,
                "2 appointments",
                "took the room Ultrasound 1 out of use (2 appointments)",
                "took the room Ultrasound 1 out of use (2 appointments)",
            ),
        ] {
            assert_eq!(deed(action, about, detail, Told::ToAdministrator), administrator);
            assert_eq!(deed(action, about, detail, Told::ToPatient), patient);
        }
    }

    #[test]
    fn every_action_that_can_be_asked_for_has_words_of_its_own() {
        let about = About::Appointment("2026-12-03T09:40".into());
        for (action, label) in ACTIONS {
            let told = deed(action, &about, "", Told::ToAdministrator);
            assert!(!told.starts_with("read_") && !told.contains('_'), "{action}: {told}");
            assert!(label.chars().next().is_some_and(char::is_uppercase), "{label}");
        }
    }
}
