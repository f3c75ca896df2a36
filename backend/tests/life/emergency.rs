//! Looking into a patient's appointments in an emergency.

use backend::{
    Context,
    adapters::{Carriers, mail::RecordingMailer},
    booking::get_appointment,
    emergency::{
        BreakGlass, EmergencyRecord, Named, Reading, break_glass, check_reason, end_emergency, find_named,
        list_emergencies, list_own_emergencies, read_in_emergency,
    },
    jobs,
    testing::{World, administrator_context, doctor_context, patient_context, support_context, visitor_context},
};
use domain::{
    ids::{AccountId, EmergencyId},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
};
use uuid::Uuid;

use crate::ground::*;

const WHY: &str = "Found unconscious, ambulance asks";

fn input(world: &World) -> BreakGlass {
    BreakGlass {
        patient: world.clinic.patients[0].account,
        named: named("Lund", "1984"),
        reason: WHY.into(),
    }
}

fn named(family_name: &str, year: &str) -> Named {
    Named {
        family_name: family_name.into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: year.into(),
    }
}

/// The second doctor, who does not treat the first patient.
fn other_doctor(world: &World) -> Context {
    doctor_context(&world.core, &world.clinic, 1)
}

async fn read(ctx: &Context, id: EmergencyId) -> Option<EmergencyRecord> {
    match read_in_emergency(ctx, id).await.unwrap() {
        Reading::Open(record) => Some(record),
        Reading::Over => None,
    }
}

async fn events(world: &World, action: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND subject_id = {{0}}");
    world.db.number(&sql, &[world.clinic.patients[0].account.into()]).await
}

async fn refused<T>(work: impl Future<Output = Result<T, backend::Fault>>) -> Refusal {
    refusal(work.await.map(|_| ()))
}

