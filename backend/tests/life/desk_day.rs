//! The front desk's day of a place.

use backend::{
    booking::{list_desk_day, list_doctor_day},
    testing::{
        AppointmentRow, World, administrator_context, doctor_context, patient_context, support_context, visitor_context,
    },
};
use domain::{
    booking::{BoardMay, DayBlock, DayEntry},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
};
use uuid::Uuid;

use crate::ground::*;

const LONDON: Option<&str> = Some("london");

fn spans(blocks: &[DayBlock]) -> Vec<(u16, u16)> {
    blocks.iter().map(|block| (block.start_minute, block.minutes)).collect()
}

fn places(entries: &[DayEntry]) -> Vec<(u16, u16)> {
    entries
        .iter()
        .map(|entry| (entry.start_minute, entry.minutes))
        .collect()
}

async fn set_hours(world: &World, weekday: u8, from: u16, to: u16) {
    let sql = format!(
        "INSERT INTO weekly_hours (id, schedule_id, weekday, start_minute, end_minute) \
         VALUES ({{0}}, {{1}}, {weekday}, {from}, {to})"
    );
    let ids = [
        Uuid::from_u128(0x00_8000 + u128::from(weekday)),
        world.clinic.doctors[0].schedule.into(),
    ];
    world.db.execute(&sql, &ids).await.unwrap();
}

