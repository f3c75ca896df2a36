//! SQLite: what is committed stands in the write-ahead log first. Here it is brought into the file beside the writes; left to
//! SQLite, the write that makes the log long would do it and all others would wait.

use std::{sync::Weak, time::Duration};

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::{file::File, group::Writer};

const EVERY: Duration = Duration::from_secs(1);
/// Writes wait no longer than this for reads that keep the log from beginning anew; it is tried again.
const SHORT_WAIT: &str = "PRAGMA busy_timeout = 100";
/// From here on writes wait for a moment, so that the log begins anew: 64 MB.
const LONG: i64 = 16_384;

/// Works until the writer is gone.
pub(super) async fn keep_short(file: File, writer: Weak<Writer>) {
    let mut seen = 0;
    let _ = file.execute_unprepared(SHORT_WAIT).await;
    loop {
        tokio::time::sleep(EVERY).await;
        let Some(commits) = writer.upgrade().map(|writer| writer.commits()) else {
            return;
        };
        if commits == seen {
            continue;
        }
        seen = commits;
        // What is left is done the next time, or by whoever closes the database.
        if let Ok(length) = checkpoint(&file, "PASSIVE").await
            && length > LONG
        {
            let _ = checkpoint(&file, "RESTART").await;
        }
    }
}

/// Tells how many pages the log has.
async fn checkpoint(file: &File, mode: &str) -> Result<i64, DbErr> {
    let pragma = format!("PRAGMA wal_checkpoint({mode})");
    let row = file
        .query_one_raw(Statement::from_string(DbBackend::Sqlite, pragma))
        .await?;
    row.map_or(Ok(0), |row| row.try_get("", "log"))
}
