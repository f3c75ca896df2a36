//! Which keys a database was written with, so that a ring without them is noticed before anything is read or written.

use std::path::Path;

use domain::time::Instant;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, QueryOrder};

use super::{CryptoFault, KeyFileFault, KeyRing, Keys, LASTING, Place, key_file, keys::nonce};
use crate::{
    Fault,
    db::{Db, Tx},
    entity::data_key,
};

/// Why a database cannot be used with these keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyFault {
    #[error(
        "the database holds values that only the key {0} reads, and this key is missing: put the keys back that the database was \
         written with (docs/CONFIGURATION.md, keys); without them these values are lost"
    )]
    Missing(String),
    #[error(
        "the key {0} is not the one of this name that the database was written with: put the keys back that it was written with \
         (docs/CONFIGURATION.md, keys)"
    )]
    Another(String),
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// What a proof says.
const PROOF: &str = "mediconnect";

/// The keys that a database was written with; none for one that holds nothing encrypted yet.
///
/// # Errors
/// Those of the database, as before its first migration.
pub async fn recorded_keys(db: &Db) -> Result<Vec<String>, Fault> {
    let rows = data_key::Entity::find().order_by_asc(data_key::Column::AddedAt);
    Ok(rows.all(db.reader()).await?.into_iter().map(|row| row.name).collect())
}

/// Makes a file of keys where there is none, for a database that was never encrypted.
///
/// # Errors
/// When it cannot be written.
pub fn create_key_file(path: &Path, now: Instant) -> Result<(), KeyFileFault> {
    key_file::create(path, &date(now))
}

/// Refuses a ring without one of the keys that the database was written with, and records what is new in it.
///
/// # Errors
/// `Missing`, `Another`; those of the database.
pub async fn check_keys(db: &Db, keys: &Keys, now: Instant) -> Result<(), KeyFault> {
    let ring = keys.ring();
    let rows = data_key::Entity::find().all(db.reader()).await.map_err(Fault::from)?;
    for row in &rows {
        match ring.open(place(&row.name), &row.proof) {
            Ok(text) if text == PROOF => {}
            Err(CryptoFault::UnknownKey(name)) => return Err(KeyFault::Missing(name)),
            Ok(_) | Err(CryptoFault::Malformed | CryptoFault::Rejected) => {
                return Err(KeyFault::Another(row.name.clone()));
            }
        }
    }
    let is_new = |name: &&str| rows.iter().all(|row| row.name != **name);
    let new: Vec<&str> = [LASTING, ring.current()].into_iter().filter(is_new).collect();
    if !new.is_empty() {
        let tx = db.begin().await.map_err(Fault::from)?;
        for name in new {
            record(&tx, &ring, name, now).await?;
        }
        tx.commit().await.map_err(Fault::from)?;
    }
    Ok(())
}

/// Two processes that start together record the same.
pub(super) async fn record(tx: &Tx, ring: &KeyRing, name: &str, now: Instant) -> Result<(), Fault> {
    let row = data_key::Model {
        name: name.to_owned(),
        proof: ring.seal_with(name, place(name), PROOF, nonce())?,
        added_at: now.millis(),
    };
    data_key::Entity::insert(row.into_active_model().reset_all())
        .on_conflict_do_nothing_on([data_key::Column::Name])
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

fn place(name: &str) -> Place<'_> {
    Place {
        table: "data_key",
        column: "proof",
        row: name.as_bytes(),
    }
}

/// "2026-11-29", in UTC.
pub(super) fn date(now: Instant) -> String {
    let there = jiff::Timestamp::try_from(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    there.to_zoned(jiff::tz::TimeZone::UTC).date().to_string()
}
