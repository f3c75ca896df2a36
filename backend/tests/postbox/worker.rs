//! Processes that send mail and can be killed.

use std::{
    process::{Child, Command},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use backend::{Clock, Core, db::Db, jobs, testing};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::server::mailer;

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
    pub url: String,
    pub port: u16,
    pub clock: QuickClock,
}

impl Task {
    pub fn from_environment() -> Option<Self> {
        let text = std::env::var(VARIABLE).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    pub fn start(&self) -> Worker {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.env(VARIABLE, serde_json::to_string(self).unwrap());
        Worker(command.spawn().unwrap())
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

/// In the process of its own, until it is killed.
pub async fn run(task: &Task) {
    let db = connect(&task.url).await;
    let core = Arc::new(Core::new(db, task.clock, testing::settings()));
    jobs::run(core, Arc::new(mailer(task.port)), None, CancellationToken::new()).await;
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
