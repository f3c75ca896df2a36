use domain::booking::SlotDay;
use leptos::prelude::*;

/// The free times of some days as patients would see them, or why there is none.
pub fn preview_days(days: &[SlotDay]) -> AnyView {
    let day = |day: &SlotDay| {
        let times = if day.slots.is_empty() {
            let reasons: Vec<&str> = day.reasons.iter().map(|reason| reason.text()).collect();
            view! { <p class="preview__reason">{reasons.join(". ")}</p> }.into_any()
        } else {
            let times = day.slots.iter().map(|free| {
                let offset = free.offset.clone().map(|offset| format!(" {offset}"));
                view! { <li class="preview__time">{free.time.clone()} {offset}</li> }
            });
            view! { <ul class="preview__times" role="list">{times.collect_view()}</ul> }.into_any()
        };
        view! {
            <li class="preview__day">
                <h3 class="preview__date">{day.weekday.clone()} " " {day.day.clone()}</h3>
                {times}
            </li>
        }
    };
    view! { <ol class="preview__days" role="list">{days.iter().map(day).collect_view()}</ol> }.into_any()
}
