use domain::{account::PasskeyUse, refusal::Refusal};
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault, Token,
    db::retry,
    entity::passkey_challenge::{ActiveModel, Column as C, Entity},
};

/// How long a browser has to answer.
pub(super) const MINUTES: i64 = 5;

/// Keeps what a browser is asked, for the one that holds the token, and for the session it is in. What the browser or the session
/// was asked before is void.
pub(super) async fn keep(
    ctx: &Context,
    purpose: PasskeyUse,
    state: &impl Serialize,
    former: Option<&Token>,
) -> Result<Token, Fault> {
    let token = ctx.new_token();
    let session = session_of(ctx, purpose);
    let state = serde_json::to_string(state).map_err(|error| Broken::other("a passkey's challenge")(error.into()))?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        if session.is_some() || former.is_some() {
            let before = Condition::any()
                .add_option(session.map(|session| C::SessionId.eq(session)))
                .add_option(former.map(|former| C::TokenHash.eq(former.hash())));
            Entity::delete_many().filter(before).exec(&*tx).await?;
        }
        let row = ActiveModel {
            token_hash: Set(token.hash()),
            purpose: Set(purpose.name().to_owned()),
            session_id: Set(session),
            state: Set(state.clone()),
            expires_at: Set(ctx.now().plus_minutes(MINUTES).millis()),
        };
        Entity::insert(row).exec_without_returning(&*tx).await?;
        tx.commit().await?;
        Ok(())
    })
    .await?;
    Ok(token)
}

/// What the browser was asked. Deleting the row is the lock: of two answers at once one is looked at, and no question is answered
/// twice, be the first answer right or wrong.
///
/// # Errors
/// [`Refusal::WrongCode`] when there is none for this purpose and session, or its time is over.
pub(super) async fn take<S: DeserializeOwned>(
    ctx: &Context,
    purpose: PasskeyUse,
    token: Option<&Token>,
) -> Result<S, Fault> {
    let token = token.ok_or(Refusal::WrongCode)?;
    let taken = retry(async || {
        let tx = ctx.db().begin().await?;
        let taken = Entity::delete_many()
            .filter(C::TokenHash.eq(token.hash()))
            .filter(C::Purpose.eq(purpose.name()))
            .exec_with_returning(&*tx)
            .await?;
        tx.commit().await?;
        Ok(taken.into_iter().next())
    })
    .await?;
    let row = taken
        .filter(|row| row.expires_at > ctx.now().millis() && row.session_id == session_of(ctx, purpose))
        .ok_or(Refusal::WrongCode)?;
    let state = serde_json::from_str(&row.state);
    Ok(state.map_err(|_| Broken::Inconsistent("passkey_challenge.state"))?)
}

/// Who signs in has none, or one that does not count.
fn session_of(ctx: &Context, purpose: PasskeyUse) -> Option<Uuid> {
    match purpose {
        PasskeyUse::SignIn => None,
        PasskeyUse::Confirm | PasskeyUse::Add => ctx.session().map(|session| session.id),
    }
}
