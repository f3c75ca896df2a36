use std::time::Duration;

use backend::{
    Clock, SystemClock,
    db::Kind,
    testing::large::{Member, Size},
};
use domain::time::{TimeLabel, Zone};

use super::{
    Bench,
    first_free::MILLION,
    name,
    slots::{slot_requests, week_of},
};
use crate::{
    Outcome,
    bookings::book_over_http,
    client::{Site, Takes},
    first_free::first_free,
    ground::{ADMINISTRATORS, DOCTORS, Ground, MEMBERS},
    load::{Measured, Pace},
    options::Growth,
    past::add_past,
    reading::read,
    report::{Report, number, rate, time},
    server::Server,
};

/// Appointments stored.
const STEPS: [i64; 3] = [MILLION / 100, MILLION, 10 * MILLION];
/// Who read the days of doctors in each step.
const READERS: usize = 4;
const _: () = assert!(READERS * STEPS.len() == ADMINISTRATORS as usize);

/// The same with ever more visits that are over.
pub(super) async fn measure(kind: Kind, bench: &Bench<'_>, report: &mut Report) -> Outcome<()> {
    let nobody_to_come = Size {
        doctors: DOCTORS,
        past: 0,
        days_ahead: 0,
    };
    let mut ground = Ground::prepare(kind, nobody_to_come, MEMBERS).await;
    let most = match bench.arguments.growth {
        Growth::Million => MILLION,
        Growth::Full => 10 * MILLION,
    };
    let mut past = 0;
    for (step, stored) in STEPS.into_iter().enumerate().filter(|(_, stored)| *stored <= most) {
        let next = past + stored - ground.db.count("appointment").await;
        add_past(&ground.db, past, next).await?;
        past = next;
        at(&mut ground, step, bench, report).await?;
    }
    Ok(())
}

async fn at(ground: &mut Ground, step: usize, bench: &Bench<'_>, report: &mut Report) -> Outcome<()> {
    let kind = ground.db.kind;
    let stored = ground.db.count("appointment").await;
    let pace = Pace {
        warm_up: Duration::from_secs(1),
        measured: bench.arguments.pace().measured / 2,
    };
    report.section(
        "As appointments grow",
        &[
            "database",
            "stored",
            "bookings/s, 16 clients",
            "p99",
            "free times/s, 64 clients",
            "p99",
            "a patient's appointments, p50",
            "p99",
            "a doctor's day, p50",
            "p99",
            "first free, p50",
            "p99",
        ],
    );
    report.note(
        "Only visits that are over grow, ten of each patient and up to fourteen a day of each doctor; there are none to come but \
         those booked here. A patient's appointments and a doctor's day (yesterday) are pages, asked for by one client at a time. \
         First free is searched for in one process, as below.",
    );
    let server = Server::start(&bench.settings(ground)).await?;
    let booked = book_over_http(ground, &server, 16, pace).await?;
    ground.drop_mail().await?;
    ground.settle().await?;
    let site = &server.site;
    let process = server.process();
    let slots = read(site, process, slot_requests(site, Takes::Plain, &week_of), 64, pace).await?;
    let appointments = read(site, process, appointment_pages(ground, site), 1, pace).await?;
    let yesterday = SystemClock.now().plus_minutes(-24 * 60);
    let date = TimeLabel::new(yesterday, &Zone::parse("UTC")?).iso_date();
    let readers = &ground.administrators[step * READERS..][..READERS];
    let day = |doctor: u16| {
        let reader = &readers[usize::from(doctor) % READERS];
        let path = format!("/doctors-day/doctor-{doctor}?date={date}");
        site.get(&path, &format!("session={}", reader.session.secret()), Takes::Plain)
    };
    let days = (0..DOCTORS).map(day);
    let days = read(site, process, days.collect(), 1, pace).await?;
    let all = [&booked, &slots, &appointments, &days];
    for measured in all {
        report.wrong(&format!("{stored} appointments on {}", name(kind)), &measured.wrong);
    }
    report.wrong(&format!("the log of {}", name(kind)), &server.broken());
    server.stop().await?;
    let found = first_free(&ground.core).await?;
    let p99 = |measured: &Measured| time(measured.p99);
    report.row([
        name(kind).to_owned(),
        number(stored),
        rate(booked.per_second),
        p99(&booked),
        rate(slots.per_second),
        p99(&slots),
        time(appointments.p50),
        p99(&appointments),
        time(days.p50),
        p99(&days),
        time(found.p50),
        time(found.p99),
    ]);
    Ok(())
}

fn appointment_pages(ground: &Ground, site: &Site) -> Vec<Vec<u8>> {
    let page = |member: &Member| {
        let cookies = format!("session={}", member.session.secret());
        site.get("/appointments", &cookies, Takes::Plain)
    };
    ground.members()[..1000].iter().map(page).collect()
}
