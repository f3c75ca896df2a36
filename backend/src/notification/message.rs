use std::fmt;

use domain::{
    access::Actor,
    account::{Contact, EmailAddress, Role},
    booking::{AppointmentView, CancelCode, Status, VisitTime},
    messages::{Channel, Kind},
    time::Instant,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Visit, Wording};
use crate::Token;

/// Something to tell one person.
pub enum Message {
    /// The code that proves an address.
    Code(CodeNotice),
    /// The code that proves a phone number.
    PhoneCode {
        /// "+442079460111"
        recipient: String,
        code: String,
        /// Of this message.
        cause: String,
    },
    /// Somebody registered with an address that has an account.
    AlreadyRegistered {
        recipient: EmailAddress,
        registration_hash: String,
        number: i64,
    },
    /// A link for a new password; without a token the address has no account.
    PasswordReset {
        recipient: EmailAddress,
        reset_hash: String,
        token: Option<String>,
    },
    /// Something changed about how somebody signs in.
    Security {
        recipient: String,
        change: SecurityChange,
        /// Of this message.
        id: Uuid,
    },
    /// The code that proves an e-mail address that somebody wants instead of theirs.
    ContactCode {
        recipient: EmailAddress,
        code: String,
        /// Of this message.
        cause: String,
    },
    /// Somebody wants the address of another account instead of theirs; its owner is told.
    ContactTaken {
        recipient: EmailAddress,
        /// Of this message.
        cause: String,
    },
    ContactChanged(ContactNotice),
    /// Somebody looked into a patient's appointments in an emergency.
    Emergency(EmergencyNotice),
    /// A link to set the first password.
    Invitation {
        recipient: EmailAddress,
        token: Token,
        token_hash: String,
    },
}

/// What changed about how somebody signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecurityChange {
    Password,
    FactorAdded,
    FactorRemoved,
    RecoveryCodeUsed,
    RecoveryCodesRenewed,
    PasskeyAdded,
    PasskeyRemoved,
    /// A passkey was used whose count did not rise.
    PasskeyCopied,
}

/// Another e-mail address or phone number stands in an account; goes to the old one, or to the new one.
pub struct ContactNotice {
    pub channel: Channel,
    pub recipient: String,
    /// Of this message.
    pub id: Uuid,
    pub change: ContactChanged,
}

/// What is said of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactChanged {
    pub what: Contact,
    pub by: Changer,
    /// It is the new contact that is told.
    pub is_new: bool,
    /// Of the clinic.
    pub phone: Option<String>,
}

/// Who changed something of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changer {
    Person,
    Clinic,
}

/// A code for somebody who registers. Carries no name: whoever registers could write to strangers with it.
pub struct CodeNotice {
    pub recipient: EmailAddress,
    pub code: String,
    pub registration_hash: String,
    /// Rises with each code of a registration.
    pub number: i64,
}

/// Who looked and when, for one of those who are told.
pub struct EmergencyNotice {
    /// Of the access.
    pub emergency: Uuid,
    /// Of the one who is told.
    pub account: Uuid,
    pub reader: EmergencyReader,
    pub name: String,
    pub recipient: String,
    /// "Ada Moreno (doctor)"
    pub by: String,
    pub when: String,
    /// Of the clinic.
    pub phone: Option<String>,
}

/// Who is told of an emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmergencyReader {
    Patient,
    Administrator,
}

