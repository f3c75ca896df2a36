//! The same few requests again and again: free times, pages.

use std::sync::Arc;

use crate::{
    Outcome,
    bookings::expect_ok,
    client::{Client, Site},
    load::{Measured, Pace, Work, measure, on_one_thread},
    process::Process,
};

/// A client that sends requests in turn.
struct Reader {
    client: Client,
    requests: Arc<[Vec<u8>]>,
    next: usize,
}

impl Work for Reader {
    async fn once(&mut self) -> Outcome<()> {
        let request = &self.requests[self.next % self.requests.len()];
        self.next += 1;
        expect_ok(&self.client.send(request).await?)?;
        Ok(())
    }
}

/// Has so many clients send the requests, each beginning with another.
pub async fn read(
    site: &Site,
    process: Process,
    requests: Vec<Vec<u8>>,
    clients: usize,
    pace: Pace,
) -> Outcome<Measured> {
    let (address, requests): (_, Arc<[_]>) = (site.address, requests.into());
    on_one_thread(async move || {
        let mut readers = Vec::new();
        for client in 0..clients {
            readers.push(Reader {
                client: Client::connect(address).await?,
                next: client * requests.len() / clients,
                requests: Arc::clone(&requests),
            });
        }
        Ok(measure(readers, pace, Some(process)).await.0)
    })
    .await
}
