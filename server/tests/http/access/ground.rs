//! A clinic with one of everything, and the people who ask for it.

use axum::{
    body::Body,
    http::{Method, Request, header},
};
use backend::{
    booking::{HoldSlot, hold},
    catalogue::{get_service, plan_retire_room},
    emergency::{BreakGlass, Named, break_glass},
    photo::{change_photo, find_own_photo},
    testing::{self, Kind, administrator_context, doctor_context, instant, patient_context},
};
use uuid::Uuid;

use super::{
    begun::{Begun, begin},
    planted::*,
    who::Who,
};
use crate::common::{Answer, TestServer};

/// Why the patient of all planted appointments comes (as `AppointmentRow` has it).
pub const REASON: &str = "A mole has changed";

/// What stands for a name in braces.
#[derive(Clone)]
pub struct Subject {
    pub name: &'static str,
    pub present: String,
    /// Of the same shape; none where there is nothing to be absent.
    pub absent: Option<&'static str>,
}

impl Subject {
    pub fn of_id(name: &'static str, id: Uuid) -> Self {
        Self {
            name,
            present: id.to_string(),
            absent: Some(NOBODY),
        }
    }
}

/// The clinic as everybody finds it, made once: each who writes gets a copy.
pub struct Ground {
    bytes: Vec<u8>,
    pub subjects: Vec<Subject>,
    cookies: Vec<String>,
    /// Of browsers in which somebody is in the middle of registering or of signing in.
    pub half_way: [String; 2],
}

/// 96 by 96 pixels.
const PORTRAIT: &[u8] = include_bytes!("../../../../backend/tests/people/portrait.png");
const NOBODY: &str = "0193a5c0-0000-4000-8000-00000000dead";
const NOWHERE: &str = "nothing-of-this-name";
const NO_TOKEN: &str = "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd";
const NO_PHOTO: &str = "dddddddddddddddd";
const NO_EMAIL: &str = "rosa.vidal@example.com";

impl Ground {
    pub async fn new() -> Self {
        let server = TestServer::of(testing::world_with_texts(Kind::Sqlite).await);
        plant_visits(&server).await;
        plant_things(&server).await;
        plant_accounts(&server).await;
        plant_message(&server).await;
        plant_delivery(&server).await;
        let mut subjects = subjects(&server).await;
        let mut cookies = Vec::new();
        for who in Who::ALL {
            cookies.push(sign_in(&server, who).await);
        }
        let [_, owner, .., desk, _] = &mut cookies[..] else {
            unreachable!("everybody has cookies")
        };
        let Begun {
            half_way,
            subjects: begun,
        } = begin(&server.world, owner, desk).await;
        subjects.extend(begun);
        count_writes(&server).await;
        Self {
            bytes: server.world.db.bytes().await,
            subjects,
            cookies,
            half_way,
        }
    }

    /// The same people, with another database.
    pub fn of(&self, bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            subjects: self.subjects.clone(),
            cookies: self.cookies.clone(),
            half_way: self.half_way.clone(),
        }
    }

    /// The clinic in a database of its own.
    pub async fn open(&self) -> TestServer {
        TestServer::of(testing::world_of(&self.bytes).await.with_texts())
    }

    pub fn cookies(&self, who: Who) -> &str {
        let number = Who::ALL.iter().position(|known| *known == who);
        &self.cookies[number.expect("one of all")]
    }

    /// The text with what it is about, and without the one that is `absent`.
    pub fn fill(&self, text: &str, absent: Option<&str>) -> String {
        let put = |text: String, subject: &Subject| {
            let is_absent = absent == Some(subject.name);
            let value = subject.absent.filter(|_| is_absent).unwrap_or(&subject.present);
            text.replace(subject.name, value)
        };
        self.subjects.iter().fold(text.to_owned(), put)
    }

    /// What the text is about and could be absent.
    pub fn named_in(&self, text: &str) -> impl Iterator<Item = &Subject> {
        let is_named = |subject: &&Subject| subject.absent.is_some() && text.contains(subject.name);
        self.subjects.iter().filter(is_named)
    }

    /// What was asked for, whether it is there or not, by its name.
    pub fn anonymous(&self, text: &str, subject: &Subject) -> String {
        let encode = |value: &str| value.replace('@', "%40");
        let absent = subject.absent.unwrap_or(&subject.present);
        [&subject.present, &encode(&subject.present), absent, &encode(absent)]
            .into_iter()
            .fold(text.to_owned(), |text, value| text.replace(value, subject.name))
    }
}

/// Asks as a browser does: a page, a form or a server function.
pub async fn ask(server: &TestServer, route: &str, path: &str, body: &str, cookies: &str) -> Answer {
    let method = route.split(' ').next().expect("a method");
    let method: Method = method.parse().expect("a method");
    let is_upload = body.contains("@portrait");
    let kind = match (path.starts_with("/api/"), is_upload) {
        (true, _) => "application/json",
        (_, true) => "multipart/form-data; boundary=--boundary",
        _ => "application/x-www-form-urlencoded",
    };
    let body = match is_upload {
        true => with_portrait(body),
        false => body.as_bytes().to_vec(),
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
            .body(Body::from(body)),
    };
    // One who asks is not slowed down by what another one tried.
    let forget_tries = "DELETE FROM sign_in_tries";
    server.world.db.execute(forget_tries, &[]).await.expect("forgotten");
    server.send(request.expect("a request")).await
}