/// What happened to an appointment.
#[derive(Clone, Debug)]
pub struct AppointmentNotice {
    pub kind: NoticeKind,
    /// After what happened. What people typed about it, its specialty and service are left out of what is sent and stored.
    pub view: AppointmentView,
    /// Rises with each notice about an appointment, as its version does.
    pub sequence: i64,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeKind {
    Booked,
    /// The clinic has to accept it first.
    Requested,
    /// Its patient picked another time, which the clinic has to accept first.
    RequestedAnew {
        from: VisitTime,
        /// It was an appointment until now, and stands in a calendar.
        was_confirmed: bool,
    },
    Accepted,
    Rejected,
    /// Nobody answered the request in time.
    Lapsed,
    /// One that is still a request is one afterwards.
    Moved {
        from: VisitTime,
        /// Whose it was, where that is another doctor.
        old_doctor: Option<String>,
    },
    Cancelled {
        /// Whoever cancelled wrote why, which stands on the page alone.
        has_note: bool,
        /// It waited to be accepted, and stands in no calendar.
        was_request: bool,
    },
    /// The patient did not come.
    Missed,
}

/// What a doctor is told of an appointment with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DoctorEvent {
    Booked,
    Requested,
    /// A request, or an appointment that is one again, has another time.
    RequestedAnew {
        from: VisitTime,
    },
    Moved {
        from: VisitTime,
    },
    Cancelled {
        by: Canceller,
        /// It takes place with another doctor.
        #[serde(default)]
        is_given_away: bool,
    },
}

/// A message as stored until it is sent: all that it says, so that a later change does not alter it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Content {
    Code {
        code: String,
    },
    PhoneCode {
        code: String,
    },
    AlreadyRegistered,
    AccountApproved {
        is_staff: bool,
    },
    AccountRejected {
        reason: String,
    },
    Invitation {
        token: String,
    },
    PasswordReset {
        token: String,
    },
    NoAccount,
    Security {
        change: SecurityChange,
    },
    ContactCode {
        code: String,
    },
    ContactTaken,
    ContactChanged(ContactChanged),
    Booked {
        visit: Visit,
        sequence: i64,
    },
    Requested {
        visit: Visit,
        /// "Sunday 22 November 2026, 14:20"
        answer_until: Option<String>,
        /// Before it was moved.
        #[serde(default)]
        from: Option<VisitTime>,
        /// Of what takes the old time out of the calendar, where it was an appointment until now.
        #[serde(default)]
        removal: Option<i64>,
    },
    Accepted {
        visit: Visit,
        sequence: i64,
    },
    Rejected {
        visit: Visit,
    },
    Lapsed {
        visit: Visit,
    },
    Moved {
        visit: Visit,
        from: VisitTime,
        /// Whose it was, where that is another doctor.
        #[serde(default)]
        old_doctor: Option<String>,
        /// It waits to be accepted, before and after.
        #[serde(default)]
        is_request: bool,
        sequence: i64,
    },
    Cancelled {
        visit: Visit,
        by: Canceller,
        /// Of the clinic, as `has_note`. Messages that were written before it was said have none.
        #[serde(default)]
        code: Option<CancelCode>,
        /// The clinic wrote something about it, which stands on the page alone.
        #[serde(default)]
        has_note: bool,
        /// It waited to be accepted, and stands in no calendar.
        #[serde(default)]
        was_request: bool,
        sequence: i64,
    },
    /// The patient did not come.
    Missed {
        visit: Visit,
    },
    /// Of one visit, or of several on one day.
    Reminder {
        visits: Vec<Visit>,
    },
    ToDoctor {
        event: DoctorEvent,
        visit: Visit,
    },
    DailyList {
        /// "Tuesday 24 November 2026"
        date: String,
        visits: Vec<Visit>,
    },
    RegistrationWaiting {
        is_staff: bool,
    },
    DeliveryFailed,
    EmergencyToPatient(EmergencyLetter),
    EmergencyToAdministrator(EmergencyLetter),
    /// Words tried by the administrator who writes them.
    Test {
        /// The kind of message.
        of: String,
        wording: Wording,
    },
}

#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct EmergencyLetter {
    /// Of the one who is told.
    pub name: String,
    pub by: String,
    pub when: String,
    pub phone: Option<String>,
}

