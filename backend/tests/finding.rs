//! Finding a time: the search against a plain count of everything, any doctor, and why a day has no time.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use std::{collections::BTreeMap, sync::Arc};

use backend::{
    Context, Core, Fault, Network,
    booking::{FindSlots, HoldSlot, find_slots, hold},
    directory::{
        AnyDoctor, ExplainDay, HoldAny, explain_day, get_doctor, hold_any, list_any_doctor, list_languages,
        search_doctors,
    },
    testing::{
        self, AppointmentRow, Kind, TestClock, TestDb, World, doctor_context, instant,
        large::{LANGUAGES, Size, large_clinic, large_doctor, large_location, large_service},
        patient_context, visitor_context,
    },
};
use domain::{
    directory::{DayPart, DoctorSearch, DoctorView, NearbyKind, VisitKind, When},
    refusal::Refusal,
    slots::Reason,
    time::{Date, Instant, Zone},
};
use rstest::rstest;

struct Large {
    db: TestDb,
    core: Arc<Core>,
    clock: TestClock,
}

async fn large(kind: Kind, doctors: u16) -> Large {
    let db = testing::database(kind).await;
    let clock = TestClock::at("2026-11-23T10:20:00Z");
    let core = testing::core(&db, clock.clone());
    let size = Size {
        doctors,
        past: 40,
        days_ahead: 60,
    };
    large_clinic(&core, size).await;
    Large { db, core, clock }
}

/// A doctor at a place, with all that is free for each service there.
struct ByHand {
    doctor: DoctorView,
    location: String,
    zone: Zone,
    services: Vec<(VisitKind, Vec<Instant>)>,
}

/// The slow way: each doctor's page by itself, as far as it goes.
async fn by_hand(ctx: &Context, doctors: u16) -> Vec<ByHand> {
    let mut all = Vec::new();
    for number in 0..doctors {
        let doctor = get_doctor(ctx, &format!("doctor-{number}")).await.unwrap();
        for schedule in &doctor.schedules {
            let zone = Zone::parse(&schedule.location.place.zone).unwrap();
            let mut services = Vec::new();
            for service in &schedule.services {
                let mut free = Vec::new();
                let mut from = zone.date_of(ctx.now());
                for _ in 0..3 {
                    let question = FindSlots {
                        schedule: schedule.id,
                        service: service.id,
                        minutes: None,
                        from: Some(from.to_string()),
                        days: 31,
                        moving: None,
                    };
                    let days = find_slots(ctx, &question).await.unwrap().days;
                    free.extend(days.iter().flat_map(|day| &day.slots).map(|free| free.start));
                    from = days.last().unwrap().date.parse::<Date>().unwrap().tomorrow().unwrap();
                }
                services.push((service.kind, free));
            }
            all.push(ByHand {
                location: schedule.location.slug.clone(),
                doctor: doctor.clone(),
                zone,
                services,
            });
        }
    }
    all
}

fn expected(all: &[ByHand], now: Instant, search: &DoctorSearch) -> Vec<(Instant, String)> {
    let first = |place: &ByHand| {
        let doctor = &place.doctor;
        let fits = (search.specialty.is_empty() || doctor.specialty.slug == search.specialty)
            && (search.location.is_empty() || place.location == search.location)
            && (search.language.is_empty() || doctor.languages.contains(&search.language))
            && (search.words.is_empty() || doctor.name.to_lowercase().contains(&search.words));
        let service = place
            .services
            .iter()
            .find(|(kind, _)| search.kind.is_none_or(|wanted| wanted == *kind));
        let (_, starts) = service.filter(|_| fits)?;
        let (first, last) = search.when.dates(place.zone.date_of(now));
        let is_wanted = |start: &&Instant| {
            let date = place.zone.date_of(**start);
            date >= first
                && last.is_none_or(|last| date <= last)
                && search.part.is_none_or(|part| part.contains(**start, &place.zone))
        };
        Some((*starts.iter().find(is_wanted)?, doctor.slug.clone()))
    };
    let mut found: Vec<_> = all.iter().filter_map(first).collect();
    found.sort();
    found
}

