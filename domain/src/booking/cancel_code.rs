use serde::{Deserialize, Serialize};

/// Why the clinic cancels, as far as a message says it: nothing of the patient's, and so nothing medical. The `cancelationReason` of an
/// Appointment in FHIR.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelCode {
    DoctorUnavailable,
    LocationClosed,
    HoursChanged,
    /// A room or a device cannot be used.
    Equipment,
    PatientAsked,
}

impl CancelCode {
    pub const ALL: [Self; 5] = [
        Self::DoctorUnavailable,
        Self::LocationClosed,
        Self::HoursChanged,
        Self::Equipment,
        Self::PatientAsked,
    ];

    /// As stored and as a form sends it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DoctorUnavailable => "doctor_unavailable",
            Self::LocationClosed => "location_closed",
            Self::HoursChanged => "hours_changed",
            Self::Equipment => "equipment",
            Self::PatientAsked => "patient_asked",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.name() == name)
    }

    /// On pages, which patients and staff read.
    pub const fn label(self) -> &'static str {
        match self {
            Self::DoctorUnavailable => "The doctor is not available",
            Self::LocationClosed => "The place is closed",
            Self::HoursChanged => "The hours have changed",
            Self::Equipment => "A room or a device is not available",
            Self::PatientAsked => "At the patient\u{2019}s request",
        }
    }

    /// To the patient, after "Reason: ".
    pub const fn to_patient(self) -> &'static str {
        match self {
            Self::DoctorUnavailable => "the doctor is not available",
            Self::LocationClosed => "the place is closed",
            Self::HoursChanged => "the hours have changed",
            Self::Equipment => "a room or a device is not available",
            Self::PatientAsked => "you asked us to",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_found_by_its_stored_name() {
        for code in CancelCode::ALL {
            assert_eq!(CancelCode::from_name(code.name()), Some(code));
            let stored = serde_json::to_value(code).unwrap();
            assert_eq!(stored, code.name());
        }
        assert_eq!(CancelCode::from_name("The place is closed"), None);
    }
}
