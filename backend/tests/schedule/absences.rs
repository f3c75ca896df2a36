use backend::{
    booking::{BlockTime, Blocked, Choice, Decisions, block_time, get_appointment, unblock_time},
    schedule::{
        AddClosure, AddTimeOff, RemoveClosure, RemoveTimeOff, add_closure, add_time_off, list_closures, remove_closure,
        remove_time_off,
    },
    testing::{World, administrator_context, instant},
};
use domain::{
    booking::CancelCode,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    version::Version,
};

use super::ground::{ada, all, away, ben, booked, decide, done, on_both_databases, refusal, time_off, undecided};

fn closure(version: Version) -> AddClosure {
    AddClosure {
        location: "london".into(),
        version,
        away: away("2026-11-24", "", "", ""),
        reason: "Works on the water pipes".into(),
        decisions: Decisions::default(),
    }
}

async fn london(world: &World) -> backend::schedule::LocationClosures {
    let ctx = administrator_context(&world.core, &world.clinic);
    let places = list_closures(&ctx).await.unwrap();
    places
        .into_iter()
        .find(|place| place.location.slug == "london")
        .unwrap()
}

on_both_databases! {
    async fn time_off_is_added_once_and_taken_back(world: World) {
        let ctx = ada(&world);
        let input = time_off(away("2026-11-24", "2026-11-27", "", ""), all(&ctx).await.version);
        let id = done(add_time_off(&ctx, &input).await);
        assert_eq!(done(add_time_off(&ctx, &input).await), id);
        let now = all(&ctx).await;
        let labels: Vec<&str> = now.time_off.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(labels, ["Tuesday 24 November 2026 to Friday 27 November 2026"]);
        assert_eq!(now.version, Version::new(2));

        let stale = RemoveTimeOff { doctor: None, time_off: id, version: Some(Version::FIRST) };
        assert_eq!(refusal(remove_time_off(&ctx, &stale).await), Refusal::Stale);
        let remove = RemoveTimeOff { doctor: None, time_off: id, version: Some(now.version) };
        let foreign = RemoveTimeOff { doctor: Some("ben-achterberg".into()), ..remove.clone() };
        assert_eq!(refusal(remove_time_off(&ctx, &foreign).await), Refusal::NotFound, "it is Ada's");
        assert_eq!(refusal(remove_time_off(&ben(&world), &remove).await), Refusal::NotFound);
        let removed = remove_time_off(&ctx, &remove).await.unwrap();
        assert_eq!(removed.text, domain::schedule::AwayText {
            first: "2026-11-24".into(), last: "2026-11-27".into(), ..Default::default()
        });
        assert_eq!(all(&ctx).await.time_off, []);
        assert_eq!(refusal(remove_time_off(&ctx, &remove).await), Refusal::NotFound);
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 2);
    }

    async fn time_blocked_on_the_board_is_time_off_like_any_other(world: World) {
        let ctx = ada(&world);
        let seen = all(&ctx).await.version;
        let block = BlockTime {
            doctor: world.clinic.doctors[0].id,
            from: instant("2026-11-24T12:00:00Z"),
            to: instant("2026-11-24T13:00:00Z"),
            reason: "Dentist".into(),
        };
        let Blocked::Done(id) = block_time(&ctx, &block).await.unwrap() else { panic!("nobody is there") };
        assert_eq!(block_time(&ctx, &block).await.unwrap(), Blocked::Done(id), "the same again is answered alike");
        let now = all(&ctx).await;
        assert_eq!((now.time_off.len(), now.version), (1, Version::new(2)));
        assert_eq!(now.changed.unwrap().by.as_deref(), Some("Ada Moreno"));
        // Who had the page of time off open meanwhile is told.
        let late = time_off(away("2026-11-25", "", "", ""), seen);
        assert_eq!(refusal(add_time_off(&ctx, &late).await), Refusal::Stale);
        let was = unblock_time(&ctx, id).await.unwrap();
        assert_eq!((was.from, was.to, was.reason.as_str()), (block.from, block.to, "Dentist"));
        assert_eq!(all(&ctx).await.version, Version::new(3));
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 2);
    }

    async fn time_off_that_is_over_or_stale_or_somebody_elses_is_refused(world: World) {
        let ctx = ada(&world);
        let version = all(&ctx).await.version;
        let over = time_off(away("2026-11-20", "", "", ""), version);
        assert_eq!(refusal(add_time_off(&ctx, &over).await), FieldError::alone(Field::FirstDay, FieldFault::TooOld));
        let stale = time_off(away("2026-11-24", "", "", ""), Version::new(7));
        assert_eq!(refusal(add_time_off(&ctx, &stale).await), Refusal::Stale);
        let others = AddTimeOff { doctor: Some("ada-moreno".into()), ..time_off(away("2026-11-24", "", "", ""), version) };
        assert_eq!(refusal(add_time_off(&ben(&world), &others).await), Refusal::NotFound);
        let unknown = AddTimeOff { doctor: Some("nobody".into()), ..others.clone() };
        let administrator = administrator_context(&world.core, &world.clinic);
        assert_eq!(refusal(add_time_off(&administrator, &unknown).await), Refusal::NotFound);
        done(add_time_off(&administrator, &others).await);
        assert_eq!(all(&ctx).await.changed.unwrap().by.as_deref(), Some("Ines Correia"));
    }

    async fn visits_in_time_off_are_decided_about_once(world: World) {
        let ctx = ada(&world);
        booked(&world, 0, "2026-11-24T14:00:00Z").await;
        booked(&world, 1, "2026-11-24T10:00:00Z").await;
        let mut input = time_off(away("2026-11-24", "", "13:00", ""), all(&ctx).await.version);
        let list = undecided(add_time_off(&ctx, &input).await);
        assert_eq!(list.count, 1);
        input.decisions = decide(&list, |_| Choice::Keep);
        done(add_time_off(&ctx, &input).await);
        // The whole day hits the one of the morning only.
        let input = time_off(away("2026-11-24", "", "", ""), all(&ctx).await.version);
        let list = undecided(add_time_off(&ctx, &input).await);
        assert_eq!(list.hits.iter().map(|hit| hit.appointment.time.from.as_str()).collect::<Vec<_>>(), ["10:00"]);
    }

    async fn a_closure_is_for_all_doctors_of_the_place(world: World) {
        let ctx = administrator_context(&world.core, &world.clinic);
        booked(&world, 0, "2026-11-24T14:00:00Z").await;
        let place = london(&world).await;
        let mut input = closure(place.version);
        assert_eq!(refusal(add_closure(&ada(&world), &input).await), Refusal::Forbidden);
        let list = undecided(add_closure(&ctx, &input).await);
        assert_eq!(list.count, 1);
        input.decisions = decide(&list, |_| super::ground::move_it());
        let id = done(add_closure(&ctx, &input).await);
        assert_eq!(done(add_closure(&ctx, &input).await), id);
        let stale = AddClosure { reason: "Another".into(), ..closure(place.version) };
        assert_eq!(refusal(add_closure(&ctx, &stale).await), Refusal::Stale);
        let now = london(&world).await;
        assert_eq!((now.closures.len(), now.version), (1, Version::new(2)));
        assert_eq!(now.changed.unwrap().by.as_deref(), Some("Ines Correia"));
        assert_eq!(refusal(remove_closure(&ada(&world), &RemoveClosure { closure: id, version: now.version }).await), Refusal::Forbidden);
        let removed = remove_closure(&ctx, &RemoveClosure { closure: id, version: now.version }).await.unwrap();
        assert_eq!(removed.reason, "Works on the water pipes");
        assert_eq!(london(&world).await.closures, []);
    }

    async fn who_is_cancelled_by_an_absence_is_told_whose(world: World) {
        let (ctx, admin) = (ada(&world), administrator_context(&world.core, &world.clinic));
        let by_doctor = booked(&world, 0, "2026-11-25T10:00:00Z").await;
        let by_place = booked(&world, 1, "2026-11-24T10:00:00Z").await;
        let mut input = time_off(away("2026-11-25", "", "", ""), all(&ctx).await.version);
        input.decisions = decide(&undecided(add_time_off(&ctx, &input).await), |_| Choice::Cancel);
        done(add_time_off(&ctx, &input).await);
        let mut input = closure(london(&world).await.version);
        input.decisions = decide(&undecided(add_closure(&admin, &input).await), |_| Choice::Cancel);
        done(add_closure(&admin, &input).await);
        for (visit, code) in [(by_doctor, CancelCode::DoctorUnavailable), (by_place, CancelCode::LocationClosed)] {
            assert_eq!(get_appointment(&ctx, visit.id).await.unwrap().cancel_code, Some(code));
        }
    }

    async fn a_closure_needs_a_reason(world: World) {
        let ctx = administrator_context(&world.core, &world.clinic);
        let input = AddClosure { reason: " ".into(), ..closure(london(&world).await.version) };
        let missing = FieldError::alone(Field::AwayReason, FieldFault::Missing);
        assert_eq!(refusal(add_closure(&ctx, &input).await), missing);
    }
}
