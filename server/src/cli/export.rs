use std::{
    fs::OpenOptions,
    io::{Write, stdout},
    path::PathBuf,
    process::ExitCode,
};

use backend::{SystemClock, setup::export_clinic};
use clap::Args;

use super::{OneDatabase, Outcome, by_command, core, keys};
use crate::config::{Config, ConfigError};

#[derive(Debug, Args)]
pub(super) struct Options {
    /// A new file, for nobody else on this machine to read; the standard output where absent.
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    database: OneDatabase,
}

/// `mediconnect export`
pub(super) async fn run(options: Options, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    let (db, keys) = keys::connect(&options.database.source(config)?).await?;
    let core = core(db, SystemClock, keys);
    let exported = export_clinic(&by_command(&core)).await;
    core.db.clone().close().await;
    let mut json = serde_json::to_vec_pretty(&exported?)?;
    json.push(b'\n');
    match options.output {
        None => stdout().write_all(&json)?,
        Some(path) => {
            let mut open = OpenOptions::new();
            open.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut open, 0o600);
            let mut file = open
                .open(&path)
                .map_err(|error| format!("{}: {error}", path.display()))?;
            file.write_all(&json)?;
            file.sync_all()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
