//! Mails and text messages as real servers get them: such as refuse, wait and hang up, are stopped and started again, while processes
//! that send and that book are killed and the database goes away. Each message arrives, a text message once, and mails that arrive twice
//! have the same `Message-ID`. Another library reads the calendar parts.
//!
//! `MEDICONNECT_SOAK` makes it long (`make soak`); a short run is part of `make test`.
#![expect(clippy::unwrap_used, reason = "what cannot go on fails")]

mod clients;
mod faults;
mod script;
mod server;
mod times;
mod worker;

use std::{process::ExitCode, time::Instant};

use backend::testing::Kind;

/// Bookings for each database, without `make soak`.
const SHORT: usize = 32;
/// Of the attempts of `make soak`, so many make one booking here.
const ATTEMPTS_PER_BOOKING: usize = 200;

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // The futures of a booking are large where nothing is optimised.
        .thread_stack_size(4 << 20)
        .worker_threads(4)
        .enable_all()
        .build()
        .unwrap();
    if let Some(task) = worker::Task::from_environment() {
        runtime.block_on(worker::run(&task));
        return ExitCode::SUCCESS;
    }
    let soak: Option<usize> = std::env::var("MEDICONNECT_SOAK")
        .ok()
        .map(|count| count.parse().unwrap());
    let bookings = soak.map_or(SHORT, |attempts| (attempts / ATTEMPTS_PER_BOOKING).max(SHORT));
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
        let done = runtime.block_on(times::check(kind));
        report(
            format!("times_are_the_same_wherever_they_stand::{kind:?}"),
            started,
            done,
        );
        let started = Instant::now();
        let done = runtime.block_on(faults::run(kind, bookings));
        report(format!("each_message_arrives_whatever_breaks::{kind:?}"), started, done);
    }
    let outcome = if failed == 0 { "ok" } else { "FAILED" };
    println!("\ntest result: {outcome}. {passed} passed; {failed} failed; 0 ignored; 0 measured; 0 filtered out");
    ExitCode::from(u8::from(failed > 0))
}
