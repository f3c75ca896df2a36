//! What was called and answered when, by which client.

use std::{
    fs::File,
    io::Write,
    sync::{Mutex, mpsc},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use todc_utils::{Action, History, WGLChecker};

use super::model::{Act, Clerk};

#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Nanoseconds of the machine's clock, which all processes share.
    at: u128,
    /// Of all processes together.
    client: usize,
    /// As called, with an answer made up; or as answered.
    act: Act,
    is_answer: bool,
}

/// Collects events in memory, and in a file where somebody may kill the process.
pub struct Recorder {
    events: Mutex<Vec<Event>>,
    file: Option<Mutex<File>>,
}

impl Recorder {
    pub fn new(file: Option<File>) -> Self {
        Self {
            events: Mutex::default(),
            file: file.map(Mutex::new),
        }
    }

    /// Before anything is sent. The answer in `act` means nothing.
    pub fn called(&self, client: usize, act: Act) {
        self.note(client, act, false);
    }

    /// Once the answer is there: acknowledged.
    pub fn answered(&self, client: usize, act: Act) {
        self.note(client, act, true);
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "real time is what the history is checked against"
    )]
    fn note(&self, client: usize, act: Act, is_answer: bool) {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
        let event = Event {
            at,
            client,
            act,
            is_answer,
        };
        if let Some(file) = &self.file {
            let mut line = serde_json::to_vec(&event).unwrap();
            line.push(b'\n');
            // One write, so that a killed process leaves whole lines; what is written outlives it.
            file.lock().unwrap().write_all(&line).unwrap();
        }
        self.events.lock().unwrap().push(event);
    }

    pub fn into_events(self) -> Vec<Event> {
        self.events.into_inner().unwrap()
    }
}

/// Reads what a process wrote before it ended.
pub fn read(text: &str) -> Vec<Event> {
    // A last line that was cut off was never acknowledged.
    text.lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect()
}

impl Event {
    pub const fn act(&self) -> Act {
        self.act
    }
}

/// The calls that nobody answered: their process was killed. Each is the last of its client.
pub fn unanswered(events: &[Event]) -> Vec<Event> {
    let is_open = |call: &&Event| {
        let later = events
            .iter()
            .filter(|event| event.client == call.client && event.at >= call.at);
        !call.is_answer && !later.into_iter().any(|event| event.is_answer)
    };
    events.iter().filter(is_open).copied().collect()
}

/// The history with these calls answered at its end, or left out where they had no effect.
pub fn complete(mut events: Vec<Event>, resolved: &[(Event, Option<Act>)]) -> Vec<Event> {
    for (call, act) in resolved {
        match act {
            Some(act) => events.push(Event {
                at: u128::MAX,
                act: *act,
                is_answer: true,
                ..*call
            }),
            None => events.retain(|event| !(event.client == call.client && event.at == call.at)),
        }
    }
    events
}

/// How long an order is looked for; it is found within milliseconds, or there is none.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether some order that agrees with real time explains every answer.
///
/// # Errors
/// Where the history is kept that none explains.
pub fn check(mut events: Vec<Event>, approval: bool) -> Result<(), String> {
    events.sort_by_key(|event| (event.at, event.is_answer));
    let (tell, told) = mpsc::channel();
    let copy = events.clone();
    thread::spawn(move || tell.send(is_linearizable(copy, approval)));
    if told.recv_timeout(PATIENCE) == Ok(true) {
        return Ok(());
    }
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history.jsonl");
    let lines: Vec<String> = events
        .iter()
        .map(|event| serde_json::to_string(event).unwrap())
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    Err(format!("the history is not linearizable: {}", file.display()))
}

fn is_linearizable(events: Vec<Event>, approval: bool) -> bool {
    if events.is_empty() {
        return true;
    }
    let actions = events
        .into_iter()
        .map(|event| {
            let action = if event.is_answer {
                Action::Response(event.act)
            } else {
                Action::Call(event.act)
            };
            (event.client, action)
        })
        .collect();
    let history = History::from_actions(actions);
    if approval {
        WGLChecker::<Clerk<true>>::is_linearizable(history)
    } else {
        WGLChecker::<Clerk<false>>::is_linearizable(history)
    }
}
