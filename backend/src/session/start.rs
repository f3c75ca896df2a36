use domain::{
    access::{Actor, Places},
    account::Role,
    audit::Deed,
    ids::AccountId,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::{Context, Fault, Network, Token, audit, db::Tx, entity::session};

/// As much of a browser's name as is kept.
const USER_AGENT_CHARACTERS: usize = 200;

/// What somebody has signed in with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Means {
    /// Also with a code after it.
    Password,
    Passkey,
}

/// Starts a session with its audit row. The caller has proof of who it is.
pub(crate) async fn start(
    ctx: &Context,
    tx: &Tx,
    account: AccountId,
    role: Role,
    user_agent: &str,
    means: Means,
) -> Result<Token, Fault> {
    let token = ctx.new_token();
    let now = ctx.now();
    let row = session::ActiveModel {
        token_hash: Set(token.hash()),
        id: Set(ctx.new_id()),
        account_id: Set(account.into()),
        created_at: Set(now.millis()),
        last_seen_at: Set(now.millis()),
        expires_at: Set(now.plus_minutes(ctx.settings().session_absolute_minutes).millis()),
        verified_at: Set(now.millis()),
        user_agent: Set(kept(user_agent)),
        by_passkey: Set(means == Means::Passkey),
        network: Set(ctx.network().map(Network::shortened).unwrap_or_default()),
    };
    session::Entity::insert(row).exec_without_returning(&**tx).await?;
    // The request came from nobody; the session is the person's.
    let person = ctx.as_actor(Actor::Person {
        account,
        role,
        doctor: None,
        places: Places::All,
    });
    let event = audit::Event {
        action: Deed::SignIn,
        subject: "account",
        subject_id: Uuid::from(account),
        detail: match means {
            Means::Password => "",
            Means::Passkey => "passkey",
        },
        patient: None,
        reason: None,
    };
    audit::record(&person, tx, event)?;
    Ok(token)
}

fn kept(user_agent: &str) -> String {
    user_agent
        .chars()
        .filter(|character| !character.is_control())
        .take(USER_AGENT_CHARACTERS)
        .collect()
}
