//! Services that come in several lengths, on both databases.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use backend::{
    Context, Fault,
    booking::{
        Book, BookFor, Choice, Chosen, Decisions, FindSlots, HoldSlot, ListSlots, Reschedule, Rules, book, book_for,
        find_slots, get_appointment, get_hold, hold, list_slots, reschedule,
    },
    catalogue::{
        ChangeService, GiveService, PreviewService, ServiceFilter, change_service, get_doctor_offers, get_service,
        give_service, list_services, preview_service,
    },
    directory::{AnyDoctor, ExplainDay, HoldAny, explain_day, get_doctor, hold_any, list_any_doctor, search_doctors},
    schedule::{AddTimeOff, Outcome, add_time_off, list_schedules},
    setup::verify,
    testing::{
        self, AppointmentRow, Kind, World, administrator_context, doctor_context, instant, patient_context,
        support_context, visitor_context,
    },
};
use domain::{
    booking::{AppointmentView, HoldView},
    catalogue::{Field, LengthRow, Problem, ServiceForm},
    directory::{DoctorSearch, LengthView, ServiceView},
    money::Money,
    refusal::Refusal,
    schedule::{Away, AwayText},
    time::Date,
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

fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> Refusal {
    match result.unwrap_err() {
        Fault::Refused(refusal) => refusal,
        fault => panic!("not a refusal: {fault:?}"),
    }
}

fn pounds(minor: i64) -> Option<Money> {
    Some(Money {
        minor,
        currency: "GBP".to_owned(),
    })
}

fn rows(lengths: &[(&str, &str)]) -> Vec<LengthRow> {
    let row = |&(minutes, price): &(&str, &str)| LengthRow {
        minutes: minutes.to_owned(),
        price: price.to_owned(),
    };
    lengths.iter().map(row).collect()
}

/// Gives the consultation, of 30 minutes for 90 pounds, these further lengths.
async fn offer(world: &World, lengths: &[(&str, &str)]) {
    change(world, |form| form.further = rows(lengths)).await;
}

async fn change(world: &World, change: impl FnOnce(&mut ServiceForm)) {
    let admin = administrator_context(&world.core, &world.clinic);
    let seen = get_service(&admin, world.clinic.consultation).await.unwrap();
    let mut form = ServiceForm::from(&seen.settings);
    change(&mut form);
    let input = ChangeService {
        service: seen.id,
        version: seen.version,
        form,
    };
    change_service(&admin, &input).await.unwrap().unwrap();
}

/// The doctor has a length of their own from now on; empty for none.
async fn take_own(world: &World, minutes: &str) {
    let admin = administrator_context(&world.core, &world.clinic);
    let seen = get_service(&admin, world.clinic.consultation).await.unwrap();
    let input = GiveService {
        service: seen.id,
        schedule: seen.givers[0].schedule,
        version: seen.givers[0].version,
        own_duration: minutes.to_owned(),
    };
    give_service(&admin, &input).await.unwrap().unwrap();
}

async fn consultation(world: &World) -> ServiceView {
    let visitor = visitor_context(&world.core, 9);
    let doctor = get_doctor(&visitor, "ada-moreno").await.unwrap();
    doctor.schedules[0].services[0].clone()
}

fn wish(world: &World, start: &str, minutes: Option<u16>) -> HoldSlot {
    let doctor = &world.clinic.doctors[0];
    HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes,
        start: instant(start),
    }
}

fn question(world: &World, minutes: Option<u16>) -> FindSlots {
    let doctor = &world.clinic.doctors[0];
    FindSlots {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes,
        from: Some("2026-11-24".to_owned()),
        days: 1,
        moving: None,
    }
}

async fn times(world: &World, minutes: Option<u16>) -> Vec<String> {
    let visitor = visitor_context(&world.core, 9);
    let view = find_slots(&visitor, &question(world, minutes)).await.unwrap();
    assert!(minutes.is_none_or(|minutes| minutes == view.minutes));
    view.days[0].slots.iter().map(|free| free.time.clone()).collect()
}

async fn confirm(ctx: &Context, held: &HoldView) -> AppointmentView {
    let input = Book {
        hold: held.id,
        version: held.version,
        reason: "Rash".to_owned(),
        idempotency_key: held.id.to_string(),
    };
    book(ctx, &input).await.unwrap()
}

