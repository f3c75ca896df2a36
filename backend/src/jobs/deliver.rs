use std::time::Duration;

use domain::{messages::Channel, time::Instant};
use futures::future::join_all;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType},
};

use super::{
    backoff::{TRIES, TRIES_WHEN_REFUSED, wait_millis},
    by_mail::by_mail,
    give_up::give_up,
};
use crate::{
    Broken, Context, Fault,
    adapters::{Carriers, SendFault},
    db::{Tx, retry},
    delivery::is_sent_again,
    entity::{
        delivery_attempt,
        outbox_message::{ActiveModel, Column as C, Entity, Model},
    },
    live::List,
    notification::{Content, Night, Outgoing, Wordings, is_secret, night, read, render, still_true},
};

/// How many messages are on their way at a time.
const BATCH: u64 = 8;
/// How long a message may take; a lease is longer, so that nobody else takes one that is on its way.
const TIMEOUT: Duration = Duration::from_secs(60);
const LEASE_MINUTES: i64 = 3;

/// What one round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    pub leased: usize,
    pub sent: usize,
}

/// Sends the messages that are due, a few at most.
///
/// One for the list behind the bell that was not due at once is looked at like the others, and then stands there.
///
/// A message is leased, then sent outside of any transaction, then recorded. When the process ends between the last two, it
/// is sent again after the lease: a mail under the same `Message-ID`, a text message unless the gateway has it.
///
/// # Errors
/// Those of the database; a message that cannot be sent is recorded and tried again later.
pub async fn deliver_due(ctx: &Context, carriers: Carriers<'_>) -> Result<Delivered, Fault> {
    let wordings = ctx.core().wordings.now(ctx).await?;
    let leased = retry(async || lease(ctx, carriers).await).await?;
    let sent = join_all(leased.iter().map(|row| deliver(ctx, carriers, row, &wordings))).await;
    let mut delivered = Delivered {
        leased: leased.len(),
        sent: 0,
    };
    for was_sent in sent {
        delivered.sent += usize::from(was_sent?);
    }
    Ok(delivered)
}

/// Takes due messages, so that no other worker does until the lease ends.
async fn lease(ctx: &Context, carriers: Carriers<'_>) -> Result<Vec<Model>, Fault> {
    let now = ctx.now();
    let tx = ctx.db().begin().await?;
    let rows = due(now, carriers).all(&*tx).await?;
    if rows.is_empty() {
        return Ok(rows);
    }
    Entity::update_many()
        .col_expr(C::LeasedUntil, Expr::value(now.plus_minutes(LEASE_MINUTES).millis()))
        // Counted before it is tried: a message that ends the process is not tried for ever.
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::Id.is_in(rows.iter().map(|row| row.id)))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(rows
        .into_iter()
        .map(|row| Model {
            attempts: row.attempts + 1,
            ..row
        })
        .collect())
}

/// What somebody is told of an appointment by one way does not overtake what they were told before: that is sent, given up or withdrawn first.
/// One that waits for its time, as for the morning, holds up nothing, unless a try of it failed. Identifiers rise with time. In the words of
/// the index `outbox_message_waiting`.
const IS_NEXT: &str = "NOT EXISTS (
  SELECT 1 FROM outbox_message AS older
  WHERE older.appointment_id = outbox_message.appointment_id
    AND older.account_id = outbox_message.account_id
    AND older.channel = outbox_message.channel
    AND older.id < outbox_message.id
    AND older.sent_at IS NULL AND older.failed_at IS NULL AND older.withdrawn_at IS NULL
    AND (older.due_at <= outbox_message.due_at OR older.last_error IS NOT NULL)
)";

/// What is to be sent now. PostgreSQL passes over what another worker is just leasing; SQLite has one writer at a time and
/// no such clause.
fn due(now: Instant, carriers: Carriers<'_>) -> Select<Entity> {
    let sms = carriers.sms.map(|_| Channel::Sms.name());
    let is_free = Condition::any()
        .add(C::LeasedUntil.is_null())
        .add(C::LeasedUntil.lte(now.millis()));
    Entity::find()
        .filter(C::SentAt.is_null())
        .filter(C::FailedAt.is_null())
        .filter(C::WithdrawnAt.is_null())
        .filter(C::Channel.is_in([Channel::Email.name(), Channel::App.name()].into_iter().chain(sms)))
        .filter(C::DueAt.lte(now.millis()))
        .filter(is_free)
        .filter(Expr::cust(IS_NEXT))
        .order_by_asc(C::DueAt)
        .order_by_asc(C::Id)
        .limit(BATCH)
        .lock_with_behavior(LockType::Update, LockBehavior::SkipLocked)
}

/// Whether it was sent.
async fn deliver(ctx: &Context, carriers: Carriers<'_>, row: &Model, wordings: &Wordings) -> Result<bool, Fault> {
    let content = match current(ctx, row).await? {
        Current::Content(content) => content,
        Current::Past => return withdraw(ctx, row).await,
        Current::Unreadable => {
            let fault = Err(SendFault::Unwritable("the stored message cannot be read".into()));
            retry(async || record(ctx, row, &fault).await).await?;
            return Ok(false);
        }
    };
    if !is_sent_again(row) {
        match night(ctx, ctx.db().reader(), row, &content).await? {
            Night::Over => {}
            Night::Until(morning) => return put_off(ctx, row, morning).await,
            Night::TooLong(reader) => {
                if retry(|| by_mail(ctx, row, &content, &reader)).await? {
                    return Ok(false);
                }
                // No mail reaches them: a visit matters more than the night.
            }
        }
    }
    let outcome = match tokio::time::timeout(TIMEOUT, hand_over(ctx, carriers, row, &content, wordings)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(SendFault::TimedOut),
    };
    if let Err(fault) = &outcome {
        let error = fault as &dyn std::error::Error;
        tracing::warn!(message = %row.id, kind = row.kind, attempt = row.attempts, error, "a message was not sent");
    }
    retry(async || record(ctx, row, &outcome).await).await?;
    Ok(outcome.is_ok())
}

