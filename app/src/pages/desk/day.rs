use backend::{
    booking::{get_visit_more, list_desk_day},
    directory::list_locations,
};
use domain::{booking::DeskDay, directory::LocationView, ids::ScheduleId, time::Instant};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    islands::day::{Answer, DeskBoard, News, Open},
    pages::{
        Page, PageError, Query,
        staff::day::{View, answer_status, moved},
    },
    routes,
    ui::{Button, ButtonVariant, Choice, Field as Input, InputKind, Select},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A location's slug; the first one where empty.
    location: String,
    /// "2026-11-23"; today where empty.
    date: String,
    /// The visit that is open.
    selected: String,
    /// "reject" where the reason is asked for.
    answer: String,
    /// What was just done, and what it takes to take it back.
    done: String,
    was_with: Option<ScheduleId>,
    was_at: Option<Instant>,
}

impl Asked {
    fn into_view(self) -> (String, View) {
        let open = self.selected.parse().map_or(Open::Nothing, Open::Visit);
        let news = match self.done.as_str() {
            "moved" => Some(moved(&open, self.was_with, self.was_at)),
            "accepted" => Some(News::Accepted),
            "rejected" => Some(News::Rejected),
            _ => None,
        };
        let answer = match news {
            Some(news) => Answer::Done(news),
            None if self.answer == "reject" => Answer::Reject,
            None => Answer::Nothing,
        };
        let view = View {
            date: self.date,
            open,
            answer,
            typed: String::new(),
        };
        (self.location, view)
    }
}

/// All doctors of a location side by side.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let (location, view) = asked.into_view();
    page(&ctx, &location, view).await
}

pub(in crate::pages) async fn page(ctx: &Ctx, location: &str, view: View) -> Result<Page, PageError> {
    let View {
        date,
        open,
        answer,
        typed,
    } = view;
    let mut locations = list_locations(ctx).await?;
    locations.retain(|location| ctx.actor().places().have(location.id));
    let day = list_desk_day(ctx, Some(location), Some(&date)).await?;
    let mut entries = day.columns.iter().flat_map(|column| &column.entries);
    let more = match open.visit() {
        Some(id) if entries.any(|entry| entry.appointment.id == id) => get_visit_more(ctx, id).await.ok(),
        _ => None,
    };
    let title = format!("Front desk, {}", day.label);
    let status = answer_status(&answer);
    let page = Page::new(title, move || {
        let filters = filters(&day, &locations);
        view! {
            <DeskBoard day=day open=open more=more answer=answer typed=typed>
                {filters}
            </DeskBoard>
        }
    });
    Ok(page.with_status(status))
}

fn filters(day: &DeskDay, locations: &[LocationView]) -> impl IntoView + use<> {
    let options = locations
        .iter()
        .map(|location| Choice::new(&location.slug, &location.place.name))
        .collect();
    view! {
        <form class="filters" method="get" action=routes::DESK role="search" aria-label="Front desk">
            <Select id="location" label="Location" options=options selected=day.location_slug.clone()/>
            <Input id="date" label="Day" kind=InputKind::Date value=day.date.clone()/>
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary>"Show"</Button>
            </div>
        </form>
    }
}
