//! What these tests share.

use backend::{
    Context, Fault,
    booking::{Book, Choice, Chosen, Decisions, HoldSlot, Undecided, book, hold},
    schedule::{AddTimeOff, DoctorSchedules, Outcome, OwnSchedule, SetOverride, SetWeeklyHours, list_schedules},
    testing::{World, doctor_context, instant, patient_context},
};
use domain::{
    booking::AppointmentView,
    refusal::Refusal,
    schedule::{Away, AwayText, DateHours, HoursText, Week, WeekText, parse_windows},
    version::Version,
};

macro_rules! on_both_databases {
    ($(async fn $name:ident($world:ident: World) $body:block)+) => {$(
        #[rstest::rstest]
        #[case::sqlite(backend::testing::Kind::Sqlite)]
        #[case::postgres(backend::testing::Kind::Postgres)]
        #[tokio::test]
        async fn $name(#[case] kind: backend::testing::Kind) {
            let $world = backend::testing::world(kind).await;
            $body
        }
    )+};
}
pub(crate) use on_both_databases;

pub fn ada(world: &World) -> Context {
    doctor_context(&world.core, &world.clinic, 0)
}

pub fn ben(world: &World) -> Context {
    doctor_context(&world.core, &world.clinic, 1)
}

pub fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> Refusal {
    match result.unwrap_err() {
        Fault::Refused(refusal) => refusal,
        fault => panic!("not a refusal: {fault:?}"),
    }
}

/// A visit of the first doctor in London.
pub async fn booked(world: &World, patient: usize, start: &str) -> AppointmentView {
    let doctor = &world.clinic.doctors[0];
    let ctx = patient_context(&world.core, &world.clinic, patient);
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    };
    let held = hold(&ctx, &slot).await.unwrap().view;
    let input = Book {
        hold: held.id,
        version: held.version,
        reason: "A mole has changed.".into(),
        idempotency_key: format!("{patient}-{}", start.to_lowercase().replace(':', "-")),
    };
    book(&ctx, &input).await.unwrap()
}

pub async fn all(ctx: &Context) -> DoctorSchedules {
    list_schedules(ctx, None).await.unwrap()
}

pub async fn own(ctx: &Context) -> OwnSchedule {
    all(ctx).await.schedules.remove(0)
}

pub fn text(from: &str, to: &str) -> HoursText {
    HoursText {
        from: from.into(),
        to: to.into(),
    }
}

/// The same hours from Monday to Friday.
pub fn workdays(windows: &[(&str, &str)]) -> Week {
    let day: Vec<HoursText> = windows.iter().map(|&(from, to)| text(from, to)).collect();
    let mut week = WeekText::default();
    week[..5].fill(day);
    Week::parse(&week).unwrap()
}

pub async fn set_week(week: Week, ctx: &Context, decisions: Decisions) -> Result<Outcome, Fault> {
    let OwnSchedule { id, version, .. } = own(ctx).await;
    let input = SetWeeklyHours {
        schedule: id,
        version,
        week,
        decisions,
    };
    backend::schedule::set_weekly_hours(ctx, &input).await
}

pub fn windows(windows: &[(&str, &str)]) -> DateHours {
    let rows: Vec<HoursText> = windows.iter().map(|&(from, to)| text(from, to)).collect();
    DateHours::Windows(parse_windows(&rows).unwrap())
}

pub async fn set_date(ctx: &Context, date: &str, hours: DateHours, decisions: Decisions) -> Result<Outcome, Fault> {
    let OwnSchedule { id, version, .. } = own(ctx).await;
    let input = SetOverride {
        schedule: id,
        version,
        date: date.parse().unwrap(),
        hours,
        decisions,
    };
    backend::schedule::set_override(ctx, &input).await
}

pub fn away(first: &str, last: &str, from: &str, to: &str) -> Away {
    let text = AwayText {
        first: first.into(),
        last: last.into(),
        from: from.into(),
        to: to.into(),
    };
    Away::parse(&text).unwrap()
}

pub fn time_off(away: Away, version: Version) -> AddTimeOff {
    AddTimeOff {
        doctor: None,
        version,
        away,
        reason: "Course".into(),
        decisions: Decisions::default(),
    }
}

#[track_caller]
pub fn undecided<T: std::fmt::Debug>(outcome: Result<Outcome<T>, Fault>) -> Undecided {
    match outcome.unwrap() {
        Outcome::Undecided(undecided) => undecided,
        done => panic!("done: {done:?}"),
    }
}

#[track_caller]
pub fn done<T: std::fmt::Debug>(outcome: Result<Outcome<T>, Fault>) -> T {
    match outcome.unwrap() {
        Outcome::Done(done) => done,
        Outcome::Undecided(undecided) => panic!("undecided: {undecided:?}"),
    }
}

/// The same choice for all; where they are moved, to what was proposed.
pub fn decide(list: &Undecided, choice: impl Fn(usize) -> Choice) -> Decisions {
    let chosen = list.hits.iter().enumerate().map(|(index, hit)| Chosen {
        appointment: hit.appointment.id,
        version: hit.appointment.version,
        choice: match choice(index) {
            Choice::Move { .. } => Choice::Move {
                start: hit.proposal.as_ref().unwrap().start,
            },
            other => other,
        },
    });
    Decisions {
        choices: chosen.collect(),
        reason: "The doctor is at a course.".into(),
    }
}

pub fn move_it() -> Choice {
    Choice::Move {
        start: domain::time::Instant::from_millis(0),
    }
}
