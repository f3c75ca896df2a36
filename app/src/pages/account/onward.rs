use backend::{Token, booking, session};
use domain::account::Role;

use crate::{Ctx, pages::PageError, routes};

/// Where somebody goes on after signing in: to where they were, to the time that this browser holds, or to what their role
/// does first.
pub(super) async fn onward(ctx: &Ctx, role: Role, return_to: &str) -> Result<String, PageError> {
    if let Some(path) = routes::local(return_to) {
        return Ok(path.to_owned());
    }
    if role == Role::Patient
        && let Some(hold) = booking::find_live_hold(ctx).await?
    {
        return Ok(routes::book(hold.id));
    }
    Ok(first_page(role).to_owned())
}

const fn first_page(role: Role) -> &'static str {
    match role {
        Role::Patient => routes::APPOINTMENTS,
        Role::Doctor => routes::DAY,
        Role::Support => routes::DESK,
        Role::Administrator => routes::ALL_APPOINTMENTS,
    }
}

/// Ends the session that this browser had before it got another: nobody could end it any more.
pub(super) async fn end_former_session(ctx: &Ctx) -> Result<(), PageError> {
    match ctx.session_token() {
        Some(session) => end(ctx, session).await,
        None => Ok(()),
    }
}

async fn end(ctx: &Ctx, session: &Token) -> Result<(), PageError> {
    Ok(session::sign_out(ctx, session).await?)
}
