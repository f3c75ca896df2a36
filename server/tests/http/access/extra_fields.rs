//! Fields that no form of ours has, beside those that it has: what is written is the same as without them. A field that comes twice is refused or
//! changes nothing either.

use std::{collections::BTreeSet, fmt::Write, sync::Arc};

use futures::{StreamExt, stream};

use super::{
    AT_A_TIME, Case, cases,
    ground::{Ground, WRITTEN_BY_LOOKING, ask, is_written},
    who::Who,
};
use crate::common::TestServer;

/// The walk gives a wrong one.
const SIGN_IN: &str = "email={email}&password=correct+horse+battery";

/// Their address has no account yet.
const NEW_PEOPLE: [&str; 2] = ["POST /register", "POST /register/staff"];

/// These only look.
const LOOK_ONLY: &[&str] = &[
    "POST /admin/accounts",
    "POST /admin/appointments",
    "POST /admin/audit",
    "POST /admin/audit/file",
    "POST /admin/deliveries",
    "POST /admin/templates/{kind}/mail",
    "POST /desk/patients",
    "POST /emergency-access",
    "POST /emergency-access/confirm",
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

/// Names of columns and of what use cases take, with values that would be worth sending.
fn extra(ground: &Ground) -> [(&'static str, String); 34] {
    let of = |name: &str| ground.fill(name, None);
    let (other, doctor) = (of("{other}"), of("{doctor}"));
    let text = |text: &str| text.to_owned();
    [
        ("id", of("{today}")),
        ("role", text("administrator")),
        ("status", text("completed")),
        ("state", text("active")),
        ("is_active", text("false")),
        ("is_admin", text("true")),
        ("is_suspended", text("true")),
        ("price", text("0.01")),
        ("price_minor", text("1")),
        ("currency", text("EUR")),
        ("version", text("99")),
        ("row_version", text("99")),
        ("owner", other.clone()),
        ("patient", other.clone()),
        ("patient_id", other.clone()),
        ("account", other.clone()),
        ("account_id", other.clone()),
        ("actor", other.clone()),
        ("decided_by", other.clone()),
        ("created_at", text("1")),
        ("doctor", doctor.clone()),
        ("doctor_id", doctor),
        ("places", text("london")),
        ("place-london", text("true")),
        ("room_id", of("{old_room}")),
        ("confirmed", text("true")),
        ("confirmed_at", text("1")),
        ("verified_at", text("1")),
        ("expires_at", text("99999999999999")),
        ("email", text("mallory@example.com")),
        ("email_index", text("mallory")),
        ("password_hash", text("mallory")),
        ("override", text("true")),
        ("cancel_code", text("location_closed")),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_that_no_form_has_change_nothing() {
    let ground = Arc::new(Ground::new().await);
    let posts = cases().into_iter().filter(|case| case.route.starts_with("POST"));
    let checks = posts.map(|case| {
        let ground = Arc::clone(&ground);
        tokio::spawn(async move { (case.route, check(&ground, &case).await) })
    });
    let checks: Vec<_> = stream::iter(checks).buffered(AT_A_TIME).collect().await;
    let (mut wrong, mut looked) = (Vec::new(), Vec::new());
    for checked in checks {
        let (route, checked) = checked.expect("a check");
        match checked {
            Ok(Outcome::Wrote) => {}
            Ok(Outcome::Looked) => looked.push(route),
            Err(what) => wrong.push(format!("{route}: {what}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(looked, LOOK_ONLY, "those whose honest request writes nothing");
}

enum Outcome {
    Wrote,
    Looked,
}

async fn check(ground: &Ground, case: &Case) -> Result<Outcome, String> {
    let absent = NEW_PEOPLE.contains(&case.route).then_some("{email}");
    let honest = match case.route {
        "POST /sign-in" => SIGN_IN,
        _ => case.body,
    };
    let body = ground.fill(honest, absent);
    let path = ground.fill(&case.path, None);
    let send = async |body: &str, cookies: &str| {
        let server = ground.open().await;
        let answer = ask(&server, case.route, &path, body, cookies).await;
        (server, answer)
    };
    // Whoever may do it.
    let mut found = None;
    for cookies in Who::ALL
        .map(|who| ground.cookies(who))
        .into_iter()
        .chain(ground.half_way.each_ref().map(String::as_str))
    {
        let (server, answer) = send(&body, cookies).await;
        if is_written(&server).await && !answer.status.is_client_error() {
            found = Some((cookies, server, answer));
            break;
        }
    }
    let more = with_extra(ground, &case.path, &body);
    let Some((cookies, server, answer)) = found else {
        let (server, answer) = send(&more, ground.cookies(Who::Administrator)).await;
        return match is_written(&server).await || answer.status.is_server_error() {
            true => Err(format!("with more fields it answers {} and writes", answer.status)),
            false => Ok(Outcome::Looked),
        };
    };
    let (again, _) = send(&body, cookies).await;
    let known = Known::of(&server, &again).await;
    let expected = known.rows(&server).await;
    if known.rows(&again).await != expected {
        return Err("the same request twice writes other rows".to_owned());
    }
    for changed in std::iter::once(more).chain(with_a_field_twice(&case.path, &body)) {
        let (other, other_answer) = send(&changed, cookies).await;
        if other_answer.status.is_client_error() {
            if is_written(&other).await {
                return Err(format!("answers {} and writes", other_answer.status));
            }
            continue;
        }
        let written = known.rows(&other).await;
        if other_answer.status != answer.status || written != expected {
            let news: Vec<_> = written.iter().filter(|row| !expected.contains(row)).cloned().collect();
            return Err(format!(
                "{}, took a field that it has not: {}",
                other_answer.status,
                news.join("\n")
            ));
        }
    }
    Ok(Outcome::Wrote)
}

/// The body with all the fields that it does not have.
fn with_extra(ground: &Ground, path: &str, body: &str) -> String {
    let mut body = body.to_owned();
    for (name, value) in extra(ground) {
        if path.starts_with("/api/") {
            if !body.contains(&format!("\"{name}\":")) {
                body.truncate(body.len() - 1);
                let comma = if body.len() > 1 { "," } else { "" };
                let _ = write!(body, "{comma}\"{name}\":\"{value}\"}}");
            }
        } else if !format!("&{body}").contains(&format!("&{name}=")) {
            let _ = write!(body, "&{name}={value}");
        }
    }
    body.trim_start_matches('&').to_owned()
}

/// Its first field, once more at the end.
fn with_a_field_twice(path: &str, body: &str) -> Option<String> {
    if path.starts_with("/api/") {
        let (first, _) = body.trim_start_matches('{').split_once(':')?;
        let inner = body.strip_suffix('}')?;
        return Some(format!("{inner},{first}:\"\"}}"));
    }
    let (first, _) = body.split('&').next()?.split_once('=')?;
    Some(format!("{body}&{first}=1"))
}

/// The words that two clinics have in common after the same request: all others are drawn by lot.
struct Known(BTreeSet<String>);

impl Known {
    async fn of(one: &TestServer, other: &TestServer) -> Self {
        let words = async |server: &TestServer| -> BTreeSet<String> {
            let rows = rows(server).await;
            rows.iter().flat_map(|row| words(row)).map(str::to_owned).collect()
        };
        Self(&words(one).await & &words(other).await)
    }

    /// All rows, with what is drawn by lot left out.
    async fn rows(&self, server: &TestServer) -> Vec<String> {
        let star = |row: String| {
            let mut starred = String::new();
            let mut rest = row.as_str();
            for word in words(&row) {
                let at = rest.find(word).expect("a word of the row");
                starred.push_str(&rest[..at]);
                starred.push_str(if self.0.contains(word) { word } else { "*" });
                rest = &rest[at + word.len()..];
            }
            starred + rest
        };
        let mut rows: Vec<_> = rows(server).await.into_iter().map(star).collect();
        rows.sort();
        rows
    }
}

/// Table and values of all rows, but those that are written by looking.
async fn rows(server: &TestServer) -> Vec<String> {
    let records = server.world.db.records().await.into_iter();
    let records = records.filter(|(table, _)| table != "written" && !WRITTEN_BY_LOOKING.contains(&table.as_str()));
    let rows = records.flat_map(|(table, rows)| rows.into_iter().map(move |row| (table.clone(), row)));
    rows.map(|(table, row)| format!("{table} {row:?}")).collect()
}

/// Runs of what identifiers, tokens and hashes are made of.
fn words(row: &str) -> impl Iterator<Item = &str> {
    row.split(|character: char| !(character.is_ascii_alphanumeric() || "-_+/$=.".contains(character)))
        .filter(|word| !word.is_empty())
}
