//! How messages come out.

use backend::templates::{Part, Preview, ShownText, Wording};
use domain::messages::{Kind, Segments};
use leptos::prelude::*;

use crate::{
    routes,
    ui::{Button, ButtonVariant, Card, Description, DescriptionList, IconName},
};

/// One card for each shape that such a message can have.
pub(super) fn previews(kind: Kind, wording: &Wording, previews: Vec<Preview>) -> impl IntoView + use<> {
    let cards = previews.into_iter().enumerate();
    let cards = cards.map(|(number, preview)| card(kind, wording, number, preview));
    view! { <div class="stack stack--l" id="preview" role="status">{cards.collect_view()}</div> }
}

fn card(kind: Kind, wording: &Wording, number: usize, preview: Preview) -> impl IntoView + use<> {
    let title = match preview.label {
        "" => "Preview".to_owned(),
        label => format!("Preview: {}", label.to_lowercase()),
    };
    let fields = Part::ALL.map(|part| {
        let value = wording.part(part).to_owned();
        view! { <input type="hidden" name=part.name() value=value/> }
    });
    let look = preview.mail.is_some().then(|| {
        view! {
            <form method="post" action=routes::of_kind(routes::TEMPLATE_MAIL, kind) target="_blank">
                {fields.into_iter().collect_view()}
                <input type="hidden" name="shape" value=number.to_string()/>
                <Button variant=ButtonVariant::Secondary icon=IconName::MAIL>
                    "See the mail as it looks" <span class="visually-hidden">" (opens in a new window)"</span>
                </Button>
            </form>
        }
    });
    let mail = preview.mail.map(|mail| {
        view! {
            <Description term="Subject">{mail.subject}</Description>
            <Description term="Mail as plain text"><span class="pre-line">{mail.text}</span></Description>
        }
    });
    let text = preview.text_message.map(|ShownText { text, segments }| {
        view! { <Description term="Text message">{text} " " <small>{length(segments)}</small></Description> }
    });
    view! {
        <Card title=title>
            <DescriptionList rows=true>{mail} {text}</DescriptionList>
            {look}
        </Card>
    }
}

/// "143 characters, 1 part"
fn length(segments: Segments) -> String {
    let parts = match segments.parts {
        1 => "1 part".to_owned(),
        many => format!("{many} parts"),
    };
    let unusual = if segments.is_unicode {
        ", with characters that make parts shorter"
    } else {
        ""
    };
    format!("{} characters, {parts}{unusual}", segments.characters)
}
