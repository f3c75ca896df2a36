use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use backend::{
    db::Kind,
    testing::{durable_postgres_log, large::Size},
};
use sqlx::{AssertSqlSafe, Connection, Either, Executor, PgConnection, SqlSafeStr, Statement, TypeInfo};

use super::{
    log::{Entry, parse},
    script::Script,
};
use crate::{
    Outcome,
    bookings::book,
    client::Client,
    ground::Ground,
    server::{Server, Settings},
};

/// How many bookings are looked at until two have sent the same statements: the server's jobs can come in between.
const TRIES: usize = 8;

/// Has the server book, and takes down what it sends to PostgreSQL for it.
pub async fn record(binary: &Path, mail_port: u16) -> Outcome<Script> {
    let size = Size {
        doctors: 24,
        past: 0,
        days_ahead: 7,
    };
    let mut ground = Ground::prepare(Kind::Postgres, size, 100).await;
    let (address, _) = ground.db.url.split_once('?').ok_or("an address without a folder")?;
    let (_, name) = address.rsplit_once('/').ok_or("an address without a database")?;
    let logged = format!("ALTER DATABASE {name} SET log_statement = 'all'");
    ground.db.execute(&logged, &[]).await?;
    let log = durable_postgres_log().await;

    let server = Server::start(&Settings {
        binary: binary.to_owned(),
        database: ground.db.url.clone(),
        mail_port,
    })
    .await?;
    let mut client = Client::connect(server.site.address).await?;
    let mut hand = ground.deal(1).pop().ok_or("a hand")?;
    let mut seen: Vec<Vec<Entry>> = Vec::new();
    for _ in 0..TRIES {
        let wish = hand.next()?;
        let before = fs::read(&log)?.len();
        book(&mut client, &server.site, &wish).await?;
        let text = fs::read(&log)?.split_off(before);
        let entries = of_booking(parse(&String::from_utf8_lossy(&text)));
        let is_same = |other: &Vec<Entry>| {
            other
                .iter()
                .map(|entry| &entry.sql)
                .eq(entries.iter().map(|entry| &entry.sql))
        };
        if !entries.is_empty() && seen.iter().any(is_same) {
            server.stop().await?;
            return Script::new(with_types(&ground.db.url, entries).await?, &wish);
        }
        seen.push(entries);
    }
    Err("no two bookings have sent the same statements".into())
}

/// Without what is sent beside a booking: word to other processes, mail that is on its way, what has run out.
fn of_booking(entries: Vec<Entry>) -> Vec<Entry> {
    let is_beside = |entry: &Entry| {
        let is_change = entry.sql.starts_with("SELECT") || entry.sql.starts_with("UPDATE");
        let is_delivery = is_change && entry.sql.contains("\"outbox_message\"");
        is_delivery || entry.sql.starts_with("DELETE") || entry.sql == "ROLLBACK"
    };
    // Numbered by the transaction that they are in, if any.
    let mut open = HashMap::new();
    let mut count = 0;
    let mut numbered = Vec::new();
    for entry in entries {
        if entry.sql == "BEGIN" {
            count += 1;
            open.insert(entry.process, count);
        }
        let number = open.get(&entry.process).copied();
        if matches!(entry.sql.as_str(), "COMMIT" | "ROLLBACK") {
            open.remove(&entry.process);
        }
        numbered.push((number, entry));
    }
    let beside = numbered.iter().filter(|(_, entry)| is_beside(entry));
    let beside: HashSet<_> = beside.filter_map(|(number, _)| *number).collect();
    let is_word = |sql: &str| sql.contains("pg_notify") || sql.contains("LISTEN") || sql.trim().is_empty();
    let own = numbered.into_iter().filter(|(number, entry)| {
        let is_open = number.is_some_and(|number| open.values().any(|open| *open == number));
        !is_open && number.is_none_or(|number| !beside.contains(&number)) && !is_word(&entry.sql)
    });
    let mut own: Vec<_> = own.map(|(_, entry)| entry).collect();
    let end = own.iter().rposition(|entry| entry.sql == "COMMIT");
    own.truncate(end.map_or(0, |at| at + 1));
    own
}

/// With the types of their values, as PostgreSQL knows them.
async fn with_types(url: &str, entries: Vec<Entry>) -> Outcome<Vec<(Entry, Vec<String>)>> {
    let mut connection = PgConnection::connect(url).await?;
    let mut typed = Vec::new();
    for entry in entries {
        let prepared = (&mut connection)
            .prepare(AssertSqlSafe(entry.sql.clone()).into_sql_str())
            .await?;
        let types = match prepared.parameters() {
            Some(Either::Left(types)) => types.iter().map(|kind| kind.name().to_owned()).collect(),
            _ => Vec::new(),
        };
        typed.push((entry, types));
    }
    connection.close().await?;
    Ok(typed)
}
