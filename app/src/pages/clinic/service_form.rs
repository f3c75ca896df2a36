//! The fields of a service, in sections, each rule with an example.

use backend::{catalogue::list_room_kinds, directory::list_specialties};
use domain::{
    catalogue::{CURRENCIES, Field, ServiceForm, SpanUnit, Wrong, reminder_name},
    directory::SpecialtyView,
    directory::VisitKind,
    messages::{Reminder, Reminders},
};
use leptos::prelude::*;

use super::{lengths, parts::fault};
use crate::{
    Ctx,
    pages::PageError,
    ui::{Card, Checkbox, Choice, Field as Input, InputKind, InputWidth, Select},
};

/// What there is to choose from.
pub(super) struct Choices {
    pub specialties: Vec<SpecialtyView>,
    pub room_kinds: Vec<String>,
}

impl Choices {
    pub async fn load(ctx: &Ctx) -> Result<Self, PageError> {
        Ok(Self {
            specialties: list_specialties(ctx).await?,
            room_kinds: list_room_kinds(ctx).await?,
        })
    }

    /// The name of a specialty whose identifier stands in a form.
    pub fn specialty_name(&self, id: &str) -> String {
        let known = self.specialties.iter().find(|one| one.id.to_string() == id);
        known.map_or_else(|| "none".to_owned(), |one| one.name.clone())
    }
}

/// All fields, with what is wrong with them. `action` is where the form goes.
pub(super) fn fields(form: &ServiceForm, wrong: &Wrong, choices: &Choices, action: &str) -> AnyView {
    view! {
        {what(form, wrong, choices)}
        {length(form, wrong, action)}
        {booking(form, wrong)}
        {approval(form, wrong)}
        {room(form, wrong, choices)}
        {reminders(form)}
    }
    .into_any()
}

/// A section with a line that says what it is about.
fn section(title: &'static str, intro: &'static str, fields: AnyView) -> AnyView {
    view! {
        <Card title=title>
            <p class="settings__intro">{intro}</p>
            <div class="settings__fields">{fields}</div>
        </Card>
    }
    .into_any()
}

fn what(form: &ServiceForm, wrong: &Wrong, choices: &Choices) -> AnyView {
    let none = std::iter::once(Choice::new("", "Choose a specialty"));
    let specialties = choices.specialties.iter();
    let specialties = none.chain(specialties.map(|one| Choice::new(one.id.to_string(), &one.name)));
    let kinds = VisitKind::ALL.map(|kind| Choice::new(kind.name(), kind.label()));
    // One that is stored and no longer in the list stays as it is.
    let stored = Some(form.currency.as_str()).filter(|code| !code.is_empty() && !CURRENCIES.contains(code));
    let currencies = CURRENCIES.into_iter().chain(stored);
    let currencies = currencies.map(|code| Choice::new(code, code)).collect();
    let fields = view! {
        <Input
            id=Field::Name.name()
            label="Name"
            hint="As patients read it, for example “First consultation”."
            value=form.name.clone()
            error=fault(wrong, Field::Name)
            maxlength=100
            required=true
        />
        <Select
            id=Field::Specialty.name()
            label="Specialty"
            hint="Only doctors of this specialty can give the service."
            options=specialties.collect()
            selected=form.specialty.clone()
            error=fault(wrong, Field::Specialty)
            required=true
        />
        <Select
            id=Field::VisitKind.name()
            label="Kind of visit"
            hint="Patients see whether they come to the clinic or meet the doctor by video."
            options=kinds.into()
            selected=form.visit_kind.clone()
            error=fault(wrong, Field::VisitKind)
        />
        <div class="with-unit">
            <Input
                id=Field::Price.name()
                label="Price"
                hint="Like 90 or 90.50. Empty: no price is shown."
                value=form.price.clone()
                error=fault(wrong, Field::Price)
                width=InputWidth::Short
                optional=true
            />
            <Select
                id=Field::Currency.name()
                label="Currency"
                options=currencies
                selected=form.currency.clone()
                error=fault(wrong, Field::Currency)
            />
        </div>
    };
    section(
        "What it is",
        "Name, specialty and price are what patients see first.",
        fields.into_any(),
    )
}

fn length(form: &ServiceForm, wrong: &Wrong, action: &str) -> AnyView {
    let fields = view! {
        {minutes(Field::Duration, "Length, in minutes", "5 to 720. A doctor can have an own length, see below the form.", &form.duration, wrong)}
        {lengths::rows(form, wrong, action)}
        {minutes(
            Field::Step,
            "From one start to the next, in minutes",
            "Empty: as long as the visit. For example, visits of 30 minutes every 15 minutes start at 09:00, 09:15, 09:30.",
            &form.step,
            wrong,
        )}
        {minutes(
            Field::BufferBefore,
            "Kept free before, in minutes",
            "0 to 240. For example, 10 to prepare: after a visit that ends at 10:00 the next starts at 10:10 at the earliest.",
            &form.buffer_before,
            wrong,
        )}
        {minutes(
            Field::BufferAfter,
            "Kept free after, in minutes",
            "0 to 240. For example, 15 to write notes: a visit from 10:00 to 10:30 keeps the doctor until 10:45. Patients do not see it.",
            &form.buffer_after,
            wrong,
        )}
        <Checkbox
            id="restart_after_busy"
            label="Start times begin anew after each visit"
            hint="For example, visits of 45 minutes from 09:00: when 09:00 to 09:20 is taken, the next start is 09:20 instead of 09:45. Fewer gaps, less even times."
            checked=form.restart_after_busy == "true"
        />
    };
    section(
        "Length and start times",
        "How long a visit takes, and when in the doctor's hours one can start.",
        fields.into_any(),
    )
}

