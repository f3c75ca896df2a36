use axum::{http::header, response::IntoResponse};
use backend::photo::get_photo_of;
use domain::ids::AccountId;

use crate::{
    Ctx,
    pages::{Path, Reply},
};

/// The picture of an account's person, whom patients may not see yet.
pub async fn show(ctx: Ctx, Path(id): Path<AccountId>) -> Reply {
    let jpeg = get_photo_of(&ctx, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, jpeg).into_response())
}
