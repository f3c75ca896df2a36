use std::time::{Duration, Instant};

use backend::db::Kind;

use super::{Bench, name};
use crate::{
    Outcome,
    client::{Client, Takes},
    ground::Ground,
    load::percentile,
    report::{Report, time},
    server::Server,
};

const TIMES: usize = 5;
/// How long a server is left alone until its memory counts as idle.
const REST: Duration = Duration::from_secs(10);
const MOST_IDLE_MEBIBYTES: f64 = 60.0;

/// From the start of the process to its first answers, and the memory that it has when it has nothing to do.
pub(super) async fn measure(kind: Kind, bench: &Bench<'_>, ground: &Ground, report: &mut Report) -> Outcome<()> {
    report.section("From start to first answer", &["database", "/healthz", "/"]);
    report.note(format!(
        "With 1,000 doctors in the database; the median of {TIMES} starts of the process."
    ));
    let mut answers = Vec::new();
    for path in ["/healthz", "/"] {
        let mut times = Vec::new();
        for _ in 0..TIMES {
            let mut server = Server::spawn(&bench.settings(ground))?;
            times.push(server.first_answer(path).await?);
            server.stop().await?;
        }
        times.sort_unstable();
        answers.push(time(percentile(&times, 50)));
    }
    report.row([name(kind).to_owned(), answers.remove(0), answers.remove(0)]);

    memory(report);
    let server = Server::start(&bench.settings(ground)).await?;
    let mut client = Client::connect(server.site.address).await?;
    let cookies = format!("session={}", ground.administrators[0].session.secret());
    for path in ["/", "/doctors", "/doctors/doctor-1", "/admin/appointments", "/healthz"] {
        let answer = client.send(&server.site.get(path, &cookies, Takes::Compressed)).await?;
        if answer.status != 200 {
            report.wrong(path, &[answer.status.to_string()]);
        }
    }
    let began = Instant::now();
    tokio::time::sleep_until((began + REST).into()).await;
    let idle = server.process().resident().ok_or("no memory in /proc")?;
    report.row([
        name(kind).to_owned(),
        "idle, 10 s after a few pages".to_owned(),
        mebibytes(idle),
    ]);
    report.bar(
        format!("Idle memory with 1,000 doctors on {} at most 60 MiB", name(kind)),
        mebibytes(idle),
        idle <= MOST_IDLE_MEBIBYTES,
    );
    server.stop().await
}

/// The table of memory.
pub(super) fn memory(report: &mut Report) {
    report.section("Memory of the server", &["database", "when", "resident"]);
}

pub(super) fn mebibytes(number: f64) -> String {
    format!("{number:.0} MiB")
}
