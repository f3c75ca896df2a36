//! What the database itself refuses, whatever path wrote it.

use backend::{
    Fault,
    testing::{self, Clinic, Kind, TestDb, World},
};
use domain::refusal::Refusal;
use migrations::{Migrator, MigratorTrait};
use rstest::rstest;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

const MINUTE: i64 = 60_000;
/// 2026-11-23T10:00:00Z
const TEN: i64 = 1_795_428_000_000;

/// An appointment as a row: in minutes from ten o'clock.
#[derive(Clone, Copy)]
struct Row {
    id: u128,
    doctor: usize,
    patient: Option<usize>,
    status: &'static str,
    visit: (i64, i64),
    buffers: (i64, i64),
}

const VISIT: Row = Row {
    id: 1,
    doctor: 0,
    patient: Some(0),
    status: "confirmed",
    visit: (0, 30),
    buffers: (0, 0),
};

async fn insert(world: &World, row: Row) -> Result<u64, Fault> {
    let Clinic { doctors, patients, .. } = &world.clinic;
    let doctor = &doctors[row.doctor];
    let patient = row
        .patient
        .map_or(Uuid::nil(), |number| patients[number].account.into());
    let ids = [
        Uuid::from_u128(row.id),
        patient,
        doctor.id.into(),
        doctor.schedule.into(),
        doctor.location.into(),
        doctor.service.into(),
    ];
    let patient = if row.patient.is_some() { "{1}" } else { "NULL" };
    let (start, end) = (TEN + row.visit.0 * MINUTE, TEN + row.visit.1 * MINUTE);
    let (from, to) = (start - row.buffers.0 * MINUTE, end + row.buffers.1 * MINUTE);
    let status = row.status;
    let hold = if status == "held" {
        format!("{end}, 'hash'")
    } else {
        "NULL, NULL".into()
    };
    let sql = format!(
        "INSERT INTO appointment (id, status, patient_id, doctor_id, schedule_id, location_id, service_id, starts_at, ends_at,
           blocked_from, blocked_to, local_start, zone, hold_expires_at, holder_hash, created_at, updated_at)
         VALUES ({{0}}, '{status}', {patient}, {{2}}, {{3}}, {{4}}, {{5}}, {start}, {end},
           {from}, {to}, '2026-11-23T10:00', 'Europe/London', {hold}, 0, 0)"
    );
    world.db.execute(&sql, &ids).await
}

#[derive(Debug, PartialEq)]
enum Answer {
    Written,
    DoctorBusy,
    PatientBusy,
    Refused,
}

fn answer(result: Result<u64, Fault>) -> Answer {
    match result {
        Ok(rows) => {
            assert_eq!(rows, 1);
            Answer::Written
        }
        Err(Fault::Refused(Refusal::SlotTaken { nearest })) => {
            assert_eq!(nearest, []);
            Answer::DoctorBusy
        }
        Err(Fault::Refused(Refusal::PatientBusy)) => Answer::PatientBusy,
        Err(_) => Answer::Refused,
    }
}

