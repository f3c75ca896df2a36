use domain::{
    access::Action,
    audit::Deed,
    catalogue::{Field, Problem, RoomForm, RoomSettings, Wrong},
    ids::RoomId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Saved, ground};
use crate::{
    Context, Fault,
    db::{Tx, retry},
    entity::{appointment, location, room},
};

/// A new room of a location.
#[derive(Clone, Debug)]
pub struct AddRoom {
    /// The location's slug.
    pub location: String,
    pub form: RoomForm,
}

/// Another name, or another kind.
#[derive(Clone, Debug)]
pub struct ChangeRoom {
    pub room: RoomId,
    /// As the person saw it.
    pub version: Version,
    pub form: RoomForm,
}

/// Adds a room; services that need its kind can be booked in it at once.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound` for an unknown location.
pub async fn add_room(ctx: &Context, input: &AddRoom) -> Saved<RoomId> {
    ground::check(ctx, Action::Edit)?;
    match input.form.parse() {
        Ok(settings) => retry(|| try_add(ctx, input, &settings)).await,
        Err(wrong) => Ok(Err(wrong)),
    }
}

async fn try_add(ctx: &Context, input: &AddRoom, settings: &RoomSettings) -> Saved<RoomId> {
    let tx = ctx.db().begin().await?;
    let by_slug = location::Column::Slug.eq(input.location.as_str());
    let location = location::Entity::find()
        .filter(by_slug)
        .lock_exclusive()
        .one(&*tx)
        .await?;
    let location = location.ok_or(Refusal::NotFound)?;
    if is_taken(&tx, location.id, &settings.name, None).await? {
        return Ok(Err(Wrong::alone(Field::RoomName, Problem::Taken)));
    }
    let id = ctx.new_id();
    let row = room::ActiveModel {
        id: Set(id),
        location_id: Set(location.id),
        kind: Set(settings.kind.clone()),
        name: Set(settings.name.clone()),
        is_active: Set(true),
        version: Set(Version::FIRST.number()),
    };
    room::Entity::insert(row).exec_without_returning(&*tx).await?;
    let detail = format!("{} ({})", settings.name, settings.kind);
    ground::record(ctx, &tx, Deed::Create, ("room", id), &detail).await?;
    tx.commit().await?;
    Ok(Ok(id.into()))
}

/// Renames it. Its kind stays while appointments to come need it.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Stale` when it changed since it was seen.
pub async fn change_room(ctx: &Context, input: &ChangeRoom) -> Saved<()> {
    ground::check(ctx, Action::Edit)?;
    match input.form.parse() {
        Ok(settings) => retry(|| try_change(ctx, input, &settings)).await,
        Err(wrong) => Ok(Err(wrong)),
    }
}

async fn try_change(ctx: &Context, input: &ChangeRoom, settings: &RoomSettings) -> Saved<()> {
    use room::Column as C;
    let tx = ctx.db().begin().await?;
    let id = Uuid::from(input.room);
    let location = room::Entity::find_by_id(id)
        .one(&*tx)
        .await?
        .ok_or(Refusal::NotFound)?
        .location_id;
    location::Entity::find_by_id(location)
        .lock_exclusive()
        .one(&*tx)
        .await?;
    // Bookings take the rooms of a kind while they choose one.
    let row = room::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    ground::check_version(input.version, row.version)?;
    if is_taken(&tx, row.location_id, &settings.name, Some(id)).await? {
        return Ok(Err(Wrong::alone(Field::RoomName, Problem::Taken)));
    }
    if row.kind != settings.kind {
        let in_it = Condition::all().add(appointment::Column::RoomId.eq(id));
        if ground::count_upcoming(ctx, &*tx, in_it).await? > 0 {
            return Ok(Err(Wrong::alone(Field::RoomKind, Problem::InUse)));
        }
    }
    let touched = room::Entity::update_many()
        .col_expr(C::Name, Expr::value(settings.name.as_str()))
        .col_expr(C::Kind, Expr::value(settings.kind.as_str()))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(id))
        .filter(C::Version.eq(row.version))
        .exec(&*tx)
        .await?;
    ground::one_row(touched.rows_affected)?;
    let detail = format!("{} ({}) to {} ({})", row.name, row.kind, settings.name, settings.kind);
    ground::record(ctx, &tx, Deed::Change, ("room", id), &detail).await?;
    tx.commit().await?;
    Ok(Ok(()))
}

/// Whether another room of the location, in use or retired, is called so; names differ by more than their case.
async fn is_taken(tx: &Tx, location: Uuid, name: &str, except: Option<Uuid>) -> Result<bool, Fault> {
    let rooms = room::Entity::find()
        .filter(room::Column::LocationId.eq(location))
        .all(&**tx)
        .await?;
    let is_same = |room: &room::Model| Some(room.id) != except && room.name.to_lowercase() == name.to_lowercase();
    Ok(rooms.iter().any(is_same))
}
