use domain::{
    access::{Action, Relation, Subject},
    time::Zone,
    version::Version,
};
use sea_orm::{EntityTrait, QueryOrder};

use super::{
    list_schedules::closures_of,
    view::{self, LocationClosures},
};
use crate::{Broken, Context, Fault, directory::location_view, entity::location};

/// How long what is over is still shown, in days.
const DAYS_BACK: i64 = 31;

/// All places with their closures, by name.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators.
pub async fn list_closures(ctx: &Context) -> Result<Vec<LocationClosures>, Fault> {
    ctx.actor().signed_in()?;
    ctx.check(Action::Read, Subject::Catalogue, Relation::Stranger)?;
    let db = ctx.db().reader();
    let since = ctx.now().plus_minutes(-DAYS_BACK * 24 * 60);
    let by_name = location::Entity::find().order_by_asc(location::Column::Name);
    let mut all = Vec::new();
    for place in by_name.all(db).await? {
        let zone = Zone::parse(&place.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
        let mut changed = view::last_changes(db, &[(place.id, &zone)], ["add_closure", "remove_closure"]).await?;
        all.push(LocationClosures {
            location: location_view(&place),
            version: Version::new(place.version),
            closures: closures_of(db, place.id, since.millis(), &zone).await?,
            changed: changed.remove(&place.id),
            zone,
        });
    }
    Ok(all)
}
