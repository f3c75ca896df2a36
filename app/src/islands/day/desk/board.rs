use domain::booking::{DeskDay, HourLine, VisitMore};
use leptos::prelude::*;

use super::{column::column, dragging::Dragging};
use crate::{
    browser,
    islands::day::{
        Answer, Open, Whose, board::begin, clock, panel::panel, plan, print_list::print_list, state::Board,
        toast::toast,
    },
    ui::{EmptyState, Icon, IconName, Notice, Tone, timeline},
};

/// The grid, to drag on.
pub(super) const GRID: &str = "desk-grid";

/// All doctors of a place on one day.
#[island(lazy)]
pub fn DeskBoard(
    /// The day as it is.
    day: DeskDay,
    /// What is open beside it.
    open: Open,
    /// What the panel shows beside the open visit.
    more: Option<VisitMore>,
    /// What was just done, or why not.
    answer: Answer,
    /// The reason of a rejection that was not taken.
    typed: String,
    /// The way to other days and places.
    children: Children,
) -> impl IntoView {
    let whose = Whose::Place(day.location_slug.clone());
    let refusal = match &answer {
        Answer::Refused(refusal) => Some(refusal),
        _ => None,
    };
    let board = Board::new(day, open, whose).with_refusal(refusal);
    board.more.set(more);
    begin(board, answer);
    board.keep_time();
    board.keep_fresh();
    let dragging = Dragging::new(board);
    let has_columns = Memo::new(move |_| board.day.with(|day| !day.columns.is_empty()));
    let content = move || {
        if has_columns.get() {
            dragging.listen();
            grid(board, dragging).into_any()
        } else {
            view! {
                <EmptyState
                    icon=IconName::COFFEE
                    title="Nobody works here on this day"
                    text="Look at another day, or at another location."
                />
            }
            .into_any()
        }
    };
    view! {
        <div class="day desk" data-events=board.events()>
            {bar(board)}
            <div class="day__board desk__board">
                <div class="no-print">{children()}</div>
                {move || board.problem.get().map(|problem| view! {
                    <Notice tone=Tone::Bad live=true title=problem.title class="day__problem">
                        <p>{problem.text}</p>
                    </Notice>
                })}
                {content}
                {absent(board)}
                {on_paper(board)}
            </div>
            {panel(board, typed)}
            {toast(board)}
            <p class="visually-hidden" role="status">{move || board.said.get()}</p>
        </div>
    }
}

/// The day's name, the days beside it, how full it is.
fn bar(board: Board<DeskDay>) -> impl IntoView {
    let day = board.day.get_untracked();
    let (whose, _) = board.back();
    let at = |date: &str| whose.day(date, &Open::Nothing);
    let (previous, next) = (at(&day.previous), at(&day.next));
    let today = (day.date != day.today).then(|| at(&day.today));
    let summary = Memo::new(move |_| board.day.with(plan::summary));
    view! {
        <div class="day__bar">
            <a class="button button--secondary button--icon no-print" rel="prev" href=previous aria-label="Day before">
                <Icon name=IconName::CHEVRON_LEFT/>
            </a>
            <h1 class="day__title">
                <span class="day__doctor">{day.location} <span class="visually-hidden">", "</span></span>
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
                {today.map(|href| view! { <a class="button button--quiet button--small" href=href>"Today"</a> })}
                <button class="button button--quiet button--small needs-island" type="button" on:click=move |_| browser::print()>
                    <Icon name=IconName::PRINTER/>
                    "Print"
                </button>
            </div>
        </div>
    }
}

/// Doctors as columns, five minutes a row; on a phone a list for each doctor.
fn grid(board: Board<DeskDay>, dragging: Dragging) -> impl IntoView {
    let day = board.day;
    let frame = Memo::new(move |_| day.with(|day| (day.first_minute / 60, day.last_minute.div_ceil(60))));
    let slugs = Memo::new(move |_| day.with(|day| day.columns.iter().map(|one| one.slug.clone()).collect::<Vec<_>>()));
    let class = move || {
        let (first, last) = frame.get();
        let dragging = if dragging.is_on() { " timeline--dragging" } else { "" };
        format!("desk-grid {}{dragging}", timeline::bounds(first, last))
    };
    view! {
        <div class="desk-scroll" data-scrolls="" role="region" aria-label="Doctors" tabindex="0">
            <div class=class id=GRID>
                {axis(board)}
                <For each=move || slugs.get() key=String::clone let(slug)>
                    {column(board, dragging, slug)}
                </For>
            </div>
        </div>
    }
}

/// The hours beside the columns. Every card says its time, so it is hidden from screen readers.
fn axis(board: Board<DeskDay>) -> impl IntoView {
    let lines = Memo::new(move |_| board.day.with(|day| day.lines.clone()));
    let hours = move || {
        let hour = |line: &HourLine| {
            let class = format!("desk-axis__hour {}", timeline::at(line.minute));
            view! { <span class=class>{line.label.clone()}</span> }
        };
        lines.with(|lines| lines.iter().map(hour).collect_view())
    };
    let now = move || {
        let minute = now_drawn(board)?;
        let label = lines.with(|lines| clock::label(lines, minute))?;
        let class = format!("desk-axis__now {}", timeline::at(minute));
        Some(view! { <span class=class><span class="timeline__now-label">{label}</span></span> })
    };
    view! { <div class="desk-axis" aria-hidden="true">{hours} {now}</div> }
}

/// Where now is, where it is drawn.
pub(super) fn now_drawn(board: Board<DeskDay>) -> Option<u16> {
    let minute = board.now_minute.get()?;
    let is_drawn = board
        .day
        .with(|day| (day.first_minute..=day.last_minute).contains(&minute));
    is_drawn.then_some(minute)
}

fn absent(board: Board<DeskDay>) -> impl IntoView {
    let names = Memo::new(move |_| board.day.with(|day| day.absent.join(", ")));
    move || {
        let names = names.get();
        (!names.is_empty()).then(|| view! { <p class="muted no-print">"Not here on this day: " {names} "."</p> })
    }
}

/// A list for each doctor, on a sheet of its own.
fn on_paper(board: Board<DeskDay>) -> impl IntoView {
    let slugs = Memo::new(move |_| {
        board.day.with(|day| {
            day.columns
                .iter()
                .map(|one| (one.slug.clone(), one.name.clone()))
                .collect::<Vec<_>>()
        })
    });
    let list = move |(slug, name): (String, String)| {
        let rows = Signal::derive(move || {
            board.day.with(|day| {
                let column = day.columns.iter().find(|one| one.slug == slug);
                column.map(|column| column.entries.clone()).unwrap_or_default()
            })
        });
        view! {
            <section class="desk-list">
                <h2>{name}</h2>
                {print_list(rows)}
            </section>
        }
    };
    view! { <div class="desk-lists">{move || slugs.get().into_iter().map(list).collect_view()}</div> }
}
