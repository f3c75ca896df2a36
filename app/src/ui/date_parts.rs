//! A date that somebody knows by heart.

use leptos::prelude::*;

use super::field::{described_by, error_line, hint_line, invalid};

/// Day, month and year in three plain fields (the GOV.UK pattern): quicker and surer for a birth date than any picker.
///
/// The form gets `ID_day`, `ID_month` and `ID_year`. The day's input has the id itself, so that an error summary leads to it.
#[component]
pub fn DateParts(
    /// Id of the group and prefix of the three names; hint and error are `ID-hint` and `ID-error`.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// Day as typed.
    #[prop(optional, into)]
    day: MaybeProp<String>,
    /// Month as typed.
    #[prop(optional, into)]
    month: MaybeProp<String>,
    /// Year as typed.
    #[prop(optional, into)]
    year: MaybeProp<String>,
    /// An example: "For example, 27 3 1988".
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// It is the person's own birth date: the browser may fill it in.
    #[prop(optional)]
    birth_date: bool,
) -> impl IntoView {
    let part = |part: &'static str, label: &'static str, value: MaybeProp<String>, class: &'static str, digits: u32| {
        let input_id = if part == "day" {
            id.clone()
        } else {
            format!("{id}_{part}")
        };
        view! {
            <div class="date-parts__part">
                <label class="date-parts__label" for=input_id.clone()>{label}</label>
                <input
                    class=class
                    id=input_id
                    name=format!("{id}_{part}")
                    type="text"
                    inputmode="numeric"
                    maxlength=digits
                    value=move || value.get()
                    autocomplete=birth_date.then(|| format!("bday-{part}"))
                    aria-invalid=invalid(error)
                />
            </div>
        }
    };
    view! {
        <fieldset class="date-parts" role="group" aria-describedby=described_by(&id, hint, error)>
            <legend class="field__label">{legend}</legend>
            {hint_line(&id, hint)}
            {error_line(&id, error)}
            <div class="date-parts__fields">
                {part("day", "Day", day, "input input--2", 2)}
                {part("month", "Month", month, "input input--2", 2)}
                {part("year", "Year", year, "input input--4", 4)}
            </div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_named_fields_in_one_group() {
        Owner::new().with(|| {
            let html = view! { <DateParts id="birth_date" legend="Date of birth" day="7" error="Enter a month" birth_date=true/> }.to_html();
            for part in [
                "id=\"birth_date\" name=\"birth_date_day\"",
                "id=\"birth_date_month\" name=\"birth_date_month\"",
                "name=\"birth_date_year\"",
                "autocomplete=\"bday-month\"",
                "aria-describedby=\"birth_date-error\"",
                "value=\"7\"",
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
        });
    }
}
