//! When doctors work.

use backend::{
    Fault,
    booking::{BlockTime, Blocked, Choice, Chosen, Decisions, Undecided, block_time, unblock_time},
    schedule::{AddTimeOff, Outcome, RemoveTimeOff, SetOverride, add_time_off, remove_time_off, set_override},
    testing::doctor_context,
};
use domain::{
    refusal::Refusal,
    schedule::{Away, AwayText, DateHours},
    slots::Window,
    version::Version,
};
use rand::RngExt;

use super::Client;
use crate::{
    ground::{id_of_key, minutes_of_span, reason, start},
    model::{self, Act, Hours, Id, Place, Planned, Removed, SLOTS, Span},
    rows,
};

/// What the model and the use cases call the same choices.
type Choices = (Vec<model::Chosen>, Decisions);

impl Client {
    pub(super) async fn change_plan(&mut self) {
        let doctor = self.any_doctor();
        let (db, of) = (self.ground.db(), self.ground.doctor(doctor));
        let away = rows::time_off(db, of, self.ground.date).await;
        let seen = rows::seen(db, of).await;
        match self.dice.random_range(0..11) {
            10 => {
                let seen = self.seen(seen.doctor);
                self.set_cap(doctor, seen).await;
            }
            0 => self.block(doctor).await,
            1 if !away.is_empty() => {
                let row = &away[self.dice.random_range(0..away.len())];
                self.unblock(doctor, row).await;
            }
            2 | 3 => {
                let seen = self.seen(seen.schedule);
                self.set_hours(doctor, seen).await;
            }
            4 | 5 => {
                let seen = self.seen(seen.service);
                self.set_rules(doctor, seen).await;
            }
            // So that there is time to book.
            _ if !away.is_empty() && self.dice.random_range(0..4) > 0 => {
                let seen = self.seen(seen.doctor);
                let row = &away[self.dice.random_range(0..away.len())];
                self.remove_time_off(doctor, row, seen).await;
            }
            _ => {
                let seen = self.seen(seen.doctor);
                self.add_time_off(doctor, seen).await;
            }
        }
    }

    fn any_span(&mut self) -> Span {
        let from = self.dice.random_range(0..SLOTS);
        Span {
            from,
            to: (from + self.dice.random_range(1..=4)).min(SLOTS),
        }
    }

    /// Asks first, and decides then about what is listed. Sometimes once more, as after a lost answer.
    async fn add_time_off(&mut self, doctor: usize, seen: i64) {
        let (id, span) = (self.new_id(), self.any_span());
        let mut choices = Choices::default();
        if let Some(listed) = self.try_add(doctor, id, span, seen, &choices).await {
            choices = self.choose(doctor, &listed);
            self.try_add(doctor, id, span, seen, &choices).await;
        }
        if self.dice.random_range(0..6) == 0 {
            self.try_add(doctor, id, span, seen, &choices).await;
        }
    }

    async fn try_add(&self, doctor: usize, id: Id, span: Span, seen: i64, choices: &Choices) -> Option<Undecided> {
        let (from, to) = minutes_of_span(self.ground.doctor(doctor), span);
        let clock = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
        let text = AwayText {
            first: self.ground.date.to_string(),
            last: String::new(),
            from: clock(from),
            to: clock(to),
        };
        let input = AddTimeOff {
            doctor: None,
            version: Version::new(seen),
            away: Away::parse(&text).unwrap(),
            reason: reason(self.ground.date, id),
            decisions: choices.1.clone(),
        };
        let act = |answer| Act::AddTimeOff {
            doctor,
            id,
            span,
            seen,
            choices: choices.0.clone(),
            answer,
        };
        let ctx = doctor_context(&self.ground.core, &self.ground.clinic, doctor);
        let _moment = self.ground.moment.read().await;
        self.called(act(Planned::Stale));
        let (answer, listed) = planned(add_time_off(&ctx, &input).await);
        self.answered(act(answer));
        listed
    }

    async fn set_hours(&mut self, doctor: usize, seen: i64) {
        let hours = match self.dice.random_range(0..12) {
            0..7 => Hours::Weekly,
            7 => Hours::Closed,
            _ => Hours::Window(self.any_span()),
        };
        if let Some(listed) = self.try_set(doctor, hours, seen, &Choices::default()).await {
            let choices = self.choose(doctor, &listed);
            self.try_set(doctor, hours, seen, &choices).await;
        }
    }