fn searches() -> Vec<DoctorSearch> {
    let date = |text: &str| text.parse().unwrap();
    let all = DoctorSearch::default;
    let mut searches = vec![all()];
    for when in [
        When::Today,
        When::ThisWeek,
        When::From(date("2026-12-05")),
        When::On(date("2026-11-24")),
        When::On(date("2027-01-22")),
        When::On(date("2026-11-20")),
    ] {
        searches.push(DoctorSearch { when, ..all() });
    }
    for part in DayPart::ALL {
        searches.push(DoctorSearch {
            part: Some(part),
            ..all()
        });
        let when = When::ThisWeek;
        searches.push(DoctorSearch {
            part: Some(part),
            when,
            ..all()
        });
    }
    for kind in VisitKind::ALL {
        searches.push(DoctorSearch {
            kind: Some(kind),
            ..all()
        });
    }
    let language = LANGUAGES[1].to_owned();
    searches.push(DoctorSearch { language, ..all() });
    let (specialty, location) = ("cardiology".to_owned(), "london".to_owned());
    searches.push(DoctorSearch {
        specialty: specialty.clone(),
        ..all()
    });
    searches.push(DoctorSearch {
        specialty,
        location,
        ..all()
    });
    searches.push(DoctorSearch {
        words: "family1".to_owned(),
        ..all()
    });
    searches
}

/// All pages of a search: who and when.
async fn found(ctx: &Context, search: &DoctorSearch) -> Vec<(Instant, String)> {
    let mut all = Vec::new();
    for page in 1.. {
        let answer = search_doctors(ctx, &DoctorSearch { page, ..search.clone() })
            .await
            .unwrap();
        let free = answer
            .cards
            .into_iter()
            .filter_map(|card| Some((card.first_free?.start, card.doctor_slug)));
        all.extend(free);
        if page >= answer.pages {
            break;
        }
    }
    all.sort_by_key(|(start, _)| *start);
    all
}

#[rstest]
#[tokio::test]
async fn a_search_finds_what_is_there_now_and_after_each_change(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    const DOCTORS: u16 = 20;
    let large = large(kind, DOCTORS).await;
    let ctx = visitor_context(&large.core, 1);
    let compare = async || {
        let all = by_hand(&ctx, DOCTORS).await;
        for search in searches() {
            let mut found = found(&ctx, &search).await;
            found.sort();
            assert_eq!(found, expected(&all, ctx.now(), &search), "{search:?}");
        }
    };
    compare().await;

    // Another process books, closes a place, and changes hours.
    let other = testing::core(&large.db, large.clock.clone());
    let first = search_doctors(&ctx, &DoctorSearch::default())
        .await
        .unwrap()
        .cards
        .remove(0);
    let slot = HoldSlot {
        schedule: first.slots.schedule,
        service: first.slots.service,
        minutes: None,
        start: first.first_free.unwrap().start,
    };
    hold(&visitor_context(&other, 2), &slot).await.unwrap();
    let now = search_doctors(&ctx, &DoctorSearch::default()).await.unwrap();
    assert!(now.cards.iter().all(|card| card.slots.schedule != slot.schedule
        || card.first_free.as_ref().is_none_or(|free| free.start != slot.start)));
    let closure = "INSERT INTO site_closure (id, location_id, starts_at, ends_at, reason)
                   VALUES ({0}, {1}, 1795392000000, 1796000000000, 'Works')";
    large
        .db
        .execute(closure, &[uuid::Uuid::from_u128(7), large_location(0)])
        .await
        .unwrap();
    let hours = "UPDATE weekly_hours SET end_minute = 1140 WHERE start_minute = 810";
    large.db.execute(hours, &[]).await.unwrap();
    large
        .db
        .execute("UPDATE schedule SET version = version + 1", &[])
        .await
        .unwrap();
    compare().await;

    // The hold runs out, and days pass.
    large.clock.set("2026-11-23T10:31:00Z");
    compare().await;
    large.clock.set("2026-11-29T23:30:00Z");
    compare().await;
}

#[rstest]
#[tokio::test]
async fn a_patient_is_offered_no_time_of_another_visit_and_keeps_seeing_the_time_they_hold(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let patient = patient_context(&world.core, &world.clinic, 0);
    let visitor = visitor_context(&world.core, 1);
    // With the doctor in New York, whose page says nothing of it: 10:00 to 10:30 in London.
    AppointmentRow::new(1).doctor(1).insert(&world).await.unwrap();
    let search = DoctorSearch {
        specialty: "dermatology".to_owned(),
        when: When::On("2026-11-23".parse().unwrap()),
        ..DoctorSearch::default()
    };
    let first = async |ctx: &Context| {
        let found = search_doctors(ctx, &search).await.unwrap();
        found.cards[0].first_free.as_ref().unwrap().time.clone()
    };
    world.clock.set("2026-11-23T09:45:00Z");
    assert_eq!(
        (first(&visitor).await, first(&patient).await),
        ("10:00".into(), "10:30".into())
    );
    let doctor = &world.clinic.doctors[0];
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant("2026-11-23T10:00:00Z"),
    };
    hold(&visitor, &slot).await.unwrap();
    let another = visitor_context(&world.core, 2);
    assert_eq!(
        (first(&visitor).await, first(&another).await),
        ("10:00".into(), "10:30".into())
    );
}

