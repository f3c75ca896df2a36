use std::{sync::Arc, time::Duration};

use rusqlite::{Connection, config::DbConfig, params_from_iter};
use tokio::{
    sync::{mpsc, oneshot},
    task::spawn_blocking,
};

use super::{
    blank::Filling,
    script::{Script, Statement, Step},
};
use crate::{
    Outcome,
    bookings::check_count,
    ground::{Ground, Hand},
    load::{Measured, Pace, Work, measure},
};

/// How many transactions one commit takes at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gathered {
    One,
    /// As many as the server.
    UpTo64,
}

/// A client. It reads on a connection of its own, and its writes queue for the one that writes.
struct Raw {
    reader: Connection,
    writer: mpsc::Sender<Share>,
    script: Arc<Script>,
    hand: Hand,
}

/// A transaction for the writer: the part of the script behind a BEGIN.
struct Share {
    script: Arc<Script>,
    from: usize,
    filling: Arc<Filling>,
    done: oneshot::Sender<Result<(), String>>,
}

impl Work for Raw {
    async fn once(&mut self) -> Outcome<()> {
        let filling = Arc::new(self.script.fill(&self.hand.next()?));
        let mut is_written_by_other = false;
        for (at, step) in self.script.steps.iter().enumerate() {
            match step {
                Step::Begin => {
                    let (done, is_done) = oneshot::channel();
                    let share = Share {
                        script: Arc::clone(&self.script),
                        from: at + 1,
                        filling: Arc::clone(&filling),
                        done,
                    };
                    self.writer.send(share).await?;
                    is_done.await??;
                    is_written_by_other = true;
                }
                Step::Commit => is_written_by_other = false,
                Step::Query(_) if is_written_by_other => {}
                Step::Query(statement) => run(&self.reader, statement, &filling)?,
            }
        }
        Ok(())
    }
}

/// As the server opens it.
fn open(url: &str) -> rusqlite::Result<Connection> {
    let connection = Connection::open(url.trim_start_matches("sqlite:"))?;
    connection.busy_timeout(Duration::from_secs(5))?;
    for (name, value) in [
        ("foreign_keys", "ON"),
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),
        ("temp_store", "MEMORY"),
    ] {
        connection.pragma_update(None, name, value)?;
    }
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(connection)
}

fn run(connection: &Connection, statement: &Statement, filling: &Filling) -> rusqlite::Result<()> {
    if let Some(sql) = statement.for_sqlite() {
        let mut prepared = connection.prepare_cached(sql)?;
        let mut rows = prepared.query(params_from_iter(statement.values(filling)))?;
        while rows.next()?.is_some() {}
    }
    Ok(())
}

fn write(connection: &Connection, mut queue: mpsc::Receiver<Share>, gathered: Gathered) {
    let most = match gathered {
        Gathered::One => 1,
        Gathered::UpTo64 => 64,
    };
    let mut shares = Vec::new();
    while queue.blocking_recv_many(&mut shares, most) > 0 {
        // Who comes while it is written joins.
        let mut waiting = Vec::new();
        let written = write_group(connection, &mut queue, &mut shares, &mut waiting, most);
        let written = written.map_err(|error| error.to_string());
        for done in waiting {
            let _ = done.send(written.clone());
        }
        shares.clear();
    }
}

fn write_group(
    connection: &Connection,
    queue: &mut mpsc::Receiver<Share>,
    shares: &mut Vec<Share>,
    waiting: &mut Vec<oneshot::Sender<Result<(), String>>>,
    most: usize,
) -> rusqlite::Result<()> {
    connection.execute_batch("BEGIN IMMEDIATE")?;
    while !shares.is_empty() {
        for share in shares.drain(..) {
            waiting.push(share.done);
            if most > 1 {
                connection.execute_batch("SAVEPOINT share")?;
            }
            for step in share.script.steps.iter().skip(share.from) {
                match step {
                    Step::Query(statement) => run(connection, statement, &share.filling)?,
                    Step::Begin | Step::Commit => break,
                }
            }
            if most > 1 {
                connection.execute_batch("RELEASE share")?;
            }
        }
        while waiting.len() + shares.len() < most
            && let Ok(share) = queue.try_recv()
        {
            shares.push(share);
        }
    }
    connection.execute_batch("COMMIT")
}

/// Has so many clients book by the script.
pub async fn raw_on_sqlite(
    ground: &mut Ground,
    script: &Arc<Script>,
    clients: usize,
    gathered: Gathered,
    pace: Pace,
) -> Outcome<Measured> {
    let before = ground.confirmed().await;
    let (writer, queue) = mpsc::channel(clients);
    let connection = open(&ground.db.url)?;
    let writing = spawn_blocking(move || write(&connection, queue, gathered));
    let mut workers = Vec::new();
    for hand in ground.deal(clients) {
        workers.push(Raw {
            reader: open(&ground.db.url)?,
            writer: writer.clone(),
            script: Arc::clone(script),
            hand,
        });
    }
    let (measured, workers) = measure(workers, pace, None).await;
    ground.take_back(workers.into_iter().map(|worker| worker.hand).collect());
    drop(writer);
    writing.await?;
    check_count(ground, before, &measured).await?;
    Ok(measured)
}
