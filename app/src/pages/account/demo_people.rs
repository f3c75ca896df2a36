use backend::setup::SignIn;
use domain::account::Role;
use leptos::prelude::*;

use crate::{
    routes,
    ui::{Avatar, AvatarSize},
};

/// In demo mode: press a person and be signed in as them. Each is the sign-in form, filled.
pub(super) fn demo_people(people: Vec<SignIn>, return_to: Option<&str>) -> Option<impl IntoView + use<>> {
    if people.is_empty() {
        return None;
    }
    let forms = people
        .into_iter()
        .map(|person| demo_person(person, return_to))
        .collect_view();
    Some(view! {
        <section class="card stack" aria-labelledby="demo">
            <h2 class="card__title" id="demo">"Demo sign-ins"</h2>
            <ul class="demo-people" role="list">{forms}</ul>
        </section>
    })
}

fn demo_person(person: SignIn, return_to: Option<&str>) -> impl IntoView + use<> {
    let SignIn {
        role,
        name,
        email,
        password,
    } = person;
    let return_to = return_to.map(|path| view! { <input type="hidden" name="return_to" value=path.to_owned()/> });
    let what = match role {
        Role::Patient => "Patient",
        Role::Doctor => "Doctor",
        Role::Support => "Support",
        Role::Administrator => "Administrator",
    };
    view! {
        <li>
            <form method="post" action=routes::SIGN_IN>
                <input type="hidden" name="email" value=email/>
                <input type="hidden" name="password" value=password/>
                {return_to}
                <button class="demo-person" type="submit">
                    <Avatar name=name size=AvatarSize::Small/>
                    <span class="demo-person__text">
                        <span class="strong">{name}</span>
                        " "
                        <span class="demo-person__what">{what} ", " {email}</span>
                    </span>
                </button>
            </form>
        </li>
    }
}
