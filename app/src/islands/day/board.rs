use domain::{
    booking::{BoardMay, DoctorDay, VisitMore},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{
    News, Open, Whose, clock, dragging,
    panel::panel,
    plan::{self, Diary, Placed},
    print_list::print_list,
    sheet::Sheet,
    state::{Board, Problem},
    timeline::{closure, gap, ghost, ground, hour_line, now_line, target, time_off, visit_card},
    toast::{Toast, toast},
};
use crate::{
    browser, routes,
    ui::{EmptyState, Icon, IconName, Notice, Tone, timeline},
};

/// What the page answers to what was just sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    #[default]
    Nothing,
    Done(News),
    Refused(Refusal),
    /// The time was not blocked: so many visits are in it.
    VisitsInside(u32),
    /// The reason of a rejection is asked for.
    Reject,
}

/// A doctor's day.
#[island(lazy)]
pub fn DayBoard(
    /// The day as it is.
    day: DoctorDay,
    /// What is open beside it.
    open: Open,
    /// What the panel shows beside the open visit.
    more: Option<VisitMore>,
    /// Whose day it is.
    whose: Whose,
    /// What was just done, or why not.
    answer: Answer,
    /// The reason of a rejection that was not taken.
    typed: String,
) -> impl IntoView {
    let refusal = match &answer {
        Answer::Refused(refusal) => Some(refusal),
        _ => None,
    };
    let board = Board::new(day, open, whose).with_refusal(refusal);
    board.more.set(more);
    begin(board, answer);
    board.keep_time();
    board.keep_fresh();
    // Somebody may put a visit beside the hours.
    let is_closed = Memo::new(move |_| board.day.with(|day| day.entries.is_empty() && day.hours.is_empty()));
    let content = move || {
        if is_closed.get() {
            nothing(board).into_any()
        } else {
            dragging::listen(board);
            timeline_of(board).into_any()
        }
    };
    view! {
        <div class="day" data-events=board.events()>
            {bar(board)}
            <div class="day__board">
                {move || board.problem.get().map(|problem| view! {
                    <Notice tone=Tone::Bad live=true title=problem.title class="day__problem">
                        <p>{problem.text}</p>
                    </Notice>
                })}
                {content}
                {print_list(Signal::derive(move || board.day.with(|day| day.entries.clone())))}
            </div>
            {panel(board, typed)}
            {toast(board)}
            <p class="visually-hidden" role="status">{move || board.said.get()}</p>
        </div>
    }
}

pub(super) fn begin<D: Sheet>(board: Board<D>, answer: Answer) {
    match answer {
        Answer::Nothing | Answer::Refused(_) => {}
        Answer::Done(news) => {
            board.toast.set(Some(Toast::News(news.clone())));
            Effect::new(move || board.announce(Toast::News(news.clone())));
        }
        Answer::VisitsInside(count) => {
            let title = match count {
                1 => "1 visit is in this time".to_owned(),
                count => format!("{count} visits are in this time"),
            };
            board.problem.set(Some(Problem::new(
                &title,
                "Nothing was blocked. Move or cancel them first, or choose another time.",
            )));
        }
        Answer::Reject => board.is_rejecting.set(true),
    }
}

/// The day's name, the way to other days, how full it is.
fn bar(board: Board<DoctorDay>) -> impl IntoView {
    let day = board.day.get_untracked();
    let (whose, date) = board.back();
    let day_link = |date: &str| whose.path(date, None);
    let (previous, next) = (day_link(&day.previous), day_link(&day.next));
    let today = (day.date != day.today).then(|| day_link(&day.today));
    let week = whose.week(&date);
    let doctor = matches!(whose, Whose::Of(_)).then(|| day.doctor_name.clone());
    let summary = Memo::new(move |_| board.day.with(plan::summary));
    view! {
        <div class="day__bar">
            <a class="button button--secondary button--icon no-print" rel="prev" href=previous aria-label="Day before">
                <Icon name=IconName::CHEVRON_LEFT/>
            </a>
            <h1 class="day__title">
                {doctor.map(|name| view! { <span class="day__doctor">{name} <span class="visually-hidden">", "</span></span> })}
                {day.label}
            </h1>
            <a class="button button--secondary button--icon no-print" rel="next" href=next aria-label="Day after">
                <Icon name=IconName::CHEVRON_RIGHT/>
            </a>
            <p class="day__summary">
                <span>{move || summary.get()}</span>
                <span class="muted">{day.zone_note}</span>
            </p>
            <div class="day__bar-end">
                {requests_link(board)}
                {today.map(|href| view! { <a class="button button--quiet button--small" href=href>"Today"</a> })}
                <a class="button button--quiet button--small" href=week>"Week"</a>
                <button class="button button--quiet button--small needs-island" type="button" on:click=move |_| browser::print()>
                    <Icon name=IconName::PRINTER/>
                    "Print"
                </button>
                {block_link(board, day.may)}
            </div>
        </div>
    }
}

