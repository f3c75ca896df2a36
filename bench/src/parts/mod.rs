//! What is measured, part by part.

mod bookings;
mod first_free;
mod growth;
mod hot_slot;
mod slots;
mod start;
mod streams;

use std::sync::Arc;

use backend::db::Kind;

use crate::{
    Outcome,
    ground::Ground,
    mail::MailSink,
    options::{Arguments, Part},
    raw::record,
    report::Report,
    server::Settings,
};

/// What all parts use.
struct Bench<'a> {
    arguments: &'a Arguments,
    mail: MailSink,
}

impl Bench<'_> {
    /// How the server is started on a ground.
    fn settings(&self, ground: &Ground) -> Settings {
        Settings {
            binary: self.arguments.server.clone(),
            database: ground.db.url.clone(),
            mail_port: self.mail.port,
        }
    }
}

/// Measures what is asked for.
pub async fn run(arguments: &Arguments, report: &mut Report) -> Outcome<()> {
    let asks = |part| arguments.is_asked_for(part);
    let mail = MailSink::start()?;
    let bench = Bench { arguments, mail };
    let hello = match asks(Part::Slots) {
        true => Some(slots::hello_world(&bench, report).await?),
        false => None,
    };
    let script = match asks(Part::Bookings) {
        true => Some(Arc::new(record(&arguments.server, bench.mail.port).await?)),
        false => None,
    };
    for kind in arguments.databases() {
        if [Part::Start, Part::Slots, Part::HotSlot, Part::Bookings, Part::Streams]
            .into_iter()
            .any(asks)
        {
            let mut ground = Ground::in_use(kind).await?;
            if asks(Part::Start) {
                start::measure(kind, &bench, &ground, report).await?;
            }
            if let Some(hello) = &hello {
                slots::measure(kind, &bench, &mut ground, hello, report).await?;
            }
            if asks(Part::HotSlot) {
                hot_slot::measure(kind, &bench, &mut ground, report).await?;
            }
            if let Some(script) = &script {
                bookings::measure(kind, &bench, &mut ground, script, report).await?;
            }
            if asks(Part::Streams) {
                streams::measure(kind, &bench, &mut ground, report).await?;
            }
            if asks(Part::FirstFree) {
                first_free::measure(kind, &ground, report).await?;
            }
        }
        if asks(Part::Growth) {
            growth::measure(kind, &bench, report).await?;
        }
    }
    Ok(())
}

const fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Sqlite => "SQLite",
        Kind::Postgres => "PostgreSQL",
    }
}
