//! What administrators and patients read of the trail, and the export.

use backend::{
    Context,
    audit::{Exported, TrailFilter, export_trail, find_people, list_access, list_trail, seal, trail_file},
    booking::get_appointment,
    testing::{administrator_context, doctor_context, patient_context, support_context},
};
use domain::{account::Role, refusal::Refusal};

use crate::ground::*;

on_both_databases! {
    async fn a_patient_sees_who_saw_their_data(world: World) {
        let pia = patient_context(&world.core, &world.clinic, 0);
        let empty = list_access(&pia, false, None).await.unwrap();
        assert_eq!(empty.rows, [], "also not that they looked themselves");
        world.clock.advance_minutes(-1);
        let visit = booked(&world, TEN).await;
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        get_appointment(&doctor, visit.id).await.unwrap();
        world.clock.advance_minutes(1);

        let log = list_access(&pia, false, None).await.unwrap();
        let [told] = &log.rows[..] else { panic!("{log:?}") };
        assert_eq!(told.deed, "opened your appointment of 26 November 2026, 10:00");
        assert_eq!((told.role, &*told.reason, told.is_own), (Some(Role::Doctor), "treatment", false));
        assert!(told.who.as_deref().is_some_and(|name| name.contains("Moreno")), "{told:?}");
        let all = list_access(&pia, true, None).await.unwrap();
        let own: Vec<_> = all.rows.iter().filter(|told| told.is_own).map(|told| told.deed.as_str()).collect();
        assert_eq!(own, ["looked at who saw your data", "booked your appointment of 26 November 2026, 10:00"]);

        let other = patient_context(&world.core, &world.clinic, 1);
        assert_eq!(list_access(&other, false, None).await.unwrap().rows, []);
        assert_eq!(refusal(list_access(&doctor, false, None).await), Refusal::Forbidden);
    }

    async fn administrators_look_for_who_whose_what_and_when(world: World) {
        let admin = administrator_context(&world.core, &world.clinic);
        let visit = booked(&world, TEN).await;
        world.clock.advance_minutes(24 * 60);
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        get_appointment(&doctor, visit.id).await.unwrap();
        let pia = world.clinic.patients[0].account;
        let deeds = async |filter: TrailFilter| -> Vec<String> {
            let trail = list_trail(&admin, &filter).await.unwrap();
            trail.rows.into_iter().map(|told| told.deed).filter(|deed| !deed.contains("audit trail")).collect()
        };
        let opened = "opened the appointment of 26 November 2026, 10:00";
        let made = "booked the appointment of 26 November 2026, 10:00";
        let any = TrailFilter::default();
        assert_eq!(deeds(TrailFilter { patient: Some(pia), ..any.clone() }).await, [opened, made]);
        assert_eq!(deeds(TrailFilter { person: Some(pia), ..any.clone() }).await, [made]);
        assert_eq!(deeds(TrailFilter { subject: Some(visit.id.into()), ..any.clone() }).await, [opened, made]);
        assert_eq!(deeds(TrailFilter { action: "read".into(), ..any.clone() }).await, [opened]);
        assert_eq!(deeds(TrailFilter { action: "change".into(), ..any.clone() }).await, [made]);
        assert_eq!(deeds(TrailFilter { action: "book".into(), ..any.clone() }).await, [made]);
        assert_eq!(deeds(TrailFilter { to: "2026-11-23".into(), ..any.clone() }).await, [made]);
        assert_eq!(deeds(TrailFilter { from: "2026-11-24".into(), ..any.clone() }).await, [opened]);
        let wrong = TrailFilter { from: "yesterday".into(), ..any.clone() };
        assert!(matches!(refusal(list_trail(&admin, &wrong).await), Refusal::Invalid(_)));

        let read = world.db.count("audit_event WHERE action = 'read_trail' AND actor = 'administrator'").await;
        assert_eq!(read, 8, "one for each thing that was looked for");
        for ctx in [doctor, support_context(&world.core, &world.clinic), patient_context(&world.core, &world.clinic, 0)] {
            assert_eq!(refusal(list_trail(&ctx, &any).await), Refusal::Forbidden);
            assert_eq!(refusal(trail_file(&ctx, &any).await), Refusal::Forbidden);
            assert_eq!(refusal(find_people(&ctx, "pat", false).await), Refusal::Forbidden);
        }
    }

    async fn pages_follow_each_other_without_a_gap(world: World) {
        let admin = administrator_context(&world.core, &world.clinic);
        for _ in 0..6 {
            for _ in 0..20 {
                trail_file(&admin, &TrailFilter { action: "none".into(), ..TrailFilter::default() }).await.unwrap();
            }
        }
        let (mut before, mut seen) = (None, Vec::new());
        loop {
            let filter = TrailFilter { before, action: "read_trail".into(), ..TrailFilter::default() };
            let trail = list_trail(&admin, &filter).await.unwrap();
            seen.extend(trail.rows.iter().map(|told| told.id));
            let Some(next) = trail.next else { break };
            before = Some(next);
        }
        assert_eq!(seen.len(), 121, "120 files, and the page itself once");
        assert!(seen.is_sorted_by(|one, other| one > other), "the latest first, each once");
    }

    async fn files_hold_the_same_and_are_told_of(world: World) {
        let admin = administrator_context(&world.core, &world.clinic);
        booked(&world, TEN).await;
        let file = trail_file(&admin, &TrailFilter::default()).await.unwrap();
        assert!(file.starts_with("Time,Who,Role,What,Patient,Why,From,Request,Event\r\n"), "{file}");
        assert!(file.contains("\"booked the appointment of 26 November 2026, 10:00\""), "{file}");
        assert_eq!(world.db.count("audit_event WHERE action = 'read_trail' AND detail = 'file'").await, 1);

        let system = Context::system(world.core.clone());
        seal(&system).await.unwrap();
        world.clock.advance_minutes(1);
        let mut events = Vec::new();
        export_trail(&system, None, None, |event| -> Result<(), backend::Fault> {
            events.push(event);
            Ok(())
        })
        .await
        .unwrap();
        let sequences: Vec<_> = events.iter().map(|event: &Exported| event.sequence).collect();
        assert_eq!(sequences, [Some(1), Some(2), Some(3), None], "the export itself is not sealed yet");
        let none = export_trail(&system, "2027-01-01".parse().ok(), None, |_| -> Result<(), backend::Fault> {
            panic!("nothing is of that time")
        });
        none.await.unwrap();
        assert!(export_trail(&admin, None, None, |_| -> Result<(), backend::Fault> { Ok(()) }).await.is_err());
    }
}
