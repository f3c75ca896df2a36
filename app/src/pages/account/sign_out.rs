use axum::response::IntoResponse;

use super::onward::end_former_session;
use crate::{
    Ctx,
    pages::{Reply, see_other},
    routes,
    session::Secret,
};

/// Signs out; this browser forgets what it kept and what it registered, too. Somebody who is not signed in is only sent home.
pub async fn submit(ctx: Ctx) -> Reply {
    end_former_session(&ctx).await?;
    let secrets = [Secret::Session, Secret::Visitor, Secret::Registration];
    let home = secrets.iter().fold(see_other(routes::HOME), |home, secret| {
        home.with_cookie(&ctx.forget(*secret))
    });
    Ok(home.into_response())
}
