//! How often something may be tried. Kept in the database: a restart gives nobody new tries, and all processes count together.

use std::sync::atomic::{AtomicUsize, Ordering};

use domain::refusal::Refusal;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    Context, Fault,
    audit::note_used_up,
    db::{Tx, retry},
    entity::sign_in_tries::{ActiveModel, Column as C, Entity},
};

/// So many tries for one key, from the first one on.
#[derive(Clone, Copy)]
pub(crate) struct Brake {
    name: &'static str,
    tries: i64,
    minutes: i64,
}

/// Passwords for an e-mail address, with or without an account.
pub(crate) const PASSWORDS: Brake = brake("password", 10, 15);
/// Passwords from one place, for any addresses. Right ones do not count.
pub(crate) const PASSWORDS_FROM: Brake = brake("password from", 100, 15);
/// Codes of a second factor.
pub(crate) const CODES: Brake = brake("code", 5, 15);
/// Sign-ins with a passkey that were begun from one place. Right ones do not count.
pub(crate) const PASSKEYS_FROM: Brake = brake("passkey from", 100, 15);
/// Links for a new password, for an e-mail address.
pub(crate) const RESETS: Brake = brake("reset", 3, 60);
/// Links for a new password, from one place.
pub(crate) const RESETS_FROM: Brake = brake("reset from", 20, 60);
/// Registrations of an e-mail address: each has codes of its own to be guessed, and sends a mail.
pub(crate) const REGISTRATIONS: Brake = brake("registration", 5, 60);
/// Registrations from one place.
pub(crate) const REGISTRATIONS_FROM: Brake = brake("registration from", 30, 60);
/// Text messages with a code to a phone number, whoever asks for them: nobody is to be flooded.
pub(crate) const TEXTS: Brake = brake("text", 5, 60);
/// Text messages with a code, from one place.
pub(crate) const TEXTS_FROM: Brake = brake("text from", 20, 60);
/// Codes to an e-mail address or a phone number that somebody wants instead of theirs.
pub(crate) const CONTACTS: Brake = brake("contact", 5, 60);
/// Codes to new contacts that one account asks for.
pub(crate) const CONTACTS_BY: Brake = brake("contact by", 10, 60);
/// Times kept from one place by people who are not signed in.
pub(crate) const HOLDS_FROM: Brake = brake("hold from", 60, 15);
/// Times kept by one account.
pub(crate) const HOLDS_BY: Brake = brake("hold by", 30, 15);
/// Records of patients that one of the staff is shown: what is noted as read, so that the same again does not count.
pub(crate) const READS_BY: Brake = brake("reading by", 5_000, 60);
/// Rows in the audit trail about addresses without an account, from one place and in all.
pub(crate) const STRANGERS_FROM: Brake = brake("strangers from", 20, 15);
pub(crate) const STRANGERS: Brake = brake("strangers", 500, 15);
/// What comes above these, never used up: it is counted where a row would be added for an account.
pub(crate) const UNTOLD: Brake = brake("untold", i64::MAX, 15);
/// Rows in the audit trail about what one account was refused.
pub(crate) const REFUSED: Brake = brake("refused", 30, 15);
/// The longest of the above.
pub(crate) const LONGEST_MINUTES: i64 = 60;

const fn brake(name: &'static str, tries: i64, minutes: i64) -> Brake {
    Brake { name, tries, minutes }
}

/// [`PASSWORDS`] of an address; those of a browser that its owner signed in with before apart from all others, so that strangers do
/// not use them up.
pub(crate) fn passwords(ctx: &Context, email: &str) -> Try {
    match ctx.browser().filter(|browser| browser.is_of(ctx.keys(), email)) {
        Some(browser) => Try {
            key: Some(email.to_owned()),
            ..PASSWORDS.of(ctx, &format!("{email} {}", browser.number()))
        },
        None => PASSWORDS.of(ctx, email),
    }
}

/// One brake with whom it is for.
pub(crate) struct Try {
    brake: Brake,
    hash: String,
    /// Not stored; none for a place.
    key: Option<String>,
}

impl Brake {
    /// Kept keyed, so that nobody who has the table finds out an address by trying.
    pub(crate) fn of(self, ctx: &Context, key: &str) -> Try {
        Try {
            brake: self,
            hash: ctx.keys().index("sign_in_tries", self.name, key),
            key: Some(key.to_owned()),
        }
    }

    /// For where the request came from, if that is known.
    pub(crate) fn of_here(self, ctx: &Context) -> Option<Try> {
        let network = ctx.network()?.counted();
        Some(Try {
            key: None,
            ..self.of(ctx, &network)
        })
    }
}

impl Try {
    /// What is tried, for the trail: "password" or "password, from one place".
    pub(crate) fn what(&self) -> String {
        let name = self.brake.name;
        match (name.strip_suffix(" from"), name.strip_suffix(" by")) {
            (Some(what), _) => format!("{what}, from one place"),
            (_, Some(what)) => format!("{what}, by one account"),
            _ => name.to_owned(),
        }
    }

