use std::sync::Arc;

use domain::{
    access::{Actor, Places},
    account::{AccountState, Role},
    time::Instant,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    Means,
    factors::{Factors, factors},
    profile::full_name,
};
use crate::{
    Broken, Core, Fault, OwnSession, Token,
    db::retry,
    entity::{account, doctor, session},
    places::places_of,
};

/// Who a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    pub actor: Actor,
    /// Of who is signed in.
    pub name: Option<String>,
    pub session: Option<OwnSession>,
    /// The clinic wants a second factor of them and they have none: they may set one up and nothing else.
    pub needs_factor: bool,
}

/// Whether a request tells that somebody is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Noted,
    /// A page asked by itself.
    Ignored,
}

/// How exactly it is known when somebody was last there; spares a write with each request.
const SEEN_EVERY_MINUTES: i64 = 1;

/// Tells who holds a session's secret. Nobody, once the session has been idle for as long as the settings say or has
/// reached its end, when the account is not active, or when it needs a passkey that was not used in it; the session is then removed.
///
/// As the last request is known to the minute, idle time is counted up to a minute long.
///
/// # Errors
/// Only those of the database.
pub async fn authenticate(core: &Arc<Core>, session: Option<&Token>) -> Result<Authenticated, Fault> {
    identify(core, session, Presence::Noted).await
}

/// As [`authenticate`], for a request that a page made by itself: it does not keep the session alive.
///
/// # Errors
/// Only those of the database.
pub async fn recognize(core: &Arc<Core>, session: Option<&Token>) -> Result<Authenticated, Fault> {
    identify(core, session, Presence::Ignored).await
}

async fn identify(core: &Arc<Core>, session: Option<&Token>, presence: Presence) -> Result<Authenticated, Fault> {
    let nobody = Authenticated {
        actor: Actor::Visitor,
        name: None,
        session: None,
        needs_factor: false,
    };
    let Some(token) = session else {
        return Ok(nobody);
    };
    let found = session::Entity::find_by_id(token.hash())
        .find_also_related(account::Entity)
        .one(core.db.reader())
        .await?;
    let Some((session, account)) = found else {
        return Ok(nobody);
    };
    let now = core.clock.now();
    let Some(account) = account.filter(|account| account.state == AccountState::Active.name()) else {
        end(core, &session).await?;
        return Ok(nobody);
    };
    let role = Role::from_name(&account.role).ok_or(Broken::Inconsistent("account.role"))?;
    let idle_minutes = core.settings.idle_minutes(role);
    if is_over(&session, idle_minutes, now) {
        end(core, &session).await?;
        return Ok(nobody);
    }
    let means = if session.by_passkey {
        Means::Passkey
    } else {
        Means::Password
    };
    let factors = factors(&core.settings, core.db.reader(), account.id, role, means).await?;
    if factors == Factors::PasskeyNeeded {
        end(core, &session).await?;
        return Ok(nobody);
    }
    let mut last_seen = Instant::from_millis(session.last_seen_at);
    if presence == Presence::Noted && now.minutes_since(last_seen) >= SEEN_EVERY_MINUTES {
        core.last_seen.note(core, session.token_hash, now).await?;
        last_seen = now;
    }
    Ok(Authenticated {
        actor: actor(core, &account, role).await?,
        name: Some(full_name(&account)),
        session: Some(OwnSession {
            id: session.id,
            verified_at: Instant::from_millis(session.verified_at),
            ends_at: last_seen
                .plus_minutes(idle_minutes)
                .min(Instant::from_millis(session.expires_at)),
        }),
        needs_factor: factors == Factors::NotSetUp,
    })
}

fn is_over(session: &session::Model, idle_minutes: i64, now: Instant) -> bool {
    let idle_from = Instant::from_millis(session.last_seen_at).plus_minutes(idle_minutes);
    now >= idle_from || now.millis() >= session.expires_at
}

async fn actor(core: &Core, row: &account::Model, role: Role) -> Result<Actor, Fault> {
    let doctor = match role {
        Role::Doctor => {
            doctor::Entity::find()
                .filter(doctor::Column::AccountId.eq(row.id))
                .one(core.db.reader())
                .await?
        }
        Role::Patient | Role::Support | Role::Administrator => None,
    };
    let places = match role {
        Role::Support => places_of(core.db.reader(), row.id).await?,
        Role::Patient | Role::Doctor | Role::Administrator => Places::All,
    };
    Ok(Actor::Person {
        account: row.id.into(),
        role,
        doctor: doctor.map(|doctor| doctor.id.into()),
        places,
    })
}

async fn end(core: &Core, session: &session::Model) -> Result<(), Fault> {
    retry(async || {
        let tx = core.db.begin().await?;
        session::Entity::delete_by_id(&session.token_hash).exec(&*tx).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}