/// How many requests wait, on any day.
fn requests_link(board: Board<DoctorDay>) -> impl IntoView {
    let count = Memo::new(move |_| board.day.with(|day| if day.may.decide { day.requests } else { 0 }));
    move || {
        let count = count.get();
        (count > 0).then(|| {
            let words = if count == 1 {
                "1 request waits".to_owned()
            } else {
                format!("{count} requests wait")
            };
            view! {
                <a class="button button--quiet button--small day__requests" href=routes::REQUESTS>
                    <Icon name=IconName::HOURGLASS/>
                    {words}
                </a>
            }
        })
    }
}

fn block_link(board: Board<DoctorDay>, may: BoardMay) -> impl IntoView {
    let form = Open::new_block(String::new(), String::new());
    may.block.then(|| {
        view! {
            <a
                class="button button--secondary button--small"
                href=board.path(&form)
                on:click=move |event| board.press(form.clone(), &event)
            >
                <Icon name=IconName::PLUS/>
                "Block time"
            </a>
        }
    })
}

fn timeline_of(board: Board<DoctorDay>) -> impl IntoView {
    let day = board.day;
    let frame = Memo::new(move |_| day.with(|day| (day.first_minute / 60, day.last_minute.div_ceil(60))));
    let lines = Memo::new(move |_| day.with(|day| day.lines.clone()));
    let closed = Memo::new(move |_| day.with(|day| plan::closed(&day.into())));
    let closures = Memo::new(move |_| day.with(|day| Diary::from(day).drawn(&day.closures).collect::<Vec<_>>()));
    let past = Memo::new(move |_| day.with(|day| plan::past(&day.into(), board.now_minute.get())));
    let gaps = Memo::new(move |_| day.with(|day| plan::gaps(&day.into(), board.now_minute.get())));
    let placed = Memo::new(move |_| day.with(|day| plan::placed(&day.entries)));
    let away = Memo::new(move |_| day.with(|day| Diary::from(day).time_off_drawn().collect::<Vec<_>>()));
    let label = day.with_untracked(|day| format!("Visits of {}", day.label));
    let may_block = day.with_untracked(|day| day.may.block);
    let at = move |minute: u16| lines.with(|lines| clock::time_at(lines, minute));
    let now = move || {
        let minute = board.now_minute.get()?;
        let label = day.with(|day| clock::label(&day.lines, minute).filter(|_| minute <= day.last_minute))?;
        Some(now_line(minute, label))
    };
    let targets = move || {
        let start = day.with_untracked(|day| day.start);
        let (_, free) = board.targets.get()?;
        let lines = free.into_iter().filter_map(|free| {
            let minute = u16::try_from(free.start.minutes_since(start)).ok()?;
            Some(target(minute, free))
        });
        Some(lines.collect_view())
    };
    let class = move || {
        let (first, last) = frame.get();
        let dragging = if board.ghost.with(Option::is_some) || board.targets.with(Option::is_some) {
            " timeline--dragging"
        } else {
            ""
        };
        format!("{}{dragging}", timeline::bounds(first, last))
    };
    view! {
        <ol class=class id=dragging::TIMELINE aria-label=label>
            {move || lines.with(|lines| lines.iter().map(hour_line).collect_view())}
            {move || closed.get().into_iter().map(|stretch| ground(stretch, "closed")).collect_view()}
            {move || past.get().map(|stretch| ground(stretch, "past"))}
            {now}
            {move || closures.get().iter().map(|block| closure(block, at(block.start_minute))).collect_view()}
            <For each=move || away.get() key=|block| (block.id, block.start_minute, block.minutes) let(block)>
                {time_off(board, block.clone(), at(block.start_minute), may_block)}
            </For>
            <For each=move || gaps.get() key=|gap| (gap.start, gap.minutes) let(stretch)>
                {gap(board, stretch)}
            </For>
            <For each=move || placed.get() key=Placed::identity let(placed)>
                {visit_card(board, placed)}
            </For>
            {targets}
            {move || board.ghost.get().map(ghost)}
        </ol>
    }
}

/// A day without hours and without visits.
fn nothing(board: Board<DoctorDay>) -> impl IntoView {
    let day = board.day.get_untracked();
    let away = day.time_off.first().map(|block| block.reason.clone());
    let closed = day.closures.first().map(|block| block.label.clone());
    let text = match (away, closed) {
        (Some(why), _) if !why.is_empty() => format!("Time off: {why}. Patients cannot book this day."),
        (Some(_), _) => "Time off. Patients cannot book this day.".to_owned(),
        (None, Some(why)) => format!("Closed. {why}. Patients cannot book this day."),
        (None, None) => "There are no hours on this day. Patients cannot book it.".to_owned(),
    };
    view! { <EmptyState icon=IconName::COFFEE title="No visits on this day" text=text/> }
}
