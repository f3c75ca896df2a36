//! What administrators set about what can be booked, on both databases.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use std::sync::Arc;

use backend::{
    Context, Fault, Token,
    booking::{
        Book, FindSlots, HoldSlot, PatientLimits, book, find_slots, get_appointment, get_hold, hold, list_history,
    },
    catalogue::{
        AddRoom, ChangeRoom, ChangeService, ChangeSettings, GiveService, MoveService, PreviewService, RestoreService,
        RetireRoom, RetireService, ServiceDetail, ServiceFilter, ServiceState, SetDoctorCap, StopGiving, Way, add_room,
        change_room, change_service, change_settings, create_service, get_doctor_offers, get_place, get_room,
        get_service, get_settings, give_service, list_places, list_services, move_service, plan_retire_room,
        preview_service, restore_room, restore_service, retire_room, retire_service, set_doctor_cap, stop_giving,
    },
    setup::verify,
    testing::{
        self, AppointmentRow, Kind, World, administrator_context, doctor_context, instant, patient_context,
        visitor_context,
    },
};
use domain::{
    booking::{AppointmentView, Change},
    catalogue::{Field, LimitsForm, Problem, RoomForm, ServiceForm, Wrong},
    ids::{RoomId, ServiceId},
    refusal::Refusal,
    version::Version,
};
use rstest::rstest;

/// Tuesday.
const TEN: &str = "2026-11-24T10:00:00Z";

macro_rules! on_both_databases {
    ($(async fn $name:ident($world:ident: World) $body:block)+) => {$(
        #[rstest]
        #[case::sqlite(Kind::Sqlite)]
        #[case::postgres(Kind::Postgres)]
        #[tokio::test]
        async fn $name(#[case] kind: Kind) {
            let $world = testing::world(kind).await;
            $body
        }
    )+};
}

fn admin(world: &World) -> Context {
    administrator_context(&world.core, &world.clinic)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> Refusal {
    match result.unwrap_err() {
        Fault::Refused(refusal) => refusal,
        fault => panic!("not a refusal: {fault:?}"),
    }
}

fn faults<T: std::fmt::Debug>(saved: Result<Result<T, Wrong>, Fault>) -> Vec<(Field, Problem)> {
    saved
        .unwrap()
        .unwrap_err()
        .0
        .into_iter()
        .map(|fault| (fault.field, fault.problem))
        .collect()
}

async fn consultation(world: &World) -> ServiceDetail {
    get_service(&admin(world), world.clinic.consultation).await.unwrap()
}

/// The service with a changed form.
async fn change(world: &World, id: ServiceId, change: impl FnOnce(&mut ServiceForm)) {
    let service = get_service(&admin(world), id).await.unwrap();
    let mut form = ServiceForm::from(&service.settings);
    change(&mut form);
    let input = ChangeService {
        service: id,
        version: service.version,
        form,
    };
    change_service(&admin(world), &input).await.unwrap().unwrap();
}

async fn try_book(world: &World, patient: usize, start: &str) -> Result<AppointmentView, Fault> {
    let patient_ctx = patient_context(&world.core, &world.clinic, patient);
    // A browser for each time: one gives up what it held before.
    let browser = Token::from_bytes([start.as_bytes()[12]; 32]);
    let ctx = Context::new(Arc::clone(&world.core), patient_ctx.actor().clone(), Some(browser));
    let doctor = &world.clinic.doctors[0];
    let wish = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    };
    let held = hold(&ctx, &wish).await?;
    let wish = Book {
        hold: held.view.id,
        version: held.view.version,
        reason: "Rash".to_owned(),
        idempotency_key: format!("{patient}-{}", start.to_lowercase().replace(':', "-")),
    };
    book(&ctx, &wish).await
}

