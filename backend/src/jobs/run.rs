use std::collections::HashMap;

use domain::time::Instant;
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use crate::{Context, Fault, db::retry, entity::job_run};

/// What runs by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    Deliver,
    Remind,
    Clean,
    Seal,
}

impl Job {
    pub const ALL: [Self; 4] = [Self::Deliver, Self::Remind, Self::Clean, Self::Seal];

    /// As stored and logged.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deliver => "deliver",
            Self::Remind => "remind",
            Self::Clean => "clean",
            Self::Seal => "seal",
        }
    }

    /// What it does.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Deliver => "Sends messages",
            Self::Remind => "Writes reminders",
            Self::Clean => "Clears away what has run out",
            Self::Seal => "Seals the audit trail",
        }
    }
}

/// How often it is put down that a job runs. Anything above a few minutes would be read as one that stands still.
const NOTE_EVERY_MINUTES: i64 = 1;

/// Puts down the runs of one job, once a minute at most.
pub(super) struct Runs {
    job: Job,
    from: Option<Instant>,
}

impl Runs {
    pub const fn of(job: Job) -> Self {
        Self { job, from: None }
    }

    /// The job ran to its end.
    pub async fn note(&mut self, ctx: &Context) -> Result<(), Fault> {
        if self.from.is_some_and(|from| ctx.now() < from) {
            return Ok(());
        }
        note_run(ctx, self.job).await?;
        self.from = Some(ctx.now().plus_minutes(NOTE_EVERY_MINUTES));
        Ok(())
    }
}

async fn note_run(ctx: &Context, job: Job) -> Result<(), Fault> {
    retry(async || {
        let row = job_run::ActiveModel {
            name: Set(job.name().to_owned()),
            ran_at: Set(ctx.now().millis()),
        };
        let replace = OnConflict::column(job_run::Column::Name)
            .update_column(job_run::Column::RanAt)
            .to_owned();
        let tx = ctx.db().begin().await?;
        job_run::Entity::insert(row)
            .on_conflict(replace)
            .exec_without_returning(&*tx)
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// When each job last ran to its end, in any process.
pub(crate) async fn last_runs(ctx: &Context) -> Result<[(Job, Option<Instant>); 4], Fault> {
    let rows = job_run::Entity::find().all(ctx.db().reader()).await?.into_iter();
    let at: HashMap<String, i64> = rows.map(|row| (row.name, row.ran_at)).collect();
    Ok(Job::ALL.map(|job| (job, at.get(job.name()).copied().map(Instant::from_millis))))
}
