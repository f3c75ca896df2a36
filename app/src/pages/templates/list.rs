use backend::templates::{TemplateLine, list_templates};
use leptos::prelude::*;

use crate::{
    Ctx,
    pages::{
        Page, PageError,
        clinic::{Part as Tab, tabs},
    },
    routes,
    ui::{ButtonVariant, Cell, CellKind, LinkButton, Row, Table},
};

pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let lines = list_templates(&ctx).await?;
    Ok(Page::new("Words of messages", move || view(lines)))
}

fn view(lines: Vec<TemplateLine>) -> impl IntoView {
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        <div class="container container--wide">
            {tabs(Tab::Templates)}
            <div class="page-head">
                <h1>"Words of messages"</h1>
                <p class="lead">
                    "What messages say. When, with whom, where, what it costs, codes, lists and links are always in them, whatever the words are. \
                     Letters about passwords, signing in and changed contacts are not here: they warn people, so nobody changes them."
                </p>
            </div>
            <Table caption="Messages" columns=["Message", "Words", "Change"]>{rows}</Table>
        </div>
    }
}

fn row(line: TemplateLine) -> impl IntoView {
    let words = match line.changed {
        Some(at) => format!("Changed on {}", at.date()),
        None => "Standard".to_owned(),
    };
    let (label, href) = (line.kind.label(), routes::of_kind(routes::TEMPLATE, line.kind));
    view! {
        <Row>
            <Cell label="Message"><span class="strong">{label}</span></Cell>
            <Cell label="Words">{words}</Cell>
            <Cell kind=CellKind::Actions>
                <LinkButton href=href variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{format!(" {label}")}</span>
                </LinkButton>
            </Cell>
        </Row>
    }
}
