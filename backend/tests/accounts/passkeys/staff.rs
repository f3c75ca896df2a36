//! Where the clinic asks its staff for two factors, a passkey is both.

use std::sync::Arc;

use backend::{
    Context, Core, Settings, Token,
    passkey::{list_passkeys, remove_passkey},
    people::{delete_account, get_account, remove_passkeys},
    second_factor::find_factor,
    session::{Authenticated, authenticate},
    testing::{self, Authenticator, Kind, World, administrator_context},
};
use domain::refusal::Refusal;
use rstest::rstest;

use super::{add, confirm, enter};
use crate::ground::{actor, in_session, mails, refusal, signed_in};

/// A clinic that asks for two factors.
async fn strict(kind: Kind) -> World {
    let mut world = testing::world(kind).await;
    let settings = Settings {
        staff_need_second_factor: true,
        ..testing::settings()
    };
    world.core = Arc::new(Core::new(world.db.db.clone(), world.clock.clone(), settings));
    world
}

async fn found(world: &World, session: &Token) -> Authenticated {
    authenticate(&world.core, Some(session)).await.unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_passkey_is_as_much_as_an_app_and_the_password_alone_is_not_enough_any_more(#[case] kind: Kind) {
    let world = strict(kind).await;
    let ada = world.clinic.doctors[0].email;
    let (here, ctx) = signed_in(&world, ada).await;
    let (elsewhere, _) = signed_in(&world, ada).await;
    assert!(found(&world, &here).await.needs_factor);
    let mut device = Authenticator::new();
    add(&ctx, &mut device, "Phone").await.unwrap();
    // The browser that made it has shown it; the other one has not, and could set up an app by the password alone.
    assert!(!found(&world, &here).await.needs_factor);
    assert!(find_factor(&ctx).await.unwrap().has_passkey);
    assert_eq!(actor(&world, &elsewhere).await.account(), None);

    let form = backend::session::SignIn {
        email: ada.into(),
        password: testing::PASSWORD.into(),
        user_agent: String::new(),
    };
    let nobody = crate::ground::visitor(&world);
    let refused = refusal(backend::session::sign_in(&nobody, &form).await);
    assert_eq!(refused, Refusal::PasskeyNeeded);
    let entered = enter(&world, &mut device).await.unwrap();
    assert!(!found(&world, &entered.session).await.needs_factor);

    // Without one they have to set something up again, in every session.
    let id = list_passkeys(&ctx).await.unwrap()[0].id;
    remove_passkey(&ctx, id).await.unwrap();
    assert!(found(&world, &entered.session).await.needs_factor);
    let (by_password, _) = signed_in(&world, ada).await;
    assert!(found(&world, &by_password).await.needs_factor);
}

#[tokio::test]
async fn a_session_by_password_is_raised_by_a_passkey_before_the_clinic_asks_for_it() {
    let lax = testing::world(Kind::Sqlite).await;
    let ada = lax.clinic.doctors[0].email;
    let (_, ctx) = signed_in(&lax, ada).await;
    let mut device = Authenticator::new();
    add(&ctx, &mut device, "Phone").await.unwrap();
    let ((raised, ctx), (left, _)) = (signed_in(&lax, ada).await, signed_in(&lax, ada).await);
    confirm(&ctx, &mut device).await.unwrap();
    let settings = Settings {
        staff_need_second_factor: true,
        ..testing::settings()
    };
    let core = Arc::new(Core::new(lax.db.db.clone(), lax.clock.clone(), settings));
    let who = async |session| authenticate(&core, Some(session)).await.unwrap().actor.account();
    assert_eq!(who(&raised).await, Some(lax.clinic.doctors[0].account));
    assert_eq!(who(&left).await, None);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_administrator_removes_the_passkeys_of_who_has_lost_them(#[case] kind: Kind) {
    let world = strict(kind).await;
    let (_, ctx) = signed_in(&world, world.clinic.doctors[0].email).await;
    let mut device = Authenticator::new();
    add(&ctx, &mut device, "Phone").await.unwrap();
    let account = world.clinic.doctors[0].account;
    let admin = administrator_context(&world.core, &world.clinic);
    let seen = get_account(&admin, account).await.unwrap();
    assert_eq!(seen.passkeys, 1);
    assert_eq!(
        refusal(remove_passkeys(&ctx, account, seen.version).await),
        Refusal::Forbidden
    );
    mails(&world.core).await;
    remove_passkeys(&admin, account, seen.version).await.unwrap();
    assert_eq!(
        refusal(remove_passkeys(&admin, account, seen.version).await),
        Refusal::Stale,
        "there is none any more"
    );
    assert_eq!(world.db.count("session").await, 0);
    assert_eq!(refusal(enter(&world, &mut device).await), Refusal::WrongCode);
    assert_eq!(
        mails(&world.core).await[0].subject,
        "A passkey was removed: Test Clinic"
    );
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'remove_passkeys' AND subject_id = {0}";
    assert_eq!(world.db.number(told, &[account.into()]).await, 1);
    let (session, _) = signed_in(&world, world.clinic.doctors[0].email).await;
    assert!(found(&world, &session).await.needs_factor);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_deleted_account_has_no_passkeys(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let patient = &world.clinic.patients[0];
    let (session, ctx) = signed_in(&world, patient.email).await;
    let mut device = Authenticator::new();
    add(&ctx, &mut device, "Phone").await.unwrap();
    let admin = administrator_context(&world.core, &world.clinic);
    let version = get_account(&admin, patient.account).await.unwrap().version;
    delete_account(&admin, patient.account, version).await.unwrap();
    assert_eq!(world.db.count("passkey").await, 0);
    assert_eq!(refusal(enter(&world, &mut device).await), Refusal::WrongCode);
    let ctx: Context = in_session(&world, &session).await;
    assert_eq!(refusal(list_passkeys(&ctx).await), Refusal::SignInFirst);
}
