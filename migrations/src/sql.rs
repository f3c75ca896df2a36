//! One schema text for both databases.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DbBackend},
};

/// Runs a script after putting in the column types of the database at hand: `{id}` a UUID, `{int}` 64 bits, `{bool}`,
/// `{table}` what follows a table's closing bracket.
pub async fn run(manager: &SchemaManager<'_>, script: &str) -> Result<(), DbErr> {
    let words = match manager.get_database_backend() {
        DbBackend::Sqlite => [
            ("{id}", "BLOB"),
            ("{int}", "INTEGER"),
            ("{bool}", "INTEGER"),
            ("{table}", " STRICT"),
        ],
        _ => [
            ("{id}", "UUID"),
            ("{int}", "BIGINT"),
            ("{bool}", "BOOLEAN"),
            ("{table}", ""),
        ],
    };
    let script = words
        .iter()
        .fold(script.to_owned(), |script, (word, sql)| script.replace(word, sql));
    manager.get_connection().execute_unprepared(&script).await.map(|_| ())
}

/// Lets `plan_version` rise with each change of a table of what is planned.
pub async fn watch(manager: &SchemaManager<'_>, table: &str) -> Result<(), DbErr> {
    let script = match manager.get_database_backend() {
        DbBackend::Sqlite => ["INSERT", "UPDATE", "DELETE"]
            .map(|change| {
                format!(
                    "CREATE TRIGGER plan_changed_{table}_{change} AFTER {change} ON {table} \
                     BEGIN UPDATE plan_version SET version = version + 1; END;"
                )
            })
            .join("\n"),
        _ => format!(
            "CREATE TRIGGER plan_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} \
             FOR EACH STATEMENT EXECUTE FUNCTION plan_changed();"
        ),
    };
    run(manager, &script).await
}
