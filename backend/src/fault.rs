use domain::refusal::Refusal;
use sea_orm::{DbErr, RuntimeErr};
use sqlx::error::DatabaseError;

/// Why a use case did not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A plain no, for the person to read.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Two writes met; the same again may succeed.
    #[error("two writes met")]
    Contended(#[source] DbErr),
    /// Something that should not happen; for the log only.
    #[error("a use case broke")]
    Broken(#[from] Broken),
}

/// The cause of a [`Fault::Broken`].
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    #[error("the database failed")]
    Database(#[source] DbErr),
    /// A stored value that no write of ours makes.
    #[error("the database holds an impossible value in {0}")]
    Inconsistent(&'static str),
    /// A write touched another number of rows than it must.
    #[error("a write touched {actual} rows instead of {expected}")]
    RowsAffected { expected: u64, actual: u64 },
    #[error("{0}")]
    Other(&'static str, #[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Broken {
    pub(crate) fn other(what: &'static str) -> impl FnOnce(Box<dyn std::error::Error + Send + Sync>) -> Fault {
        move |source| Fault::Broken(Self::Other(what, source))
    }
}

impl From<DbErr> for Fault {
    /// Tells the refusals of the schema's own rules (named in `migrations`) from failures.
    fn from(error: DbErr) -> Self {
        match rule_broken(&error) {
            Some(Rule::DoctorOverlap) => Refusal::SlotTaken(Vec::new()).into(),
            Some(Rule::RoomOverlap) => Refusal::SlotTaken(Vec::new()).into(),
            Some(Rule::PatientOverlap) => Refusal::PatientBusy.into(),
            Some(Rule::KeyUsedTwice) => Refusal::Stale.into(),
            Some(Rule::Contention) => Self::Contended(error),
            None => Self::Broken(Broken::Database(error)),
        }
    }
}

enum Rule {
    DoctorOverlap,
    PatientOverlap,
    RoomOverlap,
    KeyUsedTwice,
    Contention,
}

/// Whether a row has a value already that only one may have.
pub(crate) fn is_taken(error: &DbErr) -> bool {
    refusal_of(error).is_some_and(DatabaseError::is_unique_violation)
}

fn refusal_of(error: &DbErr) -> Option<&dyn DatabaseError> {
    let (DbErr::Exec(RuntimeErr::SqlxError(source))
    | DbErr::Query(RuntimeErr::SqlxError(source))
    | DbErr::Conn(RuntimeErr::SqlxError(source))) = error
    else {
        return None;
    };
    source.as_database_error()
}

/// `DbErr::sql_err` knows neither exclusion violations nor trigger aborts, so the driver's error is read here.
fn rule_broken(error: &DbErr) -> Option<Rule> {
    let failure = refusal_of(error)?;
    // PostgreSQL names the constraint; SQLite has the trigger's message.
    let named = failure.constraint().unwrap_or_else(|| failure.message());
    if named.contains("appointment_doctor_overlap") {
        return Some(Rule::DoctorOverlap);
    }
    if named.contains("appointment_room_overlap") {
        return Some(Rule::RoomOverlap);
    }
    if named.contains("appointment_patient_overlap") {
        return Some(Rule::PatientOverlap);
    }
    if named.contains("idempotency") {
        return Some(Rule::KeyUsedTwice);
    }
    // PostgreSQL: serialization failure, deadlock. SQLite: busy, in its plain and its snapshot form.
    matches!(failure.code().as_deref(), Some("40001" | "40P01" | "5" | "517")).then_some(Rule::Contention)
}
