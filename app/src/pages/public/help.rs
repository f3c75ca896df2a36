use domain::{booking::HOLD_MINUTES, directory::LocationView};
use leptos::prelude::*;

use crate::{
    Ctx,
    pages::{Page, PageError},
    routes,
    ui::{LinkButton, Notice, Tone},
};

/// How booking works, how to move or cancel, what is kept about people, and whom to call.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let clinic = ctx.settings().clinic_name.clone();
    let locations = backend::directory::list_locations(&ctx).await?;
    let description = format!("How to book, move and cancel appointments at {clinic}, and what we keep about you.");
    let page = Page::new("Help", move || {
        view! {
            <div class="container container--narrow stack stack--l">
                <h1>"Help"</h1>
                <p class="lead">"How to see a doctor at " {clinic} " with Mediconnect."</p>
                <Notice tone=Tone::Bad title="In an emergency">
                    <p>"Do not book. Call the emergency number of the country you are in: 112 in Europe, 999 in the United Kingdom, 911 in North America."</p>
                </Notice>
                <div class="prose">{booking()} {changing()} {privacy()} {contact(locations)}</div>
                <p>
                    <LinkButton href=routes::DOCTORS>"Find a doctor"</LinkButton>
                </p>
            </div>
        }
    });
    Ok(page.with_description(description))
}

fn booking() -> impl IntoView {
    view! {
        <h2 id="booking">"Book an appointment"</h2>
        <ol>
            <li>"Search by specialty, by the doctor\u{2019}s name, or by what troubles you. You need no account to look."</li>
            <li>
                "Press a free time. It is kept for you for " {HOLD_MINUTES}
                " minutes, and nobody else can take it meanwhile. All times are by the clock of the clinic that you go to."
            </li>
            <li>
                "Sign in, or register with your name, date of birth, e-mail address and phone number. Codes show that they are yours. Your time is still kept when you come back."
            </li>
            <li>"Say in a few words why you come, and press \u{201c}Book this appointment\u{201d}."</li>
            <li>"You see the confirmation and get it by e-mail, with an entry for your calendar."</li>
        </ol>
        <p>
            "If your time ran out or somebody was quicker, nothing is booked. We offer you the nearest free times instead."
        </p>
    }
}

fn changing() -> impl IntoView {
    view! {
        <h2 id="changing">"Move or cancel"</h2>
        <p>
            "Open " <a href=routes::APPOINTMENTS>"your appointments"</a>
            ", choose one, and move it to another free time or cancel it. Each appointment says until when that is possible online. After that, call the clinic."
        </p>
        <p>"When you move an appointment, you keep the old time until the new one is yours. You get an e-mail for each change."</p>
    }
}

fn privacy() -> impl IntoView {
    view! {
        <h2 id="privacy">"What we keep about you"</h2>
        <ul>
            <li>"Your name, date of birth, e-mail address and phone number, so that the clinic knows who comes and can reach you."</li>
            <li>
                "What you add to your profile, such as your address, insurance and emergency contact. Your doctors see whom to call, and only those who run the clinic see who pays."
            </li>
            <li>"Your appointments and the reasons that you give. Only you, your doctor and the people who run the clinic can read them."</li>
            <li>"A record of who looked at or changed an appointment, so that misuse can be found."</li>
        </ul>
        <p>
            "We set cookies only to keep you signed in, to keep a time for you, and to know a browser that you signed in with before. There is no advertising, and nobody else measures what you do here. Your password is stored in a form that nobody can read."
        </p>
    }
}

fn contact(locations: Vec<LocationView>) -> impl IntoView {
    let places = locations.into_iter().map(|location| {
        let place = location.place;
        view! {
            <li>
                <b>{place.name}</b> <br/> {place.address} <br/>
                <a href=format!("tel:{}", place.phone)>{place.phone.clone()}</a>
            </li>
        }
    });
    view! {
        <h2 id="contact">"Talk to us"</h2>
        <p>"If you cannot book online or need help with it, call the clinic that you want to go to:"</p>
        <ul>{places.collect_view()}</ul>
    }
}
