use uuid::Uuid;

use super::World;

/// The second doctor sees patients in London too, by the same service and hours as the first. Answers the schedule.
pub async fn second_doctor_in_london(world: &World) -> Uuid {
    let schedule = Uuid::from_u128(0x00_5000);
    let ids = [
        schedule,
        world.clinic.doctors[1].id.into(),
        world.clinic.london.into(),
        world.clinic.consultation.into(),
        Uuid::from(world.clinic.doctors[0].schedule),
    ];
    for sql in [
        "INSERT INTO schedule (id, doctor_id, location_id) VALUES ({0}, {1}, {2})",
        "INSERT INTO schedule_service (schedule_id, service_id, rank) VALUES ({0}, {3}, 0)",
    ] {
        world.db.execute(sql, &ids).await.expect("a write");
    }
    for weekday in 1..=5_u128 {
        let ids = [Uuid::from_u128(0x00_6000 + weekday), schedule];
        let sql = format!(
            "INSERT INTO weekly_hours (id, schedule_id, weekday, start_minute, end_minute) \
             VALUES ({{0}}, {{1}}, {weekday}, 540, 1020)"
        );
        world.db.execute(&sql, &ids).await.expect("a write");
    }
    schedule
}
