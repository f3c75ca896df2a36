use axum::{http::header, response::IntoResponse};
use backend::photo::get_doctor_photo;

use crate::{
    Ctx,
    pages::{Path, Reply},
};

/// The picture of a doctor. Its address has the version, so that browsers may keep it.
pub async fn show(ctx: Ctx, Path((slug, version)): Path<(String, String)>) -> Reply {
    let jpeg = get_doctor_photo(&ctx, &slug, &version).await?;
    let headers = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    Ok((headers, jpeg).into_response())
}
