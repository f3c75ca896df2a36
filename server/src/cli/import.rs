use std::{fs, path::PathBuf, process::ExitCode};

use backend::{
    SystemClock,
    setup::{ImportError, import_clinic},
};
use clap::Args;

use super::{OneDatabase, Outcome, by_command, core, keys};
use crate::config::{Config, ConfigError};

#[derive(Debug, Args)]
pub(super) struct Options {
    file: PathBuf,
    #[command(flatten)]
    database: OneDatabase,
}

/// `mediconnect import FILE`
pub(super) async fn run(options: Options, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    let json = fs::read(&options.file).map_err(|error| format!("{}: {error}", options.file.display()))?;
    let (db, keys) = keys::open(&options.database.source(config)?).await?;
    let core = core(db, SystemClock, keys);
    let imported = import_clinic(&by_command(&core), &json).await;
    core.db.clone().close().await;
    match imported {
        Ok(done) => {
            println!(
                "Taken in: {} locations, {} services, {} doctors, {} patients, {} appointments.",
                done.locations, done.services, done.doctors, done.patients, done.appointments
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(ImportError::File(errors)) => {
            for error in &errors {
                eprintln!("{}: {error}", options.file.display());
            }
            eprintln!("Nothing was taken in.");
            Ok(ExitCode::FAILURE)
        }
        Err(ImportError::Fault(fault)) => Err(fault.into()),
    }
}
