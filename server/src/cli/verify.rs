use std::process::ExitCode;

use backend::{Clock, SystemClock, setup::Severity};

use super::{
    Outcome,
    keys::{self, Source},
};

/// `mediconnect verify`: fails when an invariant is broken.
pub(super) async fn run(source: &Source) -> Outcome {
    let (db, keys) = keys::connect(source).await?;
    let findings = backend::setup::verify(&db, &keys, SystemClock.now()).await;
    db.close().await;
    let findings = findings?;
    for finding in &findings {
        println!("{finding}");
    }
    let errors = findings
        .iter()
        .filter(|finding| finding.severity == Severity::Error)
        .count();
    match errors {
        0 => println!("No invariant is broken."),
        1 => println!("1 error."),
        _ => println!("{errors} errors."),
    }
    Ok(if errors == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
