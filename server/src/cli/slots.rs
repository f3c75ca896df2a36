use std::{process::ExitCode, sync::Arc};

use backend::{
    Fault,
    booking::{ListSlots, MOST_DAYS, list_slots},
    crypto::Keys,
};
use clap::Args;
use domain::{
    booking::SlotDay,
    refusal::Refusal,
    time::{Date, Instant},
};
use secrecy::ExposeSecret;

use super::{OneDatabase, Outcome, by_command, clock::SetClock, core, demo::parse_time, migrate};
use crate::config::{Config, ConfigError};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// A doctor's slug, as in the address of their page.
    #[arg(long, value_name = "SLUG")]
    doctor: String,
    /// A service's name or identifier.
    #[arg(long, value_name = "NAME")]
    service: String,
    /// How long the visit takes, where it is not the first length that the doctor offers.
    #[arg(long, value_name = "MINUTES")]
    minutes: Option<u16>,
    /// A location's slug, where the doctor gives the service at several.
    #[arg(long, value_name = "SLUG")]
    location: Option<String>,
    /// The first date, 2026-11-23.
    #[arg(long, value_name = "DATE")]
    from: Date,
    /// The last date.
    #[arg(long, value_name = "DATE")]
    to: Date,
    /// What the clock shows (RFC 3339); the real time where absent.
    #[arg(long, value_name = "TIME", value_parser = parse_time)]
    now: Option<Instant>,
    /// As JSON, for machines.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    database: OneDatabase,
}

/// `mediconnect slots`
pub(super) async fn run(options: Options, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    let db = migrate::connect(options.database.source(config)?.database.expose_secret()).await?;
    let core = core(db, SetClock::at(options.now), Arc::new(Keys::unneeded()?));
    let input = ListSlots {
        doctor: options.doctor,
        location: options.location,
        service: options.service,
        minutes: options.minutes,
        from: options.from,
        to: options.to,
    };
    let found = list_slots(&by_command(&core), &input).await;
    core.db.clone().close().await;
    match found {
        Ok(days) if options.json => println!("{}", serde_json::to_string_pretty(&days)?),
        Ok(days) => days.iter().for_each(|day| println!("{}", line(day))),
        Err(Fault::Refused(Refusal::NotFound)) => {
            return Err(
                "no doctor of this name gives this service in this length, or at several places: name one with --location"
                    .into(),
            );
        }
        Err(Fault::Refused(Refusal::Invalid(_))) => {
            return Err(format!("--to must be --from or later, and the span at most {MOST_DAYS} days").into());
        }
        Err(fault) => return Err(fault.into()),
    }
    Ok(ExitCode::SUCCESS)
}

/// "2026-11-23 Mon  09:00 09:30 10:00", or the reasons.
fn line(day: &SlotDay) -> String {
    let what = if day.slots.is_empty() {
        let reasons: Vec<&str> = day.reasons.iter().map(|reason| reason.text()).collect();
        format!("- {}", reasons.join("; "))
    } else {
        let time = |free: &domain::booking::FreeTime| match &free.offset {
            Some(offset) => format!("{}({offset})", free.time),
            None => free.time.clone(),
        };
        day.slots.iter().map(time).collect::<Vec<_>>().join(" ")
    };
    format!("{} {}  {what}", day.date, day.weekday)
}
