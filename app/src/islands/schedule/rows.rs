use domain::schedule::HoursText;
use leptos::prelude::*;

use super::{
    WEEKDAYS, field_name,
    state::{Editor, Line},
};
use crate::ui::{Icon, IconName};

/// One day: its windows, each with two fields, and how long they are together.
pub(super) fn day(editor: Editor, day: usize) -> AnyView {
    let name = WEEKDAYS.get(day).copied().unwrap_or_default();
    let add = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        editor.add(day, HoursText::default());
        editor.said.set(format!("{name}: one more pair of times."));
    };
    view! {
        <fieldset class="week-day">
            <legend class="week-day__name">{name}</legend>
            <p class="week-day__total" aria-live="off">{move || editor.total(day)}</p>
            <ul class="week-day__windows" role="list">
                <For each=move || editor.lines(day) key=|line| line.key let(line)>
                    {row(editor, day, line)}
                </For>
            </ul>
            <button class="button button--quiet button--small week-day__add" type="submit" formnovalidate=true name="add" value=day.to_string() on:click=add>
                <Icon name=IconName::PLUS/>
                "Add hours"
                <span class="visually-hidden">" on " {name}</span>
            </button>
        </fieldset>
    }
    .into_any()
}

fn row(editor: Editor, day: usize, line: Line) -> AnyView {
    let name = WEEKDAYS.get(day).copied().unwrap_or_default();
    let key = line.key;
    let fault = editor.form.with_value(|form| {
        let found = form.faults.iter().find(|fault| (fault.0, fault.1) == (day, key));
        found.map(|fault| fault.2.clone())
    });
    let error_id = format!("w{day}-{key}-error");
    let described = fault.is_some().then(|| error_id.clone());
    let field = |place: &'static str, label: &'static str, value: RwSignal<String>| {
        let id = field_name(day, key, place);
        view! {
            <label class="window__label" for=id.clone()><span class="visually-hidden">{name} ", "</span>{label}</label>
            <input
                class="input input--time"
                type="time"
                id=id.clone()
                name=id
                value=value.get_untracked()
                prop:value=move || value.get()
                on:input=move |event| value.set(event_target_value(&event))
                aria-invalid=described.is_some().then_some("true")
                aria-describedby=described.clone()
            />
        }
        .into_any()
    };
    let remove = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        editor.remove(day, key);
        editor.said.set(format!("{name}: hours removed."));
    };
    let about = move || format!("Remove {name}, {} to {}", line.from.get(), line.to.get());
    view! {
        <li class="window">
            {field("from", "From", line.from)}
            {field("to", "to", line.to)}
            <button class="button button--quiet button--icon window__remove" type="submit" formnovalidate=true name="remove" value=format!("{day}-{key}") aria-label=about on:click=remove>
                <Icon name=IconName::CLOSE/>
            </button>
            {fault.map(|text| view! {
                <p class="field__error window__error" id=error_id>
                    <Icon name=IconName::CIRCLE_ALERT/>
                    <span><span class="visually-hidden">"Error: "</span>{text}</span>
                </p>
            })}
        </li>
    }
    .into_any()
}
