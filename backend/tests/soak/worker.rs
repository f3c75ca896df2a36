//! Processes that work on one database, some of which are killed in the middle.

use std::{
    fs::OpenOptions,
    path::Path,
    process::{Child, Command},
    sync::Arc,
    time::Duration,
};

use backend::{
    Clock as _, Core,
    db::Db,
    testing::{self, Kind, TestClock, World},
};
use serde::{Deserialize, Serialize};

use super::{
    client,
    ground::{Ground, Theme},
    history::{self, Event, Recorder},
    round::{self, CLIENTS, Tally},
};

const VARIABLE: &str = "MEDICONNECT_SOAK_WORKER";
/// In each of two processes.
const CLIENTS_PER_PROCESS: usize = CLIENTS / 2;

/// What one process does.
#[derive(Serialize, Deserialize)]
pub struct Task {
    url: String,
    file: String,
    round: usize,
    first_client: usize,
    acts_per_client: usize,
    seed: u64,
    theme: Theme,
    /// What its clock shows, in epoch milliseconds.
    now: i64,
}

impl Task {
    /// For the process with this number.
    pub fn new(world: &World, folder: &Path, (round, theme): (usize, Theme), process: usize, acts: usize) -> Self {
        Self {
            url: named(&world.db.url),
            file: folder.join(format!("{process}.jsonl")).display().to_string(),
            round,
            first_client: process * CLIENTS_PER_PROCESS,
            acts_per_client: acts,
            seed: u64::try_from(round).unwrap() + 1,
            theme,
            now: world.clock.now().millis(),
        }
    }

    pub fn from_environment() -> Option<Self> {
        let text = std::env::var(VARIABLE).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    pub fn start(&self) -> Child {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(VARIABLE, serde_json::to_string(self).unwrap());
        command.spawn().unwrap()
    }
}

const NAME: &str = "application_name=soak-worker";

/// PostgreSQL tells who is connected by name.
fn named(url: &str) -> String {
    match url {
        url if url.starts_with("sqlite:") => url.to_owned(),
        url if url.contains('?') => format!("{url}&{NAME}"),
        url => format!("{url}?{NAME}"),
    }
}

/// In the process of its own.
pub async fn run(task: &Task) {
    let db = Db::connect(&task.url).await.unwrap();
    let now = jiff::Timestamp::from_millisecond(task.now).unwrap();
    let core = Arc::new(Core::new(db, TestClock::at(&now.to_string()), testing::settings()));
    let file = OpenOptions::new().append(true).create(true).open(&task.file).unwrap();
    let ground = Arc::new(Ground {
        core,
        clinic: testing::clinic_plan(),
        date: round::date(task.round),
        recorder: Recorder::new(Some(file)),
        clock: None,
        theme: task.theme,
        moment: Default::default(),
    });
    let clients = (0..CLIENTS_PER_PROCESS).map(|number| {
        let number = task.first_client + number;
        tokio::spawn(client::run(ground.clone(), number, task.acts_per_client, task.seed))
    });
    for client in futures::future::join_all(clients).await {
        client.unwrap();
    }
}

/// What processes have noted.
pub fn events(tasks: &[Task]) -> Vec<Event> {
    let read = |task: &Task| history::read(&std::fs::read_to_string(&task.file).unwrap_or_default());
    tasks.iter().flat_map(read).collect()
}

/// Starts two processes on PostgreSQL, one on SQLite, kills one with no warning while it works, and looks at what is left.
pub async fn kill_in_the_middle(kind: Kind, attempts: usize) -> Result<String, String> {
    let kills = (attempts / 4_000).clamp(1, 25);
    let mut tally = Tally::default();
    for round in 0..kills {
        let world = testing::world(kind).await;
        round::prepare(&world).await;
        let date = round::date(round);
        let begin = round::clinic(&world, date, &[]).await;
        let events = kill_one(&world, round).await;
        let end = round::clinic(&world, date, &events).await;
        tally.add(&events);
        tally.kills += 1;
        round::check_acknowledged(&world, date, &events).await?;
        round::check_rows(&world).await?;
        history::check(events, begin, end).map_err(|why| format!("round {round}: {why}"))?;
    }
    Ok(tally.to_string())
}

async fn kill_one(world: &World, round: usize) -> Vec<Event> {
    let folder = tempfile::tempdir().unwrap();
    let processes = if world.db.kind == Kind::Sqlite { 1 } else { 2 };
    let task = |process: usize| {
        // The one to be killed would go on for long.
        let acts = if process == 0 { 5_000 } else { 40 };
        Task::new(world, folder.path(), (round, Theme::Plans), process, acts)
    };
    let tasks: Vec<Task> = (0..processes).map(task).collect();
    let mut children: Vec<Child> = tasks.iter().map(Task::start).collect();
    wait_for_lines(Path::new(&tasks[0].file), 200 + 37 * (round % 8)).await;
    children[0].kill().unwrap();
    for child in &mut children {
        child.wait().unwrap();
    }
    wait_for_goodbye(world).await;
    events(&tasks)
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

/// Until PostgreSQL has noticed that its clients are gone: what they asked for last may still be under way.
async fn wait_for_goodbye(world: &World) {
    let sql =
        "SELECT COUNT(*) FROM pg_stat_activity WHERE application_name = 'soak-worker' AND datname = current_database()";
    for _ in 0..6000 {
        if world.db.kind == Kind::Sqlite || world.db.number(sql, &[]).await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("a killed process is still connected after a minute");
}
