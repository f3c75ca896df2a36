//! Each invariant of appointments, and each reference, is broken past the schema's rules, and found.

#![expect(clippy::unwrap_used, reason = "in what the tests share; a test fails there")]

use std::collections::BTreeSet;

use backend::{
    setup::{Finding, verify},
    testing::{self, AppointmentRow, Kind, World, instant},
};
use rstest::rstest;
use uuid::Uuid;

async fn findings(world: &World) -> Vec<Finding> {
    verify(&world.db.db, &testing::keys(), instant("2026-11-23T18:00:00Z"))
        .await
        .unwrap()
}

#[rstest]
#[tokio::test]
async fn a_clinic_with_appointments_of_every_status_is_in_order(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    for (number, status) in (0..).zip(domain::booking::Status::ALL) {
        let start = 30 * i64::try_from(number).unwrap();
        let row = AppointmentRow::new(number + 1).status(status.name());
        // The hold still lasts.
        let start = if status.name() == "held" { 600 } else { start };
        row.from_to(start, start + 30).insert(&world).await.unwrap();
    }
    assert_eq!(findings(&world).await, []);
}

/// Takes away what would refuse the faults.
async fn drop_rules(world: &World) {
    let statements: &[&str] = match world.db.kind {
        Kind::Sqlite => &[
            "PRAGMA foreign_keys = OFF",
            "PRAGMA ignore_check_constraints = ON",
            "DROP TRIGGER appointment_doctor_overlap_insert",
            "DROP TRIGGER appointment_patient_overlap_insert",
            "DROP TRIGGER appointment_room_overlap_update",
            "DROP TRIGGER audit_event_is_append_only_delete",
        ],
        Kind::Postgres => &[
            "DO $$ DECLARE rule record; BEGIN
               FOR rule IN SELECT conrelid::regclass AS owner, conname FROM pg_constraint
                 WHERE contype IN ('f', 'c', 'x') AND connamespace = 'public'::regnamespace
               LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', rule.owner, rule.conname); END LOOP;
             END $$",
            "ALTER TABLE audit_event DISABLE TRIGGER audit_event_is_append_only",
        ],
    };
    for statement in statements {
        world.db.execute(statement, &[]).await.unwrap();
    }
}

const ROOM_IN_NEW_YORK: Uuid = Uuid::from_u128(0x00_7000);

/// Writes an appointment and then breaks it.
async fn plant(world: &World, number: u128, change: &str) {
    let start = 60 * i64::try_from(number).unwrap();
    let row = AppointmentRow::new(number).from_to(start, start + 30);
    row.insert(world).await.unwrap();
    let sql = format!("UPDATE appointment SET {change} WHERE id = {{0}}");
    let missing = Uuid::from_u128(0xdead);
    let ids = [row.id(), missing, world.clinic.doctors[1].id.into(), ROOM_IN_NEW_YORK];
    assert_eq!(world.db.execute(&sql, &ids).await.unwrap(), 1, "{sql}");
}

