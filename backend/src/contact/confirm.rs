use domain::{
    access::{Action, Relation, Subject},
    account::Contact,
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use subtle::ConstantTimeEq;
use uuid::Uuid;

use super::{Proof, code_hash, find_row, set_contact};
use crate::{
    Context, Fault,
    account::{Code, TRIES, until},
    audit,
    db::retry,
    entity::contact_change,
};

/// A contact that waits for its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingChange {
    /// "+442079460958"
    pub contact: String,
}

/// What who asks wants instead of their contact, until an hour after its code.
///
/// # Errors
/// `SignInFirst`.
pub async fn find_change(ctx: &Context, what: Contact) -> Result<Option<PendingChange>, Fault> {
    ctx.check(Action::Read, Subject::SignIn, Relation::Own)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let row = find_row(ctx.db().reader(), account, what).await?;
    row.map(|row| {
        Ok(PendingChange {
            contact: row.contact(ctx.keys())?,
        })
    })
    .transpose()
}

/// Gives the wish up.
///
/// # Errors
/// `SignInFirst`.
pub async fn drop_change(ctx: &Context, what: Contact) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    retry(async || {
        let tx = ctx.db().begin().await?;
        contact_change::Entity::delete_many()
            .filter(contact_change::Column::AccountId.eq(account))
            .filter(contact_change::Column::Kind.eq(what.name()))
            .exec(&*tx)
            .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes the code that was sent to the new contact, which is the account's from then on. The old one is told; browsers stay signed in;
/// links for a new password and sign-ins that wait for a code are worth nothing any more.
///
/// # Errors
/// `SignInFirst`; `Invalid` unless it is six digits, which costs no try; `WrongCode` when it is wrong, expired, used, or the address
/// has another account; `TooManyTries` after five wrong ones.
pub async fn confirm_change(ctx: &Context, what: Contact, code: &str) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let code = Code::parse(code)?;
    let row = retry(async || count_try(ctx, account, what).await).await?;
    let expected = row.code_hash.as_deref().unwrap_or_default();
    let given = code_hash(ctx, row.id, &code);
    if !bool::from(given.as_bytes().ct_eq(expected.as_bytes())) {
        audit::note_refused(ctx, Deed::RefusedProof, ("account", account), "wrong code of a contact").await?;
        return Err(Refusal::WrongCode.into());
    }
    let new = row.contact(ctx.keys())?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let used = contact_change::Entity::delete_many()
            .filter(contact_change::Column::Id.eq(row.id))
            .filter(contact_change::Column::CodeHash.eq(expected))
            .exec(&*tx)
            .await?;
        if used.rows_affected != 1 {
            return Err(Refusal::WrongCode.into());
        }
        match set_contact(ctx, &tx, account, what, Some(&new), Proof::Code).await {
            // Somebody else proved the address in the meantime.
            Err(Fault::Refused(Refusal::Invalid(_))) => return Err(Refusal::WrongCode.into()),
            set => set?,
        }
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes one of the tries, before the code is looked at.
async fn count_try(ctx: &Context, account: Uuid, what: Contact) -> Result<contact_change::Model, Fault> {
    use contact_change::Column as C;
    let now = ctx.now();
    let tx = ctx.db().begin().await?;
    let counted = contact_change::Entity::update_many()
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::AccountId.eq(account))
        .filter(C::Kind.eq(what.name()))
        .filter(C::Attempts.lt(TRIES))
        .filter(C::ExpiresAt.gt(now.millis()))
        .exec_with_returning(&*tx)
        .await?;
    if let Some(row) = counted.into_iter().next() {
        tx.commit().await?;
        return Ok(row);
    }
    let row = find_row(&*tx, account, what).await?;
    Err(match row {
        Some(row) if row.expires_at > now.millis() => until(row.expires_at, now),
        _ => Refusal::WrongCode,
    }
    .into())
}
