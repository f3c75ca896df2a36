use backend::{
    Context, Token,
    account::{ChangePassword, change_password, forgot_password, reset_password},
    second_factor::{
        FactorState, begin_factor, confirm_factor, drop_pending_factor, find_factor, remove_factor,
        renew_recovery_codes,
    },
    session::{Confirm, SignIn, SignedIn, authenticate, awaits_code, confirm, give_code, sign_in},
    testing::{self, Kind, World},
};
use data_encoding::BASE32_NOPAD;
use domain::{
    access::Actor,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use hmac::{Hmac, KeyInit, Mac};
use rstest::rstest;
use sha1::Sha1;

use super::ground::{BROWSER, actor, in_session, mails, refusal, signed_in, visitor};

/// Somebody with a second factor.
struct Armed {
    world: World,
    ctx: Context,
    session: Token,
    /// Of the app.
    secret: Vec<u8>,
    recovery: Vec<String>,
}

async fn armed(kind: Kind) -> Armed {
    let world = testing::world(kind).await;
    let (session, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    begin_factor(&ctx).await.unwrap();
    let secret = pending_secret(&ctx).await;
    let recovery = confirm_factor(&ctx, &code(&world, &secret)).await.unwrap();
    world.clock.advance_minutes(1);
    Armed {
        world,
        ctx,
        session,
        secret,
        recovery,
    }
}

async fn pending_secret(ctx: &Context) -> Vec<u8> {
    let FactorState::Pending { secret, qr } = find_factor(ctx).await.unwrap().state else {
        panic!("nothing was begun");
    };
    assert!(qr.width > 20 && qr.path.starts_with('M'));
    BASE32_NOPAD.decode(secret.replace(' ', "").as_bytes()).unwrap()
}

/// What an app shows now, computed apart from the code under test.
fn code(world: &World, secret: &[u8]) -> String {
    let step = backend::Clock::now(&world.clock).millis() / 30_000;
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

async fn half(world: &World) -> SignedIn {
    let form = SignIn {
        email: world.clinic.patients[0].email.into(),
        password: testing::PASSWORD.into(),
        user_agent: BROWSER.into(),
    };
    sign_in(&visitor(world), &form).await.unwrap()
}

async fn second_step(world: &World, half: &SignedIn, code: &str) -> Result<SignedIn, Refusal> {
    match give_code(&visitor(world), &half.session, code, BROWSER).await {
        Ok(signed_in) => Ok(signed_in),
        other => Err(refusal(other)),
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn signing_in_takes_password_and_code(#[case] kind: Kind) {
    let Armed { world, secret, .. } = armed(kind).await;
    let half = half(&world).await;
    assert!(half.awaits_code);
    assert_eq!(
        actor(&world, &half.session).await,
        Actor::Visitor,
        "the password alone opens nothing"
    );
    assert!(awaits_code(&visitor(&world), &half.session).await.unwrap());

    let shown = code(&world, &secret);
    let spaced = format!(" {} {}", &shown[..3], &shown[3..]);
    let whole = second_step(&world, &half, &spaced).await.unwrap();
    assert!(!whole.awaits_code);
    assert_ne!(whole.session, half.session);
    assert_eq!(
        actor(&world, &whole.session).await.account(),
        Some(world.clinic.patients[0].account)
    );
    // The half is used up, and the code too.
    assert_eq!(
        second_step(&world, &half, &shown).await.err(),
        Some(Refusal::SignInFirst)
    );
    let again = super::two_factor::half(&world).await;
    assert_eq!(
        second_step(&world, &again, &shown).await.err(),
        Some(Refusal::WrongCode)
    );
    world.clock.advance_minutes(1);
    assert!(second_step(&world, &again, &code(&world, &secret)).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn a_right_code_at_once_in_many_browsers_signs_one_in(#[case] kind: Kind) {
    let Armed { world, secret, .. } = armed(kind).await;
    let shown = code(&world, &secret);
    let mut halves = Vec::new();
    for _ in 0..4 {
        halves.push(half(&world).await.session);
    }
    let tries = halves.into_iter().map(|half| {
        let (ctx, shown) = (visitor(&world), shown.clone());
        tokio::spawn(async move { give_code(&ctx, &half, &shown, BROWSER).await })
    });
    let done = futures::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|outcome| matches!(outcome, Ok(Ok(_)))).count(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn fifty_wrong_codes_at_once_are_five_tries(#[case] kind: Kind) {
    let Armed { world, secret, .. } = armed(kind).await;
    let right = code(&world, &secret);
    let last = if right.ends_with('0') { '5' } else { '0' };
    let wrong = format!("{}{last}", &right[..5]);
    let mut halves = Vec::new();
    for _ in 0..5 {
        halves.push(half(&world).await.session);
    }
    let tries = (0..50).map(|number| {
        let (ctx, half, wrong) = (visitor(&world), halves[number % 5].clone(), wrong.clone());
        tokio::spawn(async move { refusal(give_code(&ctx, &half, &wrong, BROWSER).await) })
    });
    let answers = futures::future::join_all(tries).await.into_iter().map(Result::unwrap);
    let (looked_at, refused): (Vec<_>, Vec<_>) = answers.partition(|answer| *answer == Refusal::WrongCode);
    assert_eq!(looked_at.len(), 5);
    let used_up = Refusal::TooManyTries { retry_after_secs: 900 };
    assert!(refused.iter().all(|answer| *answer == used_up));
    // Neither the right code nor the password again helps.
    let again = half(&world).await;
    assert_eq!(second_step(&world, &again, &right).await.err(), Some(used_up));
    world.clock.advance_minutes(15);
    let later = half(&world).await;
    assert!(second_step(&world, &later, &code(&world, &secret)).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_recovery_code_works_once_and_is_told_by_mail(#[case] kind: Kind) {
    let Armed { world, recovery, .. } = armed(kind).await;
    assert_eq!(recovery.len(), 10);
    mails(&world.core).await;
    let stored = format!(
        "SELECT COUNT(*) FROM recovery_code WHERE code_hash LIKE '%{}%'",
        recovery[0]
    );
    assert_eq!(world.db.number(&stored, &[]).await, 0);
    let first = half(&world).await;
    assert!(second_step(&world, &first, &recovery[0].to_lowercase()).await.is_ok());
    assert_eq!(
        mails(&world.core).await[0].subject,
        "A recovery code was used: Test Clinic"
    );
    let second = half(&world).await;
    assert_eq!(
        second_step(&world, &second, &recovery[0]).await.err(),
        Some(Refusal::WrongCode)
    );
    assert!(second_step(&world, &second, &recovery[1]).await.is_ok());
    assert_eq!(world.db.count("recovery_code").await, 8);
}

#[tokio::test]
async fn what_cannot_be_a_code_costs_no_try() {
    let Armed { world, secret, .. } = armed(Kind::Sqlite).await;
    let half = half(&world).await;
    let alone = |fault| FieldError::alone(Field::FactorCode, fault);
    for _ in 0..3 {
        for (text, expected) in [
            ("", alone(Wrong::Missing)),
            ("12 34", alone(Wrong::Malformed)),
            ("1234567", alone(Wrong::Malformed)),
            ("ABCD-EFGH-0189-MNOP", alone(Wrong::Malformed)),
            ("ABCD-EFGH-IJKL-MNOP-QRST", alone(Wrong::Malformed)),
        ] {
            assert_eq!(second_step(&world, &half, text).await.err(), Some(expected));
        }
    }
    assert!(second_step(&world, &half, &code(&world, &secret)).await.is_ok());
}

#[rstest]
#[case::just_before(9, true)]
#[case::at_the_end(10, false)]
#[tokio::test]
async fn the_code_is_given_within_ten_minutes_of_the_password(#[case] minutes: i64, #[case] works: bool) {
    let Armed { world, secret, .. } = armed(Kind::Sqlite).await;
    let half = half(&world).await;
    world.clock.advance_minutes(minutes);
    assert_eq!(awaits_code(&visitor(&world), &half.session).await.unwrap(), works);
    assert_eq!(second_step(&world, &half, &code(&world, &secret)).await.is_ok(), works);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_new_password_by_mail_does_not_spare_the_code_and_voids_half_a_sign_in(#[case] kind: Kind) {
    let Armed { world, secret, .. } = armed(kind).await;
    let email = world.clinic.patients[0].email;
    mails(&world.core).await;
    let before = half(&world).await;
    forgot_password(&visitor(&world), email).await.unwrap();
    let mail = mails(&world.core).await.pop().unwrap();
    let (_, rest) = mail.text.split_once("/reset-password/").unwrap();
    let token = Token::parse(rest.split_whitespace().next().unwrap()).unwrap();
    reset_password(&visitor(&world), &token, "six small grey otters")
        .await
        .unwrap();
    assert_eq!(
        second_step(&world, &before, &code(&world, &secret)).await.err(),
        Some(Refusal::SignInFirst)
    );
    let form = SignIn {
        email: email.into(),
        password: "six small grey otters".into(),
        user_agent: BROWSER.into(),
    };
    assert!(sign_in(&visitor(&world), &form).await.unwrap().awaits_code);
}

#[tokio::test]
async fn a_factor_counts_once_it_is_confirmed_and_its_first_code_is_used_up_by_that() {
    let world = testing::world(Kind::Sqlite).await;
    let (_, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    assert_eq!(find_factor(&ctx).await.unwrap().state, FactorState::Off);
    assert_eq!(refusal(confirm_factor(&ctx, "123456").await), Refusal::Stale);
    begin_factor(&ctx).await.unwrap();
    let first = pending_secret(&ctx).await;
    begin_factor(&ctx).await.unwrap();
    let secret = pending_secret(&ctx).await;
    assert_ne!(first, secret);
    assert!(!half(&world).await.awaits_code);
    let wrong = refusal(confirm_factor(&ctx, &code(&world, &first)).await);
    assert_eq!(wrong, FieldError::alone(Field::FactorCode, Wrong::Wrong));
    drop_pending_factor(&ctx).await.unwrap();
    assert_eq!(find_factor(&ctx).await.unwrap().state, FactorState::Off);

    begin_factor(&ctx).await.unwrap();
    let secret = pending_secret(&ctx).await;
    let shown = code(&world, &secret);
    confirm_factor(&ctx, &shown).await.unwrap();
    drop_pending_factor(&ctx).await.unwrap();
    assert!(matches!(
        find_factor(&ctx).await.unwrap().state,
        FactorState::On { recovery_codes: 10, .. }
    ));
    assert_eq!(refusal(begin_factor(&ctx).await), Refusal::Stale);
    let half = half(&world).await;
    assert_eq!(second_step(&world, &half, &shown).await.err(), Some(Refusal::WrongCode));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn changing_factors_needs_password_and_code_given_lately(#[case] kind: Kind) {
    let Armed {
        world,
        ctx,
        session,
        secret,
        recovery,
    } = armed(kind).await;
    world.clock.advance_minutes(10);
    let change = ChangePassword {
        old_password: testing::PASSWORD.into(),
        password: "six small grey otters".into(),
    };
    assert_eq!(refusal(change_password(&ctx, &change).await), Refusal::ConfirmFirst);
    assert_eq!(refusal(begin_factor(&ctx).await), Refusal::ConfirmFirst);
    assert_eq!(refusal(remove_factor(&ctx).await), Refusal::ConfirmFirst);
    assert_eq!(refusal(renew_recovery_codes(&ctx).await), Refusal::ConfirmFirst);

    let give = |code: &str| Confirm {
        password: testing::PASSWORD.into(),
        code: code.into(),
    };
    let alone = |fault| FieldError::alone(Field::FactorCode, fault);
    assert_eq!(refusal(confirm(&ctx, &give("")).await), alone(Wrong::Missing));
    assert_eq!(
        refusal(confirm(&ctx, &give("ABCDEFGHIJKLMNOP")).await),
        alone(Wrong::Wrong)
    );
    confirm(&ctx, &give(&code(&world, &secret))).await.unwrap();
    let ctx = in_session(&world, &session).await;
    let renewed = renew_recovery_codes(&ctx).await.unwrap();
    assert!(renewed.len() == 10 && !renewed.contains(&recovery[0]));
    mails(&world.core).await;
    remove_factor(&ctx).await.unwrap();
    assert_eq!(refusal(remove_factor(&ctx).await), Refusal::NotFound);
    assert_eq!(
        mails(&world.core).await[0].subject,
        "Two-step sign-in is off: Test Clinic"
    );
    assert_eq!(world.db.count("recovery_code").await, 0);
    assert!(!half(&world).await.awaits_code);
}

#[tokio::test]
async fn where_the_clinic_asks_for_it_staff_without_a_factor_are_known_as_such() {
    let world = testing::world(Kind::Sqlite).await;
    let settings = backend::Settings {
        staff_need_second_factor: true,
        ..testing::settings()
    };
    let core = std::sync::Arc::new(backend::Core::new(world.db.db.clone(), world.clock.clone(), settings));
    let (doctor, ctx) = signed_in(&world, world.clinic.doctors[0].email).await;
    let (patient, _) = signed_in(&world, world.clinic.patients[0].email).await;
    let needs = async |session: &Token| authenticate(&core, Some(session)).await.unwrap().needs_factor;
    assert!(needs(&doctor).await);
    assert!(!needs(&patient).await);
    begin_factor(&ctx).await.unwrap();
    assert!(needs(&doctor).await, "begun is not enough");
    let secret = pending_secret(&ctx).await;
    confirm_factor(&ctx, &code(&world, &secret)).await.unwrap();
    assert!(!needs(&doctor).await);
}
