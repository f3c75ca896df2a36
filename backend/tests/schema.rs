//! What the database itself refuses, whatever path wrote it. Overlaps: `schema_overlap.rs`.

use backend::testing::{self, AppointmentRow, Kind, TestDb};
use migrations::{Migrator, MigratorTrait};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

const VISIT: AppointmentRow = AppointmentRow::new(1);

#[rstest]
#[tokio::test]
async fn the_audit_trail_only_grows(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let row = "(id, at, actor, action, subject, subject_id, detail) \
               VALUES ({0}, 1, 'system', 'book', 'appointment', {0}, '')";
    let ids = [Uuid::from_u128(1)];
    let insert = format!("INSERT INTO audit_event {row}");
    world.db.execute(&insert, &ids).await.unwrap();
    for change in [
        "UPDATE audit_event SET detail = 'x'",
        "UPDATE audit_event SET at = at WHERE at = 1",
        "DELETE FROM audit_event",
    ] {
        assert!(world.db.execute(change, &[]).await.is_err(), "{change}");
    }
    let back_door = match kind {
        Kind::Sqlite => format!("INSERT OR REPLACE INTO audit_event {row}"),
        Kind::Postgres => "TRUNCATE audit_event".to_owned(),
    };
    assert!(world.db.execute(&back_door, &ids).await.is_err(), "{back_door}");
    assert_eq!(world.db.count("audit_event WHERE detail = ''").await, 1);
}

#[rstest]
#[tokio::test]
async fn impossible_rows_are_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    for (fact, row) in [
        ("ends when it starts", VISIT.from_to(0, 0)),
        ("ends before it starts", VISIT.from_to(0, -30)),
        ("starts before its block", VISIT.buffers(-1, 0)),
        ("ends after its block", VISIT.buffers(0, -1)),
        ("blocks more than a day", VISIT.buffers(0, 24 * 60)),
        ("an unknown status", VISIT.status("lost")),
        ("confirmed for nobody", VISIT.nobody()),
        ("cancelled for nobody", VISIT.nobody().status("cancelled")),
    ] {
        let refused = row.insert(&world).await.unwrap_err();
        assert!(format!("{refused:?}").contains("constraint"), "{fact}: {refused:?}");
    }
    VISIT.insert(&world).await.unwrap();
    for sql in [
        "UPDATE appointment SET status = 'held'",
        "UPDATE appointment SET doctor_id = {0}",
        "UPDATE account SET role = 'owner'",
        "UPDATE account SET email = 'same@example.com'",
        "UPDATE service SET duration_minutes = 0",
        "UPDATE service SET step_minutes = 0",
        "UPDATE service SET buffer_after_minutes = 241",
        "UPDATE service SET currency = NULL",
        "UPDATE appointment SET currency = NULL",
        "INSERT INTO service_length (service_id, minutes) SELECT id, 4 FROM service",
        "INSERT INTO service_length (service_id, minutes, price_minor) SELECT id, 60, -1 FROM service",
        "INSERT INTO service_length (service_id, minutes) VALUES ({0}, 60)",
        "UPDATE weekly_hours SET weekday = 0",
        "UPDATE weekly_hours SET start_minute = 1440",
        "UPDATE doctor SET slug = 'same'",
        "DELETE FROM doctor",
        "DELETE FROM account WHERE role = 'patient'",
        "INSERT INTO hours_override (id, schedule_id, date, start_minute) SELECT id, id, '2026-11-23', 540 FROM schedule",
        "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason) SELECT id, id, 2, 2, '' FROM doctor",
        "INSERT INTO site_closure (id, location_id, starts_at, ends_at, reason) SELECT id, id, 2, 2, '' FROM location",
    ] {
        let refused = world.db.execute(sql, &[Uuid::from_u128(99)]).await.unwrap_err();
        assert!(format!("{refused:?}").contains("constraint"), "{sql}: {refused:?}");
    }
}

