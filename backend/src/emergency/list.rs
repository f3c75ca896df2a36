use std::collections::HashMap;

use domain::{
    access::{Action, Relation, Subject},
    account::Role,
    ids::EmergencyId,
    time::{Instant, TimeLabel},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{grant, notice::clinic_zone};
use crate::{
    Context, Fault,
    audit::{self, Reading},
    entity::{account, emergency_access},
};

/// Who looked, into whose appointments, why, and for how long.
#[derive(Clone, Debug)]
pub struct EmergencyLine {
    pub id: EmergencyId,
    pub by: String,
    pub role: Option<Role>,
    pub patient: String,
    pub reason: String,
    /// By the clock of the clinic: "Monday 23 November 2026, 08:00".
    pub from: String,
    /// "08:30"; when it was ended, where it was.
    pub until: String,
    /// While it is open; begun ones count.
    pub seconds_left: Option<i64>,
}

/// A page of them.
#[derive(Clone, Debug)]
pub struct Emergencies {
    pub lines: Vec<EmergencyLine>,
    pub total: u64,
    pub page: u32,
    pub pages: u32,
}

const PER_PAGE: u64 = 25;

/// All there were, latest first, for administrators. Goes into the audit trail.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn list_emergencies(ctx: &Context, page: u32) -> Result<Emergencies, Fault> {
    use emergency_access::Column as C;
    ctx.check(Action::List, Subject::EmergencyAccess, Relation::Stranger)?;
    let db = ctx.db().reader();
    let total = emergency_access::Entity::find().count(db).await?;
    let pages = total.div_ceil(PER_PAGE).max(1);
    let page = u64::from(page.max(1)).min(pages);
    let rows = emergency_access::Entity::find()
        .order_by_desc(C::OpenedAt)
        .order_by_asc(C::Id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
        .all(db)
        .await?;
    Ok(Emergencies {
        lines: lines(ctx, rows).await?,
        total,
        page: u32::try_from(page).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
    })
}

/// Those of the one who asks that are open now.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn list_own_emergencies(ctx: &Context) -> Result<Vec<EmergencyLine>, Fault> {
    use emergency_access::Column as C;
    ctx.check(Action::BreakGlass, Subject::EmergencyAccess, Relation::Stranger)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let own = grant::open(ctx.now()).filter(C::AccountId.eq(account));
    let rows = own.order_by_asc(C::EndsAt).all(ctx.db().reader()).await?;
    lines(ctx, rows).await
}

async fn lines(ctx: &Context, rows: Vec<emergency_access::Model>) -> Result<Vec<EmergencyLine>, Fault> {
    let patients = rows.iter().map(|row| row.patient_id);
    audit::note_patients(ctx, Reading::Emergencies, "", patients).await?;
    let db = ctx.db().reader();
    let ids: Vec<Uuid> = rows.iter().flat_map(|row| [row.account_id, row.patient_id]).collect();
    let accounts = account::Entity::find()
        .filter(account::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let accounts: HashMap<_, _> = accounts.into_iter().map(|row| (row.id, row)).collect();
    let name = |id: &Uuid| {
        let account = accounts.get(id);
        account.map_or_else(String::new, |row| format!("{} {}", row.given_name, row.family_name))
    };
    let zone = clinic_zone(db).await?;
    let now = ctx.now();
    let label = |millis| TimeLabel::new(Instant::from_millis(millis), &zone);
    let lines = rows.into_iter().map(|row| {
        Ok(EmergencyLine {
            id: row.id.into(),
            by: name(&row.account_id),
            role: accounts.get(&row.account_id).and_then(|row| Role::from_name(&row.role)),
            patient: name(&row.patient_id),
            from: label(row.opened_at).date_and_time(),
            until: label(row.ended_at.unwrap_or(row.ends_at)).time(),
            seconds_left: grant::seconds_left(&row, now),
            reason: row.reason(ctx.keys())?,
        })
    });
    lines.collect()
}
