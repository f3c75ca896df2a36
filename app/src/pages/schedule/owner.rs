use backend::schedule::{DoctorSchedules, LastChange, OwnSchedule};
use domain::{
    refusal::Refusal,
    schedule::{HoursText, minutes_label, window_minutes},
    slots::Window,
};
use leptos::prelude::*;

use crate::{
    routes,
    ui::{BackLink, Notice, TabLink, TabNav, Tone},
};

/// Whose hours a page shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Owner {
    /// Of the doctor who looks at it.
    Own,
    /// Of the doctor with this slug.
    Of(String),
}

/// Which page of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tab {
    Week,
    Calendar,
    TimeOff,
}

impl Owner {
    /// As the use cases ask for it.
    pub fn slug(&self) -> Option<&str> {
        match self {
            Self::Own => None,
            Self::Of(slug) => Some(slug),
        }
    }

    pub fn path(&self, tab: Tab) -> String {
        match (self, tab) {
            (Self::Own, Tab::Week) => routes::SCHEDULE.to_owned(),
            (Self::Own, Tab::Calendar) => routes::SCHEDULE_CALENDAR.to_owned(),
            (Self::Own, Tab::TimeOff) => routes::TIME_OFF.to_owned(),
            (Self::Of(slug), Tab::Week) => routes::of_doctor(routes::DOCTOR_SCHEDULE, slug),
            (Self::Of(slug), Tab::Calendar) => routes::of_doctor(routes::DOCTOR_CALENDAR, slug),
            (Self::Of(slug), Tab::TimeOff) => routes::of_doctor(routes::DOCTOR_TIME_OFF, slug),
        }
    }

    pub fn remove_path(&self) -> String {
        match self {
            Self::Own => routes::REMOVE_TIME_OFF.to_owned(),
            Self::Of(slug) => routes::of_doctor(routes::REMOVE_DOCTOR_TIME_OFF, slug),
        }
    }

    /// "My weekly hours", "Weekly hours of Dr. Amina Okafor"
    pub fn title(&self, tab: Tab, name: &str) -> String {
        let (own, others) = match tab {
            Tab::Week => ("My weekly hours", "Weekly hours"),
            Tab::Calendar => ("My calendar", "Calendar"),
            Tab::TimeOff => ("My time off", "Time off"),
        };
        match self {
            Self::Own => own.to_owned(),
            Self::Of(_) => format!("{others} of {name}"),
        }
    }

    /// Title, the way back, and the way to the other pages.
    pub fn head(&self, tab: Tab, all: &DoctorSchedules) -> AnyView {
        let back =
            matches!(self, Self::Of(_)).then(|| view! { <BackLink href=routes::CLINIC_DOCTORS label="All doctors"/> });
        let link = |to: Tab, label: &'static str| {
            let (href, current) = (self.path(to), to == tab);
            view! { <TabLink href=href label=label current=current/> }
        };
        let links = [
            link(Tab::Week, "Weekly hours"),
            link(Tab::Calendar, "Calendar"),
            link(Tab::TimeOff, "Time off"),
        ]
        .collect_view();
        let title = self.title(tab, &all.name);
        let cap = all.cap_per_day.map(|most| {
            view! { <p class="muted">{format!("At most {most} visits on one day, in all places.")}</p> }
        });
        view! {
            {back}
            <div class="page-head">
                <h1>{title}</h1>
                {cap}
            </div>
            <TabNav label="Hours">
                {links}
            </TabNav>
        }
        .into_any()
    }

    /// The way to the doctor's other places.
    pub fn places(&self, tab: Tab, all: &DoctorSchedules, current: &OwnSchedule) -> Option<AnyView> {
        if all.schedules.len() < 2 {
            return None;
        }
        let links = all.schedules.iter().map(|one| {
            let href = routes::with_query(&self.path(tab), &[("location", &one.location.slug)]);
            let label = one.location.place.name.clone();
            let is_current = one.id == current.id;
            view! { <TabLink href=href label=label current=is_current/> }
        });
        let links = links.collect_view();
        Some(view! { <TabNav label="Places">{links}</TabNav> }.into_any())
    }
}

/// The schedule at the place with this slug, the first where none is named.
pub(super) fn schedule_at<'a>(all: &'a DoctorSchedules, slug: &str) -> Result<&'a OwnSchedule, Refusal> {
    let found = match slug {
        "" => all.schedules.first(),
        slug => all.schedules.iter().find(|one| one.location.slug == slug),
    };
    found.ok_or(Refusal::NotFound)
}

/// "09:00 to 12:00, 13:00 to 17:00", or "Closed"
pub(super) fn windows_words(windows: &[Window]) -> String {
    if windows.is_empty() {
        return "Closed".to_owned();
    }
    let words = windows.iter().map(|&window| {
        let HoursText { from, to } = window.into();
        format!("{from} to {to}")
    });
    words.collect::<Vec<_>>().join(", ")
}

/// "7 h 30 min"
pub(super) fn total_words(windows: &[Window]) -> String {
    minutes_label(windows.iter().map(|&window| u32::from(window_minutes(window))).sum())
}

/// Somebody else was first: who, how it stands, and that the entries are kept.
pub(super) fn stale_notice(change: Option<&LastChange>, stands: AnyView) -> AnyView {
    let who = match change {
        Some(LastChange { by: Some(by), at }) => format!("Changed by {by} on {at}."),
        Some(LastChange { by: None, at }) => format!("Changed on {at}."),
        None => "It was changed meanwhile.".to_owned(),
    };
    view! {
        <Notice tone=Tone::Wait live=true title="Somebody else changed this meanwhile">
            <p>{who} " Nothing of yours was saved. This is how it stands now:"</p>
            {stands}
            <p>"Your entries are below. Save again to put them in its place."</p>
        </Notice>
    }
    .into_any()
}
