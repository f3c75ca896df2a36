use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::{
    BUFFER_MOST, DURATION_LEAST, DURATION_MOST, Field, LAPSE_MINUTES, Problem, ServiceSettings, SpanUnit, Wrong,
    lengths::{self, LengthRow},
    limits::CAP_MOST,
    number::{amount, small, small_optional, span, words},
    room::KIND_MOST,
};
use crate::{
    directory::VisitKind,
    ids::SpecialtyId,
    messages::{Reminder, Reminders},
    money::Money,
};

/// The currencies to choose from; all have cents.
pub const CURRENCIES: [&str; 10] = ["GBP", "EUR", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CAD", "AUD"];

const NAME_MOST: u16 = 100;
const YEAR_MINUTES: u32 = 365 * 24 * 60;
const LAPSE_LEAST: u32 = 15;
const LAPSE_MOST: u32 = 30 * 24 * 60;
const HORIZON_MOST: u16 = 730;
pub(super) const PRICE_MOST_MINOR: i64 = 100_000_000;
const YES: &str = "true";

/// A service as a form has it: what was typed, so that it comes back as it was.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ServiceForm {
    pub name: String,
    /// An identifier.
    pub specialty: String,
    pub visit_kind: String,
    pub duration: String,
    pub step: String,
    pub buffer_before: String,
    pub buffer_after: String,
    /// "true" where it is ticked.
    pub restart_after_busy: String,
    pub notice: String,
    pub notice_unit: String,
    pub horizon: String,
    pub cut_off: String,
    pub cut_off_unit: String,
    pub cap_per_day: String,
    /// "true" where it is ticked.
    pub needs_approval: String,
    pub lapse: String,
    pub lapse_unit: String,
    pub price: String,
    pub currency: String,
    pub room_kind: String,
    /// "reminder_email_24" and so on, "true" where it is ticked.
    #[serde(flatten, deserialize_with = "read_reminders")]
    pub reminders: Reminders,
    /// "length_1" with "length_price_1" and so on.
    #[serde(flatten, deserialize_with = "lengths::read")]
    pub further: Vec<LengthRow>,
}

/// What the box of a reminder is called.
pub fn reminder_name(reminder: Reminder) -> String {
    format!("reminder_{}_{}", reminder.channel.name(), reminder.hours_before)
}

fn read_reminders<'de, D: Deserializer<'de>>(form: D) -> Result<Reminders, D::Error> {
    let fields = BTreeMap::<String, String>::deserialize(form)?;
    let is_ticked = |reminder: &Reminder| fields.get(&reminder_name(*reminder)).is_some_and(|value| value == YES);
    Ok(Reminders::of(Reminders::offered().filter(is_ticked)))
}

impl ServiceForm {
    /// What a new service starts with.
    pub fn fresh() -> Self {
        let text = str::to_owned;
        Self {
            visit_kind: text(VisitKind::InPerson.name()),
            duration: text("30"),
            buffer_before: text("0"),
            buffer_after: text("0"),
            notice: text("2"),
            notice_unit: text(SpanUnit::Hours.name()),
            horizon: text("60"),
            cut_off: text("24"),
            cut_off_unit: text(SpanUnit::Hours.name()),
            lapse: text("2"),
            lapse_unit: text(SpanUnit::Days.name()),
            currency: text(CURRENCIES[0]),
            reminders: Reminders::default(),
            ..Self::default()
        }
    }

