use std::cell::RefCell;

use super::group::Fate;
use crate::{Broken, Fault};

/// How often a write is tried before it counts as broken.
const ATTEMPTS: u32 = 6;

tokio::task_local! {
    /// The group of the write that an attempt began last.
    static SEEN: RefCell<Option<Fate>>;
}

/// Remembers what the attempt under way has looked at.
pub(super) fn note(fate: Fate) {
    let _ = SEEN.try_with(|seen| seen.replace(Some(fate)));
}

/// Does a write again, from its reads on, when it met another (PostgreSQL 40001 and 40P01, SQLite busy).
///
/// Waits for the commit of what the attempt saw, also when it wrote nothing itself: nobody is told that they were second, or
/// that this was done before, on the strength of something that can still be lost.
///
/// # Errors
/// Those of `attempt`; [`Fault::Contended`] never leaves.
pub async fn retry<T, Work: Future<Output = Result<T, Fault>>>(mut attempt: impl FnMut() -> Work) -> Result<T, Fault> {
    let mut tries = 1;
    loop {
        // In a box of its own: it is large, and moved through all that is around it.
        match settled(Box::pin(attempt())).await {
            Err(Fault::Contended(_)) if tries < ATTEMPTS => tries += 1,
            Err(Fault::Contended(error)) => return Err(Broken::Database(error).into()),
            done => return done,
        }
    }
}

async fn settled<T>(attempt: impl Future<Output = Result<T, Fault>>) -> Result<T, Fault> {
    let attempt = async {
        let done = attempt.await;
        (done, SEEN.with(RefCell::take))
    };
    let (done, seen) = SEEN.scope(RefCell::default(), attempt).await;
    let Some(seen) = seen else {
        return done;
    };
    match (done, seen.settled().await) {
        (Ok(_) | Err(Fault::Refused(_)), Err(error)) => Err(error.into()),
        (done, _) => done,
    }
}