async fn times(world: &World, date: &str) -> Vec<String> {
    let doctor = &world.clinic.doctors[0];
    let from = Some(date.to_owned());
    let question = FindSlots {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        from,
        days: 1,
        moving: None,
    };
    let visitor = visitor_context(&world.core, 9);
    let day = find_slots(&visitor, &question).await.unwrap().days.remove(0);
    day.slots.into_iter().map(|free| free.time).collect()
}

async fn room(world: &World, name: &str) -> RoomId {
    let form = RoomForm {
        room_kind: "Ultrasound".to_owned(),
        room_name: name.to_owned(),
    };
    let input = AddRoom {
        location: "london".to_owned(),
        form,
    };
    add_room(&admin(world), &input).await.unwrap().unwrap()
}

async fn is_in_order(world: &World) {
    assert_eq!(
        verify(&world.db.db, &testing::keys(), instant("2026-11-23T08:00:00Z"))
            .await
            .unwrap(),
        []
    );
}

on_both_databases! {
    async fn only_administrators_see_and_set_it(world: World) {
        let service = consultation(&world).await;
        let doctor = &world.clinic.doctors[0];
        let room = room(&world, "Room 1").await;
        let form = ServiceForm::from(&service.settings);
        let everybody = [
            (visitor_context(&world.core, 0), Refusal::SignInFirst),
            (patient_context(&world.core, &world.clinic, 0), Refusal::Forbidden),
            (doctor_context(&world.core, &world.clinic, 0), Refusal::Forbidden),
        ];
        for (ctx, no) in everybody {
            let seen = Version::FIRST;
            let limits = PatientLimits { most_open: 20, most_per_day: 5 };
            let refused = [
                refusal(list_services(&ctx, &ServiceFilter::default()).await),
                refusal(get_service(&ctx, service.id).await),
                refusal(create_service(&ctx, &form).await),
                refusal(change_service(&ctx, &ChangeService { service: service.id, version: seen, form: form.clone() }).await),
                refusal(retire_service(&ctx, &RetireService { service: service.id, version: seen, upcoming_seen: 0 }).await),
                refusal(restore_service(&ctx, &RestoreService { service: service.id, version: seen }).await),
                refusal(preview_service(&ctx, &PreviewService { service: None, schedule: None, form: form.clone() }).await),
                refusal(give_service(&ctx, &GiveService { service: service.id, schedule: doctor.schedule, version: seen, own_duration: String::new() }).await),
                refusal(stop_giving(&ctx, &StopGiving { service: service.id, schedule: doctor.schedule, version: seen, upcoming_seen: 0 }).await),
                refusal(move_service(&ctx, &MoveService { doctor: doctor.slug.into(), service: service.id, schedule: doctor.schedule, version: seen, way: Way::Down }).await),
                refusal(get_doctor_offers(&ctx, doctor.slug).await),
                refusal(set_doctor_cap(&ctx, &SetDoctorCap { slug: doctor.slug.into(), version: seen, cap: "1".into() }).await),
                refusal(list_places(&ctx).await),
                refusal(get_place(&ctx, "london").await),
                refusal(get_room(&ctx, room).await),
                refusal(add_room(&ctx, &AddRoom { location: "london".into(), form: RoomForm::default() }).await),
                refusal(change_room(&ctx, &ChangeRoom { room, version: seen, form: RoomForm::default() }).await),
                refusal(plan_retire_room(&ctx, room).await),
                refusal(retire_room(&ctx, &RetireRoom { room, version: seen, fingerprint: String::new() }).await),
                refusal(restore_room(&ctx, room, seen).await),
                refusal(get_settings(&ctx).await),
                refusal(change_settings(&ctx, &ChangeSettings { seen: limits, form: LimitsForm::default() }).await),
            ];
            assert!(refused.iter().all(|refusal| *refusal == no), "{refused:?}");
        }
        // Only the room that was added.
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 1);
    }

    async fn a_new_service_is_bookable_once_a_doctor_gives_it(world: World) {
        let (ctx, doctor) = (admin(&world), &world.clinic.doctors[0]);
        let form = ServiceForm {
            name: "Laser".into(),
            specialty: world.clinic.dermatology.to_string(),
            notice: "0".into(),
            ..ServiceForm::fresh()
        };
        let id = create_service(&ctx, &form).await.unwrap().unwrap();
        let unknown = ServiceForm { specialty: id.to_string(), ..form.clone() };
        assert_eq!(faults(create_service(&ctx, &unknown).await), [(Field::Specialty, Problem::Unknown)]);
        assert_eq!(faults(create_service(&ctx, &ServiceForm::default()).await).len(), 7);

        let question = FindSlots { schedule: doctor.schedule, service: id, minutes: None, from: Some("2026-11-24".into()), days: 1, moving: None };
        let visitor = visitor_context(&world.core, 0);
        assert_eq!(refusal(find_slots(&visitor, &question).await), Refusal::NotFound);
        let give = GiveService { service: id, schedule: doctor.schedule, version: Version::FIRST, own_duration: "60".into() };
        give_service(&ctx, &give).await.unwrap().unwrap();
        assert_eq!(find_slots(&visitor, &question).await.unwrap().days[0].slots.len(), 8);
        assert_eq!(refusal(give_service(&ctx, &give).await), Refusal::Stale);

        let seen = get_service(&ctx, id).await.unwrap();
        assert_eq!((seen.givers.len(), seen.givers[0].own_duration), (1, Some(60)));
        // Back to the length of the service.
        let again = GiveService { version: seen.givers[0].version, own_duration: " ".into(), ..give.clone() };
        give_service(&ctx, &again).await.unwrap().unwrap();
        assert_eq!(find_slots(&visitor, &question).await.unwrap().days[0].slots.len(), 16);
        let long = GiveService { own_duration: "721".into(), ..again.clone() };
        assert_eq!(faults(give_service(&ctx, &long).await), [(Field::OwnDuration, Problem::OutOfRange)]);
        // Ben is a cardiologist.
        let ben = &world.clinic.doctors[1];
        let foreign = GiveService { schedule: ben.schedule, version: Version::FIRST, ..again };
        assert_eq!(refusal(give_service(&ctx, &foreign).await), Refusal::NotFound);
        is_in_order(&world).await;
    }

    async fn a_change_counts_from_now_on_and_leaves_appointments_alone(world: World) {
        let booked = try_book(&world, 0, TEN).await.unwrap();
        change(&world, world.clinic.consultation, |form| (form.duration, form.buffer_after) = ("60".into(), "15".into())).await;
        let ctx = patient_context(&world.core, &world.clinic, 0);
        let after = get_appointment(&ctx, booked.id).await.unwrap();
        assert_eq!((after.time, after.version), (booked.time, booked.version));
        // 09:00 would need the time until 10:15, and the grid of the day keeps its hours.
        assert_eq!(times(&world, "2026-11-24").await, ["11:00", "12:00", "13:00", "14:00", "15:00", "16:00"]);
        assert_eq!(consultation(&world).await.upcoming, 1);
        is_in_order(&world).await;
    }

    async fn the_second_of_two_changes_nothing(world: World) {
        let (ctx, seen) = (admin(&world), consultation(&world).await);
        let form = |name: &str| ServiceForm { name: name.into(), ..ServiceForm::from(&seen.settings) };
        let input = |name: &str| ChangeService { service: seen.id, version: seen.version, form: form(name) };
        change_service(&ctx, &input("First")).await.unwrap().unwrap();
        assert_eq!(refusal(change_service(&ctx, &input("Second")).await), Refusal::Stale);
        let now = consultation(&world).await;
        assert_eq!((now.settings.name.as_str(), now.version), ("First", Version::new(2)));
        let retire = RetireService { service: seen.id, version: seen.version, upcoming_seen: 0 };
        assert_eq!(refusal(retire_service(&ctx, &retire).await), Refusal::Stale);

        let cap = |cap: &str| SetDoctorCap { slug: "ada-moreno".into(), version: Version::FIRST, cap: cap.into() };
        set_doctor_cap(&ctx, &cap("8")).await.unwrap().unwrap();
        assert_eq!(refusal(set_doctor_cap(&ctx, &cap("9")).await), Refusal::Stale);
        assert_eq!(get_doctor_offers(&ctx, "ada-moreno").await.unwrap().cap_per_day, Some(8));

        // What changes nothing makes no new version.
        let same = ChangeService { version: now.version, ..input("First") };
        change_service(&ctx, &same).await.unwrap().unwrap();
        assert_eq!(consultation(&world).await.version, now.version);
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 2);
    }

    async fn the_specialty_stays_while_doctors_give_the_service(world: World) {
        let (ctx, seen) = (admin(&world), consultation(&world).await);
        let form = ServiceForm { specialty: world.clinic.cardiology.to_string(), ..ServiceForm::from(&seen.settings) };
        let input = ChangeService { service: seen.id, version: seen.version, form };
        assert_eq!(faults(change_service(&ctx, &input).await), [(Field::Specialty, Problem::InUse)]);
        let giver = &seen.givers[0];
        let stop = StopGiving { service: seen.id, schedule: giver.schedule, version: giver.version, upcoming_seen: 0 };
        stop_giving(&ctx, &stop).await.unwrap();
        change_service(&ctx, &input).await.unwrap().unwrap();
        assert_eq!(consultation(&world).await.settings.specialty, world.clinic.cardiology);
    }

    async fn a_retired_service_keeps_its_appointments_and_cannot_be_booked(world: World) {
        let ctx = admin(&world);
        let booked = try_book(&world, 0, TEN).await.unwrap();
        let seen = consultation(&world).await;
        let blind = RetireService { service: seen.id, version: seen.version, upcoming_seen: 0 };
        assert_eq!(refusal(retire_service(&ctx, &blind).await), Refusal::Stale);

        // A time that somebody holds meanwhile is still theirs.
        let doctor = &world.clinic.doctors[0];
        let holder = patient_context(&world.core, &world.clinic, 1);
        let wish = HoldSlot { schedule: doctor.schedule, service: doctor.service, minutes: None, start: instant("2026-11-24T11:00:00Z") };
        let held = hold(&holder, &wish).await.unwrap().view;
        let retire = RetireService { upcoming_seen: 2, ..blind };
        retire_service(&ctx, &retire).await.unwrap();
        assert_eq!(refusal(try_book(&world, 2, "2026-11-24T12:00:00Z").await), Refusal::NotFound);
        assert_eq!(get_hold(&holder, held.id).await.unwrap().service_name, "Consultation");
        let wish = Book { hold: held.id, version: held.version, reason: "Itch".into(), idempotency_key: "k".repeat(16) };
        book(&holder, &wish).await.unwrap();
        get_appointment(&ctx, booked.id).await.unwrap();

        let retired = ServiceFilter { state: ServiceState::Retired, ..ServiceFilter::default() };
        assert_eq!(list_services(&ctx, &retired).await.unwrap().rows.len(), 1);
        let restore = RestoreService { service: seen.id, version: Version::new(2) };
        restore_service(&ctx, &restore).await.unwrap();
        assert_eq!(refusal(restore_service(&ctx, &restore).await), Refusal::Stale);
        try_book(&world, 2, "2026-11-24T12:00:00Z").await.unwrap();
        is_in_order(&world).await;
    }

    async fn taking_a_doctor_off_says_how_many_appointments_stand(world: World) {
        let ctx = admin(&world);
        let booked = try_book(&world, 0, TEN).await.unwrap();
        let seen = consultation(&world).await;
        let giver = &seen.givers[0];
        assert_eq!(giver.upcoming, 1);
        let blind = StopGiving { service: seen.id, schedule: giver.schedule, version: giver.version, upcoming_seen: 0 };
        assert_eq!(refusal(stop_giving(&ctx, &blind).await), Refusal::Stale);
        stop_giving(&ctx, &StopGiving { upcoming_seen: 1, ..blind.clone() }).await.unwrap();
        assert_eq!(refusal(stop_giving(&ctx, &StopGiving { upcoming_seen: 1, ..blind }).await), Refusal::Stale);
        let ctx = patient_context(&world.core, &world.clinic, 0);
        get_appointment(&ctx, booked.id).await.unwrap();
        assert_eq!(consultation(&world).await.upcoming, 1);
        is_in_order(&world).await;
    }

    async fn services_change_places_in_the_order_of_a_doctor(world: World) {
        let ctx = admin(&world);
        let names = async || -> (Version, Vec<String>) {
            let here = get_doctor_offers(&ctx, "ada-moreno").await.unwrap().schedules.remove(0);
            (here.version, here.services.into_iter().map(|service| service.name).collect())
        };
        let (version, before) = names().await;
        assert_eq!(before, ["Consultation", "Follow-up", "Procedure"]);
        let schedule = world.clinic.doctors[0].schedule;
        let step = |service, version, way| MoveService { doctor: "ada-moreno".into(), service, schedule, version, way };
        for doctor in ["ben-achterberg", "nobody"] {
            let foreign = MoveService { doctor: doctor.into(), ..step(world.clinic.procedure, version, Way::Up) };
            assert_eq!(refusal(move_service(&ctx, &foreign).await), Refusal::NotFound, "{doctor}");
        }
        move_service(&ctx, &step(world.clinic.procedure, version, Way::Up)).await.unwrap();
        assert_eq!(refusal(move_service(&ctx, &step(world.clinic.procedure, version, Way::Up)).await), Refusal::Stale);
        let (version, after) = names().await;
        assert_eq!(after, ["Consultation", "Procedure", "Follow-up"]);
        // At the end nothing happens.
        move_service(&ctx, &step(world.clinic.consultation, version, Way::Up)).await.unwrap();
        assert_eq!(names().await, (version, after));
        let unknown = step(world.clinic.heart_check, version, Way::Up);
        assert_eq!(refusal(move_service(&ctx, &unknown).await), Refusal::NotFound);
    }

    async fn a_room_is_called_so_once_and_keeps_its_kind_while_it_is_needed(world: World) {
        let ctx = admin(&world);
        let one = room(&world, "Room 1").await;
        let two = room(&world, "Room 2").await;
        let form = |kind: &str, name: &str| RoomForm { room_kind: kind.into(), room_name: name.into() };
        let again = AddRoom { location: "london".into(), form: form("Ultrasound", "ROOM 1") };
        assert_eq!(faults(add_room(&ctx, &again).await), [(Field::RoomName, Problem::Taken)]);
        let elsewhere = AddRoom { location: "mars".into(), form: form("Ultrasound", "Room 3") };
        assert_eq!(refusal(add_room(&ctx, &elsewhere).await), Refusal::NotFound);
        let to = |room, version, form| ChangeRoom { room, version, form };
        let taken = to(two, Version::FIRST, form("Ultrasound", "room 1"));
        assert_eq!(faults(change_room(&ctx, &taken).await), [(Field::RoomName, Problem::Taken)]);
        change_room(&ctx, &to(two, Version::FIRST, form("Ultrasound", "Room 2b"))).await.unwrap().unwrap();
        let stale = to(two, Version::FIRST, form("Ultrasound", "Room 2c"));
        assert_eq!(refusal(change_room(&ctx, &stale).await), Refusal::Stale);

        change(&world, world.clinic.consultation, |form| form.room_kind = "Ultrasound".into()).await;
        let booked = try_book(&world, 0, TEN).await.unwrap();
        assert_eq!(booked.room.as_deref(), Some("Room 1"));
        let other_kind = to(one, Version::FIRST, form("Laser", "Room 1"));
        assert_eq!(faults(change_room(&ctx, &other_kind).await), [(Field::RoomKind, Problem::InUse)]);
        let place = get_place(&ctx, "london").await.unwrap();
        let counts: Vec<u64> = place.rooms.iter().map(|room| room.upcoming).collect();
        assert_eq!((counts, place.missing), (vec![1, 0], vec![]));
        is_in_order(&world).await;
    }

    async fn retiring_a_room_moves_its_appointments_as_was_shown_or_not_at_all(world: World) {
        let ctx = admin(&world);
        change(&world, world.clinic.consultation, |form| form.room_kind = "Ultrasound".into()).await;
        let one = room(&world, "Room 1").await;
        let booked = try_book(&world, 0, TEN).await.unwrap();
        // There is no other room.
        let plan = plan_retire_room(&ctx, one).await.unwrap();
        assert!(!plan.is_possible());
        let shown = "audit_event WHERE action = 'read_conflicts' AND patient_id IS NOT NULL";
        assert_eq!(world.db.count(shown).await, 1, "the patient who would move");
        let retire = RetireRoom { room: one, version: Version::FIRST, fingerprint: plan.fingerprint };
        assert_eq!(refusal(retire_room(&ctx, &retire).await), Refusal::Stale);

        room(&world, "Room 2").await;
        let plan = plan_retire_room(&ctx, one).await.unwrap();
        let moved = &plan.moved[0];
        assert_eq!((moved.to.as_deref(), moved.patient_name.as_deref()), (Some("Room 2"), Some("Pia Lund")));
        assert_eq!(moved.appointment, Some(booked.id));
        let retire = RetireRoom { fingerprint: plan.fingerprint, ..retire };
        // Somebody books in it after the plan was shown.
        try_book(&world, 1, "2026-11-24T11:00:00Z").await.unwrap();
        assert_eq!(refusal(retire_room(&ctx, &retire).await), Refusal::Stale);
        let fingerprint = plan_retire_room(&ctx, one).await.unwrap().fingerprint;
        assert_eq!(world.db.count(shown).await, 2, "each patient once");
        retire_room(&ctx, &RetireRoom { fingerprint, ..retire }).await.unwrap();

        let after = get_appointment(&ctx, booked.id).await.unwrap();
        assert_eq!((after.room.as_deref(), after.time), (Some("Room 2"), booked.time));
        let history = list_history(&ctx, booked.id).await.unwrap();
        assert_eq!(history[0].change, Change::Room);
        let third = try_book(&world, 2, "2026-11-24T12:00:00Z").await.unwrap();
        assert_eq!(third.room.as_deref(), Some("Room 2"));
        restore_room(&ctx, one, Version::new(2)).await.unwrap();
        assert!(get_room(&ctx, one).await.unwrap().0.is_active);
        is_in_order(&world).await;
    }

    async fn a_place_without_the_room_says_so(world: World) {
        change(&world, world.clinic.consultation, |form| form.room_kind = "Ultrasound".into()).await;
        let place = get_place(&admin(&world), "london").await.unwrap();
        assert_eq!(place.missing, [("Ultrasound".to_owned(), "Consultation".to_owned())]);
        assert!(consultation(&world).await.givers[0].lacks_room);
        assert_eq!(times(&world, "2026-11-24").await, [""; 0]);
    }

    async fn limits_are_compared_with_what_was_seen(world: World) {
        let ctx = admin(&world);
        let seen = get_settings(&ctx).await.unwrap();
        assert_eq!(seen, PatientLimits { most_open: 20, most_per_day: 5 });
        let form = |open: &str, per_day: &str| LimitsForm { most_open: open.into(), most_per_day: per_day.into() };
        let first = ChangeSettings { seen, form: form("1", "1") };
        change_settings(&ctx, &first).await.unwrap().unwrap();
        let second = ChangeSettings { seen, form: form("30", "5") };
        assert_eq!(refusal(change_settings(&ctx, &second).await), Refusal::Stale);
        let now = get_settings(&ctx).await.unwrap();
        assert_eq!(now, PatientLimits { most_open: 1, most_per_day: 1 });
        let third = ChangeSettings { seen: now, form: form("2", "1") };
        change_settings(&ctx, &third).await.unwrap().unwrap();
        assert_eq!(faults(change_settings(&ctx, &ChangeSettings { seen: now, form: form("0", "51") }).await).len(), 2);

        try_book(&world, 0, TEN).await.unwrap();
        let second_that_day = try_book(&world, 0, "2026-11-24T12:00:00Z").await;
        assert!(matches!(refusal(second_that_day), Refusal::PatientCap(_)));
        is_in_order(&world).await;
    }

    async fn a_cap_counts_from_now_on(world: World) {
        let ctx = admin(&world);
        try_book(&world, 0, TEN).await.unwrap();
        let cap = |version, cap: &str| SetDoctorCap { slug: "ada-moreno".into(), version: Version::new(version), cap: cap.into() };
        set_doctor_cap(&ctx, &cap(1, "1")).await.unwrap().unwrap();
        assert!(try_book(&world, 1, "2026-11-24T12:00:00Z").await.is_err());
        for text in ["0", "1001", "-1", "many"] {
            assert_eq!(faults(set_doctor_cap(&ctx, &cap(2, text)).await).len(), 1, "{text}");
        }
        set_doctor_cap(&ctx, &cap(2, "")).await.unwrap().unwrap();
        try_book(&world, 1, "2026-11-24T12:00:00Z").await.unwrap();
        let nobody = SetDoctorCap { slug: "nobody".into(), ..cap(1, "1") };
        assert_eq!(refusal(set_doctor_cap(&ctx, &nobody).await), Refusal::NotFound);
    }

    async fn a_preview_shows_the_times_that_would_be_and_saves_nothing(world: World) {
        let (ctx, seen) = (admin(&world), consultation(&world).await);
        try_book(&world, 0, TEN).await.unwrap();
        let mut form = ServiceForm::from(&seen.settings);
        form.duration = "120".into();
        let input = PreviewService { service: Some(seen.id), schedule: None, form: form.clone() };
        let preview = preview_service(&ctx, &input).await.unwrap().unwrap().unwrap();
        assert_eq!(preview.date.as_deref(), Some("Tuesday 24 November 2026"));
        let times: Vec<&str> = preview.times.iter().map(|free| free.time.as_str()).collect();
        assert_eq!(times, ["11:00", "13:00", "15:00"]);
        form.notice = "3".into();
        form.notice_unit = "days".into();
        let preview = preview_service(&ctx, &PreviewService { form: form.clone(), ..input.clone() }).await.unwrap().unwrap().unwrap();
        assert!(preview.times.is_empty() && !preview.reasons.is_empty());
        assert_eq!(preview.next.as_deref(), Some("Thu 26 Nov, 09:00"));
        form.duration = "0".into();
        assert_eq!(faults(preview_service(&ctx, &PreviewService { form: form.clone(), ..input }).await), [(Field::Duration, Problem::OutOfRange)]);

        // One that is not there yet, with a doctor who could give it.
        form.duration = "60".into();
        (form.notice, form.specialty) = ("0".into(), world.clinic.cardiology.to_string());
        let new = PreviewService { service: None, schedule: None, form };
        let preview = preview_service(&ctx, &new).await.unwrap().unwrap().unwrap();
        assert_eq!((preview.doctor_name.as_str(), preview.times.len()), ("Dr. Ben Achterberg", 8));
        assert_eq!(consultation(&world).await, ServiceDetail { upcoming: 1, ..consultation(&world).await });
        assert_eq!(consultation(&world).await.version, Version::FIRST);
    }

    async fn the_list_is_narrowed_by_specialty_state_and_name(world: World) {
        let ctx = admin(&world);
        let names = async |filter: ServiceFilter| -> Vec<String> {
            list_services(&ctx, &filter).await.unwrap().rows.into_iter().map(|line| line.name).collect()
        };
        let all = ServiceFilter { state: ServiceState::All, ..ServiceFilter::default() };
        assert_eq!(names(all.clone()).await, ["Heart check", "Consultation", "Follow-up", "Procedure"]);
        assert_eq!(names(ServiceFilter { specialty: "cardiology".into(), ..all.clone() }).await, ["Heart check"]);
        assert_eq!(names(ServiceFilter { words: "FOLLOW".into(), ..all.clone() }).await, ["Follow-up"]);
        assert_eq!(names(ServiceFilter { words: "%".into(), ..all.clone() }).await, [""; 0]);
        assert_eq!(names(ServiceFilter { page: 99, ..all }).await.len(), 4);
    }

    async fn the_trail_of_each_thing_leads_to_it(world: World) {
        let ctx = admin(&world);
        room(&world, "Room 1").await;
        change(&world, world.clinic.consultation, |form| form.duration = "45".into()).await;
        set_doctor_cap(&ctx, &SetDoctorCap { slug: "ada-moreno".into(), version: Version::FIRST, cap: "8".into() }).await.unwrap().unwrap();
        let seen = consultation(&world).await;
        let give = GiveService { service: seen.id, schedule: seen.givers[0].schedule, version: seen.givers[0].version, own_duration: "20".into() };
        give_service(&ctx, &give).await.unwrap().unwrap();
        is_in_order(&world).await;
        // One about a service that is not there is found.
        let sql = "INSERT INTO audit_event (id, at, actor, action, subject, subject_id, detail)
                   VALUES ({0}, 0, 'system', 'change', 'service', {0}, '')";
        world.db.execute(sql, &[AppointmentRow::new(77).id()]).await.unwrap();
        let found = verify(&world.db.db, &testing::keys(), instant("2026-11-23T08:00:00Z")).await.unwrap();
        let rules: Vec<&str> = found.iter().map(|finding| finding.rule).collect();
        assert_eq!(rules, ["is about an absent service"]);
    }
}

