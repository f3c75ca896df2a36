//! Text messages against a gateway that is made from Twilio's own description of its interface.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use std::{
    env,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use backend::{
    adapters::{
        SendFault,
        sms::{OutgoingSms, SmsGateway, TwilioGateway, TwilioSettings},
    },
    testing::instant,
};
use tokio::net::TcpStream;
use uuid::Uuid;

const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";

/// A server that refuses what the description does not allow, and answers with the description's examples.
struct Mock {
    process: Child,
    port: u16,
}

impl Mock {
    async fn start() -> Self {
        let cache = env::var("MEDICONNECT_CACHE").map_or_else(
            |_| PathBuf::from(env::var("HOME").unwrap()).join(".cache/mediconnect"),
            PathBuf::from,
        );
        let description = cache.join("twilio_api_v2010.json");
        let prism = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/node_modules/.bin/prism");
        assert!(description.exists() && prism.exists(), "`make setup` fetches them");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let process = Command::new(prism)
            .args(["mock", "--host", "127.0.0.1", "--port", &port.to_string()])
            .arg(description)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let mock = Self { process, port };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).await.is_ok() {
                return mock;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("the mock does not start");
    }

    fn gateway(&self, account: &str) -> TwilioGateway {
        TwilioGateway::new(TwilioSettings {
            url: format!("http://127.0.0.1:{}", self.port).parse().unwrap(),
            account: account.into(),
            token: "0123456789abcdef0123456789abcdef".to_owned().into(),
            from: "+442079460000".into(),
        })
        .unwrap()
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn sms(text: &str) -> OutgoingSms {
    OutgoingSms {
        id: Uuid::from_u128(7),
        date: instant("2026-11-23T08:00:00Z"),
        to: "+442079460111".into(),
        text: text.into(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_is_as_twilio_describes_it() {
    let mock = Mock::start().await;
    let gateway = mock.gateway(ACCOUNT);
    let name = gateway
        .send(&sms("Your appointment & more: 14:00 – see you"))
        .await
        .unwrap();
    assert!(name.starts_with("SM"), "{name}");

    // The mock answers with the message of the description's example.
    assert_eq!(gateway.find(&sms("Another text")).await.unwrap(), None);

    // It does refuse: there is no such account.
    let Err(fault) = mock.gateway("somebody").send(&sms("Hello")).await else {
        panic!("the mock takes everything");
    };
    assert_eq!(fault.class(), "refused 422");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gateway_that_is_not_there_is_tried_again_later() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let gateway = TwilioGateway::new(TwilioSettings {
        url: format!("http://127.0.0.1:{port}/").parse().unwrap(),
        account: ACCOUNT.into(),
        token: "secret".to_owned().into(),
        from: "Riverside".into(),
    })
    .unwrap();
    let fault = gateway.find(&sms("Hello")).await.unwrap_err();
    assert!(matches!(fault, SendFault::Unreachable(_)), "{fault:?}");
    assert!(
        !format!("{fault:?}").contains("2079460111"),
        "no number in the log: {fault:?}"
    );
}
