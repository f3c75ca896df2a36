use std::sync::Arc;

use domain::{access::Actor, time::Instant};
use rand::Rng;
use tokio::sync::Semaphore;
use uuid::Uuid;

use crate::{
    Clock, Fault, Token,
    booking::{Contests, Plan, PublicSlots},
    db::Db,
    directory::FreeWeeks,
    session::Presence,
};

/// What every use case is given first: who is asking, and the database, the clock, randomness and settings. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    actor: Actor,
    visitor: Option<Token>,
    core: Arc<Core>,
}

/// What all requests share.
pub struct Core {
    pub db: Db,
    pub clock: Box<dyn Clock>,
    pub settings: Settings,
    /// Bounds how many passwords are hashed at a time: each takes 19 MiB and a core.
    pub(crate) hashing: Arc<Semaphore>,
    /// What is planned, as far as it was needed.
    pub(crate) plan: Plan,
    pub(crate) public_slots: PublicSlots,
    pub(crate) contests: Contests,
    pub(crate) presence: Presence,
    /// For searching.
    pub(crate) free_weeks: FreeWeeks,
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
    /// Minutes without a request after which staff and patients are signed out.
    pub session_idle_minutes: i64,
    /// Minutes after which everybody signs in anew.
    pub session_absolute_minutes: i64,
}

impl Core {
    pub fn new(db: Db, clock: impl Clock, settings: Settings) -> Self {
        let hashers = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            db,
            clock: Box::new(clock),
            settings,
            hashing: Arc::new(Semaphore::new(hashers)),
            plan: Plan::default(),
            public_slots: PublicSlots::default(),
            contests: Contests::default(),
            presence: Presence::default(),
            free_weeks: FreeWeeks::default(),
        }
    }
}

impl Context {
    pub fn new(core: Arc<Core>, actor: Actor, visitor: Option<Token>) -> Self {
        Self { actor, visitor, core }
    }

    /// For jobs and the command line.
    pub fn system(core: Arc<Core>) -> Self {
        Self::new(core, Actor::System, None)
    }

    pub const fn actor(&self) -> &Actor {
        &self.actor
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

    pub fn settings(&self) -> &Settings {
        &self.core.settings
    }

    pub fn now(&self) -> Instant {
        self.core.clock.now()
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
