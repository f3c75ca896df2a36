//! Where one is in a short, straight job.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use super::words::Words;

/// The steps of a job: done ones with a tick, the current one marked.
#[component]
pub fn Steps(
    /// Names in order.
    #[prop(into)]
    steps: Words,
    /// The current one, from 1.
    current: usize,
) -> impl IntoView {
    let steps = steps
        .into_iter()
        .zip(1..)
        .map(|(name, number)| {
            let done = number < current;
            let mark = match done {
                true => view! { <Icon name=IconName::CHECK/> }.into_any(),
                false => number.to_string().into_any(),
            };
            view! {
                <li
                    class=if done { "steps__step steps__step--done" } else { "steps__step" }
                    aria-current=(number == current).then_some("step")
                >
                    <span class="steps__number">{mark}</span>
                    {name}
                    {done.then(|| view! { <span class="visually-hidden">"(done)"</span> })}
                </li>
            }
        })
        .collect_view();
    view! { <ol class="steps" aria-label="Steps">{steps}</ol> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_step_is_current_and_those_before_are_done() {
        let html = view! { <Steps steps=["Time", "Details", "Confirm"] current=2/> }.to_html();
        assert_eq!(html.matches("aria-current=\"step\"").count(), 1, "{html}");
        assert_eq!(html.matches("steps__step--done").count(), 1, "{html}");
    }
}
