use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    thread,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    runtime,
};

/// A mail server that takes everything and keeps nothing.
pub struct MailSink {
    pub port: u16,
    taken: Arc<AtomicU64>,
}

impl MailSink {
    pub fn start() -> io::Result<Self> {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let port = listener.local_addr()?.port();
        let taken = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&taken);
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        thread::spawn(move || runtime.block_on(serve(listener, counter)));
        Ok(Self { port, taken })
    }

    /// How many mails it has taken.
    pub fn taken(&self) -> u64 {
        self.taken.load(Ordering::Relaxed)
    }
}

async fn serve(listener: std::net::TcpListener, taken: Arc<AtomicU64>) -> io::Result<()> {
    let listener = TcpListener::from_std(listener)?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(talk(stream, Arc::clone(&taken)));
    }
}

async fn talk(stream: TcpStream, taken: Arc<AtomicU64>) -> io::Result<()> {
    let mut stream = BufReader::new(stream);
    let mut line = Vec::new();
    let mut in_mail = false;
    stream.write_all(b"220 bench\r\n").await?;
    loop {
        line.clear();
        if stream.read_until(b'\n', &mut line).await? == 0 {
            return Ok(());
        }
        let answer: &[u8] = match (in_mail, line.get(..4)) {
            (true, _) if line == b".\r\n" => {
                in_mail = false;
                taken.fetch_add(1, Ordering::Relaxed);
                b"250 taken\r\n"
            }
            (true, _) => continue,
            (false, Some(b"DATA")) => {
                in_mail = true;
                b"354 go on\r\n"
            }
            (false, Some(b"QUIT")) => b"221 bye\r\n",
            (false, _) => b"250 bench\r\n",
        };
        stream.write_all(answer).await?;
    }
}