#[tokio::test]
async fn when_nothing_is_free_the_answer_says_why_and_what_is_nearest() {
    let large = large(Kind::Sqlite, 60).await;
    let ctx = visitor_context(&large.core, 1);
    let on_a_sunday = DoctorSearch {
        words: "Family13".to_owned(),
        location: "leeds".to_owned(),
        when: When::On("2026-11-29".parse().unwrap()),
        ..DoctorSearch::default()
    };
    let found = search_doctors(&ctx, &on_a_sunday).await.unwrap();
    assert_eq!((found.total, &found.reasons[..]), (0, &[Reason::Closed][..]));
    let kinds: Vec<NearbyKind> = found.nearby.iter().map(|near| near.kind).collect();
    assert_eq!(
        kinds,
        [NearbyKind::OtherTime, NearbyKind::OtherPlace, NearbyKind::OtherDoctor]
    );
    assert!(found.nearby[0].date.as_str() > "2026-11-29");
    assert_eq!(found.nearby[0].doctor_slug, "doctor-13");

    let elsewhere = DoctorSearch {
        location: "berlin".to_owned(),
        when: When::FirstFree,
        ..on_a_sunday.clone()
    };
    let found = search_doctors(&ctx, &elsewhere).await.unwrap();
    assert_eq!(found.nearby[0].kind, NearbyKind::OtherPlace);
    assert_eq!(found.nearby[0].location.slug, "leeds");

    let slip = DoctorSearch {
        words: "Dermatolgy".to_owned(),
        ..DoctorSearch::default()
    };
    let found = search_doctors(&ctx, &slip).await.unwrap();
    assert_eq!((found.total, found.meant.as_deref()), (0, Some("Dermatology")));
    assert_eq!(list_languages(&ctx).await.unwrap().len(), 5);
}

#[tokio::test]
async fn a_part_of_the_day_that_leaves_nothing_is_said_and_not_why_others_have_no_time() {
    let large = four_doctors(Kind::Sqlite).await;
    let ctx = visitor_context(&large.core, 1);
    // Of four doctors one is away.
    let (from, to) = (instant("2026-11-24T00:00:00Z"), instant("2026-11-25T00:00:00Z"));
    let away = format!(
        "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason) VALUES ({{0}}, {{1}}, {}, {}, '')",
        from.millis(),
        to.millis()
    );
    large
        .db
        .execute(&away, &[uuid::Uuid::from_u128(7), large_doctor(48)])
        .await
        .unwrap();
    let in_the_evening = |date: &str| DoctorSearch {
        specialty: "general-practice".to_owned(),
        location: "london".to_owned(),
        when: When::On(date.parse().unwrap()),
        part: Some(DayPart::Evening),
        ..DoctorSearch::default()
    };
    let tuesday = search_doctors(&ctx, &in_the_evening("2026-11-24")).await.unwrap();
    assert!(tuesday.is_free_in_other_parts);
    let sunday = search_doctors(&ctx, &in_the_evening("2026-11-29")).await.unwrap();
    assert_eq!(
        (sunday.is_free_in_other_parts, &sunday.reasons[..]),
        (false, &[Reason::Closed][..])
    );

    let with_anybody = AnyDoctor {
        specialty: "general-practice".to_owned(),
        location: "london".to_owned(),
        from: Some("2026-11-24".parse().unwrap()),
        part: Some(DayPart::Evening),
        ..AnyDoctor::default()
    };
    let listed = list_any_doctor(&ctx, &with_anybody).await.unwrap();
    assert!(listed.days[0].slots.is_empty() && listed.days[0].reasons.is_empty());
    assert_eq!(listed.days[5].reasons, [Reason::Closed]);
}

