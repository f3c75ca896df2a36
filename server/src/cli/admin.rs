use std::{
    error::Error,
    io::{IsTerminal, stdin},
    process::ExitCode,
    sync::Arc,
};

use backend::{
    Core, Fault, SystemClock,
    account::{NewAdministrator, create_administrator},
};
use clap::Subcommand;
use domain::refusal::Refusal;

use super::{Outcome, by_command, keys};
use crate::config::Config;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Make an administrator. The password is asked for, or read from standard input, or from MEDICONNECT_ADMIN_PASSWORD.
    Create {
        #[arg(long)]
        email: String,
        #[arg(long)]
        given_name: String,
        #[arg(long)]
        family_name: String,
    },
}

/// `mediconnect admin …`
pub(super) async fn run(config: &Config, command: &Command) -> Outcome {
    let Command::Create {
        email,
        given_name,
        family_name,
    } = command;
    let password = password()?;
    let (db, keys) = keys::open(&config.clone().into()).await?;
    let core = Arc::new(Core::new(db, SystemClock, config.settings(keys)?));
    let new = NewAdministrator {
        given_name: given_name.clone(),
        family_name: family_name.clone(),
        email: email.clone(),
        password,
    };
    let made = create_administrator(&by_command(&core), &new).await;
    core.db.clone().close().await;
    match made {
        Ok(_) => {
            println!("{email} is an administrator now.");
            Ok(ExitCode::SUCCESS)
        }
        Err(Fault::Refused(Refusal::Invalid(errors))) => {
            for error in errors {
                eprintln!("mediconnect: {}", error.text());
            }
            Ok(ExitCode::FAILURE)
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Never from the arguments, which every user of the machine can read.
fn password() -> Result<String, Box<dyn Error>> {
    if let Ok(password) = std::env::var("MEDICONNECT_ADMIN_PASSWORD") {
        return Ok(password);
    }
    if stdin().is_terminal() {
        return Ok(rpassword::prompt_password("Password: ")?);
    }
    let mut line = String::new();
    stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
