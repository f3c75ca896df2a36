use std::sync::Arc;

use domain::{access::Actor, account::Role, refusal::Refusal, time::Instant};
use rand::Rng;
use secrecy::SecretString;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    Broken, Clock, Fault, Network, Token,
    account::BreachedPasswords,
    audit::Reads,
    booking::{Contests, Plan, PublicSlots},
    crypto::Keys,
    db::Db,
    directory::FreeWeeks,
    notification::WordingCache,
    pace::Pace,
    session::{KnownBrowser, LastSeen},
};

/// What every use case is given first: who is asking, and the database, the clock, randomness and settings. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    actor: Actor,
    visitor: Option<Token>,
    origin: Origin,
    session: Option<OwnSession>,
    network: Option<Network>,
    browser: Option<KnownBrowser>,
    core: Arc<Core>,
}

/// Where a request comes from, for the audit trail. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    place: Arc<str>,
    request: Arc<str>,
}

impl Origin {
    /// `place` is a shortened network address, "cli" or "job"; `request` is the reference that the log has, if any.
    pub fn new(place: &str, request: &str) -> Self {
        Self {
            place: place.into(),
            request: request.into(),
        }
    }

    pub(crate) const fn place(&self) -> &Arc<str> {
        &self.place
    }

    pub(crate) fn request(&self) -> &str {
        &self.request
    }
}

/// The session that a request came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OwnSession {
    pub id: Uuid,
    /// When the password, and the second factor where there is one, was given last.
    pub verified_at: Instant,
    /// When it ends unless there is another request.
    pub ends_at: Instant,
}

/// How long after the password was given one may change how one signs in (ASVS 5.0, 7.5.1).
const VERIFIED_MINUTES: i64 = 10;

/// What all requests share.
pub struct Core {
    pub db: Db,
    pub clock: Box<dyn Clock>,
    pub settings: Settings,
    /// Bounds what is computed at a time: the hash of a password takes 19 MiB and a core.
    pub(crate) heavy: Arc<Semaphore>,
    /// What is planned, as far as it was needed.
    pub(crate) plan: Plan,
    pub(crate) public_slots: PublicSlots,
    pub(crate) contests: Contests,
    pub(crate) last_seen: LastSeen,
    /// For searching.
    pub(crate) free_weeks: FreeWeeks,
    /// Whose data was read lately, by whom.
    pub(crate) reads: Reads,
    /// Of messages.
    pub(crate) wordings: WordingCache,
    pub(crate) searches: Pace,
    pub(crate) renewals: Pace,
}

/// What the clinic configures and use cases need.
#[derive(Clone, Debug)]
pub struct Settings {
    /// In mails and on pages.
    pub clinic_name: String,
    /// Without a slash at the end: "https://clinic.example".
    pub public_url: String,
    /// The sender of mails and the organizer in calendar files: "appointments@clinic.example".
    pub mail_address: String,
    /// Minutes without a request after which patients are signed out.
    pub session_idle_minutes: i64,
    /// The same for the people of the clinic.
    pub session_staff_idle_minutes: i64,
    /// Minutes after which everybody signs in anew.
    pub session_absolute_minutes: i64,
    /// Of the seals of the audit trail; without it they prove less.
    pub audit_key: Option<SecretString>,
    /// What is sealed of the audit trail is in the log, too.
    pub is_audit_logged: bool,
    /// What is stored encrypted is read and written with them.
    pub keys: Arc<Keys>,
    /// The people of the clinic reach nothing before they have a second factor.
    pub staff_need_second_factor: bool,
    /// Nobody takes one of these.
    pub breached_passwords: Option<BreachedPasswords>,
    /// There is a gateway for text messages.
    pub sends_sms: bool,
}

impl Settings {
    /// Of a clinic without a name.
    #[cfg(test)]
    pub(crate) fn for_test() -> Self {
        Self {
            clinic_name: String::new(),
            public_url: String::new(),
            mail_address: String::new(),
            session_idle_minutes: 0,
            session_staff_idle_minutes: 0,
            session_absolute_minutes: 0,
            staff_need_second_factor: false,
            breached_passwords: None,
            sends_sms: false,
            audit_key: None,
            is_audit_logged: false,
            keys: Arc::new(Keys::unneeded().unwrap_or_else(|_| unreachable!())),
        }
    }

    /// Minutes without a request after which somebody is signed out.
    pub const fn idle_minutes(&self, role: Role) -> i64 {
        match role {
            Role::Patient => self.session_idle_minutes,
            Role::Doctor | Role::Support | Role::Administrator => self.session_staff_idle_minutes,
        }
    }
}

impl Core {
    pub fn new(db: Db, clock: impl Clock, settings: Settings) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            db,
            clock: Box::new(clock),
            settings,
            heavy: Arc::new(Semaphore::new(cores)),
            plan: Plan::default(),
            public_slots: PublicSlots::default(),
            contests: Contests::default(),
            last_seen: LastSeen::default(),
            free_weeks: FreeWeeks::default(),
            reads: Reads::default(),
            wordings: WordingCache::default(),
            searches: Pace::of_searches(),
            renewals: Pace::of_renewals(),
        }
    }
}

