//! Several people have the name that was typed.

use backend::audit::Person;
use leptos::prelude::*;

use super::{parts::role_label, search::Search};
use crate::{
    pages::Page,
    routes,
    ui::{BackLink, Button, ButtonVariant, Cell, CellKind, Row, Table},
};

/// `which` is "person" or "patient".
pub(super) fn page(which: &'static str, search: Search, people: Vec<Person>) -> Page {
    Page::new("Audit trail: who is meant", move || view(which, &search, people))
}

fn view(which: &'static str, search: &Search, people: Vec<Person>) -> impl IntoView + use<> {
    let carried = [
        ("person_words", &search.person_words),
        ("patient_words", &search.patient_words),
        ("chosen_person", &search.chosen_person),
        ("subject", &search.subject),
        ("action", &search.action),
        ("from", &search.from),
        ("to", &search.to),
    ];
    let chosen = if which == "person" {
        "chosen_person"
    } else {
        "chosen_patient"
    };
    let carried: Vec<_> = carried.into_iter().filter(|(name, _)| *name != chosen).collect();
    let hidden = carried.into_iter().map(|(name, value)| {
        let value = value.clone();
        view! { <input type="hidden" name=name value=value/> }
    });
    let hidden = hidden.collect_view();
    let rows = people.into_iter().map(|person| row(chosen, person)).collect_view();
    view! {
        <div class="container stack stack--l">
            <BackLink href=routes::AUDIT label="Audit trail"/>
            <div class="page-head">
                <h1>"Who is meant?"</h1>
                <p class="lead">"The first 20 whom the words fit. Nobody right among them? Go back and write more of the name."</p>
            </div>
            <form method="post" action=routes::AUDIT>
                {hidden}
                <Table caption="People" columns=["Name", "E-mail", "Role", "Choose"]>
                    {rows}
                </Table>
            </form>
        </div>
    }
}

fn row(chosen: &'static str, person: Person) -> impl IntoView {
    let about = format!(" {}, {}", person.name, person.email);
    view! {
        <Row>
            <Cell label="Name"><span class="strong">{person.name}</span></Cell>
            <Cell label="E-mail">{person.email}</Cell>
            <Cell label="Role">{role_label(Some(person.role))}</Cell>
            <Cell kind=CellKind::Actions>
                <Button variant=ButtonVariant::Secondary small=true name=chosen value=person.id.to_string()>
                    "Choose" <span class="visually-hidden">{about}</span>
                </Button>
            </Cell>
        </Row>
    }
}
