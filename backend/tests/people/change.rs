use backend::{
    Context,
    booking::{find_own_slug, get_appointment},
    directory::{get_doctor, list_doctors},
    people::{AccountFilter, ChangePerson, ChangeRole, change_person, change_role, get_account, list_accounts},
    session::authenticate,
    testing::{self, Kind, doctor_context, patient_context, support_context},
};
use domain::{
    account::{AccountChange, AccountState, Role, StaffForm},
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    version::Version,
};
use rstest::rstest;

use super::ground::{admin, book, change, enter, mails, refusal, staff_form, trail, view, visitor, waiting_nurse};

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
async fn ones_own_contacts_are_changed_with_a_code_only(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let own = world.clinic.administrator;
    let before = view(&world, own).await;
    let name = ChangePerson {
        account: own,
        version: before.version,
        given_name: "Alice".into(),
        family_name: "Young".into(),
        email: before.email.clone(),
        phone: before.phone.clone().unwrap_or_default(),
    };
    let address = ChangePerson {
        email: "other@example.com".into(),
        ..name.clone()
    };
    let number = ChangePerson {
        phone: "+44 20 7946 0998".into(),
        ..name.clone()
    };
    for input in [address, number] {
        assert_eq!(refusal(change_person(&admin(&world), &input).await), Refusal::Forbidden);
    }
    change_person(&admin(&world), &name).await.unwrap();
    let after = view(&world, own).await;
    assert_eq!(after.name(), "Alice Young");
    assert_eq!((after.email, after.phone), (before.email, before.phone));
}

fn wish(account: AccountId, version: Version, role: Role) -> ChangeRole {
    ChangeRole {
        account,
        version,
        role,
        staff: StaffForm::default(),
        places: Vec::new(),
    }
}

#[rstest]
#[tokio::test]
async fn another_role_signs_out(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    enter(&world, "support@example.com", testing::PASSWORD).await.unwrap();
    let version = view(&world, support).await.version;
    change_role(&admin(&world), &wish(support, version, Role::Administrator))
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
    let again = change_role(&admin(&world), &wish(support, version, Role::Support)).await;
    assert_eq!(refusal(again), Refusal::Stale);
}

#[rstest]
#[tokio::test]
async fn a_doctor_who_is_one_no_more_is_not_offered_and_has_the_same_calendar_when_one_again(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let visit = book(&world).await;
    mails(&world.core).await;
    let mut input = wish(ada.account, view(&world, ada.account).await.version, Role::Support);
    let refused = refusal(change_role(&admin(&world), &input).await);
    assert_eq!(refused, Refusal::AppointmentsToCome { count: 1 });

    // It is over.
    world.clock.set("2026-11-24T11:00:00Z");
    let is_offered = async || get_doctor(&visitor(&world), ada.slug).await.is_ok();
    assert!(is_offered().await);
    change_role(&admin(&world), &input).await.unwrap();
    assert!(!is_offered().await);
    let support = view(&world, ada.account).await;
    assert_eq!(
        (support.role, support.doctor_slug, support.staff.is_some()),
        (Role::Support, None, false)
    );
    // Neither a suspension nor its end brings the calendar back.
    for (what, why) in [(AccountChange::Suspend, "Away"), (AccountChange::Restore, "")] {
        change(&admin(&world), &world, ada.account, what, why).await.unwrap();
        assert!(!is_offered().await);
    }

    input.version = view(&world, ada.account).await.version;
    input.role = Role::Doctor;
    input.staff = staff_form();
    change_role(&admin(&world), &input).await.unwrap();
    assert!(is_offered().await);
    let again = view(&world, ada.account).await;
    assert_eq!(again.doctor_slug.as_deref(), Some(ada.slug));
    let offered = get_doctor(&visitor(&world), ada.slug).await.unwrap();
    assert!(offered.name.starts_with("Nurse "), "{}", offered.name);
    assert!(get_appointment(&admin(&world), visit.id).await.is_ok());
    let now = testing::instant("2026-11-24T11:00:00Z");
    assert_eq!(
        backend::setup::verify(&world.db.db, &testing::keys(), now)
            .await
            .unwrap(),
        []
    );
}

