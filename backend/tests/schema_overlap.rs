//! Two active appointments of one doctor or of one patient never meet: the database's own rule, told as a refusal.

use backend::{
    Fault,
    testing::{self, AppointmentRow, Kind},
};
use domain::{booking::Status, refusal::Refusal};
use rstest::rstest;

/// 10:00 to 10:30 of the first patient with the first doctor.
const VISIT: AppointmentRow = AppointmentRow::new(1);
const MINUTE: i64 = 60_000;

#[derive(Debug, PartialEq)]
enum Answer {
    Written,
    DoctorBusy,
    PatientBusy,
}

fn answer<T>(result: Result<T, Fault>) -> Answer {
    match result {
        Ok(_) => Answer::Written,
        Err(Fault::Refused(Refusal::SlotTaken(_))) => Answer::DoctorBusy,
        Err(Fault::Refused(Refusal::PatientBusy)) => Answer::PatientBusy,
        Err(fault) => panic!("{fault:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn an_overlap_with_its_buffers_is_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    use Answer::{DoctorBusy, PatientBusy, Written};
    let world = testing::world(kind).await;
    VISIT.buffers(10, 10).insert(&world).await.unwrap();

    let other = AppointmentRow::new(2).patient(1);
    let elsewhere = AppointmentRow::new(2).doctor(1);
    for (fact, row, expected) in [
        ("the same time", other, DoctorBusy),
        ("inside it", other.from_to(10, 20), DoctorBusy),
        ("around it", other.from_to(-60, 90), DoctorBusy),
        ("a visit meets the buffer before", other.from_to(-30, -9), DoctorBusy),
        ("a visit touches the buffer before", other.from_to(-30, -10), Written),
        ("a visit meets the buffer after", other.from_to(39, 60), DoctorBusy),
        ("a visit touches the buffer after", other.from_to(40, 70), Written),
        ("two buffers meet", other.from_to(49, 70).buffers(10, 0), DoctorBusy),
        ("two buffers touch", other.from_to(50, 70).buffers(10, 0), Written),
        (
            "a whole day meets its end",
            other.from_to(720, 749).buffers(681, 730),
            DoctorBusy,
        ),
        (
            "a whole day touches its end",
            other.from_to(720, 749).buffers(680, 731),
            Written,
        ),
        (
            "a whole day meets its start",
            other.from_to(-720, -700).buffers(729, 691),
            DoctorBusy,
        ),
        (
            "a whole day touches its start",
            other.from_to(-720, -700).buffers(730, 690),
            Written,
        ),
        ("nobody's hold", other.nobody().status("held"), DoctorBusy),
        ("the patient with another doctor", elsewhere, PatientBusy),
        (
            "the patient a minute before the end",
            elsewhere.from_to(29, 60),
            PatientBusy,
        ),
        (
            "the patient at the end, in the doctor's buffer",
            elsewhere.from_to(30, 60),
            Written,
        ),
        ("somebody else with another doctor", elsewhere.patient(1), Written),
        (
            "nobody's hold with another doctor",
            elsewhere.nobody().status("held"),
            Written,
        ),
    ] {
        assert_eq!(answer(row.insert(&world).await), expected, "{fact}");
        let delete = "DELETE FROM appointment WHERE id = {0}";
        world.db.execute(delete, &[row.id()]).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn only_active_appointments_block(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    for status in Status::ALL {
        VISIT.status(status.name()).insert(&world).await.unwrap();
        let expected = |busy| if status.is_active() { busy } else { Answer::Written };
        let of_doctor = AppointmentRow::new(2).patient(1).insert(&world).await;
        let of_patient = AppointmentRow::new(3).doctor(1).insert(&world).await;
        assert_eq!(answer(of_doctor), expected(Answer::DoctorBusy), "{status:?}");
        assert_eq!(answer(of_patient), expected(Answer::PatientBusy), "{status:?}");
        world.db.execute("DELETE FROM appointment", &[]).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn an_update_is_refused_as_an_insert_is(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    for row in [
        VISIT,
        AppointmentRow::new(2).doctor(1).patient(1),
        AppointmentRow::new(3).patient(2).status("cancelled"),
        AppointmentRow::new(4).doctor(1).patient(2).status("no_show"),
        AppointmentRow::new(5).patient(2).from_to(30, 60),
    ] {
        row.insert(&world).await.unwrap();
    }

    let earlier = |minutes: i64| {
        let columns = ["starts_at", "ends_at", "blocked_from", "blocked_to"];
        columns
            .map(|column| format!("{column} = {column} - {}", minutes * MINUTE))
            .join(", ")
    };
    let ids = [
        world.clinic.doctors[0].id.into(),
        world.clinic.patients[0].account.into(),
    ];
    for (number, change, expected) in [
        (2, "doctor_id = {0}".to_owned(), Answer::DoctorBusy),
        (2, "patient_id = {1}".to_owned(), Answer::PatientBusy),
        (3, "status = 'confirmed'".to_owned(), Answer::DoctorBusy),
        (4, "status = 'arrived'".to_owned(), Answer::DoctorBusy),
        (5, "blocked_from = blocked_from - 1".to_owned(), Answer::DoctorBusy),
        (5, earlier(1), Answer::DoctorBusy),
        (5, earlier(60), Answer::Written),
        (
            1,
            "status = 'arrived', version = version + 1".to_owned(),
            Answer::Written,
        ),
    ] {
        let sql = format!("UPDATE appointment SET {change} WHERE id = {{2}}");
        let ids = [ids[0], ids[1], AppointmentRow::new(number).id()];
        assert_eq!(
            answer(world.db.execute(&sql, &ids).await),
            expected,
            "{change} of {number}"
        );
    }
}