impl Context {
    pub fn new(core: Arc<Core>, actor: Actor, visitor: Option<Token>) -> Self {
        Self {
            actor,
            visitor,
            origin: Origin::default(),
            session: None,
            network: None,
            browser: None,
            core,
        }
    }

    /// The same request, with the session that it came with.
    #[must_use]
    pub fn in_session(self, session: Option<OwnSession>) -> Self {
        Self { session, ..self }
    }

    /// The same request, with where it came from.
    #[must_use]
    pub fn from_network(self, network: Option<Network>) -> Self {
        Self { network, ..self }
    }

    /// The same request, with what its browser has from when somebody signed in there.
    #[must_use]
    pub fn from_browser(self, browser: Option<KnownBrowser>) -> Self {
        Self { browser, ..self }
    }

    /// For jobs and the command line.
    pub fn system(core: Arc<Core>) -> Self {
        Self::new(core, Actor::System, None).with_origin(Origin::new("job", ""))
    }

    #[must_use]
    pub fn with_origin(self, origin: Origin) -> Self {
        Self { origin, ..self }
    }

    /// The same request, of somebody who has just proven who they are.
    pub(crate) fn as_actor(&self, actor: Actor) -> Self {
        Self { actor, ..self.clone() }
    }

    pub(crate) const fn origin(&self) -> &Origin {
        &self.origin
    }

    pub const fn actor(&self) -> &Actor {
        &self.actor
    }

    pub const fn session(&self) -> Option<&OwnSession> {
        self.session.as_ref()
    }

    /// Where the request came from, as far as it is known.
    pub const fn network(&self) -> Option<&Network> {
        self.network.as_ref()
    }

    pub(crate) const fn browser(&self) -> Option<&KnownBrowser> {
        self.browser.as_ref()
    }

    /// Refuses unless the person has just shown again that it is them: before password, factors, contacts or roles change.
    ///
    /// # Errors
    /// [`Refusal::ConfirmFirst`].
    pub fn recently_verified(&self) -> Result<(), Refusal> {
        let verified_from = self.now().plus_minutes(-VERIFIED_MINUTES);
        match (&self.actor, &self.session) {
            (Actor::System, _) => Ok(()),
            (Actor::Person { .. }, Some(session)) if session.verified_at > verified_from => Ok(()),
            (Actor::Person { .. }, _) => Err(Refusal::ConfirmFirst),
            (Actor::Visitor, _) => Err(Refusal::SignInFirst),
        }
    }

    /// The browser that holds times, signed in or not.
    pub const fn visitor(&self) -> Option<&Token> {
        self.visitor.as_ref()
    }

    pub fn core(&self) -> &Arc<Core> {
        &self.core
    }

    pub fn db(&self) -> &Db {
        &self.core.db
    }

    pub(crate) fn plan(&self) -> &Plan {
        &self.core.plan
    }

    pub fn keys(&self) -> &Keys {
        &self.core.settings.keys
    }

    pub fn settings(&self) -> &Settings {
        &self.core.settings
    }

    pub fn now(&self) -> Instant {
        self.core.clock.now()
    }

    /// What takes long, off the async threads, and no more of it at a time than there are cores. The permit goes with the work:
    /// whoever hangs up does not make room.
    pub(crate) async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let permit = self.core.heavy.clone().acquire_owned().await;
        let permit = permit.map_err(|error| Broken::other("the queue of work")(error.into()))?;
        let task = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        task.await.map_err(|error| Broken::other("the work")(error.into()))
    }

    pub fn new_token(&self) -> Token {
        Token::from_bytes(self.random())
    }

    /// A new identifier that sorts by time (UUID version 7).
    pub(crate) fn new_id(&self) -> Uuid {
        let millis = u64::try_from(self.now().millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random()).into_uuid()
    }

    pub(crate) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        rand::rng().fill_bytes(&mut bytes);
        bytes
    }

    /// Refuses unless the table of `domain::access` allows it.
    pub(crate) fn check(
        &self,
        action: domain::access::Action,
        subject: domain::access::Subject,
        relation: domain::access::Relation,
    ) -> Result<(), Fault> {
        if domain::access::is_allowed(&self.actor, action, subject, relation) {
            return Ok(());
        }
        Err(match self.actor {
            Actor::Visitor => domain::refusal::Refusal::SignInFirst.into(),
            Actor::Person { .. } | Actor::System => domain::refusal::Refusal::Forbidden.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        thread,
    };

    use super::*;
    use crate::testing::{self, Kind};

    #[tokio::test]
    async fn what_takes_long_is_done_off_the_async_threads_and_as_much_at_a_time_as_there_are_cores() {
        let world = testing::world(Kind::Sqlite).await;
        let ctx = Context::system(Arc::clone(&world.core));
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let work = || {
            let (running, most) = (Arc::clone(&running), Arc::clone(&most));
            ctx.compute(move || {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Long enough for others to come.
                for _ in 0..1_000 {
                    thread::yield_now();
                }
                running.fetch_sub(1, Ordering::SeqCst);
                thread::current().id()
            })
        };
        let done = futures::future::join_all((0..cores * 8).map(|_| work())).await;
        for thread in done {
            assert_ne!(thread.unwrap(), thread::current().id());
        }
        assert!(most.load(Ordering::SeqCst) <= cores);
    }
}
