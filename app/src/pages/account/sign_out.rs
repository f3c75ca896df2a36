use axum::response::IntoResponse;

use super::onward::end_former_session;
use crate::{
    Ctx,
    pages::{Reply, see_other},
    routes,
    session::Secret,
};

/// Signs out; this browser forgets everything of ours. Somebody who is not signed in is only sent home.
pub async fn submit(ctx: Ctx) -> Reply {
    end_former_session(&ctx).await?;
    let home = Secret::FORGOTTEN
        .into_iter()
        .fold(see_other(routes::HOME), |home, secret| {
            home.with_cookie(&ctx.forget(secret))
        });
    Ok(home.into_response())
}
