//! What the front desk does for patients, and what it does not see.

use std::sync::Arc;

use backend::{
    Context,
    audit::list_access,
    booking::{
        BookFor, FindDestinations, FindSlots, Reschedule, Rules, book_for, find_desk_slots, find_destinations,
        find_slots, get_appointment, list_history, reschedule,
    },
    testing::{World, administrator_context, doctor_context, instant, patient_context, support_context},
};
use domain::{
    access::Actor,
    booking::{Change, SlotsView, Status},
    ids::{AccountId, AppointmentId},
    refusal::Refusal,
    slots::NotOffered,
};

use crate::ground::*;

fn wish(world: &World, patient: AccountId, start: &str) -> BookFor {
    let doctor = &world.clinic.doctors[0];
    BookFor {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
        patient,
        reason: "Asked by phone.".into(),
        rules: Rules::Keep,
        override_reason: String::new(),
        idempotency_key: KEY.into(),
    }
}

/// A day of the first doctor.
fn question(world: &World, date: &str, moving: Option<AppointmentId>) -> FindSlots {
    let doctor = &world.clinic.doctors[0];
    FindSlots {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        from: Some(date.to_owned()),
        days: 1,
        moving,
    }
}

fn has(slots: &SlotsView, start: &str) -> bool {
    let mut all = slots.days.iter().flat_map(|day| &day.slots);
    all.any(|free| free.start == instant(start))
}

