use std::sync::Arc;

use domain::{access::Actor, account::Role, time::Instant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::profile::full_name;
use crate::{
    Broken, Core, Fault, Token,
    db::retry,
    entity::{account, doctor, session},
};

/// Who a request comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated {
    pub actor: Actor,
    /// Of who is signed in.
    pub name: Option<String>,
}

/// How exactly it is known when somebody was last there; spares a write with each request.
const SEEN_EVERY_MINUTES: i64 = 1;

/// Tells who holds a session's secret. Nobody, once the session has been idle for as long as the settings say or has
/// reached its end, or when the account is suspended; the session is then removed.
///
/// As the last request is known to the minute, idle time is counted up to a minute long.
///
/// # Errors
/// Only those of the database.
pub async fn authenticate(core: &Arc<Core>, session: Option<&Token>) -> Result<Authenticated, Fault> {
    let nobody = Authenticated {
        actor: Actor::Visitor,
        name: None,
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
    let is_over = is_over(&session, core.settings.session_idle_minutes, now);
    let Some(account) = account.filter(|account| !is_over && !account.is_suspended) else {
        end(core, &session).await?;
        return Ok(nobody);
    };
    let actor = actor(core, &account).await?;
    if now.minutes_since(Instant::from_millis(session.last_seen_at)) >= SEEN_EVERY_MINUTES {
        core.presence.note(core, session.token_hash, now).await?;
    }
    Ok(Authenticated {
        actor,
        name: Some(full_name(&account)),
    })
}

fn is_over(session: &session::Model, idle_minutes: i64, now: Instant) -> bool {
    let idle_from = Instant::from_millis(session.last_seen_at).plus_minutes(idle_minutes);
    now >= idle_from || now.millis() >= session.expires_at
}

async fn actor(core: &Core, row: &account::Model) -> Result<Actor, Fault> {
    let role = Role::from_name(&row.role).ok_or(Broken::Inconsistent("account.role"))?;
    let doctor = match role {
        Role::Doctor => {
            doctor::Entity::find()
                .filter(doctor::Column::AccountId.eq(row.id))
                .one(core.db.reader())
                .await?
        }
        Role::Patient | Role::Support | Role::Administrator => None,
    };
    Ok(Actor::Person {
        account: row.id.into(),
        role,
        doctor: doctor.map(|doctor| doctor.id.into()),
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
