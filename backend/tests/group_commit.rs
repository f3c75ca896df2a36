//! SQLite: writes that wait are committed together, and stand or fall alone.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use std::{
    env,
    io::{BufRead, BufReader, Write},
    pin::pin,
    process::{Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

use backend::{
    Fault,
    db::{Db, retry},
    testing::{self, Kind, TestDb},
};
use futures::{future::join_all, poll};
use sea_orm::{ConnectionTrait, DbErr};
use tokio::task::{JoinHandle, yield_now};

const REFUSED: u32 = 13;
/// SQLite ends the whole transaction at it, as when the disk is full.
const FATAL: u32 = 666;

/// A table of numbers.
async fn numbers() -> TestDb {
    let db = testing::database(Kind::Sqlite).await;
    db.execute("CREATE TABLE number (id INTEGER PRIMARY KEY)", &[])
        .await
        .unwrap();
    for (name, number, end) in [("refused", REFUSED, "ABORT"), ("fatal", FATAL, "ROLLBACK")] {
        let trigger = format!(
            "CREATE TRIGGER {name} BEFORE INSERT ON number WHEN NEW.id = {number} BEGIN SELECT RAISE({end}, '{name}'); END"
        );
        db.execute(&trigger, &[]).await.unwrap();
    }
    db
}

async fn insert(db: &impl ConnectionTrait, number: u32) -> Result<(), DbErr> {
    let insert = format!("INSERT INTO number VALUES ({number})");
    db.execute_unprepared(&insert).await.map(drop)
}

async fn write(db: &Db, number: u32) -> Result<(), DbErr> {
    let tx = db.begin().await?;
    insert(&*tx, number).await?;
    tx.commit().await
}

/// Starts `work` and lets it come as far as it can: to the queue, when somebody else is writing.
async fn queue<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let task = tokio::spawn(work);
    yield_now().await;
    task
}

async fn queue_write(db: &TestDb, number: u32) -> JoinHandle<Result<(), DbErr>> {
    let db = db.db.clone();
    queue(async move { write(&db, number).await }).await
}

/// What a reader sees.
async fn sum(db: &TestDb) -> i64 {
    db.number("SELECT COALESCE(SUM(id), 0) FROM number", &[]).await
}

#[tokio::test]
async fn those_who_wait_while_one_writes_are_committed_with_it() {
    let db = numbers().await;
    let before = db.db.commits();
    let first = db.db.begin().await.unwrap();
    insert(&*first, 100).await.unwrap();
    let mut waiting = Vec::new();
    for number in 1..=20 {
        if number != REFUSED {
            waiting.push(queue_write(&db, number).await);
        }
    }
    first.commit().await.unwrap();
    for done in join_all(waiting).await {
        done.unwrap().unwrap();
    }
    assert_eq!(db.db.commits() - before, 1);
    assert_eq!(sum(&db).await, 100 + (1..=20).sum::<i64>() - 13);
}

