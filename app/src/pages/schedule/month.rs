//! A month of one schedule as a calendar.

use backend::schedule::{DoctorSchedules, OwnSchedule};
use domain::{
    slots::Window,
    time::{Date, Interval},
};
use jiff::ToSpan;
use leptos::prelude::*;

use super::owner::windows_words;
use crate::{
    routes,
    ui::{Icon, IconName},
};

/// What a date has beside the weekly hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    OtherHours,
    ClosedDate,
    TimeOff,
    SiteClosed,
}

impl Mark {
    pub const ALL: [Self; 4] = [Self::OtherHours, Self::ClosedDate, Self::TimeOff, Self::SiteClosed];

    pub const fn words(self) -> &'static str {
        match self {
            Self::OtherHours => "Other hours",
            Self::ClosedDate => "Closed this day",
            Self::TimeOff => "Time off",
            Self::SiteClosed => "Place closed",
        }
    }

    pub const fn icon(self) -> IconName {
        match self {
            Self::OtherHours => IconName::CLOCK,
            Self::ClosedDate => IconName::CALENDAR_X,
            Self::TimeOff => IconName::COFFEE,
            Self::SiteClosed => IconName::LOCK,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::OtherHours => "month__mark month__mark--hours",
            Self::ClosedDate => "month__mark month__mark--closed",
            Self::TimeOff => "month__mark month__mark--away",
            Self::SiteClosed => "month__mark month__mark--site",
        }
    }
}

/// A date as it is.
pub(super) struct DateFacts {
    pub date: Date,
    /// By its own hours, else by the weekly ones.
    pub windows: Vec<Window>,
    pub marks: Vec<Mark>,
    /// Why somebody is away, why the place is closed.
    pub reasons: Vec<String>,
}

impl DateFacts {
    pub fn of(all: &DoctorSchedules, schedule: &OwnSchedule, date: Date) -> Self {
        let mut marks = Vec::new();
        let own = schedule.overrides.iter().find(|one| one.date == date);
        match own {
            Some(own) if own.windows.is_empty() => marks.push(Mark::ClosedDate),
            Some(_) => marks.push(Mark::OtherHours),
            None => {}
        }
        let mut reasons = Vec::new();
        let day = schedule.zone.day(date);
        let mut look = |mark: Mark, absences: &[backend::schedule::Absence]| {
            let meets = |interval: Interval| day.is_some_and(|day| day.overlaps(interval));
            let here: Vec<_> = absences.iter().filter(|one| meets(one.interval)).collect();
            if !here.is_empty() {
                marks.push(mark);
            }
            let told = here.iter().map(|one| match one.reason.as_str() {
                "" => format!("{}: {}", mark.words(), one.label),
                reason => format!("{}: {} ({reason})", mark.words(), one.label),
            });
            reasons.extend(told);
        };
        look(Mark::TimeOff, &all.time_off);
        look(Mark::SiteClosed, &schedule.closures);
        let weekly = schedule.week.on(date.weekday());
        Self {
            date,
            windows: own.map_or_else(|| weekly.to_vec(), |own| own.windows.clone()),
            marks,
            reasons,
        }
    }
}

/// The first of the month that is asked for, "2026-11"; of this one where it is none.
pub(super) fn first_of(asked: &str, today: Date) -> Date {
    let is_plain = asked.len() == 7 && asked.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let parsed = is_plain.then(|| format!("{asked}-01").parse().ok()).flatten();
    parsed.unwrap_or(today).first_of_month()
}

/// "2026-11"
pub(super) fn month_key(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// The month as a table of weeks, each date a link; `open` is the one whose form is shown.
pub(super) fn month(
    all: &DoctorSchedules,
    schedule: &OwnSchedule,
    first: Date,
    open: Option<Date>,
    path: &str,
) -> AnyView {
    let before = i64::from(first.weekday().to_monday_zero_offset());
    let start = first.saturating_sub(before.days());
    let weeks = (0..6).map(|week| start.saturating_add((week * 7).days()));
    let weeks = weeks.filter(|monday| *monday <= first.last_of_month());
    let rows = weeks.map(|monday| {
        let days = (0..7).map(|day| monday.saturating_add(day.days()));
        let cells = days.map(|date| {
            if date.month() == first.month() {
                cell(&DateFacts::of(all, schedule, date), schedule, open, path)
            } else {
                view! { <td class="month__cell month__cell--other"></td> }.into_any()
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let heads = [
        ("Mon", "day"),
        ("Tue", "sday"),
        ("Wed", "nesday"),
        ("Thu", "rsday"),
        ("Fri", "day"),
        ("Sat", "urday"),
        ("Sun", "day"),
    ];
    let heads = heads.map(|(short, rest)| {
        view! { <th scope="col">{short}<span class="visually-hidden">{rest}</span></th> }
    });
    let legend = Mark::ALL.map(|mark| {
        view! { <li class=mark.class()><Icon name=mark.icon()/> {mark.words()}</li> }
    });
    view! {
        <table class="month">
            <caption class="visually-hidden">{month_title(first)}</caption>
            <thead><tr>{heads.collect_view()}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <ul class="month__legend" role="list" aria-label="Marks">{legend.collect_view()}</ul>
    }
    .into_any()
}

/// "November 2026"
pub(super) fn month_title(first: Date) -> String {
    first.strftime("%B %Y").to_string()
}

fn cell(facts: &DateFacts, schedule: &OwnSchedule, open: Option<Date>, path: &str) -> AnyView {
    let date = facts.date;
    let is_past = date < schedule.today;
    let mut class = "month__cell".to_owned();
    for (on, more) in [
        (is_past, " month__cell--past"),
        (date == schedule.today, " month__cell--today"),
        (open == Some(date), " month__cell--open"),
        (facts.windows.is_empty(), " month__cell--closed"),
    ] {
        if on {
            class.push_str(more);
        }
    }
    let marks = facts.marks.iter().map(|mark| {
        view! { <span class=mark.class()><Icon name=mark.icon()/><span class="month__words">{mark.words()}</span></span> }
    });
    let href = routes::with_query(
        path,
        &[
            ("location", &schedule.location.slug),
            ("month", &month_key(date)),
            ("date", &date.to_string()),
        ],
    );
    let current = (open == Some(date)).then_some("date");
    view! {
        <td class=class>
            <a class="month__link" href=format!("{href}#date") aria-current=current>
                <span class="month__day">
                    {date.day().to_string()}
                    <span class="visually-hidden">{date.strftime(" %B").to_string()}</span>
                </span>
                <span class="month__hours">{windows_words(&facts.windows)}</span>
                {marks.collect_view()}
            </a>
        </td>
    }
    .into_any()
}
