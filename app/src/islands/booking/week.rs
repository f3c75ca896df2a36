use domain::{
    booking::{FreeTime, SlotDay, SlotsView},
    slots::Reason,
    time::Instant,
};
use leptos::prelude::*;

use super::free_times::time_button;
use crate::ui::{Icon, IconName};

/// How many times of a day are shown before the rest is folded.
const SHOWN: usize = 8;

/// The days of a week with all their times, or why there is none. The `gone` times cannot be picked any more.
pub(super) fn week(slots: &SlotsView, picked: Signal<Option<Instant>>, gone: &[Instant]) -> AnyView {
    // There is no page before the one that starts today.
    let starts_today = slots.earlier.is_none();
    slots
        .days
        .iter()
        .enumerate()
        .map(|(index, day)| day_view(day, index == 0 && starts_today, picked, gone))
        .collect_view()
        .into_any()
}

fn day_view(day: &SlotDay, is_today: bool, picked: Signal<Option<Instant>>, gone: &[Instant]) -> AnyView {
    let class = if day.slots.is_empty() {
        "picker__day picker__day--empty"
    } else {
        "picker__day"
    };
    let weekday = if is_today {
        "Today".to_owned()
    } else {
        day.weekday.clone()
    };
    view! {
        <li class=class>
            <h3 class="picker__date">
                <span class="picker__weekday">{weekday}</span>
                " "
                <span>{day.day.clone()}</span>
            </h3>
            {times(day, picked, gone)}
        </li>
    }
    .into_any()
}

fn times(day: &SlotDay, picked: Signal<Option<Instant>>, gone: &[Instant]) -> AnyView {
    if day.slots.is_empty() {
        return view! { <p class="picker__reason">{reason_words(&day.reasons)}</p> }.into_any();
    }
    let button = |free: &FreeTime| {
        let before = view! { <span class="visually-hidden">{free.day.clone()} ", "</span> }.into_any();
        let is_gone = gone.contains(&free.start);
        view! { <li>{time_button(free.clone(), picked, is_gone, before)}</li> }.into_any()
    };
    // One more time takes no more room than the words "1 more".
    let shown = if day.slots.len() > SHOWN + 1 {
        SHOWN
    } else {
        day.slots.len()
    };
    let (first, rest) = day.slots.split_at(shown);
    let rest = (!rest.is_empty()).then(|| {
        view! {
            <details class="picker__more">
                <summary>
                    {format!("{} more", rest.len())}
                    <span class="visually-hidden">" on " {day.weekday.clone()} " " {day.day.clone()}</span>
                    <Icon name=IconName::CHEVRON_DOWN/>
                </summary>
                <ul class="picker__times">{rest.iter().map(button).collect_view()}</ul>
            </details>
        }
        .into_any()
    });
    view! {
        <ul class="picker__times">{first.iter().map(button).collect_view()}</ul>
        {rest}
    }
    .into_any()
}

/// `now` as it is shown to who looks at `before`: times that were free a moment ago keep their place, so that nobody presses another one than
/// they see. Answers those, too.
pub(super) fn keep_places(before: &SlotsView, now: &mut SlotsView) -> Vec<Instant> {
    let mut gone = Vec::new();
    for day in &mut now.days {
        let Some(before) = before.days.iter().find(|before| before.date == day.date) else {
            continue;
        };
        let is_free = |free: &&FreeTime| day.slots.iter().any(|slot| slot.start == free.start);
        let taken: Vec<FreeTime> = before.slots.iter().filter(|free| !is_free(free)).cloned().collect();
        gone.extend(taken.iter().map(|free| free.start));
        day.slots.extend(taken);
        day.slots.sort_by_key(|free| free.start);
    }
    gone
}

/// Why a day has nothing, in the few words that fit a column. Of several reasons the one that says most.
pub fn reason_words(reasons: &[Reason]) -> &'static str {
    const WORDS: [(Reason, &str); 10] = [
        (Reason::Full, "Fully booked"),
        (Reason::Cap, "Fully booked"),
        (Reason::Room, "No room free"),
        (Reason::OwnVisit, "Beside another visit"),
        (Reason::TimeOff, "Doctor is away"),
        (Reason::SiteClosed, "Location is closed"),
        (Reason::Notice, "Too soon to book online"),
        (Reason::Horizon, "Not open for booking yet"),
        (Reason::Closed, "No hours"),
        (Reason::Past, "Over for today"),
    ];
    let found = WORDS.into_iter().find(|(reason, _)| reasons.contains(reason));
    found.map_or("No free time", |(_, words)| words)
}

/// "23 to 29 Nov", "30 Nov to 6 Dec"
pub(super) fn range_words(slots: &SlotsView) -> String {
    let (Some(first), Some(last)) = (slots.days.first(), slots.days.last()) else {
        return String::new();
    };
    let (first, last) = (first.day.as_str(), last.day.as_str());
    match (first.split_once(' '), last.split_once(' ')) {
        (Some((day, month)), Some((_, last_month))) if month == last_month => format!("{day} to {last}"),
        _ => format!("{first} to {last}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "0190a000-0000-7000-8000-000000000001";

    #[test]
    fn a_full_day_says_so_whatever_else_is_true() {
        assert_eq!(reason_words(&[Reason::Past, Reason::Full]), "Fully booked");
        assert_eq!(reason_words(&[Reason::Closed]), "No hours");
        assert_eq!(reason_words(&[]), "No free time");
    }

    #[test]
    fn a_time_that_is_taken_meanwhile_keeps_its_place() {
        let day = |date: &str, starts: &[i64]| SlotDay {
            date: date.to_owned(),
            weekday: String::new(),
            day: String::new(),
            slots: starts.iter().copied().map(free).collect(),
            reasons: Vec::new(),
        };
        let view = |days| SlotsView {
            schedule: ID.parse().unwrap(),
            service: ID.parse().unwrap(),
            minutes: 20,
            days,
            zone_note: String::new(),
            earlier: None,
            later: None,
            next_free: None,
            next_free_date: None,
        };
        let before = view(vec![day("2026-11-23", &[1, 2, 3]), day("2026-11-24", &[7])]);
        let mut now = view(vec![day("2026-11-23", &[1, 3, 4]), day("2026-11-25", &[9])]);
        assert_eq!(keep_places(&before, &mut now), [Instant::from_millis(2)]);
        assert_eq!(
            now,
            view(vec![day("2026-11-23", &[1, 2, 3, 4]), day("2026-11-25", &[9])])
        );
        // It was given back.
        let mut again = view(vec![day("2026-11-23", &[1, 2, 3, 4])]);
        assert_eq!(keep_places(&now, &mut again), []);
    }

    fn free(start: i64) -> FreeTime {
        FreeTime {
            start: Instant::from_millis(start),
            time: String::new(),
            day: String::new(),
            offset: None,
        }
    }
}
