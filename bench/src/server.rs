//! The release as a process of its own.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use backend::testing::KEYS;
use tempfile::TempDir;

use crate::{
    Outcome,
    client::{Client, Site, Takes},
    process::Process,
};

/// `mediconnect serve` on a free port. Ends when dropped.
pub struct Server {
    child: Child,
    pub site: Site,
    /// Its configuration and its log.
    folder: TempDir,
    begun: Instant,
}

/// What it serves.
#[derive(Clone, Debug)]
pub struct Settings {
    pub binary: PathBuf,
    pub database: String,
    pub mail_port: u16,
}

/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_secs(30);
/// Of the log, in the report.
const MOST_LINES: usize = 3;
const LOOK_EVERY: Duration = Duration::from_micros(500);

impl Server {
    /// Starts it and waits until it says that it is well.
    pub async fn start(settings: &Settings) -> Outcome<Self> {
        let mut server = Self::spawn(settings)?;
        server.first_answer("/healthz").await?;
        Ok(server)
    }

    /// Starts it and does not wait.
    pub fn spawn(settings: &Settings) -> Outcome<Self> {
        // There are keys in the settings.
        let folder = backend::testing::folder();
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let config = folder.path().join("mediconnect.toml");
        fs::write(&config, configuration(settings, address))?;
        // A build without the site in it looks for one.
        let no_site = folder.path().join("site");
        fs::create_dir_all(no_site.join("pkg"))?;

        let mut command = Command::new(fs::canonicalize(&settings.binary)?);
        command.arg("--config").arg(&config).arg("serve");
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("MEDICONNECT_") {
                command.env_remove(name);
            }
        }
        let log = File::create(folder.path().join("log"))?;
        command
            .current_dir(folder.path())
            .env("LEPTOS_SITE_ROOT", &no_site)
            .env("NO_COLOR", "1")
            .env("MEDICONNECT_KEYS", backend::testing::KEYS)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let begun = Instant::now();
        Ok(Self {
            child: command.spawn()?,
            site: Site { address },
            folder,
            begun,
        })
    }

    /// Waits until it answers with 200; how long that is after its start.
    pub async fn first_answer(&mut self, path: &str) -> Outcome<Duration> {
        let request = self.site.get(path, "", Takes::Plain);
        while self.begun.elapsed() < PATIENCE {
            if let Ok(mut client) = Client::connect(self.site.address).await {
                let answer = client.send(&request).await?;
                match answer.status {
                    200 => return Ok(self.begun.elapsed()),
                    status => return Err(format!("{path} answers {status}").into()),
                }
            }
            if self.child.try_wait()?.is_some() {
                break;
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err(format!("the server does not start:\n{}", self.log()).into())
    }

    pub fn process(&self) -> Process {
        Process(self.child.id())
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// What its log tells of something broken: the first lines, and how many there are.
    pub fn broken(&self) -> Vec<String> {
        let log = self.log();
        let mut lines = log.lines().filter(|line| line.contains(" ERROR "));
        let mut broken: Vec<_> = lines.by_ref().take(MOST_LINES).map(str::to_owned).collect();
        match lines.count() {
            0 => {}
            more => broken.push(format!("and {more} more like these")),
        }
        broken
    }

    /// Has it finish what is under way.
    pub async fn stop(mut self) -> Outcome<()> {
        let told = Command::new("kill").arg(self.child.id().to_string()).status()?;
        let end = Instant::now() + PATIENCE;
        while told.success() && Instant::now() < end {
            if self.child.try_wait()?.is_some() {
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Err("the server does not stop".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn configuration(settings: &Settings, address: SocketAddr) -> String {
    let Settings {
        database, mail_port, ..
    } = settings;
    format!(
        "public_url = \"http://{address}\"\n\
         clinic_name = \"Large Clinic\"\n\
         listen = \"{address}\"\n\
         database = \"{database}\"\n\
         [mail]\n\
         address = \"appointments@clinic.example\"\n\
         host = \"127.0.0.1\"\n\
         port = {mail_port}\n\
         security = \"plain\"\n\
         [keys]\n\
         ring = \"{KEYS}\"\n"
    )
}

/// Whether a thousand connections can be open at a time, here and in the processes that are started from here.
pub fn check_file_limit(files: u64) -> Outcome<()> {
    let limits = fs::read_to_string(Path::new("/proc/self/limits"))?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    match soft {
        Some(soft) if soft < files => Err(format!("only {soft} files can be open at a time: ulimit -n {files}").into()),
        _ => Ok(()),
    }
}
