use backend::{
    account::{SetApproval, Verified, are_patients_approved, set_approval},
    patient::find_patients,
    people::count_waiting,
    testing::{self, Kind, support_context},
};
use domain::{
    account::{AccountChange, AccountState},
    refusal::Refusal,
};
use rstest::rstest;

use super::ground::{PASSWORD, admin, change, enter, find, mails, new_patient, refusal, trail, view};

const EMAIL: &str = "clara.meyer@example.com";
const ON: SetApproval = SetApproval {
    seen: false,
    is_needed: true,
};

#[rstest]
#[tokio::test]
async fn patients_wait_where_the_clinic_wants_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = admin(&world);
    assert!(matches!(
        new_patient(&world, "first@example.com").await,
        Verified::SignedIn(_)
    ));
    set_approval(&ctx, ON).await.unwrap();
    assert!(are_patients_approved(&ctx).await.unwrap());

    assert!(matches!(new_patient(&world, EMAIL).await, Verified::Pending(_)));
    let barred = Refusal::Barred {
        state: AccountState::Pending,
        reason: String::new(),
    };
    assert_eq!(refusal(enter(&world, EMAIL, PASSWORD).await), barred);
    assert_eq!(count_waiting(&ctx).await.unwrap(), 1);
    let desk = support_context(&world.core, &world.clinic);
    assert!(find_patients(&desk, EMAIL).await.unwrap().is_empty());

    let id = find(&world, EMAIL).await;
    change(&ctx, &world, id, AccountChange::Approve, "").await.unwrap();
    assert!(
        mails(&world.core).await[0]
            .text
            .contains("You can sign in now and book")
    );
    assert!(enter(&world, EMAIL, PASSWORD).await.is_ok());
    assert_eq!(count_waiting(&ctx).await.unwrap(), 0);
    assert_eq!(find_patients(&desk, EMAIL).await.unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn the_setting_is_changed_over_what_was_seen(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = admin(&world);
    set_approval(&ctx, ON).await.unwrap();
    assert_eq!(refusal(set_approval(&ctx, ON).await), Refusal::Stale);
    let off = SetApproval {
        seen: true,
        is_needed: false,
    };
    set_approval(&ctx, off).await.unwrap();
    assert!(!are_patients_approved(&ctx).await.unwrap());
    let desk = support_context(&world.core, &world.clinic);
    assert_eq!(refusal(set_approval(&desk, ON).await), Refusal::Forbidden);
}

#[rstest]
#[tokio::test]
async fn who_is_suspended_is_signed_out_at_once_and_reads_why(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = &world.clinic.patients[0];
    let session = enter(&world, pia.email, testing::PASSWORD).await.unwrap().session;
    assert_eq!(view(&world, pia.account).await.sessions, 1);

    change(
        &admin(&world),
        &world,
        pia.account,
        AccountChange::Suspend,
        "Three visits missed",
    )
    .await
    .unwrap();
    assert_eq!(world.db.count("session").await, 0);
    let actor = backend::session::authenticate(&world.core, Some(&session))
        .await
        .unwrap()
        .actor;
    assert_eq!(actor, domain::access::Actor::Visitor);
    let barred = Refusal::Barred {
        state: AccountState::Suspended,
        reason: "Three visits missed".into(),
    };
    assert_eq!(refusal(enter(&world, pia.email, testing::PASSWORD).await), barred);
    assert_eq!(trail(&world, pia.account, "suspend_account").await, 1);

    change(&admin(&world), &world, pia.account, AccountChange::Restore, "")
        .await
        .unwrap();
    assert!(enter(&world, pia.email, testing::PASSWORD).await.is_ok());
    assert!(view(&world, pia.account).await.last_seen.is_some());
}

#[rstest]
#[tokio::test]
async fn a_suspended_doctor_is_not_offered(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let visitor = super::ground::visitor(&world);
    change(
        &admin(&world),
        &world,
        ada.account,
        AccountChange::Suspend,
        "Under review",
    )
    .await
    .unwrap();
    assert_eq!(
        refusal(backend::directory::get_doctor(&visitor, ada.slug).await),
        Refusal::NotFound
    );
    change(&admin(&world), &world, ada.account, AccountChange::Restore, "")
        .await
        .unwrap();
    assert!(backend::directory::get_doctor(&visitor, ada.slug).await.is_ok());
}
