//! `GET /events`: tells a browser, as Server-Sent Events, when the days or the list that its page shows have changed, and when who is signed
//! in was told something. It says nothing else, and the browser looks again as who it is.
//!
//! A stream knows who was signed in when it opened. Before it says that they were told something it asks whether the session still
//! is theirs: when it ended, the stream says that, and no more of what they were told; a stream for nothing else ends.

mod places;

use std::{
    collections::{BTreeMap, BTreeSet},
    convert::Infallible,
    sync::Arc,
    time::Duration,
};

use app::{
    AppState, Ctx,
    pages::{PageError, is_plain},
    session::identify,
};
use axum::{
    extract::{Query, State},
    http::{StatusCode, Uri, header},
    middleware::from_fn_with_state,
    response::{IntoResponse, Response, Sse, sse::Event, sse::KeepAlive},
    routing::{MethodRouter, get},
};
use backend::{
    Context, Network, Token,
    audit::{EventId, Tail},
    directory::{MOST_WATCHED, Watch, watched_doctors},
    live::{Changes, List, News},
    session::recognize,
};
use domain::ids::{AccountId, DoctorId};
use futures::stream::{self, Stream, StreamExt};

use places::{Client, Limits, NoPlace, Place, Places};

/// Browsers that may wait at a time.
pub const MOST_STREAMS: usize = 5000;
const LIMITS: Limits = Limits {
    all: MOST_STREAMS,
    visitors: MOST_STREAMS / 2,
    of_an_account: 20,
    of_a_network: 50,
};
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
        places: Places::new(LIMITS),
    };
    get(open)
        .with_state(streams)
        .layer::<_, Infallible>(from_fn_with_state(state.clone(), identify))
}

#[derive(Clone)]
struct Streams {
    state: AppState,
    places: Arc<Places>,
}