    /// # Errors
    /// Every field that cannot be taken.
    pub fn parse(&self) -> Result<ServiceSettings, Wrong> {
        let mut wrong = Wrong::default();
        let name = wrong.take(Field::Name, words(&self.name, NAME_MOST));
        let specialty = wrong.take(Field::Specialty, specialty(&self.specialty));
        let visit_kind = VisitKind::from_name(&self.visit_kind).ok_or(Problem::Missing);
        let visit_kind = wrong.take(Field::VisitKind, visit_kind);
        let lengths = DURATION_LEAST..=DURATION_MOST;
        let duration = wrong.take(Field::Duration, small(&self.duration, lengths.clone()));
        let step = wrong.take(Field::Step, small_optional(&self.step, lengths));
        let buffer = |text: &str| small_optional(text, 0..=BUFFER_MOST).map(Option::unwrap_or_default);
        let buffer_before = wrong.take(Field::BufferBefore, buffer(&self.buffer_before));
        let buffer_after = wrong.take(Field::BufferAfter, buffer(&self.buffer_after));
        let notice = span(&self.notice, &self.notice_unit, 0..=YEAR_MINUTES);
        let notice = wrong.take(Field::Notice, notice);
        let horizon_days = wrong.take(Field::Horizon, small(&self.horizon, 1..=HORIZON_MOST));
        let cut_off = span(&self.cut_off, &self.cut_off_unit, 0..=YEAR_MINUTES);
        let cut_off = wrong.take(Field::CutOff, cut_off);
        let cap_per_day = wrong.take(Field::CapPerDay, small_optional(&self.cap_per_day, 1..=CAP_MOST));
        let needs_approval = self.needs_approval == YES;
        let lapse = wrong.take(Field::Lapse, self.lapse(needs_approval));
        let price = self.price(&mut wrong);
        let has_currency = matches!(price, Some(Some(_)));
        let further = lengths::parse(&self.further, duration, has_currency || price.is_none(), &mut wrong);
        let room_kind = match words(&self.room_kind, KIND_MOST) {
            Err(Problem::Missing) => Some(None),
            parsed => wrong.take(Field::RoomKind, parsed.map(Some)),
        };
        if let (Some(notice), Some(days)) = (notice, horizon_days)
            && notice > u32::from(days) * 24 * 60
        {
            wrong.take::<()>(Field::Notice, Err(Problem::BeyondHorizon));
        }
        let settings = || {
            Some(ServiceSettings {
                name: name?,
                specialty: specialty?,
                visit_kind: visit_kind?,
                duration: duration?,
                further: further?,
                step: step?,
                buffer_before: buffer_before?,
                buffer_after: buffer_after?,
                restart_after_busy: self.restart_after_busy == YES,
                notice: notice?,
                horizon_days: horizon_days?,
                cut_off: cut_off?,
                cap_per_day: cap_per_day?,
                needs_approval,
                lapse: lapse?,
                price: price?,
                room_kind: room_kind?,
                reminders: self.reminders.clone(),
            })
        };
        match settings() {
            Some(settings) if wrong.0.is_empty() => Ok(settings),
            _ => Err(wrong),
        }
    }

    /// It only matters where requests are answered.
    fn lapse(&self, needs_approval: bool) -> Result<u32, Problem> {
        match span(&self.lapse, &self.lapse_unit, LAPSE_LEAST..=LAPSE_MOST) {
            Err(_) if !needs_approval => Ok(LAPSE_MINUTES),
            parsed => parsed,
        }
    }

    fn price(&self, wrong: &mut Wrong) -> Option<Option<Money>> {
        let Some(minor) = wrong.take(Field::Price, amount(&self.price, PRICE_MOST_MINOR))? else {
            return Some(None);
        };
        let is_code = self.currency.len() == 3 && self.currency.bytes().all(|byte| byte.is_ascii_uppercase());
        let currency = is_code.then(|| self.currency.clone()).ok_or(Problem::Missing);
        let currency = wrong.take(Field::Currency, currency)?;
        Some(Some(Money { minor, currency }))
    }

    /// What differs from another form, as people read it: the label, what `self` has, what the other has.
    pub fn differences(&self, other: &Self) -> Vec<(&'static str, String, String)> {
        let pairs = self.lines().into_iter().zip(other.lines());
        let differs = pairs.filter(|((_, one), (_, another))| one != another);
        differs
            .map(|((label, one), (_, another))| (label, one, another))
            .collect()
    }

