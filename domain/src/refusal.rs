//! Why a use case said no: the closed list that pages, islands and APIs show. No free text from below, no personal data.

use serde::{Deserialize, Serialize};

use crate::{account::AccountState, booking::FreeTime, booking::InvalidChange, slots::NotOffered};

/// The answer of a use case that did not do what was asked; nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Nobody is signed in, and this needs somebody.
    #[error("sign in first")]
    SignInFirst,
    /// The person is known and may not do this.
    #[error("not allowed")]
    Forbidden,
    /// It does not exist, or the person may not know that it does.
    #[error("not found")]
    NotFound,
    /// Fields that cannot be taken as they are.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// Somebody else has the time. The nearest free ones are offered instead.
    #[error("the time is taken")]
    SlotTaken(Vec<FreeTime>),
    /// The time is not one that can be booked at all.
    #[error("the time is not offered")]
    NotOffered(NotOffered),
    /// The ten minutes are over. The nearest free times are offered.
    #[error("the time is no longer held")]
    HoldExpired(Vec<FreeTime>),
    /// The patient has another appointment at that time.
    #[error("the patient has another appointment then")]
    PatientBusy,
    /// The patient has as many appointments as one may have.
    #[error("the patient has too many appointments")]
    PatientCap(PatientCap),
    /// It changed since it was read.
    #[error("changed by somebody else")]
    Stale,
    /// Too late to move or cancel online.
    #[error("too late to change online")]
    PastCutOff,
    /// The appointment is in a state that does not allow this.
    #[error(transparent)]
    InvalidChange(InvalidChange),
    /// The e-mail address or the password is wrong; it does not say which.
    #[error("wrong e-mail address or password")]
    WrongCredentials,
    /// The password is right and the account cannot be used: in which state it is, and what the clinic says about it to the
    /// person.
    #[error("the account cannot be used")]
    Barred { state: AccountState, reason: String },
    /// Nobody would be left to administer the clinic.
    #[error("the last administrator")]
    LastAdministrator,
    /// The account has appointments to come, which must be moved or cancelled first.
    #[error("appointments to come")]
    AppointmentsToCome { count: u32 },
    /// The code is wrong, too old or used up, or the passkey is not known, somebody else's or used wrongly; it does not say which.
    #[error("wrong or expired code or passkey")]
    WrongCode,
    /// The password is right, and the clinic wants the person's passkey.
    #[error("sign in with a passkey")]
    PasskeyNeeded,
    /// The password, and the second factor where there is one, was given too long ago for this.
    #[error("confirm who you are first")]
    ConfirmFirst,
    /// Too many tries.
    #[error("too many tries")]
    TooManyTries { retry_after_secs: u32 },
}

impl Refusal {
    /// The free times nearest to one that is lost; `None` when the refusal is about something else.
    pub fn nearest(&self) -> Option<&[FreeTime]> {
        match self {
            Self::SlotTaken(nearest) | Self::HoldExpired(nearest) => Some(nearest),
            _ => None,
        }
    }
}

/// How many appointments one patient may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PatientCap {
    /// Still to come.
    Open { most: u16 },
    /// On one local date.
    Day { most: u16 },
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: Field,
    pub fault: Fault,
}

impl FieldError {
    /// As the only fault of a form.
    pub fn alone(field: Field, fault: Fault) -> Refusal {
        Refusal::Invalid(vec![Self { field, fault }])
    }
}

/// The fields that people fill in; the name is the form's `name` and the input's `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    GivenName,
    FamilyName,
    BirthDate,
    Email,
    Phone,
    Password,
    OldPassword,
    Code,
    /// From the app of a second factor, or a recovery code.
    FactorCode,
    PasskeyName,
    Reason,
    CancelReason,
    RejectReason,
    OverrideReason,
    Start,
    Date,
    FirstDay,
    LastDay,
    FromTime,
    ToTime,
    AwayReason,
    BlockFrom,
    BlockTo,
    BlockReason,
    EmergencyReason,
    Patient,
    Profession,
    Specialty,
    Location,
    LicenceNumber,
    Qualifications,
    Languages,
    Photo,
    Places,
    StateReason,
    Gender,
    Language,
    Zone,
    Street,
    PostalCode,
    City,
    Country,
    Insurer,
    MemberNumber,
    InsuredUntil,
    ContactName,
    Relationship,
    ContactPhone,
    PreferredLocation,
    PreferredDoctor,
    Accessibility,
}

