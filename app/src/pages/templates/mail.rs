//! A mail by itself, as mail programs show it.

use axum::{http::header, response::IntoResponse};
use backend::templates::{Wording, preview_template};
use domain::refusal::Refusal;
use serde::Deserialize;

use super::edit::kind_of;
use crate::{
    Ctx,
    pages::{Form, PageError, Path, Reply},
};

/// A document of somebody else's, as far as a browser is concerned: no script, nothing from elsewhere, a sandbox.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; sandbox";

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    subject: String,
    heading: String,
    body: String,
    text_message: String,
    shape: String,
}

pub async fn show(ctx: Ctx, Path(kind): Path<String>, Form(fields): Form<Fields>) -> Reply {
    let kind = kind_of(&kind)?;
    let shape: usize = fields.shape.parse().map_err(|_| PageError::Malformed)?;
    let wording = Wording {
        subject: fields.subject,
        heading: fields.heading,
        body: fields.body,
        text_message: fields.text_message,
    };
    // Only the preview leads here, with words that were right.
    let Ok(previews) = preview_template(&ctx, kind, &wording)? else {
        return Err(PageError::Malformed);
    };
    let preview = previews.into_iter().nth(shape).ok_or(Refusal::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mail = preview.mail.ok_or(Refusal::NotFound)?;
    Ok((headers, mail.html).into_response())
}