#[tokio::test]
async fn a_group_is_no_larger_than_64() {
    let db = numbers().await;
    let before = db.db.commits();
    let first = db.db.begin().await.unwrap();
    insert(&*first, 1000).await.unwrap();
    let mut waiting = Vec::new();
    for number in 1001..=1199 {
        waiting.push(queue_write(&db, number).await);
    }
    first.commit().await.unwrap();
    for done in join_all(waiting).await {
        done.unwrap().unwrap();
    }
    assert_eq!(db.db.commits() - before, 4);
    assert_eq!(db.count("number").await, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_on_all_threads_each_is_written_once_it_is_acknowledged() {
    let db = numbers().await;
    let before = db.db.commits();
    let each = (1000..1400).map(|number| {
        let (write_to, url) = (db.db.clone(), db.url.clone());
        tokio::spawn(async move {
            write(&write_to, number).await.unwrap();
            if number % 40 == 0 {
                let other = Db::connect(&url).await.unwrap();
                let found = other.reader().query_one_raw(sea_orm::Statement::from_string(
                    other.backend(),
                    format!("SELECT id FROM number WHERE id = {number}"),
                ));
                assert!(found.await.unwrap().is_some());
            }
        })
    });
    let each: Vec<_> = each.collect();
    join_all(each).await.into_iter().for_each(|done| done.unwrap());
    assert_eq!(db.count("number").await, 400);
    assert!(db.db.commits() - before < 400, "{} commits", db.db.commits() - before);
}

#[tokio::test]
async fn one_that_is_refused_leaves_its_neighbours_alone() {
    let db = numbers().await;
    let before = db.db.commits();
    let first = db.db.begin().await.unwrap();
    insert(&*first, 1).await.unwrap();
    let (two, refused, four) = (
        queue_write(&db, 2).await,
        queue_write(&db, REFUSED).await,
        queue_write(&db, 4).await,
    );
    first.commit().await.unwrap();
    two.await.unwrap().unwrap();
    assert!(refused.await.unwrap().unwrap_err().to_string().contains("refused"));
    four.await.unwrap().unwrap();
    assert_eq!((sum(&db).await, db.db.commits() - before), (7, 1));
}

#[tokio::test]
async fn one_that_is_dropped_leaves_its_neighbours_alone_wherever_it_stands() {
    let db = numbers().await;
    for place in 0..3 {
        let first = db.db.begin().await.unwrap();
        let mut waiting = Vec::new();
        for number in 0..3 {
            let (db, id) = (db.db.clone(), 100 * (place + 1) + number);
            waiting.push(
                queue(async move {
                    let tx = db.begin().await.unwrap();
                    insert(&*tx, id).await.unwrap();
                    if number != place {
                        tx.commit().await.unwrap();
                    }
                })
                .await,
            );
        }
        drop(first);
        for done in join_all(waiting).await {
            done.unwrap();
        }
    }
    assert_eq!(sum(&db).await, (101 + 102) + (200 + 202) + (300 + 301));
}

#[tokio::test]
async fn whoever_gives_up_while_waiting_is_passed_over() {
    let db = numbers().await;
    let first = db.db.begin().await.unwrap();
    insert(&*first, 1).await.unwrap();
    let (two, gone, four) = (
        queue_write(&db, 2).await,
        queue_write(&db, 3).await,
        queue_write(&db, 4).await,
    );
    gone.abort();
    first.commit().await.unwrap();
    two.await.unwrap().unwrap();
    four.await.unwrap().unwrap();
    assert_eq!(sum(&db).await, 7);
}

#[tokio::test]
async fn whoever_gives_up_at_any_point_leaves_nothing_open_and_nothing_half() {
    let db = numbers().await;
    // While it begins.
    let mut begin = Box::pin(db.db.begin());
    assert!(poll!(&mut begin).is_pending());
    drop(begin);
    write(&db.db, 1).await.unwrap();

    // While a statement runs: it counts for a while on SQLite's thread. Where that was quicker it is undone all the same.
    let tx = db.db.begin().await.unwrap();
    let neighbour = queue_write(&db, 2).await;
    {
        let counting = "WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 300000) \
             INSERT INTO number SELECT 4 FROM counted WHERE n = 300000";
        let mut inserted = pin!(tx.execute_unprepared(counting));
        let _ = poll!(&mut inserted);
    }
    drop(tx);
    neighbour.await.unwrap().unwrap();
    assert_eq!(sum(&db).await, 3);

    // After it was done, while it waits for the commit: it is written, with those who stay.
    let tx = db.db.begin().await.unwrap();
    insert(&*tx, 8).await.unwrap();
    let neighbour = queue_write(&db, 16).await;
    let mut commit = Box::pin(tx.commit());
    assert!(poll!(&mut commit).is_pending());
    drop(commit);
    neighbour.await.unwrap().unwrap();
    assert_eq!(sum(&db).await, 3 + 8 + 16);

    // The same with nobody else there.
    let tx = db.db.begin().await.unwrap();
    insert(&*tx, 32).await.unwrap();
    let mut commit = Box::pin(tx.commit());
    assert!(poll!(&mut commit).is_pending());
    drop(commit);
    write(&db.db, 64).await.unwrap();
    assert_eq!(sum(&db).await, 3 + 8 + 16 + 32 + 64);
}

#[tokio::test]
async fn when_sqlite_undoes_a_group_nobody_of_it_is_acknowledged_and_the_next_is_sound() {
    let db = numbers().await;
    let first = db.db.begin().await.unwrap();
    insert(&*first, 1).await.unwrap();
    let (two, fatal, next) = (
        queue_write(&db, 2).await,
        queue_write(&db, FATAL).await,
        queue_write(&db, 4).await,
    );
    assert!(first.commit().await.is_err());
    assert!(two.await.unwrap().is_err());
    assert!(fatal.await.unwrap().is_err());
    next.await.unwrap().unwrap();
    assert_eq!(sum(&db).await, 4);

    // One that overlooks the failure is not acknowledged either.
    let tx = db.db.begin().await.unwrap();
    assert!(insert(&*tx, FATAL).await.is_err());
    assert!(tx.commit().await.is_err());
    write(&db.db, 8).await.unwrap();
    assert_eq!(sum(&db).await, 12);
}

#[tokio::test]
async fn when_the_commit_fails_nobody_is_acknowledged_and_the_next_group_is_sound() {
    let db = numbers().await;
    let child = "CREATE TABLE child (id INTEGER REFERENCES number (id))";
    db.execute(child, &[]).await.unwrap();
    let first = db.db.begin().await.unwrap();
    insert(&*first, 1).await.unwrap();
    let two = queue_write(&db, 2).await;
    first
        .execute_unprepared("PRAGMA defer_foreign_keys = ON; INSERT INTO child VALUES (77)")
        .await
        .unwrap();
    assert!(first.commit().await.is_err());
    assert!(two.await.unwrap().is_err());
    assert_eq!(sum(&db).await, 0);
    write(&db.db, 4).await.unwrap();
    assert_eq!(sum(&db).await, 4);
}

/// Answers from what it sees, and writes nothing.
async fn look(db: &Db) -> Result<bool, Fault> {
    retry(async || {
        let tx = db.begin().await?;
        let count = sea_orm::Statement::from_string(db.backend(), "SELECT COUNT(*) FROM number");
        let row = tx.query_one_raw(count).await?.unwrap();
        Ok(row.try_get_by_index::<i64>(0)? > 0)
    })
    .await
}

#[tokio::test]
async fn an_answer_without_a_write_waits_until_what_it_saw_is_committed() {
    let db = numbers().await;
    let tx = db.db.begin().await.unwrap();
    insert(&*tx, 1).await.unwrap();
    let looking = {
        let db = db.db.clone();
        queue(async move { look(&db).await.unwrap() }).await
    };
    let mut commit = Box::pin(tx.commit());
    assert!(poll!(&mut commit).is_pending());
    assert!(looking.await.unwrap());
    assert_eq!(sum(&db).await, 1);
    commit.await.unwrap();
}

#[tokio::test]
async fn an_answer_without_a_write_is_none_when_what_it_saw_is_lost() {
    let db = numbers().await;
    let tx = db.db.begin().await.unwrap();
    insert(&*tx, 1).await.unwrap();
    let looking = {
        let db = db.db.clone();
        queue(async move { look(&db).await }).await
    };
    let (_fatal, next) = (queue_write(&db, FATAL).await, queue_write(&db, 4).await);
    assert!(tx.commit().await.is_err());
    assert!(matches!(looking.await.unwrap(), Err(Fault::Broken(_))));
    next.await.unwrap().unwrap();
}

/// Where the process to be killed writes; set in that process only.
const KILLED_DATABASE: &str = "GROUP_COMMIT_KILLED_DATABASE";
const ACKNOWLEDGED: &str = "acknowledged ";

/// Writes from many tasks until it is killed, and prints each number once it is acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_process_to_be_killed() {
    let Ok(url) = env::var(KILLED_DATABASE) else {
        return;
    };
    let (db, next) = (Db::connect(&url).await.unwrap(), Arc::new(AtomicU32::new(1000)));
    let writers = (0..16).map(|_| {
        let (db, next) = (db.clone(), Arc::clone(&next));
        tokio::spawn(async move {
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                write(&db, number).await.unwrap();
                let line = format!("{ACKNOWLEDGED}{number}\n");
                std::io::stdout().write_all(line.as_bytes()).unwrap();
            }
        })
    });
    let writers: Vec<_> = writers.collect();
    join_all(writers).await;
}

#[tokio::test]
async fn what_a_killed_process_acknowledged_is_there() {
    let db = numbers().await;
    for round in 1..=3 {
        let mut child = Command::new(env::current_exe().unwrap())
            .args(["--exact", "a_process_to_be_killed", "--nocapture"])
            .env(KILLED_DATABASE, &db.url)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut acknowledged = Vec::new();
        for line in lines {
            let line = line.unwrap();
            if let Some((_, number)) = line.split_once(ACKNOWLEDGED) {
                acknowledged.push(number.parse::<u32>().unwrap());
            }
            if acknowledged.len() == 100 * round {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        assert!(acknowledged.len() >= 100 * round);
        let list: Vec<_> = acknowledged.iter().map(u32::to_string).collect();
        let found = format!("SELECT COUNT(*) FROM number WHERE id IN ({})", list.join(","));
        assert_eq!(db.number(&found, &[]).await, i64::try_from(acknowledged.len()).unwrap());
        db.execute("DELETE FROM number", &[]).await.unwrap();
    }
}
