//! The addresses of the pages: templates for the router, functions for links.

use std::fmt::{Display, Write};

use domain::{
    account::Contact,
    directory::LocationView,
    ids::{
        AccountId, AppointmentId, EmergencyId, MessageId, PasskeyId, RoomId, ScheduleId, ServiceId, SessionId,
        TimeOffId,
    },
    messages::Kind,
    profile::Section,
};

pub const HOME: &str = "/";
pub const DOCTORS: &str = "/doctors";
/// The results of a search alone, as they are now.
pub const RESULTS: &str = "/results";
pub const DOCTOR: &str = "/doctors/{slug}";
pub const DOCTOR_PHOTO: &str = "/doctors/{slug}/photo/{version}";
pub const WHY: &str = "/doctors/{slug}/why";
pub const ANY_DOCTOR: &str = "/any/{specialty}";
pub const HELP: &str = "/help";
pub const HOLDS: &str = "/holds";
pub const BOOK: &str = "/book/{hold}";
pub const RELEASE: &str = "/book/{hold}/release";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_IN_CODE: &str = "/sign-in/code";
pub const SIGN_IN_PASSKEY: &str = "/sign-in/passkey";
pub const SIGN_OUT: &str = "/sign-out";
pub const REGISTER: &str = "/register";
pub const REGISTER_CODE: &str = "/register/code";
pub const RESEND_CODE: &str = "/register/code/resend";
pub const REGISTER_PHONE: &str = "/register/phone";
pub const RESEND_PHONE_CODE: &str = "/register/phone/resend";
pub const CORRECT_PHONE: &str = "/register/phone/number";
pub const REGISTER_STAFF: &str = "/register/staff";
pub const REGISTER_WAITING: &str = "/register/waiting";
pub const INVITATION: &str = "/invitation";
pub const INVITATION_DONE: &str = "/invitation/done";
pub const FORGOT_PASSWORD: &str = "/forgot-password";
pub const RESET_PASSWORD: &str = "/reset-password/{token}";
pub const CONFIRM: &str = "/account/confirm";
pub const CONFIRM_PASSKEY: &str = "/account/confirm/passkey";
pub const PROFILE: &str = "/account/profile";
pub const PROFILE_HISTORY: &str = "/account/profile/history";
pub const PROFILE_SECTION: &str = "/account/profile/{section}";
pub const PHOTO: &str = "/account/photo";
pub const REMOVE_PHOTO: &str = "/account/photo/remove";
pub const CHANGE_CONTACT: &str = "/account/contacts/{contact}";
pub const CONTACT_CODE: &str = "/account/contacts/{contact}/code";
pub const RESEND_CONTACT_CODE: &str = "/account/contacts/{contact}/resend";
pub const DROP_CONTACT_CHANGE: &str = "/account/contacts/{contact}/drop";
pub const PATIENT: &str = "/patients/{id}";
pub const PASSWORD: &str = "/account/password";
pub const MESSAGES: &str = "/account/messages";
/// What somebody was told. What they choose to be told is at `MESSAGES`.
pub const INBOX: &str = "/messages";
/// The bell alone.
pub const BELL: &str = "/messages/bell";
pub const READ_ALL: &str = "/messages/read";
pub const OPEN_MESSAGE: &str = "/messages/{id}/open";
pub const DEVICES: &str = "/account/devices";
pub const END_DEVICE: &str = "/account/devices/{id}/end";
pub const END_OTHER_DEVICES: &str = "/account/devices/end-others";
pub const PASSKEYS: &str = "/account/passkeys";
pub const ADD_PASSKEY: &str = "/account/passkeys/add";
pub const PASSKEY: &str = "/account/passkeys/{id}";
pub const REMOVE_PASSKEY: &str = "/account/passkeys/{id}/remove";
pub const TWO_FACTOR: &str = "/account/two-factor";
pub const TWO_FACTOR_BEGIN: &str = "/account/two-factor/begin";
pub const TWO_FACTOR_DROP: &str = "/account/two-factor/drop";
pub const TWO_FACTOR_CODES: &str = "/account/two-factor/codes";
pub const TWO_FACTOR_REMOVE: &str = "/account/two-factor/remove";
pub const APPOINTMENTS: &str = "/appointments";
pub const APPOINTMENT: &str = "/appointments/{id}";
pub const CALENDAR_FILE: &str = "/appointments/{id}/calendar.ics";
pub const CANCEL: &str = "/appointments/{id}/cancel";
pub const MOVE: &str = "/appointments/{id}/move";
pub const COMING: &str = "/appointments/{id}/coming";
pub const STATUS: &str = "/appointments/{id}/status";
pub const DECIDE: &str = "/appointments/{id}/decide";
pub const REQUESTS: &str = "/requests";
pub const DAY: &str = "/day";
pub const BLOCKS: &str = "/day/blocks";
pub const UNBLOCK: &str = "/day/blocks/{id}/remove";
pub const WEEK: &str = "/week";
pub const DESK: &str = "/desk";
pub const DESK_BOOK: &str = "/desk/book";
pub const DESK_PATIENTS: &str = "/desk/patients";
pub const DESK_NEW_PATIENT: &str = "/desk/patients/new";
pub const DOCTOR_DAY: &str = "/doctors-day/{slug}";
pub const DOCTOR_WEEK: &str = "/doctors-week/{slug}";
/// Tells an open page that something has changed.
pub const EVENTS: &str = "/events";
pub const ALL_APPOINTMENTS: &str = "/admin/appointments";
pub const CLINIC_SERVICES: &str = "/admin/services";
pub const CLINIC_NEW_SERVICE: &str = "/admin/services/new";
pub const CLINIC_SERVICE: &str = "/admin/services/{id}";
pub const CLINIC_RETIRE_SERVICE: &str = "/admin/services/{id}/retire";
pub const CLINIC_RESTORE_SERVICE: &str = "/admin/services/{id}/restore";
pub const CLINIC_GIVE_SERVICE: &str = "/admin/services/{id}/doctors";
pub const CLINIC_STOP_GIVING: &str = "/admin/services/{id}/doctors/{schedule}";
pub const CLINIC_DOCTORS: &str = "/admin/doctors";
pub const CLINIC_DOCTOR: &str = "/admin/doctors/{slug}";
pub const CLINIC_DOCTOR_CAP: &str = "/admin/doctors/{slug}/cap";
pub const CLINIC_DOCTOR_ORDER: &str = "/admin/doctors/{slug}/order";
pub const CLINIC_LOCATIONS: &str = "/admin/locations";
pub const CLINIC_LOCATION: &str = "/admin/locations/{slug}";
pub const CLINIC_ADD_ROOM: &str = "/admin/locations/{slug}/rooms";
pub const CLINIC_ROOM: &str = "/admin/rooms/{id}";
pub const CLINIC_RETIRE_ROOM: &str = "/admin/rooms/{id}/retire";
pub const CLINIC_RESTORE_ROOM: &str = "/admin/rooms/{id}/restore";
pub const CLINIC_SETTINGS: &str = "/admin/settings";
pub const AUDIT: &str = "/admin/audit";
pub const AUDIT_FILE: &str = "/admin/audit/file";
/// Who saw the data of the patient who asks.
pub const ACCESS_LOG: &str = "/account/access-log";
pub const CLINIC_APPROVAL: &str = "/admin/settings/approval";
pub const ACCOUNTS: &str = "/admin/accounts";
pub const NEW_ACCOUNT: &str = "/admin/accounts/new";
pub const ACCOUNT: &str = "/admin/accounts/{id}";
pub const ACCOUNT_PHOTO: &str = "/admin/accounts/{id}/photo";
pub const ACCOUNT_BIRTH_DATE: &str = "/admin/accounts/{id}/birth-date";
pub const ACCOUNT_ROLE: &str = "/admin/accounts/{id}/role";
pub const ACCOUNT_STAFF: &str = "/admin/accounts/{id}/staff";
pub const ACCOUNT_PLACES: &str = "/admin/accounts/{id}/places";
pub const ACCOUNT_STATE: &str = "/admin/accounts/{id}/state";
pub const ACCOUNT_INVITE: &str = "/admin/accounts/{id}/invite";
pub const ACCOUNT_PASSKEYS: &str = "/admin/accounts/{id}/passkeys";
pub const ACCOUNT_DELETE: &str = "/admin/accounts/{id}/delete";
pub const ROLES: &str = "/admin/roles";
pub const DELIVERIES: &str = "/admin/deliveries";
pub const DELIVERY: &str = "/admin/deliveries/{id}";
pub const DELIVERY_AGAIN: &str = "/admin/deliveries/{id}/again";
pub const TEMPLATES: &str = "/admin/templates";
pub const TEMPLATE: &str = "/admin/templates/{kind}";
pub const TEMPLATE_MAIL: &str = "/admin/templates/{kind}/mail";
pub const HEALTH: &str = "/admin/health";
pub const SCHEDULE: &str = "/schedule";
pub const SCHEDULE_CALENDAR: &str = "/schedule/calendar";
pub const TIME_OFF: &str = "/schedule/time-off";
pub const REMOVE_TIME_OFF: &str = "/schedule/time-off/remove";
pub const DOCTOR_SCHEDULE: &str = "/admin/doctors/{slug}/schedule";
pub const DOCTOR_CALENDAR: &str = "/admin/doctors/{slug}/schedule/calendar";
pub const DOCTOR_TIME_OFF: &str = "/admin/doctors/{slug}/schedule/time-off";
pub const REMOVE_DOCTOR_TIME_OFF: &str = "/admin/doctors/{slug}/schedule/time-off/remove";
pub const CLOSURES: &str = "/admin/closures";
pub const REMOVE_CLOSURE: &str = "/admin/closures/remove";
pub const EMERGENCY: &str = "/emergency-access";
pub const EMERGENCY_CONFIRM: &str = "/emergency-access/confirm";
pub const EMERGENCY_OPEN: &str = "/emergency-access/open";
pub const EMERGENCY_RECORD: &str = "/emergency-access/{id}";
pub const EMERGENCY_END: &str = "/emergency-access/{id}/end";
pub const EMERGENCY_LIST: &str = "/admin/emergency-access";
pub const DEMO_MAIL: &str = "/demo/mail";
pub const DEMO_MESSAGE: &str = "/demo/mail/{id}";
pub const DEMO_MESSAGE_HTML: &str = "/demo/mail/{id}/html";
pub const DEMO_MESSAGE_CALENDAR: &str = "/demo/mail/{id}/invite.ics";

