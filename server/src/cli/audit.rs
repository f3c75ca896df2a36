use std::{
    io::{Write, stdout},
    process::ExitCode,
    sync::Arc,
};

use backend::{
    Core, SystemClock,
    audit::{Exported, Head, Report, export_trail, verify},
    crypto::Keys,
};
use clap::{Args, Subcommand};
use domain::time::Date;
use secrecy::{ExposeSecret, SecretString};

use super::{OneDatabase, Outcome, by_command, checked, keys, migrate};
use crate::config::{Config, ConfigError};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Recompute the chain over the audit trail, and name what was changed, removed or put in. Fails when it is not intact.
    Verify(Verify),
    /// Write the audit trail as JSON, one event a line.
    Export(Export),
}

#[derive(Debug, Args)]
pub(super) struct Verify {
    /// A head that was printed before ("1234:9f86…"): the chain must still hold it.
    #[arg(long, value_name = "NUMBER:HASH")]
    head: Option<Head>,
    /// The key of the seals, when no configuration is read.
    #[arg(long, env = "MEDICONNECT_AUDIT_KEY", hide_env_values = true, value_name = "KEY")]
    key: Option<SecretString>,
    #[command(flatten)]
    database: OneDatabase,
}

#[derive(Debug, Args)]
pub(super) struct Export {
    /// The first day, in UTC: "2026-11-01".
    #[arg(long, value_name = "DATE")]
    from: Option<Date>,
    /// The last day, in UTC.
    #[arg(long, value_name = "DATE")]
    to: Option<Date>,
    #[command(flatten)]
    database: OneDatabase,
}

/// `mediconnect audit …`
pub(super) async fn run(command: Command, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    match command {
        Command::Verify(options) => run_verify(options, config).await,
        Command::Export(options) => run_export(options, config).await,
    }
}

async fn run_verify(options: Verify, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    let (database, key) = match options.database.database {
        Some(database) => (checked(database)?, options.key),
        None => {
            let config = config()?;
            (config.database, config.audit.key.or(options.key))
        }
    };
    let db = migrate::connect(database.expose_secret()).await?;
    let settings = backend::Settings {
        audit_key: key,
        ..super::no_settings(Arc::new(Keys::unneeded()?))
    };
    let core = Arc::new(Core::new(db, SystemClock, settings));
    let report = verify(&by_command(&core), options.head.as_ref()).await;
    core.db.clone().close().await;
    let report = report?;
    print(&report);
    Ok(if report.is_intact() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(report: &Report) {
    for tampered in &report.tampered {
        println!("tampered: {tampered}");
    }
    println!("{} events are sealed, {} are not yet.", report.sealed, report.unsealed);
    if report.unkeyed > 0 {
        println!(
            "{} are sealed without a key: whoever can write to the database could have written them anew.",
            report.unkeyed
        );
    }
    if let Some(first) = report.first_late {
        println!(
            "{} were sealed more than an hour after the time that they tell, the first is {first}: no server ran, or somebody wrote them later.",
            report.late
        );
    }
    if let Some(head) = &report.head {
        println!("Head: {head}");
    }
    println!("{}", if report.is_intact() { "Intact." } else { "Not intact." });
}

/// What ends an export.
#[derive(Debug, thiserror::Error)]
enum Ended {
    #[error(transparent)]
    Fault(#[from] backend::Fault),
    #[error("an event cannot be written")]
    Json(#[from] serde_json::Error),
    #[error("the output cannot be written")]
    Output(#[from] std::io::Error),
}

async fn run_export(options: Export, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    let (db, keys) = keys::connect(&options.database.source(config)?).await?;
    let core = super::core(db, SystemClock, keys);
    let mut out = stdout().lock();
    let line = |event: Exported| -> Result<(), Ended> {
        serde_json::to_writer(&mut out, &event)?;
        Ok(out.write_all(b"\n")?)
    };
    let exported = export_trail(&by_command(&core), options.from, options.to, line).await;
    core.db.clone().close().await;
    exported?;
    Ok(ExitCode::SUCCESS)
}
