//! A clinic with one of everything, and the people who ask for it.

use std::collections::BTreeMap;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use backend::{
    Clock, Token,
    booking::{HoldSlot, hold},
    emergency::{BreakGlass, break_glass},
    testing::{AppointmentRow, doctor_context, instant, patient_context},
};
use uuid::Uuid;

use crate::common::{Answer, TestServer};

/// Why the patient of all planted appointments comes (as `AppointmentRow` has it).
pub const REASON: &str = "A mole has changed";

/// Who asks. The owner is the patient of the appointments and, in their browser, the one of the hold; the doctor treats them; the
/// other doctor has an open emergency access.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Visitor,
    Owner,
    OtherPatient,
    Doctor,
    OtherDoctor,
    Support,
    Administrator,
}

impl Who {
    pub const ALL: [Self; 7] = [
        Self::Visitor,
        Self::Owner,
        Self::OtherPatient,
        Self::Doctor,
        Self::OtherDoctor,
        Self::Support,
        Self::Administrator,
    ];

    /// As routes.txt calls them.
    pub const fn role(self) -> &'static str {
        match self {
            Self::Visitor => "",
            Self::Owner | Self::OtherPatient => "patient",
            Self::Doctor | Self::OtherDoctor => "doctor",
            Self::Support => "support",
            Self::Administrator => "administrator",
        }
    }

    pub const fn name(self) -> &'static str {
        match self {
            Self::Visitor => "anonymous",
            Self::Owner => "owner",
            Self::OtherPatient => "other patient",
            Self::Doctor => "treating doctor",
            Self::OtherDoctor => "other doctor",
            Self::Support => "support",
            Self::Administrator => "administrator",
        }
    }
}

pub type Contents = BTreeMap<String, Vec<String>>;

/// What a request asks for by a name in braces.
pub struct Subject {
    pub name: &'static str,
    pub present: String,
    pub absent: &'static str,
}

pub struct Ground {
    pub server: TestServer,
    pub subjects: Vec<Subject>,
    cookies: Vec<String>,
}

const NOBODY: &str = "0193a5c0-0000-7000-8000-00000000dead";
const NOWHERE: &str = "nothing-of-this-name";
const NO_TOKEN: &str = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";
const INVITATION: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const RESET: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