/// A public doctor page.
pub fn doctor(slug: &str) -> String {
    fill(DOCTOR, slug)
}

/// The picture of a doctor; another one has another version.
pub fn doctor_photo(slug: &str, version: &str) -> String {
    fill(DOCTOR_PHOTO, slug).replace("{version}", &encode(version))
}

/// The picture of an account's person.
pub fn account_photo(id: AccountId) -> String {
    fill(ACCOUNT_PHOTO, id)
}

/// Why a day of a doctor has the times that it has.
pub fn why(slug: &str) -> String {
    fill(WHY, slug)
}

/// The times of any doctor with a specialty.
pub fn any_doctor(specialty: &str) -> String {
    fill(ANY_DOCTOR, specialty)
}

/// The details of a held time.
pub fn book(hold: AppointmentId) -> String {
    fill(BOOK, hold)
}

/// Gives a held time back.
pub fn release(hold: AppointmentId) -> String {
    fill(RELEASE, hold)
}

pub fn appointment(id: AppointmentId) -> String {
    fill(APPOINTMENT, id)
}

pub fn calendar_file(id: AppointmentId) -> String {
    fill(CALENDAR_FILE, id)
}

pub fn cancel(id: AppointmentId) -> String {
    fill(CANCEL, id)
}

/// Says that one will come.
pub fn coming(id: AppointmentId) -> String {
    fill(COMING, id)
}

