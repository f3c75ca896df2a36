//! Every page and server function, asked for by everybody, about what is there and what is not. What comes of it is committed
//! in access.txt, so that a change of access is seen in review.

use std::{fmt::Write, sync::Arc};

use app::pages::{Gate, rows};
use axum::http::{StatusCode, header};
use futures::{StreamExt, stream};

use super::{
    AT_A_TIME, Case, cases,
    ground::{Ground, REASON, Subject, ask, is_written},
    who::Who,
};
use crate::common::{Answer, TestServer};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_was_reviewed_and_strangers_learn_nothing() {
    let ground = Arc::new(Ground::new().await);
    let walks = cases().into_iter().map(|case| {
        let ground = Arc::clone(&ground);
        tokio::spawn(async move { Walk::start(&ground, case).await.finish().await })
    });
    let walks: Vec<_> = stream::iter(walks).buffered(AT_A_TIME).collect().await;
    let mut text = heading();
    let mut wrong = Vec::new();
    for walk in walks {
        let walked = walk.expect("a walk");
        text.push_str(&walked.text);
        wrong.extend(walked.wrong);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let committed = include_str!("access.txt");
    assert!(
        text == committed,
        "when the change is meant, put the new text into server/tests/http/access/access.txt:\n{text}"
    );
}

fn heading() -> String {
    let mut text = "\
Everybody asks for everything (requests.rs): once about what is there, then without each thing that the request names. The owner
is the patient of the appointments, with a hold, another browser and an account; one doctor treats them, the other has opened them
in an emergency; the other desk is of a place where none of it is. \"sign in\" leads there; + wrote something beside the trail.

"
    .to_owned();
    let names = Who::ALL.map(Who::name);
    text.push_str(&line("", &names.map(str::to_owned)));
    text
}

fn line(what: &str, cells: &[String]) -> String {
    let mut line = format!("{what:<55}");
    for cell in cells {
        let _ = write!(line, " {cell:<13}");
    }
    format!("{}\n", line.trim_end())
}

/// What came of asking for one route.
struct Walked {
    text: String,
    wrong: Vec<String>,
}

/// What one person got.
struct Got {
    answer: Answer,
    has_written: bool,
}

struct Walk<'a> {
    ground: &'a Ground,
    server: TestServer,
    case: Case,
    walked: Walked,
}

impl<'a> Walk<'a> {
    async fn start(ground: &'a Ground, case: Case) -> Self {
        Self {
            ground,
            server: ground.open().await,
            case,
            walked: Walked {
                text: String::new(),
                wrong: Vec::new(),
            },
        }
    }

    async fn finish(mut self) -> Walked {
        let present = self.round(None).await;
        let cells: Vec<_> = present.iter().map(short).collect();
        self.walked.text = line(self.case.route, &cells);
        for (who, got) in Who::ALL.into_iter().zip(&present) {
            self.check_gate(who, &got.answer);
        }
        let ground = self.ground;
        let about = format!("{} {}", self.case.path, self.case.body);
        for subject in ground.named_in(&about) {
            let absent = self.round(Some(subject.name)).await;
            let cells: Vec<_> = absent.iter().map(short).collect();
            let name = format!("  without {}", subject.name);
            self.walked.text.push_str(&line(&name, &cells));
            for (who, (present, absent)) in Who::ALL.into_iter().zip(present.iter().zip(&absent)) {
                self.compare(who, subject, present, absent);
            }
        }
        self.walked
    }

    /// Everybody's answer to the request, without what is `absent`.
    async fn round(&mut self, absent: Option<&str>) -> Vec<Got> {
        let path = self.ground.fill(&self.case.path, absent);
        let body = self.ground.fill(self.case.body, absent);
        let mut all = Vec::new();
        for who in Who::ALL {
            let answer = ask(&self.server, self.case.route, &path, &body, self.ground.cookies(who)).await;
            let has_written = is_written(&self.server).await;
            if has_written {
                self.server = self.ground.open().await;
            }
            let got = Got { answer, has_written };
            self.check(who, &got);
            all.push(got);
        }
        all
    }

