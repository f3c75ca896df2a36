//! Identifiers: a UUID each, told apart by the compiler.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(out)
            }
        }
    )+};
}

ids! {
    /// Somebody who signs in: patient, doctor, support or administrator.
    AccountId;
    /// A visit, from its hold to its end.
    AppointmentId;
    /// A person who sees patients (FHIR Practitioner).
    DoctorId;
    /// A place with an address and a time zone (FHIR Location).
    LocationId;
    /// A room of a location.
    RoomId;
    /// The hours of one doctor at one location (FHIR Schedule).
    ScheduleId;
    /// What can be booked: a kind of visit with its length and rules (FHIR HealthcareService).
    ServiceId;
    /// A field of medicine.
    SpecialtyId;
    /// When a location is closed.
    ClosureId;
    /// When a doctor is away.
    TimeOffId;
    /// One look into a patient's appointments in an emergency.
    EmergencyId;
    /// A browser that is signed in.
    SessionId;
    /// A passkey of an account.
    PasskeyId;
    /// A message to somebody.
    MessageId;
}
