use domain::time::Instant;
use sea_orm::{ActiveValue::Set, EntityTrait, sea_query::OnConflict};

use crate::{Context, Fault, db::retry, entity::job_run};

/// The job that sends messages.
pub const DELIVERY: &str = "deliver";

/// Puts down that a job ran to its end.
pub(super) async fn note_run(ctx: &Context, job: &str) -> Result<(), Fault> {
    retry(async || {
        let row = job_run::ActiveModel {
            name: Set(job.to_owned()),
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

/// When a job last ran to its end, in any process.
///
/// # Errors
/// Those of the database.
pub async fn last_run(ctx: &Context, job: &str) -> Result<Option<Instant>, Fault> {
    let row = job_run::Entity::find_by_id(job).one(ctx.db().reader()).await?;
    Ok(row.map(|row| Instant::from_millis(row.ran_at)))
}
