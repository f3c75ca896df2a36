use backend::directory::{DoctorName, list_doctors};
use leptos::prelude::*;

use crate::{
    Ctx,
    islands::day::Whose,
    pages::{Page, PageError},
    ui::{Avatar, AvatarSize},
};

/// The doctors, with the way to their days: for the front desk and administrators.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let doctors = list_doctors(&ctx).await?;
    Ok(Page::new("Doctors\u{2019} days", move || {
        view! {
            <div class="container stack stack--l">
                <div class="page-head">
                    <h1>"Doctors\u{2019} days"</h1>
                    <p class="lead">"Who comes to whom, today or on another day."</p>
                </div>
                <ul class="days" role="list">{doctors.into_iter().map(one).collect_view()}</ul>
            </div>
        }
    }))
}

fn one(doctor: DoctorName) -> impl IntoView {
    let DoctorName { slug, name } = doctor;
    let whose = Whose::Of(slug);
    let of = format!(" of {name}");
    view! {
        <li class="days__one">
            <Avatar name=name.clone() size=AvatarSize::Small/>
            <span class="days__name">{name}</span>
            <a class="button button--secondary button--small" href=whose.path("", None)>
                "Today" <span class="visually-hidden">{of.clone()}</span>
            </a>
            <a class="button button--quiet button--small" href=whose.week("")>
                "Week" <span class="visually-hidden">{of}</span>
            </a>
        </li>
    }
}
