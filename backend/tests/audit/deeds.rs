//! Each use case that reads or writes patient data leaves exactly its rows.

use backend::{
    Context, Origin,
    audit::{TrailFilter, get_person, list_trail, trail_file},
    booking::{
        Book, BookFor, Cancel, ChangeStatus, Decide, Decision, Rules, book, book_for, calendar_file, cancel,
        change_status, decide, get_appointment, get_visit_more, hold, list_appointments, list_desk_day,
        list_doctor_day, list_doctor_week, list_history, list_own_appointments, list_requests,
    },
    emergency::{BreakGlass, Named, break_glass, check_reason, find_named, list_emergencies, list_own_emergencies},
    inbox::list_messages,
    patient::{AddPatient, add_patient, find_patients, get_patient},
    people::{AccountFilter, get_account, list_accounts},
    profile::{get_own_profile, list_own_changes},
    testing::{World, administrator_context, doctor_context, patient_context, support_context},
};
use domain::{
    account::Role,
    booking::{AppointmentFilter, Status, Step},
};

use crate::ground::*;

const DATE: &str = "2026-11-26";

/// The rows since the last call: actor, action, whose data, detail.
struct Trail<'a> {
    world: &'a World,
    seen: i64,
}

impl<'a> Trail<'a> {
    async fn of(world: &'a World) -> Self {
        let seen = world.db.count("audit_event").await;
        Self { world, seen }
    }

    #[track_caller]
    fn told(&mut self, what: &str, count: i64) {
        assert!(count >= 0, "{what}");
        self.seen += count;
    }

    async fn adds(&mut self, what: &str, action: &str, rows: i64, patient: bool) {
        let now = self.world.db.count("audit_event").await;
        assert_eq!(now - self.seen, rows, "rows of {what}");
        if rows > 0 {
            let whose = if patient { "= {0}" } else { "IS NULL" };
            let sql = format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND patient_id {whose}");
            let pia = self.world.clinic.patients[0].account.into();
            let found = self.world.db.number(&sql, &[pia]).await;
            assert!(found >= 1, "{what}: {found} rows {action} of the patient");
        }
        self.told(what, rows);
    }
}

