//! Measures the release as a process of its own and compares it with what the issue asks for. `scripts/bench` builds and calls
//! it.

mod bookings;
mod client;
mod first_free;
mod ground;
mod hello;
mod load;
mod machine;
mod mail;
mod options;
mod parts;
mod past;
mod process;
mod raw;
mod reading;
mod report;
mod server;

use std::{error::Error, process::ExitCode};

use clap::Parser;

use options::{Arguments, Command};
use report::Report;

/// What goes wrong ends the run.
type Outcome<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.command {
        Some(Command::Hello { address }) => hello::serve(address).map(|()| ExitCode::SUCCESS),
        None => run(&arguments),
    };
    done.unwrap_or_else(|error| {
        let causes = std::iter::successors(error.source(), |cause| (*cause).source());
        let text = causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"));
        eprintln!("bench: {text}");
        ExitCode::FAILURE
    })
}

fn run(arguments: &Arguments) -> Outcome<ExitCode> {
    server::check_file_limit(4096)?;
    let mut report = Report::default();
    tokio::runtime::Runtime::new()?.block_on(parts::run(arguments, &mut report))?;
    report.print_bars();
    if let Some(file) = &arguments.report {
        std::fs::write(file, report.markdown(&machine::describe()?))?;
    }
    Ok(if report.is_right() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
