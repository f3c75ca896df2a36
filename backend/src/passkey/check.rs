use domain::{account::PasskeyUse, audit::Deed, refusal::Refusal};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey, PublicKeyCredential, WebauthnError};

use super::{challenge, relying_party::relying_party};
use crate::{
    Broken, Context, Fault, Token,
    account::tell,
    audit,
    db::{Tx, retry},
    entity::{
        account,
        passkey::{Column as C, Entity, Model},
    },
    notification::SecurityChange,
    token,
};

/// A passkey that was just used, with its device asking who holds it.
pub(super) struct Used {
    pub row: Model,
    /// What its device has counted; 0 where it does not count.
    sign_count: i64,
}

/// Looks at a browser's answer to what it was asked with `token`; the question is used up.
///
/// # Errors
/// [`Refusal::WrongCode`], the same for a passkey that is not known and one that is used wrongly.
pub(super) async fn check(
    ctx: &Context,
    purpose: PasskeyUse,
    token: Option<&Token>,
    answer: &str,
) -> Result<Used, Fault> {
    let party = relying_party(ctx)?;
    let state: DiscoverableAuthentication = challenge::take(ctx, purpose, token).await?;
    let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(|_| Refusal::WrongCode)?;
    let row = Entity::find()
        .filter(C::CredentialHash.eq(hash(answer.get_credential_id())))
        .one(ctx.db().reader())
        .await?
        .ok_or(Refusal::WrongCode)?;
    // Whose it is, the browser says too; it may leave that out only when it was asked for this person's.
    let is_owner_named = match answer.get_user_unique_id() {
        Some(owner) => owner == row.account_id.as_bytes(),
        None => purpose != PasskeyUse::SignIn,
    };
    if !is_owner_named {
        return Err(Refusal::WrongCode.into());
    }
    match party.finish_discoverable_authentication_v2(&answer, state, opened(ctx, &row)?) {
        Ok(result) => Ok(Used {
            sign_count: result.counter().into(),
            row,
        }),
        Err(WebauthnError::CredentialPossibleCompromise) => Err(copied(ctx, &row).await?.into()),
        Err(_) => Err(Refusal::WrongCode.into()),
    }
}

impl Used {
    /// Notes the use. False when it is gone, or its device had counted as far before: of two who use it and a copy of it at once, one
    /// passes.
    pub async fn note(&self, ctx: &Context, tx: &Tx) -> Result<bool, Fault> {
        let counted_on = C::SignCount
            .lt(self.sign_count)
            .or(C::SignCount.eq(0).and(Expr::value(self.sign_count).eq(0)));
        let noted = Entity::update_many()
            .col_expr(C::SignCount, Expr::value(self.sign_count))
            .col_expr(C::LastUsedAt, Expr::value(ctx.now().millis()))
            .filter(C::Id.eq(self.row.id))
            .filter(counted_on)
            .exec(&**tx)
            .await?;
        Ok(noted.rows_affected == 1)
    }

    /// The refusal when [`Used::note`] was false; records why.
    pub async fn refused(&self, ctx: &Context) -> Result<Refusal, Fault> {
        copied(ctx, &self.row).await
    }
}

/// A rightly signed answer whose count did not rise: there may be a copy of the passkey. Its owner is told.
async fn copied(ctx: &Context, row: &Model) -> Result<Refusal, Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        let is_there = Entity::find_by_id(row.id).one(&*tx).await?.is_some();
        let account = account::Entity::find_by_id(row.account_id).one(&*tx).await?;
        if let (true, Some(account)) = (is_there, account) {
            let event = audit::Event {
                action: Deed::RefusedPasskey,
                subject: "account",
                subject_id: row.account_id,
                detail: "",
                patient: None,
                reason: None,
            };
            audit::record(ctx, &tx, event)?;
            tell(ctx, &tx, &account.open(ctx.keys())?, SecurityChange::PasskeyCopied).await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await?;
    Ok(Refusal::WrongCode)
}

pub(super) fn opened(ctx: &Context, row: &Model) -> Result<Passkey, Fault> {
    let credential = serde_json::from_str(&row.credential(ctx.keys())?);
    Ok(credential.map_err(|_| Broken::Inconsistent("passkey.credential"))?)
}

/// What a credential is found by.
pub(super) fn hash(credential_id: &[u8]) -> String {
    token::hash(credential_id)
}
