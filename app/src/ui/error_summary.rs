//! What is wrong with a form that came back.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// One thing wrong with a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// Id of the field it is about.
    pub field: String,
    /// What to do about it, the same words as by the field.
    pub message: String,
}

impl FieldError {
    /// An error of the field with this id.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            message: message.into(),
        }
    }
}

/// The errors of a form on top of it, each a link to its field. Takes the focus when the page comes; is absent without errors.
#[component]
pub fn ErrorSummary(
    /// What is wrong, in the order of the fields.
    #[prop(into)]
    errors: Signal<Vec<FieldError>>,
    /// What stands over the list.
    #[prop(default = "There is a problem".into(), into)]
    title: String,
) -> impl IntoView {
    move || {
        let errors = errors.get();
        (!errors.is_empty()).then(|| {
            let lines = errors
                .into_iter()
                .map(|error| view! { <li><a href=format!("#{}", error.field)>{error.message}</a></li> }.into_any())
                .collect_view();
            view! {
                <div class="error-summary" id="error-summary" role="alert" aria-labelledby="error-summary-title" tabindex="-1" autofocus>
                    <h2 class="error-summary__title" id="error-summary-title">
                        <Icon name=IconName::CIRCLE_ALERT/>
                        {title.clone()}
                    </h2>
                    <ul class="error-summary__list">{lines}</ul>
                </div>
            }
            .into_any()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_leads_to_its_field_and_is_escaped() {
        Owner::new().with(|| {
            let errors = vec![FieldError::new("email", "Enter <your> e-mail address")];
            let html = view! { <ErrorSummary errors=errors/> }.to_html();
            for part in [
                "role=\"alert\"",
                "tabindex=\"-1\"",
                "autofocus",
                "href=\"#email\"",
                "Enter &lt;your&gt; e-mail",
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
        });
    }

    #[test]
    fn without_errors_there_is_no_summary() {
        Owner::new().with(|| {
            let html = view! { <ErrorSummary errors=Vec::new()/> }.to_html();
            assert!(!html.contains("error-summary"), "{html}");
        });
    }
}
