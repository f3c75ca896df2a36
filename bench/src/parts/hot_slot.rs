use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use backend::{db::Kind, testing::large::Member};
use futures::future::try_join_all;
use tokio::sync::Barrier;

use super::{Bench, name};
use crate::{
    Outcome,
    client::{Client, Takes},
    ground::{Ground, Wish},
    load::{on_one_thread, percentile},
    report::{Report, time},
    server::Server,
};

const CLIENTS: usize = 1000;
const ROUNDS: usize = 3;
const MOST: Duration = Duration::from_secs(1);

/// A thousand patients press the same time at once: one gets it.
pub(super) async fn measure(kind: Kind, bench: &Bench<'_>, ground: &mut Ground, report: &mut Report) -> Outcome<()> {
    report.section(
        "A hot slot",
        &[
            "database",
            "round",
            "200",
            "409, taken",
            "others",
            "median",
            "last answer",
        ],
    );
    report.note(
        "1,000 patients who are signed in, each on a connection that is open already, send `booking/hold` for one time at the \
         same moment. The time is from that moment to the last answer.",
    );
    let server = Server::start(&bench.settings(ground)).await?;
    let mut slowest = Duration::ZERO;
    let mut is_right = true;
    for round in 1..=ROUNDS {
        let mut hands = ground.deal(1);
        let wish = hands[0].next()?;
        ground.take_back(hands);
        let answers = press(&server, &wish, &ground.members()[..CLIENTS]).await?;
        let count = |is_one: fn(&Pressed) -> bool| answers.iter().filter(|answer| is_one(answer)).count();
        let (won, taken) = (
            count(|one| one.status == 200),
            count(|one| one.status == 409 && one.is_taken),
        );
        let others: Vec<_> = answers
            .iter()
            .filter(|one| one.status != 200 && !one.is_taken)
            .collect();
        let mut times: Vec<_> = answers.iter().map(|one| one.after).collect();
        times.sort_unstable();
        let last = times.last().copied().unwrap_or_default();
        slowest = slowest.max(last);
        report.row([
            name(kind).to_owned(),
            round.to_string(),
            won.to_string(),
            taken.to_string(),
            others.len().to_string(),
            time(percentile(&times, 50)),
            time(last),
        ]);
        let mut wrong: Vec<_> = others
            .iter()
            .take(3)
            .map(|one| format!("{}: {}", one.status, one.text))
            .collect();
        if won != 1 {
            wrong.push(format!("{won} have got one time"));
        }
        is_right &= wrong.is_empty();
        report.wrong(&format!("the hot slot on {}", name(kind)), &wrong);
    }
    report.wrong(&format!("the log of the hot slot on {}", name(kind)), &server.broken());
    server.stop().await?;
    report.bar(
        format!(
            "Hot slot on {}: one 200, 999 times 409, the last answer within a second",
            name(kind)
        ),
        format!("{} in the slowest of {ROUNDS} rounds", time(slowest)),
        is_right && slowest <= MOST,
    );
    Ok(())
}

struct Pressed {
    status: u16,
    is_taken: bool,
    text: String,
    after: Duration,
}

async fn press(server: &Server, wish: &Wish, members: &[Member]) -> Outcome<Vec<Pressed>> {
    let (site, slot, members) = (server.site.clone(), wish.slot(), members.to_vec());
    on_one_thread(async move || {
        let barrier = Arc::new(Barrier::new(members.len()));
        let mut pressing = Vec::new();
        for member in members {
            let mut client = Client::connect(site.address).await?;
            let cookies = format!("session={}", member.session.secret());
            let request = site.call("booking/hold", &cookies, Takes::Plain, &slot);
            let barrier = Arc::clone(&barrier);
            pressing.push(tokio::spawn(async move {
                barrier.wait().await;
                let began = Instant::now();
                let answer = client.send(&request).await?;
                let text = answer.text();
                Ok::<_, std::io::Error>((answer.status, text, began, Instant::now()))
            }));
        }
        let answers = try_join_all(pressing)
            .await?
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        let began = answers
            .iter()
            .map(|(_, _, began, _)| *began)
            .min()
            .ok_or("no answers")?;
        let pressed = answers.into_iter().map(|(status, text, _, end)| Pressed {
            status,
            is_taken: status == 409 && text.contains("slot_taken"),
            text,
            after: end - began,
        });
        Ok(pressed.collect())
    })
    .await
}
