//! What was refused is in the trail, and a flood does not fill it.

use backend::{
    Context, Network, Origin,
    account::{ChangePassword, change_password},
    audit::{TrailFilter, list_access, list_trail, note_refused_access},
    booking::hold,
    emergency::{Named, get_named},
    patient::get_patient,
    session::{SignIn, sign_in},
    testing::{self, World, administrator_context, doctor_context, patient_context, support_context, visitor_context},
};
use domain::refusal::Refusal;
use uuid::Uuid;

use crate::ground::*;

const WRONG: &str = "not the password";

/// Somebody not signed in, at the address with this number.
fn visitor_at(world: &World, number: u8) -> Context {
    let network = Network::of([203, 0, number, 7].into());
    let origin = Origin::new(&network.shortened(), "4f1c-90ab");
    visitor_context(&world.core, number)
        .from_network(Some(network))
        .with_origin(origin)
}

async fn try_in(ctx: &Context, email: &str, password: &str) -> bool {
    let form = SignIn {
        email: email.into(),
        password: password.into(),
        user_agent: String::new(),
    };
    sign_in(ctx, &form).await.is_ok()
}

/// What an administrator reads of what was refused, the latest first: who, what, from where.
async fn told(world: &World) -> Vec<(String, String, String)> {
    told_of(world, "refused").await
}

async fn told_of(world: &World, action: &str) -> Vec<(String, String, String)> {
    let filter = TrailFilter {
        action: action.into(),
        ..TrailFilter::default()
    };
    let admin = administrator_context(&world.core, &world.clinic);
    let rows = list_trail(&admin, &filter).await.unwrap().rows.into_iter();
    let who =
        |who: Option<String>, is_visitor| who.unwrap_or_else(|| if is_visitor { "visitor" } else { "?" }.to_owned());
    rows.map(|told| (who(told.who, told.is_visitor), told.deed, told.origin))
        .collect()
}