/// Moves an appointment to another time.
pub fn reschedule(id: AppointmentId) -> String {
    fill(MOVE, id)
}

pub fn status(id: AppointmentId) -> String {
    fill(STATUS, id)
}

/// Accepts or rejects a request.
pub fn decide(id: AppointmentId) -> String {
    fill(DECIDE, id)
}

/// Frees a time that was blocked.
pub fn unblock(id: TimeOffId) -> String {
    fill(UNBLOCK, id)
}

/// One doctor's day, for the front desk and administrators.
pub fn doctor_day(slug: &str) -> String {
    fill(DOCTOR_DAY, slug)
}

/// A service, for administrators.
pub fn clinic_service(id: ServiceId) -> String {
    fill(CLINIC_SERVICE, id)
}

pub fn clinic_retire_service(id: ServiceId) -> String {
    fill(CLINIC_RETIRE_SERVICE, id)
}

pub fn clinic_restore_service(id: ServiceId) -> String {
    fill(CLINIC_RESTORE_SERVICE, id)
}

pub fn clinic_give_service(id: ServiceId) -> String {
    fill(CLINIC_GIVE_SERVICE, id)
}

pub fn clinic_stop_giving(id: ServiceId, schedule: ScheduleId) -> String {
    fill(&fill(CLINIC_STOP_GIVING, id), schedule)
}

