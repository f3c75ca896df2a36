use domain::{
    booking::{AppointmentView, Status, Step},
    refusal::{Fault, Field, FieldError, Refusal},
};
use leptos::{ev::SubmitEvent, prelude::*};
use serde::{Deserialize, Serialize};

use super::{BackFields, Whose};
use crate::{
    browser::pressed_value,
    routes,
    ui::{Button, ButtonVariant, Icon, IconName},
};

/// How far the day of a visit has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Its day is not here yet.
    Ahead,
    /// It is the day, and the time has not come.
    OnTheDay,
    /// The time has come or is over.
    Started,
}

/// What can be noted about a visit, the likeliest first. The use case decides again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepsLeft(Vec<Step>);

impl StepsLeft {
    pub fn of(status: Status, stage: Stage) -> Self {
        let is_offered = |step: &Step| match step {
            Step::MarkNoShow => stage == Stage::Started,
            Step::Arrive | Step::Start | Step::Complete => stage != Stage::Ahead,
            _ => true,
        };
        let steps = [
            Step::Arrive,
            Step::Start,
            Step::Complete,
            Step::MarkNoShow,
            Step::Reopen,
        ]
        .into_iter();
        Self(
            steps
                .filter(|step| status.after(*step).is_ok())
                .filter(is_offered)
                .collect(),
        )
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The likeliest by itself, unless it is to take something back.
    pub fn next(status: Status, stage: Stage) -> Option<Step> {
        let next = Self::of(status, stage).0.into_iter().next();
        next.filter(|step| matches!(step, Step::Arrive | Step::Start | Step::Complete))
    }
}

pub(super) fn label(step: Step, status: Status) -> String {
    match step {
        Step::Arrive => "Arrived".to_owned(),
        Step::Start => "Start the visit".to_owned(),
        Step::Complete => "Completed".to_owned(),
        Step::MarkNoShow => "Did not come".to_owned(),
        _ => format!("Undo \u{201c}{}\u{201d}", status.label()),
    }
}

pub(super) const fn icon(step: Step) -> Option<IconName> {
    match step {
        Step::Arrive => Some(IconName::USER_CHECK),
        Step::Start => Some(IconName::PLAY),
        Step::Complete => Some(IconName::CHECK),
        Step::MarkNoShow => Some(IconName::USER_X),
        _ => None,
    }
}

/// The buttons that note what happened, as a plain form; an island takes the presses over.
#[component]
pub fn StepForm(
    /// Whose steps they are.
    appointment: AppointmentView,
    /// What can be noted.
    steps: StepsLeft,
    /// The day to come back to, with whose it is; without it, the page of the appointment.
    #[prop(optional_no_strip)]
    back: Option<(Whose, String)>,
    /// Takes a press instead of the form.
    #[prop(optional)]
    on_press: Option<Callback<(Step, SubmitEvent)>>,
) -> impl IntoView {
    let (id, version, status) = (appointment.id, appointment.version, appointment.status);
    let class = if back.is_some() {
        "patient__actions"
    } else {
        "patient__actions patient__actions--row"
    };
    let back = back.map(|back| view! { <BackFields back=back/> });
    let buttons = steps.0.into_iter().enumerate().map(|(place, step)| {
        let variant = match (place, step) {
            (0, Step::Arrive | Step::Start | Step::Complete) => ButtonVariant::Primary,
            _ => ButtonVariant::Secondary,
        };
        view! {
            <Button variant=variant name="step" value=step.name() wide=true>
                {icon(step).map(|name| view! { <Icon name=name/> })}
                {label(step, status)}
            </Button>
        }
    });
    // The press is read off the button itself: which step a place in the row stands for changes with each step taken.
    let submit = move |event: SubmitEvent| {
        if let (Some(on_press), Some(step)) = (on_press, pressed_value(&event).and_then(|name| Step::from_name(&name)))
        {
            event.prevent_default();
            on_press.run((step, event));
        }
    };
    view! {
        <form class=class method="post" action=routes::status(id) on:submit=submit>
            <input type="hidden" name="version" value=version.number()/>
            {back}
            {buttons.collect_view()}
        </form>
    }
}

/// Why a step was not taken, for who pressed it.
pub fn words_of(refusal: &Refusal) -> (&'static str, &'static str) {
    match refusal {
        Refusal::InvalidChange(change) if change.status.after(change.step).is_ok() => (
            "It is too early for that",
            "Nobody is missing before the time of the visit. Nothing was noted.",
        ),
        Refusal::Stale | Refusal::InvalidChange(_) => (
            "It has changed since you looked",
            "Nothing was noted. This is how it stands now.",
        ),
        Refusal::SlotTaken(_) | Refusal::PatientBusy => (
            "The time is no longer free",
            "Somebody else has been given this time, so it cannot be taken back.",
        ),
        Refusal::SignInFirst => ("You have been signed out", "Sign in again, then note it once more."),
        _ => ("That is not possible", "Nothing was noted."),
    }
}

/// What is wrong with a field of the staff's forms.
pub fn field_words(fault: &FieldError) -> String {
    match (fault.field, fault.fault) {
        (Field::RejectReason, Fault::Missing) => "Say why: the patient reads it".to_owned(),
        (Field::OverrideReason, Fault::Missing) => "Say why: it is later than patients can change it".to_owned(),
        (Field::BlockFrom, _) => "Enter the start as hours and minutes, like 14:30".to_owned(),
        (Field::BlockTo, Fault::TooShort { .. }) => "The end must be later than the start".to_owned(),
        (Field::BlockTo, _) => "Enter the end as hours and minutes, like 14:30".to_owned(),
        _ => fault.text(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_its_day_nothing_happens_to_a_visit() {
        assert!(StepsLeft::of(Status::Confirmed, Stage::Ahead).is_empty());
    }

    #[test]
    fn the_next_step_goes_forward() {
        for (status, next) in [
            (Status::Confirmed, Some(Step::Arrive)),
            (Status::Arrived, Some(Step::Start)),
            (Status::InProgress, Some(Step::Complete)),
            (Status::Completed, None),
            (Status::NoShow, None),
            (Status::Requested, None),
        ] {
            assert_eq!(StepsLeft::next(status, Stage::Started), next, "{status:?}");
        }
        assert_eq!(StepsLeft::next(Status::Confirmed, Stage::Ahead), None);
    }

    #[test]
    fn nobody_is_missing_before_the_time() {
        let steps = |stage| StepsLeft::of(Status::Confirmed, stage).0;
        assert_eq!(steps(Stage::OnTheDay), [Step::Arrive, Step::Start, Step::Complete]);
        assert_eq!(
            steps(Stage::Started),
            [Step::Arrive, Step::Start, Step::Complete, Step::MarkNoShow]
        );
    }

    #[test]
    fn each_note_can_be_taken_back() {
        assert_eq!(
            StepsLeft::of(Status::Arrived, Stage::Started).0,
            [Step::Start, Step::Complete, Step::Reopen]
        );
        for status in [Status::Completed, Status::NoShow] {
            assert_eq!(StepsLeft::of(status, Stage::Started).0, [Step::Reopen]);
        }
        assert!(StepsLeft::of(Status::Cancelled, Stage::Started).is_empty());
    }
}
