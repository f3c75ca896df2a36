use domain::{
    account::{AccountState, Role},
    time::{Instant, TimeLabel, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{account, emergency_access, location},
    notification::{EmergencyNotice, EmergencyReader, Message, enqueue},
};

/// Tells the patient and all administrators, with nothing medical and without the reason that was given.
pub(super) async fn enqueue_all(
    ctx: &Context,
    tx: &Tx,
    grant: &emergency_access::Model,
    patient: account::Model,
) -> Result<(), Fault> {
    use account::Column as C;
    let by = account::Entity::find_by_id(grant.account_id).one(&**tx).await?;
    let by = by.ok_or(Broken::Inconsistent("emergency_access.account_id"))?;
    let when = when(&clinic_zone(&**tx).await?, grant);
    let phone = first_location(&**tx).await?.map(|location| location.phone);
    let administrators = account::Entity::find()
        .filter(C::Role.eq(Role::Administrator.name()))
        .filter(C::State.eq(AccountState::Active.name()))
        .all(&**tx)
        .await?;
    let readers = administrators
        .into_iter()
        .map(|administrator| (administrator, EmergencyReader::Administrator))
        .chain([(patient, EmergencyReader::Patient)]);
    for (account, reader) in readers {
        let notice = EmergencyNotice {
            emergency: grant.id,
            account: account.id,
            reader,
            name: format!("{} {}", account.given_name, account.family_name),
            recipient: account.email(ctx.keys())?,
            by: format!("{} {} ({})", by.given_name, by.family_name, by.role),
            when: when.clone(),
            phone: phone.clone(),
        };
        enqueue(ctx, tx, Message::Emergency(notice)).await?;
    }
    Ok(())
}

/// "Monday 23 November 2026, 08:00 to 08:30 (Europe/London, UTC)"
fn when(zone: &Zone, grant: &emergency_access::Model) -> String {
    let label = |millis| TimeLabel::new(Instant::from_millis(millis), zone);
    let (from, to) = (label(grant.opened_at), label(grant.ends_at));
    format!(
        "{} to {} ({}, {})",
        from.date_and_time(),
        to.time(),
        zone.name(),
        from.offset()
    )
}

async fn first_location(db: &impl ConnectionTrait) -> Result<Option<location::Model>, Fault> {
    let first = location::Entity::find().order_by_asc(location::Column::Slug);
    Ok(first.one(db).await?)
}

/// By whose clock times are told that belong to no place: that of the first location.
pub(super) async fn clinic_zone(db: &impl ConnectionTrait) -> Result<Zone, Fault> {
    let name = first_location(db)
        .await?
        .map_or_else(|| "UTC".to_owned(), |row| row.zone);
    Ok(Zone::parse(&name).map_err(|_| Broken::Inconsistent("location.zone"))?)
}
