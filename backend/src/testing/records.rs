use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::{TestDb, keys};
use crate::crypto::{Place, TABLES};

/// A row by its columns, as SQL writes the values.
pub type Record = BTreeMap<String, String>;

impl TestDb {
    /// All rows of a SQLite database by table, with what is stored encrypted opened.
    pub async fn records(&self) -> BTreeMap<String, Vec<Record>> {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
        let mut records = BTreeMap::new();
        for table in self.texts(tables).await {
            let columns = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns = self.texts(&columns).await;
            let pairs: Vec<_> = columns.iter().map(|name| format!("'{name}', quote({name})")).collect();
            let rows = format!("SELECT json_object({}) FROM {table}", pairs.join(", "));
            let rows = self.texts(&rows).await.into_iter();
            let parse = |row: String| serde_json::from_str(&row).expect("a row");
            records.insert(table.clone(), rows.map(|row| opened(&table, parse(row))).collect());
        }
        records
    }

    pub(super) async fn texts(&self, sql: &str) -> Vec<String> {
        let statement = Statement::from_string(DbBackend::Sqlite, sql);
        let rows = self.db.reader().query_all_raw(statement).await;
        let rows = rows.expect("the query runs").into_iter();
        rows.map(|row| row.try_get_by_index(0).expect("a text")).collect()
    }
}

fn opened(table: &str, mut record: Record) -> Record {
    let Some(known) = TABLES.iter().find(|known| known.name == table) else {
        return record;
    };
    let key = record[known.key].clone();
    let key = match key.strip_prefix("X'") {
        Some(hex) => Uuid::parse_str(hex.trim_end_matches('\''))
            .expect("an id")
            .as_bytes()
            .to_vec(),
        None => key.trim_matches('\'').as_bytes().to_vec(),
    };
    for &column in known.columns {
        let value = record.get_mut(column).expect("a column");
        if let Some(sealed) = value.strip_prefix('\'').filter(|text| text.starts_with("x1.")) {
            let place = Place::new(table, column, &key);
            *value = keys().open(place, sealed.trim_end_matches('\'')).expect("it opens");
        }
    }
    record
}