on_both_databases! {
    async fn the_notice_binds_patients_and_not_the_front_desk(world: World) {
        set_service(&world, "notice_minutes = 120").await;
        let soon = "2026-11-23T09:00:00Z";
        let support = support_context(&world.core, &world.clinic);
        let own = patient_context(&world.core, &world.clinic, 0);
        let today = question(&world, "2026-11-23", None);
        assert!(has(&find_desk_slots(&support, &today).await.unwrap(), soon));
        // What everybody is shown is not what the desk is shown, whoever asks first.
        let anybody = Context::new(Arc::clone(&world.core), Actor::Visitor, None);
        for ctx in [&anybody, &own, &support] {
            assert!(!has(&find_slots(ctx, &today).await.unwrap(), soon));
        }
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        for (ctx, expected) in [(&anybody, Refusal::SignInFirst), (&own, Refusal::Forbidden), (&doctor, Refusal::Forbidden)] {
            assert_eq!(refusal(find_desk_slots(ctx, &today).await), expected);
        }

        assert_eq!(refusal(take(&own, &slot(&world, soon), KEY).await), Refusal::NotOffered(NotOffered::Notice));
        let pia = world.clinic.patients[0].account;
        let visit = book_for(&support, &wish(&world, pia, soon)).await.unwrap();
        assert_eq!((visit.status, visit.overbook_reason), (Status::Confirmed, None));
        let other = BookFor {
            idempotency_key: "another-key-0001".into(),
            ..wish(&world, world.clinic.patients[1].account, soon)
        };
        let Refusal::SlotTaken(nearest) = refusal(book_for(&support, &other).await) else { panic!() };
        assert_eq!(nearest[0].start, instant("2026-11-23T09:30:00Z"), "within the notice, too");
        // The hours and the past bind the desk as before.
        for (start, why) in [("2026-11-23T08:30:00Z", NotOffered::OffHours), ("2026-11-23T07:30:00Z", NotOffered::Past)] {
            let wish = BookFor { start: instant(start), ..other.clone() };
            assert_eq!(refusal(book_for(&support, &wish).await), Refusal::NotOffered(why));
        }
    }

    async fn the_staff_move_a_visit_within_the_notice_and_back(world: World) {
        set_service(&world, "notice_minutes = 120, cut_off_minutes = 0").await;
        let visit = booked(&world, TEN).await;
        world.clock.set("2026-11-26T08:30:00Z");
        let earlier = "2026-11-26T09:30:00Z";
        let own = patient_context(&world.core, &world.clinic, 0);
        let support = support_context(&world.core, &world.clinic);
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let moving = question(&world, "2026-11-26", Some(visit.id));
        assert!(!has(&find_slots(&own, &moving).await.unwrap(), earlier));
        let to = |version, start: &str| Reschedule::to(visit.id, version, instant(start));
        assert_eq!(refusal(reschedule(&own, &to(visit.version, earlier)).await), Refusal::NotOffered(NotOffered::Notice));

        let mut version = visit.version;
        for staff in [&support, &doctor] {
            assert!(has(&find_slots(staff, &moving).await.unwrap(), earlier));
            let there = FindDestinations {
                appointment: visit.id,
                location: "london".into(),
                date: "2026-11-26".into(),
            };
            let there = find_destinations(staff, &there).await.unwrap();
            assert!(there.iter().flat_map(|one| &one.free).any(|free| free.start == instant(earlier)));
            let moved = reschedule(staff, &to(version, earlier)).await.unwrap();
            // As "Undo" does it.
            let back = reschedule(staff, &to(moved.version, TEN)).await.unwrap();
            assert_eq!((back.time.start, back.overbook_reason), (instant(TEN), None));
            version = back.version;
        }
    }

    async fn staff_book_for_a_patient_who_is_told(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let support = support_context(&world.core, &world.clinic);
        let pia = world.clinic.patients[0].account;
        let visit = book_for(&support, &wish(&world, pia, TEN)).await.unwrap();
        assert_eq!(visit.status, Status::Confirmed, "the clinic need not ask itself");
        assert_eq!(visit.reason, "", "the front desk reads no reasons");
        assert_eq!(world.db.mails_to_patients().await, 1);
        assert_eq!(book_for(&support, &wish(&world, pia, TEN)).await.unwrap(), visit, "a repeat is answered alike");
        assert_eq!(world.db.count("appointment").await, 1);
        let own = patient_context(&world.core, &world.clinic, 0);
        assert_eq!(get_appointment(&own, visit.id).await.unwrap().reason, "Asked by phone.");
    }

    async fn only_the_front_desk_and_administrators_book_for_others(world: World) {
        let pia = world.clinic.patients[0].account;
        let wish = wish(&world, pia, TEN);
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let patient = patient_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(book_for(&doctor, &wish).await), Refusal::Forbidden);
        assert_eq!(refusal(book_for(&patient, &wish).await), Refusal::Forbidden);
        assert!(book_for(&administrator_context(&world.core, &world.clinic), &wish).await.is_ok());
    }

    async fn only_patients_are_booked_for(world: World) {
        let support = support_context(&world.core, &world.clinic);
        let doctor = world.clinic.doctors[1].account;
        assert_eq!(refusal(book_for(&support, &wish(&world, doctor, TEN)).await), Refusal::NotFound);
        assert_eq!(world.db.count("appointment").await, 0);
    }

    async fn a_time_that_somebody_has_is_refused_unless_overbooked_with_a_reason(world: World) {
        booked(&world, TEN).await;
        let support = support_context(&world.core, &world.clinic);
        let plain = wish(&world, world.clinic.patients[1].account, TEN);
        let Refusal::SlotTaken(nearest) = refusal(book_for(&support, &plain).await) else { panic!() };
        assert_eq!(nearest.len(), 3);
        let knowingly = BookFor { rules: Rules::Overbook, override_reason: "Two minutes only.".into(), ..plain };
        let visit = book_for(&support, &knowingly).await.unwrap();
        assert_eq!(visit.overbook_reason.as_deref(), Some("Two minutes only."));
        // The patient reads that it was done, and not why others have the time, too.
        let other = patient_context(&world.core, &world.clinic, 1);
        for (ctx, reason) in [(&support, Some("Two minutes only.")), (&other, None)] {
            assert_eq!(get_appointment(ctx, visit.id).await.unwrap().overbook_reason.as_deref(), reason);
            let [first] = &list_history(ctx, visit.id).await.unwrap()[..] else { panic!() };
            assert_eq!((first.change, first.reason.as_deref()), (Change::Overbook, reason));
        }
        let log = list_access(&other, false, None).await.unwrap();
        assert!(log.rows.iter().any(|row| row.deed.contains("booked")), "{log:?}");
        assert!(log.rows.iter().all(|row| !row.reason.contains("minutes")), "{log:?}");
    }

    async fn staff_move_a_visit_to_another_doctor_who_gives_the_service(world: World) {
        let visit = booked(&world, TEN).await;
        let schedule = second_doctor_in_london(&world).await;
        let support = support_context(&world.core, &world.clinic);
        let to = |schedule: uuid::Uuid| Reschedule {
            schedule: Some(schedule.into()),
            ..Reschedule::to(visit.id, visit.version, instant(TEN))
        };
        // New York gives no dermatology.
        let elsewhere = world.clinic.doctors[1].schedule.into();
        assert_eq!(refusal(reschedule(&support, &to(elsewhere)).await), Refusal::NotFound);
        let own = patient_context(&world.core, &world.clinic, 0);
        assert_eq!(refusal(reschedule(&own, &to(schedule)).await), Refusal::Forbidden);
        let moved = reschedule(&support, &to(schedule)).await.unwrap();
        assert_eq!(moved.doctor_slug, "ben-achterberg");
        assert!(is_free(&support, &world, TEN).await);
    }
}
