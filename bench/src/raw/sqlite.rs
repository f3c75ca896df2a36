use std::{str::FromStr, sync::Arc, time::Duration};

use sqlx::{
    ConnectOptions, SqliteConnection, SqlitePool, query, raw_sql,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use tokio::sync::{mpsc, oneshot};

use super::{
    blank::{Filling, bind},
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

const READERS: u32 = 8;

/// A client. It reads on a connection of a pool, and its writes queue for the one that writes.
struct Raw {
    readers: SqlitePool,
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
                Step::Query(statement) => {
                    let mut connection = self.readers.acquire().await?;
                    run(&mut connection, statement, &filling).await?;
                }
            }
        }
        Ok(())
    }
}

async fn run(connection: &mut SqliteConnection, statement: &Statement, filling: &Filling) -> Result<(), sqlx::Error> {
    if let Some(sql) = statement.for_sqlite() {
        let query = statement.values(filling).fold(query(sql), bind);
        query.fetch_all(connection).await?;
    }
    Ok(())
}

async fn write(mut connection: SqliteConnection, mut queue: mpsc::Receiver<Share>, gathered: Gathered) {
    let most = match gathered {
        Gathered::One => 1,
        Gathered::UpTo64 => 64,
    };
    let mut shares = Vec::new();
    while queue.recv_many(&mut shares, most).await > 0 {
        // Who comes while it is written joins.
        let mut waiting = Vec::new();
        let written = write_group(&mut connection, &mut queue, &mut shares, &mut waiting, most).await;
        let written = written.map_err(|error| error.to_string());
        for done in waiting {
            let _ = done.send(written.clone());
        }
        shares.clear();
    }
}

async fn write_group(
    connection: &mut SqliteConnection,
    queue: &mut mpsc::Receiver<Share>,
    shares: &mut Vec<Share>,
    waiting: &mut Vec<oneshot::Sender<Result<(), String>>>,
    most: usize,
) -> Result<(), sqlx::Error> {
    raw_sql("BEGIN IMMEDIATE").execute(&mut *connection).await?;
    while !shares.is_empty() {
        for share in shares.drain(..) {
            waiting.push(share.done);
            if most > 1 {
                raw_sql("SAVEPOINT share").execute(&mut *connection).await?;
            }
            for step in share.script.steps.iter().skip(share.from) {
                match step {
                    Step::Query(statement) => run(connection, statement, &share.filling).await?,
                    Step::Begin | Step::Commit => break,
                }
            }
            if most > 1 {
                raw_sql("RELEASE share").execute(&mut *connection).await?;
            }
        }
        while waiting.len() + shares.len() < most
            && let Ok(share) = queue.try_recv()
        {
            shares.push(share);
        }
    }
    raw_sql("COMMIT").execute(&mut *connection).await?;
    Ok(())
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
    let options = SqliteConnectOptions::from_str(&ground.db.url)?
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(5))
        .disable_statement_logging();
    let readers = SqlitePoolOptions::new().max_connections(READERS);
    let readers = readers.connect_with(options.clone()).await?;
    let (writer, queue) = mpsc::channel(clients);
    let writing = tokio::spawn(write(options.connect().await?, queue, gathered));
    let hands = ground.deal(clients).into_iter();
    let workers = hands.map(|hand| Raw {
        readers: readers.clone(),
        writer: writer.clone(),
        script: Arc::clone(script),
        hand,
    });
    let (measured, workers) = measure(workers.collect(), pace, None).await;
    ground.take_back(workers.into_iter().map(|worker| worker.hand).collect());
    drop(writer);
    writing.await?;
    readers.close().await;
    check_count(ground, before, &measured).await?;
    Ok(measured)
}