on_both_databases! {
    async fn the_desk_reads_no_reasons_whoever_stands_at_it(world: World) {
        booked(&world, TEN).await;
        let support = support_context(&world.core, &world.clinic);
        let day = list_desk_day(&support, LONDON, Some("2026-11-26")).await.unwrap();
        assert_eq!((day.location.as_str(), day.label.as_str()), ("Test Clinic London", "Thursday 26 November 2026"));
        assert_eq!((day.first_minute, day.last_minute, day.now_minute), (480, 1080, None));
        let [ada] = &day.columns[..] else { panic!("{day:?}") };
        assert_eq!((ada.slug.as_str(), ada.specialty.as_str(), ada.schedule), ("ada-moreno", "Dermatology", world.clinic.doctors[0].schedule));
        assert_eq!((spans(&ada.hours), places(&ada.entries)), (vec![(540, 480)], vec![(600, 30)]));
        assert_eq!(day.may, BoardMay { decide: false, block: false });

        let administrator = administrator_context(&world.core, &world.clinic);
        let seen = list_desk_day(&administrator, LONDON, Some("2026-11-26")).await.unwrap();
        assert_eq!(seen.columns[0].entries[0].appointment.reason, "");
        assert_eq!(seen.may, BoardMay { decide: true, block: false });
        let sunday = list_desk_day(&support, LONDON, Some("2026-11-29")).await.unwrap();
        assert_eq!((sunday.columns.len(), sunday.absent), (0, vec!["Dr. Ada Moreno".to_owned()]));
    }

    async fn a_doctor_of_two_places_is_drawn_by_the_clock_of_this_one(world: World) {
        let schedule = second_doctor_in_london(&world).await;
        let support = support_context(&world.core, &world.clinic);
        let day = list_desk_day(&support, LONDON, Some("2026-11-26")).await.unwrap();
        let ben = day.columns.iter().find(|one| one.slug == "ben-achterberg").unwrap();
        assert_eq!((ben.schedule, spans(&ben.hours)), (schedule.into(), vec![(540, 480)]));
        // Nine to five in New York.
        assert_eq!((spans(&ben.elsewhere), ben.elsewhere[0].label.as_str()), (vec![(840, 480)], "Test Clinic New York"));
        // 15:00 there; at this desk by the clock of London.
        AppointmentRow::new(1).doctor(1).from_to(3 * 24 * 60 + 600, 3 * 24 * 60 + 630).insert(&world).await.unwrap();
        let day = list_desk_day(&support, LONDON, Some("2026-11-26")).await.unwrap();
        let ben = day.columns.iter().find(|one| one.slug == "ben-achterberg").unwrap();
        assert_eq!((places(&ben.entries), ben.entries[0].appointment.time.from.as_str()), (vec![(1200, 30)], "20:00"));
        let there = list_desk_day(&support, Some("new-york"), Some("2026-11-26")).await.unwrap();
        assert_eq!((spans(&there.columns[0].hours), spans(&there.columns[0].elsewhere)), (vec![(540, 480)], vec![(240, 480)]));
    }

    async fn a_doctor_who_gives_nothing_does_not_hide_the_others(world: World) {
        second_doctor_in_london(&world).await;
        let nothing = "DELETE FROM schedule_service WHERE schedule_id IN (SELECT id FROM schedule WHERE doctor_id = {0})";
        world.db.execute(nothing, &[world.clinic.doctors[1].id.into()]).await.unwrap();
        let support = support_context(&world.core, &world.clinic);
        let day = list_desk_day(&support, LONDON, Some("2026-11-26")).await.unwrap();
        assert_eq!((day.columns.len(), day.absent), (1, vec!["Dr. Ben Achterberg".to_owned()]));
    }

    async fn what_was_promised_stays_on_the_boards_when_nothing_is_given_any_more(world: World) {
        booked(&world, TEN).await;
        let nothing = "DELETE FROM schedule_service WHERE schedule_id = {0}";
        world.db.execute(nothing, &[world.clinic.doctors[0].schedule.into()]).await.unwrap();
        let support = support_context(&world.core, &world.clinic);
        let day = list_desk_day(&support, LONDON, Some("2026-11-26")).await.unwrap();
        let [ada] = &day.columns[..] else { panic!("{day:?}") };
        assert_eq!((spans(&ada.hours), places(&ada.entries)), (vec![(540, 480)], vec![(600, 30)]));
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let day = list_doctor_day(&doctor, None, Some("2026-11-26")).await.unwrap();
        assert_eq!(places(&day.entries), [(600, 30)]);
    }

    async fn what_passes_midnight_stands_on_both_days(world: World) {
        // Monday 22:00 to Tuesday 02:00; a visit over midnight.
        set_hours(&world, 1, 1320, 120).await;
        AppointmentRow::new(1).from_to(825, 855).insert(&world).await.unwrap();
        let support = support_context(&world.core, &world.clinic);
        let monday = list_desk_day(&support, LONDON, Some("2026-11-23")).await.unwrap();
        assert_eq!(spans(&monday.columns[0].hours), [(540, 480), (1320, 120)]);
        assert_eq!((places(&monday.columns[0].entries), monday.last_minute), (vec![(1425, 15)], 1440));
        let tuesday = list_desk_day(&support, LONDON, Some("2026-11-24")).await.unwrap();
        assert_eq!(spans(&tuesday.columns[0].hours), [(0, 120), (540, 480)]);
        assert_eq!((places(&tuesday.columns[0].entries), tuesday.first_minute), (vec![(0, 15)], 0));
    }

    async fn a_day_on_which_clocks_change_has_the_hours_that_it_has(world: World) {
        // Saturday 22:00 to Sunday 02:00, and all of Sunday evening.
        set_hours(&world, 6, 1320, 120).await;
        set_hours(&world, 7, 1320, 0).await;
        let support = support_context(&world.core, &world.clinic);
        let spring = list_desk_day(&support, LONDON, Some("2027-03-28")).await.unwrap();
        let labels: Vec<&str> = spring.lines.iter().take(2).map(|line| line.label.as_str()).collect();
        assert_eq!((labels, spring.last_minute), (vec!["00:00", "02:00"], 23 * 60));
        assert_eq!(spans(&spring.columns[0].hours), [(0, 60), (21 * 60, 120)]);
        let autumn = list_desk_day(&support, LONDON, Some("2027-10-31")).await.unwrap();
        let labels: Vec<&str> = autumn.lines.iter().take(3).map(|line| line.label.as_str()).collect();
        assert_eq!((labels, autumn.last_minute), (vec!["00:00", "01:00", "01:00"], 25 * 60));
        assert_eq!(spans(&autumn.columns[0].hours), [(0, 180), (23 * 60, 120)]);
    }

    async fn the_desk_is_for_the_front_desk_and_administrators(world: World) {
        let refused = async |ctx: &backend::Context, place, date| refusal(list_desk_day(ctx, place, date).await);
        assert_eq!(refused(&visitor_context(&world.core, 0), LONDON, None).await, Refusal::SignInFirst);
        assert_eq!(refused(&patient_context(&world.core, &world.clinic, 0), LONDON, None).await, Refusal::Forbidden);
        assert_eq!(refused(&doctor_context(&world.core, &world.clinic, 0), LONDON, None).await, Refusal::Forbidden);
        let support = support_context(&world.core, &world.clinic);
        assert_eq!(refused(&support, Some("nowhere"), None).await, Refusal::NotFound);
        let malformed = FieldError::alone(Field::Date, FieldFault::Malformed);
        assert_eq!(refused(&support, LONDON, Some("soon")).await, malformed);
    }
}
