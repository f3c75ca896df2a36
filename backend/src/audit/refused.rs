//! What somebody was refused: a password, a code, a page.

use domain::{access::Actor, audit::Deed, refusal::Refusal};
use sea_orm::{EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Event, record};
use crate::{
    Context, Fault,
    db::retry,
    entity::account,
    session::brake::{self, Try},
};

/// Adds that signing in was refused, and why in a word. With an address that no account has it is added as long as there are not too
/// many from one place or in all, so that a flood does not fill the trail; those of an account are bounded by the brake of its
/// passwords and codes. Either way the work is the same.
pub(crate) async fn note_refused_sign_in(ctx: &Context, account: Option<Uuid>, why: &str) -> Result<(), Fault> {
    let has_tries = take(ctx, of_strangers(ctx)).await?;
    let (subject, subject_id) = match account {
        Some(account) => ("account", account),
        None if has_tries => ("sign_in", Uuid::nil()),
        None => return leave_untold(ctx).await,
    };
    note_refused(ctx, Deed::RefusedSignIn, (subject, subject_id), why).await
}

/// Writes as adding a row would, so that the time it takes tells nobody whether there is an account.
async fn leave_untold(ctx: &Context) -> Result<(), Fault> {
    let place = ctx.origin().place();
    take(ctx, [brake::UNTOLD.of(ctx, place)]).await.map(|_| ())
}

fn of_strangers(ctx: &Context) -> [Try; 2] {
    let place = ctx.origin().place();
    [brake::STRANGERS_FROM.of(ctx, place), brake::STRANGERS.of(ctx, "")]
}

/// Adds that somebody's tries are used up: of what, from where, and of which account where one is known. Once until there are tries
/// again; for what no account is known by, as an address that somebody made up, no more often than what [`note_refused_sign_in`] says.
///
/// Must not be called with a write under way: on SQLite it would wait for it.
pub(crate) async fn note_used_up(ctx: &Context, used_up: &Try) -> Result<(), Fault> {
    if !take(ctx, [used_up.telling(ctx)]).await? {
        return Ok(());
    }
    let (subject, subject_id) = match used_up.key() {
        // It takes many tries to use up those of a place.
        None => ("tries", Uuid::nil()),
        Some(key) => {
            let has_tries = take(ctx, of_strangers(ctx)).await?;
            match account_of(ctx, key).await? {
                Some(account) => ("account", account),
                None if has_tries => ("tries", Uuid::nil()),
                None => return leave_untold(ctx).await,
            }
        }
    };
    note_refused(ctx, Deed::RefusedTries, (subject, subject_id), &used_up.what()).await
}

async fn account_of(ctx: &Context, key: &str) -> Result<Option<Uuid>, Fault> {
    if let Ok(account) = Uuid::try_parse(key) {
        return Ok(Some(account));
    }
    let found = account::Entity::find().filter(account::with_email(ctx.keys(), key));
    Ok(found.one(ctx.db().reader()).await?.map(|row| row.id))
}

/// Adds that somebody who is signed in was refused what they asked for: `route`, which has nothing personal, and the identifier in
/// `path`, if there is one. Added as long as it does not happen all the time. Nothing for who is not signed in.
///
/// # Errors
/// Only those of the database.
pub async fn note_refused_access(ctx: &Context, route: &str, path: &str) -> Result<(), Fault> {
    let Actor::Person { account, .. } = ctx.actor() else {
        return Ok(());
    };
    let tries = brake::REFUSED.of(ctx, &account.to_string());
    if !take(ctx, [tries]).await? {
        return Ok(());
    }
    let record = path.split('/').find_map(|part| Uuid::try_parse(part).ok());
    let record = record.unwrap_or(Uuid::nil());
    note_refused(ctx, Deed::RefusedAccess, ("route", record), route).await
}

/// Adds that something was refused.
pub(crate) async fn note_refused(
    ctx: &Context,
    action: Deed,
    (subject, subject_id): (&'static str, Uuid),
    detail: &str,
) -> Result<(), Fault> {
    let event = Event {
        action,
        subject,
        subject_id,
        detail,
        patient: None,
        reason: None,
    };
    retry(async || {
        let tx = ctx.db().begin().await?;
        record(ctx, &tx, event)?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Whether each of them was left.
async fn take(ctx: &Context, tries: impl IntoIterator<Item = Try>) -> Result<bool, Fault> {
    match brake::count_quietly(ctx, tries).await {
        Ok(()) => Ok(true),
        Err(Fault::Refused(Refusal::TooManyTries { .. })) => Ok(false),
        Err(fault) => Err(fault),
    }
}
