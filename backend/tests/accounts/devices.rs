use backend::{
    Network,
    session::{
        Confirm, Device, SignIn, authenticate, confirm, end_device, end_other_devices, list_devices, recognize, sign_in,
    },
    testing::{self, Kind, World},
};
use domain::{
    access::Actor,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::ground::{actor, in_session, refusal, signed_in, visitor};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn one_sees_ones_own_devices_and_signs_them_out(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let [pia, omar, _] = &world.clinic.patients;
    let form = SignIn {
        email: pia.email.into(),
        password: testing::PASSWORD.into(),
        user_agent: FIREFOX.into(),
    };
    let place = Network::of("203.0.113.77".parse().unwrap());
    let there = sign_in(&visitor(&world).from_network(Some(place)), &form)
        .await
        .unwrap()
        .session;
    world.clock.advance_minutes(5);
    let (here, ctx) = signed_in(&world, pia.email).await;
    let (strangers, stranger) = signed_in(&world, omar.email).await;

    let devices = list_devices(&ctx).await.unwrap();
    let seen: Vec<_> = devices
        .iter()
        .map(
            |Device {
                 name, network, is_this, ..
             }| (name.as_str(), network.as_deref(), *is_this),
        )
        .collect();
    assert_eq!(
        seen,
        [
            ("Unknown browser", None, true),
            ("Firefox on Windows", Some("203.0.113.0/24"), false)
        ]
    );
    // A stranger's device is answered like one that is not there.
    for id in [devices[1].id, uuid_of_nothing()] {
        assert_eq!(refusal(end_device(&stranger, id).await), Refusal::NotFound);
    }
    assert_ne!(actor(&world, &there).await, Actor::Visitor);
    end_device(&ctx, devices[1].id).await.unwrap();
    assert_eq!(refusal(end_device(&ctx, devices[1].id).await), Refusal::NotFound);
    assert_eq!(actor(&world, &there).await, Actor::Visitor);

    let (another, _) = signed_in(&world, pia.email).await;
    end_other_devices(&ctx).await.unwrap();
    assert_eq!(actor(&world, &another).await, Actor::Visitor);
    assert_ne!(actor(&world, &here).await, Actor::Visitor);
    assert_ne!(actor(&world, &strangers).await, Actor::Visitor);
    assert_eq!(refusal(list_devices(&visitor(&world)).await), Refusal::SignInFirst);
}

#[tokio::test]
async fn devices_are_signed_out_by_who_has_just_shown_that_it_is_them() {
    let world = testing::world(Kind::Sqlite).await;
    let pia = &world.clinic.patients[0];
    let (session, _) = signed_in(&world, pia.email).await;
    world.clock.advance_minutes(11);
    let (other, _) = signed_in(&world, pia.email).await;
    let later = in_session(&world, &session).await;
    let device = list_devices(&later).await.unwrap()[1].id;
    assert_eq!(refusal(end_device(&later, device).await), Refusal::ConfirmFirst);
    assert_eq!(refusal(end_other_devices(&later).await), Refusal::ConfirmFirst);
    assert_ne!(actor(&world, &other).await, Actor::Visitor);
}

fn uuid_of_nothing() -> domain::ids::SessionId {
    "0193a5c0-0000-7000-8000-000000000001".parse().unwrap()
}

/// The test settings: a quarter of an hour for the people of the clinic.
#[rstest]
#[case::just_before(Kind::Sqlite, "2026-11-23T08:14:59.999Z", true)]
#[case::at_the_instant(Kind::Sqlite, "2026-11-23T08:15:00Z", false)]
#[case::at_the_instant_on_postgres(Kind::Postgres, "2026-11-23T08:15:00Z", false)]
#[tokio::test]
async fn staff_are_signed_out_sooner_than_patients(#[case] kind: Kind, #[case] then: &str, #[case] lives: bool) {
    let world = testing::world(kind).await;
    let (doctor, _) = signed_in(&world, world.clinic.doctors[0].email).await;
    let (patient, _) = signed_in(&world, world.clinic.patients[0].email).await;
    world.clock.set(then);
    assert_eq!(actor(&world, &doctor).await != Actor::Visitor, lives);
    assert_ne!(actor(&world, &patient).await, Actor::Visitor);
}

#[tokio::test]
async fn what_a_page_asks_for_by_itself_keeps_nobody_signed_in() {
    let world = testing::world(Kind::Sqlite).await;
    let (doctor, _) = signed_in(&world, world.clinic.doctors[0].email).await;
    let end = |minutes| testing::instant("2026-11-23T08:00:00Z").plus_minutes(minutes);
    world.clock.advance_minutes(10);
    let asked = recognize(&world.core, Some(&doctor)).await.unwrap();
    assert_eq!(asked.session.unwrap().ends_at, end(15));
    let there = authenticate(&world.core, Some(&doctor)).await.unwrap();
    assert_eq!(there.session.unwrap().ends_at, end(25));
    world.clock.advance_minutes(15);
    assert_eq!(
        recognize(&world.core, Some(&doctor)).await.unwrap().actor,
        Actor::Visitor
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn for_ten_minutes_after_the_password_one_need_not_give_it_again(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (session, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    world.clock.set("2026-11-23T08:09:59.999Z");
    assert_eq!(ctx.recently_verified(), Ok(()));
    world.clock.set("2026-11-23T08:10:00Z");
    assert_eq!(ctx.recently_verified(), Err(Refusal::ConfirmFirst));

    let give = |password: &str| Confirm {
        password: password.to_owned(),
        code: String::new(),
    };
    let wrong = refusal(confirm(&ctx, &give("not the password")).await);
    assert_eq!(wrong, FieldError::alone(Field::Password, Wrong::Wrong));
    let missing = refusal(confirm(&ctx, &give("")).await);
    assert_eq!(missing, FieldError::alone(Field::Password, Wrong::Missing));
    assert_eq!(
        in_session(&world, &session).await.recently_verified(),
        Err(Refusal::ConfirmFirst)
    );
    confirm(&ctx, &give(testing::PASSWORD)).await.unwrap();
    assert_eq!(in_session(&world, &session).await.recently_verified(), Ok(()));
    assert_eq!(visitor(&world).recently_verified(), Err(Refusal::SignInFirst));
}

#[tokio::test]
async fn confirming_is_braked_like_signing_in() {
    let world: World = testing::world(Kind::Sqlite).await;
    let (_, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    let form = Confirm {
        password: "not the password".to_owned(),
        code: String::new(),
    };
    for _ in 0..10 {
        assert!(matches!(refusal(confirm(&ctx, &form).await), Refusal::Invalid(_)));
    }
    let eleventh = refusal(confirm(&ctx, &form).await);
    assert_eq!(eleventh, Refusal::TooManyTries { retry_after_secs: 900 });
}
