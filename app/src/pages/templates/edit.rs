//! The words of one kind of message, with what they can name.

use axum::http::StatusCode;
use backend::templates::{Part, TemplateView, Variable, Wording, WrongWording, get_template};
use domain::{
    messages::{Channel, Kind},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    act::{Entered, Outcome},
    hints::{about_text, below},
    preview::previews,
};
use crate::{
    Ctx,
    pages::{Page, PageError, Path, Query},
    routes,
    ui::{
        self, BackLink, Button, ButtonVariant, Card, Cell, ErrorSummary, Field as Input, IconName, Notice, Row, Table,
        TextArea, Tone,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

pub async fn show(ctx: Ctx, Path(kind): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, kind_of(&kind)?, Entered::default(), asked.done).await
}

pub(super) fn kind_of(name: &str) -> Result<Kind, PageError> {
    Kind::from_name(name).ok_or_else(|| Refusal::NotFound.into())
}

pub(super) async fn page(ctx: &Ctx, kind: Kind, entered: Entered, done: String) -> Result<Page, PageError> {
    let template = get_template(ctx, kind).await?;
    let (status, is_refused) = match entered.outcome {
        Outcome::Wrong(_) | Outcome::NotSent => (StatusCode::UNPROCESSABLE_ENTITY, true),
        Outcome::Stale => (StatusCode::CONFLICT, true),
        Outcome::Nothing | Outcome::Previewed(_) | Outcome::Sent(_) => (StatusCode::OK, false),
    };
    let title = if is_refused {
        "Error: Words of a message"
    } else {
        "Words of a message"
    };
    Ok(Page::new(title, move || view(template, entered, &done)).with_status(status))
}

fn view(template: TemplateView, entered: Entered, done: &str) -> impl IntoView + use<> {
    let Entered {
        wording,
        version,
        outcome,
    } = entered;
    let wording = wording.unwrap_or_else(|| template.wording.clone());
    // Who saves over a change has seen it: the page shows what changed.
    let version = match (&outcome, version) {
        (Outcome::Stale, _) | (_, None) => template.version,
        (_, Some(version)) => version,
    };
    let wrong = match &outcome {
        Outcome::Wrong(wrong) => wrong.clone(),
        _ => Vec::new(),
    };
    let news = news(&outcome, done);
    let stale = matches!(outcome, Outcome::Stale).then(|| changed(&template.wording, &wording));
    let previews = match outcome {
        Outcome::Previewed(all) => Some(previews(template.kind, &wording, all)),
        _ => None,
    };
    let (label, state) = (
        template.kind.label(),
        if template.is_standard {
            "Standard words"
        } else {
            "Words of the clinic"
        },
    );
    let form = form(&template, &wording, version.number(), &wrong);
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=routes::TEMPLATES label="Words of messages"/>
                <ErrorSummary errors=summary(&wrong)/>
                {news}
                {stale}
                <div class="page-head">
                    <h1>{label}</h1>
                    <p class="muted">{state}</p>
                </div>
                {previews}
                {form}
                {names(template.variables)}
            </div>
        </div>
    }
}

fn news(outcome: &Outcome, done: &str) -> Option<AnyView> {
    let (tone, title, text) = match (outcome, done) {
        (Outcome::Sent(Channel::Sms), _) => (Tone::Ok, "The text message is on its way to your phone", ""),
        (Outcome::Sent(_), _) => (Tone::Ok, "The mail is on its way to your own address", ""),
        (Outcome::NotSent, _) => (
            Tone::Bad,
            "Nothing was sent",
            "Your account has no phone number, or the clinic sends no text messages.",
        ),
        (Outcome::Nothing, "saved") => (Tone::Ok, "Saved", "Messages that go out from now on say it like this."),
        (Outcome::Nothing, "reset") => (Tone::Ok, "The standard words are back", ""),
        _ => return None,
    };
    let text = (!text.is_empty()).then(|| view! { <p>{text}</p> });
    Some(view! { <Notice tone=tone live=true title=title>{text}</Notice> }.into_any())
}

/// What somebody else saved, where it is not what was typed.
fn changed(saved: &Wording, typed: &Wording) -> impl IntoView + use<> {
    let typed = typed.tidied();
    let differing = Part::ALL
        .into_iter()
        .filter(|part| saved.part(*part) != typed.part(*part));
    let lines = differing.map(|part| {
        let text = saved.part(part).to_owned();
        view! { <li>{part.label()} " is now: " <q class="pre-line">{text}</q></li> }
    });
    let lines = lines.collect_view();
    view! {
        <Notice tone=Tone::Bad live=true title="It changed since you looked">
            <p>"Nothing was saved. Somebody else changed these words while you had them open. What you entered is still in the form."</p>
            <ul>{lines}</ul>
        </Notice>
    }
}

