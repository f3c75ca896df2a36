//! To whom and when a visit can be moved by the staff.

use std::sync::Arc;

use backend::{
    Context,
    booking::{
        Destination, FindDestinations, FindSlots, Reschedule, Rules, find_destinations, find_slots, get_appointment,
        list_destinations, reschedule,
    },
    testing::{administrator_context, doctor_context, instant, patient_context, support_context},
};
use domain::{
    access::Actor,
    booking::FreeWith,
    ids::AppointmentId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    slots::NotOffered,
};

use crate::ground::*;

fn doctors(destinations: &[Destination]) -> Vec<&str> {
    destinations.iter().map(|one| one.doctor_slug.as_str()).collect()
}

fn on_thursday(appointment: AppointmentId, location: &str) -> FindDestinations {
    FindDestinations {
        appointment,
        location: location.to_owned(),
        date: "2026-11-26".to_owned(),
    }
}

async fn free_with(ctx: &Context, appointment: AppointmentId, location: &str) -> Vec<FreeWith> {
    find_destinations(ctx, &on_thursday(appointment, location))
        .await
        .unwrap()
}

on_both_databases! {
    async fn a_visit_can_go_to_all_who_give_its_service(world: World) {
        let visit = booked(&world, TEN).await;
        let (support, doctor) = (support_context(&world.core, &world.clinic), doctor_context(&world.core, &world.clinic, 0));
        assert_eq!(doctors(&list_destinations(&support, visit.id).await.unwrap()), ["ada-moreno"]);
        second_doctor_in_london(&world).await;
        let all = list_destinations(&support, visit.id).await.unwrap();
        assert_eq!(doctors(&all), ["ben-achterberg", "ada-moreno"], "by family name");
        assert_eq!((all[0].location_slug.as_str(), all[0].minutes), ("london", 30));
        assert_eq!(list_destinations(&doctor, visit.id).await.unwrap(), all);

        let leave = "UPDATE doctor SET is_active = FALSE WHERE slug = 'ben-achterberg'";
        world.db.execute(leave, &[]).await.unwrap();
        assert_eq!(doctors(&list_destinations(&support, visit.id).await.unwrap()), ["ada-moreno"]);
        set_service(&world, "is_active = FALSE").await;
        assert_eq!(doctors(&list_destinations(&support, visit.id).await.unwrap()), [""; 0]);
    }

    async fn what_is_free_on_a_day_is_told_for_each_doctor_of_a_place(world: World) {
        let visit = booked(&world, TEN).await;
        let other = patient_context(&world.core, &world.clinic, 1);
        take(&other, &slot(&world, ELEVEN), "another-key-0001").await.unwrap();
        let schedule = second_doctor_in_london(&world).await;
        let support = support_context(&world.core, &world.clinic);
        let there = free_with(&support, visit.id, "london").await;
        let with = |slug: &str| there.iter().find(|one| one.doctor_slug == slug).unwrap();
        let is_free = |slug: &str, start: &str| with(slug).free.iter().any(|free| free.start == instant(start));
        assert!(is_free("ada-moreno", TEN), "its own time counts as free");
        assert!(!is_free("ada-moreno", ELEVEN) && is_free("ben-achterberg", ELEVEN));
        assert_eq!(with("ben-achterberg").schedule, schedule.into());
        assert_eq!(free_with(&support, visit.id, "new-york").await, []);
        assert_eq!(free_with(&support, visit.id, "nowhere").await, []);
    }

    async fn a_time_at_which_the_patient_is_elsewhere_is_not_offered_to_the_staff_either(world: World) {
        let visit = booked(&world, TEN).await;
        let patient = patient_context(&world.core, &world.clinic, 0);
        take(&patient, &slot(&world, ELEVEN), "another-key-0001").await.unwrap();
        second_doctor_in_london(&world).await;
        let support = support_context(&world.core, &world.clinic);
        let there = free_with(&support, visit.id, "london").await;
        let with_ben = there.iter().find(|one| one.doctor_slug == "ben-achterberg").unwrap();
        let starts: Vec<_> = with_ben.free.iter().map(|free| free.start).collect();
        assert!(starts.contains(&instant(TEN)) && !starts.contains(&instant(ELEVEN)));
    }

    async fn only_its_staff_is_told_where_a_visit_can_go(world: World) {
        let visit = booked(&world, TEN).await;
        let wish = on_thursday(visit.id, "london");
        for (ctx, expected) in [
            (patient_context(&world.core, &world.clinic, 0), Refusal::Forbidden),
            (patient_context(&world.core, &world.clinic, 1), Refusal::NotFound),
            (doctor_context(&world.core, &world.clinic, 1), Refusal::NotFound),
        ] {
            assert_eq!(refusal(list_destinations(&ctx, visit.id).await), expected);
            assert_eq!(refusal(find_destinations(&ctx, &wish).await), expected);
        }
        let support = support_context(&world.core, &world.clinic);
        let absent = "0193a5c0-0000-7000-8000-000000000009".parse().unwrap();
        assert_eq!(refusal(list_destinations(&support, absent).await), Refusal::NotFound);
        let soon = FindDestinations { date: "soon".into(), ..wish };
        let malformed = FieldError::alone(Field::Date, FieldFault::Malformed);
        assert_eq!(refusal(find_destinations(&support, &soon).await), malformed);
    }

    async fn a_visit_goes_to_another_doctor_only_by_the_rules_of_that_doctor(world: World) {
        let visit = booked(&world, TEN).await;
        let schedule = second_doctor_in_london(&world).await;
        let support = support_context(&world.core, &world.clinic);
        let to = |start: &str| Reschedule {
            schedule: Some(schedule.into()),
            ..Reschedule::to(visit.id, visit.version, instant(start))
        };
        let late = to("2026-11-26T19:10:00Z");
        assert_eq!(refusal(reschedule(&support, &late).await), Refusal::NotOffered(NotOffered::OffHours));
        let absent = Reschedule { schedule: Some(world.clinic.doctors[1].schedule), ..to(TEN) };
        let stranger = doctor_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(reschedule(&support, &absent).await), Refusal::NotFound);
        assert_eq!(refusal(reschedule(&stranger, &to(TEN)).await), Refusal::NotFound);
        assert_eq!(get_appointment(&support, visit.id).await.unwrap().version, visit.version, "nothing was moved");

        let knowingly = Reschedule { rules: Rules::Overbook, reason: "As agreed.".into(), ..late };
        let moved = reschedule(&support, &knowingly).await.unwrap();
        assert_eq!((moved.doctor_slug.as_str(), moved.overbook_reason.as_deref()), ("ben-achterberg", Some("As agreed.")));
        // The doctor who has given it away sees it no more.
        let before = doctor_context(&world.core, &world.clinic, 0);
        assert_eq!(refusal(get_appointment(&before, visit.id).await), Refusal::NotFound);
        let back = Reschedule {
            schedule: Some(visit.schedule),
            ..Reschedule::to(visit.id, moved.version, visit.time.start)
        };
        let administrator = administrator_context(&world.core, &world.clinic);
        let again = reschedule(&administrator, &back).await.unwrap();
        assert_eq!((again.doctor_slug.as_str(), again.overbook_reason), ("ada-moreno", None));
    }

    async fn a_time_that_a_move_to_another_doctor_frees_is_seen_at_once(world: World) {
        let visit = booked(&world, TEN).await;
        let schedule = second_doctor_in_london(&world).await;
        // As a browser asks that keeps nothing, so that the answer is remembered.
        let anybody = Context::new(Arc::clone(&world.core), Actor::Visitor, None);
        let is_free = async || {
            let question = FindSlots {
                schedule: visit.schedule,
                service: visit.service,
                minutes: None,
                from: Some("2026-11-26".to_owned()),
                days: 1,
                moving: None,
            };
            let view = find_slots(&anybody, &question).await.unwrap();
            view.days.iter().flat_map(|day| &day.slots).any(|free| free.start == instant(TEN))
        };
        assert!(!is_free().await);
        let support = support_context(&world.core, &world.clinic);
        let away = Reschedule {
            schedule: Some(schedule.into()),
            ..Reschedule::to(visit.id, visit.version, instant(TEN))
        };
        reschedule(&support, &away).await.unwrap();
        assert!(is_free().await);
    }
}
