//! A text in every column that a person can fill, past all forms: what they refuse may be in the database all the same.

use backend::{
    templates::{Part, get_template, list_templates},
    testing::{administrator_context, sealed},
};
use uuid::Uuid;

use super::mails::sent;
use crate::{access::Ground, common::TestServer};

/// Table and column, where "table.column" is the place of the text.
const PLAIN: &[&str] = &[
    "account.given_name",
    "account.family_name",
    "account.state_reason",
    "doctor.title",
    "doctor.given_name",
    "doctor.family_name",
    "doctor.languages",
    "doctor.qualifications",
    "doctor.about",
    "location.name",
    "location.street",
    "location.postal_code",
    "location.city",
    "location.country",
    "location.phone",
    "specialty.name",
    "specialty.summary",
    "specialty.practitioner",
    "service.name",
    "room.name",
    "room.kind",
    "time_off.reason",
    "site_closure.reason",
    "staff_application.licence_number",
    "staff_application.qualifications",
    "staff_application.languages",
    "session.user_agent",
];

/// The same, of those that are stored encrypted.
const SEALED: &[&str] = &[
    "appointment.reason",
    "appointment.cancel_reason",
    "appointment.overbook_reason",
    "appointment_event.reason",
    "emergency_access.reason",
    "passkey.name",
];

/// Of the trail, which only grows.
const TRAIL: &[&str] = &["audit_event.detail", "audit_event.reason"];

/// Of the words that administrators give to messages.
pub const WORDS: &[&str] = &[
    "message_template.subject",
    "message_template.heading",
    "message_template.body",
    "message_template.text_message",
];

pub fn places() -> impl Iterator<Item = &'static str> {
    [PLAIN, SEALED, TRAIL, WORDS].into_iter().flatten().copied()
}

/// The same clinic with `text` of its place in each column.
pub async fn plant(ground: &Ground, text: fn(&str) -> String) -> Ground {
    let server = ground.open().await;
    // Only what comes of the texts is looked at.
    sent(&server).await;
    for place in PLAIN {
        let (table, column) = place.split_once('.').expect("a column");
        // No two rooms of a place have one name.
        let number = if *place == "room.name" { " || is_active" } else { "" };
        let text = quoted(&text(place));
        execute(&server, &format!("UPDATE {table} SET {column} = {text}{number}")).await;
    }
    let records = server.world.db.records().await;
    for place in SEALED {
        let (table, column) = place.split_once('.').expect("a column");
        for row in &records[table] {
            let id = Uuid::parse_str(row["id"].trim_start_matches("X'").trim_end_matches('\'')).expect("an id");
            let value = sealed(table, column, &id, &text(place));
            execute(
                &server,
                &format!("UPDATE {table} SET {column} = '{value}' WHERE id = {}", row["id"]),
            )
            .await;
        }
    }
    let clinic = &server.world.clinic;
    let ids = [
        Uuid::from_u128(0x0199_0000_0000_7000_8000_0000_0000_0001),
        clinic.consultation.into(),
        clinic.patients[0].account.into(),
        clinic.support.into(),
    ];
    let [detail, reason] = [TRAIL[0], TRAIL[1]].map(|place| quoted(&text(place)));
    let event = format!(
        "INSERT INTO audit_event \
         (id, at, actor, account_id, action, subject, subject_id, detail, patient_id, reason, origin, request) \
         VALUES ({{0}}, 1, 'support', {{3}}, 'create', 'service', {{1}}, {detail}, {{2}}, {reason}, '', '')"
    );
    server.world.db.execute(&event, &ids).await.expect("an event");
    plant_words(&server, text).await;
    execute(&server, "UPDATE written SET rows = 0").await;
    ground.of(server.world.db.bytes().await)
}

/// Each kind of message says what it does, and then the text, which is marked as no template.
async fn plant_words(server: &TestServer, text: fn(&str) -> String) {
    let administrator = administrator_context(&server.world.core, &server.world.clinic);
    for line in list_templates(&administrator).await.expect("a list") {
        let template = get_template(&administrator, line.kind).await.expect("words");
        let columns = Part::ALL.map(|part| {
            if !template.parts.contains(&part) {
                return quoted("");
            }
            let text = text(&format!("message_template.{}", part.name()));
            // What breaks a line in a part of one line has the standard words sent.
            let breaks = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
            let text = match part {
                Part::Body => text,
                _ => text.replace(breaks, " "),
            };
            let words = template.wording.part(part);
            quoted(&format!("{words} {{% raw %}}{text}{{% endraw %}}"))
        });
        let sql = format!(
            "INSERT INTO message_template \
             (kind, version, is_standard, subject, heading, body, text_message, changed_at) \
             VALUES ('{}', 1, FALSE, {}, 1)",
            line.kind.name(),
            columns.join(", ")
        );
        execute(server, &sql).await;
    }
}

async fn execute(server: &TestServer, sql: &str) {
    server
        .world
        .db
        .execute(sql, &[])
        .await
        .unwrap_or_else(|fault| panic!("{sql}: {fault:?}"));
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
