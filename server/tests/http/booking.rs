//! What no island of ours sends to the functions that write appointments: each is refused in plain words, and nothing is
//! written.

use app::AppError;
use axum::http::{StatusCode, header};
use backend::testing::{Kind, instant};
use domain::{
    booking::KeptTime,
    ids::{AppointmentId, ServiceId},
    refusal::{Fault, Field, FieldError, Refusal},
    slots::NotOffered,
    version::Version,
};
use rstest::rstest;
use serde_json::{Value, json};

use crate::common::{Answer, TestServer};

const KEY: &str = "0123456789abcdef";
/// 10:00 of a day on which the first doctor works from 09:00 to 17:00; it is Monday.
pub(crate) const TUESDAY: &str = "2026-11-24T10:00:00Z";
const THURSDAY: &str = "2026-11-26T10:00:00Z";
const NOBODY: &str = "0193a5c0-0000-7000-8000-00000000dead";

/// The arguments of `booking/hold`, with the first doctor.
pub(crate) fn slot(server: &TestServer, service: ServiceId, start: &str) -> Value {
    let schedule = server.world.clinic.doctors[0].schedule;
    json!({ "schedule": schedule, "service": service, "start": instant(start) })
}

/// The arguments of `booking/book`.
pub(crate) fn confirmation(hold: &KeptTime, key: &str) -> Value {
    json!({
        "hold": hold.id,
        "version": hold.version,
        "reason": "A mole has changed.",
        "idempotency_key": key,
    })
}

/// Has the patient with this number hold a consultation; answers the cookies of their browser too.
pub(crate) async fn hold(server: &TestServer, patient: usize, start: &str) -> (String, KeptTime) {
    let session = server.sign_in(server.world.clinic.patients[patient].email).await;
    let arguments = slot(server, server.world.clinic.consultation, start);
    let answer = server.call("booking/hold", &session, arguments.to_string()).await;
    let visitor = answer.header(header::SET_COOKIE).split(';').next().unwrap_or_default();
    (format!("{session}; {visitor}"), answer.json())
}

/// The same, booked; the hold has the version of the appointment.
async fn book(server: &TestServer, patient: usize, start: &str) -> (String, KeptTime) {
    let (cookies, mut held) = hold(server, patient, start).await;
    let arguments = confirmation(&held, KEY).to_string();
    let answer = server.call("booking/book", &cookies, arguments).await;
    assert_eq!(answer.status, StatusCode::OK);
    held.version = Version::new(held.version.number() + 1);
    (cookies, held)
}

/// Changes with whatever a booking function writes.
async fn written(server: &TestServer) -> [i64; 4] {
    let db = &server.world.db;
    let versions = "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM appointment";
    [
        db.count("appointment").await,
        db.number(versions, &[]).await,
        db.count("audit_event WHERE action NOT LIKE 'read_%' AND action NOT LIKE 'refused_%'")
            .await,
        db.mails_to_patients().await,
    ]
}

fn with(arguments: &Value, name: &str, value: impl Into<Value>) -> Value {
    let mut arguments = arguments.clone();
    arguments[name] = value.into();
    arguments
}

fn millis(time: &str) -> i64 {
    instant(time).millis()
}

/// What is malformed in the same way whichever function gets it: each with one argument changed.
fn malformed(arguments: &Value, id: &str, number: &str, text: &str) -> Vec<Value> {
    let mut all: Vec<Value> = ["", "no-id", "0193a5c0-0000-7000-8000-00000000dea\u{0}", "' OR 1=1 --"]
        .map(|nonsense| with(arguments, id, nonsense))
        .into();
    let numbers = [json!("10"), json!(1.5), json!(u64::MAX), json!(null), json!([1])];
    all.extend(numbers.map(|nonsense| with(arguments, number, nonsense)));
    all.extend([
        with(arguments, text, "a\u{0}b"),
        with(arguments, text, json!({})),
        json!([]),
    ]);
    all
}

#[track_caller]
fn assert_malformed(answer: &Answer, status: StatusCode, arguments: &str) {
    let said: AppError = answer.json();
    let arguments = &arguments[..200.min(arguments.len())];
    assert_eq!((answer.status, said), (status, AppError::Malformed), "{arguments}");
}

