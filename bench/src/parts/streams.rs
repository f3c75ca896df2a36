use std::{
    io,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use backend::db::Kind;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpStream, tcp::OwnedReadHalf},
    task::AbortHandle,
};

use super::{Bench, name, start::mebibytes};
use crate::{
    Outcome,
    client::{Client, Site, Takes},
    ground::{Ground, Wish},
    load::{on_one_thread, percentile},
    report::{Report, number, time},
    server::Server,
};

/// How often something changes.
const CHANGES: usize = 20;
/// Longer than a browser is left alone after it was told.
const PAUSE: Duration = Duration::from_millis(700);
/// How long the last stream may take.
const MOST: Duration = Duration::from_secs(1);
/// How long is waited for streams that are not told at all.
const PATIENCE: Duration = Duration::from_secs(10);
/// Until what was needed to open the streams is given back.
const REST: Duration = Duration::from_secs(5);

/// Many open pages watch one doctor, and somebody else takes times of that doctor.
pub(super) async fn measure(kind: Kind, bench: &Bench<'_>, ground: &mut Ground, report: &mut Report) -> Outcome<()> {
    let count = bench.arguments.streams;
    report.section(
        "Open event streams",
        &[
            "database",
            "streams",
            "memory before",
            "with them",
            "each",
            "median",
            "p99",
            "last of all",
        ],
    );
    report.note(format!(
        "One process with streams at `/events?doctor=…`, all of one doctor, of whom {CHANGES} times are taken one after the other. The \
         time is from the answer to `booking/hold` to the event at a stream; an event that comes before the answer counts as none."
    ));
    let server = Server::start(&bench.settings(ground)).await?;
    let wishes = ground.wishes_of_one(CHANGES)?;
    let doctor = wishes.first().ok_or("no free times")?.doctor;
    let before = server.process().resident().ok_or("no memory in /proc")?;

    let (site, process) = (server.site.clone(), server.process());
    let watched = on_one_thread(async move || {
        let streams = Streams::open(&site, doctor, count).await?;
        tokio::time::sleep(REST).await;
        let with = process.resident().ok_or("no memory in /proc")?;
        let mut delays = Vec::new();
        for wish in &wishes {
            delays.extend(streams.change(&site, wish).await?);
            tokio::time::sleep(PAUSE).await;
        }
        Ok((with, delays))
    });
    let (with, mut delays) = watched.await?;
    delays.sort_unstable();
    let last = delays.last().copied().unwrap_or_default();
    report.row([
        name(kind).to_owned(),
        number(i64::try_from(count)?),
        mebibytes(before),
        mebibytes(with),
        format!("{:.1} KiB", (with - before).max(0.0) * 1024.0 / count as f64),
        time(percentile(&delays, 50)),
        time(percentile(&delays, 99)),
        time(last),
    ]);
    let what = format!("{} streams on {}", number(i64::try_from(count)?), name(kind));
    let missing = count * CHANGES - delays.len();
    if missing > 0 {
        report.wrong(&what, &[format!("{missing} events did not come")]);
    }
    report.wrong(&format!("the log of {what}"), &server.broken());
    server.stop().await?;
    report.bar(
        format!("{what}: the last is told of a change within a second"),
        time(last),
        missing == 0 && last <= MOST,
    );
    Ok(())
}

/// When each stream was told last.
type Heard = Arc<Mutex<Vec<Instant>>>;

struct Streams {
    count: usize,
    heard: Heard,
    /// Ended with it.
    readers: Vec<AbortHandle>,
    /// Nothing is sent on them any more; the server would take an end for the browser's.
    _senders: Vec<tokio::net::tcp::OwnedWriteHalf>,
}

impl Drop for Streams {
    fn drop(&mut self) {
        for reader in &self.readers {
            reader.abort();
        }
    }
}

impl Streams {
    async fn open(site: &Site, doctor: u16, count: usize) -> Outcome<Self> {
        let heard = Heard::default();
        let (mut readers, mut senders) = (Vec::new(), Vec::new());
        let request = site.get(&format!("/events?doctor=doctor-{doctor}"), "", Takes::Plain);
        for _ in 0..count {
            let stream = TcpStream::connect(site.address).await?;
            stream.set_nodelay(true)?;
            let (mut reading, mut sending) = stream.into_split();
            sending.write_all(&request).await?;
            read_until(&mut reading, b"watching").await?;
            let heard = Arc::clone(&heard);
            let reader = tokio::spawn(async move {
                while read_until(&mut reading, b"event: changed").await.is_ok() {
                    let mut heard = heard.lock().unwrap_or_else(PoisonError::into_inner);
                    heard.push(Instant::now());
                }
            });
            readers.push(reader.abort_handle());
            senders.push(sending);
        }
        Ok(Self {
            count,
            heard,
            readers,
            _senders: senders,
        })
    }

    /// Takes a time; how long after the answer each stream was told.
    async fn change(&self, site: &Site, wish: &Wish) -> Outcome<Vec<Duration>> {
        self.take();
        let mut client = Client::connect(site.address).await?;
        let request = site.call("booking/hold", &wish.cookies(), Takes::Plain, &wish.slot());
        let answer = client.send(&request).await?;
        if answer.status != 200 {
            return Err(format!("booking/hold answers {}: {}", answer.status, answer.text()).into());
        }
        let answered = Instant::now();
        while self.heard_by() < self.count && answered.elapsed() < PATIENCE {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let delay = |heard: Instant| heard.saturating_duration_since(answered);
        Ok(self.take().into_iter().map(delay).collect())
    }

    fn heard_by(&self) -> usize {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn take(&self) -> Vec<Instant> {
        std::mem::take(&mut self.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Reads on until `wanted` came; what came with it is passed over.
async fn read_until(reading: &mut OwnedReadHalf, wanted: &[u8]) -> io::Result<()> {
    let mut read = Vec::with_capacity(512);
    while !read.windows(wanted.len()).any(|window| window == wanted) {
        if reading.read_buf(&mut read).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}
