macro_rules! deeds {
    ($($deed:ident, $name:literal, $label:literal;)+) => {
        /// What somebody did. All that can be done, seen and refused is here, with words: nothing else can be recorded.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Deed {
            $(#[doc = $label] $deed,)+
        }

        impl Deed {
            /// Those that are read first, then those that are refused.
            pub const ALL: &[Self] = &[$(Self::$deed,)+];

            /// As the rows have it.
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$deed => $name,)+
                }
            }

            /// To choose it from a list.
            pub const fn label(self) -> &'static str {
                match self {
                    $(Self::$deed => $label,)+
                }
            }

            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $($name => Some(Self::$deed),)+
                    _ => None,
                }
            }
        }
    };
}

deeds! {
    ReadAppointment, "read_appointment", "Opened an appointment";
    ReadCalendarFile, "read_calendar_file", "Saved a calendar file";
    ReadDoctorDay, "read_doctor_day", "Saw a doctor’s day";
    ReadDoctorWeek, "read_doctor_week", "Saw a doctor’s week";
    ReadDeskDay, "read_desk_day", "Saw the front desk’s day";
    ReadRequests, "read_requests", "Saw the requests";
    ReadList, "read_list", "Saw the list of appointments";
    ReadOwnList, "read_own_list", "Saw their own appointments";
    ReadFoundPatients, "read_found_patients", "Looked for a patient";
    ReadNamedPatient, "read_named_patient", "Looked for a patient in an emergency";
    ReadPatient, "read_patient", "Opened a patient’s details";
    ReadAccounts, "read_accounts", "Saw the list of accounts";
    ReadAccount, "read_account", "Opened an account";
    ReadConflicts, "read_conflicts", "Saw what a change hits";
    ReadMessages, "read_messages", "Saw the list of messages";
    ReadMessage, "read_message", "Opened a message";
    ReadExport, "read_export", "Exported the clinic";
    ReadTrail, "read_trail", "Read the audit trail";
    ReadAccessLog, "read_access_log", "Saw who saw their data";
    ReadOwnProfile, "read_own_profile", "Saw their own details";
    ReadOwnMessages, "read_own_messages", "Saw what they were told";
    ReadEmergencies, "read_emergencies", "Saw who took emergency access";

    RefusedSignIn, "refused_sign_in", "Was refused signing in";
    RefusedProof, "refused_proof", "Gave a wrong password or code";
    RefusedPasskey, "refused_passkey", "Used a passkey that may have been copied";
    RefusedAccess, "refused_access", "Was refused access";
    RefusedTries, "refused_tries", "Tried too often";

    Book, "book", "Booked";
    BookFor, "book_for", "Booked for a patient";
    Reschedule, "reschedule", "Moved an appointment";
    Cancel, "cancel", "Cancelled an appointment";
    ChangeStatus, "change_status", "Noted how a visit went";
    Decide, "decide", "Answered a request";
    Lapse, "lapse", "Let a request lapse";
    GiveRoom, "give_room", "Gave a room";
    SayComing, "say_coming", "Said that they will come";

    EmergencyOpen, "emergency_open", "Took emergency access";
    EmergencyRead, "emergency_read", "Read in an emergency";
    EmergencyEnd, "emergency_end", "Ended emergency access";

    SignIn, "sign_in", "Signed in";
    SignOut, "sign_out", "Signed out";
    EndSession, "end_session", "Signed a browser out";
    ConfirmIdentity, "confirm_identity", "Gave the password again";
    ChangePassword, "change_password", "Changed their password";
    AddSecondFactor, "add_second_factor", "Added a second factor";
    RemoveSecondFactor, "remove_second_factor", "Removed a second factor";
    UseRecoveryCode, "use_recovery_code", "Used a recovery code";
    RenewRecoveryCodes, "renew_recovery_codes", "Renewed recovery codes";
    AddPasskey, "add_passkey", "Added a passkey";
    RenamePasskey, "rename_passkey", "Renamed a passkey";
    RemovePasskey, "remove_passkey", "Removed a passkey";
    RemovePasskeys, "remove_passkeys", "Removed all passkeys";
    ChooseMessages, "choose_messages", "Chose which messages they get";

    CreateAccount, "create_account", "Added an account";
    ClaimAccount, "claim_account", "Took over an account";
    InviteAccount, "invite_account", "Invited somebody";
    AcceptInvitation, "accept_invitation", "Accepted an invitation";
    ApproveAccount, "approve_account", "Approved an account";
    RejectAccount, "reject_account", "Rejected an account";
    SuspendAccount, "suspend_account", "Suspended an account";
    RestoreAccount, "restore_account", "Restored an account";
    ChangeAccount, "change_account", "Changed an account";
    ChangeRole, "change_role", "Gave another role";
    DeleteAccount, "delete_account", "Deleted an account";
    ChangeProfile, "change_profile", "Changed personal details";
    ChangePhoto, "change_photo", "Changed a photo";

    SetWeeklyHours, "set_weekly_hours", "Changed weekly hours";
    SetOverride, "set_override", "Changed the hours of a date";
    AddTimeOff, "add_time_off", "Added time off";
    RemoveTimeOff, "remove_time_off", "Took back time off";
    AddClosure, "add_closure", "Closed a place for a time";
    RemoveClosure, "remove_closure", "Took back a closure";

    Create, "create", "Added a service or a room";
    Change, "change", "Changed a service, a room or a setting";
    Retire, "retire", "Took a service or a room out of use";
    Restore, "restore", "Took a service or a room into use again";
    SetCap, "set_cap", "Changed how many patients a doctor has a day";
    GiveService, "give_service", "Had a doctor give a service";
    StopGiving, "stop_giving", "Had a doctor give a service no more";
    OrderServices, "order_services", "Put a doctor’s services in another order";

    SendAgain, "send_again", "Sent a message again";
    ChangeTemplate, "change_template", "Changed the words of a message";
    ResetTemplate, "reset_template", "Gave a message its standard words back";
    TestTemplate, "test_template", "Had a test message sent";

    Import, "import", "Took in from a file";
    Seed, "seed", "Made for the demo";
}

impl Deed {
    /// Whether nothing was changed by it: somebody saw something.
    pub fn is_reading(self) -> bool {
        self.name().starts_with("read_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_deed_has_a_name_and_a_label_of_its_own() {
        for (number, deed) in Deed::ALL.iter().enumerate() {
            assert_eq!(Deed::from_name(deed.name()), Some(*deed));
            assert!(
                deed.name()
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
                "{deed:?}"
            );
            assert!(deed.label().chars().next().is_some_and(char::is_uppercase), "{deed:?}");
            let is_known = |other: &&Deed| other.name() == deed.name() || other.label() == deed.label();
            assert!(!Deed::ALL[..number].iter().any(|other| is_known(&other)), "{deed:?}");
        }
        assert_eq!(Deed::from_name("made up"), None);
    }
}
