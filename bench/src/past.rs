//! Visits that are over, by the million: by plain SQL, past all checks.

use std::fs::File;

use backend::{db::Kind, testing::TestDb};
use sqlx::{AssertSqlSafe, Connection, PgConnection, raw_sql};

use crate::{Outcome, ground::DOCTORS};

/// The patients of [`add_past`]: each ten or so.
const VISITS_OF_A_PATIENT: i64 = 10;
/// Rows in a statement.
const CHUNK: i64 = 500_000;

/// Adds the visits with these numbers: fourteen a day of each doctor, the lowest number yesterday. Ten of each patient.
pub async fn add_past(db: &TestDb, from: i64, to: i64) -> Outcome<()> {
    let patients = (to / VISITS_OF_A_PATIENT).max(1);
    let people = people(db.kind, db.count("account").await, patients);
    let chunks = (from..to).step_by(usize::try_from(CHUNK)?);
    let statements = chunks.map(|first| visits(db.kind, first, (first + CHUNK).min(to), patients));
    let statements = std::iter::once(people).chain(statements);
    match db.kind {
        Kind::Sqlite => {
            let path = db.url.trim_start_matches("sqlite:");
            let connection = rusqlite::Connection::open(path)?;
            connection
                .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000")?;
            let indexes = "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'appointment' AND type = 'index' AND sql IS NOT NULL";
            let indexes = connection
                .prepare(indexes)?
                .query_map((), |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect::<Result<Vec<(String, String)>, _>>()?;
            for statement in without(&indexes, statements) {
                connection.execute_batch(&statement)?;
            }
            connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
            drop(connection);
            // Otherwise the first commit that is measured waits until the disk has all of it.
            File::open(path)?.sync_all()?;
        }
        Kind::Postgres => {
            let mut connection = PgConnection::connect(&db.url).await?;
            // No checks of foreign keys.
            raw_sql("SET session_replication_role = replica; SET synchronous_commit = off")
                .execute(&mut connection)
                .await?;
            let indexes = "SELECT indexname::text, indexdef FROM pg_indexes WHERE tablename = 'appointment' AND indexname NOT IN \
                           (SELECT conname FROM pg_constraint)";
            let indexes: Vec<(String, String)> = sqlx::query_as(indexes).fetch_all(&mut connection).await?;
            for statement in without(&indexes, statements) {
                raw_sql(AssertSqlSafe(statement)).execute(&mut connection).await?;
            }
            raw_sql("VACUUM ANALYZE").execute(&mut connection).await?;
            raw_sql("CHECKPOINT").execute(&mut connection).await?;
            connection.close().await?;
        }
    }
    Ok(())
}

/// The statements with the indexes taken away before and made anew after them: many times quicker.
fn without(indexes: &[(String, String)], statements: impl Iterator<Item = String>) -> impl Iterator<Item = String> {
    let drop = indexes.iter().map(|(name, _)| format!("DROP INDEX {name}"));
    let make = indexes.iter().map(|(_, sql)| sql.clone());
    drop.chain(statements).chain(make)
}

fn people(kind: Kind, there: i64, patients: i64) -> String {
    let (numbers, account) = (numbers(kind, 0, patients), id(kind, 6, "1000000 + n"));
    format!(
        "{numbers} INSERT INTO account (id, role, email, password_hash, given_name, family_name, \
         created_at, version) SELECT {account}, 'patient', 'past' || n || '-{there}@example.com', '-', 'Past', 'Patient', \
         0, 1 FROM numbers WHERE TRUE ON CONFLICT DO NOTHING"
    )
}

fn visits(kind: Kind, first: i64, end: i64, patients: i64) -> String {
    let doctors = i64::from(DOCTORS);
    let doctor = format!("(n % {doctors})");
    let place = format!("({doctor} / 12 % 4)");
    let numbers = numbers(kind, first, end);
    let (midnight, local) = match kind {
        Kind::Sqlite => (
            "(unixepoch() / 86400 * 86400000)",
            "strftime('%Y-%m-%dT%H:%M', t / 1000, 'unixepoch')",
        ),
        Kind::Postgres => (
            "(EXTRACT(EPOCH FROM date_trunc('day', now() AT TIME ZONE 'UTC'))::bigint * 1000)",
            "to_char(to_timestamp(t / 1000) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI')",
        ),
    };
    let (visit, patient) = (
        id(kind, 9, "n"),
        id(kind, 6, &format!("1000000 + n * 7919 % {patients}")),
    );
    let (doctor_id, schedule) = (id(kind, 4, &doctor), id(kind, 5, &doctor));
    let (location, service) = (id(kind, 1, &place), id(kind, 3, &format!("({doctor} % 12 * 2)")));
    format!(
        "{numbers}, visits AS (SELECT n, {midnight} - (n / {doctors} / 14 + 1) * 86400000 \
         + (540 + n / {doctors} % 14 * 30) * 60000 AS t FROM numbers) \
         INSERT INTO appointment (id, version, status, patient_id, doctor_id, schedule_id, location_id, service_id, starts_at, \
         ends_at, blocked_from, blocked_to, local_start, zone, created_at, updated_at) \
         SELECT {visit}, 3, 'completed', {patient}, {doctor_id}, {schedule}, {location}, {service}, t, t + 1800000, t, \
         t + 1800000, {local}, CASE {place} WHEN 2 THEN 'Europe/Berlin' WHEN 3 THEN 'America/New_York' \
         ELSE 'Europe/London' END, t - 86400000, t FROM visits"
    )
}

/// `numbers(n)` from `first` to before `end`.
fn numbers(kind: Kind, first: i64, end: i64) -> String {
    let last = end - 1;
    match kind {
        Kind::Sqlite => format!(
            "WITH RECURSIVE numbers(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM numbers WHERE n < {last})"
        ),
        Kind::Postgres => format!("WITH numbers(n) AS (SELECT generate_series({first}::bigint, {last}))"),
    }
}

/// An id of the large clinic, as `backend/src/testing/large` makes them.
fn id(kind: Kind, of: u8, number: &str) -> String {
    match kind {
        Kind::Sqlite => format!("unhex(printf('1a5e{of:04x}000040008000%012x', {number}))"),
        Kind::Postgres => format!("('1a5e{of:04x}000040008000' || lpad(to_hex({number}), 12, '0'))::uuid"),
    }
}
