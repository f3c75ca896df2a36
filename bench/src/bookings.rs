//! Bookings over HTTP: a time is held and then booked, as the islands do it.

use domain::{booking::KeptTime, ids::AppointmentId};

use crate::{
    Outcome,
    client::{Answer, Client, Site, Takes},
    ground::{Ground, Hand, Wish},
    load::{Measured, Pace, Work, measure, on_one_thread},
    server::Server,
};

/// A client that books one visit after the other.
struct Booker {
    client: Client,
    site: Site,
    hand: Hand,
}

impl Work for Booker {
    async fn once(&mut self) -> Outcome<()> {
        let wish = self.hand.next()?;
        book(&mut self.client, &self.site, &wish).await?;
        Ok(())
    }
}

/// Has so many clients book.
pub async fn book_over_http(ground: &mut Ground, server: &Server, clients: usize, pace: Pace) -> Outcome<Measured> {
    let before = ground.confirmed().await;
    let (site, process, hands) = (server.site.clone(), server.process(), ground.deal(clients));
    let (measured, hands) = on_one_thread(async move || {
        let mut bookers = Vec::new();
        for hand in hands {
            bookers.push(Booker {
                client: Client::connect(site.address).await?,
                site: site.clone(),
                hand,
            });
        }
        let (measured, bookers) = measure(bookers, pace, Some(process)).await;
        let hands: Vec<_> = bookers.into_iter().map(|booker| booker.hand).collect();
        Ok((measured, hands))
    })
    .await?;
    ground.take_back(hands);
    check_count(ground, before, &measured).await?;
    Ok(measured)
}

/// What was answered to be booked is booked.
pub async fn check_count(ground: &Ground, before: i64, measured: &Measured) -> Outcome<()> {
    let (written, answered) = (ground.confirmed().await - before, measured.in_all);
    if measured.wrong.is_empty() && u64::try_from(written) != Ok(answered) {
        return Err(format!("{answered} bookings were answered and {written} are there").into());
    }
    Ok(())
}

/// Holds a time.
pub async fn hold(client: &mut Client, site: &Site, wish: &Wish) -> Outcome<KeptTime> {
    let request = site.call("booking/hold", &wish.cookies(), Takes::Plain, &wish.slot());
    let answer = client.send(&request).await?;
    Ok(serde_json::from_slice(expect_ok(&answer)?)?)
}

/// Holds a time and books it.
pub async fn book(client: &mut Client, site: &Site, wish: &Wish) -> Outcome<AppointmentId> {
    let kept = hold(client, site, wish).await?;
    let confirmation = format!(
        r#"{{"hold":"{}","version":{},"reason":"A mole has changed.","idempotency_key":"{}"}}"#,
        kept.id,
        kept.version.number(),
        wish.key()
    );
    let request = site.call("booking/book", &wish.cookies(), Takes::Plain, &confirmation);
    let answer = client.send(&request).await?;
    Ok(serde_json::from_slice(expect_ok(&answer)?)?)
}

/// The body of an answer that must be a 200.
pub fn expect_ok<'a>(answer: &Answer<'a>) -> Outcome<&'a [u8]> {
    match answer.status {
        200 => Ok(answer.body),
        // The beginning of a page says enough.
        status => Err(format!("{status}: {}", answer.text().chars().take(200).collect::<String>()).into()),
    }
}