/// Whether what a message of a stored kind says is not kept once it is sent, and is nobody else's to read.
pub(crate) fn is_secret(kind: &str) -> bool {
    Kind::from_name(kind).is_none_or(Kind::is_secret)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Canceller {
    Patient,
    Clinic,
}

impl Content {
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Code { .. } => Kind::RegistrationCode,
            Self::PhoneCode { .. } => Kind::PhoneCode,
            Self::AlreadyRegistered => Kind::AlreadyRegistered,
            Self::AccountApproved { .. } => Kind::AccountApproved,
            Self::AccountRejected { .. } => Kind::AccountRejected,
            Self::Invitation { .. } => Kind::Invitation,
            Self::PasswordReset { .. } => Kind::PasswordReset,
            Self::NoAccount => Kind::NoAccount,
            Self::Security { .. } => Kind::Security,
            Self::ContactCode { .. } => Kind::ContactCode,
            Self::ContactTaken => Kind::ContactTaken,
            Self::ContactChanged(_) => Kind::ContactChanged,
            Self::Booked { .. } => Kind::Booked,
            Self::Requested { .. } => Kind::Requested,
            Self::Accepted { .. } => Kind::Accepted,
            Self::Rejected { .. } => Kind::Rejected,
            Self::Lapsed { .. } => Kind::Lapsed,
            Self::Moved { .. } => Kind::Moved,
            Self::Cancelled { .. } => Kind::Cancelled,
            Self::Missed { .. } => Kind::Missed,
            Self::Reminder { .. } => Kind::Reminder,
            Self::ToDoctor { event, .. } => match event {
                DoctorEvent::Booked => Kind::DoctorBooked,
                DoctorEvent::Requested | DoctorEvent::RequestedAnew { .. } => Kind::DoctorRequested,
                DoctorEvent::Moved { .. } => Kind::DoctorMoved,
                DoctorEvent::Cancelled { .. } => Kind::DoctorCancelled,
            },
            Self::DailyList { .. } => Kind::DailyList,
            Self::RegistrationWaiting { .. } => Kind::RegistrationWaiting,
            Self::DeliveryFailed => Kind::DeliveryFailed,
            Self::EmergencyToPatient(_) => Kind::EmergencyToPatient,
            Self::EmergencyToAdministrator(_) => Kind::EmergencyToAdministrator,
            Self::Test { .. } => Kind::Test,
        }
    }

    pub fn of_emergency(notice: EmergencyNotice) -> Self {
        let letter = EmergencyLetter {
            name: notice.name,
            by: notice.by,
            when: notice.when,
            phone: notice.phone,
        };
        match notice.reader {
            EmergencyReader::Patient => Self::EmergencyToPatient(letter),
            EmergencyReader::Administrator => Self::EmergencyToAdministrator(letter),
        }
    }

    /// For the patient.
    pub fn of_appointment(notice: &AppointmentNotice, actor: &Actor, now: Instant) -> Self {
        let (visit, sequence) = (Visit::new(&notice.view, now), notice.sequence);
        match &notice.kind {
            NoticeKind::Booked => Self::Booked { visit, sequence },
            NoticeKind::Requested => Self::Requested {
                visit,
                answer_until: notice.view.answer_until.clone(),
                from: None,
                removal: None,
            },
            NoticeKind::RequestedAnew { from, was_confirmed } => Self::Requested {
                visit,
                answer_until: notice.view.answer_until.clone(),
                from: Some(from.clone()),
                removal: was_confirmed.then_some(sequence),
            },
            NoticeKind::Accepted => Self::Accepted { visit, sequence },
            NoticeKind::Rejected => Self::Rejected { visit },
            NoticeKind::Lapsed => Self::Lapsed { visit },
            NoticeKind::Moved { from, old_doctor } => Self::Moved {
                visit,
                from: from.clone(),
                old_doctor: old_doctor.clone(),
                is_request: notice.view.status == Status::Requested,
                sequence,
            },
            NoticeKind::Cancelled { has_note, was_request } => {
                let by = Canceller::from(actor);
                Self::Cancelled {
                    visit,
                    by,
                    code: notice.view.cancel_code,
                    has_note: *has_note && by == Canceller::Clinic,
                    was_request: *was_request,
                    sequence,
                }
            }
            NoticeKind::Missed => Self::Missed { visit },
        }
    }

    /// For the doctor whose it is, who is not told of what was decided for them or by the clock. What comes from another doctor is new to them.
    pub fn for_doctor(notice: &AppointmentNotice, actor: &Actor, now: Instant) -> Option<Self> {
        let event = match &notice.kind {
            NoticeKind::Booked | NoticeKind::Accepted => DoctorEvent::Booked,
            NoticeKind::Requested => DoctorEvent::Requested,
            NoticeKind::RequestedAnew { from, .. } => DoctorEvent::RequestedAnew { from: from.clone() },
            NoticeKind::Moved { from, old_doctor } => {
                let is_request = notice.view.status == Status::Requested;
                match (old_doctor, is_request) {
                    (None, false) => DoctorEvent::Moved { from: from.clone() },
                    (None, true) => DoctorEvent::RequestedAnew { from: from.clone() },
                    (Some(_), false) => DoctorEvent::Booked,
                    (Some(_), true) => DoctorEvent::Requested,
                }
            }
            NoticeKind::Cancelled { .. } => DoctorEvent::Cancelled {
                by: Canceller::from(actor),
                is_given_away: false,
            },
            NoticeKind::Rejected | NoticeKind::Lapsed | NoticeKind::Missed => return None,
        };
        let visit = Visit::new(&notice.view, now);
        Some(Self::ToDoctor { event, visit })
    }

    /// For the doctor whose it was, with `view` as it was.
    pub fn for_old_doctor(view: &AppointmentView, actor: &Actor, now: Instant) -> Self {
        let event = DoctorEvent::Cancelled {
            by: Canceller::from(actor),
            is_given_away: true,
        };
        let visit = Visit::new(view, now);
        Self::ToDoctor { event, visit }
    }
}

