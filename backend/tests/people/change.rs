use backend::{
    people::{AccountFilter, ChangePerson, ChangeRole, change_person, change_role, get_account, list_accounts},
    testing::{self, Kind, doctor_context, patient_context, support_context},
};
use domain::{
    account::{AccountState, Role},
    refusal::{Field, Refusal},
};
use rstest::rstest;

use super::ground::{admin, enter, refusal, trail, view, visitor, waiting_nurse};

#[rstest]
#[tokio::test]
async fn a_doctor_is_renamed_where_patients_read_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let mut input = ChangePerson {
        account: ada.account,
        version: view(&world, ada.account).await.version,
        given_name: "Ada".into(),
        family_name: "Lind".into(),
        email: ada.email.into(),
        phone: "+44 20 7946 0999".into(),
    };
    change_person(&admin(&world), &input).await.unwrap();
    let doctor = backend::directory::get_doctor(&visitor(&world), ada.slug)
        .await
        .unwrap();
    assert_eq!(doctor.name, "Dr. Ada Lind");
    assert_eq!(view(&world, ada.account).await.phone.as_deref(), Some("+442079460999"));
    assert_eq!(trail(&world, ada.account, "change_account").await, 1);
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'change_account' AND detail = 'name, phone'";
    assert_eq!(world.db.number(told, &[]).await, 1);

    // Who saw the old one is told.
    assert_eq!(refusal(change_person(&admin(&world), &input).await), Refusal::Stale);
    input.given_name = String::new();
    input.phone = "12".into();
    match refusal(change_person(&admin(&world), &input).await) {
        Refusal::Invalid(wrong) => assert_eq!([wrong[0].field, wrong[1].field], [Field::GivenName, Field::Phone]),
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn another_role_signs_out_and_a_doctors_is_not_given(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    enter(&world, "support@example.com", testing::PASSWORD).await.unwrap();
    let wish = |account, version, role| ChangeRole { account, version, role };
    let version = view(&world, support).await.version;
    let refused = refusal(change_role(&admin(&world), wish(support, version, Role::Doctor)).await);
    assert!(matches!(refused, Refusal::Invalid(wrong) if wrong[0].field == Field::Role));
    change_role(&admin(&world), wish(support, version, Role::Administrator))
        .await
        .unwrap();
    assert_eq!(world.db.count("session").await, 0);
    assert_eq!(view(&world, support).await.role, Role::Administrator);
    assert_eq!(
        enter(&world, "support@example.com", testing::PASSWORD)
            .await
            .unwrap()
            .role,
        Role::Administrator
    );
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'change_role' AND detail = 'support to administrator'";
    assert_eq!(world.db.number(told, &[]).await, 1);
    let again = change_role(&admin(&world), wish(support, version, Role::Support)).await;
    assert_eq!(refusal(again), Refusal::Stale);
    let ada = world.clinic.doctors[0].account;
    let version = view(&world, ada).await.version;
    assert!(matches!(
        refusal(change_role(&admin(&world), wish(ada, version, Role::Support)).await),
        Refusal::Invalid(_)
    ));
}

#[rstest]
#[tokio::test]
async fn accounts_are_found_by_name_address_role_and_state(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let nurse = waiting_nurse(&world, "nils@example.com").await;
    let find = async |filter: AccountFilter| list_accounts(&admin(&world), &filter).await.unwrap();
    let all = find(AccountFilter::default()).await;
    assert_eq!((all.total, all.pages, all.waiting), (8, 1, 1));
    assert_eq!(all.rows[0].id, nurse, "who waits comes first");
    for (words, role, state, expected) in [
        ("LUND", None, None, 1),
        ("Pia.Lund@example.com", None, None, 1),
        ("pia lund", None, None, 1),
        ("pia moreno", None, None, 0),
        ("100%", None, None, 0),
        ("", Some(Role::Doctor), None, 3),
        ("", None, Some(AccountState::Pending), 1),
        ("", Some(Role::Patient), Some(AccountState::Suspended), 0),
    ] {
        let words = words.to_owned();
        let page = 7;
        let found = find(AccountFilter {
            words,
            role,
            state,
            page,
        })
        .await;
        assert_eq!((found.total, found.page), (expected, 1));
    }
    let people = [
        patient_context(&world.core, &world.clinic, 0),
        doctor_context(&world.core, &world.clinic, 0),
        support_context(&world.core, &world.clinic),
    ];
    for ctx in people {
        assert_eq!(
            refusal(list_accounts(&ctx, &AccountFilter::default()).await),
            Refusal::Forbidden
        );
        let own = ctx.actor().account().unwrap();
        for id in [own, nurse, "0193a5c0-0000-7000-8000-000000000001".parse().unwrap()] {
            assert_eq!(refusal(get_account(&ctx, id).await), Refusal::Forbidden);
        }
    }
    assert_eq!(
        refusal(get_account(&visitor(&world), nurse).await),
        Refusal::SignInFirst
    );
}
