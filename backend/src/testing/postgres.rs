//! A PostgreSQL server for the tests of one process, started by the first that needs it, and one for measurements.

use std::{
    io::{BufRead, BufReader, Read, Write},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
};

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};
use tokio::sync::OnceCell;

/// Runs the server until its standard input ends: when this process ends, however it ends, the server is stopped and its
/// files are removed.
const SCRIPT: &str = include_str!("postgres.sh");
/// The migrated database of which every test gets a copy.
const TEMPLATE: &str = "migrated";

struct Server {
    socket_dir: String,
    /// While its standard input is open, the server runs.
    script: Mutex<Script>,
}

struct Script {
    _process: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

/// What a server keeps when the power goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Keeps {
    Nothing,
    Commits,
}

static QUICK: OnceCell<Server> = OnceCell::const_new();
static DURABLE: OnceCell<Server> = OnceCell::const_new();
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Makes a migrated database and returns its address.
pub(super) async fn create() -> String {
    create_from(quick().await, TEMPLATE).await
}

/// Makes a migrated database that keeps what is committed, and returns its address.
pub(super) async fn create_durable() -> String {
    create_from(durable().await, TEMPLATE).await
}

/// Makes a database without a schema on PostgreSQL and returns its address.
pub async fn empty_postgres() -> String {
    create_from(quick().await, "template1").await
}

/// The log of the server that keeps what is committed.
pub async fn durable_postgres_log() -> PathBuf {
    PathBuf::from(&durable().await.socket_dir).join("log")
}

/// Ends the server that keeps what is committed, as a power cut does.
pub async fn stop_durable_postgres() {
    durable().await.order("stop");
}

/// After [`stop_durable_postgres`].
pub async fn start_durable_postgres() {
    durable().await.order("start");
}

async fn quick() -> &'static Server {
    QUICK.get_or_init(|| start(Keeps::Nothing)).await
}

async fn durable() -> &'static Server {
    DURABLE.get_or_init(|| start(Keeps::Commits)).await
}

async fn create_from(server: &Server, template: &str) -> String {
    let name = format!("test_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    execute(server, &format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    server.url(&name)
}

async fn start(keeps: Keeps) -> Server {
    let mode = match keeps {
        Keeps::Nothing => "quick",
        Keeps::Commits => "durable",
    };
    let mut script = Command::new("sh");
    script
        .args(["-c", SCRIPT, "postgres.sh", mode])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    // A Ctrl-C is for the test; the script has yet to clean up then.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut script, 0);
    let mut script = script.spawn().expect("a shell to start PostgreSQL");

    let orders = script.stdin.take().expect("a way to tell the script");
    let mut answers = BufReader::new(script.stdout.take().expect("what the script prints"));
    let mut socket_dir = String::new();
    answers
        .read_line(&mut socket_dir)
        .expect("what the PostgreSQL script prints");
    let socket_dir = socket_dir.trim().to_owned();
    if socket_dir.is_empty() {
        let mut reason = String::new();
        if let Some(mut errors) = script.stderr.take() {
            let _ = errors.read_to_string(&mut reason);
        }
        panic!("a test needs PostgreSQL, and it did not start.\n{reason}");
    }

    let script = Script {
        _process: script,
        orders,
        answers,
    };
    let server = Server {
        socket_dir,
        script: Mutex::new(script),
    };
    execute(&server, &format!("CREATE DATABASE {TEMPLATE}")).await;
    let template = Database::connect(server.url(TEMPLATE))
        .await
        .expect("the template database");
    Migrator::up(&template, None)
        .await
        .expect("the migrations on PostgreSQL");
    template.close().await.expect("the template database closes");
    server
}

async fn execute(server: &Server, statement: &str) {
    let connection = Database::connect(server.url("postgres"))
        .await
        .expect("the PostgreSQL server of the tests");
    connection
        .execute_unprepared(statement)
        .await
        .expect("a database for a test");
    connection.close().await.expect("the connection closes");
}

impl Server {
    fn order(&self, order: &str) {
        let mut script = self.script.lock().unwrap_or_else(PoisonError::into_inner);
        writeln!(script.orders, "{order}").expect("the script listens");
        let mut answer = String::new();
        script.answers.read_line(&mut answer).expect("the script answers");
        assert_eq!(answer, "done\n", "what PostgreSQL did at {order}");
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.socket_dir)
    }
}
