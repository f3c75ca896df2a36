//! Measures "first free" in a big clinic.
//!
//! ```text
//! cargo run --release -p backend --features testing --example first_free -- sqlite 1000 1000000
//! ```
#![expect(clippy::print_stdout, reason = "it is what a measurement is for")]
#![expect(clippy::expect_used, reason = "without its ground there is nothing to measure")]

use std::{sync::Arc, time::Instant};

use backend::{
    Context,
    directory::search_doctors,
    testing::{
        self, Kind, TestClock,
        large::{Size, large_clinic},
        visitor_context,
    },
};
use domain::directory::{DayPart, DoctorSearch, When};

const RUNS: usize = 400;

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let kind = match arguments.next().as_deref() {
        Some("postgres") => Kind::Postgres,
        _ => Kind::Sqlite,
    };
    let mut number = |otherwise: u32| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(otherwise);
    let doctors = u16::try_from(number(1000)).expect("a number of doctors");
    let past = number(1_000_000);
    let db = testing::database(kind).await;
    // A Monday morning.
    let core = testing::core(&db, TestClock::at("2026-11-23T10:20:00Z"));
    let began = Instant::now();
    let size = Size {
        doctors,
        past,
        days_ahead: 60,
    };
    large_clinic(&core, size).await;
    println!(
        "{kind:?}: {doctors} doctors, {} appointments, written in {:.0?}",
        db.count("appointment").await,
        began.elapsed()
    );
    if kind == Kind::Postgres {
        db.execute("ANALYZE", &[]).await.expect("statistics");
    }

    let first_free = DoctorSearch::default();
    let at_home = DoctorSearch {
        specialty: "cardiology".to_owned(),
        location: "london".to_owned(),
        ..DoctorSearch::default()
    };
    let evening = DoctorSearch {
        part: Some(DayPart::Evening),
        ..DoctorSearch::default()
    };
    let morning = DoctorSearch {
        part: Some(DayPart::Morning),
        when: When::On("2026-12-16".parse().expect("a date")),
        ..DoctorSearch::default()
    };
    let ctx = visitor_context(&core, 1);
    for (name, search) in [
        ("first free of all", &first_free),
        ("cardiology in London", &at_home),
        ("a morning in three weeks", &morning),
        ("an evening, of which there is none", &evening),
    ] {
        measure(&ctx, name, search).await;
    }
    one_more_booked(&core, &first_free).await;
    println!("memory: {}", resident());
}

async fn measure(ctx: &Context, name: &str, search: &DoctorSearch) {
    let began = Instant::now();
    search_doctors(ctx, search).await.expect("it is found");
    let cold = began.elapsed();
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let began = Instant::now();
        search_doctors(ctx, search).await.expect("it is found");
        times.push(began.elapsed());
    }
    times.sort();
    let at = |percent: usize| times[(RUNS - 1) * percent / 100];
    println!("{name}: cold {cold:.1?}, p50 {:.1?}, p99 {:.1?}", at(50), at(99));
}

/// While somebody takes the first time before each search.
async fn one_more_booked(core: &Arc<backend::Core>, search: &DoctorSearch) {
    let mut times = Vec::with_capacity(RUNS);
    for run in 0..RUNS / 4 {
        let ctx = visitor_context(core, u8::try_from(run % 200).expect("a number"));
        let found = search_doctors(&ctx, search).await.expect("it is found");
        let card = found.cards.first().expect("a card");
        let slot = backend::booking::HoldSlot {
            schedule: card.slots.schedule,
            service: card.slots.service,
            minutes: None,
            start: card.first_free.as_ref().expect("a time").start,
        };
        backend::booking::hold(&ctx, &slot).await.expect("it is held");
        let other = visitor_context(core, 255);
        let began = Instant::now();
        search_doctors(&other, search).await.expect("it is found");
        times.push(began.elapsed());
    }
    times.sort();
    let last = times.len() - 1;
    println!(
        "after each booking: p50 {:.1?}, p99 {:.1?}",
        times[last / 2],
        times[last * 99 / 100]
    );
}

fn resident() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}
