//! Processes that send and that book, and can be killed.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use backend::{Clock, Core, Settings, db::Db, jobs, testing};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{
    clients::{Clients, Made},
    server::{Server, mailer, twilio},
};

const VARIABLE: &str = "MEDICONNECT_POSTBOX_WORKER";

/// How much faster time passes: a lease of three minutes ends after nine seconds.
const SPEED: i64 = 20;

/// The same for all processes of a run.
#[derive(Clone, Copy, Serialize, Deserialize)]
pub struct QuickClock {
    /// On the computer's clock, in milliseconds.
    began: i64,
    /// What it showed then.
    shows: i64,
}

impl QuickClock {
    pub fn at(text: &str) -> Self {
        Self {
            began: computer_millis(),
            shows: testing::instant(text).millis(),
        }
    }
}

impl Clock for QuickClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.shows + (computer_millis() - self.began) * SPEED)
    }
}

#[expect(clippy::disallowed_methods, reason = "several processes share this clock")]
fn computer_millis() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    i64::try_from(since.as_millis()).unwrap()
}

/// What one process does.
#[derive(Clone, Serialize, Deserialize)]
pub struct Task {
    url: String,
    mail_port: u16,
    sms_port: u16,
    clock: QuickClock,
    /// It books, from this number on, and sends nothing.
    books_from: Option<usize>,
}

impl Task {
    pub fn new(url: &str, postbox: &Server, gateway: &Server, clock: QuickClock) -> Self {
        Self {
            url: url.to_owned(),
            mail_port: postbox.port,
            sms_port: gateway.port,
            clock,
            books_from: None,
        }
    }

    pub fn from_environment() -> Option<Self> {
        let text = std::env::var(VARIABLE).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    pub fn start(&self) -> Worker {
        Worker(self.command().spawn().unwrap())
    }

    pub fn start_booking(&self, from: usize) -> Booker {
        let task = Self {
            books_from: Some(from),
            ..self.clone()
        };
        let mut process = task.command().stdout(Stdio::piped()).spawn().unwrap();
        let told = BufReader::new(process.stdout.take().unwrap());
        Booker {
            worker: Worker(process),
            told,
        }
    }

    fn command(&self) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(VARIABLE, serde_json::to_string(self).unwrap());
        command
    }
}

/// A process, killed at the end.
pub struct Worker(Child);

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process that tells what it has made.
pub struct Booker {
    worker: Worker,
    told: BufReader<ChildStdout>,
}

impl Booker {
    /// What is told next, until the process is gone.
    pub fn made(&mut self) -> impl Iterator<Item = Made> {
        let lines = self.told.by_ref().lines().map_while(Result::ok);
        // The last line may be cut off.
        lines.map_while(|line| serde_json::from_str(&line).ok())
    }

    pub fn kill(&mut self) {
        self.worker.0.kill().unwrap();
    }
}

/// Of all processes: text messages are sent.
pub fn settings() -> Settings {
    Settings {
        sends_sms: true,
        ..testing::settings()
    }
}

/// In the process of its own, until it is killed.
pub async fn run(task: &Task) {
    let db = connect(&task.url).await;
    let core = Arc::new(Core::new(db, task.clock, settings()));
    let Some(first) = task.books_from else {
        let (mailer, gateway) = (mailer(task.mail_port), twilio(task.sms_port));
        return jobs::run(
            core,
            Arc::new(mailer),
            Some(Arc::new(gateway)),
            CancellationToken::new(),
        )
        .await;
    };
    let mut clients = Clients::new(core, testing::clinic_plan());
    clients.number = first;
    loop {
        let made = clients.book_next().await;
        println!("{}", serde_json::to_string(&made).unwrap());
    }
}

/// The database may be away just now.
async fn connect(url: &str) -> Db {
    loop {
        if let Ok(db) = Db::connect(url).await {
            return db;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}
