use std::{
    error::Error,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use backend::{
    Clock, SystemClock,
    crypto::{self, KeyUse, Keys},
    db::Db,
    setup,
};
use clap::Subcommand;
use secrecy::{ExposeSecret, SecretString};

use super::{OneDatabase, Outcome, by_command, core, migrate};
use crate::config::{Config, ConfigError, KeysConfig};

/// A database and where the keys of what is encrypted in it are.
pub(super) struct Source {
    pub database: SecretString,
    pub keys: KeysConfig,
}

impl From<Config> for Source {
    fn from(config: Config) -> Self {
        Self {
            database: config.database,
            keys: config.keys,
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum NoKeys {
    #[error(
        "what is stored encrypted needs keys: set `keys.file` (MEDICONNECT_KEYS_FILE) or MEDICONNECT_KEYS; docs/CONFIGURATION.md says how"
    )]
    Unset,
    #[error(
        "there is no file of keys at {}, and what is encrypted in the database cannot be read without it: put it back", path.display()
    )]
    Lost { path: PathBuf },
    #[error(
        "this database was made by `mediconnect demo`, and everybody knows its keys and passwords: serve one of your own"
    )]
    Demo,
}

/// Opens a database, brings it up to date, and encrypts what is not encrypted yet. The first time, a file of keys is made.
pub(super) async fn open(source: &Source) -> Result<(Db, Arc<Keys>), Box<dyn Error>> {
    let db = migrate::open(source.database.expose_secret()).await?;
    let keys = match find(&db, source).await? {
        Some(keys) => keys,
        None => {
            let path = source.path().ok_or(NoKeys::Unset)?;
            if !crypto::recorded_keys(&db).await?.is_empty() {
                return Err(NoKeys::Lost { path }.into());
            }
            crypto::create_key_file(&path, SystemClock.now())?;
            Keys::of_file(&path)?
        }
    };
    take(&db, &keys).await?;
    Ok((db, Arc::new(keys)))
}

/// # Errors
/// For a database that the demo made.
pub(super) async fn refuse_demo(db: &Db) -> Result<(), Box<dyn Error>> {
    let recorded = crypto::recorded_keys(db).await?;
    if recorded.iter().any(|name| name == setup::DEMO_KEY) {
        return Err(NoKeys::Demo.into());
    }
    Ok(())
}

/// Checks that they are the keys of the database, and encrypts what is not encrypted yet.
pub(super) async fn take(db: &Db, keys: &Keys) -> Result<(), Box<dyn Error>> {
    crypto::check_keys(db, keys, SystemClock.now()).await?;
    let count = crypto::seal_plain(db, keys).await?;
    if count > 0 {
        tracing::info!(count, "encrypted what was not encrypted yet");
    }
    Ok(())
}

/// Opens a database as it is, with its keys.
pub(super) async fn connect(source: &Source) -> Result<(Db, Arc<Keys>), Box<dyn Error>> {
    let db = migrate::connect(source.database.expose_secret()).await?;
    let Some(keys) = find(&db, source).await? else {
        return Err(match source.path() {
            Some(path) => NoKeys::Lost { path },
            None => NoKeys::Unset,
        }
        .into());
    };
    crypto::check_keys(&db, &keys, SystemClock.now()).await?;
    Ok((db, Arc::new(keys)))
}

/// The keys that are there; those of the demo, which everybody knows, for a database of the demo.
async fn find(db: &Db, source: &Source) -> Result<Option<Keys>, Box<dyn Error>> {
    if let Some(ring) = &source.keys.ring {
        return Ok(Some(Keys::of_text(ring.expose_secret())?));
    }
    if let Some(path) = source.path().filter(|path| path.exists()) {
        return Ok(Some(Keys::of_file(&path)?));
    }
    let recorded = crypto::recorded_keys(db).await?;
    if recorded.iter().any(|name| name == setup::DEMO_KEY) {
        return Ok(Some(Keys::of_text(setup::DEMO_KEYS)?));
    }
    Ok(None)
}

impl Source {
    fn path(&self) -> Option<PathBuf> {
        if let Some(path) = &self.keys.file {
            return Some(path.clone());
        }
        let path = self.database.expose_secret().strip_prefix("sqlite:")?;
        let path = path.trim_start_matches("//").split('?').next()?;
        Some(Path::new(path).with_file_name("mediconnect.keys"))
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List the keys, and how many values are encrypted with each.
    List(OneDatabase),
    /// Add a key, and encrypt everything with it while the servers run.
    Rotate {
        /// Only encrypt with the last key what older ones encrypted: after a rotation that was interrupted, or when the keys are in
        /// a variable.
        #[arg(long)]
        no_new_key: bool,
        #[command(flatten)]
        database: OneDatabase,
    },
    /// Take a key out of the file that nothing is encrypted with any more.
    Retire {
        name: String,
        #[command(flatten)]
        database: OneDatabase,
    },
}

/// `mediconnect keys …`
pub(super) async fn run(command: Command, config: impl FnOnce() -> Result<Config, ConfigError>) -> Outcome {
    let database = match &command {
        Command::List(database) | Command::Rotate { database, .. } | Command::Retire { database, .. } => database,
    };
    let (db, keys) = connect(&database.clone().source(config)?).await?;
    let core = core(db, SystemClock, keys);
    let ctx = by_command(&core);
    let done = match command {
        Command::List(_) => crypto::list_keys(&ctx)
            .await
            .map(|uses| list(&uses))
            .map_err(Into::into),
        Command::Rotate { no_new_key: true, .. } => crypto::rotate_to_current(&ctx)
            .await
            .map(|count| println!("{count} values are encrypted anew."))
            .map_err(Into::into),
        Command::Rotate { .. } => crypto::rotate_keys(&ctx).await.map(|(name, count)| {
            println!("{count} values are encrypted with the new key {name}. Keep a copy of the file of keys.")
        }),
        Command::Retire { name, .. } => crypto::retire_key(&ctx, &name)
            .await
            .map(|()| println!("The key {name} is gone from the file; older backups of the database need it still.")),
    };
    core.db.clone().close().await;
    done?;
    Ok(ExitCode::SUCCESS)
}

fn list(uses: &[KeyUse]) {
    for key in uses {
        let name = if key.name.is_empty() {
            "not encrypted"
        } else {
            &key.name
        };
        let what = match (&*key.name, key.is_current) {
            (crypto::LASTING, _) => " (blind indexes and the audit trail; never replaced)",
            (_, true) => " (encrypts what is written)",
            (_, false) => "",
        };
        println!("{name}: {} values{what}", key.values);
    }
}
