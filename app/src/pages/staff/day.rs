use backend::booking::list_doctor_day;
use domain::{ids::AppointmentId, refusal::Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    error::status_of,
    islands::day::{DayBoard, Whose},
    pages::{Page, PageError, Path, Query},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// "2026-11-23"; today where empty.
    date: String,
    /// The visit that is open.
    selected: String,
}

/// The day of the doctor who asks.
pub async fn show_own(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, Whose::Own, &asked.date, asked.selected.parse().ok(), None).await
}

/// The day of any doctor, for administrators.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, Whose::Of(slug), &asked.date, asked.selected.parse().ok(), None).await
}

/// The day, with the refusal of what was just sent.
pub(super) async fn page(
    ctx: &Ctx,
    whose: Whose,
    date: &str,
    open: Option<AppointmentId>,
    refusal: Option<Refusal>,
) -> Result<Page, PageError> {
    let slug = Some(whose.slug()).filter(|slug| !slug.is_empty());
    let day = list_doctor_day(ctx, slug, Some(date)).await?;
    let title = match &whose {
        Whose::Own => day.label.clone(),
        Whose::Of(_) => format!("{}, {}", day.doctor_name, day.label),
    };
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let page = Page::new(
        title,
        move || view! { <DayBoard day=day open=open whose=whose refusal=refusal/> },
    );
    Ok(page.with_status(status))
}
