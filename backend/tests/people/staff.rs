use std::sync::Arc;

use backend::{
    Context, Core,
    account::register_staff,
    adapters::{Carriers, mail::RecordingMailer, sms::RecordingSmsGateway},
    booking::find_own_slug,
    directory::{get_doctor, list_doctors},
    inbox::list_messages,
    jobs::deliver_due,
    testing::{self, Kind, patient_context},
};
use domain::{
    account::{AccountChange, AccountState, Role, StaffForm},
    refusal::{Field, Refusal},
};
use rstest::rstest;

use super::ground::{PASSWORD, admin, change, enter, mails, refusal, staff, trail, view, visitor, waiting_nurse};

const EMAIL: &str = "nils@example.com";

#[rstest]
#[tokio::test]
async fn staff_wait_until_they_are_approved_and_have_a_calendar_then(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let doctors = list_doctors(&visitor(&world)).await.unwrap().len();
    let id = waiting_nurse(&world, EMAIL).await;
    let waiting = view(&world, id).await;
    assert_eq!((waiting.role, waiting.state), (Role::Doctor, AccountState::Pending));
    let given = waiting.staff.unwrap();
    assert_eq!(given.licence_number, "19A0047");
    assert_eq!(world.db.count("session").await, 0);
    let barred = Refusal::Barred {
        state: AccountState::Pending,
        reason: String::new(),
    };
    assert_eq!(refusal(enter(&world, EMAIL, PASSWORD).await), barred);
    assert_eq!(
        refusal(enter(&world, EMAIL, "another password").await),
        Refusal::WrongCredentials
    );
    assert_eq!(list_doctors(&visitor(&world)).await.unwrap().len(), doctors);

    change(&admin(&world), &world, id, AccountChange::Approve, "")
        .await
        .unwrap();
    let sent = mails(&world.core).await;
    assert_eq!(sent[0].to.address, EMAIL);
    assert_eq!(sent[0].subject, "Your account with Test Clinic is approved");
    assert!(sent[0].text.contains("https://clinic.example/sign-in") && sent[0].text.contains("Set your hours"));
    assert_eq!(trail(&world, id, "approve_account").await, 1);
    let doctors = list_doctors(&visitor(&world)).await.unwrap();
    let nils = doctors.iter().find(|doctor| doctor.slug == "nils-osterberg").unwrap();
    assert_eq!(nils.name, "Nurse Nils Österberg");
    // Nothing is offered without services and hours.
    assert_eq!(
        refusal(get_doctor(&visitor(&world), "nils-osterberg").await),
        Refusal::NotFound
    );
    assert_eq!(world.db.number("SELECT COUNT(*) FROM schedule", &[]).await, 3);

    let session = enter(&world, EMAIL, PASSWORD).await.unwrap().session;
    let actor = backend::session::authenticate(&world.core, Some(&session))
        .await
        .unwrap()
        .actor;
    let ctx = backend::Context::new(world.core.clone(), actor, None);
    assert_eq!(find_own_slug(&ctx).await.unwrap().as_deref(), Some("nils-osterberg"));

    // Approving again makes no second calendar.
    assert_eq!(
        refusal(change(&admin(&world), &world, id, AccountChange::Approve, "").await),
        Refusal::Stale
    );
    let found = backend::setup::verify(
        &world.db.db,
        &backend::testing::keys(),
        testing::instant("2026-11-23T08:00:00Z"),
    )
    .await
    .unwrap();
    assert_eq!(found, []);
}

#[rstest]
#[tokio::test]
async fn a_rejection_has_a_reason_that_the_person_reads(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let id = waiting_nurse(&world, EMAIL).await;
    let ctx = admin(&world);
    for bad in ["", " \n", "a\u{202e}b"] {
        match refusal(change(&ctx, &world, id, AccountChange::Reject, bad).await) {
            Refusal::Invalid(wrong) => assert_eq!(wrong[0].field, Field::StateReason),
            other => panic!("{other:?}"),
        }
    }
    change(
        &ctx,
        &world,
        id,
        AccountChange::Reject,
        "The licence number\nis of somebody else.",
    )
    .await
    .unwrap();
    let sent = mails(&world.core).await;
    assert!(
        sent[0].text.contains("The licence number is of somebody else."),
        "{}",
        sent[0].text
    );
    let barred = Refusal::Barred {
        state: AccountState::Rejected,
        reason: "The licence number is of somebody else.".into(),
    };
    assert_eq!(refusal(enter(&world, EMAIL, PASSWORD).await), barred);
    // After all.
    change(&ctx, &world, id, AccountChange::Approve, "").await.unwrap();
    assert!(enter(&world, EMAIL, PASSWORD).await.is_ok());
}

