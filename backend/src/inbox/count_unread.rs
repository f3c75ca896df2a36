use domain::access::Action;
use sea_orm::{ColumnTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::rows::{own, reader};
use crate::{Context, Fault, entity::outbox_message::Column as C};

/// More are not counted: the bell stands on every page.
pub const MOST_COUNTED: usize = 100;

/// How many messages of who asks are unread, up to [`MOST_COUNTED`].
///
/// # Errors
/// `SignInFirst`.
pub async fn count_unread(ctx: &Context) -> Result<usize, Fault> {
    let unread = own(ctx, reader(ctx, Action::Read)?)
        .filter(C::ReadAt.is_null())
        .select_only()
        .column(C::Id)
        .limit(MOST_COUNTED as u64)
        .into_tuple::<Uuid>();
    Ok(unread.all(ctx.db().reader()).await?.len())
}