fn minutes_of(visit: &AppointmentView) -> i64 {
    visit.time.end.minutes_since(visit.time.start)
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
    async fn a_patient_chooses_a_length_and_gets_its_times_and_its_price(world: World) {
        offer(&world, &[("90", ""), ("60", "160")]).await;
        let service = consultation(&world).await;
        assert_eq!((service.duration_minutes, service.price.clone()), (30, pounds(9000)));
        let further = [
            LengthView { minutes: 60, price: pounds(16_000) },
            LengthView { minutes: 90, price: pounds(9000) },
        ];
        assert_eq!(service.further, further);

        assert_eq!(times(&world, None).await.len(), 16);
        assert_eq!(times(&world, Some(60)).await.len(), 8, "from one start to the next is the length that was chosen");
        let patient = patient_context(&world.core, &world.clinic, 0);
        let held = hold(&patient, &wish(&world, TEN, Some(60))).await.unwrap().view;
        assert_eq!((held.minutes(), held.time.to.as_str(), held.price.clone()), (60, "11:00", pounds(16_000)));
        let booked = confirm(&patient, &held).await;
        assert_eq!((minutes_of(&booked), booked.price.clone()), (60, pounds(16_000)));
        let left = times(&world, None).await;
        assert!(!left.contains(&"10:00".to_owned()) && !left.contains(&"10:30".to_owned()) && left.len() == 14);
        let others = patient_context(&world.core, &world.clinic, 1);
        let free = hold(&others, &wish(&world, "2026-11-24T12:00:00Z", None)).await.unwrap().view;
        assert_eq!((free.minutes(), free.price.clone()), (30, pounds(9000)));
        is_in_order(&world).await;
    }

    async fn a_length_that_is_not_offered_is_refused_everywhere(world: World) {
        offer(&world, &[("60", "")]).await;
        let (visitor, doctor) = (visitor_context(&world.core, 1), &world.clinic.doctors[0]);
        for minutes in [0, 29, 45, u16::MAX] {
            let minutes = Some(minutes);
            let why = ExplainDay {
                slug: doctor.slug.to_owned(),
                schedule: doctor.schedule,
                service: doctor.service,
                minutes,
                date: "2026-11-24".to_owned(),
            };
            let anybody = HoldAny { service: doctor.service, location: doctor.location, minutes, start: instant(TEN) };
            let for_patient = BookFor {
                schedule: doctor.schedule,
                service: doctor.service,
                minutes,
                start: instant(TEN),
                patient: world.clinic.patients[0].account,
                reason: "Rash".to_owned(),
                rules: Rules::Overbook,
                override_reason: "Knows best".to_owned(),
                idempotency_key: "k".repeat(16),
            };
            let by_name = ListSlots {
                doctor: doctor.slug.to_owned(),
                location: None,
                service: "Consultation".to_owned(),
                minutes,
                from: "2026-11-24".parse().unwrap(),
                to: "2026-11-24".parse().unwrap(),
            };
            let refused = [
                refusal(find_slots(&visitor, &question(&world, minutes)).await),
                refusal(hold(&visitor, &wish(&world, TEN, minutes)).await),
                refusal(explain_day(&visitor, &why).await),
                refusal(hold_any(&visitor, &anybody).await),
                refusal(book_for(&support_context(&world.core, &world.clinic), &for_patient).await),
                refusal(list_slots(&Context::system(world.core.clone()), &by_name).await),
            ];
            assert!(refused.iter().all(|refusal| *refusal == Refusal::NotFound), "{minutes:?}: {refused:?}");
        }
        assert_eq!(world.db.count("appointment").await, 0);
    }

    async fn a_length_taken_out_in_between_is_kept_by_who_holds_it_and_refused_to_others(world: World) {
        offer(&world, &[("60", "160")]).await;
        let (holder, late) = (patient_context(&world.core, &world.clinic, 0), patient_context(&world.core, &world.clinic, 1));
        let held = hold(&holder, &wish(&world, TEN, Some(60))).await.unwrap().view;
        offer(&world, &[]).await;
        let refused = refusal(hold(&late, &wish(&world, "2026-11-24T12:00:00Z", Some(60))).await);
        assert_eq!(refused, Refusal::NotFound);
        let still = get_hold(&holder, held.id).await.unwrap();
        assert_eq!((still.minutes(), still.price.clone()), (60, pounds(16_000)));
        let booked = confirm(&holder, &held).await;
        assert_eq!((minutes_of(&booked), booked.price), (60, pounds(16_000)));

        // Of a time that ran out nothing is near in a length that nobody gives.
        offer(&world, &[("60", "")]).await;
        let other = hold(&late, &wish(&world, "2026-11-24T12:00:00Z", Some(60))).await.unwrap().view;
        world.clock.set("2026-11-23T08:11:00Z");
        let Refusal::HoldExpired(nearest) = refusal(get_hold(&late, other.id).await) else { panic!("it has run out") };
        assert_eq!(nearest.len(), 3);
        offer(&world, &[]).await;
        assert_eq!(refusal(get_hold(&late, other.id).await), Refusal::HoldExpired(Vec::new()));
    }

    async fn a_booked_visit_keeps_its_length_and_its_price(world: World) {
        offer(&world, &[("60", "160")]).await;
        let patient = patient_context(&world.core, &world.clinic, 0);
        let held = hold(&patient, &wish(&world, TEN, Some(60))).await.unwrap().view;
        let booked = confirm(&patient, &held).await;
        change(&world, |form| {
            form.further.clear();
            (form.duration, form.price, form.currency) = ("20".into(), "10".into(), "EUR".into());
        }).await;
        let now = get_appointment(&patient, booked.id).await.unwrap();
        assert_eq!((minutes_of(&now), now.price.clone()), (60, pounds(16_000)));

        // Free times to move to are those for an hour, whatever is wished.
        let moving = FindSlots { moving: Some(booked.id), ..question(&world, Some(20)) };
        let view = find_slots(&patient, &moving).await.unwrap();
        assert_eq!((view.minutes, view.days[0].slots.len()), (60, 8));
        let later = Reschedule::to(booked.id, booked.version, instant("2026-11-24T14:00:00Z"));
        let moved = reschedule(&patient, &later).await.unwrap();
        assert_eq!((moved.time.from.as_str(), moved.time.to.as_str(), moved.price), ("14:00", "15:00", pounds(16_000)));
        is_in_order(&world).await;
    }

    async fn a_visit_that_time_off_moves_keeps_its_length(world: World) {
        AppointmentRow::new(1).from_to(24 * 60, 25 * 60).insert(&world).await.unwrap();
        let ada = doctor_context(&world.core, &world.clinic, 0);
        let away = AwayText { first: "2026-11-24".into(), ..AwayText::default() };
        let mut input = AddTimeOff {
            doctor: None,
            version: list_schedules(&ada, None).await.unwrap().version,
            away: Away::parse(&away).unwrap(),
            reason: String::new(),
            decisions: Decisions::default(),
        };
        let Outcome::Undecided(list) = add_time_off(&ada, &input).await.unwrap() else { panic!("a visit is hit") };
        let hit = &list.hits[0];
        let start = hit.proposal.as_ref().unwrap().start;
        let choice = Choice::Move { start };
        let choices = vec![Chosen { appointment: hit.appointment.id, version: hit.appointment.version, choice }];
        input.decisions = Decisions { choices, reason: "A course".into() };
        assert!(matches!(add_time_off(&ada, &input).await.unwrap(), Outcome::Done(_)));
        let moved = get_appointment(&ada, AppointmentRow::new(1).id().into()).await.unwrap();
        assert_eq!((moved.time.start, minutes_of(&moved)), (start, 60));
    }

    async fn a_doctor_with_a_length_of_their_own_gives_only_that_one(world: World) {
        offer(&world, &[("60", "160")]).await;
        for (own, minutes, price) in [("45", 45, 9000), ("60", 60, 16_000)] {
            take_own(&world, own).await;
            let service = consultation(&world).await;
            assert_eq!((service.duration_minutes, service.price, service.further), (minutes, pounds(price), vec![]));
            let visitor = visitor_context(&world.core, 1);
            assert_eq!(refusal(find_slots(&visitor, &question(&world, Some(30))).await), Refusal::NotFound);
            let held = hold(&visitor, &wish(&world, "2026-11-24T09:00:00Z", Some(minutes))).await.unwrap().view;
            assert_eq!((held.minutes(), held.price), (minutes, pounds(price)));
        }
        take_own(&world, "").await;
        assert_eq!(consultation(&world).await.further.len(), 1);
    }

    async fn anybody_is_booked_in_the_length_that_was_chosen(world: World) {
        let visitor = visitor_context(&world.core, 1);
        let asked = |minutes| AnyDoctor {
            specialty: "dermatology".to_owned(),
            service: Some(world.clinic.consultation),
            minutes,
            from: Some("2026-11-24".parse::<Date>().unwrap()),
            ..AnyDoctor::default()
        };
        let before = list_any_doctor(&visitor, &asked(Some(60))).await.unwrap();
        assert_eq!((before.length.minutes, before.service.further.len()), (30, 0));
        // Whatever process changed it, the next look knows.
        offer(&world, &[("60", "160")]).await;
        let hours = list_any_doctor(&visitor, &asked(Some(60))).await.unwrap();
        assert_eq!((hours.length.minutes, hours.length.price.clone(), hours.doctors), (60, pounds(16_000), 1));
        assert_eq!(hours.days[0].slots.len(), 8);
        let first = list_any_doctor(&visitor, &asked(None)).await.unwrap();
        assert_eq!((first.length.minutes, first.days[0].slots.len()), (30, 16));

        let doctor = &world.clinic.doctors[0];
        let any = |minutes| HoldAny { service: doctor.service, location: doctor.location, minutes, start: instant(TEN) };
        let held = hold_any(&visitor, &any(Some(60))).await.unwrap().view;
        assert_eq!((held.minutes(), held.price), (60, pounds(16_000)));

        // With the first length comes whoever takes one of their own that is none of the choices; not one that is.
        take_own(&world, "45").await;
        let other = visitor_context(&world.core, 2);
        let at_noon = HoldAny { start: instant("2026-11-24T12:00:00Z"), ..any(Some(45)) };
        assert_eq!(hold_any(&other, &at_noon).await.unwrap().view.minutes(), 45);
    }

    async fn the_first_free_time_of_a_search_is_one_for_the_first_length(world: World) {
        offer(&world, &[("5", "")]).await;
        world.clock.set("2026-11-23T09:01:00Z");
        let visitor = visitor_context(&world.core, 1);
        let search = DoctorSearch { specialty: "dermatology".to_owned(), ..DoctorSearch::default() };
        let found = search_doctors(&visitor, &search).await.unwrap();
        let card = &found.cards[0];
        assert_eq!((card.first_free.as_ref().unwrap().time.as_str(), card.slots.minutes), ("09:30", 30));
        assert_eq!(times(&world, Some(5)).await.len(), 96);
    }

    async fn the_front_desk_books_a_length(world: World) {
        offer(&world, &[("60", "160")]).await;
        let doctor = &world.clinic.doctors[0];
        let input = BookFor {
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: Some(60),
            start: instant(TEN),
            patient: world.clinic.patients[0].account,
            reason: "Rash".to_owned(),
            rules: Rules::Keep,
            override_reason: String::new(),
            idempotency_key: "k".repeat(16),
        };
        let booked = book_for(&support_context(&world.core, &world.clinic), &input).await.unwrap();
        assert_eq!((minutes_of(&booked), booked.price), (60, pounds(16_000)));
    }

    async fn administrators_set_the_lengths(world: World) {
        let admin = administrator_context(&world.core, &world.clinic);
        offer(&world, &[("60", "160"), ("", "")]).await;
        let seen = get_service(&admin, world.clinic.consultation).await.unwrap();
        assert_eq!(ServiceForm::from(&seen.settings).further, rows(&[("60", "160.00")]));
        let sql = "SELECT COUNT(*) FROM audit_event WHERE detail = 'Other lengths: none to 60 minutes for 160.00'";
        assert_eq!(world.db.number(sql, &[]).await, 1);

        // What is wrong is said by its row, and nothing is saved; what is the same makes no new version.
        let form = ServiceForm { further: rows(&[("45", ""), ("30", "x")]), ..ServiceForm::from(&seen.settings) };
        let input = ChangeService { service: seen.id, version: seen.version, form };
        let wrong = change_service(&admin, &input).await.unwrap().unwrap_err();
        let faults: Vec<_> = wrong.0.iter().map(|fault| (fault.field, fault.problem)).collect();
        assert_eq!(faults, [(Field::FurtherLength(1), Problem::Repeated), (Field::FurtherPrice(1), Problem::Malformed)]);
        change(&world, |_| {}).await;
        assert_eq!(get_service(&admin, seen.id).await.unwrap(), seen);

        let filter = ServiceFilter { words: "Consultation".into(), ..ServiceFilter::default() };
        assert_eq!(list_services(&admin, &filter).await.unwrap().rows[0].lengths, [30, 60]);
        let offers = get_doctor_offers(&admin, "ada-moreno").await.unwrap();
        assert_eq!(offers.schedules[0].services[0].lengths, [30, 60]);
        let preview = PreviewService { service: Some(seen.id), schedule: None, form: ServiceForm::from(&seen.settings) };
        assert_eq!(preview_service(&admin, &preview).await.unwrap().unwrap().unwrap().duration, 30);
        is_in_order(&world).await;
    }

    async fn lengths_that_no_form_makes_are_found(world: World) {
        offer(&world, &[("60", "160"), ("90", "")]).await;
        AppointmentRow::new(1).from_to(0, 3).insert(&world).await.unwrap();
        let ids = [world.clinic.consultation.into()];
        world.db.execute("UPDATE service_length SET minutes = 30 WHERE minutes = 90", &[]).await.unwrap();
        world.db.execute("UPDATE service SET price_minor = NULL, currency = NULL WHERE id = {0}", &ids).await.unwrap();
        let found = verify(&world.db.db, &testing::keys(), instant("2026-11-23T08:00:00Z")).await.unwrap();
        let mut found: Vec<String> = found.iter().map(ToString::to_string).collect();
        found.sort();
        let of = |table: &str, id: String, rule: &str| format!("error: {table} {id}: {rule}");
        let service = world.clinic.consultation.to_string();
        let visit = AppointmentRow::new(1).id().to_string();
        assert_eq!(found, [
            of("appointment", visit, "lasts no whole number of minutes, or not 5 to 720 of them"),
            of("service_length", service.clone(), "has a price where the service has no currency"),
            of("service_length", service, "is the service's own"),
        ]);
    }
}
