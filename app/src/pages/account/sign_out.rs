use axum::response::IntoResponse;

use super::onward::end_former_session;
use crate::{
    Ctx,
    pages::{Reply, see_other},
    routes,
    session::Secret,
};

/// Signs out. Somebody who is not signed in is only sent home.
pub async fn submit(ctx: Ctx) -> Reply {
    end_former_session(&ctx).await?;
    let home = see_other(routes::HOME).with_cookie(&ctx.forget(Secret::Session));
    Ok(home.into_response())
}
