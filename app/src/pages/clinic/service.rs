use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    catalogue::{ChangeService, Preview, PreviewService, ServiceDetail, change_service, get_service, preview_service},
};
use domain::{
    catalogue::{ServiceForm, Wrong},
    ids::ServiceId,
    refusal::Refusal,
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    givers::{self, Entered},
    lengths::{edit, first_button},
    parts::{Asked, Part, by_name, changed, news, summary, tabs, title, to_come, version},
    preview,
    service_form::{Choices, fields},
};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Query, Reply, see_other},
    routes,
    ui::{
        BackLink, Badge, Button, ButtonVariant, Cell, Choice, ErrorSummary, IconName, LinkButton, Notice, Row, Select,
        Table, Tone,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    #[serde(flatten)]
    form: ServiceForm,
    version: String,
    action: String,
    preview_schedule: String,
}

/// What is shown beside the service as it is saved.
#[derive(Default)]
pub(super) struct Shown {
    /// What was typed, and the version that it was typed over.
    pub entered: Option<(ServiceForm, Version)>,
    pub wrong: Wrong,
    pub is_stale: bool,
    pub preview: Option<Option<Preview>>,
    /// In the form about who gives it.
    pub giver: Option<Entered>,
    pub done: String,
}

pub async fn show(ctx: Ctx, Path(id): Path<ServiceId>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let shown = Shown {
        done: asked.done,
        ..Shown::default()
    };
    page(&ctx, id, shown).await
}

/// Saves it, or shows what it would be like; or shows the form with a length more or less.
pub async fn submit(ctx: Ctx, Path(id): Path<ServiceId>, Form(mut fields): Form<Fields>) -> Reply {
    let seen = version(&fields.version)?;
    let is_edited = edit(&mut fields.form, &fields.action);
    let entered = Some((fields.form.clone(), seen));
    let shown = if is_edited {
        Shown {
            entered,
            ..Shown::default()
        }
    } else if fields.action == "preview" {
        let input = PreviewService {
            service: Some(id),
            schedule: fields.preview_schedule.parse().ok(),
            form: fields.form,
        };
        match preview_service(&ctx, &input).await? {
            Ok(preview) => Shown {
                entered,
                preview: Some(preview),
                ..Shown::default()
            },
            Err(wrong) => Shown {
                entered,
                wrong,
                ..Shown::default()
            },
        }
    } else {
        let input = ChangeService {
            service: id,
            version: seen,
            form: fields.form,
        };
        match change_service(&ctx, &input).await {
            Ok(Ok(())) => {
                let path = routes::with_query(&routes::clinic_service(id), &[("done", "saved")]);
                return Ok(see_other(path).into_response());
            }
            Ok(Err(wrong)) => Shown {
                entered,
                wrong,
                ..Shown::default()
            },
            Err(Fault::Refused(Refusal::Stale)) => Shown {
                entered,
                is_stale: true,
                ..Shown::default()
            },
            Err(fault) => return Err(fault.into()),
        }
    };
    Ok(page(&ctx, id, shown).await?.into_response())
}

