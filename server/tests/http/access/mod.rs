//! Every page and server function, asked for by everybody, about what is there and what is not. What comes of it is committed
//! in access.txt, so that a change of access is seen in review.

mod extra_fields;
mod ground;
mod requests;

use app::pages::rows;
use axum::http::{StatusCode, header};

use crate::common::Answer;
use ground::{Contents, Ground, REASON, Who, short};
use requests::{FUNCTIONS, PAGES};

/// Route, address, body.
type Case = (&'static str, String, &'static str);

fn cases() -> Vec<Case> {
    let pages = PAGES.iter().map(|&(route, path, body)| (route, path.to_owned(), body));
    let functions = FUNCTIONS.iter().map(|&(route, body)| {
        let path = route.trim_start_matches("POST ").to_owned();
        (route, path, body)
    });
    pages.chain(functions).collect()
}

#[test]
fn each_route_has_a_request() {
    let pages = rows().into_iter().map(|row| format!("{} {}", row.method, row.path));
    // Functions of tests are registered here too.
    let functions = server::http::server_functions().into_iter();
    let functions = functions.filter(|function| !function.starts_with("POST /api/test/"));
    for route in pages.chain(functions) {
        let has_one = cases().iter().any(|(known, ..)| *known == route);
        assert!(has_one, "add {route:?} to access/requests.rs");
    }
    for (route, ..) in cases() {
        let is_one = rows().iter().any(|row| format!("{} {}", row.method, row.path) == route);
        assert!(is_one || route.starts_with("POST /api/"), "there is no {route:?}");
    }
}

/// Who may come in at all, as routes.txt has it; everybody to server functions, whose use cases decide.
fn may_come_in(route: &str, who: Who) -> bool {
    let Some(row) = rows()
        .into_iter()
        .find(|row| format!("{} {}", row.method, row.path) == route)
    else {
        return true;
    };
    let gate = row.gate.to_string();
    match gate.as_str() {
        "everyone" | "demo mode only" => true,
        "signed in" => who != Who::Visitor,
        roles => roles.split(", ").any(|role| role == who.role()),
    }
}

/// Doctors, places and free times are for everyone to see; and a link that was mailed is for who has it.
fn is_about_the_public(route: &str) -> bool {
    let routes = [
        "GET /any/{specialty}",
        "POST /any/{specialty}",
        "GET /doctors/{slug}",
        "GET /doctors/{slug}/why",
        "GET /invitation",
        "POST /invitation",
        "GET /reset-password/{token}",
        "POST /reset-password/{token}",
        "POST /holds",
        "POST /register/staff",
        "POST /api/booking/hold",
    ];
    routes.contains(&route)
}

fn is_denied(answer: &Answer) -> bool {
    let location = answer.header(header::LOCATION);
    let to_sign_in = location == "/sign-in" || location.starts_with("/sign-in?return_to=");
    let denied = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN, StatusCode::NOT_FOUND];
    to_sign_in || denied.contains(&answer.status)
}

/// All that a person or a program can see of an answer, with what was asked for by one name.
fn seen(ground: &Ground, answer: &Answer) -> (StatusCode, String, String, String, String) {
    let header = |name| ground.anonymous(answer.header(name));
    let cookie = header(header::SET_COOKIE);
    let cookie = cookie.split('=').next().unwrap_or_default().to_owned();
    let (location, kind) = (header(header::LOCATION), header(header::CONTENT_TYPE));
    let body = without_nonces(&ground.anonymous(&answer.text()));
    (answer.status, location, kind, cookie, body)
}

/// Each page has its own.
fn without_nonces(html: &str) -> String {
    let mut parts = html.split(" nonce=\"");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |html, part| {
        html + part.split_once('"').map_or(part, |(_, rest)| rest)
    })
}

/// Who reads why a patient comes.
fn may_read_reason(route: &str, who: Who) -> bool {
    match who {
        Who::Owner | Who::Doctor | Who::Administrator => true,
        // In an emergency that is open.
        Who::OtherDoctor => route == "GET /emergency-access/{id}",
        Who::Visitor | Who::OtherPatient | Who::Support => false,
    }
}

/// All that is wrong, so that one run tells it.
#[derive(Default)]
struct Wrong(Vec<String>);

impl Wrong {
    fn unless(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.0.push(what());
        }
    }
}

