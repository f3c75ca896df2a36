use backend::{
    account::hash_password,
    session::{Profile, SignIn, current_profile, sign_in},
    testing::{self, Kind, doctor_context},
};
use domain::{account::Role, refusal::Refusal};
use rstest::rstest;

use super::ground::{actor, refusal, visitor};

fn form(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.into(),
        password: password.into(),
        user_agent: "Test\r\nbrowser".repeat(100),
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn each_sign_in_is_a_session_of_its_own_and_only_its_hash_is_stored(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let patient = &world.clinic.patients[0];
    let upper = patient.email.to_uppercase();
    let first = sign_in(&visitor(&world), &form(&upper, testing::PASSWORD))
        .await
        .unwrap();
    let second = sign_in(&visitor(&world), &form(patient.email, testing::PASSWORD))
        .await
        .unwrap();

    assert_ne!(first.session, second.session);
    for signed_in in [&first, &second] {
        assert_eq!(signed_in.role, Role::Patient);
        assert_eq!(actor(&world, &signed_in.session).await.account(), Some(patient.account));
        let secret = signed_in.session.secret();
        let stored = format!("SELECT COUNT(*) FROM session WHERE token_hash = '{secret}'");
        assert_eq!(world.db.number(&stored, &[]).await, 0);
    }
    let events = "SELECT COUNT(*) FROM audit_event WHERE account_id = {0} AND action = 'sign_in' AND actor = 'patient'";
    assert_eq!(world.db.number(events, &[patient.account.into()]).await, 2);
    assert_eq!(
        world
            .db
            .number("SELECT CAST(MAX(LENGTH(user_agent)) AS BIGINT) FROM session", &[])
            .await,
        200
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn every_way_to_be_wrong_is_answered_alike(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = &world.clinic.patients[0];
    let long = "x".repeat(1_000_000);
    for (email, password) in [
        (pia.email, "not the password"),
        (pia.email, ""),
        (pia.email, long.as_str()),
        ("nobody@example.com", testing::PASSWORD),
        ("no address", testing::PASSWORD),
        ("a\0b@example.com", testing::PASSWORD),
        ("", ""),
        (long.as_str(), testing::PASSWORD),
    ] {
        let refused = refusal(sign_in(&visitor(&world), &form(email, password)).await);
        assert_eq!(refused, Refusal::WrongCredentials);
    }
    assert_eq!(world.db.count("session").await, 0);
}

#[tokio::test]
async fn a_password_is_hashed_with_a_salt_of_its_own() {
    let world = testing::world(Kind::Sqlite).await;
    let one = hash_password(&visitor(&world), testing::PASSWORD).await.unwrap();
    let other = hash_password(&visitor(&world), testing::PASSWORD).await.unwrap();
    assert_ne!(one, other);
    assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
}

/// Those of the test clinic are hashed with the least work there is.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_password_that_took_less_work_is_hashed_anew_when_it_is_right(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = &world.clinic.patients[0];
    let of_pia = |hash: &str| format!("account WHERE family_name = 'Lund' AND password_hash LIKE '{hash}%'");
    let (old, new) = (
        of_pia("$argon2id$v=19$m=8,t=1,p=1$"),
        of_pia("$argon2id$v=19$m=19456,t=2,p=1$"),
    );
    let wrong = sign_in(&visitor(&world), &form(pia.email, "not the password")).await;
    assert_eq!(refusal(wrong), Refusal::WrongCredentials);
    assert_eq!(world.db.count(&old).await, 1);
    // All of them at once: nobody is refused because another was first.
    let tries = (0..6).map(|_| {
        let (ctx, form) = (visitor(&world), form(pia.email, testing::PASSWORD));
        tokio::spawn(async move { sign_in(&ctx, &form).await })
    });
    for signed_in in futures::future::join_all(tries).await {
        signed_in.unwrap().unwrap();
    }
    assert_eq!((world.db.count(&old).await, world.db.count(&new).await), (0, 1));
}

#[tokio::test]
async fn a_password_that_took_enough_work_keeps_its_hash() {
    let world = testing::world(Kind::Sqlite).await;
    let right = form(world.clinic.patients[0].email, testing::PASSWORD);
    sign_in(&visitor(&world), &right).await.unwrap();
    let before = world.db.contents().await["account"].clone();
    sign_in(&visitor(&world), &right).await.unwrap();
    assert_eq!(world.db.contents().await["account"], before);
}

#[tokio::test]
async fn a_doctors_session_knows_the_doctor() {
    let world = testing::world(Kind::Sqlite).await;
    let doctor = &world.clinic.doctors[0];
    let signed_in = sign_in(&visitor(&world), &form(doctor.email, testing::PASSWORD))
        .await
        .unwrap();
    assert_eq!(actor(&world, &signed_in.session).await.doctor(), Some(doctor.id));
    let admin = sign_in(&visitor(&world), &form("admin@example.com", testing::PASSWORD))
        .await
        .unwrap();
    assert_eq!(actor(&world, &admin.session).await.doctor(), None);
}

#[tokio::test]
async fn the_profile_is_of_who_is_signed_in() {
    let world = testing::world(Kind::Sqlite).await;
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    let profile = Profile {
        name: "Ada Moreno".into(),
        role: Role::Doctor,
    };
    assert_eq!(current_profile(&doctor).await.unwrap(), profile);
    assert_eq!(refusal(current_profile(&visitor(&world)).await), Refusal::SignInFirst);
}