#[rstest]
#[tokio::test]
async fn a_patients_idempotency_key_is_used_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let [first, second, of_another] = [1, 2, 3].map(AppointmentRow::new);
    let of_another = of_another.patient(1);
    let mut written = Vec::new();
    for (row, start) in [(first, 0), (second, 60), (of_another, 120)] {
        row.from_to(start, start + 30).insert(&world).await.unwrap();
        let sql = "UPDATE appointment SET idempotency_key = 'key' WHERE id = {0}";
        written.push(world.db.execute(sql, &[row.id()]).await.is_ok());
    }
    assert_eq!(written, [true, false, true]);
}

#[rstest]
#[tokio::test]
async fn the_migrations_go_down_and_up_again(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let TestDb { db, .. } = &testing::database(kind).await;
    let schema = match kind {
        Kind::Sqlite => "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY type, name",
        Kind::Postgres => {
            "SELECT 'column', table_name || '.' || column_name, data_type || is_nullable || COALESCE(column_default, '')
               FROM information_schema.columns WHERE table_schema = 'public'
             UNION ALL SELECT 'constraint', conname, pg_get_constraintdef(oid)
               FROM pg_constraint WHERE connamespace = 'public'::regnamespace
             UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT 'trigger', tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
             UNION ALL SELECT 'function', proname, prosrc FROM pg_proc
               WHERE pronamespace = 'public'::regnamespace AND prolang = (SELECT oid FROM pg_language WHERE lanname = 'plpgsql')
             ORDER BY 1, 2, 3"
        }
    };
    let read = async || {
        let statement = sea_orm::Statement::from_string(db.backend(), schema);
        let rows = db.writer().query_all_raw(statement).await.unwrap();
        let cell = |row: &sea_orm::QueryResult, index| row.try_get_by_index::<String>(index).unwrap();
        rows.iter()
            .map(|row| (cell(row, 0), cell(row, 1), cell(row, 2)))
            .collect::<Vec<_>>()
    };
    let full = read().await;
    assert!(full.len() > 40, "{full:?}");

    // Taken steps are not taken again. Steps lead back as far as the one before which overbooked appointments could not be held.
    Migrator::up(db.writer(), None).await.unwrap();
    assert_eq!(read().await, full);
    assert!(Migrator::down(db.writer(), None).await.is_err());
    Migrator::up(db.writer(), None).await.unwrap();
    assert_eq!(read().await, full);
}

#[rstest]
#[tokio::test]
async fn appointments_from_before_prices_were_agreed_have_those_of_their_services(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    VISIT.insert(&world).await.unwrap();
    // Back to the last step that has no way back.
    assert!(Migrator::down(world.db.db.writer(), None).await.is_err());
    let free = AppointmentRow::new(2).from_to(60, 90);
    let columns = "status, patient_id, doctor_id, schedule_id, location_id, service_id, local_start, zone, reason, \
                   created_at, updated_at";
    let times = "starts_at + 3600000, ends_at + 3600000, blocked_from + 3600000, blocked_to + 3600000";
    let sql = format!(
        "INSERT INTO appointment (id, {columns}, starts_at, ends_at, blocked_from, blocked_to)
         SELECT {{0}}, {columns}, {times} FROM appointment"
    );
    world.db.execute(&sql, &[free.id()]).await.unwrap();
    let other = "UPDATE appointment SET service_id = {0} WHERE id = {1}";
    let ids = [world.clinic.follow_up.into(), free.id()];
    world.db.execute(other, &ids).await.unwrap();
    let no_price = "UPDATE service SET price_minor = NULL, currency = NULL WHERE id = {0}";
    world.db.execute(no_price, &ids[..1]).await.unwrap();

    Migrator::up(world.db.db.writer(), None).await.unwrap();
    let of = "SELECT COALESCE(MAX(price_minor), -1) FROM appointment WHERE id = {0}";
    assert_eq!(world.db.number(of, &[VISIT.id()]).await, 9000);
    assert_eq!(world.db.number(of, &[free.id()]).await, -1);
}
