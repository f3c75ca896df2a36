use std::{
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use backend::{db::Db, private::is_out_of_reach};
use migrations::{
    Migrator, MigratorTrait,
    sea_orm::{ConnectionTrait, DbBackend, DbErr},
};

use super::{OneDatabase, Outcome, keys};
use crate::config::{Config, ConfigError};

#[derive(Debug, clap::Args)]
pub(super) struct Options {
    #[command(flatten)]
    database: OneDatabase,
    /// A user of PostgreSQL that `serve` then signs in as: they read and write the rows, and change neither the schema nor the
    /// audit trail.
    #[arg(long, value_name = "USER")]
    grant: Option<String>,
}

/// `mediconnect migrate`
pub(super) async fn run(options: Options, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    let (db, _) = keys::open(&options.database.source(config)?).await?;
    if let Some(user) = options.grant {
        let granted = grant(&db, &user).await;
        granted.map_err(|source| Ungranted { user, source })?;
    }
    db.close().await;
    println!("The database is up to date.");
    Ok(ExitCode::SUCCESS)
}

/// Opens a database and brings its schema up to date.
pub(super) async fn open(url: &str) -> Result<Db, Box<dyn Error>> {
    let db = connect(url).await?;
    migrate(&db).await.map_err(|source| Unmigrated { source })?;
    Ok(db)
}

/// Opens a database as it is. The folder of an SQLite database is made when absent; a file that others can read is refused.
pub(super) async fn connect(url: &str) -> Result<Db, Box<dyn Error>> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let path = path.trim_start_matches("//").split('?').next().unwrap_or_default();
        let path = Path::new(path);
        if let Some(folder) = path.parent() {
            make_private(folder)?;
        }
        make_private_file(path)?;
        if !is_out_of_reach(path)? {
            let path = path.to_owned();
            return Err(Readable { path }.into());
        }
    }
    // The address can hold a password, so the message does not.
    Ok(Db::connect(url).await.map_err(|source| Unopened { source })?)
}

/// For nobody else on this machine to read. A folder that exists is left as it is.
fn make_private(folder: &Path) -> Result<(), std::io::Error> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// SQLite gives its other files the rights of this one. A file that exists is left as it is.
fn make_private_file(path: &Path) -> Result<(), std::io::Error> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[derive(Debug, thiserror::Error)]
#[error("the database {} can be read by others on this machine: chmod 600", path.display())]
struct Readable {
    path: PathBuf,
}

#[derive(Debug, thiserror::Error)]
#[error("the database cannot be opened")]
struct Unopened {
    source: DbErr,
}

#[derive(Debug, thiserror::Error)]
#[error("the database could not be brought up to date; it is as it was")]
struct Unmigrated {
    source: DbErr,
}

#[derive(Debug, thiserror::Error)]
#[error("{user} was not given the rights of a server")]
struct Ungranted {
    user: String,
    source: DbErr,
}

/// What a server needs and no more: the rows, but of the audit trail only new ones.
async fn grant(db: &Db, user: &str) -> Result<(), DbErr> {
    if db.backend() != DbBackend::Postgres {
        return Err(DbErr::Custom("only PostgreSQL has users".to_owned()));
    }
    let user = format!("\"{}\"", user.replace('"', "\"\""));
    let tx = db.begin().await?;
    for statement in [
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC".to_owned(),
        format!("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {user}"),
        format!("GRANT USAGE ON SCHEMA public TO {user}"),
        format!("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {user}"),
        format!("REVOKE UPDATE, DELETE ON audit_event, audit_seal FROM {user}"),
        format!("REVOKE INSERT, UPDATE, DELETE ON seaql_migrations FROM {user}"),
    ] {
        tx.execute_unprepared(&statement).await?;
    }
    tx.commit().await
}

/// Any number; the same in every process of ours.
const LOCK: &str = "SELECT pg_advisory_xact_lock(7120261121)";

/// Servers that start together on one PostgreSQL wait for each other; on SQLite there is only one.
async fn migrate(db: &Db) -> Result<(), DbErr> {
    if db.backend() != DbBackend::Postgres {
        return Migrator::up(db.writer(), None).await;
    }
    // A user who may not change the schema starts, too, when it is as it has to be.
    if Migrator::get_pending_migrations_read_only(db.writer())
        .await?
        .is_empty()
    {
        return Ok(());
    }
    let lock = db.begin().await?;
    lock.execute_unprepared(LOCK).await?;
    Migrator::up(db.writer(), None).await?;
    lock.commit().await
}
