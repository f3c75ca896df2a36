//! The lengths of a service that patients can choose instead of its own, a row each. Rows are added and taken out by buttons of
//! the form, which comes back with them without being saved.

use domain::catalogue::{FURTHER_LENGTHS_MOST, Field, LengthRow, ServiceForm, Wrong};
use leptos::prelude::*;

use super::parts::fault;
use crate::ui::{Field as Input, Icon, IconName, InputKind, InputWidth};

const ADD: &str = "add_length";
const TAKE_OUT: &str = "take_out_length_";
/// Where the page stands after such a button.
const ID: &str = "lengths";

/// The rows. `action` is where the form goes.
pub(super) fn rows(form: &ServiceForm, wrong: &Wrong, action: &str) -> impl IntoView + use<> {
    let action = format!("{action}#{ID}");
    let rows = (0_u8..).zip(&form.further).map(|(index, row)| {
        let (minutes, price) = (Field::FurtherLength(index), Field::FurtherPrice(index));
        let number = index + 1;
        view! {
            <div class="length-row">
                <Input
                    id=minutes.name()
                    label=format!("Other length {number}, in minutes")
                    kind=InputKind::Digits
                    width=InputWidth::Short
                    value=row.minutes.clone()
                    error=fault(wrong, minutes)
                />
                <Input
                    id=price.name()
                    label=format!("Price of other length {number}")
                    width=InputWidth::Short
                    value=row.price.clone()
                    error=fault(wrong, price)
                    optional=true
                />
                <button
                    class="button button--quiet button--small"
                    type="submit"
                    formaction=action.clone()
                    name="action"
                    value=format!("{TAKE_OUT}{index}")
                >
                    "Take out" <span class="visually-hidden">" other length " {number}</span>
                </button>
            </div>
        }
    });
    let rows = rows.collect_view();
    let add = (form.further.len() < FURTHER_LENGTHS_MOST).then(|| {
        view! {
            <button class="button button--secondary button--small" type="submit" formaction=action name="action" value=ADD>
                <Icon name=IconName::PLUS/>
                "Add a length"
            </button>
        }
    });
    view! {
        <fieldset class="length-rows" id=ID>
            <legend class="field__label">"Other lengths to choose from"</legend>
            <p class="field__hint">
                "For example 60 minutes beside 30: patients choose, and see the length above first. An empty price is the price of the service. A doctor with an own length gives only that one."
            </p>
            {rows}
            <div>{add}</div>
        </fieldset>
    }
}

/// Adds or takes out a row where such a button was pressed.
pub(super) fn edit(form: &mut ServiceForm, action: &str) -> bool {
    if action == ADD {
        if form.further.len() < FURTHER_LENGTHS_MOST {
            form.further.push(LengthRow::default());
        }
        return true;
    }
    let Some(row) = action.strip_prefix(TAKE_OUT) else {
        return false;
    };
    if let Some(row) = row.parse().ok().filter(|row| *row < form.further.len()) {
        form.further.remove(row);
    }
    true
}

/// What the Enter key presses: the first button of the form, which would take out a length otherwise.
pub(super) fn first_button() -> impl IntoView {
    view! { <button class="visually-hidden" type="submit" tabindex="-1" aria-hidden="true">"Save"</button> }
}
