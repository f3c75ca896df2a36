//! What an axum server does that has nothing to do: the same runtime as ours, in a process of its own.

use std::{
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use axum::{Router, routing::get};

use crate::{
    Outcome,
    client::{Client, Site},
    process::Process,
};

/// Serves until the process ends.
pub fn serve(address: SocketAddr) -> Outcome<()> {
    let router = Router::new().route("/", get(async || "Hello, World!"));
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        Ok(axum::serve(listener, router).await?)
    })
}

/// This program again, as that server. Ends when dropped.
pub struct Hello {
    child: Child,
    pub site: Site,
}

const PATIENCE: Duration = Duration::from_secs(10);

impl Hello {
    pub async fn start() -> Outcome<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut command = Command::new(std::env::current_exe()?);
        command.args(["hello", &address.to_string()]).stdin(Stdio::null());
        let hello = Self {
            child: command.spawn()?,
            site: Site { address },
        };
        let begun = Instant::now();
        while Client::connect(address).await.is_err() {
            if begun.elapsed() > PATIENCE {
                return Err("the hello world does not start".into());
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        Ok(hello)
    }

    pub fn process(&self) -> Process {
        Process(self.child.id())
    }
}

impl Drop for Hello {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
