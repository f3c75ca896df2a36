//! Rows past all use cases.

use backend::{
    Clock, Token,
    testing::{self, AppointmentRow, instant},
};
use uuid::Uuid;

use crate::common::TestServer;

pub const VISIT: u128 = 1;
pub const TODAY: u128 = 2;
pub const REQUEST: u128 = 3;
pub const ROOM: Uuid = Uuid::from_u128(0x7001);
pub const OLD_ROOM: Uuid = Uuid::from_u128(0x7002);
pub const AWAY: Uuid = Uuid::from_u128(0x7003);
pub const CLOSURE: Uuid = Uuid::from_u128(0x7004);
pub const WAITING: Uuid = Uuid::from_u128(0x7005);
pub const INVITED: Uuid = Uuid::from_u128(0x7006);
pub const DEVICE: Uuid = Uuid::from_u128(0x7007);
pub const MESSAGE: Uuid = Uuid::from_u128(0x7008);
pub const DELIVERY: Uuid = Uuid::from_u128(0x7009);
const OTHER_DESK_ID: Uuid = Uuid::from_u128(0x700a);
pub const OTHER_DESK: &str = "other.desk@example.com";
pub const INVITATION: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
pub const RESET: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

pub async fn plant_visits(server: &TestServer) {
    for (number, status, from) in [
        (VISIT, "confirmed", 2 * 1440),
        (TODAY, "confirmed", 0),
        (REQUEST, "requested", 2 * 1440 + 120),
    ] {
        let row = AppointmentRow::new(number).status(status).from_to(from, from + 30);
        row.insert(&server.world).await.expect("an appointment");
    }
}

/// Two rooms of which one is retired, an hour off and an hour of closure on Friday, and a service that is retired.
pub async fn plant_things(server: &TestServer) {
    let clinic = &server.world.clinic;
    let ids = [
        ROOM,
        OLD_ROOM,
        AWAY,
        CLOSURE,
        clinic.london.into(),
        clinic.doctors[0].id.into(),
        clinic.heart_check.into(),
    ];
    let from = instant("2026-11-27T09:00:00Z").millis();
    let to = from + 3_600_000;
    for sql in [
        "INSERT INTO room (id, location_id, kind, name, is_active) VALUES \
         ({0}, {4}, 'Ultrasound', 'Room 1', TRUE), ({1}, {4}, 'Ultrasound', 'Room 2', FALSE)"
            .to_owned(),
        format!(
            "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason) VALUES ({{2}}, {{5}}, {from}, {to}, 'Course')"
        ),
        format!(
            "INSERT INTO site_closure (id, location_id, starts_at, ends_at, reason) VALUES ({{3}}, {{4}}, {from}, {to}, 'Works')"
        ),
        "UPDATE service SET is_active = FALSE WHERE id = {6}".to_owned(),
    ] {
        server.world.db.execute(&sql, &ids).await.expect("a row");
    }
}

/// As stored where there is none.
const NO_PASSWORD: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A doctor who waits for approval, somebody who is invited, somebody at the front desk of another place, and of the owner another browser
/// and a link for a new password.
pub async fn plant_accounts(server: &TestServer) {
    let world = &server.world;
    let clinic = &world.clinic;
    let ids = [
        WAITING,
        INVITED,
        DEVICE,
        clinic.patients[0].account.into(),
        clinic.dermatology.into(),
        clinic.london.into(),
        OTHER_DESK_ID,
        clinic.support.into(),
        clinic.new_york.into(),
    ];
    let now = world.clock.now().millis();
    let soon = now + 3_600_000;
    let hash = |token| Token::parse(token).expect("a token").hash();
    let (invitation, reset) = (hash(INVITATION), hash(RESET));
    let email = |account: Uuid, email| {
        (
            testing::sealed_email(account.into(), email),
            testing::email_index(email),
        )
    };
    let (waiting, waiting_index) = email(WAITING, "waiting@example.com");
    let (invited, invited_index) = email(INVITED, "invited@example.com");
    let (desk, desk_index) = email(OTHER_DESK_ID, OTHER_DESK);
    for sql in [
        format!(
            "INSERT INTO account \
             (id, role, email, email_index, password_hash, given_name, family_name, created_at, state, state_reason) VALUES \
             ({{0}}, 'doctor', '{waiting}', '{waiting_index}', '{NO_PASSWORD}', 'Wanda', 'Ito', {now}, 'pending', ''), \
             ({{1}}, 'support', '{invited}', '{invited_index}', '{NO_PASSWORD}', 'Ines', 'Vogt', {now}, 'active', '')"
        ),
        format!(
            "INSERT INTO account \
             (id, role, email, email_index, password_hash, given_name, family_name, created_at, state, state_reason) \
             SELECT {{6}}, role, '{desk}', '{desk_index}', password_hash, 'Olga', 'Brandt', created_at, state, '' \
             FROM account WHERE id = {{7}}"
        ),
        "INSERT INTO account_location (account_id, location_id) VALUES ({6}, {8})".to_owned(),
        "INSERT INTO staff_application \
         (account_id, profession, specialty_id, location_id, licence_number, qualifications, languages) \
         VALUES ({0}, 'doctor', {4}, {5}, '7012345', 'MBBS', 'English')"
            .to_owned(),
        format!(
            "INSERT INTO invitation (token_hash, account_id, created_at, expires_at) \
             VALUES ('{invitation}', {{1}}, {now}, {soon})"
        ),
        format!(
            "INSERT INTO password_reset (token_hash, account_id, created_at, expires_at) \
             VALUES ('{reset}', {{3}}, {now}, {soon})"
        ),
        format!(
            "INSERT INTO session \
             (token_hash, id, account_id, created_at, last_seen_at, expires_at, verified_at, user_agent, network) \
             VALUES ('another browser', {{2}}, {{3}}, {now}, {now}, {soon}, {now}, '', '')"
        ),
    ] {
        world.db.execute(&sql, &ids).await.expect("rows");
    }
}

/// The owner was told something and has not read it.
pub async fn plant_message(server: &TestServer) {
    let world = &server.world;
    let now = world.clock.now().millis();
    let payload = testing::sealed("outbox_message", "payload", &MESSAGE, "\"delivery_failed\"");
    let sql = format!(
        "INSERT INTO outbox_message (id, kind, channel, recipient, payload, dedupe_key, attempts, created_at, due_at, sent_at, account_id) \
         VALUES ({{0}}, 'delivery_failed', 'app', '', '{payload}', 'planted', 0, {now}, {now}, {now}, {{1}})"
    );
    let ids = [MESSAGE, world.clinic.patients[0].account.into()];
    world.db.execute(&sql, &ids).await.expect("a message");
}

/// A mail to the owner that was sent, and can be sent again.
pub async fn plant_delivery(server: &TestServer) {
    let world = &server.world;
    let owner = &world.clinic.patients[0];
    let now = world.clock.now().millis();
    let sealed = |column, text: &str| testing::sealed("outbox_message", column, &DELIVERY, text);
    let (recipient, payload) = (
        sealed("recipient", owner.email),
        sealed("payload", "\"delivery_failed\""),
    );
    let sql = format!(
        "INSERT INTO outbox_message \
         (id, kind, channel, recipient, payload, dedupe_key, created_at, due_at, attempts, sent_at, account_id) VALUES \
         ({{0}}, 'delivery_failed', 'email', '{recipient}', '{payload}', 'delivery_failed:planted:email', {now}, {now}, 1, {now}, {{1}})"
    );
    world
        .db
        .execute(&sql, &[DELIVERY, owner.account.into()])
        .await
        .expect("a message");
}
