use backend::{
    booking::{self, Book, get_appointment},
    people::{AccountFilter, delete_account, list_accounts},
    testing::{self, Kind, patient_context},
};
use domain::{
    account::{AccountState, Role},
    refusal::Refusal,
};
use rstest::rstest;

use super::ground::{admin, book, enter, hold, mails, new_patient, refusal, trail, view};

#[rstest]
#[tokio::test]
async fn what_the_law_wants_stays_and_the_rest_goes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = &world.clinic.patients[0];
    enter(&world, pia.email, testing::PASSWORD).await.unwrap();
    let visit = book(&world).await;
    mails(&world.core).await;
    let before = view(&world, pia.account).await;
    assert_eq!((before.upcoming, before.first_upcoming[0].id), (1, visit.id));
    assert_eq!(before.first_upcoming[0].time, "Tuesday 24 November 2026, 10:00");
    let refused = delete_account(&admin(&world), pia.account, before.version).await;
    assert_eq!(refusal(refused), Refusal::AppointmentsToCome { count: 1 });

    // It is over.
    world.clock.set("2026-11-24T11:00:00Z");
    delete_account(&admin(&world), pia.account, before.version)
        .await
        .unwrap();
    let after = view(&world, pia.account).await;
    assert_eq!(
        (after.state, after.sessions, after.has_password),
        (AccountState::Deleted, 0, false)
    );
    assert_eq!((after.email.as_str(), after.phone.as_deref()), ("", None));
    assert_eq!(after.name(), before.name());
    assert_eq!(trail(&world, pia.account, "delete_account").await, 1);
    let system = backend::Context::system(world.core.clone());
    assert_eq!(
        get_appointment(&system, visit.id).await.unwrap().patient_name,
        before.name()
    );
    let index = testing::keys().index("outbox_message", "recipient", pia.email);
    let kept = format!("outbox_message WHERE recipient_index = '{index}'");
    assert_eq!(world.db.count(&kept).await, 0);
    assert_eq!(
        world
            .db
            .count("outbox_message WHERE channel = 'email' AND recipient = '' AND payload = ''")
            .await,
        1,
        "that it was sent, and nothing of what it said"
    );
    assert_eq!(
        refusal(enter(&world, pia.email, testing::PASSWORD).await),
        Refusal::WrongCredentials
    );
    // Again is as if it were not there; the list hides it unless it is asked for.
    assert_eq!(
        refusal(delete_account(&admin(&world), pia.account, after.version).await),
        Refusal::NotFound
    );
    let mut filter = AccountFilter {
        words: "pia".into(),
        ..AccountFilter::default()
    };
    assert_eq!(list_accounts(&admin(&world), &filter).await.unwrap().total, 0);
    filter.state = Some(AccountState::Deleted);
    assert_eq!(list_accounts(&admin(&world), &filter).await.unwrap().rows[0].email, "");
    // The address is free.
    new_patient(&world, pia.email).await;
}

#[rstest]
#[tokio::test]
async fn who_never_had_an_appointment_is_not_even_named(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let omar = &world.clinic.patients[1];
    let version = view(&world, omar.account).await.version;
    delete_account(&admin(&world), omar.account, version).await.unwrap();
    let after = view(&world, omar.account).await;
    assert_eq!((after.name().as_str(), after.birth_date), ("Deleted account", None));
    assert_eq!(after.role, Role::Patient);
}

#[rstest]
#[tokio::test]
async fn who_deletes_has_just_shown_that_it_is_them(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let omar = &world.clinic.patients[1];
    let version = view(&world, omar.account).await.version;
    let long_signed_in = admin(&world);
    world.clock.advance_minutes(11);
    let refused = delete_account(&long_signed_in, omar.account, version).await;
    assert_eq!(refusal(refused), Refusal::ConfirmFirst);
    assert_eq!(view(&world, omar.account).await.state, AccountState::Active);
    delete_account(&admin(&world), omar.account, version).await.unwrap();
}

#[rstest]
#[tokio::test]
async fn a_doctor_with_appointments_stays_and_one_without_is_no_longer_offered(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    book(&world).await;
    let [ada, ben] = &world.clinic.doctors;
    let version = view(&world, ada.account).await.version;
    let refused = delete_account(&admin(&world), ada.account, version).await;
    assert_eq!(refusal(refused), Refusal::AppointmentsToCome { count: 1 });
    let version = view(&world, ben.account).await.version;
    let told = |column: &str| format!("doctor WHERE slug = '{}' AND {column} <> ''", ben.slug);
    for column in ["title", "qualifications", "languages", "about"] {
        let sql = format!("UPDATE doctor SET {column} = 'qzx' WHERE account_id = {{0}}");
        world.db.execute(&sql, &[ben.account.into()]).await.unwrap();
        assert_eq!(world.db.count(&told(column)).await, 1, "{column}");
    }
    delete_account(&admin(&world), ben.account, version).await.unwrap();
    for column in ["title", "qualifications", "languages", "about"] {
        assert_eq!(world.db.count(&told(column)).await, 0, "{column}");
    }
    let visitor = super::ground::visitor(&world);
    assert_eq!(
        refusal(backend::directory::get_doctor(&visitor, ben.slug).await),
        Refusal::NotFound
    );
    assert_eq!(view(&world, ben.account).await.name(), "Ben Achterberg");
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nobody_is_deleted_while_they_book(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = &world.clinic.patients[0];
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let held = hold(&world, &ctx).await;
    let version = view(&world, pia.account).await.version;
    let admin = admin(&world);
    let account = pia.account;
    let deleting = tokio::spawn(async move { delete_account(&admin, account, version).await });
    let wish = Book {
        hold: held.view.id,
        version: held.view.version,
        reason: "A mole".into(),
        idempotency_key: "one-two-three-four-five".into(),
    };
    let booking = tokio::spawn(async move { booking::book(&ctx, &wish).await });
    let (deleted, booked) = (deleting.await.unwrap(), booking.await.unwrap());
    assert!(deleted.is_ok() != booked.is_ok(), "{deleted:?} {}", booked.is_ok());
}
