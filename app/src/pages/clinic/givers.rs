//! Which doctors give a service, where, and for how long.

use axum::response::IntoResponse;
use backend::{
    Fault,
    catalogue::{GiveService, Giver, ServiceDetail, give_service},
};
use domain::{
    catalogue::{Field, Problem, Wrong},
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    parts::{changed, fault, summary, to_come, version},
    service::{self, Shown},
};
use crate::{
    Ctx,
    pages::{Form, PageError, Path, Reply, see_other},
    routes,
    ui::{
        self, Button, ButtonVariant, Choice, EmptyState, Field as Input, IconName, InputKind, InputWidth, LinkButton,
        Notice, Select, Tone,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    /// An identifier; in the form that adds, with the version after a full stop.
    schedule: String,
    version: String,
    own_duration: String,
}

/// What was entered about who gives it, and why it was not saved.
pub(super) struct Entered {
    /// `None` in the form that adds.
    line: Option<ScheduleId>,
    chosen: String,
    own_duration: String,
    pub wrong: Wrong,
    pub is_stale: bool,
}

impl Entered {
    pub fn summary(&self) -> Vec<ui::FieldError> {
        summary(&self.wrong, |field| match (field, self.line) {
            (Field::OwnDuration, line) => length_id(line),
            (field, _) => field.name().to_owned(),
        })
    }
}

/// Of the input of a line, or of the form that adds.
fn length_id(line: Option<ScheduleId>) -> String {
    match line {
        Some(schedule) => format!("{}-{schedule}", Field::OwnDuration.name()),
        None => Field::OwnDuration.name().to_owned(),
    }
}

/// A doctor gives it from now on, or in another length.
pub async fn submit(ctx: Ctx, Path(id): Path<ServiceId>, Form(fields): Form<Fields>) -> Reply {
    let (schedule, seen, is_new) = match fields.schedule.split_once('.') {
        Some((schedule, seen)) => (schedule, seen, true),
        None => (
            fields.schedule.as_str(),
            fields.version.as_str(),
            fields.version.is_empty(),
        ),
    };
    let not_saved = |wrong: Wrong, line: Option<ScheduleId>, is_stale: bool| Shown {
        giver: Some(Entered {
            line,
            chosen: fields.schedule.clone(),
            own_duration: fields.own_duration.clone(),
            wrong,
            is_stale,
        }),
        ..Shown::default()
    };
    if schedule.is_empty() {
        let wrong = Wrong::alone(Field::Schedule, Problem::Missing);
        return Ok(service::page(&ctx, id, not_saved(wrong, None, false))
            .await?
            .into_response());
    }
    let schedule: ScheduleId = schedule.parse().map_err(|_| PageError::Malformed)?;
    let input = GiveService {
        service: id,
        schedule,
        version: version(seen)?,
        own_duration: fields.own_duration.clone(),
    };
    let line = (!is_new).then_some(schedule);
    let shown = match give_service(&ctx, &input).await {
        Ok(Ok(())) => {
            let path = routes::with_query(&routes::clinic_service(id), &[("done", "given")]);
            return Ok(see_other(format!("{path}#givers")).into_response());
        }
        Ok(Err(wrong)) => not_saved(wrong, line, false),
        Err(Fault::Refused(Refusal::Stale)) => not_saved(Wrong::default(), line, true),
        Err(fault) => return Err(fault.into()),
    };
    Ok(service::page(&ctx, id, shown).await?.into_response())
}

/// Who gives it, each with their length, and a form for one more.
pub(super) fn section(service: &ServiceDetail, entered: Option<Entered>) -> AnyView {
    let is_stale = entered.as_ref().is_some_and(|entered| entered.is_stale);
    let lines = service.givers.iter().map(|giver| {
        let entered = entered.as_ref().filter(|entered| entered.line == Some(giver.schedule));
        line(service, giver, entered)
    });
    let lines = if service.givers.is_empty() {
        view! {
            <EmptyState
                icon=IconName::STETHOSCOPE
                title="Nobody gives it yet"
                text="Choose a doctor and a location below. Until then it cannot be booked."
            />
        }
        .into_any()
    } else {
        view! { <div class="lines">{lines.collect_view()}</div> }.into_any()
    };
    let entered = entered.filter(|entered| entered.line.is_none());
    view! {
        <section class="card" aria-labelledby="givers">
            <h2 class="card__title" id="givers">"Who gives it"</h2>
            <p class="settings__intro">
                "Each doctor at each location by itself. A doctor can take another length than the service: for example, 45 minutes where others take 30. Then patients cannot choose another length with this doctor."
            </p>
            {is_stale.then(|| changed(
                "Somebody else changed the hours or services of this doctor, or retired the service. This is how it stands now; what you entered is still in its field.",
            ))}
            {lines}
            {service.is_active.then(|| add(service, entered))}
        </section>
    }
    .into_any()
}

fn line(service: &ServiceDetail, giver: &Giver, entered: Option<&Entered>) -> AnyView {
    let own = giver
        .own_duration
        .map(|minutes| minutes.to_string())
        .unwrap_or_default();
    let value = entered.map_or(own, |entered| entered.own_duration.clone());
    let error = entered.and_then(|entered| fault(&entered.wrong, Field::OwnDuration));
    let about = format!(" {}, {}", giver.doctor_name, giver.place);
    let about_length = format!(" of{about}");
    let lacks_room = giver.lacks_room.then(|| {
        let kind = service.settings.room_kind.as_deref().unwrap_or_default();
        let why = format!(
            "{} has no room of the kind {kind}, so nothing can be booked there.",
            giver.place
        );
        view! {
            <Notice tone=Tone::Wait title="No room of this kind here">
                <p>{why}</p>
            </Notice>
        }
    });
    let form = service.is_active.then(|| {
        view! {
            <form class="line__do" method="post" action=routes::clinic_give_service(service.id) novalidate>
                <input type="hidden" name="schedule" value=giver.schedule.to_string()/>
                <input type="hidden" name="version" value=giver.version.number()/>
                <Input
                    id=length_id(Some(giver.schedule))
                    name=Field::OwnDuration.name()
                    label="Own length"
                    hint=format!("Minutes; empty: {}", service.settings.duration)
                    kind=InputKind::Digits
                    width=InputWidth::Short
                    value=value
                    error=error
                />
                <Button variant=ButtonVariant::Secondary small=true>
                    "Save length" <span class="visually-hidden">{about_length}</span>
                </Button>
            </form>
        }
    });
    view! {
        <div class="line">
            <div class="line__what">
                <p><a href=routes::clinic_doctor(&giver.doctor_slug)>{giver.doctor_name.clone()}</a></p>
                <p class="person__note">{giver.place.clone()} ", " {to_come(giver.upcoming)}</p>
                {lacks_room}
            </div>
            <div class="line__do">
                {form}
                <LinkButton
                    href=routes::clinic_stop_giving(service.id, giver.schedule)
                    variant=ButtonVariant::Quiet
                    small=true
                >
                    "Take off" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </div>
        </div>
    }
    .into_any()
}

fn add(service: &ServiceDetail, entered: Option<Entered>) -> AnyView {
    if service.candidates.is_empty() {
        return view! { <p class="muted">"Every doctor of the specialty gives it everywhere they work."</p> }
            .into_any();
    }
    let none = std::iter::once(Choice::new("", "Choose a doctor and a location"));
    let options = none.chain(service.candidates.iter().map(|one| {
        Choice::new(
            format!("{}.{}", one.schedule, one.version),
            format!("{}, {}", one.doctor_name, one.place),
        )
    }));
    let (chosen, own_duration, wrong) = match entered {
        Some(entered) => {
            // The version may be another by now; the doctor is still the one that was chosen.
            let same = entered.chosen.split('.').next().unwrap_or_default().to_owned();
            let known = service.candidates.iter().find(|one| one.schedule.to_string() == same);
            let chosen = known.map(|one| format!("{}.{}", one.schedule, one.version));
            (chosen.unwrap_or_default(), entered.own_duration, entered.wrong)
        }
        None => Default::default(),
    };
    view! {
        <form class="settings__fields" method="post" action=routes::clinic_give_service(service.id) novalidate>
            <h3>"Add a doctor"</h3>
            <Select
                id=Field::Schedule.name()
                label="Doctor and location"
                options=options.collect()
                selected=chosen
                error=fault(&wrong, Field::Schedule)
            />
            <Input
                id=length_id(None)
                label="Own length, in minutes"
                hint=format!("5 to 720. Empty: {} minutes, as the service.", service.settings.duration)
                kind=InputKind::Digits
                width=InputWidth::Short
                value=own_duration
                error=fault(&wrong, Field::OwnDuration)
                optional=true
            />
            <div class="form__actions">
                <Button variant=ButtonVariant::Secondary icon=IconName::PLUS>"Add the doctor"</Button>
            </div>
        </form>
    }
    .into_any()
}
