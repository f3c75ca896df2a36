use backend::{
    booking::{HoldSlot, hold},
    jobs::clean,
    testing::{self, Kind, instant, visitor_context},
};
use rstest::rstest;

use super::ground::{booked, system};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn holds_expire_and_are_deleted_a_day_later_and_appointments_stay(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    let doctor = &world.clinic.doctors[0];
    let start = instant("2026-11-26T15:00:00Z");
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start,
    };
    hold(&visitor_context(&world.core, 0), &slot).await.unwrap();

    let statuses = |status| format!("SELECT COUNT(*) FROM appointment WHERE status = '{status}'");
    for (minutes, held, expired) in [(9, 1, 0), (1, 0, 1), (24 * 60 - 1, 0, 1), (1, 0, 0)] {
        world.clock.advance_minutes(minutes);
        clean(&system(&world)).await.unwrap();
        assert_eq!(world.db.number(&statuses("held"), &[]).await, held, "{minutes}");
        assert_eq!(world.db.number(&statuses("expired"), &[]).await, expired, "{minutes}");
        assert_eq!(world.db.number(&statuses("confirmed"), &[]).await, 1);
    }
}
