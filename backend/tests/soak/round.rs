//! Histories of many clients on one date each, in one process or in two.

use std::{collections::HashMap, fmt, sync::Arc};

use backend::{
    setup::{Severity, verify},
    testing::{self, Kind, World},
};
use domain::time::Date;
use jiff::ToSpan as _;

use super::{
    client,
    ground::{Ground, Theme, browser},
    history::{self, Event, Recorder},
    model::{Act, Answer, Clinic, Id},
    rows,
    worker::{self, Task},
};

/// Of all processes together. The search for an order grows with two to the power of how many calls are under way at once.
pub const CLIENTS: usize = 6;
const ACTS_PER_CLIENT: usize = 50;
const ROUNDS_PER_WORLD: usize = 8;

/// Far enough ahead that the clocks of a world do not reach them.
pub fn date(round: usize) -> Date {
    let first = jiff::civil::date(2026, 12, 7);
    first.saturating_add(i32::try_from(round % ROUNDS_PER_WORLD).unwrap().days())
}

/// What was tried.
#[derive(Default)]
pub struct Tally {
    pub histories: usize,
    pub attempts: usize,
    /// Attempts that somebody else was in the way of.
    pub conflicts: usize,
    pub bookings: usize,
    pub kills: usize,
    /// Calls whose answer never came.
    pub cut_off: usize,
}

impl Tally {
    pub fn add(&mut self, events: &[Event]) {
        let is_booking = |event: &&Event| {
            let answer = Answer::Won;
            event.is_answer && matches!(&event.act, Act::Book { answer: one, .. } if *one == answer)
        };
        self.histories += 1;
        // Whoever reads, or moves the clock, contends for nothing.
        let is_attempt = |event: &&Event| !event.is_answer && event.act.done().is_some();
        self.attempts += events.iter().filter(is_attempt).count();
        self.conflicts += events
            .iter()
            .filter(|event| event.is_answer && event.act.is_conflict())
            .count();
        self.bookings += events.iter().filter(is_booking).count();
        self.cut_off += history::unanswered(events).len();
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            histories,
            attempts,
            conflicts,
            bookings,
            kills,
            cut_off,
        } = self;
        write!(
            out,
            "{attempts} attempts, {conflicts} conflicts, {histories} histories, {bookings} bookings acknowledged and found"
        )?;
        if *kills > 0 {
            write!(out, ", {kills} kills, {cut_off} calls cut off")?;
        }
        Ok(())
    }
}

pub async fn prepare(world: &World) {
    for sql in [
        "INSERT INTO setting (name, value) VALUES ('patient_most_open', '10000'), ('patient_most_per_day', '10000')",
        "UPDATE service SET request_lapse_minutes = 43200",
    ] {
        world.db.execute(sql, &[]).await.unwrap();
    }
    // Every day is a working day.
    for (doctor, weekday) in world.clinic.doctors.iter().flat_map(|one| [(one, 6), (one, 7)]) {
        let schedule = uuid::Uuid::from(doctor.schedule);
        let id = uuid::Uuid::from_u128(schedule.as_u128() ^ (weekday << 16));
        let sql = format!(
            "INSERT INTO weekly_hours (id, schedule_id, weekday, start_minute, end_minute) \
             VALUES ({{0}}, {{1}}, {weekday}, 540, 1020)"
        );
        world.db.execute(&sql, &[id, schedule]).await.unwrap();
    }
}

/// Runs histories until so many attempts were made.
pub async fn run(kind: Kind, attempts: usize) -> Result<String, String> {
    let mut tally = Tally::default();
    while tally.attempts < attempts {
        let world = testing::world(kind).await;
        prepare(&world).await;
        for _ in 0..ROUNDS_PER_WORLD {
            if tally.attempts < attempts {
                one(&world, tally.histories, &mut tally).await?;
            }
        }
        check_rows(&world).await?;
    }
    Ok(tally.to_string())
}