on_both_databases! {
    async fn a_wrong_password_is_in_the_trail_with_whose_and_from_where_and_no_secret(world: World) {
        let pia = &world.clinic.patients[0];
        let visitor = visitor_at(&world, 1);
        assert!(!try_in(&visitor, pia.email, WRONG).await);
        world.clock.advance_minutes(1);
        assert!(!try_in(&visitor, "nobody@example.com", WRONG).await);
        world.clock.advance_minutes(1);
        world.db.execute("UPDATE account SET state = 'suspended' WHERE id = {0}", &[pia.account.into()]).await.unwrap();
        assert!(!try_in(&visitor, pia.email, testing::PASSWORD).await);
        world.clock.advance_minutes(1);
        let own = ChangePassword { old_password: WRONG.into(), password: "twelve quiet owls".into() };
        assert!(change_password(&doctor_context(&world.core, &world.clinic, 0), &own).await.is_err());

        let place = "203.0.1.0/24".to_owned();
        let row = |who: &str, what: &str, from: &str| (who.to_owned(), what.to_owned(), from.to_owned());
        assert_eq!(told(&world).await, [
            row("Ada Moreno", "was refused in showing again that the account of Ada Moreno is theirs (wrong password)", ""),
            row("visitor", "was refused signing in to the account of Pia Lund (suspended)", &place),
            row("visitor", "was refused signing in with an address that no account has", &place),
            row("visitor", "was refused signing in to the account of Pia Lund (wrong password)", &place),
        ]);
        let contents = "audit_event WHERE detail LIKE '%@%' OR detail LIKE '%not the%' OR reason LIKE '%@%'";
        assert_eq!(world.db.count(contents).await, 0);
    }

    async fn who_reads_as_much_as_nobodys_work_asks_for_is_held_back_for_an_hour(world: World) {
        let desk = support_context(&world.core, &world.clinic);
        let [first, second, third] = [0, 1, 2].map(|number| world.clinic.patients[number].account);
        get_patient(&desk, first).await.unwrap();
        // What was noted just now is not counted again.
        get_patient(&desk, first).await.unwrap();
        let tries = "SELECT tries FROM sign_in_tries";
        assert_eq!(world.db.number(tries, &[]).await, 1);
        world.db.execute("UPDATE sign_in_tries SET tries = 4999", &[]).await.unwrap();
        get_patient(&desk, second).await.unwrap();
        let read = "audit_event WHERE action = 'read_patient'";
        let before = world.db.count(read).await;
        for _ in 0..2 {
            let refused = refusal(get_patient(&desk, third).await.map(|_| ()));
            assert_eq!(refused, Refusal::TooManyTries { retry_after_secs: 3600 });
        }
        assert_eq!(world.db.count(read).await, before);
        assert_eq!(told_of(&world, "refused_tries").await.len(), 1, "told once");
        // Others, a patient's own, and emergencies go on.
        get_patient(&administrator_context(&world.core, &world.clinic), third).await.unwrap();
        list_access(&patient_context(&world.core, &world.clinic, 0), false, None).await.unwrap();
        let mei = Named {
            family_name: "Tanaka".into(),
            birth_day: "27".into(),
            birth_month: "3".into(),
            birth_year: "1984".into(),
        };
        get_named(&desk, third, &mei).await.unwrap();
        world.clock.advance_minutes(60);
        get_patient(&desk, third).await.unwrap();
    }

    async fn addresses_that_no_account_has_do_not_fill_the_trail(world: World) {
        let rows = "audit_event WHERE action = 'refused_sign_in'";
        for number in 0..25 {
            try_in(&visitor_at(&world, 1), &format!("nobody{number}@example.com"), WRONG).await;
        }
        assert_eq!(world.db.count(rows).await, 20);
        // Those of an account are still told, and those from elsewhere.
        try_in(&visitor_at(&world, 1), world.clinic.patients[0].email, WRONG).await;
        try_in(&visitor_at(&world, 2), "nobody@example.com", WRONG).await;
        assert_eq!(world.db.count(rows).await, 22);
        for _ in 0..20 {
            try_in(&visitor_at(&world, 3), world.clinic.patients[0].email, WRONG).await;
        }
        assert_eq!(world.db.count(rows).await, 31, "ten passwords of an address are looked at");
        world.clock.advance_minutes(15);
        try_in(&visitor_at(&world, 1), "nobody@example.com", WRONG).await;
        assert_eq!(world.db.count(rows).await, 32);
    }

    async fn an_address_without_an_account_is_as_much_work_when_it_is_not_in_the_trail(world: World) {
        let untold = testing::keys().index("sign_in_tries", "untold", "203.0.1.0/24");
        let times = format!("sign_in_tries WHERE address_hash = '{untold}' AND tries = 5");
        for number in 0..25 {
            try_in(&visitor_at(&world, 1), &format!("nobody{number}@example.com"), WRONG).await;
        }
        assert_eq!(world.db.count(&times).await, 1, "a write for each that has no row");
        let rows = world.db.count("audit_event").await;
        try_in(&visitor_at(&world, 1), world.clinic.patients[0].email, WRONG).await;
        assert_eq!(world.db.count("audit_event").await, rows + 1, "the write for an account is its row");
        assert_eq!(world.db.count(&times).await, 1);
    }

    async fn who_tries_too_often_is_in_the_trail_once_with_whose_and_from_where_and_no_secret(world: World) {
        let pia = &world.clinic.patients[0];
        for _ in 0..15 {
            try_in(&visitor_at(&world, 1), pia.email, WRONG).await;
            try_in(&visitor_at(&world, 2), "nobody@example.com", WRONG).await;
        }
        for number in 0..105 {
            try_in(&visitor_at(&world, 3), &format!("nobody{number}@example.com"), WRONG).await;
        }
        let too_often = async || -> Vec<_> {
            let told = told_of(&world, "refused_tries").await.into_iter();
            told.map(|(_, deed, from)| (deed, from)).collect()
        };
        let row = |deed: &str, number: u8| (deed.to_owned(), format!("203.0.{number}.0/24"));
        let mut found = too_often().await;
        found.sort();
        assert_eq!(found, [
            row("tried too often (password)", 2),
            row("tried too often (password, from one place)", 3),
            row("tried too often, for the account of Pia Lund (password)", 1),
        ], "each once, however often it is tried");
        world.clock.advance_minutes(15);
        for _ in 0..12 {
            try_in(&visitor_at(&world, 2), pia.email, WRONG).await;
        }
        assert_eq!(too_often().await.len(), 4, "and again when there were tries again");
        let contents = "audit_event WHERE detail LIKE '%@%' OR detail LIKE '%not the%' OR reason LIKE '%@%'";
        assert_eq!(world.db.count(contents).await, 0);
    }

    async fn times_that_an_account_keeps_too_often_are_in_the_trail(world: World) {
        let place = Network::of([203, 0, 1, 7].into());
        let pia = patient_context(&world.core, &world.clinic, 0).from_network(Some(place));
        for _ in 0..30 {
            hold(&pia, &slot(&world, TEN)).await.unwrap();
        }
        for _ in 0..2 {
            assert!(hold(&pia, &slot(&world, TEN)).await.is_err());
        }
        let tried = told_of(&world, "refused_tries").await;
        assert_eq!(tried.len(), 1, "{tried:?}");
        assert_eq!(tried[0].1, "tried too often, for the account of Pia Lund (hold, by one account)");
    }

    async fn what_one_account_is_refused_is_noted_thirty_times_in_a_quarter_of_an_hour(world: World) {
        let pia = patient_context(&world.core, &world.clinic, 0);
        let record = Uuid::from_u128(7);
        for _ in 0..40 {
            note_refused_access(&pia, "GET /appointments/{id}, 404", &format!("/appointments/{record}")).await.unwrap();
        }
        let of = "audit_event WHERE action = 'refused_access'";
        assert_eq!(world.db.count(of).await, 30);
        let sql = "SELECT COUNT(*) FROM audit_event WHERE subject_id = {0} AND account_id = {1} AND patient_id IS NULL";
        assert_eq!(world.db.number(sql, &[record, world.clinic.patients[0].account.into()]).await, 30);
        note_refused_access(&visitor_context(&world.core, 1), "GET /day, 403", "/day").await.unwrap();
        assert_eq!(world.db.count(of).await, 30, "who is not signed in is led to sign in");
        let omar = patient_context(&world.core, &world.clinic, 1);
        note_refused_access(&omar, "GET /day, 403", "/day").await.unwrap();
        assert_eq!(world.db.count(of).await, 31);
    }
}
