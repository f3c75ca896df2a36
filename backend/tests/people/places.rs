//! Accounts of the front desk are bound to places.

use backend::{
    Context, Token,
    people::{ChangePlaces, ChangeRole, NewPerson, change_places, change_role, create_person, delete_account},
    session::authenticate,
    testing::{self, Kind, World, doctor_context, patient_context, support_context},
};
use domain::{
    access::Places,
    account::{Role, StaffForm},
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::ground::{admin, enter, refusal, trail, view};

async fn bind(world: &World, places: &[&str]) {
    change_places(&admin(world), &wish(world, world.clinic.support, places).await)
        .await
        .unwrap();
}

async fn wish(world: &World, account: AccountId, places: &[&str]) -> ChangePlaces {
    ChangePlaces {
        account,
        version: view(world, account).await.version,
        places: places.iter().map(|slug| (*slug).to_owned()).collect(),
    }
}

fn nowhere() -> Refusal {
    FieldError::alone(Field::Places, Wrong::Malformed)
}

async fn bound_to(world: &World, account: AccountId) -> Vec<String> {
    let places = view(world, account).await.places;
    places.into_iter().map(|place| place.slug).collect()
}

async fn places_of(world: &World, session: &Token) -> Places {
    let found = authenticate(&world.core, Some(session)).await.unwrap();
    found.actor.places().clone()
}

#[rstest]
#[tokio::test]
async fn the_next_request_knows_the_places(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    let session = enter(&world, "support@example.com", testing::PASSWORD)
        .await
        .unwrap()
        .session;
    assert_eq!(places_of(&world, &session).await, Places::All);
    bind(&world, &["new-york"]).await;
    assert_eq!(places_of(&world, &session).await, Places::of([world.clinic.new_york]));
    assert_eq!(bound_to(&world, support).await, ["new-york"]);
    bind(&world, &["new-york", "london", "london"]).await;
    assert_eq!(bound_to(&world, support).await, ["london", "new-york"], "by name");
    bind(&world, &[]).await;
    assert_eq!(places_of(&world, &session).await, Places::All);
    assert_eq!(trail(&world, support, "change_account").await, 3);
    for places in ["new-york", "london, new-york", "all"] {
        let told = format!("SELECT COUNT(*) FROM audit_event WHERE detail = 'places: {places}'");
        assert_eq!(world.db.number(&told, &[]).await, 1, "{places}");
    }
}

#[rstest]
#[tokio::test]
async fn only_what_is_there_is_taken_from_who_saw_how_it_stands(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    bind(&world, &["london"]).await;
    let foreign = wish(&world, support, &["london", "nowhere"]).await;
    assert_eq!(refusal(change_places(&admin(&world), &foreign).await), nowhere());
    let first = wish(&world, support, &["new-york"]).await;
    change_places(&admin(&world), &first).await.unwrap();
    assert_eq!(refusal(change_places(&admin(&world), &first).await), Refusal::Stale);
    assert_eq!(bound_to(&world, support).await, ["new-york"]);
    // Others have no places.
    let ada = world.clinic.doctors[0].account;
    let of_doctor = wish(&world, ada, &["london"]).await;
    assert_eq!(
        refusal(change_places(&admin(&world), &of_doctor).await),
        Refusal::NotFound
    );
    assert_eq!(world.db.count("account_location").await, 1);
}

#[rstest]
#[tokio::test]
async fn nobody_else_sets_places_nor_an_administrator_who_is_long_signed_in(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let wish = wish(&world, world.clinic.support, &["london"]).await;
    for ctx in [
        support_context(&world.core, &world.clinic),
        doctor_context(&world.core, &world.clinic, 0),
        patient_context(&world.core, &world.clinic, 0),
    ] {
        assert_eq!(refusal(change_places(&ctx, &wish).await), Refusal::Forbidden);
    }
    let before = admin(&world);
    world.clock.advance_minutes(11);
    assert_eq!(refusal(change_places(&before, &wish).await), Refusal::ConfirmFirst);
    assert_eq!(world.db.count("account_location").await, 0);
}

#[rstest]
#[tokio::test]
async fn an_account_is_made_with_its_places(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let mut new = NewPerson {
        role: Role::Support,
        given_name: "New".into(),
        family_name: "Person".into(),
        email: "new.person@example.com".into(),
        phone: String::new(),
        staff: StaffForm::default(),
        places: vec!["nowhere".into()],
    };
    assert_eq!(refusal(create_person(&admin(&world), &new).await), nowhere());
    new.places = vec!["london".into()];
    let id = create_person(&admin(&world), &new).await.unwrap();
    assert_eq!(bound_to(&world, id).await, ["london"]);
    new.email = "second@example.com".into();
    new.places = Vec::new();
    create_person(&admin(&world), &new).await.unwrap();
    let told = "SELECT COUNT(*) FROM audit_event WHERE detail = 'places: all'";
    assert_eq!(world.db.number(told, &[]).await, 1);
    // Of another role they are not asked.
    new.places = vec!["london".into()];
    new.role = Role::Administrator;
    new.email = "other@example.com".into();
    let id = create_person(&admin(&world), &new).await.unwrap();
    assert_eq!(bound_to(&world, id).await, [""; 0]);
}

#[rstest]
#[tokio::test]
async fn places_go_with_the_role_and_with_the_account(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    bind(&world, &["london"]).await;
    let mut to = ChangeRole {
        account: support,
        version: view(&world, support).await.version,
        role: Role::Administrator,
        staff: StaffForm::default(),
        places: vec!["london".into()],
    };
    change_role(&admin(&world), &to).await.unwrap();
    assert_eq!(bound_to(&world, support).await, [""; 0]);
    to.role = Role::Support;
    to.version = view(&world, support).await.version;
    let foreign = ChangeRole {
        places: vec!["nowhere".into()],
        ..to.clone()
    };
    assert_eq!(refusal(change_role(&admin(&world), &foreign).await), nowhere());
    change_role(&admin(&world), &to).await.unwrap();
    assert_eq!(bound_to(&world, support).await, ["london"]);
    let version = view(&world, support).await.version;
    delete_account(&admin(&world), support, version).await.unwrap();
    assert_eq!(bound_to(&world, support).await, [""; 0]);
}

/// Without its last place an account would see everything.
#[rstest]
#[tokio::test]
async fn a_place_stays_while_somebody_is_bound_to_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let unused = uuid::Uuid::from_u128(0x00_9000);
    let sql = "INSERT INTO location (id, slug, name, street, postal_code, city, country, phone, zone, version) \
               SELECT {0}, 'unused', name, street, postal_code, city, country, phone, zone, 1 FROM location WHERE slug = 'london'";
    world.db.execute(sql, &[unused]).await.unwrap();
    bind(&world, &["unused"]).await;
    let delete = "DELETE FROM location WHERE id = {0}";
    assert!(world.db.execute(delete, &[unused]).await.is_err());
    bind(&world, &[]).await;
    assert!(world.db.execute(delete, &[unused]).await.is_ok());
}

#[rstest]
#[tokio::test]
async fn a_role_is_given_only_by_who_has_just_shown_who_they_are(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    let session = enter(&world, "support@example.com", testing::PASSWORD)
        .await
        .unwrap()
        .session;
    let before = view(&world, support).await;
    let wish = ChangeRole {
        account: support,
        version: before.version,
        role: Role::Administrator,
        staff: StaffForm::default(),
        places: Vec::new(),
    };
    let long_signed_in = admin(&world);
    let without_session = Context::new(world.core.clone(), long_signed_in.actor().clone(), None);
    world.clock.advance_minutes(10);
    for ctx in [long_signed_in, without_session] {
        assert_eq!(refusal(change_role(&ctx, &wish).await), Refusal::ConfirmFirst);
    }
    let after = view(&world, support).await;
    assert_eq!((after.role, after.version), (Role::Support, before.version));
    let found = authenticate(&world.core, Some(&session)).await.unwrap();
    assert_eq!(found.actor.role(), Some(Role::Support), "still signed in");
    assert_eq!(trail(&world, support, "change_role").await, 0);
    // Shown again, it is done.
    change_role(&admin(&world), &wish).await.unwrap();
    assert_eq!(view(&world, support).await.role, Role::Administrator);
}