    /// What holds for every answer.
    fn check(&mut self, who: Who, got: &Got) {
        let Got { answer, has_written } = got;
        let wrong = if answer.status.is_server_error() {
            "broke"
        } else if *has_written && is_denied(answer) {
            "was denied and wrote something"
        } else if *has_written && self.case.route.starts_with("GET") {
            "wrote something"
        } else if answer.text().contains(REASON) && !may_read_reasons(self.case.route, who) {
            "shows why a patient comes"
        } else {
            return;
        };
        self.complain(who, wrong, answer);
    }

    /// Whom routes.txt keeps out is kept out before anything is looked up.
    fn check_gate(&mut self, who: Who, answer: &Answer) {
        let route = self.case.route;
        let row = rows()
            .into_iter()
            .find(|row| format!("{} {}", row.method, row.path) == route);
        let may_come_in = match row.map(|row| row.gate) {
            None | Some(Gate::Everyone | Gate::DemoOnly) => true,
            Some(Gate::SignedIn) => who != Who::Visitor,
            Some(Gate::Role(roles)) => roles.iter().any(|role| role.name() == who.role()),
        };
        let is_out = match who {
            Who::Visitor => is_led_to_sign_in(answer),
            _ => answer.status == StatusCode::FORBIDDEN,
        };
        if !may_come_in && !is_out {
            self.complain(who, "came in", answer);
        }
    }

    /// A stranger learns nothing of whether it is there.
    fn compare(&mut self, who: Who, subject: &Subject, present: &Got, absent: &Got) {
        if who.may_know(subject.name) {
            return;
        }
        let (present, absent) = (seen(self.ground, subject, present), seen(self.ground, subject, absent));
        if present != absent {
            let differing = present.iter().zip(&absent).find(|(one, other)| one != other);
            self.walked.wrong.push(format!(
                "{}, {}: learns whether there is {}: {differing:?} of {} and {} lines",
                self.case.route,
                who.name(),
                subject.name,
                present.len(),
                absent.len()
            ));
        }
    }

    fn complain(&mut self, who: Who, what: &str, answer: &Answer) {
        let wrong = format!("{}, {}: {what}, {}", self.case.route, who.name(), answer.status);
        self.walked.wrong.push(wrong);
    }
}

/// As access.txt has it.
fn short(got: &Got) -> String {
    let answer = &got.answer;
    let mark = if got.has_written { "+" } else { "" };
    match is_led_to_sign_in(answer) {
        true => format!("sign in{mark}"),
        false => format!("{}{mark}", answer.status.as_u16()),
    }
}

/// And back afterwards.
fn is_led_to_sign_in(answer: &Answer) -> bool {
    let location = answer.header(header::LOCATION);
    location == "/sign-in" || location.starts_with("/sign-in?return_to=")
}

fn is_denied(answer: &Answer) -> bool {
    let denied = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
    is_led_to_sign_in(answer) || denied.contains(&answer.status)
}

/// Who may read why a patient comes.
fn may_read_reasons(route: &str, who: Who) -> bool {
    match who {
        Who::Owner | Who::Doctor | Who::Administrator => true,
        // In an emergency that is open.
        Who::OtherDoctor => route == "GET /emergency-access/{id}",
        Who::Visitor | Who::OtherPatient | Who::OtherDesk | Who::Support => false,
    }
}

/// All that a person or a program can see of an answer, line by line: what was asked for by its name, and what is drawn by lot
/// with each answer left out.
fn seen(ground: &Ground, subject: &Subject, got: &Got) -> Vec<String> {
    let answer = &got.answer;
    let mut text = format!("{}\n", answer.status);
    let headers = answer
        .headers
        .iter()
        .filter(|(name, _)| **name != header::CONTENT_LENGTH);
    for (name, value) in headers {
        let _ = writeln!(text, "{name}: {}", value.to_str().expect("text"));
    }
    text.push_str(&answer.text());
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    if let Some(nonce) = between(policy, "'nonce-", "'") {
        text = text.replace(nonce, "*");
    }
    for cookie in answer.headers.get_all(header::SET_COOKIE) {
        let secret = between(cookie.to_str().expect("text"), "=", ";").unwrap_or_default();
        if !secret.is_empty() {
            text = text.replace(secret, "*");
        }
    }
    ground.anonymous(&text, subject).lines().map(str::to_owned).collect()
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    Some(text.split_once(from)?.1.split_once(to)?.0)
}
