use std::{net::SocketAddr, path::PathBuf, time::Duration};

use backend::db::Kind;
use clap::{Parser, Subcommand, ValueEnum};

use crate::load::Pace;

/// Measures Mediconnect.
#[derive(Debug, Parser)]
pub struct Arguments {
    /// The server to measure.
    #[arg(long, default_value = "dist/mediconnect")]
    pub server: PathBuf,
    /// Only these parts, with commas between them.
    #[arg(long, value_delimiter = ',')]
    pub only: Vec<Part>,
    /// Only on this database.
    #[arg(long)]
    pub database: Option<Database>,
    /// How many clients book at a time.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 16, 64])]
    pub clients: Vec<usize>,
    /// Seconds that each measurement takes, after a warm-up of a third of that.
    #[arg(long, default_value_t = 9.0)]
    pub seconds: f64,
    /// How far appointments grow.
    #[arg(long, env = "BENCH_GROWTH", default_value = "million")]
    pub growth: Growth,
    /// How many pages wait for changes at a time.
    #[arg(long, default_value_t = 2000)]
    pub streams: usize,
    /// Prints the statements of a booking.
    #[arg(long)]
    pub show_statements: bool,
    /// Writes the report into this file.
    #[arg(long)]
    pub report: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Option<Command>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serves "Hello, World!".
    Hello { address: SocketAddr },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Part {
    /// Start to first answer, idle memory.
    Start,
    /// Free times and pages, beside a hello world.
    Slots,
    /// A thousand clients, one time.
    HotSlot,
    /// Bookings, beside the raw rate.
    Bookings,
    /// Many open pages that wait for changes.
    Streams,
    /// The search of all doctors, with a million appointments stored.
    FirstFree,
    /// The same with ever more appointments stored.
    Growth,
}

/// How many appointments are stored at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Growth {
    Million,
    /// Ten millions.
    Full,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Database {
    Sqlite,
    Postgres,
}

impl Arguments {
    pub fn is_asked_for(&self, part: Part) -> bool {
        self.only.is_empty() || self.only.contains(&part)
    }

    pub fn databases(&self) -> Vec<Kind> {
        match self.database {
            None => vec![Kind::Sqlite, Kind::Postgres],
            Some(Database::Sqlite) => vec![Kind::Sqlite],
            Some(Database::Postgres) => vec![Kind::Postgres],
        }
    }

    pub fn pace(&self) -> Pace {
        let measured = Duration::from_secs_f64(self.seconds);
        Pace {
            warm_up: measured / 3,
            measured,
        }
    }
}
