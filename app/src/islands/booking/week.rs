use domain::{
    booking::{SlotDay, SlotsView},
    slots::Reason,
    time::Instant,
};
use leptos::prelude::*;

use super::free_times::time_button;
use crate::ui::{Icon, IconName};

/// How many times of a day are shown before the rest is folded.
const SHOWN: usize = 8;

/// The days of a week with all their times, or why there is none.
pub(super) fn week(slots: &SlotsView, picked: Signal<Option<Instant>>) -> AnyView {
    // There is no page before the one that starts today.
    let starts_today = slots.earlier.is_none();
    slots
        .days
        .iter()
        .enumerate()
        .map(|(index, day)| day_view(day, index == 0 && starts_today, picked))
        .collect_view()
        .into_any()
}

fn day_view(day: &SlotDay, is_today: bool, picked: Signal<Option<Instant>>) -> AnyView {
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
            {times(day, picked)}
        </li>
    }
    .into_any()
}

fn times(day: &SlotDay, picked: Signal<Option<Instant>>) -> AnyView {
    if day.slots.is_empty() {
        return view! { <p class="picker__reason">{reason_words(&day.reasons)}</p> }.into_any();
    }
    let button = |free: &domain::booking::FreeTime| {
        let before = view! { <span class="visually-hidden">{free.day.clone()} ", "</span> }.into_any();
        view! { <li>{time_button(free.clone(), picked, before)}</li> }.into_any()
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

    #[test]
    fn a_full_day_says_so_whatever_else_is_true() {
        assert_eq!(reason_words(&[Reason::Past, Reason::Full]), "Fully booked");
        assert_eq!(reason_words(&[Reason::Closed]), "No hours");
        assert_eq!(reason_words(&[]), "No free time");
    }
}
