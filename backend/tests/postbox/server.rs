use std::{
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Child, ChildStdout, Stdio},
};

use backend::adapters::{
    mail::{Security, SmtpMailer, SmtpSettings},
    sms::{TwilioGateway, TwilioSettings},
};
use serde::{Deserialize, de::DeserializeOwned};
use tempfile::TempDir;

use super::script::script;

/// A server in a process of its own: a postbox for mail (server.py), or a gateway for text messages (gateway.py).
pub struct Server {
    pub port: u16,
    script: &'static str,
    folder: TempDir,
    running: Option<(Child, BufReader<ChildStdout>)>,
}

/// A text message as it arrived.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct Text {
    pub to: String,
    pub body: String,
}

/// A mail as it arrived.
#[derive(Debug, Deserialize)]
pub struct Arrived {
    pub message_id: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub calendars: Vec<ArrivedEvent>,
    /// The sender was not told that it was taken.
    #[serde(default)]
    pub is_unheard: bool,
}

/// A calendar part as another library reads it.
#[derive(Debug, Deserialize)]
pub struct ArrivedEvent {
    /// The method in the header of the part; a file has none.
    #[serde(default)]
    pub header: String,
    pub method: String,
    pub uid: String,
    pub sequence: i64,
    pub status: String,
    /// In seconds since 1970.
    pub start: i64,
    pub end: i64,
    pub description: String,
    pub errors: Vec<String>,
}

impl Server {
    pub fn postbox() -> Self {
        Self::start("server.py")
    }

    pub fn gateway() -> Self {
        Self::start("gateway.py")
    }

    fn start(script: &'static str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self {
            port,
            script,
            folder: tempfile::tempdir().unwrap(),
            running: None,
        };
        server.start_again();
        server
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("arrived.jsonl")
    }

    pub fn start_again(&mut self) {
        let mut process = script(self.script)
            .arg(self.port.to_string())
            .arg(self.file())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        self.running = Some((process, answers));
        self.hear_ready();
    }

    /// With no warning to who is just sending.
    pub fn stop(&mut self) {
        if let Some((mut process, _)) = self.running.take() {
            process.kill().unwrap();
            process.wait().unwrap();
        }
    }

    /// "calm", "slow" or "rough".
    pub fn be(&mut self, mood: &str) {
        let (process, _) = self.running.as_mut().unwrap();
        writeln!(process.stdin.as_mut().unwrap(), "{mood}").unwrap();
        self.hear_ready();
    }

    fn hear_ready(&mut self) {
        let (_, answers) = self.running.as_mut().unwrap();
        let mut line = String::new();
        answers.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "{}", self.script);
    }

    /// How often it has thought about a message.
    pub fn thoughts(&self) -> usize {
        self.lines().iter().filter(|line| line.contains("\"thinks\"")).count()
    }

    pub fn mails(&self) -> Vec<Arrived> {
        self.arrived()
    }

    pub fn texts(&self) -> Vec<Text> {
        self.arrived()
    }

    fn arrived<T: DeserializeOwned>(&self) -> Vec<T> {
        let lines = self.lines();
        let arrived = lines.iter().filter(|line| !line.contains("\"thinks\""));
        arrived.map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    fn lines(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.file()).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }
}

/// A calendar file as another library reads it.
pub fn read_calendar(text: &str) -> ArrivedEvent {
    let mut process = script("server.py")
        .arg("read")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    process.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let read = process.wait_with_output().unwrap();
    serde_json::from_slice(&read.stdout).unwrap()
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

pub fn mailer(port: u16) -> SmtpMailer {
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port: Some(port),
        security: Security::Plain,
        login: None,
        root: None,
    };
    SmtpMailer::new(&settings).unwrap()
}

pub fn twilio(port: u16) -> TwilioGateway {
    let settings = TwilioSettings {
        url: format!("http://127.0.0.1:{port}").parse().unwrap(),
        account: "AC0123456789abcdef0123456789abcdef".into(),
        token: "0123456789abcdef0123456789abcdef".to_owned().into(),
        from: "+442079460000".into(),
    };
    TwilioGateway::new(settings).unwrap()
}
