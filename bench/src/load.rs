//! Many clients that do the same again and again for a time.

use std::time::{Duration, Instant};

use futures::future::join_all;
use tokio::runtime;

use crate::{Outcome, process::Process};

/// What one client does over and over.
pub trait Work: Send + 'static {
    /// # Errors
    /// When the answer was wrong; then the client does no more.
    fn once(&mut self) -> impl Future<Output = Outcome<()>> + Send;
}

/// For how long.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    pub warm_up: Duration,
    pub measured: Duration,
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Measured {
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
    /// Processor time of the server for each.
    pub cpu: Option<Duration>,
    /// The first wrong answers, in words.
    pub wrong: Vec<String>,
    /// Everything that was done, the warm-up too.
    pub in_all: u64,
}

#[derive(Default)]
struct Seen {
    times: Vec<Duration>,
    in_all: u64,
    wrong: Option<String>,
}

/// Has all `workers` work at the same time. Gives them back.
pub async fn measure<W: Work>(workers: Vec<W>, pace: Pace, server: Option<Process>) -> (Measured, Vec<W>) {
    let from = Instant::now() + pace.warm_up;
    let until = from + pace.measured;
    let running = workers.into_iter().map(|mut worker| {
        tokio::spawn(async move {
            let seen = work(&mut worker, from, until).await;
            (worker, seen)
        })
    });
    let running: Vec<_> = running.collect();
    let cpu = async {
        let server = server?;
        tokio::time::sleep_until(from.into()).await;
        let before = server.cpu()?;
        tokio::time::sleep_until(until.into()).await;
        Some(server.cpu()? - before)
    };
    let (cpu, done) = tokio::join!(cpu, join_all(running));

    let (mut workers, mut times, mut in_all, mut wrong) = (Vec::new(), Vec::new(), 0, Vec::new());
    for one in done {
        match one {
            Ok((worker, seen)) => {
                workers.push(worker);
                times.extend(seen.times);
                in_all += seen.in_all;
                wrong.extend(seen.wrong);
            }
            Err(error) => wrong.push(error.to_string()),
        }
    }
    times.sort_unstable();
    let count = u32::try_from(times.len()).unwrap_or(u32::MAX);
    let measured = Measured {
        per_second: f64::from(count) / pace.measured.as_secs_f64(),
        p50: percentile(&times, 50),
        p99: percentile(&times, 99),
        cpu: cpu.filter(|_| count > 0).map(|cpu| cpu / count),
        wrong,
        in_all,
    };
    (measured, workers)
}

async fn work(worker: &mut impl Work, from: Instant, until: Instant) -> Seen {
    let mut seen = Seen::default();
    let mut begun = Instant::now();
    while begun < until {
        if let Err(error) = worker.once().await {
            seen.wrong = Some(error.to_string());
            break;
        }
        let done = Instant::now();
        seen.in_all += 1;
        if done >= from && done < until {
            seen.times.push(done - begun);
        }
        begun = done;
    }
    seen
}

/// Of times in order; zero of none.
pub fn percentile(times: &[Duration], percent: usize) -> Duration {
    let last = times.len().saturating_sub(1);
    times.get(last * percent / 100).copied().unwrap_or_default()
}

/// Runs something on a thread of its own: what clients cost is least when one thread has them all.
pub async fn on_one_thread<T, F>(work: impl FnOnce() -> F + Send + 'static) -> Outcome<T>
where
    T: Send + 'static,
    F: Future<Output = Outcome<T>>,
{
    let alone = move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(work())
    };
    tokio::task::spawn_blocking(alone).await?
}
