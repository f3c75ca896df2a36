//! A recorded booking, with blanks for what is another each time.

use std::sync::Arc;

use domain::time::Instant;
use sqlx::AssertSqlSafe;

use super::{
    blank::{Blank, Filling, Value},
    log::Entry,
};
use crate::{Outcome, ground::Wish};

/// What a booking sends to the database, in order.
#[derive(Debug)]
pub struct Script {
    pub steps: Vec<Step>,
    fresh_ids: usize,
    recorded_start: Instant,
}

#[derive(Debug)]
pub enum Step {
    Begin,
    Commit,
    Query(Statement),
}

#[derive(Debug)]
pub struct Statement {
    sql: Arc<str>,
    /// `None` for a lock, which SQLite has no need of.
    sqlite: Option<Arc<str>>,
    blanks: Vec<Blank>,
}

impl Script {
    /// Of the statements of a booking, each with the types of its values, and what was booked.
    pub fn new(entries: Vec<(Entry, Vec<String>)>, wish: &Wish) -> Outcome<Self> {
        let words = wish.words();
        let mut fresh = Vec::new();
        let mut steps = Vec::new();
        for (Entry { sql, values, .. }, types) in entries {
            let step = match sql.as_str() {
                "BEGIN" => Step::Begin,
                "COMMIT" => Step::Commit,
                _ if values.len() != types.len() => return Err(format!("not all values are known: {sql}").into()),
                _ => {
                    let blanks = values.into_iter().zip(types);
                    let blanks = blanks.map(|(text, kind)| Blank::new(text, &kind, wish, &words, &mut fresh));
                    let blanks: Vec<_> = blanks.collect::<Outcome<_>>()?;
                    if sql.contains("pg_advisory") && !blanks.iter().any(|blank| matches!(blank, Blank::DiaryKey)) {
                        return Err(format!("a lock by another key than the doctor's: {sql}").into());
                    }
                    Step::Query(Statement {
                        sqlite: for_sqlite(&sql).map(Arc::from),
                        sql: Arc::from(sql),
                        blanks,
                    })
                }
            };
            steps.push(step);
        }
        Ok(Self {
            steps,
            fresh_ids: fresh.len(),
            recorded_start: wish.start,
        })
    }

    pub fn fill(&self, wish: &Wish) -> Filling {
        Filling::new(wish, self.fresh_ids, self.recorded_start)
    }

    /// "31 statements, 27 of them in 2 transactions"
    pub fn describe(&self) -> String {
        let (mut all, mut within, mut transactions, mut is_open) = (0, 0, 0, false);
        for step in &self.steps {
            match step {
                Step::Begin => (is_open, transactions) = (true, transactions + 1),
                Step::Commit => is_open = false,
                Step::Query(_) => (all, within) = (all + 1, within + usize::from(is_open)),
            }
        }
        format!("{all} statements, {within} of them in {transactions} transactions")
    }

    /// The statements, a line each.
    pub fn text(&self) -> String {
        let line = |step: &Step| match step {
            Step::Begin => "BEGIN\n".to_owned(),
            Step::Commit => "COMMIT\n".to_owned(),
            Step::Query(statement) => format!("{}\n", statement.sql),
        };
        self.steps.iter().map(line).collect()
    }
}

impl Statement {
    pub fn for_postgres(&self) -> AssertSqlSafe<Arc<str>> {
        AssertSqlSafe(Arc::clone(&self.sql))
    }

    pub fn for_sqlite(&self) -> Option<&str> {
        self.sqlite.as_deref()
    }

    pub fn values(&self, filling: &Filling) -> impl Iterator<Item = Value> {
        self.blanks.iter().map(|blank| blank.value(filling))
    }
}

/// The same statement for SQLite.
fn for_sqlite(sql: &str) -> Option<String> {
    if sql.contains("pg_advisory") {
        return None;
    }
    let locks = [" FOR UPDATE", " FOR SHARE", " FOR NO KEY UPDATE", " FOR KEY SHARE"];
    let unlocked = locks
        .into_iter()
        .fold(sql.to_owned(), |sql, lock| sql.replace(lock, ""));
    Some(unlocked.replace('$', "?"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_gets_no_locks() {
        let sql = "SELECT a FROM b WHERE c = $1 AND d = $12 FOR UPDATE";
        assert_eq!(
            for_sqlite(sql).as_deref(),
            Some("SELECT a FROM b WHERE c = ?1 AND d = ?12")
        );
        assert_eq!(for_sqlite("SELECT pg_advisory_xact_lock($1)"), None);
    }
}
