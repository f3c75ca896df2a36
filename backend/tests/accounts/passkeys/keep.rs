use std::sync::Arc;

use backend::{
    Context, Core,
    crypto::{Keys, rotate_to_current},
    passkey::{
        AddPasskey, add_passkey, ask, get_passkey, list_passkeys, remove_passkey, rename_passkey, sign_in_by_passkey,
    },
    testing::{self, Authenticator, Kind},
};
use domain::{
    account::{PASSKEYS_MOST, PasskeyUse},
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::{Keyed, add, confirm, enter, keyed};
use crate::ground::{BROWSER, in_session, mails, refusal, signed_in, visitor};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_passkey_is_added_named_used_and_removed_and_its_owner_is_told(#[case] kind: Kind) {
    let Keyed {
        world, ctx, mut device, ..
    } = keyed(kind).await;
    let sent = mails(&world.core).await;
    assert_eq!(sent.last().unwrap().subject, "A passkey was added: Test Clinic");
    let listed = list_passkeys(&ctx).await.unwrap();
    assert_eq!((listed.len(), listed[0].name.as_str()), (1, "Blue phone"));
    assert_eq!(listed[0].last_used_at, None);
    // Neither the name nor the key can be read in the table.
    let readable = "SELECT COUNT(*) FROM passkey WHERE name LIKE '%phone%' OR credential LIKE '%cred%'";
    assert_eq!(world.db.number(readable, &[]).await, 0);

    world.clock.advance_minutes(3);
    enter(&world, &mut device).await.unwrap();
    let id = listed[0].id;
    rename_passkey(&ctx, id, " Old  phone ").await.unwrap();
    let one = get_passkey(&ctx, id).await.unwrap();
    assert_eq!(one.name, "Old phone");
    assert_eq!(one.last_used_at.map(|used| used.minutes_since(one.added_at)), Some(3));
    remove_passkey(&ctx, id).await.unwrap();
    assert_eq!(list_passkeys(&ctx).await.unwrap(), []);
    let sent = mails(&world.core).await;
    assert_eq!(sent.last().unwrap().subject, "A passkey was removed: Test Clinic");
    assert_eq!(refusal(enter(&world, &mut device).await), Refusal::WrongCode);
    let account = world.clinic.patients[0].account.into();
    for action in ["add_passkey", "rename_passkey", "remove_passkey"] {
        let told = format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND subject_id = {{0}}");
        assert_eq!(world.db.number(&told, &[account]).await, 1, "{action}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn somebody_elses_passkey_is_as_none(#[case] kind: Kind) {
    let Keyed { world, ctx, .. } = keyed(kind).await;
    let (_, stranger) = signed_in(&world, world.clinic.patients[1].email).await;
    let id = list_passkeys(&ctx).await.unwrap()[0].id;
    assert_eq!(list_passkeys(&stranger).await.unwrap(), []);
    assert_eq!(refusal(get_passkey(&stranger, id).await), Refusal::NotFound);
    assert_eq!(refusal(rename_passkey(&stranger, id, "mine").await), Refusal::NotFound);
    assert_eq!(refusal(remove_passkey(&stranger, id).await), Refusal::NotFound);
    assert_eq!(get_passkey(&ctx, id).await.unwrap().name, "Blue phone");
    let nobody = visitor(&world);
    assert_eq!(refusal(list_passkeys(&nobody).await), Refusal::SignInFirst);
    for purpose in [PasskeyUse::Confirm, PasskeyUse::Add] {
        assert_eq!(refusal(ask(&nobody, purpose, "x", None).await), Refusal::SignInFirst);
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn adding_and_removing_ask_who_it_is_again_and_a_passkey_answers(#[case] kind: Kind) {
    let Keyed {
        world,
        session,
        ctx,
        mut device,
    } = keyed(kind).await;
    let id = list_passkeys(&ctx).await.unwrap()[0].id;
    let asked = ask(&ctx, PasskeyUse::Add, "Key", None).await.unwrap();
    world.clock.advance_minutes(10);
    let ctx = in_session(&world, &session).await;
    assert_eq!(refusal(remove_passkey(&ctx, id).await), Refusal::ConfirmFirst);
    assert_eq!(
        refusal(ask(&ctx, PasskeyUse::Add, "Key", None).await),
        Refusal::ConfirmFirst
    );
    let input = AddPasskey {
        name: "Key".into(),
        answer: Authenticator::new().make(&asked.options).unwrap(),
    };
    assert_eq!(
        refusal(add_passkey(&ctx, Some(&asked.token), &input).await),
        Refusal::ConfirmFirst
    );

    confirm(&ctx, &mut device).await.unwrap();
    let ctx = in_session(&world, &session).await;
    add(&ctx, &mut Authenticator::new(), "Key").await.unwrap();
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'confirm_identity' AND detail = 'passkey'";
    assert_eq!(world.db.number(told, &[]).await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_passkey_confirms_its_own_account_in_the_session_that_was_asked_only(#[case] kind: Kind) {
    let Keyed {
        world,
        session,
        ctx,
        mut device,
    } = keyed(kind).await;
    let (_, stranger) = signed_in(&world, world.clinic.patients[1].email).await;
    assert_eq!(
        refusal(ask(&stranger, PasskeyUse::Confirm, "", None).await),
        Refusal::NotFound,
        "who has none is not asked for one"
    );
    let mut other_device = Authenticator::new();
    add(&stranger, &mut other_device, "Tablet").await.unwrap();

    world.clock.advance_minutes(10);
    let asked = ask(&ctx, PasskeyUse::Confirm, "", None).await.unwrap();
    assert_eq!(
        other_device.answer(&asked.options),
        None,
        "only the account's own are asked for"
    );
    let foreign = other_device.answer_unasked(&asked.options);
    let answered = backend::passkey::confirm_by_passkey(&ctx, Some(&asked.token), &foreign).await;
    assert_eq!(refusal(answered), Refusal::WrongCode);

    let (_, elsewhere) = signed_in(&world, world.clinic.patients[0].email).await;
    let asked = ask(&ctx, PasskeyUse::Confirm, "", None).await.unwrap();
    let answer = device.answer(&asked.options).unwrap();
    let answered = backend::passkey::confirm_by_passkey(&elsewhere, Some(&asked.token), &answer).await;
    assert_eq!(refusal(answered), Refusal::WrongCode);
    let ctx = in_session(&world, &session).await;
    assert_eq!(ctx.recently_verified(), Err(Refusal::ConfirmFirst));
    confirm(&ctx, &mut device).await.unwrap();
    assert_eq!(in_session(&world, &session).await.recently_verified(), Ok(()));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn ten_passkeys_are_the_most_also_when_two_are_added_at_once(#[case] kind: Kind) {
    let Keyed { world, ctx, .. } = keyed(kind).await;
    for number in 2..PASSKEYS_MOST {
        add(&ctx, &mut Authenticator::new(), &format!("Key {number}"))
            .await
            .unwrap();
    }
    let (_, elsewhere) = signed_in(&world, world.clinic.patients[0].email).await;
    let tries = [ctx.clone(), elsewhere]
        .map(|ctx| tokio::spawn(async move { add(&ctx, &mut Authenticator::new(), "The tenth").await.is_ok() }));
    let added = futures::future::join_all(tries).await.into_iter().map(Result::unwrap);
    assert_eq!(added.filter(|is_added| *is_added).count(), 1);
    assert_eq!(world.db.count("passkey").await, 10);
    assert_eq!(
        refusal(ask(&ctx, PasskeyUse::Add, "The eleventh", None).await),
        Refusal::Stale
    );
    let input = AddPasskey {
        name: "The eleventh".into(),
        answer: String::new(),
    };
    assert_eq!(refusal(add_passkey(&ctx, None, &input).await), Refusal::Stale);
}

#[tokio::test]
async fn a_device_is_added_once_and_its_passkey_to_one_account() {
    let Keyed {
        world, ctx, mut device, ..
    } = keyed(Kind::Sqlite).await;
    let asked = ask(&ctx, PasskeyUse::Add, "Again", None).await.unwrap();
    assert_eq!(device.make(&asked.options), None, "the browser says that it has one");

    // Two of the same answer: the question is used up by the first.
    let mut tablet = Authenticator::new();
    let input = AddPasskey {
        name: "Tablet".into(),
        answer: tablet.make(&asked.options).unwrap(),
    };
    add_passkey(&ctx, Some(&asked.token), &input).await.unwrap();
    assert_eq!(
        refusal(add_passkey(&ctx, Some(&asked.token), &input).await),
        Refusal::WrongCode
    );
    // To the question of another account.
    let (_, stranger) = signed_in(&world, world.clinic.patients[1].email).await;
    let theirs = ask(&stranger, PasskeyUse::Add, "Tablet", None).await.unwrap();
    assert_eq!(
        refusal(add_passkey(&stranger, Some(&theirs.token), &input).await),
        Refusal::WrongCode
    );
    assert_eq!(world.db.count("passkey").await, 2);
}

#[tokio::test]
async fn what_is_added_was_asked_for_here_and_now_with_a_name() {
    let Keyed { world, ctx, .. } = keyed(Kind::Sqlite).await;
    for (name, fault) in [
        (" ", Wrong::Missing),
        (&"x".repeat(51), Wrong::TooLong { most: 50 }),
        ("<i>", Wrong::Malformed),
    ] {
        let refused = refusal(ask(&ctx, PasskeyUse::Add, name, None).await);
        assert_eq!(refused, FieldError::alone(Field::PasskeyName, fault));
    }
    let mut unverified = Authenticator::new();
    unverified.verifies = false;
    let mut elsewhere = Authenticator::new();
    elsewhere.origin = "https://clinic.example.evil.example".into();
    for device in [&mut unverified, &mut elsewhere] {
        assert_eq!(refusal(add(&ctx, device, "Key").await), Refusal::WrongCode);
    }
    for answer in ["", "{}", "null"] {
        let asked = ask(&ctx, PasskeyUse::Add, "Key", None).await.unwrap();
        let input = AddPasskey {
            name: "Key".into(),
            answer: answer.into(),
        };
        let added = add_passkey(&ctx, Some(&asked.token), &input).await;
        assert_eq!(refusal(added), Refusal::WrongCode, "{answer}");
    }
    let asked = ask(&ctx, PasskeyUse::Add, "Key", None).await.unwrap();
    let input = AddPasskey {
        name: "Key".into(),
        answer: Authenticator::new().make(&asked.options).unwrap(),
    };
    world.clock.advance_minutes(5);
    let late = add_passkey(&ctx, Some(&asked.token), &input).await;
    assert_eq!(refusal(late), Refusal::WrongCode);
    assert_eq!(world.db.count("passkey").await, 1);
}

#[tokio::test]
async fn passkeys_are_read_with_the_keys_that_replaced_others() {
    let Keyed {
        mut world,
        session,
        mut device,
        ..
    } = keyed(Kind::Sqlite).await;
    let (lasting, former) = testing::KEYS.split_once(',').unwrap();
    let next = format!("next:{}", "4".repeat(64));
    let mut core = |keys: String| {
        let settings = backend::Settings {
            keys: Arc::new(Keys::of_text(&keys).unwrap()),
            ..testing::settings()
        };
        world.core = Arc::new(Core::new(world.db.db.clone(), world.clock.clone(), settings));
        Arc::clone(&world.core)
    };
    let both = core(format!("{lasting},{},{next}", former.trim()));
    assert!(rotate_to_current(&Context::system(both)).await.unwrap() > 0);
    core(format!("{lasting},{next}"));
    enter(&world, &mut device).await.unwrap();
    let ctx = in_session(&world, &session).await;
    assert_eq!(list_passkeys(&ctx).await.unwrap()[0].name, "Blue phone");
}

#[tokio::test]
async fn where_browsers_take_no_passkeys_there_are_none() {
    let Keyed { world, .. } = keyed(Kind::Sqlite).await;
    let settings = backend::Settings {
        public_url: "http://192.0.2.7:3000".into(),
        ..testing::settings()
    };
    assert_eq!(backend::passkey::domain(&settings), None);
    let core = Arc::new(Core::new(world.db.db.clone(), world.clock.clone(), settings));
    let ctx = testing::visitor_context(&core, 0);
    assert_eq!(
        refusal(ask(&ctx, PasskeyUse::SignIn, "", None).await),
        Refusal::NotFound
    );
    let answered = sign_in_by_passkey(&ctx, None, "{}", BROWSER).await;
    assert_eq!(refusal(answered), Refusal::NotFound);
}