on_both_databases! {
    async fn a_doctor_reads_the_reasons_of_a_patient_they_do_not_treat_for_thirty_minutes(world: World) {
        let visit = booked(&world, TEN).await;
        let doctor = other_doctor(&world);
        assert_eq!(refused(get_appointment(&doctor, visit.id)).await, Refusal::NotFound);
        let id = break_glass(&doctor, &input(&world)).await.unwrap();
        for _ in 0..2 {
            let record = read(&doctor, id).await.unwrap();
            let seen: Vec<_> = record.appointments.iter().map(|one| (one.id, one.reason.as_str())).collect();
            assert_eq!(seen, [(visit.id, "A mole has changed.")]);
            assert_eq!(record.patient.name, "Pia Lund");
        }
        // Nothing else is opened by it, and nobody else.
        assert_eq!(refused(get_appointment(&doctor, visit.id)).await, Refusal::NotFound);
        world.clock.advance_minutes(29);
        assert!(read(&doctor, id).await.is_some());
        world.clock.advance_minutes(1);
        assert!(read(&doctor, id).await.is_none());
        assert_eq!([events(&world, "emergency_open").await, events(&world, "emergency_read").await], [1, 3]);
    }

    async fn support_reads_reasons_in_an_emergency_only(world: World) {
        let visit = booked(&world, TEN).await;
        let support = support_context(&world.core, &world.clinic);
        assert_eq!(get_appointment(&support, visit.id).await.unwrap().reason, "");
        let id = break_glass(&support, &input(&world)).await.unwrap();
        assert_eq!(read(&support, id).await.unwrap().appointments[0].reason, "A mole has changed.");
        assert_eq!(get_appointment(&support, visit.id).await.unwrap().reason, "");
    }

    async fn the_patient_and_the_administrators_are_told_without_anything_medical(world: World) {
        booked(&world, TEN).await;
        let system = Context::system(world.core.clone());
        jobs::deliver_due(&system, Carriers::mail_only(&RecordingMailer::default())).await.unwrap();
        let id = break_glass(&other_doctor(&world), &input(&world)).await.unwrap();
        let again = break_glass(&other_doctor(&world), &input(&world)).await.unwrap();
        assert_eq!(again, id, "a double press is one");
        let mailer = RecordingMailer::default();
        jobs::deliver_due(&system, Carriers::mail_only(&mailer)).await.unwrap();
        let mut mails = mailer.sent();
        mails.sort_by(|one, other| one.to.address.cmp(&other.to.address));
        let recipients: Vec<_> = mails.iter().map(|mail| mail.to.address.as_str()).collect();
        assert_eq!(recipients, ["admin@example.com", world.clinic.patients[0].email]);
        for mail in &mails {
            assert!(mail.text.contains("Ben Achterberg (doctor)"), "{}", mail.text);
            assert!(mail.text.contains("23 November 2026, 08:00 to 08:30"), "{}", mail.text);
            assert!(mail.text.contains("emergency") && !mail.text.contains("mole") && !mail.text.contains("unconscious"));
        }
        assert!(!mails[0].text.contains("Lund"), "the list says whose");
    }

    async fn it_is_ended_by_who_has_it_and_can_be_opened_again(world: World) {
        let doctor = other_doctor(&world);
        let id = break_glass(&doctor, &input(&world)).await.unwrap();
        assert_eq!(list_own_emergencies(&doctor).await.unwrap().len(), 1);
        world.clock.advance_minutes(5);
        for _ in 0..2 {
            end_emergency(&doctor, id).await.unwrap();
        }
        assert!(read(&doctor, id).await.is_none());
        assert_eq!(events(&world, "emergency_end").await, 1);
        assert!(list_own_emergencies(&doctor).await.unwrap().is_empty());
        let again = break_glass(&doctor, &input(&world)).await.unwrap();
        assert_ne!(again, id);

        let list = list_emergencies(&administrator_context(&world.core, &world.clinic), 1).await.unwrap();
        let lines: Vec<_> = list.lines.iter().map(|line| (line.id, line.until.as_str(), line.seconds_left)).collect();
        assert_eq!(lines, [(again, "08:35", Some(30 * 60)), (id, "08:05", None)]);
        let last = &list.lines[1];
        let told = (last.by.as_str(), last.patient.as_str(), last.reason.as_str());
        assert_eq!(told, ("Ben Achterberg", "Pia Lund", WHY));
    }

    async fn others_learn_nothing(world: World) {
        let id = break_glass(&other_doctor(&world), &input(&world)).await.unwrap();
        let absent = EmergencyId::from(Uuid::from_u128(7));
        let (core, clinic) = (&world.core, &world.clinic);
        let before = [world.db.count("audit_event").await, world.db.mails_to_patients().await];
        for ctx in [
            doctor_context(core, clinic, 0),
            patient_context(core, clinic, 0),
            support_context(core, clinic),
            administrator_context(core, clinic),
        ] {
            for id in [id, absent] {
                assert_eq!(refused(read_in_emergency(&ctx, id)).await, Refusal::NotFound);
                assert_eq!(refused(end_emergency(&ctx, id)).await, Refusal::NotFound);
            }
        }
        let visitor = visitor_context(core, 1);
        assert_eq!(refused(read_in_emergency(&visitor, id)).await, Refusal::SignInFirst);
        let patient = patient_context(core, clinic, 1);
        assert_eq!(refused(break_glass(&patient, &input(&world))).await, Refusal::Forbidden);
        assert_eq!(refused(find_named(&patient, &named("Lund", "1984"))).await, Refusal::Forbidden);
        assert_eq!(refused(break_glass(&visitor, &input(&world))).await, Refusal::SignInFirst);
        for ctx in [other_doctor(&world), support_context(core, clinic), patient] {
            assert_eq!(refused(list_emergencies(&ctx, 1)).await, Refusal::Forbidden);
        }
        assert_eq!([world.db.count("audit_event").await, world.db.mails_to_patients().await], before);
        assert!(read(&other_doctor(&world), id).await.is_some());
    }

    async fn only_a_patient_with_a_reason_can_be_opened(world: World) {
        let doctor = other_doctor(&world);
        let staff = BreakGlass { patient: world.clinic.administrator, ..input(&world) };
        assert_eq!(refused(break_glass(&doctor, &staff)).await, Refusal::NotFound);
        let absent = BreakGlass { patient: AccountId::from(Uuid::from_u128(7)), ..input(&world) };
        assert_eq!(refused(check_reason(&doctor, &absent)).await, Refusal::NotFound);
        let short = BreakGlass { reason: "urgent".into(), ..input(&world) };
        let too_short = FieldError::alone(Field::EmergencyReason, FieldFault::TooShort { least: 10 });
        assert_eq!(refused(break_glass(&doctor, &short)).await, too_short);
        assert_eq!(refused(check_reason(&doctor, &short)).await, too_short);
        assert_eq!(world.db.count("emergency_access").await, 0);
    }

    async fn patients_are_found_by_their_exact_name_and_birth_date(world: World) {
        let doctor = other_doctor(&world);
        for (name, year, count) in [("Lund", "1984", 1), (" lUND ", "1984", 1), ("Lund", "1985", 0), ("Lun", "1984", 0), ("%", "1984", 0)] {
            assert_eq!(find_named(&doctor, &named(name, year)).await.unwrap().len(), count, "{name} {year}");
        }
        let wrong = refused(find_named(&doctor, &named(" ", ""))).await;
        let Refusal::Invalid(faults) = wrong else { panic!("{wrong:?}") };
        let fields: Vec<_> = faults.iter().map(|fault| fault.field).collect();
        assert_eq!(fields, [Field::FamilyName, Field::BirthDate]);
    }

    async fn only_the_patient_who_was_named_is_opened(world: World) {
        let doctor = other_doctor(&world);
        let asked = input(&world);
        for named in [named("Haddad", "1984"), named("Lund", "1985"), named("Lun", "1984")] {
            let other = BreakGlass { named, ..asked.clone() };
            assert_eq!(refused(break_glass(&doctor, &other)).await, Refusal::NotFound);
            assert_eq!(refused(check_reason(&doctor, &other)).await, Refusal::NotFound);
        }
        let nameless = BreakGlass { named: Named::default(), ..asked.clone() };
        assert!(matches!(refused(break_glass(&doctor, &nameless)).await, Refusal::Invalid(_)));
        let deleted = "UPDATE account SET state = 'deleted' WHERE id = {0}";
        world.db.execute(deleted, &[asked.patient.into()]).await.unwrap();
        assert!(find_named(&doctor, &asked.named).await.unwrap().is_empty());
        assert_eq!(refused(check_reason(&doctor, &asked)).await, Refusal::NotFound);
        assert_eq!(refused(break_glass(&doctor, &asked)).await, Refusal::NotFound);
        assert_eq!(world.db.count("emergency_access").await, 0);
    }

    async fn of_many_presses_at_once_one_opens_it(world: World) {
        let doctor = other_doctor(&world);
        let (ctx, asked) = (doctor.clone(), input(&world));
        let presses = (0..16).map(move |_| {
            let (ctx, asked) = (ctx.clone(), asked.clone());
            async move { break_glass(&ctx, &asked).await.unwrap() }
        });
        let ids = at_once(presses).await;
        assert!(ids.iter().all(|id| *id == ids[0]));
        assert_eq!(world.db.count("emergency_access").await, 1);
        assert_eq!(world.db.mails_to_patients().await, 2);
    }
}
