use std::time::Duration;

use domain::access::Actor;
use domain::refusal::Refusal;
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, Statement};

use super::{KeyFault, KeyFileFault, LASTING, TABLES, check_keys, key_file, recorded, reseal::reseal};
use crate::{Context, Fault, entity::data_key};

/// A key, and how many values are encrypted with it. What is not encrypted yet is counted under no name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    pub name: String,
    pub values: u64,
    pub is_current: bool,
}

/// Why keys were not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotateFault {
    #[error(
        "the keys are not of a file, so no new one can be added here: add one at the end of MEDICONNECT_KEYS, restart every server \
         with it, and run this again with --no-new-key"
    )]
    NoFile,
    #[error("there is no key {0}")]
    Unknown(String),
    #[error("the key {0} encrypts what is written now: `mediconnect keys rotate` first")]
    Current(String),
    #[error("the key called lasting is never replaced: blind indexes and the audit trail need it")]
    Lasting,
    #[error("{0} values are encrypted with the key {1}: `mediconnect keys rotate` first")]
    InUse(u64, String),
    #[error(transparent)]
    File(#[from] KeyFileFault),
    #[error(transparent)]
    Key(#[from] KeyFault),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// How long the processes that share a file may take to see a new key in it; they look once a second.
const SETTLE: Duration = Duration::from_secs(3);

/// Adds a key to the file, from which on it encrypts, waits until every server has seen it, and encrypts with it what older keys
/// encrypted, while the servers run. Answers the key's name and the number of values.
///
/// # Errors
/// `NoFile`; those of the file and of the database. What is done stays done: `rotate_to_current` goes on.
pub async fn rotate_keys(ctx: &Context) -> Result<(String, u64), RotateFault> {
    only_system(ctx)?;
    let keys = ctx.keys();
    let path = keys.file().ok_or(RotateFault::NoFile)?;
    keys.refresh();
    let day = recorded::date(ctx.now());
    let is_free = |name: &String| keys.ring().names().all(|known| known != name);
    let numbered = (2..).map(|number| format!("{day}-{number}"));
    let Some(name) = std::iter::once(day.clone()).chain(numbered).find(is_free) else {
        return Err(RotateFault::NoFile);
    };
    key_file::add(path, &name)?;
    keys.refresh();
    check_keys(ctx.db(), keys, ctx.now()).await?;
    tokio::time::sleep(SETTLE).await;
    Ok((name, rotate_to_current(ctx).await?))
}

/// Encrypts with the current key what older keys encrypted; how many values there were.
///
/// # Errors
/// Those of the database and of the keys.
pub async fn rotate_to_current(ctx: &Context) -> Result<u64, Fault> {
    only_system(ctx)?;
    let mut count = 0;
    for table in &TABLES {
        count += reseal(ctx.db(), ctx.keys(), table).await?;
    }
    Ok(count)
}

/// The keys of the ring, and how many values each encrypted. Reads every protected value's beginning.
///
/// # Errors
/// Those of the database.
pub async fn list_keys(ctx: &Context) -> Result<Vec<KeyUse>, Fault> {
    only_system(ctx)?;
    let ring = ctx.keys().ring();
    let key_use = |name: &str| KeyUse {
        name: name.to_owned(),
        values: 0,
        is_current: name == ring.current(),
    };
    let mut uses: Vec<KeyUse> = ring.names().map(key_use).collect();
    for table in &TABLES {
        for column in table.columns {
            for (name, values) in count(ctx, table.name, column).await? {
                match uses.iter_mut().find(|known| known.name == name) {
                    Some(known) => known.values += values,
                    None => uses.push(KeyUse {
                        values,
                        ..key_use(&name)
                    }),
                }
            }
        }
    }
    Ok(uses)
}

/// Takes a key out of the file that nothing is encrypted with any more.
///
/// # Errors
/// `NoFile`, `Unknown`, `Current`, `Lasting`, `InUse`; those of the file and of the database.
pub async fn retire_key(ctx: &Context, name: &str) -> Result<(), RotateFault> {
    only_system(ctx)?;
    let keys = ctx.keys();
    let path = keys.file().ok_or(RotateFault::NoFile)?;
    keys.refresh();
    if name == LASTING {
        return Err(RotateFault::Lasting);
    }
    if keys.ring().names().all(|known| known != name) {
        return Err(RotateFault::Unknown(name.to_owned()));
    }
    if keys.ring().current() == name {
        return Err(RotateFault::Current(name.to_owned()));
    }
    let uses = list_keys(ctx).await?;
    if let Some(used) = uses.into_iter().find(|known| known.name == name && known.values > 0) {
        return Err(RotateFault::InUse(used.values, used.name));
    }
    // The record first: a key that is recorded and missing keeps the server from starting.
    let tx = ctx.db().begin().await.map_err(Fault::from)?;
    data_key::Entity::delete_many()
        .filter(data_key::Column::Name.eq(name))
        .exec(&*tx)
        .await
        .map_err(Fault::from)?;
    tx.commit().await.map_err(Fault::from)?;
    key_file::remove(path, name)?;
    keys.refresh();
    Ok(())
}

async fn count(ctx: &Context, table: &str, column: &str) -> Result<Vec<(String, u64)>, Fault> {
    let name = match ctx.db().backend() {
        DbBackend::Sqlite => format!("substr({column}, 4, instr(substr({column}, 4), '.') - 1)"),
        _ => format!("split_part({column}, '.', 2)"),
    };
    let sql = format!(
        "SELECT name, COUNT(*) FROM (SELECT CASE substr({column}, 1, 3) WHEN 'x1.' THEN {name} ELSE '' END AS name FROM {table} \
         WHERE {column} <> '') named GROUP BY name"
    );
    let statement = Statement::from_string(ctx.db().backend(), sql);
    let rows = ctx.db().reader().query_all_raw(statement).await?;
    let row = |row: &sea_orm::QueryResult| {
        let values: i64 = row.try_get_by_index(1)?;
        Ok((row.try_get_by_index(0)?, u64::try_from(values).unwrap_or(0)))
    };
    rows.iter().map(row).collect()
}

fn only_system(ctx: &Context) -> Result<(), Fault> {
    if *ctx.actor() == Actor::System {
        Ok(())
    } else {
        Err(Refusal::Forbidden.into())
    }
}
