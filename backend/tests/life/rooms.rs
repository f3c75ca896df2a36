//! Rooms are taken and freed with the appointment.

use backend::{
    booking::{Cancel, HoldSlot, cancel},
    testing::{instant, patient_context, visitor_context},
};
use domain::{booking::AppointmentView, ids::ScheduleId, refusal::Refusal, slots::Reason};
use uuid::Uuid;

use crate::ground::*;
use backend::testing::World;

async fn needs_room(world: &World) {
    set_service(world, "room_kind = 'Ultrasound'").await;
}

fn slot_of(world: &World, schedule: Uuid, start: &str) -> HoldSlot {
    HoldSlot {
        schedule: ScheduleId::from(schedule),
        service: world.clinic.consultation,
        minutes: None,
        start: instant(start),
    }
}

on_both_databases! {
    async fn a_visit_takes_a_room_and_says_which(world: World) {
        needs_room(&world).await;
        let visitor = visitor_context(&world.core, 0);
        assert_eq!(day(&visitor, &world, "2026-11-26").await.reasons, [Reason::Room], "there is none yet");
        add_room(&world, 1).await;
        assert_eq!(booked(&world, TEN).await.room.as_deref(), Some("Room 1"));
    }

    async fn two_doctors_share_the_rooms_of_their_place(world: World) {
        needs_room(&world).await;
        add_room(&world, 1).await;
        let schedule = second_doctor_in_london(&world).await;
        let visit = booked(&world, TEN).await;
        let other = patient_context(&world.core, &world.clinic, 1);
        let same_time = slot_of(&world, schedule, TEN);
        assert!(matches!(refusal(take(&other, &same_time, KEY).await), Refusal::SlotTaken(_)));
        assert!(take(&other, &slot_of(&world, schedule, "2026-11-26T10:30:00Z"), KEY).await.is_ok());

        let own = patient_context(&world.core, &world.clinic, 0);
        let freed = Cancel { appointment: visit.id, version: visit.version, reason: String::new(), code: None };
        cancel(&own, &freed).await.unwrap();
        let third = patient_context(&world.core, &world.clinic, 2);
        assert!(take(&third, &same_time, KEY).await.is_ok(), "the room is free again");
    }

    async fn many_at_once_get_a_room_each_or_none(world: World) {
        needs_room(&world).await;
        let second = second_doctor_in_london(&world).await;
        let first = Uuid::from(world.clinic.doctors[0].schedule);
        add_room(&world, 1).await;
        let many = (0_u8..12).map(|number| {
            let ctx = in_browser(&world, usize::from(number % 3), number);
            let slot = slot_of(&world, if number % 2 == 0 { first } else { second }, TEN);
            async move { take(&ctx, &slot, &format!("room-race-of-many-{number:02}")).await }
        });
        let results: Vec<Result<AppointmentView, _>> = at_once(many).await;
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1);
        for result in results.into_iter().filter(Result::is_err) {
            assert!(matches!(refusal(result), Refusal::SlotTaken(_) | Refusal::PatientBusy));
        }
    }
}