fn summary(wrong: &[WrongWording]) -> Vec<ui::FieldError> {
    let line =
        |one: &WrongWording| ui::FieldError::new(one.part.name(), format!("{}: {}", one.part.label(), said(one)));
    wrong.iter().map(line).collect()
}

/// "Line 3: It must say …"
fn said(wrong: &WrongWording) -> String {
    match wrong.line {
        Some(line) => format!("line {line}: {}", wrong.reason),
        None => wrong.reason.clone(),
    }
}

fn form(template: &TemplateView, wording: &Wording, version: i64, wrong: &[WrongWording]) -> impl IntoView + use<> {
    let by = |part| template.parts.contains(&part);
    let mail = by(Part::Subject).then(|| mail_fields(template.kind, wording, wrong));
    let text = by(Part::TextMessage).then(|| text_field(template.kind, wording, wrong));
    let test_mail = by(Part::Subject).then(|| {
        view! {
            <Button variant=ButtonVariant::Secondary icon=IconName::MAIL name="action" value="test_email">"Send me a test by e-mail"</Button>
        }
    });
    let test_text = by(Part::TextMessage).then(|| {
        view! {
            <Button variant=ButtonVariant::Secondary name="action" value="test_sms">"Send me a test by text message"</Button>
        }
    });
    let reset = (!template.is_standard).then(|| {
        view! {
            <Button variant=ButtonVariant::Danger name="action" value="reset">"Back to the standard words"</Button>
        }
    });
    view! {
        <form class="settings__fields" method="post" action=routes::of_kind(routes::TEMPLATE, template.kind) novalidate>
            <input type="hidden" name="version" value=version/>
            {mail}
            {text}
            <div class="form__actions">
                <Button name="action" value="save">"Save"</Button>
                <Button variant=ButtonVariant::Secondary icon=IconName::EYE name="action" value="preview">"Preview"</Button>
            </div>
            <div class="form__actions">
                {test_mail}
                {test_text}
                {reset}
            </div>
        </form>
    }
}

fn fault(part: Part, wrong: &[WrongWording]) -> Option<String> {
    wrong.iter().find(|one| one.part == part).map(said)
}

fn mail_fields(kind: Kind, wording: &Wording, wrong: &[WrongWording]) -> impl IntoView + use<> {
    let line = |part: Part| {
        view! {
            <Input
                id=part.name()
                label=part.label()
                value=wording.part(part).to_owned()
                error=fault(part, wrong)
                maxlength=300
            />
        }
    };
    let lines = [Part::Subject, Part::Heading].map(line).collect_view();
    let (body, body_fault) = (wording.body.clone(), fault(Part::Body, wrong));
    view! {
        <Card title="E-mail">
            <div class="stack">
                {lines}
                <TextArea
                    id=Part::Body.name()
                    label=Part::Body.label()
                    hint=below(kind)
                    value=body
                    error=body_fault
                    maxlength=4000
                    rows=8
                />
            </div>
        </Card>
    }
}

fn text_field(kind: Kind, wording: &Wording, wrong: &[WrongWording]) -> impl IntoView + use<> {
    let (text, fault) = (wording.text_message.clone(), fault(Part::TextMessage, wrong));
    view! {
        <Card title="Text message">
            <TextArea
                id=Part::TextMessage.name()
                label=Part::TextMessage.label()
                hint=about_text(kind)
                value=text
                error=fault
                maxlength=1000
                rows=4
            />
        </Card>
    }
}

fn names(variables: Vec<Variable>) -> impl IntoView {
    let rows = variables.into_iter().map(|variable| {
        let name = format!("{{{{ {} }}}}", variable.name);
        view! {
            <Row>
                <Cell label="Name"><code>{name}</code></Cell>
                <Cell label="What it is">{variable.what}</Cell>
                <Cell label="Example">{variable.example}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Card title="Names that you can use">
            <p class="settings__intro">
                "A name in double braces becomes what it is for each message. "
                <code>"{% if fee %} … {% else %} … {% endif %}"</code>
                " writes a part only where there is something."
            </p>
            <Table caption="Names" columns=["Name", "What it is", "Example"]>{rows}</Table>
        </Card>
    }
}
