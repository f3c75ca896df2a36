//! The command line.

mod admin;
mod audit;
mod clock;
mod demo;
mod export;
mod files;
mod import;
mod keys;
mod log;
mod migrate;
mod serve;
mod slots;
mod verify;

use std::{error::Error, path::PathBuf, process::ExitCode, sync::Arc};

use backend::crypto::Keys;
use clap::{Parser, Subcommand};
use secrecy::SecretString;

use crate::config::{Config, ConfigError, KeysConfig, Sources, check_database};

/// Online medical appointments.
#[derive(Debug, Parser)]
#[command(name = "mediconnect", version)]
struct Arguments {
    /// The configuration file (TOML); docs/CONFIGURATION.md lists the settings.
    #[arg(long, global = true, env = "MEDICONNECT_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Bring the database up to date and serve.
    Serve,
    /// Bring the database up to date.
    Migrate(migrate::Options),
    /// Serve a clinic with made-up people. Uses no configuration.
    Demo(demo::Options),
    /// Look after administrators.
    #[command(subcommand)]
    Admin(admin::Command),
    /// Prove that the audit trail is as it was written, or write it out.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Look after the keys of what is stored encrypted.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Check what the database holds against what must be true.
    Verify(OneDatabase),
    /// Take a clinic in from a JSON file, all of it or nothing; docs/IMPORT.md describes the format.
    Import(import::Options),
    /// Write the clinic as a JSON file, without passwords.
    Export(export::Options),
    /// Print the free times of a doctor's service, or why there are none.
    Slots(slots::Options),
}

#[derive(Clone, Debug, clap::Args)]
struct OneDatabase {
    /// Instead of the configured one; then no configuration is read. An address with a password belongs into the variable.
    #[arg(long, env = "MEDICONNECT_DATABASE", hide_env_values = true, value_name = "URL")]
    database: Option<SecretString>,
    /// The file of keys of this database, unless it is `mediconnect.keys` beside it.
    #[arg(long, env = "MEDICONNECT_KEYS_FILE", value_name = "FILE")]
    keys_file: Option<PathBuf>,
    /// The keys themselves. They belong into the variable.
    #[arg(long, env = "MEDICONNECT_KEYS", hide_env_values = true, value_name = "KEYS")]
    keys: Option<SecretString>,
}

impl OneDatabase {
    fn source(self, config: impl FnOnce() -> Result<Config, ConfigError>) -> Result<keys::Source, ConfigError> {
        Ok(match self.database {
            Some(database) => keys::Source {
                database: checked(database)?,
                keys: KeysConfig {
                    file: self.keys_file,
                    ring: self.keys,
                },
            },
            None => config()?.into(),
        })
    }
}

/// An address of the command line, under the same rule as the setting.
fn checked(database: SecretString) -> Result<SecretString, ConfigError> {
    check_database(&database)?;
    Ok(database)
}

/// For commands that send nothing and show nothing of the clinic's own.
fn core(db: backend::db::Db, clock: impl backend::Clock, keys: Arc<Keys>) -> Arc<backend::Core> {
    Arc::new(backend::Core::new(db, clock, no_settings(keys)))
}

fn no_settings(keys: Arc<Keys>) -> backend::Settings {
    backend::Settings {
        clinic_name: String::new(),
        public_url: String::new(),
        mail_address: String::new(),
        session_idle_minutes: 0,
        session_staff_idle_minutes: 0,
        session_absolute_minutes: 0,
        audit_key: None,
        is_audit_logged: false,
        keys,
        staff_need_second_factor: false,
        breached_passwords: None,
        sends_sms: false,
    }
}

/// What a command does is put down to the command line.
fn by_command(core: &Arc<backend::Core>) -> backend::Context {
    backend::Context::system(Arc::clone(core)).with_origin(backend::Origin::new("cli", ""))
}

/// What `main` does.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => return fail(&error),
    };
    match runtime.block_on(execute(arguments)) {
        Ok(code) => code,
        Err(error) => fail(&*error),
    }
}

type Outcome = Result<ExitCode, Box<dyn Error>>;

async fn execute(arguments: Arguments) -> Outcome {
    let config = || load(arguments.config.as_deref());
    match arguments.command {
        Command::Serve => serve::run(&config()?).await,
        Command::Keys(command) => keys::run(command, config).await,
        Command::Migrate(options) => migrate::run(options, config).await,
        Command::Demo(options) => demo::run(&options).await,
        Command::Admin(command) => admin::run(&config()?, &command).await,
        Command::Audit(command) => audit::run(command, config).await,
        Command::Verify(one) => verify::run(&one.source(config)?).await,
        Command::Import(options) => import::run(options, config).await,
        Command::Export(options) => export::run(options, config).await,
        Command::Slots(options) => slots::run(options, config).await,
    }
}

fn load(file: Option<&std::path::Path>) -> Result<Config, ConfigError> {
    Config::load(&Sources::open(file)?)
}

fn fail(error: &dyn Error) -> ExitCode {
    eprintln!("mediconnect: {}", app::error::explain(error));
    ExitCode::FAILURE
}
