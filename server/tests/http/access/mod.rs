//! Every page and server function, asked for by everybody, about what is there and what is not. What comes of it is committed
//! in access.txt, so that a change of access is seen in review.

mod extra_fields;
mod ground;
mod requests;

use std::fmt::Write;

use app::pages::rows;
use axum::http::{StatusCode, header};

use crate::common::Answer;
use ground::{Ground, REASON, Who, short};
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

/// Doctors, places and free times are for everyone to see.
fn is_about_the_public(route: &str) -> bool {
    let routes = [
        "GET /any/{specialty}",
        "POST /any/{specialty}",
        "GET /doctors/{slug}",
        "GET /doctors/{slug}/why",
        "POST /holds",
        "POST /api/booking/hold",
    ];
    routes.contains(&route)
}

fn is_denied(answer: &Answer) -> bool {
    let to_sign_in = answer.header(header::LOCATION).starts_with("/sign-in");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_gets_what_was_reviewed_and_strangers_learn_nothing() {
    let mut text = "route | who | about what is there | about what is not\n".to_owned();
    for (route, path, body) in cases() {
        let mut ground = Ground::new().await;
        let mut before = ground.contents().await;
        let has_subject = ground.has_subject(&path) || ground.has_subject(body);
        for who in Who::ALL {
            let name = format!("{route}, {}", who.name());
            let mut cookies = ground.cookies(who).to_owned();
            let mut for_absent = None;
            if has_subject {
                let (path, body) = (ground.absent(&path), ground.absent(body));
                let absent = ground.ask(route, &path, &body, &cookies).await;
                assert!(!absent.status.is_server_error(), "{name}: {}", absent.text());
                let is_told = absent.text().contains(REASON);
                assert!(may_read_reason(route, who) || !is_told, "{name}");
                if ground.contents().await != before {
                    assert!(!is_denied(&absent), "{name} wrote something");
                    ground = Ground::new().await;
                    before = ground.contents().await;
                    cookies = ground.cookies(who).to_owned();
                }
                for_absent = Some((short(&ground, &absent), seen(&ground, &absent)));
            }
            let (path, body) = (ground.present(&path), ground.present(body));
            let present = ground.ask(route, &path, &body, &cookies).await;
            assert!(!present.status.is_server_error(), "{name}: {}", present.text());
            let after = ground.contents().await;
            if is_denied(&present) {
                assert_eq!(after, before, "{name} wrote something");
                if let Some((_, absent)) = &for_absent {
                    assert_eq!(&seen(&ground, &present), absent, "{name}");
                }
            }
            if !may_come_in(route, who) {
                let is_kept_out = match who {
                    Who::Visitor => present.header(header::LOCATION).starts_with("/sign-in"),
                    _ => present.status == StatusCode::FORBIDDEN,
                };
                assert!(is_kept_out, "{name} came in: {}", present.status);
            }
            let is_stranger = matches!(who, Who::Visitor | Who::OtherPatient);
            if let Some((_, absent)) = for_absent
                .as_ref()
                .filter(|_| is_stranger && !is_about_the_public(route))
            {
                assert_eq!(&seen(&ground, &present), absent, "{name} learns whether it is there");
            }
            if !may_read_reason(route, who) {
                assert!(!present.text().contains(REASON), "{name} reads why a patient comes");
            }
            for table in ["outbox_message", "audit_event"] {
                let is_told = after[table].iter().any(|row| row.contains(REASON));
                assert!(!is_told, "{name}: medical content in {table}");
            }
            let for_absent = for_absent.map_or_else(|| "-".to_owned(), |(short, _)| short);
            let _ = writeln!(
                text,
                "{route} | {} | {} | {for_absent}",
                who.name(),
                short(&ground, &present)
            );
            if after != before {
                ground = Ground::new().await;
                before = ground.contents().await;
            }
        }
    }
    let committed = include_str!("../../access.txt");
    if text != committed {
        let new = std::env::temp_dir().join("mediconnect-access.txt");
        std::fs::write(&new, &text).expect("a file");
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
