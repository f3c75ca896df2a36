use super::Deed;
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

/// What was done, to follow who did it: "opened the appointment of 23 November 2026, 14:20". `action` is the name of a [`Deed`], or
/// of one that there was in an earlier version.
pub fn tell(action: &str, about: &About, detail: &str, told: Told) -> String {
    match Deed::from_name(action) {
        Some(deed) => sentence(deed, about, detail, told),
        None => with_detail(format!("{} {}", words(action), record(about, told)), detail),
    }
}

/// Whether the patient whom it is about reads what the staff typed about it. Why they were put beside another visit can be about the
/// other.
pub fn tells_patient_why(action: &str) -> bool {
    Deed::from_name(action) != Some(Deed::BookFor)
}

fn sentence(deed: Deed, about: &About, detail: &str, told: Told) -> String {
    use Deed as D;
    let (person, account, record) = (person(about, told), account(about, told), record(about, told));
    let date = || long_date(detail);
    let own = match told {
        Told::ToAdministrator => "their",
        Told::ToPatient => "your",
    };
    let plain = |sentence: String| with_detail(sentence, detail);
    match deed {
        D::ReadAppointment => format!("opened {record}"),
        D::ReadCalendarFile => format!("saved {record} as a calendar file"),
        D::ReadDoctorDay => format!("looked at a doctor’s day, {}, with {person} on it", date()),
        D::ReadDoctorWeek => format!("looked at a doctor’s week from {}, with {person} in it", date()),
        D::ReadDeskDay => format!("looked at the front desk’s day, {}, with {person} on it", date()),
        D::ReadRequests => format!("looked at the requests, with {person} among them"),
        D::ReadList => format!("looked at a list of appointments, with {person} in it"),
        D::ReadOwnList => format!("looked at {own} own appointments"),
        D::ReadFoundPatients => format!("found {person} when looking for a patient"),
        D::ReadNamedPatient => format!("found {person} when looking for a patient in an emergency"),
        D::ReadPatient => format!("opened the contact details of {person}"),
        D::ReadAccounts => format!("looked at a list of accounts, with {person} in it"),
        D::ReadAccount => format!("opened {account}"),
        D::ReadConflicts => format!("saw {person} among the appointments that a change of hours or rooms hits"),
        D::ReadMessages => format!("looked at a list of messages, with {person} in it"),
        D::ReadMessage => format!("looked at how a message{} was delivered", to(about, told)),
        D::ReadExport => format!("exported the clinic, with {person} in it"),
        D::ReadTrail => "read the audit trail".to_owned(),
        D::ReadAccessLog => format!("looked at who saw {own} data"),
        D::ReadOwnProfile => format!("looked at {own} own details"),
        D::ReadOwnMessages => format!("looked at {own} own messages"),
        D::ReadEmergencies => format!("looked at a list of emergency accesses, with {person} in it"),

        D::RefusedSignIn => match about {
            About::Person(_) => plain(format!("was refused signing in to {account}")),
            _ => "was refused signing in with an address that no account has".to_owned(),
        },
        D::RefusedProof => plain(format!("was refused in showing again that {account} is theirs")),
        D::RefusedPasskey => format!("used a passkey of {account} that may have been copied, and was refused"),
        D::RefusedTries => match about {
            About::Person(_) => plain(format!("tried too often, for {account}")),
            _ => plain("tried too often".to_owned()),
        },
        D::RefusedAccess => plain("was refused what they may not have, or what is not there".to_owned()),

        D::Book if detail == "requested" => format!("asked for {record}"),
        D::BookFor if detail == "overbook" => format!("booked {record} beyond the rules"),
        D::Book | D::BookFor => format!("booked {record}"),
        D::Reschedule => format!("moved {record}"),
        D::Cancel => format!("cancelled {record}"),
        D::ChangeStatus => format!("set {record} to {}", words(detail)),
        D::Decide if detail == "confirmed" => format!("accepted {record}"),
        D::Decide => format!("rejected {record}"),
        D::Lapse => format!("let {record} lapse, because nobody answered in time"),
        D::GiveRoom => format!("gave a room to {record}"),
        D::SayComing => format!("said that they will come to {record}"),

        D::EmergencyOpen => format!("took emergency access to the appointments of {person}"),
        D::EmergencyRead => format!("read the appointments of {person} in an emergency"),
        D::EmergencyEnd => format!("ended the emergency access to the appointments of {person}"),

        D::SignIn if detail == "passkey" => "signed in with a passkey".to_owned(),
        D::SignIn => "signed in".to_owned(),
        D::SignOut => "signed out".to_owned(),
        D::EndSession if detail == "one" => format!("signed a browser out of {account}"),
        D::EndSession => format!("signed all other browsers out of {account}"),
        D::ConfirmIdentity => "gave the password again, to change something that it protects".to_owned(),
        D::ChangePassword => format!("changed the password of {account}"),
        D::AddSecondFactor => format!("added a second factor to {account}"),
        D::RemoveSecondFactor => format!("removed the second factor of {account}"),
        D::UseRecoveryCode => format!("used a recovery code of {account}"),
        D::AddPasskey => format!("added a passkey to {account}"),
        D::RenamePasskey => format!("renamed a passkey of {account}"),
        D::RemovePasskey => format!("removed a passkey of {account}"),
        D::RemovePasskeys => format!("removed all passkeys of {account}"),
        D::ChooseMessages => format!("chose which messages go to {account}"),
        D::RenewRecoveryCodes => format!("renewed the recovery codes of {account}"),

        D::CreateAccount => format!("added {account}"),
        D::ClaimAccount => format!("took over {account}"),
        D::InviteAccount => format!("sent an invitation to {account}"),
        D::AcceptInvitation => format!("accepted the invitation to {account}"),
        D::ApproveAccount => format!("approved {account}"),
        D::RejectAccount => format!("rejected {account}"),
        D::SuspendAccount => format!("suspended {account}"),
        D::RestoreAccount => format!("restored {account}"),
        D::ChangeAccount => plain(format!("changed {account}")),
        D::ChangeRole => plain(format!("gave another role to {account}")),
        D::DeleteAccount => format!("deleted {account}"),
        D::ChangeProfile => plain(format!("changed {}", details(about, told))),
        D::ChangePhoto => format!("changed the photo of {account}"),

        D::SetWeeklyHours => plain(format!("changed the weekly hours of {record}")),
        D::SetOverride => plain(format!("changed the hours of a date of {record}")),
        D::AddTimeOff => plain(format!("added time off of {record}")),
        D::RemoveTimeOff => plain(format!("took back time off of {record}")),
        D::AddClosure => plain(format!("closed {record} for a time")),
        D::RemoveClosure => plain(format!("took back a closure of {record}")),

        D::Create => plain(format!("added {record}")),
        D::Change => plain(format!("changed {record}")),
        D::Retire => plain(format!("took {record} out of use")),
        D::Restore => plain(format!("took {record} into use again")),
        D::SetCap => plain(format!("changed how many patients a day {record} has")),
        D::GiveService => plain(format!("had {record} give a service")),
        D::StopGiving => plain(format!("had {record} give a service no more")),
        D::OrderServices => plain(format!("put the services of {record} in another order")),

        D::SendAgain => plain(format!("sent a message{} again", to(about, told))),
        D::ChangeTemplate => plain("changed the words of a message".to_owned()),
        D::ResetTemplate => plain("gave a message its standard words back".to_owned()),
        D::TestTemplate => plain("had a test message sent to themselves".to_owned()),

        D::Import | D::Seed => format!("took in {record}"),
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

/// " to Pia Hale", where it is known to whom.
fn to(about: &About, told: Told) -> String {
    match about {
        About::Person(_) => format!(" to {}", person(about, told)),
        About::Appointment(_) | About::Thing(_) => String::new(),
    }
}

fn details(about: &About, told: Told) -> String {
    match (about, told) {
        (About::Person(_), Told::ToPatient) => "your details".to_owned(),
        _ => format!("the details of {}", person(about, told)),
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
                "change_profile",
                &pia,
                "street, city",
                "changed the details of Pia Hale (street, city)",
                "changed your details (street, city)",
            ),
            (
                "change_status",
                &visit,
                "no_show",
                "set the appointment of 3 December 2026, 09:40 to no show",
                "set your appointment of 3 December 2026, 09:40 to no show",
            ),
            (
                "suspend_account",
                &pia,
                "",
                "suspended the account of Pia Hale",
                "suspended your account",
            ),
            (
                "refused_sign_in",
                &pia,
                "wrong password",
                "was refused signing in to the account of Pia Hale (wrong password)",
                "was refused signing in to your account (wrong password)",
            ),
            (
                "retire",
                &room,
                "2 appointments",
                "took the room Ultrasound 1 out of use (2 appointments)",
                "took the room Ultrasound 1 out of use (2 appointments)",
            ),
        ] {
            assert_eq!(tell(action, about, detail, Told::ToAdministrator), administrator);
            assert_eq!(tell(action, about, detail, Told::ToPatient), patient);
        }
    }

    #[test]
    fn every_deed_has_words_for_whatever_it_is_about() {
        let abouts = [
            About::Appointment("2026-12-03T09:40".into()),
            About::Person("Pia Hale".into()),
            About::Thing("the room Ultrasound 1".into()),
        ];
        for deed in Deed::ALL {
            for (about, told) in abouts
                .iter()
                .flat_map(|about| [(about, Told::ToAdministrator), (about, Told::ToPatient)])
            {
                let sentence = tell(deed.name(), about, "", told);
                assert!(
                    !sentence.contains('_') && sentence.contains(' ') || sentence == "signed in",
                    "{sentence}"
                );
            }
        }
    }

    #[test]
    fn a_deed_of_an_earlier_version_is_told_by_its_name() {
        let room = About::Thing("the room Ultrasound 1".into());
        let told = tell("paint_room", &room, "blue", Told::ToAdministrator);
        assert_eq!(told, "paint room the room Ultrasound 1 (blue)");
    }
}
