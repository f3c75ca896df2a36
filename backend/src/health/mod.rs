//! Whether the server does its work: what runs by itself, what waits to be sent, the database.

mod database;
mod outbox;

pub use database::Database;
pub use outbox::Outbox;

use domain::{
    access::{Action, Relation, Subject},
    time::{Instant, TimeLabel},
};

use crate::{
    Context, Fault,
    audit::clinic_zone,
    jobs::{Job, last_runs},
};

/// After so long without a run a job stands still. The slowest runs each minute.
pub const LATE_AFTER_MINUTES: i64 = 5;

/// All that is shown to administrators.
pub struct Health {
    pub jobs: Vec<JobLine>,
    pub outbox: Outbox,
    pub database: Database,
    /// Of the program.
    pub version: &'static str,
    /// "Europe/London"
    pub zone: String,
}

/// One job.
pub struct JobLine {
    pub job: Job,
    /// When it last ran to its end, in any process.
    pub ran_at: Option<TimeLabel>,
    pub minutes_ago: Option<i64>,
    pub is_late: bool,
}

/// How it stands, for administrators.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators.
pub async fn get_health(ctx: &Context) -> Result<Health, Fault> {
    ctx.check(Action::Read, Subject::Health, Relation::Stranger)?;
    let zone = clinic_zone(ctx.db().reader()).await?;
    let jobs = last_runs(ctx).await?.map(|(job, ran_at)| JobLine {
        job,
        minutes_ago: ran_at.map(|at| ctx.now().minutes_since(at)),
        is_late: is_late(ctx, ran_at),
        ran_at: ran_at.map(|at| TimeLabel::new(at, &zone)),
    });
    Ok(Health {
        jobs: jobs.into(),
        outbox: Outbox::load(ctx).await?,
        database: Database::load(ctx.db()).await?,
        version: env!("CARGO_PKG_VERSION"),
        zone: zone.name().to_owned(),
    })
}

/// Which jobs stand still, for what watches over the server, and for administrators.
///
/// # Errors
/// Those of the database.
pub async fn late_jobs(ctx: &Context) -> Result<Vec<Job>, Fault> {
    let runs = last_runs(ctx).await?.into_iter();
    let late = runs.filter(|(_, ran_at)| is_late(ctx, *ran_at));
    Ok(late.map(|(job, _)| job).collect())
}

fn is_late(ctx: &Context, ran_at: Option<Instant>) -> bool {
    ran_at.is_none_or(|at| at.plus_minutes(LATE_AFTER_MINUTES) < ctx.now())
}
