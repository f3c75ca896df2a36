//! What was called and answered when, by which client.

use std::{
    fs::File,
    io::Write,
    path::PathBuf,
    sync::{Mutex, mpsc},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use serde::{Deserialize, Serialize};
use todc_utils::{Action, History, WGLChecker};

use super::model::{Act, Clerk, Clinic};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Event {
    /// Nanoseconds of the machine's clock, which all processes share.
    at: u128,
    /// Of all processes together.
    client: usize,
    /// As called, with an answer made up; or as answered.
    pub act: Act,
    pub is_answer: bool,
}

/// Collects events in memory, and in a file where they are read by another process, or somebody may kill this one.
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

/// The calls that nobody answered: their process was killed. Each is the last of its client.
pub fn unanswered(events: &[Event]) -> Vec<Event> {
    let is_open = |call: &&Event| {
        let mut later = events
            .iter()
            .filter(|event| event.client == call.client && event.at >= call.at);
        !call.is_answer && !later.any(|event| event.is_answer)
    };
    events.iter().filter(is_open).cloned().collect()
}

/// How long an order is looked for; it is found within milliseconds, or there is none.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether some order that agrees with real time explains every answer, and what the rows are in the end.
///
/// # Errors
/// Where the history is kept that none explains.
pub fn check(events: Vec<Event>, begin: Clinic, end: Clinic) -> Result<(), String> {
    let cut_off = unanswered(&events).into_iter().map(|call| {
        let act = call.act.done();
        (call, act)
    });
    let cut_off: Vec<(Event, Option<Act>)> = cut_off.collect();
    let mut events = events;
    frame(&mut events, Act::Begin(begin), (0, 1));
    frame(&mut events, Act::End(end), (u128::MAX - 1, u128::MAX));
    events.sort_by_key(|event| (event.at, event.is_answer));
    if is_explained(&events, &cut_off) {
        return Ok(());
    }
    let file = keep(&events);
    let answer = first_unexplained(&events);
    let file = file.display();
    Err(format!(
        "the history is not linearizable: {file}\nno order explains {answer:?}"
    ))
}

/// Whether there is an order where each call of `open`, whose answer is not among the events, had the effect that is with it,
/// or none.
fn is_explained(events: &[Event], open: &[(Event, Option<Act>)]) -> bool {
    (0..1_u32 << open.len()).any(|done| {
        let mut events = events.to_vec();
        for (index, (call, act)) in open.iter().enumerate() {
            match act.as_ref().filter(|_| done & 1 << index != 0) {
                Some(act) => events.push(Event {
                    at: u128::MAX - 2,
                    act: act.clone(),
                    is_answer: true,
                    ..*call
                }),
                None => events.retain(|event| !(event.client == call.client && event.at == call.at)),
            }
        }
        events.sort_by_key(|event| (event.at, event.is_answer));
        is_linearizable_soon(&events)
    })
}

/// The answer after which no order is left, where that is a client's and not what the rows are in the end.
fn first_unexplained(events: &[Event]) -> Option<&Event> {
    let is_explained = |count: &usize| {
        let (known, later) = events.split_at(*count);
        let open = unanswered(known).into_iter().map(|call| {
            let answer = later.iter().find(|event| event.client == call.client);
            let act = answer.map_or_else(|| call.act.done(), |event| Some(event.act.clone()));
            (call, act)
        });
        is_explained(known, &open.collect::<Vec<_>>())
    };
    let counts: Vec<usize> = (1..=events.len()).filter(|count| events[count - 1].is_answer).collect();
    let explained = counts.partition_point(is_explained);
    counts.get(explained).map(|count| &events[count - 1])
}

/// Something that happens while no client does anything.
fn frame(events: &mut Vec<Event>, act: Act, (called, answered): (u128, u128)) {
    for (at, is_answer) in [(called, false), (answered, true)] {
        events.push(Event {
            at,
            client: 0,
            act: act.clone(),
            is_answer,
        });
    }
}

fn is_linearizable_soon(events: &[Event]) -> bool {
    let (tell, told) = mpsc::channel();
    let action = |event: &Event| {
        let kind = if event.is_answer {
            Action::Response
        } else {
            Action::Call
        };
        (event.client, kind(event.act.clone()))
    };
    let history = History::from_actions(events.iter().map(action).collect());
    thread::spawn(move || tell.send(WGLChecker::<Clerk>::is_linearizable(history)));
    told.recv_timeout(PATIENCE) == Ok(true)
}

/// For somebody to look at.
fn keep(events: &[Event]) -> PathBuf {
    let file = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("history.jsonl");
    let lines: Vec<String> = events
        .iter()
        .map(|event| serde_json::to_string(event).unwrap())
        .collect();
    std::fs::write(&file, lines.join("\n")).unwrap();
    file
}
