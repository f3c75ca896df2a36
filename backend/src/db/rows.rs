//! How SeaORM's statements and rows are SQLite's.

use rusqlite::{
    Connection, StatementStatus, ToSql,
    types::{Null, ToSqlOutput, ValueRef},
};
use sea_orm::{ProxyExecResult, ProxyRow, Statement, Value};
use uuid::Uuid;

/// The columns that hold no and yes, as 0 and 1.
const BOOLEANS: [&str; 5] = [
    "by_passkey",
    "is_active",
    "is_standard",
    "needs_approval",
    "restart_after_busy",
];

pub(super) fn query(connection: &Connection, statement: &Statement) -> rusqlite::Result<Vec<ProxyRow>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    // It counts on from one time to the next otherwise, and what is brief would be given up now and then.
    prepared.reset_status(StatementStatus::VmStep);
    let columns: Vec<Column> = prepared.column_names().into_iter().map(Column::new).collect();
    bind(&mut prepared, statement)?;
    let mut rows = prepared.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut named = Vec::with_capacity(2 * columns.len());
        for (number, column) in columns.iter().enumerate() {
            let value = column.value(row.get_ref(number)?)?;
            named.push((key_of(number), value.clone()));
            named.push((column.name.clone(), value));
        }
        found.push(ProxyRow::new(named.into_iter().collect()));
    }
    Ok(found)
}

/// SeaORM takes the number of a column for its place among the sorted names, so these come before all names, in their order.
fn key_of(number: usize) -> String {
    let number = u32::try_from(number).ok().and_then(char::from_u32);
    String::from_iter(['\0', number.unwrap_or(char::MAX)])
}

pub(super) fn execute(connection: &Connection, statement: &Statement) -> rusqlite::Result<ProxyExecResult> {
    let rows = match &statement.values {
        None => {
            connection.execute_batch(&statement.sql)?;
            connection.changes()
        }
        Some(_) => {
            let mut prepared = connection.prepare_cached(&statement.sql)?;
            bind(&mut prepared, statement)?;
            u64::try_from(prepared.raw_execute()?).unwrap_or(u64::MAX)
        }
    };
    Ok(ProxyExecResult::new(0, rows))
}

/// Puts the values in their places: `$2` is the second value wherever it stands, `?` the next one.
fn bind(prepared: &mut rusqlite::Statement<'_>, statement: &Statement) -> rusqlite::Result<()> {
    let values = statement.values.as_ref().map_or(&[][..], |values| &values.0);
    for place in 1..=prepared.parameter_count() {
        let name = prepared.parameter_name(place);
        let number = name.and_then(|name| name.strip_prefix(['$', '?'])?.parse().ok());
        let value = values.get(number.unwrap_or(place) - 1);
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(values.len(), place))?;
        prepared.raw_bind_parameter(place, Bound(value))?;
    }
    Ok(())
}

struct Column {
    name: String,
    is_boolean: bool,
}

impl Column {
    fn new(name: &str) -> Self {
        // SeaORM calls the columns of two tables A_… and B_….
        let own = name.strip_prefix("A_").or(name.strip_prefix("B_")).unwrap_or(name);
        Self {
            name: name.to_owned(),
            is_boolean: BOOLEANS.contains(&own),
        }
    }

    fn value(&self, value: ValueRef<'_>) -> rusqlite::Result<Value> {
        Ok(match value {
            // Of whatever type it would be: to SeaORM, what is not of the type that it wants is nothing.
            ValueRef::Null => Value::String(None),
            ValueRef::Integer(number) if self.is_boolean => Value::Bool(Some(number != 0)),
            ValueRef::Integer(number) => Value::BigInt(Some(number)),
            ValueRef::Real(number) => Value::Double(Some(number)),
            ValueRef::Text(text) => Value::String(Some(str::from_utf8(text)?.to_owned())),
            ValueRef::Blob(bytes) => match Uuid::from_slice(bytes) {
                Ok(id) => Value::Uuid(Some(id)),
                Err(_) => Value::Bytes(Some(bytes.to_owned())),
            },
        })
    }
}

/// A value of SeaORM in a statement.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self.0 {
            Value::Bool(value) => value.to_sql(),
            Value::Int(value) => value.to_sql(),
            Value::BigInt(value) => value.to_sql(),
            Value::Unsigned(value) => value.to_sql(),
            Value::BigUnsigned(value) => {
                let value = value.map(i64::try_from).transpose();
                let value = value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
                Ok(value.map_or(ToSqlOutput::from(Null), ToSqlOutput::from))
            }
            Value::String(value) => value.to_sql(),
            Value::Bytes(value) => value.to_sql(),
            Value::Uuid(Some(id)) => Ok(ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes()))),
            Value::Uuid(None) => Ok(ToSqlOutput::from(Null)),
            _ => Err(rusqlite::Error::ToSqlConversionFailure(
                "no column of ours takes such a value".into(),
            )),
        }
    }
}
