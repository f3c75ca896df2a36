//! Encrypts anew what is not encrypted with the current key, in small steps, while others read and write.

use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QueryResult, Statement, Value,
};
use uuid::Uuid;

use super::{CryptoFault, Keys, Place, TABLES, key_ring::FORMAT, tables::Table};
use crate::{
    Broken, Fault,
    db::{Db, retry},
    entity::sealing_due,
};

/// Before each text that stood there before its column was encrypted. Nobody reads it but the pass that encrypts it.
pub(crate) const PLAIN: &str = "x0.";
/// Rows in one transaction: others write in between.
const BATCH: usize = 100;

/// Encrypts what stood in the database before its columns were encrypted; how many values there were. Then SQLite's file is
/// written anew, so that nothing of them is left in its free pages.
///
/// # Errors
/// Those of the database and of the keys. What is done stays done: it goes on where it stopped.
pub async fn seal_plain(db: &Db, keys: &Keys) -> Result<u64, Fault> {
    let due = sealing_due::Entity::find()
        .order_by_asc(sealing_due::Column::TableName)
        .all(db.reader())
        .await?;
    let mut count = 0;
    for table in &due {
        if let Some(table) = TABLES.iter().find(|known| known.name == table.table_name) {
            count += reseal(db, keys, table).await?;
        }
        let done = sealing_due::Entity::delete_many().filter(sealing_due::Column::TableName.eq(&table.table_name));
        let tx = db.begin().await?;
        done.exec(&*tx).await?;
        tx.commit().await?;
    }
    if count > 0 && db.backend() == DbBackend::Sqlite {
        for statement in ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"] {
            db.writer().execute_unprepared(statement).await?;
        }
    }
    Ok(count)
}

/// A row's key as the database has it.
#[derive(Clone)]
enum RowKey {
    Id(Uuid),
    Text(String),
}

impl RowKey {
    fn read(row: &QueryResult, table: &Table) -> Result<Self, Fault> {
        Ok(if table.has_id() {
            Self::Id(row.try_get_by_index(0)?)
        } else {
            Self::Text(row.try_get_by_index(0)?)
        })
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Self::Id(id) => id.as_ref(),
            Self::Text(text) => text.as_ref(),
        }
    }

    fn value(&self) -> Value {
        match self {
            Self::Id(id) => (*id).into(),
            Self::Text(text) => text.clone().into(),
        }
    }
}

/// One row of which something is to be encrypted anew: the columns in the order of the table.
struct Old {
    key: RowKey,
    values: Vec<Option<String>>,
}

/// Encrypts a table with the current key, and says how many values were not. Values that somebody else changes in the meantime
/// are theirs.
pub(super) async fn reseal(db: &Db, keys: &Keys, table: &Table) -> Result<u64, Fault> {
    let (mut after, mut count) = (None, 0);
    loop {
        let rows = old_rows(db, keys, table, after.as_ref()).await?;
        let Some(last) = rows.last() else {
            return Ok(count);
        };
        after = Some(last.key.clone());
        count += retry(async || {
            let mut changed = 0;
            let tx = db.begin().await?;
            for row in &rows {
                changed += reseal_row(&*tx, keys, table, row).await?;
            }
            tx.commit().await?;
            Ok(changed)
        })
        .await?;
    }
}

async fn old_rows(db: &Db, keys: &Keys, table: &Table, after: Option<&RowKey>) -> Result<Vec<Old>, Fault> {
    let Table { name, key, columns, .. } = table;
    let is_old = is_old(keys, table);
    let beyond = after.map_or_else(String::new, |_| format!("{key} > $1 AND "));
    let sql = format!(
        "SELECT {key}, {} FROM {name} WHERE {beyond}({is_old}) ORDER BY {key} LIMIT {BATCH}",
        columns.join(", ")
    );
    let values: Vec<Value> = after.map(RowKey::value).into_iter().collect();
    let found = Statement::from_sql_and_values(db.backend(), sql, values);
    let found = db.reader().query_all_raw(found).await?;
    let row = |row: &QueryResult| {
        let values = (1..=columns.len()).map(|index| row.try_get_by_index(index));
        Ok(Old {
            key: RowKey::read(row, table)?,
            values: values.collect::<Result<_, _>>().map_err(Fault::from)?,
        })
    };
    found.iter().map(row).collect()
}

/// That something in a row is not encrypted with the current key.
fn is_old(keys: &Keys, table: &Table) -> String {
    let start = format!("{FORMAT}.{}.", keys.ring().current());
    let is_old = |column: &&str| {
        let length = start.len();
        format!("({column} <> '' AND substr({column}, 1, {length}) <> '{start}')")
    };
    table.columns.iter().map(is_old).collect::<Vec<_>>().join(" OR ")
}

async fn reseal_row(tx: &impl ConnectionTrait, keys: &Keys, table: &Table, row: &Old) -> Result<u64, Fault> {
    let mut count = 0;
    for (column, old) in table.columns.iter().zip(&row.values) {
        let Some(old) = old.as_deref().filter(|old| !old.is_empty()) else {
            continue;
        };
        if !old.starts_with(PLAIN) && !keys.ring().is_of_old_key(old) {
            continue;
        }
        let place = Place {
            table: table.name,
            column,
            row: row.key.bytes(),
        };
        let text = match old.strip_prefix(PLAIN) {
            Some(text) => text.to_owned(),
            None => keys.open(place, old)?,
        };
        let mut values: Vec<Value> = vec![row.key.value(), old.into(), keys.seal(place, &text)?.into()];
        let mut set = format!("{column} = $3");
        if let Some((index, hash)) = (table.index)(keys, column, &text) {
            values.push(hash.into());
            set.push_str(&format!(", {index} = $4"));
        }
        let sql = format!(
            "UPDATE {} SET {set} WHERE {} = $1 AND {column} = $2",
            table.name, table.key
        );
        let update = Statement::from_sql_and_values(tx.get_database_backend(), sql, values);
        count += tx.execute_raw(update).await?.rows_affected();
    }
    Ok(count)
}

impl From<CryptoFault> for Fault {
    fn from(fault: CryptoFault) -> Self {
        Broken::from(fault).into()
    }
}

impl From<CryptoFault> for Broken {
    fn from(fault: CryptoFault) -> Self {
        Self::Other("an encrypted value cannot be read", fault.into())
    }
}
