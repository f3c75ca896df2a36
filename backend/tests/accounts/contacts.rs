//! Another e-mail address or phone number for one's own account.

use backend::{
    Context,
    account::{forgot_password, is_reset_open},
    contact::{Begun, begin_change, confirm_change, drop_change, find_change, resend_change_code},
    jobs::clean,
    profile::{get_own_profile, list_own_changes},
    session::{SignIn, sign_in},
    testing::{self, Kind, World, visitor_context},
};
use domain::{
    account::Contact,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::ground::{code_in, code_of, in_session, mails, refusal, signed_in, texts, visitor, wrong};

const NEW: &str = "pia.new@example.com";
const NUMBER: &str = "+442079460999";

async fn enter(world: &World, email: &str) -> Result<(), Refusal> {
    let form = SignIn {
        email: email.into(),
        password: testing::PASSWORD.into(),
        user_agent: String::new(),
    };
    match sign_in(&visitor(world), &form).await {
        Ok(_) => Ok(()),
        other => Err(refusal(other)),
    }
}

async fn number_of_old(ctx: &Context, field: Field) -> Vec<String> {
    let history = list_own_changes(ctx).await.unwrap();
    let lines = history.lines.into_iter().filter(|line| line.field == field);
    lines.map(|line| line.old_value.unwrap()).collect()
}

#[rstest]
#[tokio::test]
async fn an_address_is_changed_by_the_code_sent_to_the_new_one(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let old = world.clinic.patients[0].email;
    let (session, ctx) = signed_in(&world, old).await;
    let (other_browser, _) = signed_in(&world, old).await;
    forgot_password(&visitor(&world), old).await.unwrap();
    mails(&world.core).await;
    let begun = begin_change(&ctx, Contact::Email, " Pia.New@Example.com ")
        .await
        .unwrap();
    assert_eq!(begun, Begun::CodeSent);
    let sent = mails(&world.core).await;
    assert_eq!((sent.len(), sent[0].to.address.as_str()), (1, NEW));
    let code = code_in(&sent[0]).unwrap();
    assert!(
        !sent[0].text.contains("Pia"),
        "whoever changes it does not write to strangers"
    );
    assert_eq!(find_change(&ctx, Contact::Email).await.unwrap().unwrap().contact, NEW);
    assert_eq!(enter(&world, old).await, Ok(()), "the old one stays until then");
    assert_eq!(
        refusal(confirm_change(&ctx, Contact::Email, &wrong(&code)).await),
        Refusal::WrongCode
    );

    confirm_change(&ctx, Contact::Email, &code).await.unwrap();
    assert_eq!(enter(&world, NEW).await, Ok(()));
    assert_eq!(enter(&world, old).await, Err(Refusal::WrongCredentials));
    for session in [&session, &other_browser] {
        assert!(
            in_session(&world, session).await.actor().account().is_some(),
            "signed in still"
        );
    }
    assert_eq!(world.db.count("password_reset WHERE account_id IS NOT NULL").await, 0);
    let told = mails(&world.core).await;
    assert_eq!((told.len(), told[0].to.address.as_str()), (1, old));
    assert_eq!(told[0].subject, "Your e-mail address was changed: Test Clinic");
    assert!(told[0].text.contains("call +44"), "how to object: {}", told[0].text);
    let profile = get_own_profile(&ctx, None).await.unwrap();
    assert_eq!(
        (profile.contacts.email.as_str(), profile.contacts.is_email_proved),
        (NEW, true)
    );
    assert_eq!(number_of_old(&ctx, Field::Email).await, [old]);
    assert_eq!(find_change(&ctx, Contact::Email).await.unwrap(), None);
    assert_eq!(
        refusal(confirm_change(&ctx, Contact::Email, &code).await),
        Refusal::WrongCode
    );
}

#[rstest]
#[tokio::test]
async fn a_number_is_changed_by_a_text_message_and_the_old_one_is_told(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world_with_texts(kind).await;
    let (_, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    let old = get_own_profile(&ctx, None).await.unwrap().contacts.phone.unwrap();
    begin_change(&ctx, Contact::Phone, "+44 20 7946 0999").await.unwrap();
    let sent = texts(&world.core).await;
    assert_eq!((sent.len(), sent[0].0.as_str()), (1, NUMBER));
    confirm_change(&ctx, Contact::Phone, &code_of(&sent[0])).await.unwrap();
    let told = texts(&world.core).await;
    assert_eq!((told.len(), told[0].0.as_str()), (1, old.as_str()));
    assert!(
        told[0].1.contains("changed to another one") && told[0].1.len() <= 160,
        "{}",
        told[0].1
    );
    let by_mail = "outbox_message WHERE kind = 'contact_changed' AND channel = 'email'";
    assert_eq!(world.db.count(by_mail).await, 1);
    let contacts = get_own_profile(&ctx, None).await.unwrap().contacts;
    assert_eq!(
        (contacts.phone.as_deref(), contacts.is_phone_proved),
        (Some(NUMBER), true)
    );
    assert_eq!(number_of_old(&ctx, Field::Phone).await, [old]);
}

#[rstest]
#[tokio::test]
async fn without_text_messages_a_number_is_changed_at_once_and_not_called_proved(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let email = world.clinic.patients[0].email;
    let (_, ctx) = signed_in(&world, email).await;
    assert_eq!(
        begin_change(&ctx, Contact::Phone, NUMBER).await.unwrap(),
        Begun::Changed
    );
    let contacts = get_own_profile(&ctx, None).await.unwrap().contacts;
    assert_eq!(
        (contacts.phone.as_deref(), contacts.is_phone_proved),
        (Some(NUMBER), false)
    );
    let told = mails(&world.core).await;
    assert_eq!((told.len(), told[0].to.address.as_str()), (1, email));
    assert_eq!(world.db.count("outbox_message WHERE channel = 'sms'").await, 0);
    let again = refusal(begin_change(&ctx, Contact::Phone, NUMBER).await);
    assert_eq!(again, FieldError::alone(Field::Phone, Wrong::Unchanged));
}

#[rstest]
#[tokio::test]
async fn somebody_elses_address_is_answered_alike_and_its_owner_is_told(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let (own, other) = (world.clinic.patients[0].email, world.clinic.patients[1].email);
    let (_, ctx) = signed_in(&world, own).await;
    assert_eq!(
        begin_change(&ctx, Contact::Email, other).await.unwrap(),
        Begun::CodeSent
    );
    let sent = mails(&world.core).await;
    assert_eq!((sent.len(), sent[0].to.address.as_str()), (1, other));
    assert_eq!(code_in(&sent[0]), None);
    assert_eq!(find_change(&ctx, Contact::Email).await.unwrap().unwrap().contact, other);
    resend_change_code(&ctx, Contact::Email).await.unwrap();
    assert_eq!(code_in(&mails(&world.core).await[0]), None);
    for _ in 0..5 {
        assert_eq!(
            refusal(confirm_change(&ctx, Contact::Email, "123456").await),
            Refusal::WrongCode
        );
    }
    let sixth = refusal(confirm_change(&ctx, Contact::Email, "123456").await);
    assert_eq!(sixth, Refusal::TooManyTries { retry_after_secs: 600 });
    assert_eq!(enter(&world, own).await, Ok(()));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_prove_one_address_the_first_has_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let mut wishes = Vec::new();
    for patient in &world.clinic.patients[..2] {
        let (_, ctx) = signed_in(&world, patient.email).await;
        begin_change(&ctx, Contact::Email, NEW).await.unwrap();
        let code = code_in(&mails(&world.core).await[0]).unwrap();
        wishes.push((ctx, code));
    }
    let tries = wishes
        .into_iter()
        .flat_map(|wish| [wish.clone(), wish])
        .map(|(ctx, code)| tokio::spawn(async move { confirm_change(&ctx, Contact::Email, &code).await }));
    let mut worked = 0;
    for done in futures::future::join_all(tries).await {
        match done.unwrap() {
            Ok(()) => worked += 1,
            other => assert_eq!(refusal(other), Refusal::WrongCode),
        }
    }
    assert_eq!(worked, 1);
}

#[rstest]
#[tokio::test]
async fn contacts_are_changed_only_by_who_has_just_shown_that_it_is_them(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let (session, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    let stranger = visitor_context(&world.core, 0);
    assert_eq!(
        refusal(begin_change(&stranger, Contact::Email, NEW).await),
        Refusal::SignInFirst
    );
    world.clock.advance_minutes(11);
    let later = in_session(&world, &session).await;
    assert_eq!(
        refusal(begin_change(&later, Contact::Email, NEW).await),
        Refusal::ConfirmFirst
    );
    assert_eq!(world.db.count("contact_change").await, 0);
    for (what, text, fault) in [
        (Contact::Email, "", Wrong::Missing),
        (Contact::Email, "pia@", Wrong::Malformed),
        (Contact::Email, world.clinic.patients[0].email, Wrong::Unchanged),
        (Contact::Phone, "020 7946 0958", Wrong::Malformed),
    ] {
        let refused = refusal(begin_change(&ctx_now(&world, &session).await, what, text).await);
        assert_eq!(refused, FieldError::alone(what.field(), fault), "{text}");
    }
    drop(ctx);
}

/// In the same session, its password given just now.
async fn ctx_now(world: &World, session: &backend::Token) -> Context {
    let now = world.core.clock.now().millis();
    let sql = format!("UPDATE session SET verified_at = {now}, last_seen_at = {now}");
    world.db.execute(&sql, &[]).await.unwrap();
    in_session(world, session).await
}

#[rstest]
#[tokio::test]
async fn codes_for_new_contacts_are_few(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let (_, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    begin_change(&ctx, Contact::Phone, NUMBER).await.unwrap();
    for _ in 0..3 {
        resend_change_code(&ctx, Contact::Phone).await.unwrap();
    }
    let fourth = refusal(resend_change_code(&ctx, Contact::Phone).await);
    assert_eq!(fourth, Refusal::TooManyTries { retry_after_secs: 600 });
    begin_change(&ctx, Contact::Phone, NUMBER).await.unwrap();
    let sixth = refusal(begin_change(&ctx, Contact::Phone, NUMBER).await);
    assert_eq!(sixth, Refusal::TooManyTries { retry_after_secs: 3600 });
    assert_eq!(texts(&world.core).await.len(), 5);
    // Of the account, whatever the contacts; what is refused costs nothing.
    for number in 0..5 {
        begin_change(&ctx, Contact::Email, &format!("pia.{number}@example.com"))
            .await
            .unwrap();
    }
    let refused = refusal(begin_change(&ctx, Contact::Email, NEW).await);
    assert_eq!(refused, Refusal::TooManyTries { retry_after_secs: 3600 });
}

#[tokio::test]
async fn a_wish_is_given_up_or_forgotten_an_hour_after_its_code() {
    let world = testing::world(Kind::Sqlite).await;
    let (_, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    begin_change(&ctx, Contact::Email, NEW).await.unwrap();
    let code = code_in(&mails(&world.core).await[0]).unwrap();
    drop_change(&ctx, Contact::Email).await.unwrap();
    assert_eq!(
        refusal(confirm_change(&ctx, Contact::Email, &code).await),
        Refusal::WrongCode
    );
    assert_eq!(
        refusal(resend_change_code(&ctx, Contact::Email).await),
        Refusal::NotFound
    );
    begin_change(&ctx, Contact::Email, NEW).await.unwrap();
    let system = Context::system(world.core.clone());
    world.clock.advance_minutes(69);
    clean(&system).await.unwrap();
    assert_eq!(world.db.count("contact_change").await, 1);
    world.clock.advance_minutes(1);
    clean(&system).await.unwrap();
    assert_eq!(world.db.count("contact_change").await, 0);
}

#[tokio::test]
async fn a_link_from_the_mail_proves_the_address_that_nobody_had_proved() {
    let world = testing::world(Kind::Sqlite).await;
    let email = world.clinic.patients[0].email;
    world
        .db
        .execute("UPDATE account SET email_verified_at = NULL", &[])
        .await
        .unwrap();
    forgot_password(&visitor(&world), email).await.unwrap();
    let mail = mails(&world.core).await.remove(0);
    let link = mail.text.split("/reset-password/").nth(1).unwrap();
    let token = backend::Token::parse(link.split_whitespace().next().unwrap()).unwrap();
    assert!(is_reset_open(&visitor(&world), &token).await.unwrap());
    backend::account::reset_password(&visitor(&world), &token, "four quiet green boats")
        .await
        .unwrap();
    assert_eq!(world.db.count("account WHERE email_verified_at IS NOT NULL").await, 1);
}
