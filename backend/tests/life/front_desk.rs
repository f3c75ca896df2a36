//! What the front desk does for patients, and what it does not see.

use backend::{
    audit::list_access,
    booking::{BookFor, Reschedule, Rules, book_for, get_appointment, list_history, reschedule},
    testing::{World, administrator_context, doctor_context, instant, patient_context, support_context},
};
use domain::{
    booking::{Change, Status},
    ids::AccountId,
    refusal::Refusal,
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

on_both_databases! {
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
