//! What no rule of the schema refuses is found by `verify`.

#![expect(clippy::unwrap_used, reason = "in what the tests share; a test fails there")]

use std::collections::BTreeSet;

use backend::{
    setup::{Finding, MOST_FINDINGS_PER_RULE, Severity, verify},
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
async fn other_tables_are_checked_too(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    AppointmentRow::new(1).insert(&world).await.unwrap();
    let ids = [
        world.clinic.doctors[0].id.into(),
        world.clinic.london.into(),
        world.clinic.patients[0].account.into(),
    ];
    for sql in [
        "UPDATE doctor SET account_id = {2} WHERE id = {0}",
        "UPDATE location SET zone = '' WHERE id = {1}",
        "UPDATE location SET version = 0 WHERE id = {1}",
    ] {
        world.db.execute(sql, &ids).await.unwrap();
    }
    // A copy of the appointment under another id has no row in the audit trail.
    let columns = "patient_id, doctor_id, schedule_id, location_id, service_id, starts_at, ends_at, blocked_from, \
                   blocked_to, local_start, zone, reason, created_at, updated_at";
    let sql = format!(
        "INSERT INTO appointment (id, status, {columns}) SELECT {{0}}, 'cancelled', {columns} FROM appointment"
    );
    let copy = Uuid::from_u128(77);
    world.db.execute(&sql, &[copy]).await.unwrap();
    for (number, kind, payload, times) in [
        (
            1,
            "already_registered",
            "\"already_registered\"",
            "1795456700000, NULL, NULL",
        ),
        (2, "already_registered", "{}", "1795456700000, NULL, NULL"),
        (
            3,
            "registration_code",
            "\"already_registered\"",
            "1795456700000, NULL, NULL",
        ),
        (
            4,
            "already_registered",
            "\"already_registered\"",
            "1795428000000, NULL, NULL",
        ),
        (5, "registration_code", "", "1795428000000, 1795428000001, NULL"),
        (6, "registration_code", "", "1795428000000, NULL, 1795428000001"),
    ] {
        let sealed = |column, text| testing::sealed("outbox_message", column, &Uuid::from_u128(number), text);
        let (recipient, payload) = (sealed("recipient", "x@example.com"), sealed("payload", payload));
        let sql = format!(
            "INSERT INTO outbox_message
               (id, kind, channel, recipient, payload, dedupe_key, created_at, attempts, due_at, sent_at, failed_at)
             VALUES ({{0}}, '{kind}', 'email', '{recipient}', '{payload}', '{number}', 0, 0, {times})"
        );
        world.db.execute(&sql, &[Uuid::from_u128(number)]).await.unwrap();
    }

    let message = |number| Uuid::from_u128(number);
    let expected = BTreeSet::from([
        format!(
            "error: doctor {}: signs in with an account that is not a doctor's",
            ids[0]
        ),
        format!("error: location {}: has a version below 1", ids[1]),
        format!("error: location {}: has an unknown time zone", ids[1]),
        format!("error: appointment {copy}: is not in the audit trail"),
        format!("error: appointment {copy}: has no history"),
        format!("error: outbox_message {}: cannot be read", message(2)),
        format!("error: outbox_message {}: cannot be read", message(3)),
        format!(
            "notice: outbox_message {}: waits to be sent for more than an hour",
            message(4)
        ),
        format!("notice: outbox_message {}: could not be sent", message(6)),
    ]);
    let found: BTreeSet<String> = findings(&world).await.iter().map(Finding::to_string).collect();
    assert_eq!(found, expected);
}

#[rstest]
#[tokio::test]
async fn a_rule_that_many_rows_break_is_reported_for_some(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let sql = "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 150)
               INSERT INTO outbox_message (id, kind, channel, recipient, payload, dedupe_key, created_at, due_at, attempts)
               SELECT {id}, 'x', 'email', '', '', CAST(n AS TEXT), 0, 1796000000000, 0 FROM numbers";
    let id = match kind {
        Kind::Sqlite => "randomblob(16)",
        Kind::Postgres => "gen_random_uuid()",
    };
    world.db.execute(&sql.replace("{id}", id), &[]).await.unwrap();
    let found = findings(&world).await;
    assert_eq!(found.len(), MOST_FINDINGS_PER_RULE);
    assert!(
        found
            .iter()
            .all(|finding| finding.severity == Severity::Error && finding.rule == "cannot be read")
    );
}