/// What a doctor offers, for administrators.
pub fn clinic_doctor(slug: &str) -> String {
    fill(CLINIC_DOCTOR, slug)
}

pub fn clinic_doctor_cap(slug: &str) -> String {
    fill(CLINIC_DOCTOR_CAP, slug)
}

pub fn clinic_doctor_order(slug: &str) -> String {
    fill(CLINIC_DOCTOR_ORDER, slug)
}

/// A location with its rooms, for administrators.
pub fn clinic_location(slug: &str) -> String {
    fill(CLINIC_LOCATION, slug)
}

pub fn clinic_add_room(slug: &str) -> String {
    fill(CLINIC_ADD_ROOM, slug)
}

pub fn clinic_room(id: RoomId) -> String {
    fill(CLINIC_ROOM, id)
}

pub fn clinic_retire_room(id: RoomId) -> String {
    fill(CLINIC_RETIRE_ROOM, id)
}

pub fn clinic_restore_room(id: RoomId) -> String {
    fill(CLINIC_RESTORE_ROOM, id)
}

/// A page of one doctor's hours, for administrators.
pub fn of_doctor(template: &str, slug: &str) -> String {
    fill(template, slug)
}

/// One doctor's week, for the front desk and administrators.
pub fn doctor_week(slug: &str) -> String {
    fill(DOCTOR_WEEK, slug)
}

/// What an access in an emergency opens.
pub fn emergency(id: EmergencyId) -> String {
    fill(EMERGENCY_RECORD, id)
}

pub fn end_emergency(id: EmergencyId) -> String {
    fill(EMERGENCY_END, id)
}

/// An account, or a page of it, for administrators.
pub fn of_account(template: &str, id: AccountId) -> String {
    fill(template, id)
}

pub fn demo_message(id: &str) -> String {
    fill(DEMO_MESSAGE, id)
}

/// The HTML part of a message by itself.
pub fn demo_message_html(id: &str) -> String {
    fill(DEMO_MESSAGE_HTML, id)
}

pub fn demo_message_calendar(id: &str) -> String {
    fill(DEMO_MESSAGE_CALENDAR, id)
}

/// Where it is told that something changed at any of these locations.
pub fn clinic_events(locations: &[LocationView]) -> String {
    let all: Vec<_> = locations
        .iter()
        .map(|location| ("location", location.slug.as_str()))
        .collect();
    with_query(EVENTS, &all)
}

/// Where it is told that a list of the clinic's is another.
pub fn list_events(list: &str) -> String {
    with_query(EVENTS, &[("list", list)])
}

/// The line of the page of the audit trail, from the latest event that it knows.
pub fn trail_events(list: &str, since: &str) -> String {
    with_query(EVENTS, &[("list", list), ("since", since)])
}

/// Sign in, then go on at `return_to`.
pub fn sign_in(return_to: Option<&str>) -> String {
    match return_to {
        Some(path) => with_query(SIGN_IN, &[("return_to", path)]),
        None => SIGN_IN.to_owned(),
    }
}

/// The second step of signing in, then go on at `return_to`.
pub fn sign_in_code(return_to: &str) -> String {
    with_query(SIGN_IN_CODE, &[("return_to", return_to)])
}

