use backend::adapters::{
    SendFault,
    mail::{Mailer, Security, SmtpLogin, SmtpMailer, SmtpSettings},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

use super::ground::plain_mail;

/// A mail server that keeps what it is told, line by line, and answers recipients as it was made to.
struct Server {
    port: u16,
    lines: mpsc::UnboundedReceiver<String>,
}

impl Server {
    async fn start(answer_to_recipient: &'static str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, lines) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sender = sender.clone();
                tokio::spawn(async move { talk(stream, answer_to_recipient, &sender).await });
            }
        });
        Self { port, lines }
    }

    fn mailer(&self, security: Security, login: Option<SmtpLogin>) -> SmtpMailer {
        SmtpMailer::new(&SmtpSettings {
            host: "127.0.0.1".into(),
            port: Some(self.port),
            security,
            login,
            root: None,
        })
        .unwrap()
    }

    fn heard(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.lines.try_recv().ok()).collect()
    }
}

async fn talk(stream: TcpStream, recipient: &str, heard: &mpsc::UnboundedSender<String>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 test ESMTP\r\n").await?;
    let mut is_data = false;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let line = line.trim_end_matches("\r\n");
        let _ = heard.send(line.to_owned());
        let word = line.split(' ').next().unwrap_or_default();
        let answer = match (is_data, word) {
            (true, ".") => {
                is_data = false;
                "250 taken"
            }
            (true, _) => continue,
            (false, "EHLO") => "250-test\r\n250-AUTH PLAIN\r\n250 8BITMIME",
            (false, "AUTH") => "235 welcome",
            (false, "RCPT") => recipient,
            (false, "DATA") => {
                is_data = true;
                "354 go on"
            }
            (false, _) => "250 fine",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
}

#[tokio::test]
async fn a_mail_arrives_whole() {
    let mut server = Server::start("250 fine").await;
    let login = SmtpLogin {
        name: "clinic".into(),
        password: "secret".to_owned().into(),
    };
    let mailer = server.mailer(Security::Plain, Some(login));
    mailer.send(&plain_mail()).await.unwrap();
    let heard = server.heard();
    let count = |start: &str| heard.iter().filter(|line| line.starts_with(start)).count();
    for start in [
        "AUTH PLAIN ",
        "MAIL FROM:<appointments@clinic.example>",
        "RCPT TO:<pia.lund@example.com>",
        "To: \"Pia Lund\" <pia.lund@example.com>",
        "Subject: =?utf-8?b?",
        "Message-ID: <7@clinic.example>",
        // The text's own line with a full stop does not end the mail.
        "One.",
        "Two.",
    ] {
        assert_eq!(count(start), 1, "{start}");
    }
}

#[tokio::test]
async fn a_refusal_is_known_by_its_number_and_repeats_no_address() {
    let server = Server::start("550 no mailbox pia.lund@example.com here").await;
    let fault = server
        .mailer(Security::Plain, None)
        .send(&plain_mail())
        .await
        .unwrap_err();
    assert!(matches!(
        fault,
        SendFault::Refused {
            code: 550,
            for_good: true
        }
    ));
    assert_eq!(fault.class(), "refused 550");
    assert!(!format!("{fault} {fault:?}").contains("pia"));
}

#[tokio::test]
async fn without_the_encryption_asked_for_nothing_is_said() {
    let mut server = Server::start("250 fine").await;
    let fault = server
        .mailer(Security::StartTls, None)
        .send(&plain_mail())
        .await
        .unwrap_err();
    assert!(matches!(fault, SendFault::Unreachable(_)), "{fault:?}");
    assert!(
        server
            .heard()
            .iter()
            .all(|line| line.starts_with("EHLO") || line.starts_with("QUIT"))
    );
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = Some(listener.local_addr().unwrap().port());
    drop(listener);
    let settings = SmtpSettings {
        host: "127.0.0.1".into(),
        port,
        security: Security::Plain,
        login: None,
        root: None,
    };
    let fault = SmtpMailer::new(&settings)
        .unwrap()
        .send(&plain_mail())
        .await
        .unwrap_err();
    assert_eq!(fault.class(), "unreachable");
}
