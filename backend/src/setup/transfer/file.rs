use serde::{Deserialize, Serialize};

/// What the file says it is.
pub(super) const FORMAT: &str = "mediconnect-clinic";
pub(super) const VERSION: u16 = 1;

/// A clinic. Dates are "2026-11-23", times of day "09:00" up to "24:00", instants RFC 3339 with an offset; lengths are
/// minutes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ClinicFile {
    /// "mediconnect-clinic"
    pub format: String,
    /// 1
    pub version: u16,
    #[serde(default)]
    pub locations: Vec<Location>,
    #[serde(default)]
    pub specialties: Vec<Specialty>,
    #[serde(default)]
    pub services: Vec<Service>,
    #[serde(default)]
    pub doctors: Vec<Doctor>,
    #[serde(default)]
    pub patients: Vec<Patient>,
    #[serde(default)]
    pub appointments: Vec<Appointment>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Location {
    /// In addresses: small letters, digits and hyphens.
    pub slug: String,
    pub name: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    pub phone: String,
    /// IANA name: "Europe/London"
    pub zone: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<Room>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Absence>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Room {
    /// Of its own within the location: "Room 4"
    pub name: String,
    /// What services ask for: "Ultrasound"
    pub kind: String,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub is_active: bool,
}

/// From an instant up to another, not included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Absence {
    pub from: String,
    pub to: String,
    #[serde(default)]
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Specialty {
    pub slug: String,
    pub name: String,
    /// In plain words: "Skin, hair and nails".
    pub summary: String,
    /// "dermatologist"
    pub practitioner: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Of its own in this file; a UUID is kept as the service's identifier.
    pub id: String,
    /// A specialty's slug.
    pub specialty: String,
    pub name: String,
    pub duration_minutes: i64,
    /// What patients can choose instead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lengths: Vec<Length>,
    /// From one start to the next; the length where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_minutes: Option<i64>,
    #[serde(default)]
    pub buffer_before_minutes: i64,
    #[serde(default)]
    pub buffer_after_minutes: i64,
    #[serde(default)]
    pub notice_minutes: i64,
    pub horizon_days: i64,
    pub cut_off_minutes: i64,
    #[serde(default)]
    pub restart_after_busy: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    #[serde(default)]
    pub is_video: bool,
    #[serde(default)]
    pub needs_approval: bool,
    #[serde(default = "two_days")]
    pub request_lapse_minutes: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_per_day: Option<i64>,
    /// The kind of room that it needs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room_kind: Option<String>,
    /// By mail a week and a day before and by text message a day before, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminders: Option<Vec<Reminder>>,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub is_active: bool,
}

/// A reminder that patients get.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reminder {
    /// "email" or "sms".
    pub channel: String,
    /// 168, 72, 48, 24 or 2.
    pub hours_before: u16,
}

/// A length to choose instead of the service's own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Length {
    pub duration_minutes: i64,
    /// In minor units of the service's currency, where it is not the service's price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price_minor: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// In minor units (cents).
    pub minor: i64,
    /// ISO 4217: "GBP"
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Doctor {
    pub slug: String,
    #[serde(default)]
    pub title: String,
    pub given_name: String,
    pub family_name: String,
    /// A specialty's slug.
    pub specialty: String,
    #[serde(default)]
    pub languages: Vec<String>,
    #[serde(default)]
    pub qualifications: String,
    #[serde(default)]
    pub about: String,
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub is_active: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cap_per_day: Option<i64>,
    /// Of the account that they sign in with; it is made without a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// A JPEG, PNG or WebP picture as base64 (RFC 4648), at least 96 pixels a side and at most 5 MB; kept with the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub time_off: Vec<Absence>,
    pub schedules: Vec<Schedule>,
}

/// Where a doctor works, what they give there and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// A location's slug.
    pub location: String,
    /// In the order they are shown.
    pub services: Vec<Given>,
    #[serde(default)]
    pub hours: Vec<Hours>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub overrides: Vec<Override>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// A service's id.
    pub service: String,
    /// With this doctor, where it is not the service's; then it is the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_minutes: Option<i64>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// 1 for Monday to 7 for Sunday.
    pub weekday: u8,
    pub from: String,
    /// At or before `from`, it is on the next date.
    pub to: String,
}

/// An end at or before the start is on the next date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    pub from: String,
    pub to: String,
}

/// The hours of one date instead of the weekly ones; without windows it is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Override {
    pub date: String,
    #[serde(default)]
    pub windows: Vec<Window>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Patient {
    /// Of its own in this file; a UUID is kept as the account's identifier.
    pub id: String,
    pub given_name: String,
    pub family_name: String,
    /// Of the account that they sign in with; it is made without a password.
    pub email: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Unless the account can be used: "pending", "rejected", "suspended", "deleted".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// Why, for the patient to read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    /// What the patient told about themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Profile>,
}

/// Empty where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// FHIR R4: "female", "male", "other" or "unknown"
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gender: String,
    /// BCP 47: "de"
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// IANA name: "Europe/London"
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub zone: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub street: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub postal_code: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub city: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub insurer: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub member_number: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub insured_until: String,
    /// Whom to call in an emergency.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact_name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub relationship: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub contact_phone: String,
    /// A location's slug.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preferred_location: String,
    /// A doctor's slug.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub preferred_doctor: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub accessibility: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "testing", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// Of its own in this file; a UUID is kept as the appointment's identifier.
    pub id: String,
    /// A patient's id.
    pub patient: String,
    /// A doctor's slug.
    pub doctor: String,
    /// A location's slug.
    pub location: String,
    /// A service's id.
    pub service: String,
    pub start: String,
    pub duration_minutes: i64,
    #[serde(default)]
    pub buffer_before_minutes: i64,
    #[serde(default)]
    pub buffer_after_minutes: i64,
    /// "requested", "confirmed", "arrived", "in_progress", "completed", "cancelled", "rejected" or "no_show"
    pub status: String,
    /// Why the patient comes.
    pub reason: String,
    /// Why it was cancelled or rejected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_reason: Option<String>,
    /// Why the clinic cancelled it, as its messages say: "doctor_unavailable", "location_closed", "hours_changed", "equipment" or
    /// "patient_asked"
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_code: Option<String>,
    /// Why it stands beside another visit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub overbook_reason: Option<String>,
    /// What was agreed; where absent, no price was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
    /// A room's name at the location.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// Until when a request is answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_lapses_at: Option<String>,
    /// When the patient said that they will come at this time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attendance_confirmed_at: Option<String>,
    pub created_at: String,
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
const fn is_yes(value: &bool) -> bool {
    *value
}

const fn two_days() -> i64 {
    48 * 60
}
