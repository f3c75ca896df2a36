//! What can be said of rows in SQL.

use domain::time::Instant;

use super::Check;

const ACTIVE: &str = "('held', 'requested', 'confirmed', 'arrived', 'in_progress')";
const KNOWN: &str = "('held', 'requested', 'confirmed', 'arrived', 'in_progress', 'completed', 'cancelled', 'rejected', \
                      'no_show', 'expired')";
/// How long the jobs of a running server may take with what is due.
const PATIENCE_MINUTES: i64 = 60;

pub(super) fn checks(now: Instant) -> Vec<Check> {
    let mut checks = overlaps();
    checks.extend(appointments());
    checks.extend(versions());
    checks.extend(hours());
    checks.extend(lengths());
    checks.extend(late(now.plus_minutes(-PATIENCE_MINUTES).millis()));
    checks.push(Check::error(
        "doctor",
        "signs in with an account that is not a doctor's",
        "SELECT id FROM doctor WHERE EXISTS (
           SELECT 1 FROM account WHERE account.id = doctor.account_id AND account.role <> 'doctor')",
    ));
    checks
}

fn overlaps() -> Vec<Check> {
    // An active appointment meets one before it when it starts before the latest end so far.
    let meets = |owner: &str, from: &str, to: &str, counts: &str| {
        format!(
            "SELECT id FROM (
               SELECT id, {from} AS starts, MAX({to}) OVER (
                 PARTITION BY {owner} ORDER BY {from}, id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS busy_until
               FROM appointment WHERE {owner} IS NOT NULL AND status IN {ACTIVE} AND {counts}) AS ordered
             WHERE starts < busy_until ORDER BY starts"
        )
    };
    vec![
        Check::error(
            "appointment",
            "overlaps another active appointment of its doctor, buffers included",
            meets("doctor_id", "blocked_from", "blocked_to", "overbook_reason IS NULL"),
        ),
        Check::error(
            "appointment",
            "overlaps another active appointment of its patient",
            meets("patient_id", "starts_at", "ends_at", "TRUE"),
        ),
        Check::error(
            "appointment",
            "overlaps another active appointment of its room",
            meets("room_id", "starts_at", "ends_at", "TRUE"),
        ),
    ]
}

fn appointments() -> Vec<Check> {
    let rules = [
        ("does not end after it starts", "starts_at >= ends_at".to_owned()),
        (
            "does not block its own time, or blocks more than a day",
            "blocked_from > starts_at OR blocked_to < ends_at OR blocked_to - blocked_from > 86400000".to_owned(),
        ),
        (
            "lasts no whole number of minutes, or not 5 to 720 of them",
            "starts_at < ends_at
             AND ((ends_at - starts_at) % 60000 <> 0 OR ends_at - starts_at NOT BETWEEN 300000 AND 43200000)"
                .to_owned(),
        ),
        (
            "has an amount without a currency, or less than nothing",
            "(price_minor IS NULL) <> (currency IS NULL) OR price_minor < 0".to_owned(),
        ),
        ("has an unknown status", format!("status NOT IN {KNOWN}")),
        (
            "is held without an end or without a holder",
            "status = 'held' AND (hold_expires_at IS NULL OR holder_hash IS NULL)".to_owned(),
        ),
        (
            "has no patient",
            "status NOT IN ('held', 'expired') AND patient_id IS NULL".to_owned(),
        ),
        (
            "has no reason for the visit",
            "status NOT IN ('held', 'expired') AND COALESCE(reason, '') = ''".to_owned(),
        ),
        (
            "is not in the audit trail",
            "status NOT IN ('held', 'expired')
             AND NOT EXISTS (SELECT 1 FROM audit_event WHERE subject_id = appointment.id)"
                .to_owned(),
        ),
        (
            "is a request that never lapses",
            "status = 'requested' AND request_lapses_at IS NULL".to_owned(),
        ),
        (
            "has no history",
            "status NOT IN ('held', 'expired')
             AND NOT EXISTS (SELECT 1 FROM appointment_event WHERE appointment_id = appointment.id)"
                .to_owned(),
        ),
        (
            "takes a room of another place",
            "EXISTS (SELECT 1 FROM room WHERE room.id = appointment.room_id
               AND room.location_id <> appointment.location_id)"
                .to_owned(),
        ),
        (
            "names another doctor or place than its schedule",
            "EXISTS (SELECT 1 FROM schedule WHERE schedule.id = appointment.schedule_id
               AND (schedule.doctor_id <> appointment.doctor_id OR schedule.location_id <> appointment.location_id))"
                .to_owned(),
        ),
    ];
    let check = |(rule, broken)| {
        let sql = format!("SELECT id FROM appointment WHERE {broken} ORDER BY id");
        Check::error("appointment", rule, sql)
    };
    rules.map(check).into()
}

