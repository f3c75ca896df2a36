//! Patients say that they will come.

use backend::{
    booking::{Reschedule, SayComing, get_appointment, list_history, reschedule, say_coming},
    testing::{self, Kind, doctor_context, patient_context},
};
use domain::{booking::Change, refusal::Refusal};
use rstest::rstest;

use super::ground::{ELEVEN, TEN, booked, refusal};
use backend::testing::instant;

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_was_said_of_a_time_is_not_said_of_another(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world, TEN).await;
    let patient = patient_context(&world.core, &world.clinic, 0);
    let said = |view: &domain::booking::AppointmentView| SayComing {
        appointment: view.id,
        version: view.version,
    };
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    assert!(!get_appointment(&doctor, view.id).await.unwrap().has_said_to_come);
    let after = say_coming(&patient, said(&view)).await.unwrap();
    assert!(get_appointment(&doctor, view.id).await.unwrap().has_said_to_come);
    let [last, _] = &list_history(&doctor, view.id).await.unwrap()[..] else {
        panic!()
    };
    assert_eq!(last.change, Change::SayComing);

    let to = Reschedule::to(after.id, after.version, instant(ELEVEN));
    let moved = reschedule(&patient, &to).await.unwrap();
    assert!(!moved.has_said_to_come);
    assert_eq!(refusal(say_coming(&patient, said(&after)).await), Refusal::Stale);
    assert!(say_coming(&patient, said(&moved)).await.unwrap().has_said_to_come);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn only_the_patient_says_so_and_only_of_what_is_to_come(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world, TEN).await;
    let input = SayComing {
        appointment: view.id,
        version: view.version,
    };
    let other = patient_context(&world.core, &world.clinic, 1);
    assert_eq!(refusal(say_coming(&other, input).await), Refusal::NotFound);
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    assert_eq!(refusal(say_coming(&doctor, input).await), Refusal::Forbidden);
    let patient = patient_context(&world.core, &world.clinic, 0);
    for status in ["cancelled", "completed"] {
        let sql = format!("UPDATE appointment SET status = '{status}' WHERE id = {{0}}");
        world.db.execute(&sql, &[view.id.into()]).await.unwrap();
        assert_eq!(refusal(say_coming(&patient, input).await), Refusal::Stale, "{status}");
    }
    let sql = "UPDATE appointment SET status = 'confirmed' WHERE id = {0}";
    world.db.execute(sql, &[view.id.into()]).await.unwrap();
    world.clock.set(TEN);
    assert_eq!(
        refusal(say_coming(&patient, input).await),
        Refusal::Stale,
        "it has begun"
    );
}
