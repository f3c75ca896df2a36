//! Processes that work on one database, one of which is killed in the middle.

use std::{
    fs::OpenOptions,
    path::Path,
    process::{Child, Command},
    sync::Arc,
    time::Duration,
};

use backend::{
    Core,
    db::Db,
    testing::{self, Kind, TestClock, World},
};
use domain::time::Date;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde::{Deserialize, Serialize};

use super::{
    client::{self, Ground, browser, key, visit},
    history::{self, Event, Recorder},
    model::{Act, Moved},
    round,
};

const VARIABLE: &str = "MEDICONNECT_SOAK_WORKER";
const CLIENTS: usize = 3;
const DATE: Date = jiff::civil::date(2026, 12, 7);

/// What one process does.
#[derive(Serialize, Deserialize)]
pub struct Task {
    url: String,
    file: String,
    first_client: usize,
    acts_per_client: usize,
    seed: u64,
}

impl Task {
    pub fn from_environment() -> Option<Self> {
        let text = std::env::var(VARIABLE).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    fn start(&self) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(VARIABLE, serde_json::to_string(self).unwrap());
        command.spawn().unwrap()
    }
}

/// In the process of its own.
pub async fn run(task: &Task) {
    let db = Db::connect(&task.url).await.unwrap();
    let core = Arc::new(Core::new(db, TestClock::default(), testing::settings()));
    let file = OpenOptions::new().append(true).create(true).open(&task.file).unwrap();
    let ground = Arc::new(Ground {
        core,
        clinic: testing::clinic_plan(),
        date: DATE,
        recorder: Recorder::new(Some(file)),
        clock: None,
        reads: true,
        moment: Default::default(),
        known: Default::default(),
    });
    let clients = (0..CLIENTS).map(|number| {
        let number = task.first_client + number;
        tokio::spawn(client::run(ground.clone(), number, task.acts_per_client, task.seed))
    });
    for client in futures::future::join_all(clients).await {
        client.unwrap();
    }
}

/// Starts two processes on PostgreSQL, one on SQLite, kills one with no warning while it works, and looks at what is left.
pub async fn kill_in_the_middle(kind: Kind, attempts: usize) -> Result<String, String> {
    let rounds = (attempts / 10_000).clamp(1, 10);
    let mut acknowledged = 0;
    let mut cut_off = 0;
    for round in 0..rounds {
        let world = testing::world(kind).await;
        round::prepare(&world, false).await;
        let (events, unanswered) = kill_one(&world, u64::try_from(round).unwrap() + 77).await;
        cut_off += unanswered;
        acknowledged += check_acknowledged(&world, &events).await?;
        round::check(&world).await?;
        history::check(events, false).map_err(|why| format!("round {round}: {why}"))?;
    }
    Ok(format!(
        "{rounds} kills, {cut_off} calls cut off, {acknowledged} acknowledged bookings found"
    ))
}

async fn kill_one(world: &World, seed: u64) -> (Vec<Event>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let processes = if world.db.kind == Kind::Sqlite { 1 } else { 2 };
    let task = |number: usize| Task {
        url: world.db.url.clone(),
        file: folder.path().join(format!("{number}.jsonl")).display().to_string(),
        first_client: number * CLIENTS,
        // The one to be killed would go on for long.
        acts_per_client: if number == 0 { 5_000 } else { 40 },
        seed: seed + u64::try_from(number).unwrap(),
    };
    let tasks: Vec<Task> = (0..processes).map(task).collect();
    let mut children: Vec<Child> = tasks.iter().map(Task::start).collect();
    wait_for_lines(Path::new(&tasks[0].file), 400).await;
    children[0].kill().unwrap();
    for child in &mut children {
        child.wait().unwrap();
    }
    let read = |task: &Task| history::read(&std::fs::read_to_string(&task.file).unwrap_or_default());
    let events: Vec<Event> = tasks.iter().flat_map(read).collect();
    let unanswered = history::unanswered(&events);
    let mut resolved = Vec::new();
    for call in &unanswered {
        resolved.push((*call, effect(world, call.act()).await));
    }
    (history::complete(events, &resolved), unanswered.len())
}

/// Until the process has done something.
async fn wait_for_lines(file: &Path, least: usize) {
    for _ in 0..6000 {
        let lines = std::fs::read_to_string(file).map_or(0, |text| text.lines().count());
        if lines >= least {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the worker did nothing for a minute");
}

/// What a call did whose answer never came, read off the rows.
async fn effect(world: &World, act: Act) -> Option<Act> {
    let count = async |sql: String| {
        let statement = Statement::from_string(world.db.db.backend(), sql);
        let row = world.db.db.reader().query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).unwrap() > 0
    };
    // The history of an appointment says which change made which version.
    let changed = |id: u32, seen: i64, kind: &str, more: String| {
        format!(
            "SELECT COUNT(*) FROM appointment_event JOIN appointment ON appointment.id = appointment_id \
             WHERE idempotency_key = '{}' AND appointment_event.version = {} AND kind = '{kind}' {more}",
            key(DATE, id),
            seen + 1
        )
    };
    match act {
        Act::Hold { id, slot, .. } => {
            let sql = format!(
                "SELECT COUNT(*) FROM appointment WHERE holder_hash = '{}'",
                browser(DATE, id).hash()
            );
            count(sql).await.then_some(Act::Hold { id, slot, won: true })
        }
        Act::Book { id, .. } => {
            let sql = format!(
                "SELECT COUNT(*) FROM appointment WHERE idempotency_key = '{}'",
                key(DATE, id)
            );
            count(sql).await.then_some(Act::Book { id, won: true })
        }
        Act::Release { id, .. } => {
            let sql = format!(
                "SELECT COUNT(*) FROM appointment WHERE holder_hash = '{}' AND status = 'expired'",
                browser(DATE, id).hash()
            );
            count(sql).await.then_some(Act::Release { id, won: true })
        }
        Act::Cancel { id, seen, .. } => {
            let sql = changed(id, seen, "cancel", String::new());
            count(sql).await.then_some(Act::Cancel { id, seen, won: true })
        }
        Act::Move { id, seen, to, .. } => {
            let at = visit(DATE, to).start().millis();
            let sql = changed(id, seen, "move", format!("AND appointment_event.starts_at = {at}"));
            let answer = Moved::Won;
            count(sql).await.then_some(Act::Move { id, seen, to, answer })
        }
        Act::Decide { id, seen, accept, .. } => {
            let kind = if accept { "accept" } else { "reject" };
            let sql = changed(id, seen, kind, String::new());
            count(sql).await.then_some(Act::Decide {
                id,
                seen,
                accept,
                won: true,
            })
        }
        Act::Expire | Act::Read { .. } => None,
    }
}

/// Every booking that somebody was told of is there, whatever became of it later.
async fn check_acknowledged(world: &World, events: &[Event]) -> Result<usize, String> {
    let mut found = 0;
    for event in events {
        let Act::Book { id, won: true } = event.act() else {
            continue;
        };
        let sql = format!(
            "SELECT COUNT(*) FROM appointment WHERE idempotency_key = '{}' AND patient_id IS NOT NULL",
            key(DATE, id)
        );
        let backend: DbBackend = world.db.db.backend();
        let row = world
            .db
            .db
            .reader()
            .query_one_raw(Statement::from_string(backend, sql))
            .await;
        if row.unwrap().unwrap().try_get_by_index::<i64>(0).unwrap() != 1 {
            return Err(format!("an acknowledged booking is missing: {id}"));
        }
        found += 1;
    }
    Ok(found)
}
