//! Caps of doctors, services and patients, also when many come at once.

use backend::{
    booking::{BookFor, HoldSlot, Reschedule, Rules, book_for, reschedule},
    directory::{CapExplained, ExplainDay, explain_day},
    testing::{doctor_context, instant, patient_context, support_context, visitor_context},
};
use domain::{
    booking::AppointmentView,
    refusal::{PatientCap, Refusal},
    slots::{NotOffered, Reason},
};

use crate::ground::*;

const STARTS: [&str; 8] = [
    "2026-11-26T09:00:00Z",
    "2026-11-26T10:00:00Z",
    "2026-11-26T11:00:00Z",
    "2026-11-26T12:00:00Z",
    "2026-11-26T13:00:00Z",
    "2026-11-26T14:00:00Z",
    "2026-11-26T15:00:00Z",
    "2026-11-26T16:00:00Z",
];

async fn cap_doctor(world: &World, most: u8) {
    let sql = format!("UPDATE doctor SET cap_per_day = {most} WHERE id = {{0}}");
    world
        .db
        .execute(&sql, &[world.clinic.doctors[0].id.into()])
        .await
        .unwrap();
}

async fn set(world: &World, name: &str, value: u8) {
    let sql = format!("INSERT INTO setting (name, value) VALUES ('{name}', '{value}')");
    world.db.execute(&sql, &[]).await.unwrap();
}

use backend::testing::World;

fn count_ok(results: &[Result<AppointmentView, backend::Fault>]) -> usize {
    results.iter().filter(|result| result.is_ok()).count()
}