impl Ground {
    pub async fn new() -> Self {
        let server = TestServer::start().await;
        let world = &server.world;
        let clinic = &world.clinic;
        let ada = &clinic.doctors[0];
        for (number, status, from) in [
            (1, "confirmed", 2 * 1440),
            (2, "confirmed", 0),
            (3, "requested", 2 * 1440 + 120),
        ] {
            let row = AppointmentRow::new(number).status(status).from_to(from, from + 30);
            row.insert(world).await.expect("an appointment");
        }
        let start = instant("2026-11-26T11:00:00Z");
        let slot = HoldSlot {
            schedule: ada.schedule,
            service: clinic.consultation,
            minutes: None,
            start: instant("2026-11-26T10:00:00Z"),
        };
        let held = hold(&patient_context(&world.core, clinic, 0), &slot)
            .await
            .expect("a hold");
        let emergency = BreakGlass {
            patient: clinic.patients[0].account,
            reason: "Found unconscious".to_owned(),
        };
        let emergency = break_glass(&doctor_context(&world.core, clinic, 1), &emergency).await;
        let emergency = emergency.expect("an emergency access");
        let [room, old_room, away, closure] = [0x7001, 0x7002, 0x7003, 0x7004].map(Uuid::from_u128);
        let friday = instant("2026-11-27T09:00:00Z").millis();
        let ids = [
            room,
            old_room,
            away,
            closure,
            clinic.london.into(),
            ada.id.into(),
            clinic.heart_check.into(),
        ];
        let hour = friday + 3_600_000;
        for sql in [
            "INSERT INTO room (id, location_id, kind, name, is_active) VALUES ({0}, {4}, 'Ultrasound', 'Room 1', TRUE)",
            "INSERT INTO room (id, location_id, kind, name, is_active) VALUES ({1}, {4}, 'Ultrasound', 'Room 2', FALSE)",
            &format!(
                "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason) VALUES ({{2}}, {{5}}, {friday}, {hour}, '')"
            ),
            &format!(
                "INSERT INTO site_closure (id, location_id, starts_at, ends_at, reason) VALUES ({{3}}, {{4}}, {friday}, {hour}, 'Works')"
            ),
            "UPDATE service SET is_active = FALSE WHERE id = {6}",
        ] {
            world.db.execute(sql, &ids).await.expect("a row");
        }
        plant_accounts(&server).await;
        let id = |name, id: Uuid| Subject {
            name,
            present: id.to_string(),
            absent: NOBODY,
        };
        let slug = |name, slug: &str| Subject {
            name,
            present: slug.to_owned(),
            absent: NOWHERE,
        };
        let token = |name, token: &str| Subject {
            name,
            present: token.to_owned(),
            absent: NO_TOKEN,
        };
        let subjects = vec![
            id("{visit}", Uuid::from_u128(1)),
            id("{today}", Uuid::from_u128(2)),
            id("{request}", Uuid::from_u128(3)),
            id("{hold}", held.view.id.into()),
            id("{emergency}", emergency.into()),
            id("{patient}", clinic.patients[0].account.into()),
            id("{other}", clinic.patients[1].account.into()),
            id("{waiting}", WAITING),
            id("{invited}", INVITED),
            id("{device}", DEVICE),
            id("{schedule}", ada.schedule.into()),
            id("{service}", clinic.consultation.into()),
            id("{second}", clinic.follow_up.into()),
            id("{old_service}", clinic.heart_check.into()),
            id("{specialty_id}", clinic.dermatology.into()),
            id("{room}", room),
            id("{old_room}", old_room),
            id("{away}", away),
            id("{closure}", closure),
            slug("{doctor}", ada.slug),
            slug("{location}", "london"),
            slug("{specialty}", "dermatology"),
            token("{invitation}", INVITATION),
            token("{reset}", RESET),
            Subject {
                name: "{email}",
                present: clinic.patients[0].email.to_owned(),
                absent: "nobody@example.com",
            },
            Subject {
                name: "{start}",
                present: start.millis().to_string(),
                absent: "1795690800000",
            },
        ];
        // Before anything is compared: signing in is recorded.
        let mut cookies = Vec::new();
        for who in Who::ALL {
            cookies.push(sign_in(&server, who).await);
        }
        Self {
            server,
            subjects,
            cookies,
        }
    }

    pub fn cookies(&self, who: Who) -> &str {
        let number = Who::ALL.iter().position(|known| *known == who);
        &self.cookies[number.expect("one of all")]
    }

    /// The text about what is there.
    pub fn present(&self, text: &str) -> String {
        let put = |text: String, subject: &Subject| text.replace(subject.name, &subject.present);
        self.subjects.iter().fold(text.to_owned(), put)
    }

    /// The text about what is not there; the time is the same.
    pub fn absent(&self, text: &str) -> String {
        let put = |text: String, subject: &Subject| match subject.name {
            "{start}" => text.replace(subject.name, &subject.present),
            name => text.replace(name, subject.absent),
        };
        self.subjects.iter().fold(text.to_owned(), put)
    }

    /// Whether the text is about something that could be absent.
    pub fn has_subject(&self, text: &str) -> bool {
        let others = self.subjects.iter().filter(|subject| subject.name != "{start}");
        others.into_iter().any(|subject| text.contains(subject.name))
    }

    /// What was asked for, whether it is there or not, by one name.
    pub fn anonymous(&self, text: &str) -> String {
        let put = |text: String, subject: &Subject| {
            let text = text.replace(&subject.present, "*");
            text.replace(subject.absent, "*")
        };
        self.subjects.iter().fold(text.to_owned(), put)
    }