    async fn try_set(&self, doctor: usize, hours: Hours, seen: i64, choices: &Choices) -> Option<Undecided> {
        let of = self.ground.doctor(doctor);
        let input = SetOverride {
            schedule: of.schedule,
            version: Version::new(seen),
            date: self.ground.date,
            hours: match hours {
                Hours::Weekly => DateHours::Weekly,
                Hours::Closed => DateHours::Closed,
                Hours::Window(span) => {
                    let (from, to) = minutes_of_span(of, span);
                    DateHours::Windows(vec![Window::new(from, to).unwrap()])
                }
            },
            decisions: choices.1.clone(),
        };
        let act = |answer| Act::SetHours {
            doctor,
            hours,
            seen,
            choices: choices.0.clone(),
            answer,
        };
        let ctx = doctor_context(&self.ground.core, &self.ground.clinic, doctor);
        let _moment = self.ground.moment.read().await;
        self.called(act(Planned::Stale));
        let (answer, listed) = planned(set_override(&ctx, &input).await);
        self.answered(act(answer));
        listed
    }

    /// Something for each that is listed.
    fn choose(&mut self, doctor: usize, listed: &Undecided) -> Choices {
        let mut choices = Choices::default();
        choices.1.reason = "Soak".into();
        for hit in &listed.hits {
            let version = hit.appointment.version;
            let slot = self.dice.random_range(0..SLOTS);
            let place = Place { doctor, slot };
            let (choice, real) = match self.dice.random_range(0..3) {
                0 => (model::Choice::Keep, Choice::Keep),
                1 => (model::Choice::Cancel, Choice::Cancel),
                _ => {
                    let start = self.ground.start(place);
                    (model::Choice::MoveTo(slot), Choice::Move { start })
                }
            };
            choices.0.push(model::Chosen {
                id: id_of_key(&hit.appointment.reason).unwrap(),
                version: version.number(),
                choice,
            });
            choices.1.choices.push(Chosen {
                appointment: hit.appointment.id,
                version,
                choice: real,
            });
        }
        choices
    }

    async fn remove_time_off(&self, doctor: usize, row: &rows::TimeOff, seen: i64) {
        let input = RemoveTimeOff {
            doctor: None,
            time_off: row.id.into(),
            version: Some(Version::new(seen)),
        };
        let act = |answer| Act::RemoveTimeOff {
            doctor,
            id: row.made_by(),
            seen,
            answer,
        };
        let ctx = doctor_context(&self.ground.core, &self.ground.clinic, doctor);
        let _moment = self.ground.moment.read().await;
        self.called(act(Removed::Gone));
        let answer = match remove_time_off(&ctx, &input).await {
            Ok(_) => Removed::Done,
            Err(Fault::Refused(Refusal::Stale)) => Removed::Stale,
            Err(Fault::Refused(Refusal::NotFound)) => Removed::Gone,
            Err(fault) => panic!("remove_time_off: {fault:?}"),
        };
        self.answered(act(answer));
    }

    async fn block(&mut self, doctor: usize) {
        let (id, span) = (self.new_id(), self.any_span());
        let input = BlockTime {
            doctor: self.ground.doctor(doctor).id,
            from: start(self.ground.date, span.from),
            to: start(self.ground.date, span.to),
            reason: reason(self.ground.date, id),
        };
        let act = |in_the_way| Act::Block {
            doctor,
            id,
            span,
            in_the_way,
        };
        let ctx = doctor_context(&self.ground.core, &self.ground.clinic, doctor);
        let _moment = self.ground.moment.read().await;
        self.called(act(0));
        let in_the_way = match block_time(&ctx, &input).await.unwrap() {
            Blocked::Done(_) => 0,
            Blocked::Visits(count) => usize::try_from(count).unwrap(),
        };
        self.answered(act(in_the_way));
    }

    async fn unblock(&self, doctor: usize, row: &rows::TimeOff) {
        let act = |won| Act::Unblock {
            doctor,
            id: row.made_by(),
            won,
        };
        let ctx = doctor_context(&self.ground.core, &self.ground.clinic, doctor);
        let _moment = self.ground.moment.read().await;
        self.called(act(false));
        let won = match unblock_time(&ctx, row.id.into()).await {
            Ok(_) => true,
            Err(Fault::Refused(Refusal::NotFound)) => false,
            Err(fault) => panic!("unblock_time: {fault:?}"),
        };
        self.answered(act(won));
    }
}

/// The answer to a change, as the model has it, and what is listed.
fn planned<T>(outcome: Result<Outcome<T>, Fault>) -> (Planned, Option<Undecided>) {
    match outcome {
        Ok(Outcome::Done(_)) => (Planned::Done, None),
        Err(Fault::Refused(Refusal::Stale)) => (Planned::Stale, None),
        Ok(Outcome::Undecided(listed)) => {
            let hits = listed.hits.iter().map(|hit| {
                let id = id_of_key(&hit.appointment.reason).unwrap();
                (id, hit.appointment.version.number())
            });
            (Planned::Undecided(hits.collect()), Some(listed))
        }
        Err(fault) => panic!("a change of plan: {fault:?}"),
    }
}