#[tokio::test]
async fn a_search_from_a_date_looks_as_far_from_there_as_from_today() {
    let world = testing::world(Kind::Sqlite).await;
    let far = "UPDATE service SET horizon_days = 400";
    world.db.execute(far, &[]).await.unwrap();
    let visitor = visitor_context(&world.core, 1);
    let search = |when: When| DoctorSearch {
        specialty: "dermatology".to_owned(),
        when,
        ..DoctorSearch::default()
    };
    let (sunday, monday): (Date, Date) = ("2027-05-02".parse().unwrap(), "2027-05-03".parse().unwrap());
    for when in [When::From(sunday), When::From(monday), When::On(monday)] {
        let found = search_doctors(&visitor, &search(when)).await.unwrap();
        let first = found.cards[0].first_free.as_ref().unwrap();
        assert_eq!(first.start, instant("2027-05-03T08:00:00Z"), "{when:?}");
    }
    let found = search_doctors(&visitor, &search(When::On(sunday))).await.unwrap();
    assert_eq!(found.nearby[0].date, "2027-05-03");
    // No farther than can be booked.
    let beyond = When::From("2028-05-01".parse().unwrap());
    let found = search_doctors(&visitor, &search(beyond)).await.unwrap();
    assert!(found.cards.iter().all(|card| card.first_free.is_none()));
}

fn any(start: Instant) -> HoldAny {
    HoldAny {
        service: large_service(0, false).into(),
        minutes: None,
        location: large_location(0).into(),
        start,
    }
}

/// Doctors 0, 48, 96 and 144 give the first service in London. Without visits to come.
async fn four_doctors(kind: Kind) -> Large {
    let db = testing::database(kind).await;
    let clock = TestClock::at("2026-11-23T10:20:00Z");
    let core = testing::core(&db, clock.clone());
    let size = Size {
        doctors: 145,
        past: 0,
        days_ahead: 0,
    };
    large_clinic(&core, size).await;
    Large { db, core, clock }
}

#[rstest]
#[tokio::test]
async fn any_doctor_is_the_one_with_the_fewest_visits_that_day_and_then_the_next_in_the_round(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let large = four_doctors(kind).await;
    let mut booked: BTreeMap<String, u32> = BTreeMap::new();
    let mut last: Vec<String> = Vec::new();
    for (number, start) in (0..12).zip([9, 10, 11].into_iter().cycle()) {
        let ctx = visitor_context(&large.core, number);
        let start = instant(&format!("2026-11-24T{start:02}:00:00Z"));
        let held = hold_any(&ctx, &any(start)).await.unwrap();
        *booked.entry(held.view.doctor_slug.clone()).or_default() += 1;
        last.push(held.view.doctor_slug);
        large.clock.set(&format!("2026-11-23T10:20:{:02}Z", number + 1));
        if last.len().is_multiple_of(4) {
            let mut round = last[last.len() - 4..].to_vec();
            round.sort();
            round.dedup();
            assert_eq!(round.len(), 4, "{last:?}");
        }
    }
    assert!(
        booked.len() == 4 && booked.values().all(|count| *count == 3),
        "{booked:?}"
    );
    // On another day the round goes on where it was.
    let held = hold_any(&visitor_context(&large.core, 99), &any(instant("2026-11-25T09:00:00Z")))
        .await
        .unwrap();
    assert_eq!(held.view.doctor_slug, last[8]);
}

#[rstest]
#[tokio::test]
async fn of_those_who_press_at_once_each_gets_a_doctor_while_one_is_free(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let large = four_doctors(kind).await;
    let start = instant("2026-11-24T09:00:00Z");
    let press = |number: u8| {
        let ctx = visitor_context(&large.core, number);
        async move { hold_any(&ctx, &any(start)).await }
    };
    let all = tokio::join!(press(0), press(1), press(2), press(3), press(4));
    let all = [all.0, all.1, all.2, all.3, all.4];
    let mut doctors = Vec::new();
    for result in all {
        match result {
            Ok(held) => doctors.push(held.view.doctor_slug),
            Err(Fault::Refused(Refusal::SlotTaken(nearest))) => assert!(!nearest.is_empty()),
            Err(fault) => panic!("{fault:?}"),
        }
    }
    doctors.sort();
    assert_eq!(doctors, ["doctor-0", "doctor-144", "doctor-48", "doctor-96"]);
}

#[tokio::test]
async fn a_time_with_anybody_is_listed_when_somebody_is_free() {
    let large = four_doctors(Kind::Sqlite).await;
    let ctx = visitor_context(&large.core, 1);
    let asked = AnyDoctor {
        specialty: "general-practice".to_owned(),
        location: "london".to_owned(),
        from: Some("2026-11-24".parse().unwrap()),
        ..AnyDoctor::default()
    };
    let nine = instant("2026-11-24T09:00:00Z");
    for number in 0..4 {
        let listed = list_any_doctor(&ctx, &asked).await.unwrap();
        assert_eq!((listed.doctors, listed.days[0].slots[0].start), (4, nine));
        hold_any(&visitor_context(&large.core, 10 + number), &any(nine))
            .await
            .unwrap();
    }
    let listed = list_any_doctor(&ctx, &asked).await.unwrap();
    assert_ne!(listed.days[0].slots[0].start, nine);
    let unknown = AnyDoctor {
        specialty: "owls".to_owned(),
        ..asked
    };
    assert!(matches!(
        list_any_doctor(&ctx, &unknown).await,
        Err(Fault::Refused(Refusal::NotFound))
    ));
}