    fn lines(&self) -> [(&'static str, String); 18] {
        let or_none = |text: &str| {
            if text.trim().is_empty() {
                "none".to_owned()
            } else {
                text.trim().to_owned()
            }
        };
        let ticked = |text: &str| if text == YES { "yes".to_owned() } else { "no".to_owned() };
        let with_unit = |amount: &str, unit: &str| format!("{} {unit}", or_none(amount));
        let minutes = |text: &str| with_unit(text, SpanUnit::Minutes.name());
        let kind = VisitKind::from_name(&self.visit_kind).map_or("none", VisitKind::label);
        let price = match self.price.trim() {
            "" => "none".to_owned(),
            price => format!("{price} {}", self.currency),
        };
        [
            ("Name", or_none(&self.name)),
            ("Specialty", self.specialty.clone()),
            ("Kind of visit", kind.to_owned()),
            ("Length", minutes(&self.duration)),
            ("Other lengths", lengths::words(&self.further)),
            ("From one start to the next", or_none(&self.step)),
            ("Free before", minutes(&self.buffer_before)),
            ("Free after", minutes(&self.buffer_after)),
            ("Start anew after a visit", ticked(&self.restart_after_busy)),
            ("Notice", with_unit(&self.notice, &self.notice_unit)),
            ("How far ahead", with_unit(&self.horizon, SpanUnit::Days.name())),
            ("Cut-off", with_unit(&self.cut_off, &self.cut_off_unit)),
            ("Most visits a day", or_none(&self.cap_per_day)),
            ("Must be accepted", ticked(&self.needs_approval)),
            ("Time to answer", with_unit(&self.lapse, &self.lapse_unit)),
            ("Price", price),
            ("Kind of room", or_none(&self.room_kind)),
            ("Reminders", or_none(&self.reminders.words())),
        ]
    }
}

impl From<&ServiceSettings> for ServiceForm {
    fn from(settings: &ServiceSettings) -> Self {
        let optional = |number: Option<u16>| number.map(|number| number.to_string()).unwrap_or_default();
        let ticked = |is_ticked: bool| if is_ticked { YES.to_owned() } else { String::new() };
        let span = |minutes: u32| {
            let unit = SpanUnit::of(minutes);
            ((minutes / unit.minutes()).to_string(), unit.name().to_owned())
        };
        let (notice, notice_unit) = span(settings.notice);
        let (cut_off, cut_off_unit) = span(settings.cut_off);
        let (lapse, lapse_unit) = span(settings.lapse);
        let (price, currency) = match &settings.price {
            Some(Money { minor, currency }) => (amount_text(*minor), currency.clone()),
            None => (String::new(), CURRENCIES[0].to_owned()),
        };
        Self {
            name: settings.name.clone(),
            specialty: settings.specialty.to_string(),
            visit_kind: settings.visit_kind.name().to_owned(),
            duration: settings.duration.to_string(),
            step: optional(settings.step),
            buffer_before: settings.buffer_before.to_string(),
            buffer_after: settings.buffer_after.to_string(),
            restart_after_busy: ticked(settings.restart_after_busy),
            notice,
            notice_unit,
            horizon: settings.horizon_days.to_string(),
            cut_off,
            cut_off_unit,
            cap_per_day: optional(settings.cap_per_day),
            needs_approval: ticked(settings.needs_approval),
            lapse,
            lapse_unit,
            price,
            currency,
            room_kind: settings.room_kind.clone().unwrap_or_default(),
            reminders: settings.reminders.clone(),
            further: settings.further.iter().map(LengthRow::from).collect(),
        }
    }
}

/// "90.50"
pub(super) fn amount_text(minor: i64) -> String {
    format!("{}.{:02}", minor / 100, minor % 100)
}

fn specialty(text: &str) -> Result<SpecialtyId, Problem> {
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    text.parse().map_err(|_| Problem::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::FieldFault;

    fn form() -> ServiceForm {
        ServiceForm {
            name: "Skin check".into(),
            specialty: "0193a5c0-0000-4000-8000-000000000001".into(),
            ..ServiceForm::fresh()
        }
    }

    /// The faults of a form in which one field was changed.
    fn faults(change: impl FnOnce(&mut ServiceForm)) -> Vec<(Field, Problem)> {
        let mut form = form();
        change(&mut form);
        let wrong = form.parse().err().unwrap_or_default();
        wrong
            .0
            .into_iter()
            .map(|FieldFault { field, problem }| (field, problem))
            .collect()
    }

    #[test]
    fn a_fresh_form_with_a_name_and_a_specialty_is_a_service() {
        let settings = form().parse().unwrap();
        assert_eq!(
            (settings.duration, settings.notice, settings.horizon_days),
            (30, 120, 60)
        );
        assert_eq!((settings.step, settings.price, settings.room_kind), (None, None, None));
    }

    #[test]
    fn what_was_parsed_reads_the_same_again() {
        let mut form = form();
        form.step = "15".into();
        form.price = "90.50".into();
        form.needs_approval = YES.into();
        form.room_kind = "Ultrasound".into();
        form.cap_per_day = "8".into();
        let row = |minutes: &str, price: &str| LengthRow {
            minutes: minutes.into(),
            price: price.into(),
        };
        form.further = vec![row("90", ""), row("60", "120"), row("", "")];
        let settings = form.parse().unwrap();
        let again = ServiceForm::from(&settings);
        assert_eq!(again.parse(), Ok(settings));
        // "24 hours" is written as "1 day".
        assert_eq!((again.cut_off.as_str(), again.cut_off_unit.as_str()), ("1", "days"));
        assert_eq!(again.further, [row("60", "120.00"), row("90", "")]);
    }

    #[test]
    fn every_bound_of_the_schema_is_a_fault_with_a_text() {
        type Set = fn(&mut ServiceForm, String);
        let bounds: [(Field, Set, [&str; 2], &[&str]); 9] = [
            (
                Field::Duration,
                |form, text| form.duration = text,
                ["5", "720"],
                &["4", "721", "0"],
            ),
            (
                Field::Step,
                |form, text| form.step = text,
                ["5", "720"],
                &["4", "721", "0"],
            ),
            (
                Field::BufferBefore,
                |form, text| form.buffer_before = text,
                ["0", "240"],
                &["241"],
            ),
            (
                Field::BufferAfter,
                |form, text| form.buffer_after = text,
                ["0", "240"],
                &["241"],
            ),
            (
                Field::Horizon,
                |form, text| form.horizon = text,
                ["1", "730"],
                &["0", "731"],
            ),
            (
                Field::CapPerDay,
                |form, text| form.cap_per_day = text,
                ["1", "1000"],
                &["0", "1001"],
            ),
            (
                Field::CutOff,
                |form, text| (form.cut_off, form.cut_off_unit) = (text, "days".into()),
                ["0", "365"],
                &["366", "9999999999"],
            ),
            (
                Field::Lapse,
                |form, text| {
                    (form.lapse, form.lapse_unit) = (text, "minutes".into());
                    form.needs_approval = YES.into();
                },
                ["15", "43200"],
                &["14", "43201", "0"],
            ),
            (
                Field::Price,
                |form, text| form.price = text,
                ["0", "1000000"],
                &["1000000.01"],
            ),
        ];
        for (field, set, inside, outside) in bounds {
            for text in inside {
                assert_eq!(faults(|form| set(form, text.to_owned())), [], "{field:?} {text}");
            }
            for text in outside {
                let expected = [(field, Problem::OutOfRange)];
                assert_eq!(
                    faults(|form| set(form, (*text).to_owned())),
                    expected,
                    "{field:?} {text}"
                );
            }
            assert_eq!(
                faults(|form| set(form, "x".to_owned())),
                [(field, Problem::Malformed)],
                "{field:?}"
            );
            let text = FieldFault {
                field,
                problem: Problem::OutOfRange,
            }
            .text();
            assert!(text.contains("must be"), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let all: Vec<Field> = ServiceForm::default()
            .parse()
            .unwrap_err()
            .0
            .iter()
            .map(|fault| fault.field)
            .collect();
        let expected = [
            Field::Name,
            Field::Specialty,
            Field::VisitKind,
            Field::Duration,
            Field::Notice,
            Field::Horizon,
            Field::CutOff,
        ];
        assert_eq!(all, expected);
        assert_eq!(
            faults(|form| form.specialty = "x".into()),
            [(Field::Specialty, Problem::Unknown)]
        );
        for currency in ["", "gbp", "POUND", "€€€"] {
            let found = faults(|form| (form.price, form.currency) = ("90".into(), currency.into()));
            assert_eq!(found, [(Field::Currency, Problem::Missing)], "{currency}");
        }
    }

    #[test]
    fn a_notice_beyond_the_horizon_leaves_nothing_to_book() {
        let far = |amount: &str| faults(|form| (form.notice, form.notice_unit) = (amount.into(), "days".into()));
        assert_eq!(far("60"), []);
        assert_eq!(far("61"), [(Field::Notice, Problem::BeyondHorizon)]);
    }

    #[test]
    fn only_services_that_must_be_accepted_need_a_time_to_answer() {
        assert_eq!(faults(|form| form.lapse = String::new()), []);
        let asked = faults(|form| (form.lapse, form.needs_approval) = (String::new(), YES.into()));
        assert_eq!(asked, [(Field::Lapse, Problem::Missing)]);
    }

    #[test]
    fn differences_name_the_field_and_both_values() {
        let (one, mut other) = (form(), form());
        other.duration = "45".into();
        assert_eq!(
            one.differences(&other),
            [("Length", "30 minutes".into(), "45 minutes".into())]
        );
        other = form();
        other.further = vec![LengthRow {
            minutes: "60".into(),
            price: "120".into(),
        }];
        assert_eq!(
            one.differences(&other),
            [("Other lengths", "none".into(), "60 minutes for 120".into())]
        );
        assert_eq!(one.differences(&one.clone()), []);
    }
}
