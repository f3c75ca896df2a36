//! "First free" over all doctors, as the search page asks for it.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use backend::{
    Core,
    booking::{HoldSlot, hold, release_hold},
    directory::search_doctors,
    testing::visitor_context,
};
use domain::directory::{DayPart, DoctorSearch};

use crate::{Outcome, load::percentile};

/// How long a search takes.
pub struct FirstFree {
    pub what: &'static str,
    /// When nothing is in memory yet.
    pub cold: Option<Duration>,
    pub p50: Duration,
    pub p99: Duration,
}

const RUNS: usize = 400;
const BOOKED_RUNS: u8 = 100;
/// After so long a search is not repeated any more.
const MOST: Duration = Duration::from_secs(20);

/// Searches all doctors, in this process, with what is kept in memory as in a server.
pub async fn first_free(core: &Arc<Core>) -> Outcome<FirstFree> {
    repeat(core, "first free of all", &DoctorSearch::default()).await
}

/// The same, and other searches.
pub async fn searches(core: &Arc<Core>) -> Outcome<Vec<FirstFree>> {
    let at_home = DoctorSearch {
        specialty: "cardiology".to_owned(),
        location: "london".to_owned(),
        ..DoctorSearch::default()
    };
    let evening = DoctorSearch {
        part: Some(DayPart::Evening),
        ..DoctorSearch::default()
    };
    Ok(vec![
        first_free(core).await?,
        repeat(core, "first free cardiologist in London", &at_home).await?,
        repeat(core, "an evening, of which there is none", &evening).await?,
        after_each_booking(core, &DoctorSearch::default()).await?,
    ])
}

async fn repeat(core: &Arc<Core>, what: &'static str, search: &DoctorSearch) -> Outcome<FirstFree> {
    let ctx = visitor_context(core, 0);
    let began = Instant::now();
    search_doctors(&ctx, search).await?;
    let cold = Some(began.elapsed());
    let mut times = Vec::with_capacity(RUNS);
    while times.len() < RUNS && began.elapsed() < MOST {
        let began = Instant::now();
        search_doctors(&ctx, search).await?;
        times.push(began.elapsed());
    }
    Ok(FirstFree::new(what, cold, times))
}

/// While somebody takes the first time before each search.
async fn after_each_booking(core: &Arc<Core>, search: &DoctorSearch) -> Outcome<FirstFree> {
    let mut times = Vec::new();
    let searcher = visitor_context(core, u8::MAX);
    let mut held = Vec::new();
    for number in 1..=BOOKED_RUNS {
        let ctx = visitor_context(core, number);
        let found = search_doctors(&ctx, search).await?;
        let card = found.cards.first().ok_or("a card")?;
        let slot = HoldSlot {
            minutes: None,
            schedule: card.slots.schedule,
            service: card.slots.service,
            start: card.first_free.as_ref().ok_or("a free time")?.start,
        };
        let hold = hold(&ctx, &slot).await?;
        held.push((ctx, hold.view.id));
        let began = Instant::now();
        search_doctors(&searcher, search).await?;
        times.push(began.elapsed());
    }
    for (ctx, hold) in held {
        release_hold(&ctx, hold).await?;
    }
    Ok(FirstFree::new("first free of all, after each booking", None, times))
}

impl FirstFree {
    fn new(what: &'static str, cold: Option<Duration>, mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self {
            what,
            cold,
            p50: percentile(&times, 50),
            p99: percentile(&times, 99),
        }
    }
}