#[rstest]
#[tokio::test]
async fn a_decision_goes_to_a_proven_number_too_and_an_approval_stands_on_the_list(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await.with_texts();
    // By day in London and in New York.
    world.clock.advance_minutes(7 * 60);
    let ctx = admin(&world);
    let id = world.clinic.patients[0].account;
    let wait = "UPDATE account SET state = 'pending' WHERE id = {0}";
    let ways = async |kind: &str| {
        let sql = format!("SELECT COUNT(*) FROM outbox_message WHERE account_id = {{0}} AND kind = '{kind}'");
        world.db.number(&sql, &[id.into()]).await
    };
    world.db.execute(wait, &[id.into()]).await.unwrap();
    change(&ctx, &world, id, AccountChange::Reject, "We do not know you.")
        .await
        .unwrap();
    assert_eq!(ways("account_rejected").await, 2, "who cannot sign in has no list");
    assert_eq!(
        texts(&world.core).await,
        ["Test Clinic could not approve the account that you registered. The e-mail to you says why."]
    );
    change(&ctx, &world, id, AccountChange::Approve, "").await.unwrap();
    assert_eq!(ways("account_approved").await, 3);
    assert_eq!(
        texts(&world.core).await,
        ["Test Clinic: your account is approved. Sign in: https://clinic.example/sign-in"]
    );
    let list = list_messages(&patient_context(&world.core, &world.clinic, 0), None)
        .await
        .unwrap();
    assert_eq!(list.lines[0].heading, "Your account is approved");
    assert!(!list.lines[0].is_read);

    // Not to a number that may be a stranger's.
    world
        .db
        .execute("UPDATE account SET phone_verified_at = NULL", &[])
        .await
        .unwrap();
    world.db.execute(wait, &[id.into()]).await.unwrap();
    change(&ctx, &world, id, AccountChange::Approve, "").await.unwrap();
    assert_eq!(texts(&world.core).await.len(), 0);
}

#[rstest]
#[case::stands(false, 1)]
#[case::is_suspended(true, 0)]
#[tokio::test]
async fn a_decision_of_the_night_is_texted_in_the_morning_if_it_still_stands(
    #[case] is_suspended: bool,
    #[case] sent: usize,
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await.with_texts();
    // By night in London and in New York.
    world.clock.advance_minutes(19 * 60);
    let id = world.clinic.patients[0].account;
    let wait = "UPDATE account SET state = 'pending' WHERE id = {0}";
    world.db.execute(wait, &[id.into()]).await.unwrap();
    change(&admin(&world), &world, id, AccountChange::Approve, "")
        .await
        .unwrap();
    assert_eq!(texts(&world.core).await.len(), 0, "not at night");
    if is_suspended {
        change(
            &admin(&world),
            &world,
            id,
            AccountChange::Suspend,
            "Too many missed visits.",
        )
        .await
        .unwrap();
    }
    world.clock.advance_minutes(12 * 60);
    assert_eq!(texts(&world.core).await.len(), sent);
}

async fn texts(core: &Arc<Core>) -> Vec<String> {
    let (mailer, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&gateway),
    };
    let ctx = Context::system(Arc::clone(core));
    while deliver_due(&ctx, carriers).await.unwrap().leased > 0 {}
    gateway.sent().into_iter().map(|sms| sms.text).collect()
}

#[tokio::test]
async fn every_wrong_field_of_staff_is_named_at_once_and_nothing_is_written() {
    let world = testing::world(Kind::Sqlite).await;
    let mut form = staff("no address");
    form.staff = StaffForm {
        specialty: "no-such".into(),
        location: "nowhere".into(),
        ..form.staff
    };
    match refusal(register_staff(&visitor(&world), &form).await) {
        Refusal::Invalid(wrong) => {
            let fields: Vec<Field> = wrong.iter().map(|one| one.field).collect();
            assert_eq!(fields, [Field::Email, Field::Specialty, Field::Location]);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.db.count("registration").await, 0);
}