async fn one(world: &World, round: usize, tally: &mut Tally) -> Result<(), String> {
    let theme = if round % 8 / 2 == 3 { Theme::Reads } else { Theme::Plans };
    if theme == Theme::Reads {
        // A page counts and looks for gaps in two queries.
        for sql in [
            "UPDATE service SET cap_per_day = NULL",
            "UPDATE doctor SET cap_per_day = NULL",
        ] {
            world.db.execute(sql, &[]).await.unwrap();
        }
    }
    let date = date(round);
    let begin = clinic(world, date, &[]).await;
    let events = if world.db.kind == Kind::Postgres && round % 2 == 1 {
        in_two_processes(world, round, theme).await
    } else {
        in_this_process(world, round, theme).await?
    };
    let end = clinic(world, date, &events).await;
    tally.add(&events);
    check_acknowledged(world, date, &events).await?;
    history::check(events, begin, end).map_err(|why| format!("round {round}: {why}"))
}

async fn in_this_process(world: &World, round: usize, theme: Theme) -> Result<Vec<Event>, String> {
    let ground = Arc::new(Ground {
        core: world.core.clone(),
        clinic: world.clinic.clone(),
        date: date(round),
        recorder: Recorder::new(None),
        clock: (theme == Theme::Plans).then(|| world.clock.clone()),
        theme,
        moment: Default::default(),
    });
    let seed = u64::try_from(round).unwrap() + 1;
    let clients = (0..CLIENTS).map(|number| tokio::spawn(client::run(ground.clone(), number, ACTS_PER_CLIENT, seed)));
    for client in futures::future::join_all(clients).await {
        client.map_err(|error| format!("round {round}: {error}"))?;
    }
    let ground = Arc::into_inner(ground).ok_or("a client still runs")?;
    Ok(ground.recorder.into_events())
}

async fn in_two_processes(world: &World, round: usize, theme: Theme) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    let task = |process: usize| Task::new(world, folder.path(), (round, theme), process, ACTS_PER_CLIENT);
    let tasks = [task(0), task(1)];
    let children = tasks.each_ref().map(Task::start);
    for mut child in children {
        assert!(child.wait().unwrap().success(), "a process of round {round} failed");
    }
    worker::events(&tasks)
}

/// What the rows are. Whoever holds is known from the events.
pub async fn clinic(world: &World, date: Date, events: &[Event]) -> Clinic {
    let ids = events.iter().filter_map(|event| match event.act {
        Act::Hold { id, .. } => Some(id),
        _ => None,
    });
    let held: HashMap<String, Id> = ids.map(|id| (browser(date, id).hash(), id)).collect();
    rows::clinic(world.db.db.reader(), &world.clinic, date, world.core.clock.now(), &held).await
}

/// No invariant of what is stored is broken, that no patient is in two places at once among them.
pub async fn check_rows(world: &World) -> Result<(), String> {
    let findings = verify(&world.db.db, &testing::keys(), world.core.clock.now())
        .await
        .unwrap();
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    match errors.map(ToString::to_string).collect::<Vec<_>>() {
        errors if errors.is_empty() => Ok(()),
        errors => Err(errors.join("\n")),
    }
}

/// Every booking that somebody was told of is there, whatever became of it later.
pub async fn check_acknowledged(world: &World, date: Date, events: &[Event]) -> Result<(), String> {
    let mut stored = Vec::new();
    for doctor in &world.clinic.doctors {
        let visits = rows::visits(world.db.db.reader(), doctor, date).await;
        stored.extend(visits.iter().filter_map(rows::Visit::booked_by));
    }
    for event in events.iter().filter(|event| event.is_answer) {
        if let Act::Book {
            id,
            answer: Answer::Won,
        } = event.act
            && !stored.contains(&id)
        {
            return Err(format!("an acknowledged booking is missing: {id}"));
        }
    }
    Ok(())
}
