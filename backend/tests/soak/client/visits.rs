//! What patients do, and the doctor who answers requests.

use backend::{
    Context, Fault,
    booking::{
        Book, Cancel, Decide, Decision, FindSlots, HoldSlot, Reschedule, book, cancel, decide, find_slots, hold,
        release_hold, reschedule,
    },
    testing::doctor_context,
};
use domain::{access::Actor, booking::HoldView, ids::AppointmentId, refusal::Refusal, version::Version};
use rand::RngExt;

use super::{Client, why};
use crate::{
    ground::{key, slot_of},
    model::{Act, Answer, Id, Place, SLOTS},
};

impl Client {
    /// Keeps a time and books it, or gives it back.
    pub(super) async fn take(&mut self) {
        let (id, place) = (self.new_id(), self.any_place());
        let ctx = self.ground.patient(id);
        let Some(held) = self.hold(&ctx, id, place).await else {
            return;
        };
        if self.dice.random_range(0..6) == 0 {
            self.release(&ctx, id, held.id).await;
        } else {
            self.book(&ctx, id, held).await;
        }
    }

    async fn hold(&self, ctx: &Context, id: Id, place: Place) -> Option<HoldView> {
        let doctor = self.ground.doctor(place.doctor);
        let wish = HoldSlot {
            minutes: None,
            schedule: doctor.schedule,
            service: doctor.service,
            start: self.ground.start(place),
        };
        let act = |answer| Act::Hold { id, place, answer };
        let _moment = self.ground.moment.read().await;
        self.called(act(Answer::Lost));
        match hold(ctx, &wish).await {
            Ok(held) => {
                self.answered(act(Answer::Won));
                Some(held.view)
            }
            Err(fault) => {
                let why = why(fault).unwrap_or_else(|fault| panic!("hold: {fault:?}"));
                self.answered(act(Answer::Refused(why)));
                None
            }
        }
    }

    async fn release(&self, ctx: &Context, id: Id, hold: AppointmentId) {
        let _moment = self.ground.moment.read().await;
        self.called(Act::Release { id, won: false });
        let won = release_hold(ctx, hold).await.is_ok();
        self.answered(Act::Release { id, won });
    }

    async fn book(&self, ctx: &Context, id: Id, hold: HoldView) {
        let input = Book {
            hold: hold.id,
            version: hold.version,
            // Whoever reads the appointment knows whose it is.
            reason: key(self.ground.date, id),
            idempotency_key: key(self.ground.date, id),
        };
        let _moment = self.ground.moment.read().await;
        self.called(Act::Book {
            id,
            answer: Answer::Lost,
        });
        let answer = match book(ctx, &input).await {
            Ok(_) => Answer::Won,
            Err(Fault::Refused(Refusal::HoldExpired(_) | Refusal::Stale)) => Answer::Lost,
            Err(fault) => Answer::Refused(why(fault).unwrap_or_else(|fault| panic!("book: {fault:?}"))),
        };
        self.answered(Act::Book { id, answer });
    }

    pub(super) async fn change_visit(&mut self) {
        let Some((doctor, visit)) = self.any_visit().await else {
            return self.take().await;
        };
        let (Some(id), seen) = (visit.booked_by(), self.seen(visit.version)) else {
            return;
        };
        let known = Known {
            id,
            appointment: visit.id.into(),
            seen,
        };
        match self.dice.random_range(0..4) {
            0 => self.cancel(known).await,
            1 => {
                let accept = self.dice.random_range(0..4) > 0;
                self.decide(known, doctor, accept).await;
            }
            _ => {
                let slot = self.dice.random_range(0..SLOTS);
                self.reschedule(known, Place { doctor, slot }).await;
            }
        }
    }

    async fn cancel(&self, known: Known) {
        let Known { id, seen, .. } = known;
        let input = Cancel {
            appointment: known.appointment,
            version: Version::new(seen),
            reason: String::new(),
            code: None,
        };
        let act = |won| Act::Cancel { id, seen, won };
        let _moment = self.ground.moment.read().await;
        self.called(act(false));
        let won = match cancel(&self.ground.patient(id), &input).await {
            Ok(_) => true,
            Err(Fault::Refused(Refusal::Stale | Refusal::InvalidChange(_))) => false,
            Err(fault) => panic!("cancel: {fault:?}"),
        };
        self.answered(act(won));
    }

    async fn decide(&self, known: Known, doctor: usize, accept: bool) {
        let Known { id, seen, .. } = known;
        let reject = || Decision::Reject { reason: "Soak".into() };
        let input = Decide {
            appointment: known.appointment,
            version: Version::new(seen),
            decision: if accept { Decision::Accept } else { reject() },
        };
        let act = |won| Act::Decide { id, seen, accept, won };
        let ctx = doctor_context(&self.ground.core, &self.ground.clinic, doctor);
        let _moment = self.ground.moment.read().await;
        self.called(act(false));
        let won = match decide(&ctx, &input).await {
            Ok(_) => true,
            Err(Fault::Refused(Refusal::Stale | Refusal::InvalidChange(_))) => false,
            Err(fault) => panic!("decide: {fault:?}"),
        };
        self.answered(act(won));
    }

    async fn reschedule(&self, known: Known, to: Place) {
        let Known { id, seen, .. } = known;
        let input = Reschedule::to(known.appointment, Version::new(seen), self.ground.start(to));
        let act = |answer| Act::Move { id, seen, to, answer };
        let _moment = self.ground.moment.read().await;
        self.called(act(Answer::Lost));
        let answer = match reschedule(&self.ground.patient(id), &input).await {
            Ok(_) => Answer::Won,
            Err(Fault::Refused(Refusal::Stale | Refusal::InvalidChange(_))) => Answer::Lost,
            Err(fault) => Answer::Refused(why(fault).unwrap_or_else(|fault| panic!("reschedule: {fault:?}"))),
        };
        self.answered(act(answer));
    }

    /// The first doctor's free times.
    pub(super) async fn read(&self) {
        let ground = &self.ground;
        let stranger = Context::new(ground.core.clone(), Actor::Visitor, None);
        let doctor = ground.doctor(0);
        let question = FindSlots {
            minutes: None,
            schedule: doctor.schedule,
            service: doctor.service,
            from: Some(ground.date.to_string()),
            days: 1,
            moving: None,
        };
        let _moment = ground.moment.read().await;
        self.called(Act::Read { free: 0 });
        let found = find_slots(&stranger, &question).await.unwrap();
        let starts = found.days[0].slots.iter();
        let slots = starts.filter_map(|free| slot_of(ground.date, free.start));
        let free = slots.fold(0, |mask, slot| mask | 1 << slot);
        self.answered(Act::Read { free });
    }
}

/// An appointment as somebody saw it.
#[derive(Clone, Copy)]
struct Known {
    id: Id,
    appointment: AppointmentId,
    seen: i64,
}
