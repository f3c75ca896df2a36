use domain::{booking::FreeTime, time::Instant};
use leptos::prelude::*;

/// Free times of several days, each a button of the form around them: `start` in epoch milliseconds.
#[component]
pub fn FreeTimes(
    times: Vec<FreeTime>,
    /// The one that is being taken.
    #[prop(optional, into)]
    picked: Signal<Option<Instant>>,
) -> impl IntoView {
    let times = times
        .into_iter()
        .map(|free| {
            let day = view! { <span class="alternatives__day">{free.day.clone()} " "</span> };
            view! { <li>{time_button(free, picked, false, day.into_any())}</li> }.into_any()
        })
        .collect_view();
    view! { <ul class="alternatives">{times}</ul> }
}

/// One free time as a button, or one that is gone since the page was opened. `before` says the day, where the eye or the ear does
/// not know it.
pub(super) fn time_button(free: FreeTime, picked: Signal<Option<Instant>>, is_gone: bool, before: AnyView) -> AnyView {
    let FreeTime {
        start, time, offset, ..
    } = free;
    let offset = offset.map(|offset| view! { <small class="time__offset">" " {offset}</small> }.into_any());
    view! {
        <button
            class="time"
            type="submit"
            name="start"
            value=start.millis().to_string()
            disabled=is_gone
            aria-busy=move || (picked.get() == Some(start)).then_some("true")
        >
            {before}
            {time}
            {offset}
        </button>
    }
    .into_any()
}
