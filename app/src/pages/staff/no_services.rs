use domain::refusal::Refusal;
use leptos::prelude::*;

use crate::{
    pages::{Page, PageError},
    routes,
    ui::{ButtonVariant, EmptyState, IconName, LinkButton},
};

/// What a doctor sees whose day is asked for before there is one: somebody new, who gives no service yet.
pub(super) fn own_or_none_yet(page: Result<Page, PageError>) -> Result<Page, PageError> {
    match page {
        Err(PageError::Refused(Refusal::NotFound)) => Ok(Page::new("Nothing to book yet", view)),
        page => page,
    }
}

fn view() -> impl IntoView {
    view! {
        <div class="container stack stack--l">
            <div class="page-head"><h1>"Nothing to book yet"</h1></div>
            <EmptyState
                icon=IconName::CALENDAR
                title="You give no service yet"
                text="An administrator of the clinic says which services you give. You can set your hours already: your day is shown here once both are there."
            >
                <LinkButton href=routes::SCHEDULE variant=ButtonVariant::Secondary>"Set your hours"</LinkButton>
            </EmptyState>
        </div>
    }
}
