use leptos::prelude::*;

use super::{WeekForm, grid::grid, preview::preview_days, rows, state::Editor};
use crate::ui::{Button, ButtonVariant, Choice, Field, Icon, IconName, InputKind, Select};

/// The weekly hours of one schedule.
#[island(lazy)]
pub fn WeekEditor(
    /// The form as it is.
    form: WeekForm,
) -> impl IntoView {
    let editor = Editor::new(form);
    let (action, schedule, version) = editor
        .form
        .with_value(|form| (form.action.clone(), form.schedule, form.version));
    let copy = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        editor.copy_monday();
    };
    view! {
        <form class="week-editor" method="post" action=action on:change=move |_| editor.ask()>
            <input type="hidden" name="schedule" value=schedule.to_string()/>
            <input type="hidden" name="version" value=version.number()/>
            // Enter in a field presses the first button of the form.
            <button class="visually-hidden" type="submit" name="save" value="1" tabindex="-1" aria-hidden="true">"Save"</button>
            {grid(editor)}
            <div class="week-editor__days">
                {(0..7).map(|day| rows::day(editor, day)).collect_view()}
            </div>
            <p class="field__hint">"An end before its start is on the next day. 00:00 as an end is midnight."</p>
            <div class="form__actions">
                <Button name="save" value="1">"Save hours"</Button>
                <button class="button button--secondary" type="submit" formnovalidate=true name="copy" value="1" on:click=copy>
                    <Icon name=IconName::LIST_CHECKS/>
                    "Copy Monday to weekdays"
                </button>
            </div>
            {preview(editor)}
            <p class="visually-hidden" role="status">{move || editor.said.get()}</p>
        </form>
    }
}

fn preview(editor: Editor) -> Option<AnyView> {
    let choices: Vec<Choice> = editor.form.with_value(|form| {
        let services = form.services.iter();
        services
            .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
            .collect()
    });
    if choices.is_empty() {
        return None;
    }
    let press = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        editor.ask();
    };
    let choose = move |event| editor.service.set(event_target_value(&event));
    let date = move |event| editor.from.set(event_target_value(&event));
    Some(
        view! {
            <section class="preview" aria-labelledby="preview-title">
                <h2 class="preview__title" id="preview-title">"What patients could book"</h2>
                <p class="muted">"By the hours above, also before they are saved."</p>
                <div class="preview__question">
                    <Select id="service" label="Service" options=choices selected=editor.service.get_untracked() on:change=choose/>
                    <Field id="from" label="Seven days from" kind=InputKind::Date value=editor.from.get_untracked() on:change=date/>
                    <Button variant=ButtonVariant::Secondary name="preview" value="1" icon=IconName::EYE on:click=press>"Preview"</Button>
                </div>
                <div aria-live="polite">{move || editor.preview.get().map(|days| preview_days(&days))}</div>
            </section>
        }
        .into_any(),
    )
}