on_both_databases! {
    async fn reading_leaves_one_row_for_each_patient_shown(world: World) {
        let visit = booked(&world, TEN).await;
        let (pia, doctor, support, admin) = (
            patient_context(&world.core, &world.clinic, 0),
            doctor_context(&world.core, &world.clinic, 0),
            support_context(&world.core, &world.clinic),
            administrator_context(&world.core, &world.clinic),
        );
        let id = visit.id;
        let mut trail = Trail::of(&world).await;

        get_appointment(&pia, id).await.unwrap();
        trail.adds("a patient opens their own", "read_appointment", 1, true).await;
        list_history(&pia, id).await.unwrap();
        trail.adds("the history on the same page", "read_appointment", 0, true).await;
        list_own_appointments(&pia).await.unwrap();
        trail.adds("their list", "read_own_list", 1, true).await;
        calendar_file(&pia, id).await.unwrap();
        trail.adds("the calendar file", "read_calendar_file", 1, true).await;

        get_appointment(&doctor, id).await.unwrap();
        trail.adds("the doctor opens it", "read_appointment", 1, true).await;
        get_visit_more(&doctor, id).await.unwrap();
        trail.adds("the panel beside it", "read_appointment", 0, true).await;
        list_doctor_day(&doctor, None, Some(DATE)).await.unwrap();
        trail.adds("the doctor's day", "read_doctor_day", 1, true).await;
        list_doctor_day(&doctor, None, Some(DATE)).await.unwrap();
        trail.adds("the board looks again", "read_doctor_day", 0, true).await;
        list_doctor_day(&doctor, None, Some("2026-11-27")).await.unwrap();
        trail.adds("a day with nobody on it", "read_doctor_day", 0, true).await;
        list_doctor_week(&doctor, None, Some(DATE)).await.unwrap();
        trail.adds("the doctor's week", "read_doctor_week", 1, true).await;
        list_requests(&doctor).await.unwrap();
        trail.adds("no requests", "read_requests", 0, true).await;

        list_desk_day(&support, None, Some(DATE)).await.unwrap();
        trail.adds("the desk's day", "read_desk_day", 1, true).await;
        let found = find_patients(&support, "1984-03-27").await.unwrap();
        trail.adds("looking for patients", "read_found_patients", found.len() as i64, true).await;
        get_patient(&support, world.clinic.patients[0].account).await.unwrap();
        trail.adds("a patient's details", "read_patient", 1, true).await;
        assert!(get_patient(&support, world.clinic.support).await.is_err());
        trail.adds("no patient's details", "read_patient", 0, true).await;

        let filter = AppointmentFilter::default();
        list_appointments(&admin, &filter).await.unwrap();
        trail.adds("the list", "read_list", 1, true).await;

        let everybody = list_accounts(&admin, &AccountFilter::default()).await.unwrap().rows;
        let patients = everybody.iter().filter(|line| line.role == Role::Patient).count();
        assert!(everybody.len() > patients);
        trail.adds("the accounts", "read_accounts", patients as i64, true).await;
        get_account(&admin, world.clinic.patients[0].account).await.unwrap();
        trail.adds("a patient's account", "read_account", 1, true).await;
        get_account(&admin, world.clinic.support).await.unwrap();
        trail.adds("an account of the staff", "read_account", 1, false).await;
        let named = Named {
            family_name: "lund".into(),
            birth_day: "27".into(),
            birth_month: "3".into(),
            birth_year: "1984".into(),
        };
        find_named(&support, &named).await.unwrap();
        trail.adds("looking in an emergency", "read_named_patient", 1, true).await;
        let asked = BreakGlass { patient: world.clinic.patients[0].account, named, reason: "Found unconscious".into() };
        check_reason(&support, &asked).await.unwrap();
        trail.adds("the same patient again", "read_named_patient", 0, true).await;
        check_reason(&doctor, &asked).await.unwrap();
        trail.adds("chosen without looking", "read_named_patient", 1, true).await;

        list_emergencies(&admin, 1).await.unwrap();
        trail.adds("no emergencies", "read_emergencies", 0, true).await;
        break_glass(&support, &asked).await.unwrap();
        trail.adds("taking emergency access", "emergency_open", 1, true).await;
        list_emergencies(&admin, 1).await.unwrap();
        trail.adds("the emergencies", "read_emergencies", 1, true).await;
        list_own_emergencies(&support).await.unwrap();
        trail.adds("one's own", "read_emergencies", 1, true).await;

        get_own_profile(&pia, None).await.unwrap();
        trail.adds("a patient's own details", "read_own_profile", 1, true).await;
        list_own_changes(&pia).await.unwrap();
        trail.adds("what they were, at the same time", "read_own_profile", 0, true).await;
        list_messages(&pia, None).await.unwrap();
        trail.adds("what a patient was told", "read_own_messages", 1, true).await;
        get_own_profile(&doctor, None).await.unwrap();
        list_messages(&doctor, None).await.unwrap();
        trail.adds("what the staff tell and are told", "read_own_profile", 0, false).await;

        let stranger = patient_context(&world.core, &world.clinic, 1);
        assert!(get_appointment(&stranger, id).await.is_err());
        trail.adds("a stranger is refused", "read_appointment", 0, true).await;
    }

    async fn reading_the_trail_leaves_one_row_for_each_patient_named_in_it(world: World) {
        booked(&world, TEN).await;
        let admin = administrator_context(&world.core, &world.clinic);
        let (pia, support) = (world.clinic.patients[0].account, world.clinic.support);
        let any = TrailFilter::default();
        let mut trail = Trail::of(&world).await;
        list_trail(&admin, &any).await.unwrap();
        trail.adds("the list, and the patient in it", "read_trail", 2, true).await;
        list_trail(&admin, &any).await.unwrap();
        trail.adds("the list again", "read_trail", 0, true).await;
        world.clock.advance_minutes(15);
        trail_file(&admin, &any).await.unwrap();
        trail.adds("the file, and the patient who is in it more than once", "read_trail", 2, true).await;
        list_trail(&admin, &TrailFilter { patient: Some(pia), ..any.clone() }).await.unwrap();
        trail.adds("the same patient's part", "read_trail", 0, true).await;
        list_trail(&admin, &TrailFilter { action: "cancel".into(), ..any }).await.unwrap();
        trail.adds("nothing with anybody in it", "read_trail", 1, false).await;
        get_person(&admin, pia).await.unwrap();
        trail.adds("a patient whose part is shown", "read_found_patients", 1, true).await;
        get_person(&admin, support).await.unwrap();
        trail.adds("one of the staff", "read_found_patients", 0, true).await;
    }

    async fn the_same_again_is_noted_after_a_quarter_of_an_hour_or_from_elsewhere(world: World) {
        let visit = booked(&world, TEN).await;
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let mut trail = Trail::of(&world).await;
        get_appointment(&doctor, visit.id).await.unwrap();
        trail.adds("first", "read_appointment", 1, true).await;
        world.clock.advance_minutes(14);
        get_appointment(&doctor, visit.id).await.unwrap();
        trail.adds("soon", "read_appointment", 0, true).await;
        let elsewhere = doctor.clone().with_origin(Origin::new("192.0.2.0/24", "4f1c-90ab"));
        get_appointment(&elsewhere, visit.id).await.unwrap();
        trail.adds("elsewhere", "read_appointment", 1, true).await;
        world.clock.advance_minutes(1);
        get_appointment(&doctor, visit.id).await.unwrap();
        trail.adds("later", "read_appointment", 1, true).await;
        let told = "audit_event WHERE origin = '192.0.2.0/24' AND request = '4f1c-90ab' AND reason = 'treatment'";
        assert_eq!(world.db.count(told).await, 1);
    }

    async fn writing_leaves_one_row_with_whose_data_it_is_and_why(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let pia = patient_context(&world.core, &world.clinic, 0);
        let (doctor, support) = (
            doctor_context(&world.core, &world.clinic, 0),
            support_context(&world.core, &world.clinic),
        );
        let mut trail = Trail::of(&world).await;
        let held = hold(&pia, &slot(&world, TEN)).await.unwrap();
        trail.adds("a hold is nobody's data", "hold", 0, true).await;
        let confirmation = Book { reason: "A mole.".into(), ..confirmation(&held.view, KEY) };
        let visit = book(&pia, &confirmation).await.unwrap();
        trail.adds("booking", "book", 1, true).await;
        book(&pia, &confirmation).await.unwrap();
        trail.adds("the same booking again", "book", 0, true).await;
        let accept = Decide { appointment: visit.id, version: visit.version, decision: Decision::Accept };
        let visit = decide(&doctor, &accept).await.unwrap();
        trail.adds("accepting", "decide", 1, true).await;
        let off = Cancel { appointment: visit.id, version: visit.version, reason: "I am ill".into(), code: None };
        cancel(&pia, &off).await.unwrap();
        trail.adds("cancelling", "cancel", 1, true).await;
        assert_eq!(
            world.db.count("audit_event WHERE action IN ('book', 'cancel') AND reason <> ''").await,
            0,
            "what patients type can be erased, the trail cannot",
        );

        let first = &world.clinic.doctors[0];
        let overbook = BookFor {
            schedule: first.schedule,
            service: first.service,
            minutes: None,
            start: backend::testing::instant("2026-11-26T18:30:00Z"),
            patient: world.clinic.patients[0].account,
            reason: "By phone.".into(),
            rules: Rules::Overbook,
            override_reason: "An emergency".into(),
            idempotency_key: "fedcba9876543210".into(),
        };
        let visit = book_for(&support, &overbook).await.unwrap();
        trail.adds("overbooking", "book_for", 1, true).await;
        assert_eq!(world.db.count("audit_event WHERE reason LIKE 'x1.lasting.%' AND actor = 'support'").await, 1);
        assert_eq!(visit.status, Status::Confirmed);
        world.clock.set("2026-11-26T18:30:00Z");
        let arrived = ChangeStatus { appointment: visit.id, version: visit.version, step: Step::Arrive };
        change_status(&doctor, &arrived).await.unwrap();
        trail.adds("a note of the day", "change_status", 1, true).await;

        let new = AddPatient {
            given_name: "Ann".into(),
            family_name: "Lee".into(),
            birth_day: "1".into(),
            birth_month: "2".into(),
            birth_year: "1990".into(),
            email: "ann.lee@example.com".into(),
            phone: "+442079460000".into(),
        };
        let ann = add_patient(&support, &new).await.unwrap();
        let own = "SELECT COUNT(*) FROM audit_event WHERE action = 'create_account' AND patient_id = {0}";
        assert_eq!(world.db.number(own, &[ann.into()]).await, 1);
    }

    async fn who_gets_no_row_gets_no_answer(world: World) {
        let visit = booked(&world, TEN).await;
        let doctor: Context = doctor_context(&world.core, &world.clinic, 0);
        world.db.execute("ALTER TABLE audit_event RENAME TO gone", &[]).await.unwrap();
        assert!(get_appointment(&doctor, visit.id).await.is_err());
        assert!(list_doctor_day(&doctor, None, Some(DATE)).await.is_err());
    }
}
