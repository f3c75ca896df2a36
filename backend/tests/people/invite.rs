use backend::{
    Token,
    people::{NewPerson, accept_invitation, create_person, find_invitation, invite_again},
    testing::{self, Kind, World},
};
use domain::{
    account::{AccountChange, Role, StaffForm},
    ids::AccountId,
    refusal::{Field, Refusal},
};
use rstest::rstest;

use super::ground::{PASSWORD, admin, change, enter, mails, refusal, staff_form, trail, view, visitor};

const EMAIL: &str = "new.person@example.com";

fn person(role: Role) -> NewPerson {
    NewPerson {
        role,
        given_name: "New".into(),
        family_name: "Person".into(),
        email: EMAIL.into(),
        phone: String::new(),
        staff: staff_form(),
        places: Vec::new(),
    }
}

/// An account just made, and the link's secret.
async fn invited(world: &World, role: Role) -> (AccountId, Token) {
    let id = create_person(&admin(world), &person(role)).await.unwrap();
    (id, token(world).await)
}

async fn token(world: &World) -> Token {
    let sent = mails(&world.core).await;
    let mail = sent.last().unwrap();
    assert_eq!(mail.to.address, EMAIL);
    let (_, after) = mail
        .text
        .split_once("https://clinic.example/invitation?token=")
        .unwrap();
    Token::parse(&after[..64]).unwrap()
}

#[rstest]
#[tokio::test]
async fn an_invitation_sets_the_password_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let (id, token) = invited(&world, Role::Support).await;
    assert!(!view(&world, id).await.has_password);
    assert_eq!(refusal(enter(&world, EMAIL, PASSWORD).await), Refusal::WrongCredentials);
    // Neither the database nor a sent message has the secret.
    let known = format!(
        "SELECT COUNT(*) FROM invitation WHERE token_hash = '{}'",
        token.secret()
    );
    assert_eq!(world.db.number(&known, &[]).await, 0);
    assert_eq!(
        world
            .db
            .count("outbox_message WHERE kind = 'invitation' AND payload <> ''")
            .await,
        0
    );

    // Looking uses nothing up, nor does a password that cannot be taken.
    for _ in 0..3 {
        assert_eq!(
            find_invitation(&visitor(&world), &token).await.unwrap().as_deref(),
            Some(EMAIL)
        );
    }
    assert!(matches!(
        refusal(accept_invitation(&visitor(&world), &token, "short").await),
        Refusal::Invalid(_)
    ));
    accept_invitation(&visitor(&world), &token, PASSWORD).await.unwrap();
    assert_eq!(enter(&world, EMAIL, PASSWORD).await.unwrap().role, Role::Support);
    assert_eq!(find_invitation(&visitor(&world), &token).await.unwrap(), None);
    assert_eq!(
        refusal(accept_invitation(&visitor(&world), &token, "another long password").await),
        Refusal::WrongCode
    );
    assert_eq!(trail(&world, id, "invite_account").await, 1);
    assert_eq!(trail(&world, id, "accept_invitation").await, 1);
    let version = view(&world, id).await.version;
    assert_eq!(refusal(invite_again(&admin(&world), id, version).await), Refusal::Stale);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_who_use_a_link_at_once_one_sets_the_password(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let (_, token) = invited(&world, Role::Patient).await;
    let tries = (0..4).map(|number| {
        let (ctx, token) = (visitor(&world), token.clone());
        tokio::spawn(async move {
            let password = format!("a quite long password {number}");
            (accept_invitation(&ctx, &token, &password).await, password)
        })
    });
    let mut worked = Vec::new();
    for done in futures::future::join_all(tries).await {
        match done.unwrap() {
            (Ok(()), password) => worked.push(password),
            (other, _) => assert_eq!(refusal(other), Refusal::WrongCode),
        }
    }
    assert_eq!(worked.len(), 1);
    assert!(enter(&world, EMAIL, &worked[0]).await.is_ok());
}

#[rstest]
#[tokio::test]
async fn a_link_gives_way_to_time_to_a_new_one_and_to_a_suspension(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let (id, first) = invited(&world, Role::Support).await;
    invite_again(&admin(&world), id, view(&world, id).await.version)
        .await
        .unwrap();
    let second = token(&world).await;
    assert_eq!(
        refusal(accept_invitation(&visitor(&world), &first, PASSWORD).await),
        Refusal::WrongCode
    );
    assert!(find_invitation(&visitor(&world), &second).await.unwrap().is_some());

    world.clock.set("2026-11-30T08:00:00Z");
    assert_eq!(find_invitation(&visitor(&world), &second).await.unwrap(), None);
    assert_eq!(
        refusal(accept_invitation(&visitor(&world), &second, PASSWORD).await),
        Refusal::WrongCode
    );

    invite_again(&admin(&world), id, view(&world, id).await.version)
        .await
        .unwrap();
    let third = token(&world).await;
    change(&admin(&world), &world, id, AccountChange::Suspend, "Not yet")
        .await
        .unwrap();
    assert_eq!(
        refusal(accept_invitation(&visitor(&world), &third, PASSWORD).await),
        Refusal::WrongCode
    );
    let system = backend::Context::system(world.core.clone());
    backend::jobs::clean(&system).await.unwrap();
    assert_eq!(world.db.count("invitation").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_doctor_that_is_made_has_a_calendar(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let (id, _) = invited(&world, Role::Doctor).await;
    assert_eq!(view(&world, id).await.doctor_slug.as_deref(), Some("new-person"));
    let again = refusal(create_person(&admin(&world), &person(Role::Doctor)).await);
    assert!(matches!(again, Refusal::Invalid(wrong) if wrong[0].field == Field::Email));
    let bare = NewPerson {
        staff: StaffForm::default(),
        email: "other@example.com".into(),
        ..person(Role::Doctor)
    };
    assert!(matches!(refusal(create_person(&admin(&world), &bare).await), Refusal::Invalid(wrong) if wrong.len() == 6));
    assert_eq!(world.db.count("doctor").await, 3);
}