#[rstest]
#[tokio::test]
async fn each_broken_appointment_is_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    drop_rules(&world).await;
    let mut expected = BTreeSet::from([
        "error: appointment: the schema no longer refuses overlaps of one doctor".to_owned(),
        "error: appointment: the schema no longer refuses overlaps of one patient".to_owned(),
        "error: appointment: the schema no longer refuses overlaps of one room".to_owned(),
        "error: audit_event: the schema no longer refuses changes".to_owned(),
    ]);
    let sql =
        "INSERT INTO room (id, location_id, kind, name, is_active) VALUES ({0}, {1}, 'Ultrasound', 'Room 1', TRUE)";
    let room = [ROOM_IN_NEW_YORK, world.clinic.new_york.into()];
    world.db.execute(sql, &room).await.unwrap();
    for (number, change, rule) in [
        (1, "ends_at = starts_at", "does not end after it starts"),
        (
            2,
            "blocked_from = starts_at + 1",
            "does not block its own time, or blocks more than a day",
        ),
        (
            3,
            "blocked_to = ends_at - 1",
            "does not block its own time, or blocks more than a day",
        ),
        (4, "status = 'lost'", "has an unknown status"),
        (
            5,
            "status = 'held', hold_expires_at = NULL",
            "is held without an end or without a holder",
        ),
        (6, "patient_id = NULL", "has no patient"),
        (7, "reason = ''", "has no reason for the visit"),
        (8, "version = 0", "has a version below 1"),
        (9, "doctor_id = {2}", "names another doctor or place than its schedule"),
        (
            10,
            "local_start = '2026-11-23T10:00'",
            "starts at another time than was promised on the clock of its place",
        ),
        (11, "zone = 'Mars/Olympus'", "has an unknown time zone"),
        (12, "patient_id = {1}", "is of an absent patient"),
        (13, "service_id = {1}", "is for an absent service"),
        (14, "schedule_id = {1}", "is in an absent schedule"),
        (
            16,
            "status = 'requested', request_lapses_at = NULL",
            "is a request that never lapses",
        ),
        (17, "room_id = {3}", "takes a room of another place"),
    ] {
        plant(&world, number, change).await;
        expected.insert(format!("error: appointment {}: {rule}", Uuid::from_u128(number)));
    }
    let forgotten = AppointmentRow::new(18).from_to(18 * 60, 18 * 60 + 30);
    forgotten.insert(&world).await.unwrap();
    let sql = "DELETE FROM appointment_event WHERE appointment_id = {0}";
    world.db.execute(sql, &[forgotten.id()]).await.unwrap();
    expected.insert(format!("error: appointment {}: has no history", forgotten.id()));
    let hold = "status = 'held', holder_hash = 'x', hold_expires_at = 0";
    plant(&world, 15, hold).await;
    let rule = "is a hold that ran out more than an hour ago";
    expected.insert(format!("notice: appointment {}: {rule}", Uuid::from_u128(15)));

    let found: BTreeSet<String> = findings(&world).await.iter().map(Finding::to_string).collect();
    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn overlaps_are_found_also_behind_a_long_visit(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    drop_rules(&world).await;
    for row in [
        AppointmentRow::new(1).from_to(0, 240).buffers(0, 15),
        AppointmentRow::new(2).from_to(30, 60).patient(1),
        AppointmentRow::new(3).from_to(90, 120).patient(2).status("cancelled"),
        AppointmentRow::new(4).from_to(240, 270).patient(2),
        AppointmentRow::new(5).from_to(270, 300).patient(2),
        AppointmentRow::new(6).from_to(210, 225).doctor(1),
        AppointmentRow::new(7)
            .from_to(45, 50)
            .doctor(1)
            .patient(1)
            .status("completed"),
    ] {
        row.insert(&world).await.unwrap();
    }
    let found = findings(&world).await;
    let of_rule = |words: &str| -> Vec<u128> {
        let found = found
            .iter()
            .filter(|finding| finding.rule.contains(words) && !finding.id.is_nil());
        found.map(|finding| finding.id.as_u128()).collect()
    };
    assert_eq!(of_rule("of its doctor"), [2, 4]);
    assert_eq!(of_rule("of its patient"), [6]);
}

