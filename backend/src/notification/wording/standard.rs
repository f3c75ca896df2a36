use std::{collections::HashMap, sync::LazyLock};

use domain::messages::Kind;

use super::Wording;

macro_rules! files {
    ($($kind:ident: $file:literal;)+) => {
        [$((Kind::$kind, include_str!(concat!("../../../templates/messages/", $file, ".txt"))),)+]
    };
}

static STANDARD: LazyLock<HashMap<Kind, Wording>> = LazyLock::new(|| {
    let files = files! {
        Booked: "appointment_booked";
        Requested: "appointment_requested";
        Accepted: "appointment_accepted";
        Rejected: "appointment_rejected";
        Lapsed: "appointment_lapsed";
        Moved: "appointment_moved";
        Cancelled: "appointment_cancelled";
        Missed: "appointment_missed";
        Reminder: "appointment_reminder";
        DoctorBooked: "doctor_booked";
        DoctorRequested: "doctor_requested";
        DoctorMoved: "doctor_moved";
        DoctorCancelled: "doctor_cancelled";
    };
    files.map(|(kind, text)| (kind, parse(text))).into()
});

/// The words that a kind of message has where nobody gave it others; `None` for kinds whose words are in the program.
pub(crate) fn standard(kind: Kind) -> Option<&'static Wording> {
    STANDARD.get(&kind)
}

/// A file has its parts below lines of "=== subject" and so on.
fn parse(text: &str) -> Wording {
    let mut wording = Wording::default();
    for section in text.split("=== ").skip(1) {
        let (name, rest) = section.split_once('\n').unwrap_or((section, ""));
        let part = rest.trim().to_owned();
        match name {
            "subject" => wording.subject = part,
            "heading" => wording.heading = part,
            "body" => wording.body = part,
            _ => wording.text_message = part,
        }
    }
    wording
}
