use std::{collections::HashMap, sync::Arc, time::Duration};

use backend::{
    Core, Fault,
    booking::{Book, Cancel, HoldSlot, book, cancel, get_appointment, hold},
    testing::{
        self, Clinic, Kind, TestDb, durable_database, instant, patient_context, start_durable_postgres,
        stop_durable_postgres,
    },
};
use domain::{booking::Status, ids::AppointmentId, refusal::Refusal};
use uuid::Uuid;

use super::{
    server::{Arrived, Postbox},
    worker::{QuickClock, Task, Worker},
};

/// What a process sends at a time, and so the most that it can send twice when it is interrupted.
const AT_A_TIME: usize = 8;
/// Each second one, so that nobody has too many.
const CANCELLED: usize = 2;

struct Clients {
    core: Arc<Core>,
    clinic: Clinic,
    db: TestDb,
    made: Vec<Made>,
    slowest: Duration,
}

/// What somebody was told to be done.
struct Made {
    appointment: AppointmentId,
    is_cancelled: bool,
}

pub async fn run(kind: Kind, bookings: usize) -> Result<String, String> {
    let clock = QuickClock::at("2026-11-23T08:00:00Z");
    let db = durable_database(kind).await;
    let core = Arc::new(Core::new(db.db.clone(), clock, testing::settings()));
    let clinic = testing::clinic(&core).await;
    let mut clients = Clients {
        core,
        clinic,
        db,
        made: Vec::new(),
        slowest: Duration::ZERO,
    };
    let mut postbox = Postbox::start();
    let task = Task {
        url: clients.db.url.clone(),
        port: postbox.port,
        clock,
    };
    let processes = if kind == Kind::Sqlite { 1 } else { 2 };
    let mut workers: Vec<Worker> = (0..processes).map(|_| task.start()).collect();
    let share = bookings / 4;

    postbox.be("rough");
    clients.book(share).await;

    postbox.stop();
    clients.slowest = Duration::ZERO;
    clients.book(share).await;
    let slowest_without_mail = clients.slowest;
    postbox.start_again();

    // One is killed while the server thinks about what it sends.
    postbox.be("slow");
    let thoughts = postbox.thoughts();
    clients.book(share).await;
    wait_for("a mail on its way", async || postbox.thoughts() > thoughts).await;
    workers.remove(0);
    workers.push(task.start());
    let mut interruptions = 1;

    postbox.be("rough");
    if kind == Kind::Postgres {
        stop_durable_postgres().await;
        interruptions += processes;
        let ((), ()) = tokio::join!(clients.book(share), async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            start_durable_postgres().await;
        });
    } else {
        clients.book(share).await;
    }

    postbox.be("calm");
    let unsent = "SELECT COUNT(*) FROM outbox_message WHERE channel = 'email' AND sent_at IS NULL";
    wait_for("all to be sent", async || clients.db.number(unsent, &[]).await == 0).await;
    drop(workers);
    let arrived = postbox.arrived();
    let twice = clients.check(&arrived, interruptions).await?;
    Ok(format!(
        "{} bookings, {} mails, {twice} of them twice, slowest booking without a mail server {} ms",
        clients.made.len(),
        arrived.len() - twice,
        slowest_without_mail.as_millis()
    ))
}

impl Clients {
    async fn book(&mut self, count: usize) {
        for _ in 0..count {
            let number = self.made.len();
            let started = std::time::Instant::now();
            let made = self.book_one(number).await;
            self.slowest = self.slowest.max(started.elapsed());
            self.made.push(made);
        }
    }

    async fn book_one(&self, number: usize) -> Made {
        let ctx = patient_context(&self.core, &self.clinic, number % self.clinic.patients.len());
        let doctor = &self.clinic.doctors[0];
        let slot = HoldSlot {
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: None,
            start: start(number),
        };
        let held = until_told(async || hold(&ctx, &slot).await).await.unwrap().view;
        let form = Book {
            hold: held.id,
            version: held.version,
            reason: "An itching mole".into(),
            // Asked twice, it is done once.
            idempotency_key: Uuid::from_u128(number as u128 + 1).to_string(),
        };
        let booked = until_told(async || book(&ctx, &form).await).await.unwrap();
        let is_cancelled = number.is_multiple_of(CANCELLED);
        if is_cancelled {
            let input = Cancel {
                appointment: booked.id,
                version: booked.version,
                reason: String::new(),
            };
            let told = until_told(async || cancel(&ctx, &input).await).await;
            if told.is_err() {
                // It was done, and nobody heard of it.
                let found = until_told(async || get_appointment(&ctx, booked.id).await).await;
                assert_eq!(found.unwrap().status, Status::Cancelled);
            }
        }
        Made {
            appointment: booked.id,
            is_cancelled,
        }
    }

    /// How many came twice.
    async fn check(&self, arrived: &[Arrived], interruptions: usize) -> Result<usize, String> {
        let mut copies: HashMap<&str, (usize, usize)> = HashMap::new();
        for mail in arrived {
            let (all, unheard) = copies.entry(&mail.message_id).or_default();
            *all += 1;
            *unheard += usize::from(mail.is_unheard);
        }
        let rows = self
            .db
            .number("SELECT COUNT(*) FROM outbox_message WHERE channel = 'email'", &[])
            .await;
        if usize::try_from(rows).unwrap() != copies.len() {
            return Err(format!("{rows} messages were written, {} arrived", copies.len()));
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
        for made in &self.made {
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
}

/// One half hour after the other, 16 a day, from Monday of the next week on.
fn start(number: usize) -> domain::time::Instant {
    let (day, half_hour) = (number / 16, number % 16);
    let days = day / 5 * 7 + day % 5;
    let minutes = days * 24 * 60 + half_hour * 30;
    instant("2026-11-30T09:00:00Z").plus_minutes(i64::try_from(minutes).unwrap())
}

/// Asks again while the database is away.
async fn until_told<T>(ask: impl AsyncFn() -> Result<T, Fault>) -> Result<T, Refusal> {
    loop {
        match ask().await {
            Ok(told) => return Ok(told),
            Err(Fault::Refused(refusal)) => return Err(refusal),
            Err(Fault::Broken(_) | Fault::Contended(_)) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
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
