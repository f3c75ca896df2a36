use leptos::prelude::*;

use crate::{
    Ctx,
    pages::{Page, PageError},
    routes,
};

/// How booking works, and privacy in short.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let clinic = ctx.settings().clinic_name.clone();
    Ok(Page::new("Help", move || {
        view! {
            <div class="container container--narrow stack">
                <h1>"Help"</h1>
                <p>"How booking works at " {clinic} "."</p>
                <p>
                    <a href=routes::DOCTORS>"Find a doctor"</a>
                </p>
            </div>
        }
    }))
}
