use std::sync::Arc;

use sqlx::{Connection, PgConnection, query, raw_sql};

use super::{
    blank::bind,
    script::{Script, Step},
};
use crate::{
    Outcome,
    bookings::check_count,
    ground::{Ground, Hand},
    load::{Measured, Pace, Work, measure},
};

/// A client with a connection of its own.
struct Raw {
    connection: PgConnection,
    script: Arc<Script>,
    hand: Hand,
}

impl Work for Raw {
    async fn once(&mut self) -> Outcome<()> {
        let filling = self.script.fill(&self.hand.next()?);
        let connection = &mut self.connection;
        for step in &self.script.steps {
            match step {
                Step::Begin => {
                    raw_sql("BEGIN").execute(&mut *connection).await?;
                }
                Step::Commit => {
                    raw_sql("COMMIT").execute(&mut *connection).await?;
                }
                Step::Query(statement) => {
                    let values = statement.values(&filling);
                    let query = values.fold(query(statement.for_postgres()), bind);
                    query.fetch_all(&mut *connection).await?;
                }
            }
        }
        Ok(())
    }
}

/// Has so many connections book by the script.
pub async fn raw_on_postgres(
    ground: &mut Ground,
    script: &Arc<Script>,
    clients: usize,
    pace: Pace,
) -> Outcome<Measured> {
    let before = ground.confirmed().await;
    let mut workers = Vec::new();
    for hand in ground.deal(clients) {
        workers.push(Raw {
            connection: PgConnection::connect(&ground.db.url).await?,
            script: Arc::clone(script),
            hand,
        });
    }
    let (measured, workers) = measure(workers, pace, None).await;
    ground.take_back(workers.into_iter().map(|worker| worker.hand).collect());
    check_count(ground, before, &measured).await?;
    Ok(measured)
}