/// Sends each of `cases` and expects its status and refusal, then what cannot be read at all; nothing is written.
async fn assert_all_refused(
    server: &TestServer,
    (function, cookies): (&str, &str),
    cases: Vec<(Value, StatusCode, Refusal)>,
    unreadable: Vec<Value>,
) {
    let before = written(server).await;
    for (arguments, status, refusal) in cases {
        let answer = server.call(function, cookies, arguments.to_string()).await;
        assert_eq!((answer.status, answer.refusal()), (status, refusal), "{arguments}");
    }
    for arguments in unreadable {
        let arguments = arguments.to_string();
        let answer = server.call(function, cookies, arguments.clone()).await;
        assert_malformed(&answer, StatusCode::BAD_REQUEST, &arguments);
    }
    let endless = json!({ "reason": "x".repeat(1024 * 1024) }).to_string();
    let answer = server.call(function, cookies, endless.clone()).await;
    assert_malformed(&answer, StatusCode::PAYLOAD_TOO_LARGE, &endless);
    assert_eq!(written(server).await, before);
}

const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_hold_of_what_cannot_be_had_is_refused(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let clinic = &server.world.clinic;
    let good = slot(&server, clinic.consultation, TUESDAY);
    let start = |time: &str| with(&good, "start", millis(time));
    let not_offered = |arguments, why| (arguments, UNPROCESSABLE, Refusal::NotOffered(why));
    let not_found = |arguments| (arguments, StatusCode::NOT_FOUND, Refusal::NotFound);
    let cases = vec![
        not_found(with(&good, "schedule", NOBODY)),
        not_found(with(&good, "service", NOBODY)),
        not_found(with(&good, "service", json!(clinic.heart_check))),
        not_offered(start("2026-11-20T10:00:00Z"), NotOffered::Past),
        not_offered(start("2026-11-24T10:10:00Z"), NotOffered::OffGrid),
        not_offered(start("2026-11-24T10:00:00.001Z"), NotOffered::OffGrid),
        not_offered(start("2026-11-24T08:30:00Z"), NotOffered::OffHours),
        not_offered(start("2026-11-28T10:00:00Z"), NotOffered::OffHours),
        not_offered(start("2027-11-24T10:00:00Z"), NotOffered::Horizon),
        not_offered(with(&good, "start", i64::MIN), NotOffered::Past),
        not_offered(with(&good, "start", i64::MAX), NotOffered::OffHours),
    ];
    let unreadable = malformed(&good, "schedule", "start", "service");
    assert_all_refused(&server, ("booking/hold", ""), cases, unreadable).await;
    let answer = server.call("booking/hold", "", good.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "the same without a fault");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_confirmation_of_what_is_not_ones_own_is_refused(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let (_, anothers) = hold(&server, 1, THURSDAY).await;
    let (cookies, held) = hold(&server, 0, TUESDAY).await;
    let good = confirmation(&held, KEY);
    let not_found = |arguments| (arguments, StatusCode::NOT_FOUND, Refusal::NotFound);
    let bad_reason = |reason: &str, fault| {
        let refusal = FieldError::alone(Field::Reason, fault);
        (with(&good, "reason", reason), UNPROCESSABLE, refusal)
    };
    let cases = vec![
        not_found(with(&good, "hold", json!(anothers.id))),
        not_found(with(&good, "hold", NOBODY)),
        not_found(with(&good, "idempotency_key", "short")),
        not_found(with(&good, "idempotency_key", "0123456789abcde'")),
        bad_reason(" \n ", Fault::Missing),
        bad_reason("a\u{1b}b", Fault::Malformed),
        bad_reason(&"x".repeat(1001), Fault::TooLong { most: 1000 }),
        (with(&good, "version", 7), StatusCode::CONFLICT, Refusal::Stale),
        (with(&good, "version", i64::MIN), StatusCode::CONFLICT, Refusal::Stale),
    ];
    let unreadable = malformed(&good, "hold", "version", "reason");
    assert_all_refused(&server, ("booking/book", &cookies), cases, unreadable).await;

    let visitor = cookies.split("; ").last().unwrap_or_default();
    let sign_in_first = (good.clone(), StatusCode::UNAUTHORIZED, Refusal::SignInFirst);
    assert_all_refused(&server, ("booking/book", visitor), vec![sign_in_first], vec![]).await;

    let answer = server.call("booking/book", &cookies, good.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "the same without a fault");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_hold_that_ran_out_is_not_booked_and_others_are_offered(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let (cookies, held) = hold(&server, 0, TUESDAY).await;
    server.world.clock.advance_minutes(10);
    let before = written(&server).await;
    let arguments = confirmation(&held, KEY).to_string();
    let answer = server.call("booking/book", &cookies, arguments).await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    match answer.refusal() {
        Refusal::HoldExpired(nearest) => assert_eq!(nearest.len(), 3),
        other => panic!("{other:?}"),
    }
    assert_eq!(written(&server).await, before);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_hold_of_ten_minutes_is_booked_to_the_last_millisecond(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let cases = [
        ("2026-11-23T08:09:59.999Z", "2026-11-24T10:00:00Z", StatusCode::OK),
        ("2026-11-23T08:10:00.000Z", "2026-11-24T11:00:00Z", StatusCode::CONFLICT),
        ("2026-11-23T08:10:00.001Z", "2026-11-24T12:00:00Z", StatusCode::CONFLICT),
    ];
    for (patient, (now, start, status)) in cases.into_iter().enumerate() {
        server.world.clock.set("2026-11-23T08:00:00Z");
        let (cookies, held) = hold(&server, patient, start).await;
        server.world.clock.set(now);
        let arguments = confirmation(&held, KEY).to_string();
        let answer = server.call("booking/book", &cookies, arguments).await;
        assert_eq!(answer.status, status, "{now}: {}", answer.text());
        let is_expired = answer.status != StatusCode::OK && matches!(answer.refusal(), Refusal::HoldExpired(_));
        assert_eq!(is_expired, status == StatusCode::CONFLICT, "{now}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_move_to_what_cannot_be_had_is_refused(#[case] kind: Kind) {
    const ANOTHERS: &str = "2026-11-26T11:00:00Z";
    const HELD: &str = "2026-11-26T12:00:00Z";
    let server = TestServer::on(kind).await;
    let (_, anothers) = book(&server, 1, ANOTHERS).await;
    let (cookies, own) = book(&server, 0, THURSDAY).await;
    let (_, held) = hold(&server, 2, HELD).await;
    let good = json!({ "appointment": own.id, "version": own.version, "start": millis("2026-11-27T10:00:00Z") });
    let of = |id: AppointmentId| with(&good, "appointment", json!(id));
    let start = |time: &str| with(&good, "start", millis(time));
    let not_found = |arguments| (arguments, StatusCode::NOT_FOUND, Refusal::NotFound);
    let not_offered = |arguments, why| (arguments, UNPROCESSABLE, Refusal::NotOffered(why));
    let cases = vec![
        not_found(of(anothers.id)),
        not_found(of(held.id)),
        not_found(with(&good, "appointment", NOBODY)),
        not_offered(start("2026-11-20T10:00:00Z"), NotOffered::Past),
        not_offered(start("2026-11-27T10:10:00Z"), NotOffered::OffGrid),
        not_offered(start("2026-11-27T16:45:00Z"), NotOffered::OffHours),
        not_offered(start("2026-11-28T10:00:00Z"), NotOffered::OffHours),
        not_offered(start("2027-11-24T10:00:00Z"), NotOffered::Horizon),
        not_offered(with(&good, "start", i64::MIN), NotOffered::Past),
        not_offered(with(&good, "start", i64::MAX), NotOffered::OffHours),
        (with(&good, "version", 7), StatusCode::CONFLICT, Refusal::Stale),
    ];
    let unreadable = malformed(&good, "appointment", "start", "version");
    assert_all_refused(&server, ("booking/reschedule", &cookies), cases, unreadable).await;

    for taken in [ANOTHERS, HELD] {
        let before = written(&server).await;
        let arguments = with(&good, "start", millis(taken)).to_string();
        let answer = server.call("booking/reschedule", &cookies, arguments).await;
        assert_eq!(answer.status, StatusCode::CONFLICT);
        assert!(matches!(answer.refusal(), Refusal::SlotTaken(nearest) if nearest.len() == 3));
        assert_eq!(written(&server).await, before);
    }
    let sign_in_first = (good.clone(), StatusCode::UNAUTHORIZED, Refusal::SignInFirst);
    assert_all_refused(&server, ("booking/reschedule", ""), vec![sign_in_first], vec![]).await;
    let answer = server.call("booking/reschedule", &cookies, good.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK, "the same without a fault");
}
