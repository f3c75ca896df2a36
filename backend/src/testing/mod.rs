//! What the tests of every member share: a migrated database of their own on SQLite or PostgreSQL, a clock that they set,
//! and a small clinic.
//!
//! ```text
//! #[rstest]
//! #[case::sqlite(Kind::Sqlite)]
//! #[case::postgres(Kind::Postgres)]
//! #[tokio::test]
//! async fn a_hold_hides_the_slot_from_other_patients(#[case] kind: Kind) {
//!     let World { db, clock, core, clinic } = testing::world(kind).await;
//! ```
#![expect(clippy::expect_used, reason = "where the ground of a test breaks, the test fails")]

mod appointment;
mod authenticator;
mod clinic;
mod clinic_rows;
mod clock;
mod database;
pub mod large;
mod postgres;
mod records;
mod second_doctor;

use std::sync::Arc;

pub use appointment::AppointmentRow;
pub use authenticator::Authenticator;
pub use clinic::{
    Clinic, PASSWORD, TestDoctor, TestPatient, administrator_context, clinic, clinic_plan, doctor_context,
    patient_context, support_context, support_context_at, visitor_context,
};
pub use clock::{TestClock, instant};
pub use database::{TestDb, database, durable_database, folder};
pub use postgres::{durable_postgres_log, empty_postgres, start_durable_postgres, stop_durable_postgres};
pub use records::Record;
pub use second_doctor::second_doctor_in_london;

pub use crate::db::Kind;
use crate::{
    Clock, Core, Settings,
    crypto::{Keys, Place},
};

/// A clinic in a database of its own, on Monday 23 November 2026 at 08:00 in London, one hour before it opens.
pub struct World {
    pub clock: TestClock,
    pub core: Arc<Core>,
    pub clinic: Clinic,
    pub db: TestDb,
}

pub async fn world(kind: Kind) -> World {
    let (db, clock) = (database(kind).await, TestClock::default());
    let core = core(&db, clock.clone());
    let clinic = clinic(&core).await;
    World {
        clock,
        core,
        clinic,
        db,
    }
}

/// The same clinic as [`TestDb::bytes`] of another test's database have it: many times faster than making it anew.
pub async fn world_of(bytes: &[u8]) -> World {
    let (db, clock) = (database::database_of(bytes).await, TestClock::default());
    World {
        core: core(&db, clock.clone()),
        clinic: clinic_plan(),
        clock,
        db,
    }
}

/// As [`world`], of a clinic that sends text messages.
pub async fn world_with_texts(kind: Kind) -> World {
    world(kind).await.with_texts()
}

impl World {
    /// The same, and the clinic sends text messages.
    #[must_use]
    pub fn with_texts(mut self) -> Self {
        let settings = Settings {
            sends_sms: true,
            ..settings()
        };
        self.core = Arc::new(Core::new(self.db.db.clone(), self.clock.clone(), settings));
        self
    }
}

pub fn core(db: &TestDb, clock: impl Clock) -> Arc<Core> {
    Arc::new(Core::new(db.db.clone(), clock, settings()))
}

/// Of every test database.
pub const KEYS: &str = "lasting:1111111111111111111111111111111111111111111111111111111111111111,\
                        test:2222222222222222222222222222222222222222222222222222222222222222";

pub fn keys() -> Arc<Keys> {
    Arc::new(Keys::of_text(KEYS).expect("keys"))
}

/// What `account.email_index` holds for an address.
pub fn email_index(email: &str) -> String {
    keys().index("account", "email", email)
}

/// What `account.email` holds for an address.
pub fn sealed_email(account: domain::ids::AccountId, email: &str) -> String {
    sealed("account", "email", &uuid::Uuid::from(account), email)
}

/// A text as it is stored in a place.
pub fn sealed(table: &str, column: &str, row: &impl AsRef<[u8]>, text: &str) -> String {
    keys().seal(Place::new(table, column, row), text).expect("sealed")
}

/// What an app shows now for a secret as the page shows it.
pub fn app_code(clock: &TestClock, secret: &str) -> String {
    let secret = data_encoding::BASE32_NOPAD
        .decode(secret.replace(' ', "").as_bytes())
        .expect("a secret");
    crate::second_factor::code_at(&secret, clock.now()).expect("a code")
}

pub fn settings() -> Settings {
    Settings {
        clinic_name: "Test Clinic".to_owned(),
        public_url: "https://clinic.example".to_owned(),
        mail_address: "appointments@clinic.example".to_owned(),
        session_idle_minutes: 60,
        session_staff_idle_minutes: 15,
        session_absolute_minutes: 12 * 60,
        audit_key: None,
        is_audit_logged: false,
        keys: keys(),
        staff_need_second_factor: false,
        breached_passwords: None,
        sends_sms: false,
    }
}