impl Field {
    /// As in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::BirthDate => "birth_date",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Password => "password",
            Self::OldPassword => "old_password",
            Self::Code => "code",
            Self::FactorCode => "factor_code",
            Self::PasskeyName => "passkey_name",
            Self::Reason => "reason",
            Self::CancelReason => "cancel_reason",
            Self::RejectReason => "reject_reason",
            Self::OverrideReason => "override_reason",
            Self::Start => "start",
            Self::Date => "date",
            Self::FirstDay => "first_day",
            Self::LastDay => "last_day",
            Self::FromTime => "from_time",
            Self::ToTime => "to_time",
            Self::AwayReason => "away_reason",
            Self::BlockFrom => "block_from",
            Self::BlockTo => "block_to",
            Self::BlockReason => "block_reason",
            Self::EmergencyReason => "emergency_reason",
            Self::Patient => "patient",
            Self::Profession => "profession",
            Self::Specialty => "specialty",
            Self::Location => "location",
            Self::LicenceNumber => "licence_number",
            Self::Qualifications => "qualifications",
            Self::Languages => "languages",
            Self::Photo => "photo",
            Self::Places => "places",
            Self::StateReason => "state_reason",
            Self::Gender => "gender",
            Self::Language => "language",
            Self::Zone => "zone",
            Self::Street => "street",
            Self::PostalCode => "postal_code",
            Self::City => "city",
            Self::Country => "country",
            Self::Insurer => "insurer",
            Self::MemberNumber => "member_number",
            Self::InsuredUntil => "insured_until",
            Self::ContactName => "contact_name",
            Self::Relationship => "relationship",
            Self::ContactPhone => "contact_phone",
            Self::PreferredLocation => "preferred_location",
            Self::PreferredDoctor => "preferred_doctor",
            Self::Accessibility => "accessibility",
        }
    }

    /// As in a sentence.
    const fn label(self) -> &'static str {
        match self {
            Self::GivenName => "first name",
            Self::FamilyName => "last name",
            Self::BirthDate => "date of birth",
            Self::Email => "e-mail address",
            Self::Phone => "phone number",
            Self::Password => "password",
            Self::OldPassword => "password",
            Self::Code => "6-digit code",
            Self::FactorCode => "code",
            Self::PasskeyName => "passkey’s name",
            Self::Reason => "reason for the visit",
            Self::Patient => "patient",
            Self::EmergencyReason
            | Self::CancelReason
            | Self::RejectReason
            | Self::OverrideReason
            | Self::AwayReason
            | Self::BlockReason
            | Self::StateReason => "reason",
            Self::Start => "time",
            Self::Date => "date",
            Self::FirstDay => "first day",
            Self::LastDay => "last day",
            Self::FromTime => "start time",
            Self::ToTime => "end time",
            Self::BlockFrom => "start",
            Self::BlockTo => "end",
            Self::Profession => "profession",
            Self::Specialty => "specialty",
            Self::Location => "location",
            Self::LicenceNumber => "licence number",
            Self::Qualifications => "qualifications",
            Self::Languages => "languages",
            Self::Photo => "photo",
            Self::Places => "places",
            Self::Gender => "gender",
            Self::Language => "language",
            Self::Zone => "time zone",
            Self::Street => "street and number",
            Self::PostalCode => "postal code",
            Self::City => "town or city",
            Self::Country => "country",
            Self::Insurer => "insurer",
            Self::MemberNumber => "member number",
            Self::InsuredUntil => "last day of the insurance",
            Self::ContactName => "contact’s name",
            Self::Relationship => "relationship",
            Self::ContactPhone => "contact’s phone number",
            Self::PreferredLocation => "location",
            Self::PreferredDoctor => "doctor",
            Self::Accessibility => "needs",
        }
    }
}

/// The ways a field can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Missing,
    TooShort {
        least: u16,
    },
    TooLong {
        most: u16,
    },
    Malformed,
    InFuture,
    TooOld,
    /// An end that is not after its start.
    BeforeStart,
    /// Longer or farther ahead than can be set.
    TooFar,
    /// A password that many people use, or a plain pattern.
    Common,
    /// A password that is the person's own name or address, or the clinic's.
    Personal,
    /// Not the one that is known.
    Wrong,
    /// Another has it. Never said to the public about an e-mail address.
    Taken,
    /// The one that it is already.
    Unchanged,
    /// Something else needs it as it is.
    InUse,
}