#[rstest]
#[tokio::test]
async fn two_active_appointments_of_one_doctor_or_patient_never_meet(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    insert(
        &world,
        Row {
            buffers: (10, 10),
            ..VISIT
        },
    )
    .await
    .unwrap();

    let another = Row {
        id: 2,
        patient: Some(1),
        ..VISIT
    };
    let elsewhere = Row {
        id: 2,
        doctor: 1,
        ..VISIT
    };
    for (fact, row, expected) in [
        ("the same time", another, Answer::DoctorBusy),
        (
            "inside it",
            Row {
                visit: (10, 20),
                ..another
            },
            Answer::DoctorBusy,
        ),
        (
            "around it",
            Row {
                visit: (-60, 90),
                ..another
            },
            Answer::DoctorBusy,
        ),
        (
            "a visit meets the buffer before",
            Row {
                visit: (-30, -9),
                ..another
            },
            Answer::DoctorBusy,
        ),
        (
            "a visit touches the buffer before",
            Row {
                visit: (-30, -10),
                ..another
            },
            Answer::Written,
        ),
        (
            "a visit meets the buffer after",
            Row {
                visit: (39, 60),
                ..another
            },
            Answer::DoctorBusy,
        ),
        (
            "a visit touches the buffer after",
            Row {
                visit: (40, 70),
                ..another
            },
            Answer::Written,
        ),
        (
            "two buffers meet",
            Row {
                visit: (49, 70),
                buffers: (10, 0),
                ..another
            },
            Answer::DoctorBusy,
        ),
        (
            "two buffers touch",
            Row {
                visit: (50, 70),
                buffers: (10, 0),
                ..another
            },
            Answer::Written,
        ),
        (
            "a day of buffers that meets",
            Row {
                visit: (720, 749),
                buffers: (711, 700),
                ..another
            },
            Answer::DoctorBusy,
        ),
        (
            "a day of buffers that touches",
            Row {
                visit: (720, 749),
                buffers: (680, 711),
                ..another
            },
            Answer::Written,
        ),
        (
            "nobody's hold",
            Row {
                patient: None,
                status: "held",
                ..another
            },
            Answer::DoctorBusy,
        ),
        ("the patient with another doctor", elsewhere, Answer::PatientBusy),
        (
            "the patient one minute before the end",
            Row {
                visit: (29, 60),
                ..elsewhere
            },
            Answer::PatientBusy,
        ),
        (
            "the patient right afterwards, in the doctor's buffer",
            Row {
                visit: (30, 60),
                ..elsewhere
            },
            Answer::Written,
        ),
        (
            "somebody else with another doctor",
            Row {
                patient: Some(1),
                ..elsewhere
            },
            Answer::Written,
        ),
        (
            "nobody's hold with another doctor",
            Row {
                patient: None,
                status: "held",
                ..elsewhere
            },
            Answer::Written,
        ),
    ] {
        assert_eq!(answer(insert(&world, row).await), expected, "{fact}");
        world
            .db
            .execute("DELETE FROM appointment WHERE id = {0}", &[Uuid::from_u128(2)])
            .await
            .unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn only_active_appointments_block(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(
        "held",
        "requested",
        "confirmed",
        "arrived",
        "in_progress",
        "completed",
        "cancelled",
        "rejected",
        "no_show",
        "expired"
    )]
    status: &'static str,
) {
    let world = testing::world(kind).await;
    let is_active = domain::booking::Status::from_name(status).unwrap().is_active();
    insert(&world, Row { status, ..VISIT }).await.unwrap();
    let expected = |blocked| if is_active { blocked } else { Answer::Written };
    assert_eq!(
        answer(
            insert(
                &world,
                Row {
                    id: 2,
                    patient: Some(1),
                    ..VISIT
                }
            )
            .await
        ),
        expected(Answer::DoctorBusy)
    );
    assert_eq!(
        answer(
            insert(
                &world,
                Row {
                    id: 3,
                    doctor: 1,
                    ..VISIT
                }
            )
            .await
        ),
        expected(Answer::PatientBusy)
    );
}

#[rstest]
#[tokio::test]
async fn an_update_is_refused_as_an_insert_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ids = [
        Uuid::from_u128(2),
        world.clinic.patients[0].account.into(),
        world.clinic.doctors[0].id.into(),
    ];
    insert(&world, VISIT).await.unwrap();
    insert(
        &world,
        Row {
            id: 2,
            doctor: 1,
            patient: Some(1),
            ..VISIT
        },
    )
    .await
    .unwrap();
    insert(
        &world,
        Row {
            id: 3,
            patient: Some(2),
            status: "cancelled",
            ..VISIT
        },
    )
    .await
    .unwrap();
    insert(
        &world,
        Row {
            id: 4,
            doctor: 1,
            patient: Some(2),
            status: "no_show",
            ..VISIT
        },
    )
    .await
    .unwrap();
    insert(
        &world,
        Row {
            id: 5,
            patient: Some(2),
            visit: (30, 60),
            ..VISIT
        },
    )
    .await
    .unwrap();

    let earlier = |minutes: i64| {
        let by = minutes * MINUTE;
        format!(
            "starts_at = starts_at - {by}, ends_at = ends_at - {by}, blocked_from = blocked_from - {by}, blocked_to = blocked_to - {by}"
        )
    };
    for (change, id, expected) in [
        ("doctor_id = {2}".to_owned(), 2, Answer::DoctorBusy),
        ("patient_id = {1}".to_owned(), 2, Answer::PatientBusy),
        ("status = 'confirmed'".to_owned(), 3, Answer::DoctorBusy),
        ("status = 'arrived'".to_owned(), 4, Answer::DoctorBusy),
        ("blocked_from = blocked_from - 1".to_owned(), 5, Answer::DoctorBusy),
        (earlier(1), 5, Answer::DoctorBusy),
        (earlier(60), 5, Answer::Written),
        (
            "status = 'arrived', version = version + 1".to_owned(),
            1,
            Answer::Written,
        ),
    ] {
        let sql = format!("UPDATE appointment SET {change} WHERE id = {{0}}");
        let ids = [Uuid::from_u128(id), ids[1], ids[2]];
        assert_eq!(answer(world.db.execute(&sql, &ids).await), expected, "{change} of {id}");
    }
}

