use axum::response::{Html, IntoResponse};
use backend::inbox::count_unread;

use crate::{
    Ctx,
    pages::{Reply, shell::bell_html},
};

/// The bell alone, for an open page that was told that it is another.
pub async fn show(ctx: Ctx) -> Reply {
    let unread = count_unread(&ctx).await?;
    Ok(Html(bell_html(unread)).into_response())
}