#[rstest]
#[tokio::test]
async fn every_reference_is_followed(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    AppointmentRow::new(1).insert(&world).await.unwrap();
    drop_rules(&world).await;
    // No id is one of another table, so a row's own id leads nowhere.
    for sql in [
        "UPDATE doctor SET account_id = id, specialty_id = id",
        "UPDATE service SET specialty_id = id",
        "UPDATE schedule_service SET schedule_id = service_id, service_id = schedule_id",
        "UPDATE schedule SET doctor_id = id, location_id = id",
        "UPDATE weekly_hours SET schedule_id = id",
        "UPDATE appointment SET patient_id = id, doctor_id = id, location_id = id, service_id = id, schedule_id = id",
        "INSERT INTO session (token_hash, id, account_id, created_at, last_seen_at, expires_at, verified_at, user_agent, network)
           VALUES ('hash', {0}, {0}, 0, 0, 0, 0, '', '')",
        "INSERT INTO second_factor (account_id, secret, created_at, last_step) VALUES ({0}, '', 0, 0)",
        "INSERT INTO recovery_code (code_hash, account_id) VALUES ('hash', {0})",
        "INSERT INTO account_location (account_id, location_id) VALUES ({0}, {0})",
        "INSERT INTO half_sign_in (token_hash, account_id, expires_at) VALUES ('hash', {0}, 0)",
        "INSERT INTO password_reset (token_hash, account_id, created_at, expires_at) VALUES ('hash', {0}, 0, 0)",
        "INSERT INTO hours_override (id, schedule_id, date) VALUES ({0}, {0}, '2026-11-23')",
        "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason) VALUES ({0}, {0}, 0, 1, '')",
        "INSERT INTO site_closure (id, location_id, starts_at, ends_at, reason) VALUES ({0}, {0}, 0, 1, '')",
        "INSERT INTO audit_event (id, at, actor, account_id, action, subject, subject_id, detail)
           VALUES ({0}, 0, 'patient', {0}, 'book', 'appointment', {0}, '')",
        "INSERT INTO outbox_message (id, kind, channel, recipient, appointment_id, payload, dedupe_key, created_at, due_at, attempts)
           VALUES ({0}, 'already_registered', 'email', '{recipient}', {0}, '{payload}', 'key', 0, 1796000000000, 0)",
    ] {
        let row = Uuid::from_u128(0xdead);
        let sealed = |column, text| testing::sealed("outbox_message", column, &row, text);
        let sql = sql.replace("{recipient}", &sealed("recipient", "x@example.com"));
        let sql = sql.replace("{payload}", &sealed("payload", "\"already_registered\""));
        world.db.execute(&sql, &[row]).await.unwrap();
    }

    let found = findings(&world).await;
    let absent = found.iter().filter(|finding| finding.rule.contains("absent"));
    let absent: BTreeSet<String> = absent
        .map(|finding| format!("{} {}", finding.table, finding.rule))
        .collect();
    assert_eq!(
        absent.into_iter().collect::<Vec<_>>(),
        [
            "account_location is at an absent location",
            "account_location is of an absent account",
            "appointment is at an absent location",
            "appointment is for an absent service",
            "appointment is in an absent schedule",
            "appointment is of an absent patient",
            "appointment is with an absent doctor",
            "audit_event is about an absent appointment",
            "audit_event was done by an absent account",
            "doctor has an absent specialty",
            "doctor signs in with an absent account",
            "half_sign_in is of an absent account",
            "hours_override is of an absent schedule",
            "outbox_message is about an absent appointment",
            "password_reset is of an absent account",
            "recovery_code is of an absent account",
            "schedule is at an absent location",
            "schedule is of an absent doctor",
            "schedule_service is of an absent schedule",
            "schedule_service offers an absent service",
            "second_factor is of an absent account",
            "service is of an absent specialty",
            "session is of an absent account",
            "site_closure is of an absent location",
            "time_off is of an absent doctor",
            "weekly_hours is of an absent schedule",
        ]
    );
}

#[rstest]
#[tokio::test]
async fn hours_that_contradict_each_other_are_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let schedule = Uuid::from(world.clinic.doctors[0].schedule);
    let ids = [Uuid::from_u128(1), Uuid::from_u128(2), schedule];
    let insert = "INSERT INTO hours_override (id, schedule_id, date, start_minute, end_minute) VALUES";
    for sql in [
        "UPDATE weekly_hours SET weekday = 1 WHERE weekday = 2 AND schedule_id = {2}".to_owned(),
        format!("{insert} ({{0}}, {{2}}, '2026-11-23', 540, 600), ({{1}}, {{2}}, '2026-11-23', NULL, NULL)"),
    ] {
        world.db.execute(&sql, &ids).await.unwrap();
    }
    let found = findings(&world).await;
    let of_rule = |words: &str| found.iter().filter(|finding| finding.rule.contains(words)).count();
    assert_eq!(of_rule("overlaps other hours of its day"), 2);
    assert_eq!(of_rule("that another row closes"), 1);
    assert_eq!(found.len(), 3);
}