on_both_databases! {
    async fn a_doctor_at_the_cap_has_no_more_free_times_that_day(world: World) {
        cap_doctor(&world, 1).await;
        booked(&world, TEN).await;
        let visitor = visitor_context(&world.core, 0);
        let full = day(&visitor, &world, "2026-11-26").await;
        assert!(full.slots.is_empty());
        assert_eq!(full.reasons, [Reason::Full, Reason::Cap]);
        assert!(!day(&visitor, &world, "2026-11-27").await.slots.is_empty());
        let other = patient_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(take(&other, &slot(&world, ELEVEN), KEY).await), Refusal::NotOffered(NotOffered::Cap));
    }

    async fn a_visit_moved_within_its_day_does_not_count_itself(world: World) {
        cap_doctor(&world, 1).await;
        let visit = booked(&world, TEN).await;
        let own = patient_context(&world.core, &world.clinic, 0);
        assert!(reschedule(&own, &Reschedule::to(visit.id, visit.version, instant(ELEVEN))).await.is_ok());
    }

    async fn many_at_once_do_not_pass_the_cap_of_a_doctor(world: World) {
        cap_doctor(&world, 3).await;
        let many = (0_u8..16).map(|number| {
            let ctx = in_browser(&world, usize::from(number % 3), number);
            let slot = slot(&world, STARTS[usize::from(number % 8)]);
            async move { take(&ctx, &slot, &format!("cap-race-of-many-{number:02}")).await }
        });
        let results = at_once(many).await;
        assert_eq!(count_ok(&results), 3, "{results:?}");
        assert_eq!(world.db.number("SELECT COUNT(*) FROM appointment WHERE status = 'confirmed'", &[]).await, 3);
    }

    async fn many_at_once_do_not_pass_the_cap_of_a_service(world: World) {
        set_service(&world, "cap_per_day = 2").await;
        let many = (0_u8..12).map(|number| {
            let ctx = in_browser(&world, usize::from(number % 3), number);
            let slot = slot(&world, STARTS[usize::from(number % 8)]);
            async move { take(&ctx, &slot, &format!("cap-race-of-many-{number:02}")).await }
        });
        assert_eq!(count_ok(&at_once(many).await), 2);
    }

    async fn a_patient_has_so_many_open_appointments_and_no_more(world: World) {
        set(&world, "patient_most_open", 1).await;
        booked(&world, TEN).await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let cap = Refusal::PatientCap(PatientCap::Open { most: 1 });
        assert_eq!(refusal(take(&own, &slot(&world, ELEVEN), "another-key-0001").await), cap);
        // Over is not open.
        world.clock.set("2026-11-26T10:30:00Z");
        assert!(take(&own, &slot(&world, "2026-11-27T11:00:00Z"), "another-key-0001").await.is_ok());
    }

    async fn who_has_enough_open_appointments_still_moves_one(world: World) {
        set(&world, "patient_most_open", 1).await;
        booked(&world, TEN).await;
        let doctor = &world.clinic.doctors[0];
        // The desk knows what it does.
        let one_more = BookFor {
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: None,
            start: instant(ELEVEN),
            patient: world.clinic.patients[0].account,
            reason: "Asked by phone.".into(),
            rules: Rules::Keep,
            override_reason: String::new(),
            idempotency_key: "another-key-0001".into(),
        };
        let visit = book_for(&support_context(&world.core, &world.clinic), &one_more).await.unwrap();
        let own = patient_context(&world.core, &world.clinic, 0);
        let later = Reschedule::to(visit.id, visit.version, instant("2026-11-27T11:00:00Z"));
        assert!(reschedule(&own, &later).await.is_ok());
        let cap = Refusal::PatientCap(PatientCap::Open { most: 1 });
        assert_eq!(refusal(take(&own, &slot(&world, ELEVEN), "another-key-0002").await), cap);
    }

    async fn the_limits_of_a_day_are_told_to_the_staff_each_with_its_own_count(world: World) {
        cap_doctor(&world, 5).await;
        set_service(&world, "cap_per_day = 1").await;
        let visit = booked(&world, TEN).await;
        // Of another service of the same doctor.
        let another = "UPDATE appointment SET service_id = {0} WHERE id = {1}";
        let other = patient_context(&world.core, &world.clinic, 1);
        world.db.execute(another, &[world.clinic.follow_up.into(), visit.id.into()]).await.unwrap();
        take(&other, &slot(&world, ELEVEN), KEY).await.unwrap();
        let doctor = &world.clinic.doctors[0];
        let day = ExplainDay {
            slug: doctor.slug.to_owned(),
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: None,
            date: "2026-11-26".into(),
        };
        let told = explain_day(&doctor_context(&world.core, &world.clinic, 0), &day).await.unwrap();
        assert_eq!(told.reasons, [Reason::Full, Reason::Cap]);
        let of_doctor = CapExplained { is_of_service: false, most: 5, there: 2 };
        let of_service = CapExplained { is_of_service: true, most: 1, there: 1 };
        assert_eq!(told.caps, [of_doctor, of_service]);
        assert_eq!(explain_day(&other, &day).await.unwrap().caps, []);
    }

    async fn a_patient_has_so_many_appointments_a_day(world: World) {
        set(&world, "patient_most_per_day", 1).await;
        let visit = booked(&world, TEN).await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let cap = Refusal::PatientCap(PatientCap::Day { most: 1 });
        assert_eq!(refusal(take(&own, &slot(&world, ELEVEN), "another-key-0001").await), cap);
        let other_day = take(&own, &slot(&world, "2026-11-27T11:00:00Z"), "another-key-0002").await.unwrap();
        let back = Reschedule::to(other_day.id, other_day.version, instant(ELEVEN));
        assert_eq!(refusal(reschedule(&own, &back).await), cap);
        let within = Reschedule::to(visit.id, visit.version, instant(ELEVEN));
        assert!(reschedule(&own, &within).await.is_ok());
    }

    async fn many_browsers_of_one_patient_do_not_pass_the_patients_cap(world: World) {
        set(&world, "patient_most_open", 2).await;
        let many = (0_u8..8).map(|number| {
            let ctx = in_browser(&world, 0, number);
            let slot: HoldSlot = slot(&world, STARTS[usize::from(number)]);
            async move { take(&ctx, &slot, &format!("cap-race-of-many-{number:02}")).await }
        });
        assert_eq!(count_ok(&at_once(many).await), 2);
    }
}
