//! `GET /events`: tells a browser, as Server-Sent Events, when the days that its page shows have changed. It says nothing
//! else, and the browser looks again as who it is.

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::Arc,
    time::Duration,
};

use app::{
    AppState,
    pages::{PageError, is_plain},
};
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response, Sse, sse::Event, sse::KeepAlive},
    routing::{MethodRouter, get},
};
use backend::{
    Context,
    directory::{Watch, watched_doctors},
    live::{Changes, News},
};
use domain::ids::DoctorId;
use futures::stream::{self, Stream, StreamExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many browsers may wait at a time; each holds a connection.
const MOST_STREAMS: usize = 1000;
/// How many doctors, or locations, one of them may watch by name.
const MOST_NAMES: usize = 50;
/// How long a browser is left alone after it was told: what happens meanwhile is told together.
const QUIET: Duration = Duration::from_millis(500);
/// How long a browser waits before it comes back after an end.
const COME_BACK: Duration = Duration::from_secs(3);
/// How often a stream on which nothing happens says that it is there.
const KEEP_ALIVE: Duration = Duration::from_secs(20);
const COME_BACK_WHEN_FULL_SECS: &str = "30";

/// Of all doctors that are watched.
const EVERYTHING: &str = "*";

pub(super) fn route(state: &AppState) -> MethodRouter {
    let streams = Streams {
        state: state.clone(),
        free: Arc::new(Semaphore::new(MOST_STREAMS)),
    };
    get(open).with_state(streams)
}

#[derive(Clone)]
struct Streams {
    state: AppState,
    free: Arc<Semaphore>,
}

async fn open(State(streams): State<Streams>, uri: Uri) -> Result<Response, PageError> {
    let watch = read(&uri).ok_or(PageError::Malformed)?;
    let Ok(place) = streams.free.try_acquire_owned() else {
        let wait = [(header::RETRY_AFTER, COME_BACK_WHEN_FULL_SECS)];
        return Ok((StatusCode::SERVICE_UNAVAILABLE, wait, "too many are waiting\n").into_response());
    };
    let core = streams.state.core;
    let changes = core.db.changes();
    let slugs = watched_doctors(&Context::system(core), &watch).await?;
    let watching = Watching {
        changes,
        slugs,
        is_quiet: false,
        _place: place,
    };
    let events = Sse::new(watching.into_events()).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // For a proxy that gathers answers before it passes them on.
    Ok(([("x-accel-buffering", "no")], events).into_response())
}

/// `doctor=a&doctor=b`, `doctor=a,b`, and so too `location=c`. `None` for anything else.
fn read(uri: &Uri) -> Option<Watch> {
    if !is_plain(uri.query()?.as_bytes()) {
        return None;
    }
    let Query(fields): Query<Vec<(String, String)>> = Query::try_from_uri(uri).ok()?;
    let (mut doctors, mut locations) = (Vec::new(), Vec::new());
    for (name, value) in fields {
        match name.as_str() {
            "doctor" => doctors.extend(value.split(',').map(str::to_owned)),
            "location" => locations.extend(value.split(',').map(str::to_owned)),
            _ => return None,
        }
    }
    match (doctors.len(), locations.len()) {
        (1..=MOST_NAMES, 0) => Some(Watch::Doctors(doctors)),
        (0, 1..=MOST_NAMES) => Some(Watch::Locations(locations)),
        _ => None,
    }
}

/// A stream that is open.
struct Watching {
    changes: Changes,
    slugs: BTreeMap<DoctorId, String>,
    is_quiet: bool,
    /// Given back when the browser goes.
    _place: OwnedSemaphorePermit,
}

impl Watching {
    fn into_events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        let greeting = Event::default().retry(COME_BACK).comment("watching");
        let changes = stream::unfold(self, async |mut watching| {
            let slugs = watching.next().await?;
            Some((Event::default().event("changed").data(slugs), watching))
        });
        stream::once(async { greeting }).chain(changes).map(Ok)
    }

    /// The slugs of the doctors whose days changed, with commas between them. `None` at the end of the process.
    async fn next(&mut self) -> Option<String> {
        if self.is_quiet {
            tokio::time::sleep(QUIET).await;
        }
        let mut changed = BTreeSet::new();
        while changed.is_empty() {
            let first = self.changes.next().await?;
            changed.extend(slug(&self.slugs, first));
            while let Some(other) = self.changes.take_waiting() {
                changed.extend(slug(&self.slugs, other));
            }
        }
        self.is_quiet = true;
        if changed.contains(EVERYTHING) {
            return Some(EVERYTHING.to_owned());
        }
        Some(changed.into_iter().collect::<Vec<_>>().join(","))
    }
}

/// What news say to somebody who watches these doctors.
fn slug(slugs: &BTreeMap<DoctorId, String>, news: News) -> Option<&str> {
    match news {
        News::Changed(change) => slugs.get(&change.doctor).map(String::as_str),
        News::Told(_) => None,
        News::LookAgain => Some(EVERYTHING),
    }
}
