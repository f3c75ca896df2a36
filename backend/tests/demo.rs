//! The demo clinic in a database, seen through the use cases.

#![expect(clippy::unwrap_used, reason = "in what the tests share; a test fails there")]

use std::{collections::BTreeMap, sync::Arc};

use backend::{
    Context, Core, Fault,
    booking::{list_doctor_day, list_own_appointments},
    db::Db,
    directory::{count_doctors, list_locations, list_specialties, search_doctors},
    session::{self, authenticate},
    setup::{DemoClinic, seed_demo, verify},
    testing::{self, Kind, TestClock, TestDb},
};
use domain::{access::Actor, account::Role, booking::Status, directory::DoctorSearch, refusal::Refusal};
use rstest::rstest;

struct Demo {
    db: TestDb,
    system: Context,
    clinic: DemoClinic,
}

async fn demo(kind: Kind, now: &str) -> Demo {
    let db = testing::database(kind).await;
    let system = Context::system(testing::core(&db, TestClock::at(now)));
    let clinic = seed_demo(&system).await.unwrap();
    Demo { db, system, clinic }
}

/// Somebody who signed in with what the demo printed.
async fn signed_in(demo: &Demo, role: Role) -> Context {
    let core = demo.system.core();
    let sign_in = demo
        .clinic
        .sign_ins
        .iter()
        .find(|sign_in| sign_in.role == role)
        .unwrap();
    let form = session::SignIn {
        email: sign_in.email.to_owned(),
        password: sign_in.password.to_owned(),
        user_agent: String::new(),
    };
    let visitor = Context::new(core.clone(), Actor::Visitor, None);
    let signed_in = session::sign_in(&visitor, &form).await.unwrap();
    assert_eq!(signed_in.role, role);
    let known = authenticate(core, Some(&signed_in.session)).await.unwrap();
    Context::new(core.clone(), known.actor, None)
}

#[rstest]
#[tokio::test]
async fn the_demo_breaks_no_invariant_and_is_written_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let demo = demo(kind, "2026-11-23T10:20:00Z").await;
    assert!(demo.clinic.is_new);
    assert_eq!(
        verify(&demo.db.db, &testing::keys(), demo.system.now()).await.unwrap(),
        []
    );
    assert_eq!(list_locations(&demo.system).await.unwrap().len(), 3);
    assert_eq!(list_specialties(&demo.system).await.unwrap().len(), 12);
    assert_eq!(count_doctors(&demo.system).await.unwrap(), 60);
    assert_eq!(demo.db.mails_to_patients().await, 0);
    let appointments = demo.db.count("appointment").await;
    assert_eq!(demo.db.count("audit_event").await, appointments);

    let again = seed_demo(&demo.system).await.unwrap();
    assert_eq!(
        again,
        DemoClinic {
            is_new: false,
            ..demo.clinic
        }
    );
    assert_eq!(demo.db.count("appointment").await, appointments);
}

#[tokio::test]
async fn of_two_that_write_the_demo_at_once_one_waits_and_finds_it_written() {
    let one = testing::database(Kind::Postgres).await;
    let clock = TestClock::at("2026-11-23T10:20:00Z");
    let connection = Db::connect(&one.url).await.unwrap();
    let other = Arc::new(Core::new(connection, clock.clone(), testing::settings()));
    let (one, other) = (Context::system(testing::core(&one, clock)), Context::system(other));
    let (first, second) = tokio::join!(seed_demo(&one), seed_demo(&other));
    assert_ne!(
        first.unwrap().is_new,
        second.unwrap().is_new,
        "one of them has written it"
    );
    assert_eq!(verify(one.db(), &testing::keys(), one.now()).await.unwrap(), []);
    assert_eq!(count_doctors(&other).await.unwrap(), 60);
}

#[rstest]
#[tokio::test]
async fn it_goes_into_an_empty_database_only(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let visitor = testing::visitor_context(&world.core, 1);
    assert!(matches!(
        seed_demo(&visitor).await,
        Err(Fault::Refused(Refusal::Forbidden))
    ));
    let refused = seed_demo(&Context::system(world.core.clone())).await.unwrap_err();
    assert!(format!("{refused:?}").contains("NotEmpty"));
    assert_eq!(world.db.count("location").await, 2);
    assert_eq!(world.db.count("setting").await, 0);
}

#[rstest]
#[tokio::test]
async fn every_specialty_has_free_times_soon(
    #[values("2026-11-23T10:20:00Z", "2026-11-21T19:30:00Z", "2026-12-31T23:30:00Z")] now: &str,
) {
    let demo = demo(Kind::Sqlite, now).await;
    let soon = demo.system.now().plus_minutes(4 * 24 * 60);
    for specialty in list_specialties(&demo.system).await.unwrap() {
        let search = DoctorSearch {
            specialty: specialty.slug,
            ..DoctorSearch::default()
        };
        let found = search_doctors(&demo.system, &search).await.unwrap();
        let is_soon =
            |card: &&domain::directory::DoctorCard| card.first_free.as_ref().is_some_and(|free| free.start < soon);
        assert!(found.total >= 5, "{}", specialty.name);
        assert!(found.cards.iter().filter(is_soon).count() >= 3, "{}", specialty.name);
    }
}

#[rstest]
#[case::on_a_monday("2026-11-23T10:20:00Z")]
#[case::on_a_saturday("2026-11-21T10:20:00Z")]
#[tokio::test]
async fn the_demo_doctor_has_a_full_day_with_gaps(#[case] now: &str) {
    let demo = demo(Kind::Sqlite, now).await;
    let doctor = signed_in(&demo, Role::Doctor).await;
    let day = list_doctor_day(&doctor, None, None).await.unwrap();
    assert_eq!(day.doctor_name, "Dr. Amina Okafor");
    assert!((8..=14).contains(&day.entries.len()), "{}", day.entries.len());
    let worked: u16 = day.hours.iter().map(|block| block.minutes).sum();
    let booked: u16 = day.entries.iter().map(|entry| entry.minutes).sum();
    assert!(booked + 30 <= worked, "{booked} of {worked} minutes");

    let mut statuses: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in &day.entries {
        *statuses.entry(entry.appointment.status.name()).or_default() += 1;
        assert!(!entry.appointment.reason.is_empty());
    }
    assert!(
        statuses.contains_key("confirmed") && statuses.contains_key("completed"),
        "{statuses:?}"
    );
}

#[tokio::test]
async fn the_demo_patient_has_appointments_before_and_after_today() {
    let demo = demo(Kind::Sqlite, "2026-11-23T10:20:00Z").await;
    let patient = signed_in(&demo, Role::Patient).await;
    let own = list_own_appointments(&patient).await.unwrap();
    assert_eq!((own.upcoming.len(), own.past.len()), (2, 3));
    assert!(
        own.upcoming
            .iter()
            .all(|visit| visit.is_open_to_change(demo.system.now()))
    );
    assert!(own.past.iter().any(|visit| visit.status == Status::Cancelled));
    signed_in(&demo, Role::Administrator).await;
}