fn day(world: &World, date: &str) -> ExplainDay {
    let doctor = &world.clinic.doctors[0];
    ExplainDay {
        slug: doctor.slug.to_owned(),
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        date: date.to_owned(),
    }
}

#[rstest]
#[tokio::test]
async fn a_day_is_explained_plainly_to_patients_and_fully_to_its_doctor(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    AppointmentRow::new(1).buffers(0, 15).insert(&world).await.unwrap();
    let patient = patient_context(&world.core, &world.clinic, 1);
    let (own, other) = (
        doctor_context(&world.core, &world.clinic, 0),
        doctor_context(&world.core, &world.clinic, 1),
    );
    let sunday = explain_day(&patient, &day(&world, "2026-11-29")).await.unwrap();
    assert_eq!((&sunday.reasons[..], sunday.starts), (&[Reason::Closed][..], None));
    assert_eq!(sunday.next_free_date.as_deref(), Some("2026-11-30"));

    for ctx in [&patient, &other] {
        assert!(!explain_day(ctx, &day(&world, "2026-11-23")).await.unwrap().is_full());
    }
    let monday = explain_day(&own, &day(&world, "2026-11-23")).await.unwrap();
    let starts = monday.starts.unwrap();
    let ten = starts.iter().find(|start| start.time == "10:00").unwrap();
    assert_eq!((starts.len(), ten.reason), (16, Some(Reason::Full)));
    assert_eq!(
        ten.in_the_way[0].what,
        "Visit 10:00 to 10:30, 15 minutes after it kept free"
    );
    assert!(ten.in_the_way[0].appointment.is_some());
    let after = starts.iter().find(|start| start.time == "10:30").unwrap();
    assert_eq!(after.reason, Some(Reason::Full));
    assert_eq!(
        starts.iter().filter(|start| start.reason.is_none()).count(),
        monday.free.len()
    );

    for (date, slug) in [("2026-02-30", "ada-moreno"), ("2026-11-23", "ben-achterberg")] {
        let input = ExplainDay {
            slug: slug.to_owned(),
            ..day(&world, date)
        };
        assert!(
            matches!(explain_day(&patient, &input).await, Err(Fault::Refused(_))),
            "{date}"
        );
    }
}

/// A waiting room, a company, a provider with few addresses: 300 at once and five a second.
#[tokio::test]
async fn searches_from_one_network_are_many_and_not_endless() {
    let world = testing::world(Kind::Sqlite).await;
    let from = |address: &str| {
        let network = Network::of(address.parse().unwrap());
        visitor_context(&world.core, 0).from_network(Some(network))
    };
    let (here, there) = (from("203.0.113.77"), from("203.0.113.78"));
    let search = DoctorSearch::default();
    for _ in 0..100 {
        search_doctors(&here, &search).await.unwrap();
        list_any_doctor(&here, &any_dermatologist()).await.unwrap();
        explain_day(&here, &day(&world, "2026-11-24")).await.unwrap();
    }
    let refused = |refused: Result<_, Fault>| {
        matches!(
            refused,
            Err(Fault::Refused(Refusal::TooManyTries { retry_after_secs: 1 }))
        )
    };
    assert!(refused(search_doctors(&here, &search).await.map(|_| ())));
    assert!(refused(list_any_doctor(&here, &any_dermatologist()).await.map(|_| ())));
    assert!(refused(
        explain_day(&here, &day(&world, "2026-11-24")).await.map(|_| ())
    ));
    // Who comes from elsewhere, and what comes from this machine.
    search_doctors(&there, &search).await.unwrap();
    search_doctors(&visitor_context(&world.core, 0), &search).await.unwrap();
    world.clock.advance_minutes(1);
    for _ in 0..300 {
        search_doctors(&here, &search).await.unwrap();
    }
    assert_eq!(world.db.count("sign_in_tries").await, 0, "counting them writes nothing");
}

fn any_dermatologist() -> AnyDoctor {
    AnyDoctor {
        specialty: "dermatology".to_owned(),
        ..AnyDoctor::default()
    }
}