/// The fields of a form as one with a file is sent.
fn with_portrait(fields: &str) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields.split('&').filter_map(|field| field.split_once('=')) {
        let (file, value) = match value {
            "@portrait" => ("; filename=\"me.png\"\r\nContent-Type: image/png", PORTRAIT),
            text => ("", text.as_bytes()),
        };
        let head = format!("----boundary\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n");
        body.extend([head.as_bytes(), value, b"\r\n"].concat());
    }
    body.extend(b"----boundary--\r\n");
    body
}

/// What is written by looking: the trail, and the tries of a brake.
pub const WRITTEN_BY_LOOKING: [&str; 4] = ["audit_event", "audit_pending", "audit_seal", "sign_in_tries"];

/// Has the database count what is written, beside what is by looking.
async fn count_writes(server: &TestServer) {
    let db = &server.world.db;
    let execute = async |sql: String| db.execute(&sql, &[]).await.expect("counted");
    execute("CREATE TABLE written (rows INTEGER NOT NULL)".to_owned()).await;
    execute("INSERT INTO written (rows) VALUES (0)".to_owned()).await;
    let contents = db.contents().await;
    let tables = contents.keys().map(String::as_str);
    for table in tables.filter(|table| *table != "written" && !WRITTEN_BY_LOOKING.contains(table)) {
        for event in ["INSERT", "UPDATE", "DELETE"] {
            let name = format!("{table}_{event}_is_counted");
            execute(format!(
                "CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN UPDATE written SET rows = rows + 1; END"
            ))
            .await;
        }
    }
}

/// Whether somebody has written into this copy.
pub async fn is_written(server: &TestServer) -> bool {
    server.world.db.number("SELECT rows FROM written", &[]).await > 0
}

async fn subjects(server: &TestServer) -> Vec<Subject> {
    let world = &server.world;
    let clinic = &world.clinic;
    let ada = &clinic.doctors[0];
    let slot = HoldSlot {
        schedule: ada.schedule,
        service: clinic.consultation,
        minutes: None,
        start: instant("2026-11-26T10:00:00Z"),
    };
    let held = hold(&patient_context(&world.core, clinic, 0), &slot).await;
    let held = held.expect("a hold");
    let emergency = BreakGlass {
        patient: clinic.patients[0].account,
        named: Named {
            family_name: "Lund".into(),
            birth_day: "27".into(),
            birth_month: "3".into(),
            birth_year: "1984".into(),
        },
        reason: "Found unconscious".to_owned(),
    };
    let emergency = break_glass(&doctor_context(&world.core, clinic, 1), &emergency).await;
    let emergency = emergency.expect("an emergency access");
    let treating = doctor_context(&world.core, clinic, 0);
    change_photo(&treating, PORTRAIT.to_vec()).await.expect("a photo");
    let photo = find_own_photo(&treating).await.expect("a photo");
    let (_, photo) = photo.expect("a photo");
    let administrator = administrator_context(&world.core, clinic);
    let plan = plan_retire_room(&administrator, ROOM.into()).await;
    let plan = plan.expect("a plan").fingerprint;
    let upcoming = get_service(&administrator, clinic.consultation).await;
    let upcoming = upcoming.expect("a service").upcoming;

    let subject = |absent: Option<&'static str>| {
        move |name, present: &str| Subject {
            name,
            present: present.to_owned(),
            absent,
        }
    };
    let (slug, token, value) = (subject(Some(NOWHERE)), subject(Some(NO_TOKEN)), subject(None));
    let id = Subject::of_id;
    vec![
        id("{visit}", Uuid::from_u128(VISIT)),
        id("{today}", Uuid::from_u128(TODAY)),
        id("{request}", Uuid::from_u128(REQUEST)),
        id("{hold}", held.view.id.into()),
        id("{emergency}", emergency.into()),
        id("{patient}", clinic.patients[0].account.into()),
        id("{other}", clinic.patients[1].account.into()),
        id("{pictured}", ada.account.into()),
        id("{waiting}", WAITING),
        id("{invited}", INVITED),
        id("{device}", DEVICE),
        id("{message}", MESSAGE),
        id("{delivery}", DELIVERY),
        id("{schedule}", ada.schedule.into()),
        id("{service}", clinic.consultation.into()),
        id("{second}", clinic.follow_up.into()),
        id("{old_service}", clinic.heart_check.into()),
        id("{specialty_id}", clinic.dermatology.into()),
        id("{room}", ROOM),
        id("{old_room}", OLD_ROOM),
        id("{away}", AWAY),
        id("{closure}", CLOSURE),
        slug("{doctor}", ada.slug),
        slug("{location}", "london"),
        slug("{specialty}", "dermatology"),
        subject(Some(NO_PHOTO))("{photo}", &photo),
        token("{invitation}", INVITATION),
        token("{reset}", RESET),
        subject(Some(NO_EMAIL))("{email}", clinic.patients[0].email),
        value("{start}", &instant("2026-11-26T11:00:00Z").millis().to_string()),
        value("{plan}", &plan),
        value("{upcoming}", &upcoming.to_string()),
    ]
}

async fn sign_in(server: &TestServer, who: Who) -> String {
    let clinic = &server.world.clinic;
    let email = match who {
        Who::Visitor => return String::new(),
        Who::Owner => clinic.patients[0].email,
        Who::OtherPatient => clinic.patients[1].email,
        Who::Doctor => clinic.doctors[0].email,
        Who::OtherDoctor => clinic.doctors[1].email,
        Who::OtherDesk => OTHER_DESK,
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
