//! What happens without anybody asking: messages are sent, what has run out is cleared away, and the audit trail is sealed.

mod backoff;
mod by_mail;
mod clean;
mod clean_messages;
mod daily_lists;
mod deliver;
mod give_up;
mod run;

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

pub use clean::clean;
pub use deliver::{Delivered, deliver_due};

use crate::{
    Context, Core, Fault,
    adapters::{Carriers, mail::Mailer, sms::SmsGateway},
    audit, booking,
};
pub use run::Job;
use run::Runs;
pub(crate) use run::last_runs;

/// How often the outbox is looked at when nobody says that something is in it: for retries, and when word of a commit was
/// lost.
const LOOK_EVERY: Duration = Duration::from_secs(5);
/// How late a reminder can be.
const REMIND_EVERY: Duration = Duration::from_secs(30);
const CLEAN_EVERY: Duration = Duration::from_secs(60);
/// How often the file of keys is read. A new key encrypts in every process before older values are encrypted anew.
const LOOK_FOR_KEYS_EVERY: Duration = Duration::from_secs(1);
/// How long an event of the audit trail waits for its seal.
const SEAL_EVERY: Duration = Duration::from_secs(2);
/// How often the end of the chain is logged, so that it is kept where the log is kept.
const LOG_HEAD_EVERY_MINUTES: i64 = 60;

/// Runs all jobs until `stop`; then finishes the messages that are on their way and returns.
pub async fn run(core: Arc<Core>, mailer: Arc<dyn Mailer>, sms: Option<Arc<dyn SmsGateway>>, stop: CancellationToken) {
    let ctx = Context::system(core);
    let carriers = Carriers {
        mail: &*mailer,
        sms: sms.as_deref(),
    };
    tokio::join!(
        run_deliveries(&ctx, carriers, &stop),
        run_reminders(&ctx, &stop),
        run_cleaning(&ctx, &stop),
        run_sealing(&ctx, &stop),
        follow_keys(&ctx, &stop),
        ctx.db().live().listen(&stop),
    );
}

async fn run_deliveries(ctx: &Context, carriers: Carriers<'_>, stop: &CancellationToken) {
    let mut runs = Runs::of(Job::Deliver);
    while !stop.is_cancelled() {
        let delivered = report("deliver", deliver_due(ctx, carriers).await);
        if delivered.is_some() {
            report("note", runs.note(ctx).await);
        }
        if delivered.is_some_and(|delivered| delivered.leased > 0) {
            // There may be more.
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = ctx.db().live().outbox().notified() => {}
            () = tokio::time::sleep(LOOK_EVERY) => {}
        }
    }
}

/// Queues the reminders and the daily lists that are due; answers at how many appointments it looked. There may be more.
///
/// # Errors
/// Those of the database.
pub async fn remind(ctx: &Context) -> Result<usize, Fault> {
    // What breaks one does not stop the other.
    let lists = daily_lists::queue(ctx).await;
    let looked_at = booking::remind(ctx).await?;
    lists?;
    Ok(looked_at)
}

async fn run_reminders(ctx: &Context, stop: &CancellationToken) {
    let mut runs = Runs::of(Job::Remind);
    while !stop.is_cancelled() {
        let looked_at = report("remind", remind(ctx).await);
        if looked_at.is_some() {
            report("note", runs.note(ctx).await);
        }
        if looked_at.is_some_and(|count| count > 0) {
            // There may be more.
            continue;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(REMIND_EVERY) => {}
        }
    }
}

async fn follow_keys(ctx: &Context, stop: &CancellationToken) {
    while !stop.is_cancelled() {
        ctx.keys().refresh();
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(LOOK_FOR_KEYS_EVERY) => {}
        }
    }
}

async fn run_cleaning(ctx: &Context, stop: &CancellationToken) {
    let mut runs = Runs::of(Job::Clean);
    while !stop.is_cancelled() {
        if report("clean", clean(ctx).await).is_some() {
            report("note", runs.note(ctx).await);
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(CLEAN_EVERY) => {}
        }
    }
}

async fn run_sealing(ctx: &Context, stop: &CancellationToken) {
    let mut log_head_from = ctx.now();
    let mut runs = Runs::of(Job::Seal);
    loop {
        // Also what was done right before the end.
        let is_last = stop.is_cancelled();
        let sealed = report("seal", audit::seal(ctx).await);
        if sealed.is_some() {
            report("note", runs.note(ctx).await);
        }
        let sealed = sealed.unwrap_or_default();
        if let Some(head) = &sealed.head
            && (is_last || ctx.now() >= log_head_from)
        {
            tracing::info!(%head, "the end of the audit trail");
            log_head_from = ctx.now().plus_minutes(LOG_HEAD_EVERY_MINUTES);
        }
        if sealed.count == audit::BATCH {
            // There may be more.
            continue;
        }
        if is_last {
            return;
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(SEAL_EVERY) => {}
        }
    }
}

/// A job that breaks is logged and runs again.
fn report<T>(job: &'static str, done: Result<T, Fault>) -> Option<T> {
    done.inspect_err(|fault| tracing::error!(job, error = fault as &dyn std::error::Error, "a job broke"))
        .ok()
}
