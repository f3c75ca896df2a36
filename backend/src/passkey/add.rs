use domain::{
    access::{Action, Relation, Subject},
    account::{PASSKEYS_MOST, PasskeyUse, parse_passkey_name},
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, TryInsertResult, sea_query::Expr};
use webauthn_rs::prelude::{Passkey, PasskeyRegistration, RegisterPublicKeyCredential};

use super::{challenge, check::hash, count, relying_party::relying_party};
use crate::{
    Broken, Context, Fault, Token,
    account::{own_account, tell},
    audit,
    db::{Tx, retry},
    entity::{
        Sealed, account,
        passkey::{Column as C, Entity, Model},
        session,
    },
    notification::SecurityChange,
};

/// A passkey that a browser has made.
#[derive(Clone, Debug, Default)]
pub struct AddPasskey {
    /// As typed.
    pub name: String,
    /// JSON of its answer.
    pub answer: String,
}

/// Adds a passkey to one's own account. The session counts as one that was started with it.
///
/// # Errors
/// [`Refusal::SignInFirst`], [`Refusal::ConfirmFirst`], [`Refusal::Invalid`] for its name, [`Refusal::Stale`] when there are ten;
/// [`Refusal::WrongCode`] for an answer that is none to what was asked, and for a passkey that is known already.
pub async fn add_passkey(ctx: &Context, token: Option<&Token>, input: &AddPasskey) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let party = relying_party(ctx)?;
    let name = parse_passkey_name(&input.name).map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let account = own_account(ctx).await?;
    if count(ctx.db().reader(), account.id).await? >= PASSKEYS_MOST as u64 {
        return Err(Refusal::Stale.into());
    }
    let state: PasskeyRegistration = challenge::take(ctx, PasskeyUse::Add, token).await?;
    let answer: RegisterPublicKeyCredential = serde_json::from_str(&input.answer).map_err(|_| Refusal::WrongCode)?;
    let passkey = party
        .finish_passkey_registration(&answer, &state)
        .map_err(|_| Refusal::WrongCode)?;
    let row = row(ctx, &account, &passkey, name)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        insert(&tx, &row).await?;
        session::Entity::update_many()
            .col_expr(session::Column::ByPasskey, Expr::value(true))
            .filter(session::Column::Id.eq(ctx.session().map(|session| session.id)))
            .exec(&*tx)
            .await?;
        let event = audit::Event {
            action: Deed::AddPasskey,
            subject: "account",
            subject_id: account.id,
            detail: "",
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tell(ctx, &tx, &account, SecurityChange::PasskeyAdded).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

fn row(ctx: &Context, account: &account::Model, passkey: &Passkey, name: String) -> Result<Model, Fault> {
    let credential = serde_json::to_string(passkey).map_err(|error| Broken::other("a passkey")(error.into()))?;
    let row = Model {
        id: ctx.new_id(),
        account_id: account.id,
        credential_hash: hash(passkey.cred_id()),
        name,
        credential,
        // The count at this moment is in the credential.
        sign_count: 0,
        created_at: ctx.now().millis(),
        last_used_at: None,
    };
    Ok(row.seal(ctx.keys())?)
}

/// With the account taken: those who add one at once are counted one after the other.
async fn insert(tx: &Tx, row: &Model) -> Result<(), Fault> {
    account::Entity::find_by_id(row.account_id)
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(Refusal::SignInFirst)?;
    if count(&**tx, row.account_id).await? >= PASSKEYS_MOST as u64 {
        return Err(Refusal::Stale.into());
    }
    let inserted = Entity::insert(row.clone().into_active_model())
        .on_conflict_do_nothing_on([C::CredentialHash])
        .exec_without_returning(&**tx)
        .await?;
    match inserted {
        TryInsertResult::Inserted(1) => Ok(()),
        _ => Err(Refusal::WrongCode.into()),
    }
}
