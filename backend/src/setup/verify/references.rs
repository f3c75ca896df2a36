//! References to rows that are not there; a database file that was written with foreign keys off can have them.

use super::Check;

/// Table, column, the table that it refers to, and what to say.
const REFERENCES: [(&str, &str, &str, &str); 20] = [
    ("session", "account_id", "account", "is of an absent account"),
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
    (
        "audit_event",
        "subject_id",
        "appointment",
        "is about an absent appointment",
    ),
    (
        "outbox_message",
        "appointment_id",
        "appointment",
        "is about an absent appointment",
    ),
];

pub(super) fn checks() -> impl Iterator<Item = Check> {
    REFERENCES.into_iter().map(|(table, column, target, rule)| {
        // Two tables have no id of their own that may be shown; what is missing names them.
        let id = match table {
            "session" | "schedule_service" => column,
            _ => "id",
        };
        let is_meant = if column == "subject_id" {
            "subject = 'appointment' AND "
        } else {
            ""
        };
        let sql = format!(
            "SELECT {id} FROM {table} WHERE {is_meant}{column} IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM {target} WHERE {target}.id = {table}.{column}) ORDER BY {id}"
        );
        Check::error(table, rule, sql)
    })
}
