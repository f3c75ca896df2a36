//! Mail over TLS to a real server (../postbox/server.py), with a certificate of its own and a name and a password.

use std::{
    fs,
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Child, Stdio},
};

use backend::adapters::{
    SendFault,
    mail::{Mailer, Security, SmtpLogin, SmtpMailer, SmtpSettings},
};
use rstest::rstest;
use tempfile::TempDir;

use super::{ground::plain_mail, script::script};

const HOST: &str = "127.0.0.1";

struct Server {
    port: u16,
    root: String,
    folder: TempDir,
    process: Child,
}

impl Server {
    /// `way` as the script calls it. Who signs in is "clinic", with "secret", and not before the way is protected.
    fn start(way: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
        let [mails, certificate, key] = ["mails.jsonl", "chain.pem", "key.pem"].map(|name| folder.path().join(name));
        fs::write(&certificate, made.cert.pem()).unwrap();
        fs::write(&key, made.signing_key.serialize_pem()).unwrap();
        let port = TcpListener::bind((HOST, 0)).unwrap().local_addr().unwrap().port();
        let mut command = script("server.py");
        command.arg(port.to_string()).arg(mails);
        command.arg(way).arg(certificate).arg(key);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        assert_eq!(line, "ready\n", "the mail server");
        Self {
            port,
            root: made.cert.pem(),
            folder,
            process,
        }
    }

    async fn send(&self, security: Security, root: Option<&str>, password: &str) -> Result<String, SendFault> {
        let settings = SmtpSettings {
            host: HOST.into(),
            port: Some(self.port),
            security,
            login: Some(SmtpLogin {
                name: "clinic".into(),
                password: password.to_owned().into(),
            }),
            root: root.map(|root| root.as_bytes().to_vec()),
        };
        SmtpMailer::new(&settings).unwrap().send(&plain_mail()).await
    }

    fn arrived(&self) -> Vec<String> {
        let mails = fs::read_to_string(self.folder.path().join("mails.jsonl")).unwrap();
        mails.lines().map(str::to_owned).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[rstest]
#[case::from_the_first_byte("tls", Security::Tls)]
#[case::by_starttls("starttls", Security::StartTls)]
#[tokio::test]
async fn a_mail_goes_over_tls_to_a_server_whose_authority_is_trusted_and_to_no_other(
    #[case] way: &str,
    #[case] security: Security,
) {
    let server = Server::start(way);
    let strange = rcgen::generate_simple_self_signed([HOST.to_owned()])
        .unwrap()
        .cert
        .pem();
    for root in [None, Some(strange.as_str())] {
        let fault = server.send(security, root, "secret").await.unwrap_err();
        assert_eq!(fault.class(), "unreachable");
    }
    let root = Some(server.root.as_str());
    let fault = server.send(security, root, "guessed").await.unwrap_err();
    assert_eq!(fault.class(), "refused 535");
    assert_eq!(server.arrived(), [""; 0]);

    assert_eq!(server.send(security, root, "secret").await.unwrap(), "250");
    let [mail] = &server.arrived()[..] else {
        panic!("one mail")
    };
    assert!(
        mail.contains("\"is_secret\": true") && mail.contains("<7@clinic.example>"),
        "{mail}"
    );
}