/// The service as it is now, with what was entered.
pub(super) async fn page(ctx: &Ctx, id: ServiceId, shown: Shown) -> Result<Page, PageError> {
    let service = get_service(ctx, id).await?;
    let choices = Choices::load(ctx).await?;
    let is_stale = shown.is_stale || shown.giver.as_ref().is_some_and(|entered| entered.is_stale);
    let is_wrong = !shown.wrong.0.is_empty() || shown.giver.as_ref().is_some_and(|entered| !entered.wrong.0.is_empty());
    let status = match (is_stale, is_wrong) {
        (true, _) => StatusCode::CONFLICT,
        (_, true) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    let title = title(&service.settings.name, is_stale || is_wrong);
    Ok(Page::new(title, move || view(service, shown, &choices)).with_status(status))
}

fn view(service: ServiceDetail, shown: Shown, choices: &Choices) -> impl IntoView + use<> {
    let saved = ServiceForm::from(&service.settings);
    let differences = shown.is_stale.then(|| match &shown.entered {
        Some((entered, _)) => differences(&saved, entered, choices),
        None => ().into_any(),
    });
    let (form, seen) = match shown.entered {
        // Whoever has seen both decides by the version that is saved now.
        Some((form, _)) if shown.is_stale => (form, service.version),
        Some((form, seen)) => (form, seen),
        None => (saved, service.version),
    };
    let errors = match &shown.giver {
        Some(entered) => entered.summary(),
        None => summary(&shown.wrong, by_name),
    };
    let done = match (shown.done.as_str(), service.is_active) {
        ("retired", true) | ("restored", false) => "",
        (done, _) => done,
    };
    view! {
        <div class="container">
            {tabs(Part::Services)}
            <div class="settings">
                <BackLink href=routes::CLINIC_SERVICES label="All services"/>
                <ErrorSummary errors=errors/>
                {news(done)}
                {head(&service)}
                {differences}
                {shown.preview.map(preview::shown)}
                <form class="form" method="post" action=routes::clinic_service(service.id) novalidate>
                    <input type="hidden" name="version" value=seen.number()/>
                    {first_button()}
                    {fields(&form, &shown.wrong, choices, &routes::clinic_service(service.id))}
                    {actions(&service)}
                </form>
                {givers::section(&service, shown.giver)}
                {ending(&service)}
            </div>
        </div>
    }
}

fn head(service: &ServiceDetail) -> AnyView {
    let state = if service.is_active {
        view! { <Badge tone=Tone::Ok icon=IconName::CIRCLE_CHECK label="Can be booked"/> }.into_any()
    } else {
        view! { <Badge icon=IconName::CIRCLE_X label="Retired"/> }.into_any()
    };
    let stands = match service.upcoming {
        0 => "There are no appointments to come. A change counts for what is booked from now on.".to_owned(),
        count => format!(
            "There are {}. They keep the length, the times around them, the price and the room that they were booked with: \
             a change counts for what is booked from now on.",
            to_come(count)
        ),
    };
    let is_unbookable = service.is_active && service.givers.is_empty();
    view! {
        <div class="page-head__row">
            <h1>{service.settings.name.clone()}</h1>
            {state}
        </div>
        <p class="settings__intro">{stands}</p>
        {is_unbookable.then(|| view! {
            <Notice tone=Tone::Wait title="Nobody gives this service yet">
                <p>"It cannot be booked until a doctor gives it. " <a href="#givers">"Choose who"</a></p>
            </Notice>
        })}
    }
    .into_any()
}

/// What somebody else has saved, beside what was entered here.
fn differences(saved: &ServiceForm, entered: &ServiceForm, choices: &Choices) -> AnyView {
    let named = |label: &str, value: String| {
        if label == "Specialty" {
            choices.specialty_name(&value)
        } else {
            value
        }
    };
    let lines = saved.differences(entered);
    let is_same = lines.is_empty();
    let rows = lines.into_iter().map(|(label, now, yours)| {
        let (now, yours) = (named(label, now), named(label, yours));
        view! {
            <Row>
                <Cell label="What">{label}</Cell>
                <Cell label="Saved now">{now}</Cell>
                <Cell label="You entered">{yours}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    view! {
        {changed("Somebody else saved this service while you had it open. Your entries are still in the form; saving them now replaces what is saved.")}
        {(!is_same).then(|| view! {
            <Table caption="What is saved now and what you entered" columns=["What", "Saved now", "You entered"]>{rows}</Table>
        })}
    }
    .into_any()
}

fn actions(service: &ServiceDetail) -> AnyView {
    let with = service.givers.iter().map(|giver| {
        Choice::new(
            giver.schedule.to_string(),
            format!("{}, {}", giver.doctor_name, giver.place),
        )
    });
    let with: Vec<Choice> = with.collect();
    let choice = (with.len() > 1).then(|| {
        view! { <Select id="preview_schedule" label="Preview with" options=with/> }
    });
    view! {
        <div class="form__actions">
            <Button>"Save"</Button>
            <LinkButton href=routes::clinic_service(service.id) variant=ButtonVariant::Quiet>"Undo my entries"</LinkButton>
        </div>
        <div class="line__do">
            {choice}
            <Button variant=ButtonVariant::Secondary icon=IconName::EYE name="action" value="preview">
                "Preview"
            </Button>
        </div>
        <p class="field__hint">"The preview shows the free times of the next working day by what is entered above, without saving it."</p>
    }
    .into_any()
}

/// Retire or restore.
fn ending(service: &ServiceDetail) -> AnyView {
    if service.is_active {
        return view! {
            <section class="card" aria-labelledby="retire">
                <h2 class="card__title" id="retire">"Retire"</h2>
                <p class="settings__intro">"Nobody can book it any more. Its appointments stand, and you can bring it back."</p>
                <div class="settings__fields">
                    <div class="form__actions">
                        <LinkButton href=routes::clinic_retire_service(service.id) variant=ButtonVariant::Secondary>
                            "Retire this service"
                        </LinkButton>
                    </div>
                </div>
            </section>
        }
        .into_any();
    }
    view! {
        <section class="card" aria-labelledby="restore">
            <h2 class="card__title" id="restore">"Bring it back"</h2>
            <p class="settings__intro">"It can be booked again, with the doctors who give it."</p>
            <form class="settings__fields" method="post" action=routes::clinic_restore_service(service.id)>
                <input type="hidden" name="version" value=service.version.number()/>
                <div class="form__actions">
                    <Button variant=ButtonVariant::Secondary>"Bring this service back"</Button>
                </div>
            </form>
        </section>
    }
    .into_any()
}