    /// An account's identifier, an e-mail address, or what no account is known by. None for a place.
    pub(crate) fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }

    /// Told once, until there are tries again.
    pub(crate) fn telling(&self, ctx: &Context) -> Self {
        let Brake { minutes, .. } = self.brake;
        let told = Brake {
            name: "told",
            tries: 1,
            minutes,
        };
        told.of(ctx, &self.hash)
    }
}

/// Takes one of the tries of each, before what is tried is looked at: however many come at once, no more are. When one has
/// none left, none is taken, and that is in the audit trail.
pub(crate) async fn count(ctx: &Context, tries: impl IntoIterator<Item = Try>) -> Result<(), Fault> {
    let tries: Vec<_> = tries.into_iter().collect();
    let at = AtomicUsize::new(0);
    match (count_all(ctx, &tries, &at).await, tries.get(at.into_inner())) {
        (Err(fault), Some(used_up)) => Err(noted(ctx, used_up, fault).await),
        (counted, _) => counted,
    }
}

/// `fault` of a [`take`] whose transaction is undone; if `used_up` is, that is in the audit trail by then.
pub(crate) async fn noted(ctx: &Context, used_up: &Try, fault: Fault) -> Fault {
    match fault {
        Fault::Refused(Refusal::TooManyTries { .. }) => note_used_up(ctx, used_up).await.err().unwrap_or(fault),
        fault => fault,
    }
}

/// As [`count`], for what only bounds the trail.
pub(crate) async fn count_quietly(ctx: &Context, tries: impl IntoIterator<Item = Try>) -> Result<(), Fault> {
    let tries: Vec<_> = tries.into_iter().collect();
    count_all(ctx, &tries, &AtomicUsize::new(0)).await
}

/// `at` is which of them is taken.
async fn count_all(ctx: &Context, tries: &[Try], at: &AtomicUsize) -> Result<(), Fault> {
    if tries.is_empty() {
        return Ok(());
    }
    retry(async || {
        let tx = ctx.db().begin().await?;
        for (number, one) in tries.iter().enumerate() {
            at.store(number, Ordering::Relaxed);
            take(ctx, &tx, one).await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Takes one of the text messages that a number, and a place, may have sent.
pub(crate) async fn count_text(ctx: &Context, number: &str) -> Result<(), Fault> {
    count(ctx, texts(ctx, number)).await
}

/// For [`count`] beside others.
pub(crate) fn texts(ctx: &Context, number: &str) -> impl Iterator<Item = Try> {
    let of_number = TEXTS.of(ctx, number);
    TEXTS_FROM.of_here(ctx).into_iter().chain([of_number])
}

/// Takes one of the tries with the commit of `tx`, which is not to be made when there is none left.
pub(crate) async fn take(ctx: &Context, tx: &Tx, one: &Try) -> Result<(), Fault> {
    take_many(ctx, tx, one, 1).await
}

/// As [`take`], so many of them; all of them, where it is more than there ever are.
pub(crate) async fn take_many(
    ctx: &Context,
    tx: &Tx,
    Try { brake, hash, .. }: &Try,
    count: usize,
) -> Result<(), Fault> {
    let count = i64::try_from(count).map_or(brake.tries, |count| std::cmp::min(count, brake.tries));
    let now = ctx.now();
    Entity::delete_many()
        .filter(C::AddressHash.eq(hash))
        .filter(C::Since.lte(now.plus_minutes(-brake.minutes).millis()))
        .exec(&**tx)
        .await?;
    let first = ActiveModel {
        address_hash: Set(hash.clone()),
        tries: Set(0),
        since: Set(now.millis()),
    };
    Entity::insert(first)
        .on_conflict_do_nothing_on([C::AddressHash])
        .exec_without_returning(&**tx)
        .await?;
    let counted = Entity::update_many()
        .col_expr(C::Tries, Expr::col(C::Tries).add(count))
        .filter(C::AddressHash.eq(hash))
        .filter(C::Tries.lte(brake.tries - count))
        .exec(&**tx)
        .await?;
    if counted.rows_affected == 0 {
        return Err(used_up(ctx, tx, *brake, hash).await?.into());
    }
    Ok(())
}

/// Gives all tries back, once one was right.
pub(crate) async fn release(tx: &Tx, one: &Try) -> Result<(), Fault> {
    Entity::delete_by_id(&one.hash).exec(&**tx).await?;
    Ok(())
}

/// Gives one try back, because it was right.
pub(crate) async fn give_back(tx: &Tx, one: &Try) -> Result<(), Fault> {
    Entity::update_many()
        .col_expr(C::Tries, Expr::col(C::Tries).sub(1))
        .filter(C::AddressHash.eq(&one.hash))
        .filter(C::Tries.gt(0))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn used_up(ctx: &Context, tx: &Tx, brake: Brake, hash: &str) -> Result<Refusal, Fault> {
    let row = Entity::find_by_id(hash).one(&**tx).await?;
    let since = row.map_or(ctx.now().millis(), |row| row.since);
    let left = since + brake.minutes * 60_000 - ctx.now().millis();
    // Rounded up: after as many seconds there are tries again.
    let retry_after_secs = u32::try_from((left + 999) / 1000).unwrap_or(0);
    Ok(Refusal::TooManyTries { retry_after_secs })
}
