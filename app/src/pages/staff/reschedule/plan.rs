use backend::booking::{Destination, Rules, list_destinations};
use domain::{
    access::{Action, Relation, Subject, is_allowed},
    booking::{AppointmentView, Status, VisitTime},
    refusal::Refusal,
    time::{Instant, Interval, Zone},
};
use leptos::prelude::*;

use super::Wish;
use crate::{
    Ctx,
    error::status_of,
    pages::{Page, PageError},
    routes,
    ui::{BackLink, Notice},
};

/// A visit that is to be moved, with whom and where it can be, and what is wished so far.
pub(super) struct Plan {
    pub appointment: AppointmentView,
    pub destinations: Vec<Destination>,
    /// With whom and where it is to be.
    pub to: Destination,
    pub wish: Wish,
    /// Whether the one who asks may go beyond the rules.
    pub may_overbook: bool,
}

impl Plan {
    /// `None` where nobody gives the service any more.
    ///
    /// # Errors
    /// `NotFound` for a schedule that does not give it.
    pub async fn load(ctx: &Ctx, appointment: AppointmentView, wish: Wish) -> Result<Option<Self>, PageError> {
        let destinations = list_destinations(ctx, appointment.id).await?;
        let find = |schedule| destinations.iter().find(|one| one.schedule == schedule);
        let to = match wish.schedule.parse() {
            Ok(schedule) => Some(find(schedule).ok_or(Refusal::NotFound)?),
            Err(_) if !wish.schedule.is_empty() => return Err(Refusal::NotFound.into()),
            Err(_) => find(appointment.schedule).or_else(|| destinations.first()),
        };
        let Some(to) = to.cloned() else {
            return Ok(None);
        };
        let wish = Wish {
            schedule: to.schedule.to_string(),
            ..wish
        };
        let beyond = is_allowed(
            ctx.actor(),
            Action::Overbook,
            Subject::Appointment,
            Relation::SameLocation,
        );
        Ok(Some(Self {
            appointment,
            destinations,
            to,
            wish,
            may_overbook: beyond,
        }))
    }

    pub fn zone(&self) -> Option<Zone> {
        Zone::parse(&self.to.place.zone).ok()
    }

    /// The date at the place, to show the week where somebody looked.
    pub fn date_of(&self, start: Instant) -> String {
        let zone = self.zone();
        zone.map(|zone| zone.date_of(start).to_string()).unwrap_or_default()
    }

    /// The visit from `start` on, as long as it is with this doctor.
    pub fn time(&self, start: Instant) -> Option<VisitTime> {
        let interval = Interval::lasting(start, i64::from(self.to.minutes))?;
        Some(VisitTime::new(interval, &self.zone()?))
    }

    /// "Dr. Amina Okafor, Quayside Clinic"
    pub fn with(&self) -> String {
        with(&self.to)
    }

    pub fn is_beyond_rules(&self) -> bool {
        self.wish.rules() == Rules::Overbook
    }

    /// Back to where one came from.
    pub fn origin(&self) -> (String, &'static str) {
        match self.wish.back.clone().day() {
            Some(day) => (day.path(self.appointment.id), "Back to the day"),
            None => (routes::appointment(self.appointment.id), "Back to the appointment"),
        }
    }

    /// What a form carries on, without the fields that it asks for.
    pub fn hidden(&self, without: &[&str]) -> impl IntoView + use<> {
        let pairs = self.wish.pairs().into_iter();
        let carried = pairs.filter(|(name, _)| !without.contains(name));
        carried
            .map(|(name, value)| view! { <input type="hidden" name=name value=value.to_owned()/> })
            .collect_view()
    }
}

pub(super) fn with(destination: &Destination) -> String {
    format!("{}, {}", destination.doctor_name, destination.place.name)
}

pub(super) const fn is_movable(appointment: &AppointmentView) -> bool {
    matches!(appointment.status, Status::Requested | Status::Confirmed)
}

/// A time with whom it is, before or after a move.
pub(super) fn side(label: &'static str, time: &VisitTime, with: String, class: &'static str) -> impl IntoView + use<> {
    let VisitTime {
        date,
        from,
        to,
        rfc3339,
        ..
    } = time.clone();
    view! {
        <div class=class>
            <p class="move__label">{label}</p>
            <p class="move__when">
                <time datetime=rfc3339>{date} ", " {from}</time>
                " to "
                <span class="tabular">{to}</span>
            </p>
            <p class="muted">{with}</p>
        </div>
    }
}

/// As it is now.
pub(super) fn now(appointment: &AppointmentView) -> impl IntoView + use<> {
    let with = format!("{}, {}", appointment.doctor_name, appointment.place.name);
    side("Now", &appointment.time, with, "move__side move__side--from")
}

/// It has begun or is over.
pub(super) fn impossible(appointment: &AppointmentView, refusal: Option<&Refusal>) -> Page {
    let title = format!("It is {}", appointment.status.label().to_lowercase());
    let page = cannot(appointment, title, "Only what is requested or confirmed is moved.");
    page.with_status(refusal.map(status_of).unwrap_or_default())
}

/// There is no time of its kind any more.
pub(super) fn not_given(appointment: &AppointmentView) -> Page {
    let title = "Nobody offers this kind of visit any more".to_owned();
    cannot(
        appointment,
        title,
        "It stands as it is. It can be cancelled, and another kind of visit booked.",
    )
}

fn cannot(appointment: &AppointmentView, title: String, text: &'static str) -> Page {
    let id = appointment.id;
    Page::new("Move a visit", move || {
        view! {
            <div class="container container--narrow stack stack--l">
                <BackLink href=routes::appointment(id) label="Back to the appointment"/>
                <h1>"This visit cannot be moved"</h1>
                <Notice title=title>
                    <p>{text}</p>
                </Notice>
            </div>
        }
    })
}