/// Give the password again, then go on at `return_to`.
pub fn confirm(return_to: &str) -> String {
    with_query(CONFIRM, &[("return_to", return_to)])
}

/// Choose a new password, by the link from the mail.
pub fn reset_password(token: &str) -> String {
    fill(RESET_PASSWORD, token)
}

/// One section of one's own profile.
pub fn profile_section(section: Section) -> String {
    fill(PROFILE_SECTION, section.name())
}

/// A page or form about another e-mail address or phone number.
pub fn of_contact(template: &str, contact: Contact) -> String {
    fill(template, contact.name())
}

/// A page of a message, for administrators.
pub fn of_message(template: &str, id: MessageId) -> String {
    fill(template, id)
}

/// A page of the words of a kind of message.
pub fn of_kind(template: &str, kind: Kind) -> String {
    fill(template, kind.name())
}

/// A patient, for the staff.
pub fn patient(id: AccountId) -> String {
    fill(PATIENT, id)
}

/// Signs one browser out.
pub fn end_device(id: SessionId) -> String {
    fill(END_DEVICE, id)
}

/// Marks a message as read and leads to what it is about.
pub fn open_message(id: MessageId) -> String {
    fill(OPEN_MESSAGE, id)
}

/// One passkey, to rename it.
pub fn passkey(id: PasskeyId) -> String {
    fill(PASSKEY, id)
}

pub fn remove_passkey(id: PasskeyId) -> String {
    fill(REMOVE_PASSKEY, id)
}

/// `path` with those parameters that are not empty.
pub fn with_query(path: &str, parameters: &[(&str, &str)]) -> String {
    let given = parameters.iter().filter(|(_, value)| !value.is_empty());
    given.fold(path.to_owned(), |mut url, (name, value)| {
        let separator = if url.contains('?') { '&' } else { '?' };
        let _ = write!(url, "{separator}{name}={}", encode(value));
        url
    })
}

/// What a form sends, those that are empty too.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pairs = fields.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// A path of ours that a person may be sent on to; anything that could lead elsewhere is none.
pub fn local(path: &str) -> Option<&str> {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 512
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_local.then_some(path)
}

fn fill(template: &str, value: impl Display) -> String {
    let (before, rest) = template.split_once('{').unwrap_or((template, "}"));
    let (_, after) = rest.split_once('}').unwrap_or((rest, ""));
    format!("{before}{}{after}", encode(&value.to_string()))
}

/// Percent-encodes all but the unreserved characters of RFC 3986.
pub fn encode(text: &str) -> String {
    text.bytes()
        .fold(String::with_capacity(text.len()), |mut encoded, byte| {
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => encoded.push(char::from(byte)),
                _ => {
                    let _ = write!(encoded, "%{byte:02X}");
                }
            }
            encoded
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_fills_its_template() {
        assert_eq!(doctor("amina-okafor"), "/doctors/amina-okafor");
        assert_eq!(doctor("a/../b?c"), "/doctors/a%2F..%2Fb%3Fc");
        let id = "0193a5c0-0000-7000-8000-000000000001".parse().expect("an id");
        assert_eq!(cancel(id), format!("/appointments/{id}/cancel"));
    }

    #[test]
    fn query_parameters_are_encoded_and_empty_ones_left_out() {
        let url = with_query(DOCTORS, &[("q", "Müller & Söhne"), ("when", ""), ("page", "2")]);
        assert_eq!(url, "/doctors?q=M%C3%BCller%20%26%20S%C3%B6hne&page=2");
        assert_eq!(sign_in(Some("/book/7?x=1")), "/sign-in?return_to=%2Fbook%2F7%3Fx%3D1");
    }

    #[test]
    fn only_a_path_of_ours_is_returned_to() {
        assert_eq!(local("/book/7?x=1#when"), Some("/book/7?x=1#when"));
        for elsewhere in [
            "",
            "book",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil",
            "/a b",
            "/\u{e9}",
        ] {
            assert_eq!(local(elsewhere), None, "{elsewhere:?}");
        }
    }
}