/// What the server answered that took it.
async fn hand_over(
    ctx: &Context,
    carriers: Carriers<'_>,
    row: &Model,
    content: &Content,
    wordings: &Wordings,
) -> Result<String, SendFault> {
    if row.channel == Channel::App.name() {
        // It was true until it was due, and stands on the list now.
        return Ok("on the list".to_owned());
    }
    match render(row, content, ctx.settings(), wordings).map_err(|error| SendFault::Unwritable(error.into()))? {
        Outgoing::Mail(mail) => carriers.mail.send(&mail).await,
        Outgoing::Sms(sms) => {
            let gateway = carriers
                .sms
                .ok_or_else(|| SendFault::Unwritable("there is no gateway".into()))?;
            // Whoever gets it twice is woken twice.
            if row.attempts > 1
                && let Some(answer) = gateway.find(&sms).await?
            {
                return Ok(answer);
            }
            gateway.send(&sms).await
        }
    }
}

/// What a message says now: reminders and the like wait, and much can happen meanwhile.
enum Current {
    Content(Box<Content>),
    /// None of it is true any more.
    Past,
    Unreadable,
}

async fn current(ctx: &Context, row: &Model) -> Result<Current, Fault> {
    let Ok(mut content) = read(row, ctx.keys()) else {
        return Ok(Current::Unreadable);
    };
    let texted = row.account_id.filter(|_| row.channel == Channel::Sms.name());
    let is_true = still_true(ctx, ctx.db().reader(), &mut content, texted.map(Into::into)).await?;
    Ok(if is_true {
        Current::Content(Box::new(content))
    } else {
        Current::Past
    })
}

/// Gives a message back until the morning, as if it had not been looked at.
async fn put_off(ctx: &Context, row: &Model, morning: Instant) -> Result<bool, Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        Entity::update_many()
            .col_expr(C::DueAt, Expr::value(morning.millis()))
            .col_expr(C::LeasedUntil, Expr::value(Option::<i64>::None))
            .col_expr(C::Attempts, Expr::value(row.attempts - 1))
            // It waits for its time now, not for a server.
            .col_expr(C::LastError, Expr::value(Option::<String>::None))
            .filter(C::Id.eq(row.id))
            .exec(&*tx)
            .await?;
        tx.listed(List::Deliveries);
        tx.commit().await?;
        Ok(false)
    })
    .await
}

async fn withdraw(ctx: &Context, row: &Model) -> Result<bool, Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        withdraw_in(ctx, &tx, row).await?;
        tx.commit().await?;
        Ok(false)
    })
    .await
}

/// Gives a message back that is not to be sent.
pub(super) async fn withdraw_in(ctx: &Context, tx: &Tx, row: &Model) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(C::WithdrawnAt, Expr::value(ctx.now().millis()))
        .col_expr(C::LeasedUntil, Expr::value(Option::<i64>::None))
        .filter(C::Id.eq(row.id))
        .exec(&**tx)
        .await?;
    tx.listed(List::Deliveries);
    Ok(())
}

async fn record(ctx: &Context, row: &Model, outcome: &Result<String, SendFault>) -> Result<(), Fault> {
    let now = ctx.now();
    let fault = outcome.as_ref().err();
    let mut change = ActiveModel {
        leased_until: Set(None),
        last_error: Set(fault.map(SendFault::class)),
        ..ActiveModel::default()
    };
    let is_done = match fault {
        None => {
            change.sent_at = Set(Some(now.millis()));
            true
        }
        Some(fault) if row.attempts >= tries(fault) => {
            change.failed_at = Set(Some(now.millis()));
            true
        }
        Some(_) => {
            change.due_at = Set(now.millis() + wait_millis(row.attempts, u16::from_le_bytes(ctx.random())));
            false
        }
    };
    if is_done && is_secret(&row.kind) {
        change.payload = Set(String::new());
    }
    let attempt = delivery_attempt::ActiveModel {
        id: Set(ctx.new_id()),
        message_id: Set(row.id),
        number: Set(row.attempts),
        attempted_at: Set(now.millis()),
        answer: Set(outcome.as_ref().ok().cloned()),
        fault: Set(fault.map(SendFault::class)),
    };
    let tx = ctx.db().begin().await?;
    let updated = Entity::update_many()
        .set(change)
        .filter(C::Id.eq(row.id))
        .exec(&*tx)
        .await?;
    if updated.rows_affected != 1 {
        return Err(Broken::RowsAffected {
            expected: 1,
            actual: updated.rows_affected,
        }
        .into());
    }
    delivery_attempt::Entity::insert(attempt)
        .exec_without_returning(&*tx)
        .await?;
    if is_done && fault.is_some() {
        give_up(ctx, &tx, row).await?;
    }
    if let Some(reader) = row.account_id.filter(|_| row.channel == Channel::App.name()) {
        tx.told(reader.into());
    }
    tx.listed(List::Deliveries);
    tx.commit().await?;
    Ok(())
}

/// After how many tries a message is given up.
const fn tries(fault: &SendFault) -> i64 {
    match fault {
        SendFault::Unwritable(_) => 1,
        SendFault::Refused { for_good: true, .. } => TRIES_WHEN_REFUSED,
        SendFault::Refused { .. } | SendFault::Unreachable(_) | SendFault::TimedOut | SendFault::Folder(_) => TRIES,
    }
}