async fn open(State(streams): State<Streams>, ctx: Ctx, uri: Uri) -> Result<Response, PageError> {
    let (watched, age) = read(&uri).ok_or(PageError::Malformed)?;
    let reader = Reader::of(&ctx);
    let list = match watched {
        Watched::List(list) => Some(list),
        Watched::Trail(_) => Some(List::AuditTrail),
        Watched::Days(_) | Watched::Nothing => None,
    };
    if let Some(list) = list {
        list.check(&ctx)?;
    }
    if matches!(watched, Watched::Nothing) && reader.is_none() {
        // There is nothing to tell, and browsers do not come back after this answer.
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let place = match streams.places.take(client(&ctx)) {
        Ok(place) => place,
        Err(why) => return Ok(refuse(why)),
    };
    let core = &streams.state.core;
    let changes = match age {
        Some(age) => core.db.changes_within(age),
        None => core.db.changes(),
    };
    let (mut slugs, mut tail) = (BTreeMap::new(), None);
    match watched {
        Watched::Days(watch) => slugs = watched_doctors(&Context::system(core.clone()), &watch).await?,
        Watched::Trail(seen) => tail = Some(Tail::new(core.clone(), seen)),
        Watched::List(_) | Watched::Nothing => {}
    }
    let watching = Watching {
        state: streams.state,
        changes,
        slugs,
        list,
        tail,
        reader,
        is_quiet: false,
        _place: place,
    };
    let events = Sse::new(watching.into_events()).keep_alive(KeepAlive::new().interval(KEEP_ALIVE));
    // For a proxy that gathers answers before it passes them on.
    Ok(([("x-accel-buffering", "no")], events).into_response())
}

fn client(ctx: &Ctx) -> Client {
    match ctx.actor().account() {
        Some(account) => Client::Account(account),
        None => Client::Visitor(ctx.network().map(Network::counted)),
    }
}

fn refuse(why: NoPlace) -> Response {
    let (status, words) = match why {
        NoPlace::Full => (StatusCode::SERVICE_UNAVAILABLE, "too many are waiting\n"),
        NoPlace::TooMany => (StatusCode::TOO_MANY_REQUESTS, "too many pages are open\n"),
    };
    (status, [(header::RETRY_AFTER, COME_BACK_WHEN_FULL_SECS)], words).into_response()
}

/// What a page watches beside what its reader is told.
enum Watched {
    Days(Watch),
    List(List),
    /// From the latest event that was seen.
    Trail(Option<EventId>),
    Nothing,
}

/// `doctor=a&doctor=b`, `doctor=a,b`, and so too `location=c`; or `list=accounts`; or `list=audit_trail&since=ID`, of the latest event that
/// was seen. `age=3` beside it, of a page that was asked for three seconds ago: what changed meanwhile is told, too. `None` for anything
/// else.
fn read(uri: &Uri) -> Option<(Watched, Option<Duration>)> {
    if !is_plain(uri.query().unwrap_or_default().as_bytes()) {
        return None;
    }
    let Query(mut fields): Query<Vec<(String, String)>> = Query::try_from_uri(uri).ok()?;
    let age = match fields.pop_if(|field| field.0 == "age") {
        Some((_, age)) => Some(Duration::from_secs(age.parse::<u32>().ok()?.into())),
        None => None,
    };
    Some((watched(fields)?, age))
}

fn watched(fields: Vec<(String, String)>) -> Option<Watched> {
    let named: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .collect();
    match named.as_slice() {
        [("list", list), ("since", seen)] if *list == List::AuditTrail.name() => {
            return seen.parse().ok().map(|seen| Watched::Trail(Some(seen)));
        }
        [("list", list)] if *list == List::AuditTrail.name() => return Some(Watched::Trail(None)),
        [("list", list)] => return List::from_name(list).map(Watched::List),
        _ => {}
    }
    let (mut doctors, mut locations) = (Vec::new(), Vec::new());
    for (name, value) in fields {
        match name.as_str() {
            "doctor" => doctors.extend(value.split(',').map(str::to_owned)),
            "location" => locations.extend(value.split(',').map(str::to_owned)),
            _ => return None,
        }
    }
    match (doctors.len(), locations.len()) {
        (0, 0) => Some(Watched::Nothing),
        (1..=MOST_WATCHED, 0) => Some(Watched::Days(Watch::Doctors(doctors))),
        (0, 1..=MOST_WATCHED) => Some(Watched::Days(Watch::Locations(locations))),
        _ => None,
    }
}

/// Who is told that they were told something.
struct Reader {
    account: AccountId,
    session: Token,
}

impl Reader {
    fn of(ctx: &Ctx) -> Option<Self> {
        Some(Self {
            account: ctx.actor().account()?,
            session: ctx.session_token()?.clone(),
        })
    }

    /// Whether it is still them; not when it cannot be found out.
    async fn is_signed_in(&self, state: &AppState) -> bool {
        let found = recognize(&state.core, Some(&self.session)).await;
        found.is_ok_and(|found| found.actor.account() == Some(self.account) && !found.needs_factor)
    }
}

/// A stream that is open.
struct Watching {
    state: AppState,
    changes: Changes,
    slugs: BTreeMap<DoctorId, String>,
    /// Told to its reader alone.
    list: Option<List>,
    /// Of the audit trail, until it was told of: the page says that there is more, and does not look again.
    tail: Option<Tail>,
    reader: Option<Reader>,
    is_quiet: bool,
    /// Given back when the browser goes.
    _place: Place,
}

/// What happened since a browser was told last.
#[derive(Default)]
struct Happened {
    /// What changed of what is watched: slugs of doctors, or the name of the list.
    changed: BTreeSet<String>,
    is_told: bool,
    /// Who was signed in is so no more.
    is_ended: bool,
}

impl Watching {
    fn into_events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        let greeting = Event::default().retry(COME_BACK).comment("watching");
        let changes = stream::unfold(self, async |mut watching| {
            let happened = watching.next().await?;
            Some((stream::iter(happened.into_events()), watching))
        });
        stream::once(async { greeting }).chain(changes.flatten()).map(Ok)
    }

    /// `None` at the end of the process, and when nothing is left to tell.
    async fn next(&mut self) -> Option<Happened> {
        if self.is_quiet {
            tokio::time::sleep(QUIET).await;
        }
        let mut happened = Happened::default();
        while happened.is_nothing() {
            if self.slugs.is_empty() && self.reader.is_none() {
                return None;
            }
            let first = self.news().await?;
            self.note(first, &mut happened);
            while let Some(other) = self.changes.take_waiting() {
                self.note(other, &mut happened);
            }
            let is_for_reader = happened.is_told || self.list.is_some() && !happened.changed.is_empty();
            if is_for_reader && !self.is_signed_in().await {
                self.reader = None;
                (happened.is_told, happened.is_ended) = (false, true);
                if self.list.take().is_some() {
                    happened.changed.clear();
                }
            }
        }
        self.is_quiet = true;
        Some(happened)
    }

    async fn news(&mut self) -> Option<News> {
        loop {
            let Some(tail) = &mut self.tail else {
                return self.changes.next().await;
            };
            tokio::select! {
                news = self.changes.next() => return news,
                () = tail.wait() => {}
            }
            if tail.has_grown().await {
                self.tail = None;
                return Some(News::Listed(List::AuditTrail));
            }
        }
    }

    fn note(&self, news: News, happened: &mut Happened) {
        match news {
            News::Changed(change) => happened.changed.extend(self.slugs.get(&change.doctor).cloned()),
            News::Told(account) => {
                happened.is_told |= self.reader.as_ref().is_some_and(|reader| reader.account == account)
            }
            News::Listed(list) => happened
                .changed
                .extend(self.list.filter(|own| *own == list).map(|own| own.name().to_owned())),
            News::LookAgain => {
                happened.is_told |= self.reader.is_some();
                let is_list = self.list.is_some_and(|list| list != List::AuditTrail);
                if !self.slugs.is_empty() || is_list {
                    happened.changed.insert(EVERYTHING.to_owned());
                }
            }
        }
    }

    async fn is_signed_in(&self) -> bool {
        match &self.reader {
            Some(reader) => reader.is_signed_in(&self.state).await,
            None => false,
        }
    }
}

impl Happened {
    fn is_nothing(&self) -> bool {
        self.changed.is_empty() && !self.is_told && !self.is_ended
    }

    /// The slugs of the doctors whose days changed, with commas between them, or the list; that somebody was told something, or signed out,
    /// by nothing else.
    fn into_events(self) -> Vec<Event> {
        let changed = match self.changed.contains(EVERYTHING) {
            true => EVERYTHING.to_owned(),
            false => self.changed.into_iter().collect::<Vec<_>>().join(","),
        };
        let changed = (!changed.is_empty()).then(|| Event::default().event("changed").data(changed));
        let told = self.is_told.then(|| Event::default().event("told").data("messages"));
        let ended = self.is_ended.then(|| Event::default().event("ended").data("session"));
        changed.into_iter().chain(told).chain(ended).collect()
    }
}
