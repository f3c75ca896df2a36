//! Many clients of one process, a day at a time.

use std::sync::Arc;

use backend::{
    setup::{Severity, verify},
    testing::{self, Kind, World},
};
use domain::time::Date;
use jiff::ToSpan as _;

use super::{
    client::{self, Ground},
    history::{self, Recorder},
};

/// The search for an order grows with two to the power of how many calls are under way at once.
const CLIENTS: usize = 6;
const ACTS_PER_CLIENT: usize = 50;
const ROUNDS_PER_WORLD: usize = 8;

/// Mondays, far enough ahead that clocks of a round do not reach them.
fn date(round: usize) -> Date {
    let first = jiff::civil::date(2026, 12, 7);
    first.saturating_add(i32::try_from(round % ROUNDS_PER_WORLD).unwrap().days())
}

pub async fn prepare(world: &World, approval: bool) {
    for sql in [
        "INSERT INTO setting (name, value) VALUES ('patient_most_open', '10000'), ('patient_most_per_day', '10000')",
        "UPDATE service SET request_lapse_minutes = 43200",
    ] {
        world.db.execute(sql, &[]).await.unwrap();
    }
    let sql = format!("UPDATE service SET needs_approval = {approval}");
    world.db.execute(&sql, &[]).await.unwrap();
    // Every day is a working day.
    for weekday in 6..=7_u128 {
        let ids = [
            uuid::Uuid::from_u128(0x00_9000 + weekday),
            world.clinic.doctors[0].schedule.into(),
        ];
        let sql = format!(
            "INSERT INTO weekly_hours (id, schedule_id, weekday, start_minute, end_minute) \
             VALUES ({{0}}, {{1}}, {weekday}, 540, 1020)"
        );
        world.db.execute(&sql, &ids).await.unwrap();
    }
}

/// Runs histories until so many attempts were made.
pub async fn run(kind: Kind, attempts: usize) -> Result<String, String> {
    let (mut made, mut rounds) = (0, 0);
    while made < attempts {
        let approval = (rounds / ROUNDS_PER_WORLD) % 2 == 1;
        let world = testing::world(kind).await;
        prepare(&world, approval).await;
        for _ in 0..ROUNDS_PER_WORLD {
            let seed = u64::try_from(rounds).unwrap() + 1;
            made += one(&world, rounds, approval, seed).await?;
            rounds += 1;
            if made >= attempts {
                break;
            }
        }
        check(&world).await?;
    }
    Ok(format!("{made} attempts in {rounds} histories"))
}

async fn one(world: &World, round: usize, approval: bool, seed: u64) -> Result<usize, String> {
    let expires = round.is_multiple_of(2);
    let ground = Arc::new(Ground {
        core: world.core.clone(),
        clinic: world.clinic.clone(),
        date: date(round),
        recorder: Recorder::new(None),
        clock: expires.then(|| world.clock.clone()),
        reads: !expires,
        moment: Default::default(),
        known: Default::default(),
    });
    let clients = (0..CLIENTS).map(|number| tokio::spawn(client::run(ground.clone(), number, ACTS_PER_CLIENT, seed)));
    let mut made = 0;
    for client in futures::future::join_all(clients).await {
        made += client.map_err(|error| format!("seed {seed}: {error}"))?;
    }
    let ground = Arc::into_inner(ground).ok_or("a client still runs")?;
    let events = ground.recorder.into_events();
    history::check(events, approval).map_err(|why| format!("seed {seed}, {made} attempts: {why}"))?;
    Ok(made)
}

/// No invariant of what is stored is broken.
pub async fn check(world: &World) -> Result<(), String> {
    let findings = verify(&world.db.db, world.core.clock.now()).await.unwrap();
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    match errors.map(ToString::to_string).collect::<Vec<_>>() {
        errors if errors.is_empty() => Ok(()),
        errors => Err(errors.join("\n")),
    }
}
