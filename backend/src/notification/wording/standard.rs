use std::{collections::HashMap, sync::LazyLock};

use domain::messages::Kind;

use super::{Part, Wording};

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
        DailyList: "doctor_daily_list";
        RegistrationCode: "registration_code";
        PhoneCode: "phone_code";
        ContactCode: "contact_code";
        AccountApproved: "account_approved";
        AccountRejected: "account_rejected";
        RegistrationWaiting: "registration_waiting";
        DeliveryFailed: "delivery_failed";
    };
    files.map(|(kind, text)| (kind, parse(text))).into()
});

/// The words that a kind of message has where nobody gave it others; `None` for kinds whose words are in the program.
pub(crate) fn standard(kind: Kind) -> Option<&'static Wording> {
    STANDARD.get(&kind)
}

/// The parts that messages of a kind have; none for kinds whose words are in the program.
pub(crate) fn parts(kind: Kind) -> Vec<Part> {
    Part::ALL.into_iter().filter(|part| has_part(kind, *part)).collect()
}

/// Whether messages of a kind have this part, in words that can be changed.
pub(crate) fn has_part(kind: Kind, part: Part) -> bool {
    standard(kind).is_some_and(|standard| !standard.part(part).is_empty())
}

/// A file has those parts that its kind of message goes out with, below lines of "=== subject" and so on.
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