/// How long a missed visit can be taken back before the patient is told.
const MISSED_MINUTES: i64 = 30;

impl AppointmentNotice {
    /// When the messages go out.
    pub(crate) fn due(&self, now: Instant) -> Instant {
        match self.kind {
            NoticeKind::Missed => now.plus_minutes(MISSED_MINUTES),
            _ => now,
        }
    }
}

impl From<&Actor> for Canceller {
    fn from(actor: &Actor) -> Self {
        if actor.role() == Some(Role::Patient) {
            Self::Patient
        } else {
            Self::Clinic
        }
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self {
            Self::Code(_) => "Code",
            Self::PhoneCode { .. } => "PhoneCode",
            Self::AlreadyRegistered { .. } => "AlreadyRegistered",
            Self::PasswordReset { .. } => "PasswordReset",
            Self::Security { .. } => "Security",
            Self::ContactCode { .. } => "ContactCode",
            Self::ContactTaken { .. } => "ContactTaken",
            Self::ContactChanged(_) => "ContactChanged",
            Self::Emergency(_) => "Emergency",
            Self::Invitation { .. } => "Invitation",
        };
        write!(out, "Message::{kind}(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notification::samples;

    /// What waits in the outbox, and stands behind the bell, was written by an older program.
    #[test]
    fn messages_that_know_less_are_read() {
        let newer = [
            "old_doctor",
            "is_request",
            "was_request",
            "from",
            "removal",
            "is_given_away",
            "is_video",
            "changes_end",
        ];
        for kind in [Kind::Moved, Kind::Cancelled, Kind::Requested, Kind::DoctorCancelled] {
            for sample in samples(kind) {
                let mut stored = serde_json::to_value(&sample.content).unwrap_or_default();
                forget(&mut stored, kind, &newer);
                assert!(serde_json::from_value::<Content>(stored).is_ok(), "{kind:?}");
            }
        }
        let request = serde_json::json!("requested");
        assert!(serde_json::from_value::<DoctorEvent>(request).is_ok());
    }

    /// A move always had its old time.
    fn forget(value: &mut serde_json::Value, kind: Kind, names: &[&str]) {
        let Some(map) = value.as_object_mut() else { return };
        map.retain(|name, _| !names.contains(&name.as_str()) || (kind == Kind::Moved && name == "from"));
        for inner in map.values_mut() {
            // The time of a visit has a "from", too.
            if inner.get("iso_date").is_none() {
                forget(inner, kind, names);
            }
        }
    }
}
