use axum::http::StatusCode;
use backend::booking::{get_visit_more, list_doctor_day};
use domain::{ids::ScheduleId, time::Instant};
use leptos::prelude::*;
use serde::Deserialize;

use super::no_services::own_or_none_yet;
use crate::{
    Ctx,
    error::status_of,
    islands::day::{Answer, DayBoard, MovedFrom, News, Open, Whose},
    pages::{Page, PageError, Path, Query},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// "2026-11-23"; today where empty.
    date: String,
    /// The visit that is open.
    selected: String,
    /// The time off that is open.
    block: String,
    /// "block" for the form that blocks time, with its times.
    new: String,
    from: String,
    to: String,
    /// "reject" where the reason is asked for.
    answer: String,
    /// What was just done, and what it takes to take it back.
    done: String,
    done_id: String,
    start: Option<Instant>,
    end: Option<Instant>,
    why: String,
    was_with: Option<ScheduleId>,
    was_at: Option<Instant>,
}

impl Asked {
    fn into_view(self) -> View {
        let open = if let Ok(id) = self.selected.parse() {
            Open::Visit(id)
        } else if let Ok(id) = self.block.parse() {
            Open::Block(id)
        } else if self.new == "block" {
            Open::new_block(self.from, self.to)
        } else {
            Open::Nothing
        };
        let news = match (self.done.as_str(), self.done_id.parse(), self.start, self.end) {
            ("blocked", Ok(id), ..) => Some(News::Blocked(id)),
            ("unblocked", _, Some(from), Some(to)) => Some(News::Unblocked {
                from,
                to,
                reason: self.why,
            }),
            ("moved", ..) => Some(moved(&open, self.was_with, self.was_at)),
            ("accepted", ..) => Some(News::Accepted),
            ("rejected", ..) => Some(News::Rejected),
            _ => None,
        };
        let answer = match news {
            Some(news) => Answer::Done(news),
            None if self.answer == "reject" => Answer::Reject,
            None => Answer::Nothing,
        };
        View {
            date: self.date,
            open,
            answer,
            typed: String::new(),
        }
    }
}

/// That a visit was just moved; the open one can go back to where it was.
pub(in crate::pages) fn moved(open: &Open, with: Option<ScheduleId>, at: Option<Instant>) -> News {
    let from = open.visit().zip(with.zip(at));
    News::Moved(from.map(|(id, (schedule, start))| MovedFrom { id, schedule, start }))
}

/// How a day is shown.
#[derive(Default)]
pub struct View {
    pub date: String,
    pub open: Open,
    pub answer: Answer,
    /// The reason of a rejection that was not taken.
    pub typed: String,
}

/// The day of the doctor who asks.
pub async fn show_own(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    own_or_none_yet(page(&ctx, Whose::Own, asked.into_view()).await)
}

/// The day of any doctor, for the front desk and administrators.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, Whose::Of(slug), asked.into_view()).await
}

pub(super) async fn page(ctx: &Ctx, whose: Whose, view: View) -> Result<Page, PageError> {
    let View {
        date,
        open,
        answer,
        typed,
    } = view;
    let day = list_doctor_day(ctx, whose.doctor(), Some(&date)).await?;
    let is_of_day = |id| day.entries.iter().any(|entry| entry.appointment.id == id);
    let more = match open.visit().filter(|id| is_of_day(*id)) {
        Some(id) => get_visit_more(ctx, id).await.ok(),
        None => None,
    };
    let title = match &whose {
        Whose::Own => day.label.clone(),
        Whose::Of(_) | Whose::Place(_) => format!("{}, {}", day.doctor_name, day.label),
    };
    let status = answer_status(&answer);
    let page = Page::new(
        title,
        move || view! { <DayBoard day=day open=open more=more whose=whose answer=answer typed=typed/> },
    );
    Ok(page.with_status(status))
}

/// The HTTP status of a day that answers a form.
pub(in crate::pages) fn answer_status(answer: &Answer) -> StatusCode {
    match answer {
        Answer::Refused(refusal) => status_of(refusal),
        Answer::VisitsInside(_) => StatusCode::CONFLICT,
        Answer::Nothing | Answer::Done(_) | Answer::Reject => StatusCode::OK,
    }
}
