//! Many at once through the whole server, on both databases: one gets what all want, the others a plain 409.

use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    setup::verify,
    testing::{Kind, instant},
};
use domain::{
    booking::{InvalidChange, Status, Step},
    ids::AccountId,
    refusal::Refusal,
};
use rstest::rstest;
use tokio::sync::Barrier;

use crate::{
    booking::{TUESDAY, confirmation, hold, slot},
    common::{Answer, TestServer},
};

const MANY: usize = 64;

/// What somebody sends: a server function, the cookies of their browser, the arguments.
type Call = (&'static str, String, String);

/// Sends all at the same moment.
async fn at_once(server: &Arc<TestServer>, calls: Vec<Call>) -> Vec<Answer> {
    let barrier = Arc::new(Barrier::new(calls.len()));
    let send = |(function, cookies, arguments): Call| {
        let (server, barrier) = (Arc::clone(server), Arc::clone(&barrier));
        tokio::spawn(async move {
            barrier.wait().await;
            server.call(function, &cookies, arguments).await
        })
    };
    let mut answers = Vec::new();
    for running in calls.into_iter().map(send).collect::<Vec<_>>() {
        answers.push(running.await.expect("an answer"));
    }
    answers
}

/// Signs in another patient than those of the clinic; answers the cookie of their browser.
async fn new_patient(server: &TestServer, number: usize) -> String {
    let id: AccountId = format!("0193a5c0-0000-7000-8000-{number:012}").parse().expect("an id");
    let email = format!("patient-{number}@example.com");
    let sealed = backend::testing::sealed_email(id, &email);
    let index = backend::testing::email_index(&email);
    let copy = format!(
        "INSERT INTO account (id, role, email, password_hash, given_name, family_name, birth_date, phone, \
         created_at, version, email_index) SELECT {{0}}, role, '{sealed}', password_hash, given_name, family_name, NULL, NULL, \
         created_at, version, '{index}' FROM account WHERE id = {{1}}"
    );
    let known = server.world.clinic.patients[0].account;
    let copied = server.world.db.execute(&copy, &[id.into(), known.into()]).await;
    assert_eq!(copied.expect("an account"), 1);
    server.sign_in(&email).await
}

fn split(answers: Vec<Answer>) -> (Vec<Answer>, Vec<Answer>) {
    answers.into_iter().partition(|answer| answer.status == StatusCode::OK)
}

#[track_caller]
fn assert_taken(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
    match answer.refusal() {
        Refusal::SlotTaken(nearest) => assert_eq!(nearest.len(), 3),
        other => panic!("{other:?}"),
    }
}

/// One row was written, it is active, and no invariant is broken.
async fn assert_one_appointment(server: &TestServer, status: Status) {
    let db = &server.world.db;
    let of_status = format!("SELECT COUNT(*) FROM appointment WHERE status = '{}'", status.name());
    assert_eq!(db.number(&of_status, &[]).await, 1);
    assert_eq!(db.count("appointment").await, 1);
    let now = instant("2026-11-23T08:00:00Z");
    assert_eq!(
        verify(&db.db, &backend::testing::keys(), now)
            .await
            .expect("the database is read"),
        []
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_patients_who_press_one_time_exactly_one_gets_it(#[case] kind: Kind) {
    let server = Arc::new(TestServer::on(kind).await);
    let arguments = slot(&server, server.world.clinic.consultation, TUESDAY).to_string();
    let mut calls = Vec::new();
    for number in 0..MANY {
        calls.push(("booking/hold", new_patient(&server, number).await, arguments.clone()));
    }
    let (won, lost) = split(at_once(&server, calls).await);
    assert_eq!(won.len(), 1);
    lost.iter().for_each(assert_taken);
    assert_one_appointment(&server, Status::Held).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_patients_who_press_times_that_overlap_exactly_one_gets_one(#[case] kind: Kind) {
    let server = Arc::new(TestServer::on(kind).await);
    let clinic = &server.world.clinic;
    // An hour and two kinds of half hours in the middle of it: each overlaps each.
    let times = [
        (clinic.procedure, TUESDAY),
        (clinic.consultation, "2026-11-24T10:30:00Z"),
        (clinic.follow_up, "2026-11-24T10:30:00Z"),
    ];
    let mut calls = Vec::new();
    for (number, (service, start)) in (0..MANY).zip(times.into_iter().cycle()) {
        let arguments = slot(&server, service, start).to_string();
        calls.push(("booking/hold", new_patient(&server, number).await, arguments));
    }
    let (won, lost) = split(at_once(&server, calls).await);
    assert_eq!(won.len(), 1);
    lost.iter().for_each(assert_taken);
    assert_one_appointment(&server, Status::Held).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_confirmation_sent_64_times_at_once_gets_one_answer(#[case] kind: Kind) {
    let server = Arc::new(TestServer::on(kind).await);
    let (cookies, held) = hold(&server, 0, TUESDAY).await;
    let call = (
        "booking/book",
        cookies,
        confirmation(&held, "0123456789abcdef").to_string(),
    );
    let (won, lost) = split(at_once(&server, vec![call; MANY]).await);
    assert!(lost.is_empty(), "{}", lost[0].text());
    assert!(won[0].text().contains(&held.id.to_string()), "{}", won[0].text());
    assert!(won.iter().all(|answer| answer.body == won[0].body));
    assert_one_appointment(&server, Status::Confirmed).await;
    assert_eq!(server.world.db.mails_to_patients().await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn confirmations_of_one_hold_with_two_keys_make_one_appointment_and_the_other_key_is_told(#[case] kind: Kind) {
    let server = Arc::new(TestServer::on(kind).await);
    let (cookies, held) = hold(&server, 0, TUESDAY).await;
    let keys = ["0123456789abcdef", "fedcba9876543210"].into_iter().cycle();
    let calls = keys.map(|key| ("booking/book", cookies.clone(), confirmation(&held, key).to_string()));
    let (won, lost) = split(at_once(&server, calls.take(MANY).collect()).await);
    assert_eq!((won.len(), lost.len()), (MANY / 2, MANY / 2));
    assert!(won.iter().all(|answer| answer.body == won[0].body));
    let already_booked = Refusal::InvalidChange(InvalidChange {
        status: Status::Confirmed,
        step: Step::Confirm,
    });
    for answer in lost {
        assert_eq!(
            (answer.status, answer.refusal()),
            (StatusCode::CONFLICT, already_booked.clone())
        );
    }
    assert_one_appointment(&server, Status::Confirmed).await;
    assert_eq!(server.world.db.mails_to_patients().await, 1);
}

/// A hold is confirmed again and again while others press the same time, when the clock shows `now`. It was made at 08:00.
async fn confirmations_among_holds(kind: Kind, now: &str) -> (Arc<TestServer>, Vec<Answer>, Vec<Answer>) {
    let server = Arc::new(TestServer::on(kind).await);
    let (cookies, held) = hold(&server, 0, TUESDAY).await;
    let confirm = confirmation(&held, "0123456789abcdef").to_string();
    let press = slot(&server, server.world.clinic.consultation, TUESDAY).to_string();
    let mut calls = Vec::new();
    for number in 0..MANY / 2 {
        calls.push(("booking/book", cookies.clone(), confirm.clone()));
        calls.push(("booking/hold", new_patient(&server, number).await, press.clone()));
    }
    server.world.clock.set(now);
    let (confirmed, pressed) = at_once(&server, calls)
        .await
        .into_iter()
        .enumerate()
        .partition::<Vec<_>, _>(|(number, _)| number.is_multiple_of(2));
    let answers = |of: Vec<(usize, Answer)>| of.into_iter().map(|(_, answer)| answer).collect();
    (server, answers(confirmed), answers(pressed))
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn in_the_last_millisecond_of_a_hold_it_is_booked_and_nobody_else_gets_the_time(#[case] kind: Kind) {
    let (server, confirmed, pressed) = confirmations_among_holds(kind, "2026-11-23T08:09:59.999Z").await;
    assert!(confirmed.iter().all(|answer| answer.status == StatusCode::OK));
    pressed.iter().for_each(assert_taken);
    assert_one_appointment(&server, Status::Confirmed).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn at_the_instant_a_hold_ends_it_is_lost_and_one_of_the_others_gets_the_time(#[case] kind: Kind) {
    let (server, confirmed, pressed) = confirmations_among_holds(kind, "2026-11-23T08:10:00Z").await;
    for answer in confirmed {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text());
        assert!(matches!(answer.refusal(), Refusal::HoldExpired(_)), "{}", answer.text());
    }
    let (won, lost) = split(pressed);
    assert_eq!(won.len(), 1);
    lost.iter().for_each(assert_taken);
    let db = &server.world.db;
    let count = |status: Status| format!("SELECT COUNT(*) FROM appointment WHERE status = '{}'", status.name());
    assert_eq!(db.number(&count(Status::Held), &[]).await, 1);
    assert_eq!(db.number(&count(Status::Expired), &[]).await, 1);
    assert_eq!(db.count("appointment").await, 2);
    let now = instant("2026-11-23T08:10:00Z");
    assert_eq!(
        verify(&db.db, &backend::testing::keys(), now)
            .await
            .expect("the database is read"),
        []
    );
}