    /// Asks as a browser does: a page, a form or a server function.
    pub async fn ask(&self, route: &str, path: &str, body: &str, cookies: &str) -> Answer {
        let (method, _) = route.split_once(' ').expect("a method");
        let method: Method = method.parse().expect("a method");
        let kind = match path.starts_with("/api/") {
            true => "application/json",
            false => "application/x-www-form-urlencoded",
        };
        let request = Request::builder()
            .method(method.clone())
            .uri(path)
            .header(header::HOST, "clinic.example")
            .header(header::COOKIE, cookies);
        let request = match method {
            Method::GET => request.body(Body::empty()),
            _ => request
                .header(header::ORIGIN, "https://clinic.example")
                .header("sec-fetch-site", "same-origin")
                .header(header::CONTENT_TYPE, kind)
                .body(Body::from(body.to_owned())),
        };
        self.server.send(request.expect("a request")).await
    }

    /// All rows but those of the trail, where looking is written too, and of the brake, where each try is.
    pub async fn contents(&self) -> Contents {
        self.rows().await.0
    }

    /// The same, and the trail.
    pub async fn rows(&self) -> (Contents, Vec<String>) {
        let mut contents = self.server.world.db.contents().await;
        contents.remove("sign_in_tries");
        contents.remove("audit_pending");
        let trail = contents.remove("audit_event").unwrap_or_default();
        (contents, trail)
    }
}

/// As stored where there is none.
const NO_PASSWORD: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A doctor who waits for approval, somebody who is invited, and of the owner another browser and a link for a new password.
async fn plant_accounts(server: &TestServer) {
    let world = &server.world;
    let clinic = &world.clinic;
    let ids = [
        WAITING,
        INVITED,
        DEVICE,
        clinic.patients[0].account.into(),
        clinic.dermatology.into(),
        clinic.london.into(),
    ];
    let now = world.clock.now().millis();
    let soon = now + 3_600_000;
    let hash = |token| Token::parse(token).expect("a token").hash();
    let (invitation, reset) = (hash(INVITATION), hash(RESET));
    for sql in [
        format!(
            "INSERT INTO account (id, role, email, password_hash, given_name, family_name, created_at, state) VALUES \
             ({{0}}, 'doctor', 'waiting@example.com', '{NO_PASSWORD}', 'Wanda', 'Ito', {now}, 'pending'), \
             ({{1}}, 'support', 'invited@example.com', '{NO_PASSWORD}', 'Ines', 'Vogt', {now}, 'active')"
        ),
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

async fn sign_in(server: &TestServer, who: Who) -> String {
    let clinic = &server.world.clinic;
    let email = match who {
        Who::Visitor => return String::new(),
        Who::Owner => clinic.patients[0].email,
        Who::OtherPatient => clinic.patients[1].email,
        Who::Doctor => clinic.doctors[0].email,
        Who::OtherDoctor => clinic.doctors[1].email,
        Who::Support => "support@example.com",
        Who::Administrator => "admin@example.com",
    };
    let session = server.sign_in(email).await;
    let number = match who {
        Who::Owner => 0,
        Who::OtherPatient => 1,
        _ => return session,
    };
    format!("{session}; __Host-visitor={}", clinic.patients[number].visitor.secret())
}

/// As access.txt has it: the status, and for a redirect where to.
pub fn short(ground: &Ground, answer: &Answer) -> String {
    let location = answer.header(header::LOCATION);
    if answer.status == StatusCode::SEE_OTHER {
        let location = ground.anonymous(location.split(['?', '#']).next().unwrap_or_default());
        format!("303 {}", known_only(&location))
    } else {
        answer.status.as_u16().to_string()
    }
}

/// Without identifiers of what has just been made.
fn known_only(path: &str) -> String {
    let parts = path.split('/').map(|part| match part.parse::<Uuid>() {
        Ok(_) => "*",
        Err(_) => part,
    });
    parts.collect::<Vec<_>>().join("/")
}