fn booking(form: &ServiceForm, wrong: &Wrong) -> AnyView {
    let fields = view! {
        {span(
            Field::Notice,
            "Notice",
            "How long before its start a visit can still be booked. For example, with 2 hours nobody can book 10:00 after 08:00.",
            (&form.notice, &form.notice_unit),
            wrong,
        )}
        {minutes(
            Field::Horizon,
            "How far ahead, in days",
            "1 to 730. For example, 60: on 1 March the last day that can be booked is 30 April.",
            &form.horizon,
            wrong,
        )}
        {minutes(
            Field::CapPerDay,
            "Most visits a day with one doctor",
            "Empty: no limit. For example, with 4 a day that has four of these visits takes no fifth, even where hours are left.",
            &form.cap_per_day,
            wrong,
        )}
    };
    section(
        "When it can be booked",
        "From when to when, and how many on one day.",
        fields.into_any(),
    )
}

fn approval(form: &ServiceForm, wrong: &Wrong) -> AnyView {
    let fields = view! {
        <Checkbox
            id="needs_approval"
            label="The clinic must accept each booking"
            hint="What patients send is a request. It keeps its time until the doctor or an administrator accepts or rejects it."
            checked=form.needs_approval == "true"
        />
        {span(
            Field::Lapse,
            "Time to answer a request",
            "15 minutes to 30 days. For example, 2 days: a request of Monday 10:00 that nobody answers lapses on Wednesday 10:00, and its time is free again.",
            (&form.lapse, &form.lapse_unit),
            wrong,
        )}
        {span(
            Field::CutOff,
            "Cut-off for moving and cancelling",
            "Until how long before the start patients move or cancel online. For example, 24 hours: a visit on Tuesday 10:00 until Monday 10:00. After that they call.",
            (&form.cut_off, &form.cut_off_unit),
            wrong,
        )}
    };
    section(
        "Accepting and changing",
        "Whether a booking counts at once, and until when patients change it.",
        fields.into_any(),
    )
}

fn room(form: &ServiceForm, wrong: &Wrong, choices: &Choices) -> AnyView {
    let none = std::iter::once(Choice::new("", "No room is needed"));
    let mut kinds = choices.room_kinds.clone();
    if !form.room_kind.is_empty() && !kinds.contains(&form.room_kind) {
        kinds.push(form.room_kind.clone());
    }
    let kinds = none.chain(kinds.into_iter().map(|kind| Choice::new(kind.clone(), kind)));
    let fields = view! {
        <Select
            id=Field::RoomKind.name()
            label="Kind of room"
            hint="For example, Ultrasound: a visit takes a free ultrasound room of its location, and without one the time cannot be booked. Rooms and their kinds are added under Locations."
            options=kinds.collect()
            selected=form.room_kind.clone()
            error=fault(wrong, Field::RoomKind)
        />
    };
    section("Room", "Whether the visit needs a room of its own.", fields.into_any())
}

fn reminders(form: &ServiceForm) -> AnyView {
    let groups = Reminders::CHANNELS.map(|channel| {
        let boxes = Reminders::HOURS.map(|hours_before| {
            let reminder = Reminder { channel, hours_before };
            view! {
                <Checkbox
                    id=reminder_name(reminder)
                    label=Reminders::label(hours_before)
                    checked=form.reminders.has(reminder)
                />
            }
        });
        view! {
            <fieldset class="choices">
                <legend class="choices__title">{channel.label()}</legend>
                <div class="choices__boxes">{boxes.collect_view()}</div>
            </fieldset>
        }
    });
    section(
        "Reminders",
        "When patients are reminded of a visit. Who books later than that is reminded at once; each patient can choose to get fewer.",
        groups.collect_view().into_any(),
    )
}

/// A whole number.
fn minutes(field: Field, label: &'static str, hint: &'static str, value: &str, wrong: &Wrong) -> AnyView {
    let optional = matches!(field, Field::Step | Field::CapPerDay);
    view! {
        <Input
            id=field.name()
            label=label
            hint=hint
            kind=InputKind::Digits
            width=InputWidth::Short
            value=value.to_owned()
            error=fault(wrong, field)
            optional=optional
        />
    }
    .into_any()
}

/// A number with its unit.
fn span(field: Field, label: &'static str, hint: &'static str, value: (&str, &str), wrong: &Wrong) -> AnyView {
    let units = SpanUnit::ALL.map(|unit| Choice::new(unit.name(), unit.name()));
    view! {
        <div class="with-unit">
            <Input
                id=field.name()
                label=label
                hint=hint
                kind=InputKind::Digits
                width=InputWidth::Short
                value=value.0.to_owned()
                error=fault(wrong, field)
            />
            <Select
                id=format!("{}_unit", field.name())
                label="Counted in"
                options=units.into()
                selected=value.1.to_owned()
            />
        </div>
    }
    .into_any()
}
