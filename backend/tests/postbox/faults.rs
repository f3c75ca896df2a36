use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
    time::Duration,
};

use backend::{
    Core,
    account::set_message_choices,
    testing::{self, Kind, TestDb, durable_database, patient_context, start_durable_postgres, stop_durable_postgres},
};
use domain::messages::{Channel, Choices, Topic};

use super::{
    clients::{Clients, Made},
    server::{Arrived, Server, Text},
    worker::{QuickClock, Task, Worker, settings},
};

/// What a process sends at a time, and so the most that it can send twice when it is interrupted.
const AT_A_TIME: usize = 8;

pub async fn run(kind: Kind, bookings: usize) -> Result<String, String> {
    let clock = QuickClock::at("2026-11-23T08:00:00Z");
    let db = durable_database(kind).await;
    let core = Arc::new(Core::new(db.db.clone(), clock, settings()));
    let clinic = testing::clinic(&core).await;
    let mut clients = Clients::new(core, clinic);
    want_texts(&clients).await;
    let (mut postbox, mut gateway) = (Server::postbox(), Server::gateway());
    let task = Task::new(&db.url, &postbox, &gateway, clock);
    let processes = if kind == Kind::Sqlite { 1 } else { 2 };
    let mut workers: Vec<Worker> = (0..processes).map(|_| task.start()).collect();
    let share = bookings / 4;
    let mut interruptions = 0;

    postbox.be("rough");
    gateway.be("rough");
    clients.book(share).await;

    postbox.stop();
    gateway.stop();
    clients.slowest = Duration::ZERO;
    clients.book(share).await;
    let slowest_without_mail = clients.slowest;
    postbox.start_again();
    gateway.start_again();

    // One is killed while a server thinks about what it sends.
    postbox.be("slow");
    gateway.be("slow");
    for server in [&postbox, &gateway] {
        let thoughts = server.thoughts();
        clients.book(share / 2).await;
        wait_for("a message on its way", async || server.thoughts() > thoughts).await;
        workers.remove(0);
        workers.push(task.start());
        interruptions += 1;
    }

    postbox.be("rough");
    gateway.be("rough");
    interruptions += processes;
    if kind == Kind::Postgres {
        stop_durable_postgres().await;
        let ((), ()) = tokio::join!(clients.book(share), async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            start_durable_postgres().await;
        });
    } else {
        // Who books and who sends are killed at once, and start again on the same file.
        let mut booker = task.start_booking(clients.number);
        let mut made: Vec<Made> = booker.made().take(share / 2).collect();
        workers.clear();
        booker.kill();
        made.extend(booker.made());
        // The one after those may be half done.
        clients.number += made.len() + 1;
        clients.made.append(&mut made);
        workers.push(task.start());
        clients.book(share / 2).await;
    }

    postbox.be("calm");
    gateway.be("calm");
    let unsent = "SELECT COUNT(*) FROM outbox_message WHERE channel IN ('email', 'sms') AND sent_at IS NULL";
    wait_for("all to be sent", async || db.number(unsent, &[]).await == 0).await;
    drop(workers);
    let (mails, texts) = (postbox.mails(), gateway.texts());
    let twice = check_mails(&db, &clients.made, &mails, interruptions).await?;
    check_texts(&db, &clients.made, &texts).await?;
    Ok(format!(
        "{} bookings, {} mails, {twice} of them twice, {} text messages, none of them twice, slowest booking without servers {} ms",
        clients.made.len(),
        mails.len() - twice,
        texts.len(),
        slowest_without_mail.as_millis()
    ))
}

/// All patients, at night too.
async fn want_texts(clients: &Clients) {
    let mut choices = Choices::default();
    choices.choose(Topic::Appointments, Channel::Sms, true);
    choices.choose_quiet_hours(None);
    for number in 0..clients.clinic.patients.len() {
        let ctx = patient_context(&clients.core, &clients.clinic, number);
        set_message_choices(&ctx, &choices).await.unwrap();
    }
}

async fn written(db: &TestDb, channel: Channel) -> usize {
    let sql = format!(
        "SELECT COUNT(*) FROM outbox_message WHERE channel = '{}'",
        channel.name()
    );
    usize::try_from(db.number(&sql, &[]).await).unwrap()
}

/// How many came twice.
async fn check_mails(db: &TestDb, made: &[Made], arrived: &[Arrived], interruptions: usize) -> Result<usize, String> {
    let mut copies: HashMap<&str, (usize, usize)> = HashMap::new();
    for mail in arrived {
        let (all, unheard) = copies.entry(&mail.message_id).or_default();
        *all += 1;
        *unheard += usize::from(mail.is_unheard);
    }
    let rows = written(db, Channel::Email).await;
    if rows != copies.len() {
        return Err(format!("{rows} mails were written, {} arrived", copies.len()));
    }
    let unexplained: usize = copies
        .values()
        .map(|(all, unheard)| all.saturating_sub(unheard + 1))
        .sum();
    if unexplained > interruptions * AT_A_TIME {
        return Err(format!(
            "{unexplained} came twice, though their sender heard that they were taken"
        ));
    }
    for made in made {
        let uid = format!("{}@clinic.example", made.appointment);
        let mut events = Vec::new();
        for mail in arrived {
            for event in mail.calendars.iter().filter(|event| event.uid == uid) {
                if event.method != event.header || !event.errors.is_empty() {
                    return Err(format!("{event:?}"));
                }
                events.push((event.sequence, event.method.as_str(), mail.message_id.as_str()));
            }
        }
        events.sort_unstable();
        events.dedup();
        let methods: Vec<_> = events.iter().map(|(_, method, _)| *method).collect();
        let expected: &[&str] = if made.is_cancelled {
            &["REQUEST", "CANCEL"]
        } else {
            &["REQUEST"]
        };
        let rises = events.is_sorted_by(|one, next| one.0 < next.0);
        if methods != expected || !rises {
            return Err(format!("{uid}: {events:?}"));
        }
    }
    Ok(arrived.len() - copies.len())
}

/// The gateway is asked before anything is sent to it again: each text message arrives, and once.
async fn check_texts(db: &TestDb, made: &[Made], arrived: &[Text]) -> Result<(), String> {
    let (rows, different) = (
        written(db, Channel::Sms).await,
        arrived.iter().collect::<BTreeSet<_>>().len(),
    );
    if rows != different || rows != arrived.len() {
        let count = arrived.len();
        return Err(format!(
            "{rows} text messages were written, {count} arrived, {different} different ones"
        ));
    }
    for made in made {
        let link = format!("https://clinic.example/appointments/{}", made.appointment);
        let of_it: Vec<_> = arrived.iter().filter(|text| text.body.ends_with(&link)).collect();
        let count = |words: &str| of_it.iter().filter(|text| text.body.contains(words)).count();
        if (count(": booked, "), count(": cancelled by you, ")) != (1, usize::from(made.is_cancelled)) {
            return Err(format!("{link}: {of_it:?}"));
        }
    }
    Ok(())
}

async fn wait_for(what: &str, is_so: impl AsyncFn() -> bool) {
    for _ in 0..1200 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("waited four minutes for {what}");
}