#[rstest]
#[tokio::test]
async fn the_audit_trail_only_grows(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let row = "(id, at, actor, action, subject, subject_id, detail) VALUES ({0}, 1, 'system', 'booked', 'appointment', {0}, '')";
    let ids = [Uuid::from_u128(1)];
    world
        .db
        .execute(&format!("INSERT INTO audit_event {row}"), &ids)
        .await
        .unwrap();
    for change in [
        "UPDATE audit_event SET detail = 'x'",
        "UPDATE audit_event SET at = at WHERE at = 1",
        "DELETE FROM audit_event",
    ] {
        assert_eq!(answer(world.db.execute(change, &[]).await), Answer::Refused, "{change}");
    }
    let by_the_back_door = match kind {
        Kind::Sqlite => format!("INSERT OR REPLACE INTO audit_event {row}"),
        Kind::Postgres => "TRUNCATE audit_event".to_owned(),
    };
    assert_eq!(
        answer(world.db.execute(&by_the_back_door, &ids).await),
        Answer::Refused,
        "{by_the_back_door}"
    );
    assert_eq!(
        world
            .db
            .number("SELECT COUNT(*) FROM audit_event WHERE detail = ''", &[])
            .await,
        1
    );
}

#[rstest]
#[tokio::test]
async fn impossible_rows_are_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    for (fact, row) in [
        ("ends when it starts", Row { visit: (0, 0), ..VISIT }),
        (
            "ends before it starts",
            Row {
                visit: (0, -30),
                ..VISIT
            },
        ),
        (
            "blocks less than the visit",
            Row {
                buffers: (-1, 0),
                ..VISIT
            },
        ),
        (
            "ends after its block",
            Row {
                buffers: (0, -1),
                ..VISIT
            },
        ),
        (
            "blocks more than a day",
            Row {
                buffers: (0, 24 * 60),
                ..VISIT
            },
        ),
        (
            "an unknown status",
            Row {
                status: "lost",
                ..VISIT
            },
        ),
        ("confirmed for nobody", Row { patient: None, ..VISIT }),
        (
            "cancelled for nobody",
            Row {
                patient: None,
                status: "cancelled",
                ..VISIT
            },
        ),
    ] {
        assert_eq!(answer(insert(&world, row).await), Answer::Refused, "{fact}");
    }
    insert(&world, VISIT).await.unwrap();
    for sql in [
        "UPDATE appointment SET status = 'held'",
        "UPDATE appointment SET doctor_id = {0}",
        "UPDATE account SET role = 'owner'",
        "UPDATE account SET email = 'same@example.com'",
        "UPDATE service SET duration_minutes = 0",
        "UPDATE service SET step_minutes = 0",
        "UPDATE service SET buffer_after_minutes = 241",
        "UPDATE service SET currency = NULL",
        "UPDATE weekly_hours SET weekday = 0",
        "UPDATE weekly_hours SET start_minute = 1440",
        "UPDATE doctor SET slug = 'same'",
        "DELETE FROM doctor",
        "DELETE FROM account WHERE role = 'patient'",
        "INSERT INTO hours_override (id, schedule_id, date, start_minute) SELECT id, id, '2026-11-23', 540 FROM schedule",
        "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason) SELECT id, id, 2, 2, '' FROM doctor",
        "INSERT INTO site_closure (id, location_id, starts_at, ends_at, reason) SELECT id, id, 2, 2, '' FROM location",
    ] {
        assert_eq!(
            answer(world.db.execute(sql, &[Uuid::from_u128(99)]).await),
            Answer::Refused,
            "{sql}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_patients_idempotency_key_is_used_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    for (id, patient) in [(1, 0), (2, 0), (3, 1)] {
        let start = 60 * i64::try_from(id).unwrap();
        insert(
            &world,
            Row {
                id,
                patient: Some(patient),
                visit: (start, start + 30),
                ..VISIT
            },
        )
        .await
        .unwrap();
    }
    let update = "UPDATE appointment SET idempotency_key = 'key' WHERE id = {0}";
    let mut results = Vec::new();
    for id in 1..=3 {
        results.push(world.db.execute(update, &[Uuid::from_u128(id)]).await.is_ok());
    }
    assert_eq!(results, [true, false, true]);
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

    Migrator::down(db.writer(), None).await.unwrap();
    let left: Vec<_> = read()
        .await
        .into_iter()
        .filter(|(_, name, _)| !name.contains("seaql_migrations"))
        .collect();
    assert_eq!(left, []);

    Migrator::up(db.writer(), None).await.unwrap();
    assert_eq!(read().await, full);
    Migrator::up(db.writer(), None).await.unwrap();
}