/// Many book while the service is made longer and retired: each appointment is by the rules before or by those after, and
/// none is made after the end that was not counted.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn bookings_that_run_beside_a_change_are_by_one_of_two_versions(#[case] kind: Kind) {
    let world = Arc::new(testing::world(kind).await);
    let starts: Vec<String> = (9..17).map(|hour| format!("2026-11-24T{hour:02}:00:00Z")).collect();
    let bookings = (0..).zip(starts).map(|(number, start)| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { try_book(&world, number % 3, &start).await })
    });
    let bookings: Vec<_> = bookings.collect();
    let changing = {
        let world = Arc::clone(&world);
        tokio::spawn(async move {
            change(&world, world.clinic.consultation, |form| form.duration = "45".into()).await;
            loop {
                let seen = consultation(&world).await;
                let retire = RetireService {
                    service: seen.id,
                    version: seen.version,
                    upcoming_seen: seen.upcoming,
                };
                match retire_service(&admin(&world), &retire).await {
                    Ok(()) => return seen.upcoming,
                    Err(Fault::Refused(Refusal::Stale)) => {}
                    Err(fault) => panic!("{fault:?}"),
                }
            }
        })
    };
    let told = changing.await.unwrap();
    for booking in bookings {
        match booking.await.unwrap() {
            Ok(view) => assert!([30, 45].contains(&view.time.end.minutes_since(view.time.start))),
            Err(Fault::Refused(Refusal::NotFound | Refusal::SlotTaken(_) | Refusal::NotOffered(_))) => {}
            Err(fault) => panic!("{fault:?}"),
        }
    }
    assert_eq!(
        i64::try_from(told).unwrap(),
        world
            .db
            .count("appointment WHERE status IN ('held', 'confirmed')")
            .await
    );
    is_in_order(&world).await;
}