#[rstest]
#[tokio::test]
async fn who_becomes_a_nurse_gives_what_staff_give_and_gets_a_calendar(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    let session = enter(&world, "support@example.com", testing::PASSWORD)
        .await
        .unwrap()
        .session;
    let before = (
        world.db.count("doctor").await,
        world.db.count("schedule").await,
        world.db.count("session").await,
    );
    let mut input = wish(support, view(&world, support).await.version, Role::Doctor);
    input.staff = StaffForm {
        location: "nowhere".into(),
        languages: " ,".into(),
        ..staff_form()
    };
    input.staff.licence_number.clear();
    match refusal(change_role(&admin(&world), &input).await) {
        Refusal::Invalid(wrong) => {
            let fields: Vec<Field> = wrong.iter().map(|one| one.field).collect();
            assert_eq!(fields, [Field::LicenceNumber, Field::Languages]);
        }
        other => panic!("{other:?}"),
    }
    input.staff = StaffForm {
        location: "nowhere".into(),
        ..staff_form()
    };
    let nowhere = FieldError::alone(Field::Location, Wrong::Malformed);
    assert_eq!(refusal(change_role(&admin(&world), &input).await), nowhere);
    let now = (
        world.db.count("doctor").await,
        world.db.count("schedule").await,
        world.db.count("session").await,
    );
    assert_eq!(now, before);
    assert_eq!(world.db.count("staff_application").await, 0);

    input.staff = staff_form();
    change_role(&admin(&world), &input).await.unwrap();
    let gone = authenticate(&world.core, Some(&session)).await.unwrap();
    assert_eq!(gone.actor.account(), None, "signed out with the next request");
    let nurse = view(&world, support).await;
    assert_eq!((nurse.role, nurse.state), (Role::Doctor, AccountState::Active));
    let given = nurse.staff.unwrap();
    assert_eq!(
        (given.licence_number.as_str(), given.qualifications.as_str()),
        ("19A0047", "BSc Nursing")
    );
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'change_role' AND detail = 'support to doctor'";
    assert_eq!(world.db.number(told, &[]).await, 1);

    // With a calendar of their own, where patients look.
    let session = enter(&world, "support@example.com", testing::PASSWORD)
        .await
        .unwrap()
        .session;
    let actor = authenticate(&world.core, Some(&session)).await.unwrap().actor;
    let ctx = Context::new(world.core.clone(), actor, None);
    assert_eq!(find_own_slug(&ctx).await.unwrap(), nurse.doctor_slug);
    let doctors = list_doctors(&visitor(&world)).await.unwrap();
    assert!(doctors.iter().any(|doctor| doctor.name.starts_with("Nurse ")));
    assert_eq!(world.db.count("doctor").await, before.0 + 1);
    assert_eq!(world.db.count("schedule").await, before.1 + 1);
    let now = testing::instant("2026-11-23T08:00:00Z");
    let found = backend::setup::verify(&world.db.db, &testing::keys(), now)
        .await
        .unwrap();
    assert_eq!(found, []);
}

#[rstest]
#[tokio::test]
async fn who_becomes_a_doctor_while_suspended_has_a_calendar_when_restored(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let support = world.clinic.support;
    let ctx = admin(&world);
    change(&ctx, &world, support, AccountChange::Suspend, "Away")
        .await
        .unwrap();
    let mut input = wish(support, view(&world, support).await.version, Role::Doctor);
    input.staff = staff_form();
    change_role(&ctx, &input).await.unwrap();
    assert_eq!(view(&world, support).await.doctor_slug, None);
    change(&ctx, &world, support, AccountChange::Restore, "").await.unwrap();
    assert!(view(&world, support).await.doctor_slug.is_some());
}

#[rstest]
#[tokio::test]
async fn a_patient_with_a_visit_to_come_stays_a_patient(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = world.clinic.patients[0].account;
    book(&world).await;
    let mut input = wish(pia, view(&world, pia).await.version, Role::Doctor);
    input.staff = staff_form();
    let refused = refusal(change_role(&admin(&world), &input).await);
    assert_eq!(refused, Refusal::AppointmentsToCome { count: 1 });
    assert_eq!(world.db.count("staff_application").await, 0);
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