impl FieldError {
    /// What the person reads by the field: what is wrong and what to do.
    pub fn text(&self) -> String {
        let label = self.field.label();
        match (self.field, self.fault) {
            (Field::FirstDay, Fault::Missing) => "Enter the first day".into(),
            (Field::EmergencyReason, Fault::Missing) => "Enter why you need to see it now".into(),
            (Field::Patient, _) => "Choose the patient".into(),
            (Field::AwayReason, Fault::Missing) => "Enter why the place is closed".into(),
            (Field::FirstDay | Field::LastDay, Fault::Malformed) => "Enter a real date, like 2026-11-23".into(),
            (Field::FromTime | Field::ToTime, Fault::Malformed) => "Enter a time of day, like 09:00".into(),
            (Field::LastDay, Fault::BeforeStart) => "The last day must not be before the first".into(),
            (Field::ToTime, Fault::BeforeStart) => "The end must be after the start".into(),
            (Field::LastDay, Fault::TooFar) => "At most two years at a time".into(),
            (Field::Date | Field::FirstDay | Field::LastDay, Fault::TooOld) => "Choose today or a later day".into(),
            (
                Field::Profession
                | Field::Specialty
                | Field::Location
                | Field::Gender
                | Field::Language
                | Field::Zone
                | Field::PreferredLocation
                | Field::PreferredDoctor,
                Fault::Missing | Fault::Malformed,
            ) => {
                format!("Choose a {label}")
            }
            (Field::StateReason, Fault::Missing) => "Enter the reason: the person reads it".into(),
            (Field::ContactName | Field::ContactPhone, Fault::Missing) => format!("Enter the {label}"),
            (Field::Places, _) => "Choose only from the places listed".into(),
            (Field::Photo, Fault::Missing) => "Choose a picture".into(),
            (Field::Photo, _) => {
                "Choose a JPEG, PNG or WebP picture, at least 96 pixels wide and high, of 5 MB at most".into()
            }
            (_, Fault::Missing) => {
                format!("Enter your {label}").replace("your reason for the visit", "the reason for your visit")
            }
            (_, Fault::TooShort { least }) => format!("Your {label} must have at least {least} characters"),
            (_, Fault::TooLong { most }) => format!("Your {label} must have at most {most} characters"),
            (Field::Email, Fault::Malformed) => "Enter an e-mail address like name@example.com".into(),
            (Field::Phone | Field::ContactPhone, Fault::Malformed) => {
                "Enter a phone number with its country code, like +44 20 7946 0958".into()
            }
            (Field::BirthDate, Fault::Malformed) => "Enter a real date of birth, like 27 3 1984".into(),
            (Field::BirthDate, Fault::InFuture) => "Your date of birth must be in the past".into(),
            (Field::BirthDate, Fault::TooOld) => "Check the year of your date of birth".into(),
            (Field::InsuredUntil, Fault::Malformed) => "Enter a real date, like 2027-12-31".into(),
            (_, Fault::Unchanged) => format!("This is your {label} already"),
            (Field::Specialty, Fault::InUse) => {
                "Services of the present specialty are given: take them from the doctor first".into()
            }
            (_, Fault::InUse) => format!("The {label} cannot change while it is in use"),
            (_, Fault::Taken) => format!("Another account has this {label}"),
            (_, Fault::Common) => {
                "Many people use this password. Choose another, such as a few words of your own".into()
            }
            (_, Fault::Personal) => "Do not use your name, your address or the clinic’s as the password".into(),
            (Field::FactorCode, Fault::Malformed | Fault::Wrong) => {
                "This code does not work. Enter the newest one from your app, or a recovery code".into()
            }
            (_, Fault::Wrong) => format!("This is not your {label}"),
            (Field::Code, Fault::Malformed) => "Enter the 6 digits from the message".into(),
            (_, Fault::Malformed | Fault::InFuture | Fault::TooOld | Fault::BeforeStart | Fault::TooFar) => {
                format!("Check your {label}")
            }
        }
    }
}
