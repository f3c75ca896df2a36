use axum::response::IntoResponse;
use backend::inbox::{mark_all_read, open_message};
use domain::ids::MessageId;
use serde::Deserialize;

use crate::{
    Ctx,
    pages::{Form, PageError, Path, Reply, see_other},
    routes,
};

/// Marks a message as read and leads to what it is about.
pub async fn open(ctx: Ctx, Path(id): Path<MessageId>) -> Reply {
    let path = open_message(&ctx, id).await?;
    let path = path.as_deref().and_then(routes::local);
    Ok(see_other(path.unwrap_or(routes::INBOX)).into_response())
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seen {
    /// The first on the list when the button was shown.
    newest: String,
}

pub async fn read_all(ctx: Ctx, Form(seen): Form<Seen>) -> Reply {
    let newest = seen.newest.parse().map_err(|_| PageError::Malformed)?;
    mark_all_read(&ctx, newest).await?;
    Ok(see_other(routes::with_query(routes::INBOX, &[("read", "1")])).into_response())
}
