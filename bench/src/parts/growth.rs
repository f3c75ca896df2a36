use std::time::{Duration, Instant};

use backend::{db::Kind, testing::large::Size};

use super::{Bench, name, slots::slot_requests};
use crate::{
    Outcome,
    bookings::book_over_http,
    client::{Site, Takes},
    first_free::first_free,
    ground::{DOCTORS, Ground, MEMBERS},
    load::{Measured, Pace},
    options::Growth,
    past::add_past,
    reading::read,
    report::{Report, number, rate, time},
    server::Server,
};

const MILLION: i64 = 1_000_000;
const MOST_FIRST_FREE: Duration = Duration::from_millis(50);

/// The same with ever more appointments stored.
pub(super) async fn measure(kind: Kind, bench: &Bench<'_>, report: &mut Report) -> Outcome<()> {
    let empty = Size {
        doctors: DOCTORS,
        past: 0,
        days_ahead: 0,
    };
    let ground = Ground::prepare(kind, empty, MEMBERS).await;
    add_past(&ground.db, 0, MILLION / 100).await?;
    at(ground, bench, report).await?;

    let mut ground = Ground::in_use(kind).await?;
    let mut past = 0;
    let most = match bench.arguments.growth {
        Growth::Million => MILLION,
        Growth::Full => 10 * MILLION,
    };
    for stored in [MILLION, 10 * MILLION].into_iter().filter(|stored| *stored <= most) {
        let began = Instant::now();
        let next = past + stored - ground.db.count("appointment").await;
        add_past(&ground.db, past, next).await?;
        past = next;
        println!("    {stored} appointments after {:.0?}", began.elapsed());
        ground = at(ground, bench, report).await?;
    }
    Ok(())
}

async fn at(mut ground: Ground, bench: &Bench<'_>, report: &mut Report) -> Outcome<Ground> {
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
        ],
    );
    report.note("A patient's appointments and a doctor's day are pages, asked for by one client at a time.");
    let server = Server::start(&bench.settings(&ground)).await?;
    let booked = book_over_http(&mut ground, &server, 16, pace).await?;
    ground.drop_mail().await?;
    let site = &server.site;
    let process = server.process();
    let slots = read(site, process, slot_requests(site, Takes::Plain), 64, pace).await?;
    let appointments = read(site, process, appointment_pages(&ground, site), 1, pace).await?;
    let cookies = format!("session={}", ground.administrator.session.secret());
    let days = (0..DOCTORS).map(|doctor| site.get(&format!("/doctors-day/doctor-{doctor}"), &cookies, Takes::Plain));
    let days = read(site, process, days.collect(), 1, pace).await?;
    let all = [&booked, &slots, &appointments, &days];
    for measured in all {
        report.wrong(&format!("{stored} appointments on {}", name(kind)), &measured.wrong);
    }
    report.wrong(&format!("the log of {}", name(kind)), &server.broken());
    server.stop().await?;
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
    ]);
    search(&ground, stored, report).await?;
    Ok(ground)
}

fn appointment_pages(ground: &Ground, site: &Site) -> Vec<Vec<u8>> {
    let page = |member: &backend::testing::large::Member| {
        let cookies = format!("session={}", member.session.secret());
        site.get("/appointments", &cookies, Takes::Plain)
    };
    ground.members()[..1000].iter().map(page).collect()
}

async fn search(ground: &Ground, stored: i64, report: &mut Report) -> Outcome<()> {
    let kind = ground.db.kind;
    report.section(
        "\"First free\" over 1,000 doctors and 60 days",
        &["database", "stored", "search", "cold", "p50", "p99"],
    );
    for found in first_free(&ground.core).await? {
        let cold = found.cold.map_or_else(String::new, time);
        let (p50, p99) = (time(found.p50), time(found.p99));
        report.row([
            name(kind).to_owned(),
            number(stored),
            found.what.to_owned(),
            cold,
            p50,
            p99,
        ]);
        if found.what == "first free of all" && stored == MILLION {
            report.bar(
                format!(
                    "First free with a million appointments on {} within 50 ms at the 99th percentile",
                    name(kind)
                ),
                time(found.p99),
                found.p99 <= MOST_FIRST_FREE,
            );
        }
    }
    Ok(())
}
