//! Fields that no form of ours has, beside those that it has: they change nothing.

use std::{collections::BTreeSet, fmt::Write};

use super::{
    Wrong, cases,
    ground::{Contents, Ground, Who},
};

/// Names of columns, with values that would be worth sending.
fn extra(ground: &Ground) -> [(&'static str, String); 11] {
    let clinic = &ground.server.world.clinic;
    let other = clinic.patients[1].account.to_string();
    [
        ("role", "administrator".to_owned()),
        ("status", "completed".to_owned()),
        ("state", "retired".to_owned()),
        ("price_minor", "1".to_owned()),
        ("version", "99".to_owned()),
        ("patient_id", other.clone()),
        ("account_id", other.clone()),
        ("owner", other),
        ("doctor_id", clinic.doctors[1].id.to_string()),
        ("is_suspended", "true".to_owned()),
        ("is_active", "false".to_owned()),
    ]
}

/// The body with all of them that it does not have.
fn with_extra(ground: &Ground, path: &str, body: &str) -> String {
    let mut body = body.to_owned();
    for (name, value) in extra(ground) {
        let is_json = path.starts_with("/api/");
        if is_json && !body.contains(&format!("\"{name}\":")) {
            body.truncate(body.len() - 1);
            let comma = if body.len() > 1 { "," } else { "" };
            let _ = write!(body, "{comma}\"{name}\":\"{value}\"}}");
        }
        let is_there = body.starts_with(&format!("{name}=")) || body.contains(&format!("&{name}="));
        if !is_json && !is_there {
            let _ = write!(body, "&{name}={value}");
        }
    }
    body
}

/// Which tables hold only what is drawn by lot.
const DRAWN: [&str; 2] = ["registration", "second_factor"];

/// What was written, with new identifiers and what is drawn by lot left out.
fn written(ground: &Ground, known: &BTreeSet<&str>, after: &Contents) -> Vec<String> {
    let mut lines = Vec::new();
    for (table, rows) in after {
        let rows = rows.iter().filter(|row| !row.contains("'registration_code'"));
        for row in rows.filter(|_| !DRAWN.contains(&table.as_str())) {
            let mut line = format!("{table}: ");
            let row = without_password_hash(row);
            let mut rest = row.as_str();
            for word in words(&row) {
                let at = rest.find(word).expect("a word of the row");
                line.push_str(&rest[..at]);
                line.push_str(if word.len() >= 32 && !known.contains(word) {
                    "*"
                } else {
                    word
                });
                rest = &rest[at + word.len()..];
            }
            line.push_str(rest);
            // Two of the subjects have another identifier in each clinic.
            for subject in &ground.subjects {
                let hex = subject.present.replace('-', "").to_uppercase();
                line = line.replace(&subject.present, subject.name).replace(&hex, subject.name);
            }
            lines.push(line);
        }
    }
    lines.sort();
    lines
}

/// Each has a salt of its own.
fn without_password_hash(row: &str) -> String {
    let mut parts = row.split("$argon2id$");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |row, part| {
        row + part.split_once('\'').map_or("", |(_, rest)| rest)
    })
}

fn all_words(contents: &Contents) -> BTreeSet<&str> {
    contents.values().flatten().flat_map(|row| words(row)).collect()
}

/// Runs of what identifiers and tokens are made of.
fn words(row: &str) -> impl Iterator<Item = &str> {
    row.split(|character: char| !(character.is_ascii_alphanumeric() || "-_".contains(character)))
        .filter(|word| !word.is_empty())
}

/// Forms that write nothing in this test: they look, they need what another gave, or write only what is drawn by lot.
const WRITE_NOTHING: &[&str] = &[
    "POST /account/confirm",
    "POST /account/two-factor",
    "POST /account/two-factor/codes",
    "POST /account/two-factor/drop",
    "POST /account/two-factor/remove",
    "POST /admin/accounts",
    "POST /admin/audit",
    "POST /admin/audit/file",
    "POST /admin/rooms/{id}/retire",
    "POST /admin/services/{id}/doctors/{schedule}",
    "POST /admin/services/{id}/retire",
    "POST /desk/patients",
    "POST /emergency-access",
    "POST /emergency-access/confirm",
    "POST /register/code",
    "POST /register/code/resend",
    "POST /sign-in",
    "POST /sign-in/code",
    "POST /api/booking/get_hold",
    "POST /api/day/list",
    "POST /api/day/visit",
    "POST /api/desk/destinations",
    "POST /api/desk/list",
    "POST /api/schedule/preview",
    "POST /api/session/left",
    "POST /api/session/stay",
    "POST /api/slots/list",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_that_no_form_has_change_nothing() {
    let people = [
        Who::Administrator,
        Who::Doctor,
        Who::Owner,
        Who::Support,
        Who::OtherDoctor,
        Who::Visitor,
    ];
    let mut silent = Vec::new();
    let mut wrong = Wrong::default();
    for (route, path, body) in cases() {
        if !route.starts_with("POST") {
            continue;
        }
        let mut has_written = false;
        for who in people {
            let plain = Ground::new().await;
            let before = plain.contents().await;
            let cookies = plain.cookies(who).to_owned();
            let (to, form) = (plain.present(&path), plain.present(body));
            let plain_answer = plain.ask(route, &to, &form, &cookies).await;
            let after = plain.contents().await;
            if after == before {
                continue;
            }
            has_written = true;
            let other = Ground::new().await;
            let other_before = other.contents().await;
            // What both clinics have was not drawn by lot.
            let known = &all_words(&before) & &all_words(&other_before);
            let expected = written(&plain, &known, &after);
            let cookies = other.cookies(who).to_owned();
            let (to, form) = (other.present(&path), other.present(body));
            let form = with_extra(&other, &path, &form);
            let answer = other.ask(route, &to, &form, &cookies).await;
            let other_after = other.contents().await;
            if answer.status.is_client_error() {
                wrong.unless(other_after == other_before, || {
                    format!("{route} was refused and wrote something")
                });
            } else {
                wrong.unless(answer.status == plain_answer.status, || {
                    format!("{route}: {} {}", answer.status, answer.text())
                });
                let lines = written(&other, &known, &other_after);
                wrong.unless(lines == expected, || {
                    let new = lines.iter().filter(|line| !expected.contains(line));
                    let new = new.map(String::as_str).collect::<Vec<_>>();
                    format!("{route} took a field that it has not: {}", new.join("\n"))
                });
            }
            break;
        }
        if !has_written {
            silent.push(route);
        }
    }
    assert!(wrong.0.is_empty(), "{}", wrong.0.join("\n"));
    assert_eq!(silent, WRITE_NOTHING);
}
