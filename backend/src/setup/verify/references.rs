//! References to rows that are not there; a database file that was written with foreign keys off can have them.

use super::Check;

/// Table, column, the table that it refers to, and what to say.
const REFERENCES: [(&str, &str, &str, &str); 36] = [
    ("session", "account_id", "account", "is of an absent account"),
    ("second_factor", "account_id", "account", "is of an absent account"),
    ("recovery_code", "account_id", "account", "is of an absent account"),
    ("half_sign_in", "account_id", "account", "is of an absent account"),
    ("passkey", "account_id", "account", "is of an absent account"),
    (
        "passkey_challenge",
        "session_id",
        "session",
        "was asked in an absent session",
    ),
    ("password_reset", "account_id", "account", "is of an absent account"),
    ("doctor", "account_id", "account", "signs in with an absent account"),
    ("doctor", "specialty_id", "specialty", "has an absent specialty"),
    ("service", "specialty_id", "specialty", "is of an absent specialty"),
    ("schedule", "doctor_id", "doctor", "is of an absent doctor"),
    ("schedule", "location_id", "location", "is at an absent location"),
    (
        "schedule_service",
        "schedule_id",
        "schedule",
        "is of an absent schedule",
    ),
    ("schedule_service", "service_id", "service", "offers an absent service"),
    ("service_length", "service_id", "service", "is of an absent service"),
    ("weekly_hours", "schedule_id", "schedule", "is of an absent schedule"),
    ("hours_override", "schedule_id", "schedule", "is of an absent schedule"),
    ("time_off", "doctor_id", "doctor", "is of an absent doctor"),
    ("site_closure", "location_id", "location", "is of an absent location"),
    ("appointment", "patient_id", "account", "is of an absent patient"),
    ("appointment", "doctor_id", "doctor", "is with an absent doctor"),
    ("appointment", "schedule_id", "schedule", "is in an absent schedule"),
    ("appointment", "location_id", "location", "is at an absent location"),
    ("appointment", "service_id", "service", "is for an absent service"),
    ("audit_event", "account_id", "account", "was done by an absent account"),
    ("appointment", "room_id", "room", "takes an absent room"),
    ("room", "location_id", "location", "is at an absent location"),
    (
        "outbox_message",
        "appointment_id",
        "appointment",
        "is about an absent appointment",
    ),
    ("profile", "account_id", "account", "is of an absent account"),
    ("profile", "location_id", "location", "prefers an absent location"),
    ("account_location", "account_id", "account", "is of an absent account"),
    (
        "account_location",
        "location_id",
        "location",
        "is at an absent location",
    ),
    ("profile_change", "account_id", "account", "is of an absent account"),
    ("contact_change", "account_id", "account", "is of an absent account"),
    ("emergency_access", "account_id", "account", "is of an absent account"),
    (
        "emergency_access",
        "patient_id",
        "account",
        "is about an absent patient",
    ),
];

/// What an event of the audit trail can be about: its subject, which is the table's name, and what to say. Settings have names
/// instead of identifiers.
const SUBJECTS: [(&str, &str); 6] = [
    ("account", "is about an absent account"),
    ("appointment", "is about an absent appointment"),
    ("doctor", "is about an absent doctor"),
    ("room", "is about an absent room"),
    ("schedule", "is about an absent schedule"),
    ("service", "is about an absent service"),
];

pub(super) fn checks() -> impl Iterator<Item = Check> {
    let references = REFERENCES.into_iter().map(|(table, column, target, rule)| {
        // Some tables have no id of their own that may be shown; what is missing names them.
        let id = match table {
            "session" | "second_factor" | "recovery_code" | "half_sign_in" | "passkey_challenge" | "password_reset"
            | "schedule_service" | "service_length" | "account_location" => column,
            "profile" => "account_id",
            _ => "id",
        };
        let sql = format!(
            "SELECT {id} FROM {table} WHERE {column} IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM {target} WHERE {target}.id = {table}.{column}) ORDER BY {id}"
        );
        Check::error(table, rule, sql)
    });
    let subjects = SUBJECTS.into_iter().map(|(subject, rule)| {
        let sql = format!(
            "SELECT id FROM audit_event WHERE subject = '{subject}'
               AND NOT EXISTS (SELECT 1 FROM {subject} WHERE {subject}.id = audit_event.subject_id) ORDER BY id"
        );
        Check::error("audit_event", rule, sql)
    });
    references.chain(subjects)
}