/// Of services; the service names the row.
fn lengths() -> [Check; 3] {
    let check = |rule, broken: &str| {
        let sql = format!(
            "SELECT service_id FROM service_length JOIN service ON service.id = service_id WHERE {broken} ORDER BY service_id"
        );
        Check::error("service_length", rule, sql)
    };
    [
        check("is not 5 to 720 minutes", "minutes NOT BETWEEN 5 AND 720"),
        check("is the service's own", "minutes = duration_minutes"),
        check(
            "has a price where the service has no currency",
            "service_length.price_minor IS NOT NULL AND currency IS NULL",
        ),
    ]
}

fn hours() -> [Check; 4] {
    // On the same day only: hours over midnight are merged by the rules.
    let meets = |of: &str, table: &str| {
        format!(
            "SELECT one.id FROM {table} one WHERE EXISTS (SELECT 1 FROM {table} other
               WHERE other.schedule_id = one.schedule_id AND other.{of} = one.{of} AND other.id <> one.id
               AND other.start_minute < CASE WHEN one.end_minute > one.start_minute THEN one.end_minute ELSE 2880 END
               AND one.start_minute < CASE WHEN other.end_minute > other.start_minute THEN other.end_minute ELSE 2880 END)
             ORDER BY one.id"
        )
    };
    [
        Check::notice(
            "weekly_hours",
            "overlaps other hours of its day",
            meets("weekday", "weekly_hours"),
        ),
        Check::notice(
            "hours_override",
            "overlaps other hours of its date",
            meets("date", "hours_override"),
        ),
        Check::error(
            "hours_override",
            "has hours on a date that another row closes",
            "SELECT id FROM hours_override WHERE start_minute IS NOT NULL AND EXISTS (
               SELECT 1 FROM hours_override other WHERE other.schedule_id = hours_override.schedule_id
               AND other.date = hours_override.date AND other.start_minute IS NULL) ORDER BY id",
        ),
        Check::error(
            "hours_override",
            "has a start without an end, or an end without a start",
            "SELECT id FROM hours_override WHERE (start_minute IS NULL) <> (end_minute IS NULL) ORDER BY id",
        ),
    ]
}

fn versions() -> [Check; 7] {
    [
        "account",
        "appointment",
        "doctor",
        "location",
        "room",
        "schedule",
        "service",
    ]
    .map(|table| {
        let sql = format!("SELECT id FROM {table} WHERE version < 1 ORDER BY id");
        Check::error(table, "has a version below 1", sql)
    })
}

fn late(before: i64) -> [Check; 4] {
    [
        Check::notice(
            "appointment",
            "is a request that lapsed more than an hour ago",
            format!(
                "SELECT id FROM appointment WHERE status = 'requested' AND request_lapses_at < {before} ORDER BY id"
            ),
        ),
        Check::notice(
            "appointment",
            "is a hold that ran out more than an hour ago",
            format!("SELECT id FROM appointment WHERE status = 'held' AND hold_expires_at < {before} ORDER BY id"),
        ),
        Check::notice(
            "outbox_message",
            "waits to be sent for more than an hour",
            format!(
                "SELECT id FROM outbox_message
                 WHERE sent_at IS NULL AND failed_at IS NULL AND withdrawn_at IS NULL AND due_at < {before} ORDER BY due_at"
            ),
        ),
        Check::notice(
            "outbox_message",
            "could not be sent",
            "SELECT id FROM outbox_message WHERE failed_at IS NOT NULL ORDER BY failed_at",
        ),
    ]
}
