use std::sync::Arc;

use backend::db::Kind;

use super::{
    Bench, name,
    start::{mebibytes, memory},
};
use crate::{
    Outcome,
    bookings::book_over_http,
    ground::Ground,
    load::{Measured, Pace},
    raw::{Gathered, Script, raw_on_postgres, raw_on_sqlite},
    report::{Report, rate, share},
    server::Server,
};

const TITLE: &str = "Durable bookings per second";
const HEAD: [&str; 10] = [
    "database",
    "clients",
    "over HTTP",
    "p50",
    "p99",
    "server's CPU each",
    "raw",
    "over HTTP / raw",
    "raw, a commit each",
    "mails sent meanwhile",
];

/// Bookings per second over HTTP, beside the rate of the same statements.
pub(super) async fn measure(
    kind: Kind,
    bench: &Bench<'_>,
    ground: &mut Ground,
    script: &Arc<Script>,
    report: &mut Report,
) -> Outcome<()> {
    report.section(TITLE, &HEAD);
    report.note(format!(
        "A booking is a hold and its confirmation, by a patient who is signed in: {} on PostgreSQL. Raw sends the same \
         statements with fresh values. On SQLite raw gathers what waits into one commit, as the server does; beside it \
         is the rate with a commit each. The mail of a booking goes to a server that takes everything; what is not sent at the \
         end of a measurement is dropped.",
        script.describe()
    ));
    if bench.arguments.show_statements {
        println!("{}", script.text());
    }
    let pace = bench.arguments.pace();
    let raw_pace = Pace {
        measured: pace.measured / 2,
        ..pace
    };
    for &clients in &bench.arguments.clients {
        let server = Server::start(&bench.settings(ground)).await?;
        let sent_before = bench.mail.taken();
        let http = book_over_http(ground, &server, clients, pace).await?;
        let sent = bench.mail.taken() - sent_before;
        report.wrong(&format!("{} at {clients}", name(kind)), &http.wrong);
        report.wrong(&format!("the log of {} at {clients}", name(kind)), &server.broken());
        let peak = server.process().peak().ok_or("no memory in /proc")?;
        server.stop().await?;
        ground.drop_mail().await?;

        let (raw, raw_alone) = match kind {
            Kind::Postgres => (raw_on_postgres(ground, script, clients, raw_pace).await?, None),
            Kind::Sqlite => {
                let gathered = raw_on_sqlite(ground, script, clients, Gathered::UpTo64, raw_pace).await?;
                let alone = raw_on_sqlite(ground, script, clients, Gathered::One, raw_pace).await?;
                (gathered, Some(alone))
            }
        };
        ground.drop_mail().await?;
        for raw in [Some(&raw), raw_alone.as_ref()].into_iter().flatten() {
            report.wrong(&format!("raw on {} at {clients}", name(kind)), &raw.wrong);
        }
        let [over_http, p50, p99, cpu] = http.cells();
        report.row([
            name(kind).to_owned(),
            clients.to_string(),
            over_http,
            p50,
            p99,
            cpu,
            rate(raw.per_second),
            share(http.per_second, raw.per_second),
            raw_alone.map_or_else(String::new, |raw| rate(raw.per_second)),
            sent.to_string(),
        ]);
        if clients == 64 {
            bars(kind, &http, &raw, report);
            memory(report);
            report.row([
                name(kind).to_owned(),
                "at most, while 64 clients book".to_owned(),
                mebibytes(peak),
            ]);
            report.section(TITLE, &HEAD);
        }
    }
    Ok(())
}

fn bars(kind: Kind, http: &Measured, raw: &Measured, report: &mut Report) {
    match kind {
        Kind::Postgres => report.bar(
            "Bookings at 64 clients on PostgreSQL at least 50 % of raw",
            share(http.per_second, raw.per_second),
            http.per_second >= 0.5 * raw.per_second,
        ),
        Kind::Sqlite => report.bar(
            "1,000 durable bookings per second at 64 clients on SQLite",
            rate(http.per_second),
            http.per_second >= 1000.0,
        ),
    }
}
