macro_rules! kinds {
    ($($kind:ident, $name:literal, $label:literal;)+) => {
        /// What a message is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Kind {
            $(#[doc = $label] $kind,)+
        }

        impl Kind {
            pub const ALL: &[Self] = &[$(Self::$kind,)+];

            /// As stored.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$kind => $name,)+
                }
            }

            /// In words.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$kind => $label,)+
                }
            }

            /// From its stored name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$kind),)+
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    Booked, "appointment_booked", "Appointment booked";
    Requested, "appointment_requested", "Appointment requested";
    Accepted, "appointment_accepted", "Request accepted";
    Rejected, "appointment_rejected", "Request rejected";
    Lapsed, "appointment_lapsed", "Request not answered in time";
    Moved, "appointment_moved", "Appointment moved";
    Cancelled, "appointment_cancelled", "Appointment cancelled";
    Missed, "appointment_missed", "Appointment missed";
    Reminder, "appointment_reminder", "Reminder";
    DoctorBooked, "doctor_booked", "To the doctor: booked";
    DoctorRequested, "doctor_requested", "To the doctor: requested";
    DoctorMoved, "doctor_moved", "To the doctor: moved";
    DoctorCancelled, "doctor_cancelled", "To the doctor: cancelled";
    DailyList, "doctor_daily_list", "To the doctor: the next day";
    RegistrationCode, "registration_code", "Code to confirm an address";
    PhoneCode, "phone_code", "Code to confirm a number";
    AlreadyRegistered, "already_registered", "Already registered";
    AccountApproved, "account_approved", "Account approved";
    AccountRejected, "account_rejected", "Account not approved";
    Invitation, "account_invitation", "Invitation to an account";
    PasswordReset, "password_reset", "Link for a new password";
    NoAccount, "no_account", "No account to reset";
    Security, "security", "Change in signing in";
    ContactCode, "contact_code", "Code for another address";
    ContactTaken, "contact_taken", "Address of another account";
    ContactChanged, "contact_changed", "Address or number changed";
    RegistrationWaiting, "registration_waiting", "Account waits for approval";
    DeliveryFailed, "delivery_failed", "Message not delivered";
    EmergencyToPatient, "emergency_to_patient", "Emergency access, to the patient";
    EmergencyToAdministrator, "emergency_to_administrator", "Emergency access, to administrators";
    Test, "template_test", "Test of the words of a message";
}

impl Kind {
    /// Whether what it says opens something, so that nobody else reads it and it is not kept once it is sent.
    pub const fn is_secret(self) -> bool {
        matches!(
            self,
            Self::RegistrationCode | Self::PhoneCode | Self::ContactCode | Self::Invitation | Self::PasswordReset
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_name_and_a_label_of_its_own() {
        for (number, kind) in Kind::ALL.iter().enumerate() {
            assert_eq!(Kind::from_name(kind.name()), Some(*kind));
            let is_known = |other: &&Kind| other.name() == kind.name() || other.label() == kind.label();
            assert!(!Kind::ALL[..number].iter().any(|other| is_known(&other)), "{kind:?}");
        }
        assert_eq!(Kind::from_name("made up"), None);
    }
}