/// What is the same for all who ask this.
struct Walk {
    ground: Ground,
    before: Contents,
    route: &'static str,
    wrong: Wrong,
}

impl Walk {
    async fn start_again(&mut self) {
        self.ground = Ground::new().await;
        self.before = self.ground.contents().await;
    }

    /// Asks and checks what holds for every answer.
    async fn ask(&mut self, path: &str, body: &str, who: Who) -> (Answer, bool) {
        let route = self.route;
        let name = format!("{route}, {}", who.name());
        let answer = self.ground.ask(route, path, body, self.ground.cookies(who)).await;
        let (after, trail) = self.ground.rows().await;
        let has_written = after != self.before;
        let mut told = after["outbox_message"].iter().chain(&trail);
        let is_told = told.any(|row| row.contains(REASON));
        let wrong = &mut self.wrong;
        wrong.unless(!is_told, || {
            format!("{name}: medical content in a message or in the trail")
        });
        wrong.unless(!answer.status.is_server_error(), || {
            format!("{name}: {}", answer.text())
        });
        wrong.unless(!(is_denied(&answer) && has_written), || {
            format!("{name}: wrote something and answers {}", answer.status)
        });
        wrong.unless(!(route.starts_with("GET") && has_written), || {
            format!("{name}: wrote something")
        });
        wrong.unless(may_read_reason(route, who) || !answer.text().contains(REASON), || {
            format!("{name}: reads why a patient comes")
        });
        (answer, has_written)
    }

    async fn line(&mut self, path: &str, body: &str, who: Who) -> String {
        let route = self.route;
        let name = format!("{route}, {}", who.name());
        let mut for_absent = None;
        if self.ground.has_subject(path) || self.ground.has_subject(body) {
            let (path, body) = (self.ground.absent(path), self.ground.absent(body));
            let (absent, has_written) = self.ask(&path, &body, who).await;
            for_absent = Some((short(&self.ground, &absent), seen(&self.ground, &absent)));
            if has_written {
                self.start_again().await;
            }
        }
        let (path, body) = (self.ground.present(path), self.ground.present(body));
        let (present, has_written) = self.ask(&path, &body, who).await;
        if !may_come_in(route, who) {
            let is_kept_out = match who {
                Who::Visitor => present.header(header::LOCATION).starts_with("/sign-in"),
                _ => present.status == StatusCode::FORBIDDEN,
            };
            self.wrong
                .unless(is_kept_out, || format!("{name}: came in, {}", present.status));
        }
        let is_stranger = matches!(who, Who::Visitor | Who::OtherPatient);
        let learns_nothing = is_denied(&present) || (is_stranger && !is_about_the_public(route));
        if let Some((_, absent)) = for_absent.as_ref().filter(|_| learns_nothing) {
            let present = seen(&self.ground, &present);
            self.wrong.unless(&present == absent, || {
                format!(
                    "{name}: learns whether it is there: {} {}, {} {}",
                    present.0, present.1, absent.0, absent.1
                )
            });
        }
        let for_absent = for_absent.map_or_else(|| "-".to_owned(), |(short, _)| short);
        let line = format!(
            "{route} | {} | {} | {for_absent}\n",
            who.name(),
            short(&self.ground, &present)
        );
        if has_written {
            self.start_again().await;
        }
        line
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_was_reviewed_and_strangers_learn_nothing() {
    let mut text = "route | who | about what is there | about what is not\n".to_owned();
    let ground = Ground::new().await;
    let mut walk = Walk {
        before: ground.contents().await,
        ground,
        route: "",
        wrong: Wrong::default(),
    };
    for (route, path, body) in cases() {
        walk.route = route;
        for who in Who::ALL {
            text.push_str(&walk.line(&path, body, who).await);
        }
    }
    let committed = include_str!("../../access.txt");
    let new = std::env::temp_dir().join("mediconnect-access.txt");
    if text != committed {
        std::fs::write(&new, &text).expect("a file");
    }
    assert!(walk.wrong.0.is_empty(), "{}", walk.wrong.0.join("\n"));
    if text != committed {
        let changed = text
            .lines()
            .filter(|line| !committed.lines().any(|known| known == *line));
        panic!(
            "when the change is meant, copy {} to server/tests/access.txt. New lines:\n{}",
            new.display(),
            changed.collect::<Vec<_>>().join("\n")
        );
    }
}
