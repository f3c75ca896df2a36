use std::collections::HashMap;

use domain::{
    access::{Action, Relation, Subject},
    account::Role,
    ids::AccountId,
    refusal::Field,
    time::{Instant, TimeLabel, Zone},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::load::{all_fields, find};
use crate::{
    Context, Fault,
    audit::{self, Reading},
    entity::{account, profile_change},
};

/// The changes of a profile, the latest first, at most [`MOST`].
#[derive(Clone, Debug)]
pub struct History {
    pub lines: Vec<ChangeLine>,
    pub has_more: bool,
    /// By whose clock the times are: "Europe/London".
    pub zone: String,
}

/// One field that was changed.
#[derive(Clone, Debug)]
pub struct ChangeLine {
    pub at: TimeLabel,
    pub field: Field,
    /// A name; none for the system.
    pub who: Option<String>,
    pub role: Option<Role>,
    /// The person themselves.
    pub is_own: bool,
    /// What it was, as it was stored. Only the person reads it.
    pub old_value: Option<String>,
}

const MOST: u64 = 100;

/// What changed in the profile of who asks, with what it was.
///
/// # Errors
/// `SignInFirst`.
pub async fn list_own_changes(ctx: &Context) -> Result<History, Fault> {
    ctx.check(Action::Read, Subject::Profile, Relation::Own)?;
    audit::note_own(ctx, Reading::OwnProfile).await?;
    list(ctx, ctx.actor().signed_in()?.into(), Values::Told).await
}

/// Who changed which field of an account's person, without what it was.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn list_changes_of(ctx: &Context, account: AccountId) -> Result<History, Fault> {
    ctx.check(Action::Read, Subject::Account, Relation::Stranger)?;
    list(ctx, account.into(), Values::Hidden).await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Values {
    Told,
    Hidden,
}

async fn list(ctx: &Context, account: Uuid, values: Values) -> Result<History, Fault> {
    use profile_change::Column as C;
    let db = ctx.db().reader();
    let mut rows = profile_change::Entity::find()
        .filter(C::AccountId.eq(account))
        .order_by_desc(C::Version)
        .order_by_asc(C::Id)
        .limit(MOST + 1)
        .all(db)
        .await?;
    let has_more = rows.len() as u64 > MOST;
    rows.truncate(MOST as usize);
    let own_zone = match values {
        Values::Told => Zone::parse(&find(ctx, db, account).await?.zone).ok(),
        Values::Hidden => None,
    };
    let zone = match own_zone {
        Some(zone) => zone,
        None => audit::clinic_zone(db).await?,
    };
    let people = rows.iter().filter_map(|row| row.by_account_id);
    let people = account::Entity::find().filter(account::Column::Id.is_in(people));
    let people: HashMap<Uuid, String> = people
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, format!("{} {}", row.given_name, row.family_name)))
        .collect();
    let fields = all_fields();
    let mut lines = Vec::new();
    for row in rows {
        let Some(field) = fields.iter().copied().find(|field| field.name() == row.field) else {
            continue;
        };
        lines.push(ChangeLine {
            at: TimeLabel::new(Instant::from_millis(row.at), &zone),
            field,
            who: row.by_account_id.and_then(|id| people.get(&id).cloned()),
            role: Role::from_name(&row.by_role),
            is_own: row.by_account_id == Some(account),
            old_value: match values {
                Values::Told => Some(row.old_value(ctx.keys())?),
                Values::Hidden => None,
            },
        });
    }
    Ok(History {
        lines,
        has_more,
        zone: zone.name().to_owned(),
    })
}
