use std::process::ExitCode;

use secrecy::ExposeSecret;

use super::{Outcome, migrate};
use crate::config::Config;

/// `mediconnect verify`: fails when something is found.
pub(super) async fn run(config: &Config) -> Outcome {
    let db = migrate::connect(config.database.expose_secret()).await?;
    let findings = backend::setup::verify(&db).await?;
    db.close().await;
    for finding in &findings {
        println!("{finding}");
    }
    if findings.is_empty() {
        println!("Everything is as it must be.");
        return Ok(ExitCode::SUCCESS);
    }
    println!("{} found.", findings.len());
    Ok(ExitCode::FAILURE)
}
