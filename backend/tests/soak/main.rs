//! Random histories of many clients on two doctors' day: kept times, bookings, requests and their answers, moves,
//! cancellations, holds that run out, time off, hours of the date, rules of the services, free times read by strangers.
//! Afterwards each history must be one that the rules allow in some order that agrees with real time (linearizability, Herlihy
//! and Wing 1990), its end must be what the rows are, `verify` finds nothing, and no acknowledged booking is missing.
//!
//! `MEDICONNECT_SOAK` is the number of attempts for each database (`make soak`); a short run is part of `make test`. On
//! PostgreSQL two processes share the database in half of the histories, and on both databases one process is killed in the
//! middle of its work.
#![expect(clippy::unwrap_used, reason = "a soak that cannot go on fails")]

mod client;
mod ground;
mod history;
mod model;
mod round;
mod rows;
mod worker;

use std::{process::ExitCode, time::Instant};

use backend::testing::Kind;

/// Without `make soak`.
const SHORT: usize = 2_400;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // The futures of a client are large where nothing is optimised.
        .thread_stack_size(4 << 20)
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    if let Some(task) = worker::Task::from_environment() {
        runtime.block_on(worker::run(&task));
        return ExitCode::SUCCESS;
    }
    let attempts = std::env::var("MEDICONNECT_SOAK").map_or(SHORT, |count| count.parse().unwrap());
    let (mut passed, mut failed) = (0, 0);
    let mut report = |name: String, started: Instant, result: Result<String, String>| {
        let seconds = started.elapsed().as_secs();
        match result {
            Ok(what) => {
                passed += 1;
                println!("test {name} ... ok ({what}, {seconds} s)");
            }
            Err(why) => {
                failed += 1;
                println!("test {name} ... FAILED\n{why}");
            }
        }
    };
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let started = Instant::now();
        let done = runtime.block_on(round::run(kind, attempts));
        report(
            format!("histories_of_many_clients_are_linearizable::{kind:?}"),
            started,
            done,
        );
        let started = Instant::now();
        let done = runtime.block_on(worker::kill_in_the_middle(kind, attempts));
        report(
            format!("a_process_killed_in_the_middle_loses_nothing::{kind:?}"),
            started,
            done,
        );
    }
    let outcome = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {outcome}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out");
    ExitCode::from(u8::from(failed > 0))
}
