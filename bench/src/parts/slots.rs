use backend::{
    Clock, SystemClock,
    db::Kind,
    testing::large::{large_schedule, large_service, specialty_of},
};
use domain::time::{Date, Zone};
use jiff::ToSpan;

use super::{Bench, name};
use crate::{
    Outcome,
    bookings::hold,
    client::{Client, Site, Takes},
    ground::{DOCTORS, Ground},
    hello::Hello,
    load::Measured,
    reading::read,
    report::{Report, rate, share},
    server::Server,
};

const CLIENTS: usize = 64;
const DAY: &str = "free times of a day, as browsers ask";

fn section(report: &mut Report) {
    report.section(
        "Free times and pages per second, 64 clients",
        &[
            "database",
            "what",
            "per second",
            "p50",
            "p99",
            "server's CPU each",
            "of hello world",
        ],
    );
    report.note(
        "Free times are those of a day or of a week of a doctor (`POST /api/slots/list`), of all 1,000 doctors in turn, asked for \
         by nobody who is signed in. \"As browsers ask\" takes compressed answers. Hello world is an axum server of one line with \
         the same runtime.",
    );
}

/// What everything is compared with.
pub(super) async fn hello_world(bench: &Bench<'_>, report: &mut Report) -> Outcome<Measured> {
    section(report);
    let hello = Hello::start().await?;
    let request = hello.site.get("/", "", Takes::Compressed);
    let measured = read(
        &hello.site,
        hello.process(),
        vec![request],
        CLIENTS,
        bench.arguments.pace(),
    )
    .await?;
    report.wrong("hello world", &measured.wrong);
    let [per_second, p50, p99, cpu] = measured.cells();
    report.row(["".into(), "hello world".into(), per_second, p50, p99, cpu, "".into()]);
    Ok(measured)
}

/// Free times and pages per second, beside a hello world.
pub(super) async fn measure(
    kind: Kind,
    bench: &Bench<'_>,
    ground: &mut Ground,
    hello: &Measured,
    report: &mut Report,
) -> Outcome<()> {
    section(report);
    let server = Server::start(&bench.settings(ground)).await?;
    let site = &server.site;
    let booking_pages = booking_pages(ground, site).await?;
    let today = Zone::parse("UTC")?.date_of(SystemClock.now());
    let monday = today + i64::from(7 - today.weekday().to_monday_zero_offset()).days();
    let what = [
        (
            DAY,
            slot_requests(site, Takes::Compressed, &|doctor| day_of(monday, doctor)),
        ),
        (
            "free times of a week, as browsers ask",
            slot_requests(site, Takes::Compressed, &week_of),
        ),
        (
            "free times of a week, plain",
            slot_requests(site, Takes::Plain, &week_of),
        ),
        ("a doctor's page", doctor_pages(site)),
        ("the booking page", booking_pages),
    ];
    for (what, requests) in what {
        let measured = read(site, server.process(), requests, CLIENTS, bench.arguments.pace()).await?;
        report.wrong(&format!("{what} on {}", name(kind)), &measured.wrong);
        let [per_second, p50, p99, cpu] = measured.cells();
        let of_hello = share(measured.per_second, hello.per_second);
        report.row([
            name(kind).into(),
            what.into(),
            per_second,
            p50,
            p99,
            cpu,
            of_hello.clone(),
        ]);
        if what == DAY {
            report.bar(
                format!("Free times of a day on {} at least 40 % of hello world", name(kind)),
                format!("{of_hello}, {} per second", rate(measured.per_second)),
                measured.per_second >= 0.4 * hello.per_second,
            );
        }
    }
    report.wrong(&format!("the log of {}", name(kind)), &server.broken());
    server.stop().await
}

/// `dates` are the arguments that say which days of a doctor.
pub(super) fn slot_requests(site: &Site, takes: Takes, dates: &dyn Fn(u16) -> String) -> Vec<Vec<u8>> {
    let request = |doctor| {
        let (schedule, service) = (large_schedule(doctor), large_service(specialty_of(doctor), false));
        let arguments = format!(r#"{{"schedule":"{schedule}","service":"{service}",{}}}"#, dates(doctor));
        site.call("slots/list", "", takes, &arguments)
    };
    (0..DOCTORS).map(request).collect()
}

/// From today on.
pub(super) fn week_of(_doctor: u16) -> String {
    r#""from":null"#.to_owned()
}

/// A weekday of the week after this one.
fn day_of(monday: Date, doctor: u16) -> String {
    let day = monday + i64::from(doctor % 5).days();
    format!(r#""from":"{day}","days":1"#)
}

fn doctor_pages(site: &Site) -> Vec<Vec<u8>> {
    let request = |doctor| site.get(&format!("/doctors/doctor-{doctor}"), "", Takes::Compressed);
    (0..DOCTORS).map(request).collect()
}

/// Of times that are held by patients who are signed in.
async fn booking_pages(ground: &mut Ground, site: &Site) -> Outcome<Vec<Vec<u8>>> {
    let mut client = Client::connect(site.address).await?;
    let mut hands = ground.deal(1);
    let mut requests = Vec::new();
    for _ in 0..64 {
        let wish = hands[0].next()?;
        let kept = hold(&mut client, site, &wish).await?;
        requests.push(site.get(&format!("/book/{}", kept.id), &wish.cookies(), Takes::Compressed));
    }
    ground.take_back(hands);
    Ok(requests)
}
