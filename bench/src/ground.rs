//! What is measured on: a clinic of a thousand doctors, people who are signed in, and times that nobody else wants.

use std::{iter::zip, sync::Arc, time::Duration};

use backend::{
    Core, SystemClock,
    db::Kind,
    testing::{
        self, TestDb,
        large::{
            self, Member, Size, administrators, crowd, large_clinic, large_doctor, large_free, large_location,
            large_schedule, large_service, large_zone,
        },
    },
};
use domain::time::{Instant, TimeLabel};
use tokio::time::sleep;
use uuid::Uuid;

use crate::Outcome;

/// As many as the bars in the issue speak of.
pub const DOCTORS: u16 = 1000;
/// Many enough that none of them has more appointments than the clinic allows.
pub const MEMBERS: u32 = 30_000;
/// Nobody is shown more than some thousand patients in an hour, so the days of doctors are read by several.
pub const ADMINISTRATORS: u32 = 12;

pub struct Ground {
    pub db: TestDb,
    pub core: Arc<Core>,
    pub administrators: Vec<Member>,
    members: Arc<[Member]>,
    /// By doctor. The last are given out first.
    free: Vec<Vec<Instant>>,
    dealt: usize,
}

/// Doctors and patients of one client; nobody else has them.
pub struct Hand {
    doctors: Vec<(u16, Vec<Instant>)>,
    turn: usize,
    members: Arc<[Member]>,
    member: usize,
    step: usize,
}

/// A visit to book.
#[derive(Clone, Debug)]
pub struct Wish {
    pub doctor: u16,
    pub start: Instant,
    pub member: Member,
}

impl Ground {
    /// Writes a clinic into a database of its own.
    pub async fn prepare(kind: Kind, size: Size, members: u32) -> Self {
        let db = testing::durable_database(kind).await;
        let core = testing::core(&db, SystemClock);
        large_clinic(&core, size).await;
        let members = crowd(&core, members).await.into();
        let administrators = administrators(&core, ADMINISTRATORS).await;
        let free = large_free(&core, size.doctors).await;
        Self {
            db,
            core,
            administrators,
            members,
            free,
            dealt: 0,
        }
    }

    /// A thousand doctors with visits on sixty dates, as a clinic in use has them.
    pub async fn in_use(kind: Kind) -> Outcome<Self> {
        let size = Size {
            doctors: DOCTORS,
            past: 0,
            days_ahead: 60,
        };
        let ground = Self::prepare(kind, size, MEMBERS).await;
        if kind == Kind::Postgres {
            ground.db.execute("ANALYZE", &[]).await?;
        }
        Ok(ground)
    }

    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// Deals the doctors with all their free times to so many clients.
    pub fn deal(&mut self, clients: usize) -> Vec<Hand> {
        let mut hands: Vec<_> = (0..clients)
            .map(|client| Hand {
                doctors: Vec::new(),
                turn: 0,
                members: Arc::clone(&self.members),
                member: self.dealt + client,
                step: clients,
            })
            .collect();
        for (doctor, free) in zip(0.., self.free.drain(..)) {
            hands[usize::from(doctor) % clients].doctors.push((doctor, free));
        }
        hands
    }

    /// Takes back what is left.
    pub fn take_back(&mut self, hands: Vec<Hand>) {
        self.dealt = hands.iter().map(|hand| hand.member).max().unwrap_or_default() + 1;
        let mut doctors: Vec<_> = hands.into_iter().flat_map(|hand| hand.doctors).collect();
        doctors.sort_unstable_by_key(|(doctor, _)| *doctor);
        self.free = doctors.into_iter().map(|(_, free)| free).collect();
    }

    /// So many times of one doctor, each for another patient.
    pub fn wishes_of_one(&mut self, count: usize) -> Outcome<Vec<Wish>> {
        let of_one = zip(0.., &mut self.free).find(|(_, free)| free.len() >= count);
        let (doctor, free) = of_one.ok_or("no doctor has so many free times")?;
        let starts = free.split_off(free.len() - count);
        let wishes = zip(starts, self.members.iter()).map(|(start, member)| Wish {
            doctor,
            start,
            member: member.clone(),
        });
        Ok(wishes.collect())
    }

    /// How many appointments are confirmed.
    pub async fn confirmed(&self) -> i64 {
        let confirmed = "SELECT COUNT(*) FROM appointment WHERE status = 'confirmed'";
        self.db.number(confirmed, &[]).await
    }

    /// What waits to be sent is not.
    pub async fn drop_mail(&self) -> Outcome<()> {
        let drop = "UPDATE outbox_message SET sent_at = due_at WHERE sent_at IS NULL";
        self.db.execute(drop, &[]).await?;
        Ok(())
    }

    /// Waits until the jobs have done what bookings leave to them: they write.
    pub async fn settle(&self) -> Outcome<()> {
        for _ in 0..1200 {
            let to_seal = self.db.count("audit_pending").await;
            let to_look_at = self.db.count("appointment WHERE remind_at = 0").await;
            if to_seal + to_look_at == 0 {
                return Ok(());
            }
            sleep(Duration::from_millis(100)).await;
        }
        Err("the jobs are not done after two minutes".into())
    }
}

impl Hand {
    /// The next free time of the next doctor, for the next patient.
    pub fn next(&mut self) -> Outcome<Wish> {
        for _ in 0..self.doctors.len() {
            self.turn = (self.turn + 1) % self.doctors.len();
            let (doctor, free) = &mut self.doctors[self.turn];
            if let Some(start) = free.pop() {
                let wish = Wish {
                    doctor: *doctor,
                    start,
                    member: self.members[self.member % self.members.len()].clone(),
                };
                self.member += self.step;
                return Ok(wish);
            }
        }
        Err("all free times are booked; measure for a shorter time".into())
    }
}

impl Wish {
    pub fn schedule(&self) -> Uuid {
        large_schedule(self.doctor)
    }

    pub fn service(&self) -> Uuid {
        large_service(large::specialty_of(self.doctor), false)
    }

    /// 16 to 64 characters, another for each.
    pub fn key(&self) -> String {
        format!("bench-{:05}-{}", self.doctor, self.start.millis())
    }

    /// For `booking/hold`.
    pub fn slot(&self) -> String {
        let (schedule, service, start) = (self.schedule(), self.service(), self.start.millis());
        format!(r#"{{"schedule":"{schedule}","service":"{service}","start":{start}}}"#)
    }

    pub fn cookies(&self) -> String {
        let Member { session, visitor, .. } = &self.member;
        format!("session={}; visitor={}", session.secret(), visitor.secret())
    }

    /// The texts that are another for each wish, in the same order for all.
    pub fn words(&self) -> [String; 12] {
        let zone = large_zone(self.doctor);
        let label = TimeLabel::new(self.start, &zone);
        [
            large_doctor(self.doctor).to_string(),
            self.schedule().to_string(),
            self.service().to_string(),
            large_location(large::place_of(self.doctor)).to_string(),
            self.member.account.to_string(),
            self.member.email.clone(),
            self.member.session.hash(),
            self.member.visitor.hash(),
            self.key(),
            format!("{}T{}", label.iso_date(), label.time()),
            label.iso_date(),
            zone.name().to_owned(),
        ]
    }
}
