//! What administrators set.

use backend::{
    Fault,
    catalogue::{ChangeService, SetDoctorCap, change_service, get_service, set_doctor_cap},
    testing::administrator_context,
};
use domain::{catalogue::ServiceForm, refusal::Refusal, version::Version};
use rand::RngExt;

use super::Client;
use crate::model::{Act, Buffer, Rules};

impl Client {
    pub(super) async fn set_rules(&mut self, doctor: usize, seen: i64) {
        let mut one_in = |most: u32| self.dice.random_range(0..most) == 0;
        let rules = Rules {
            needs_approval: one_in(2),
            cap_per_day: one_in(3).then_some(4),
            buffer: if one_in(4) { Buffer::Minutes15 } else { Buffer::None },
            step: if one_in(4) { 2 } else { 1 },
        };
        let ctx = administrator_context(&self.ground.core, &self.ground.clinic);
        let service = self.ground.doctor(doctor).service;
        let known = get_service(&ctx, service).await.unwrap();
        let input = ChangeService {
            service,
            version: Version::new(seen),
            form: form(&ServiceForm::from(&known.settings), rules),
        };
        let act = |won| Act::SetRules {
            doctor,
            rules,
            seen,
            won,
        };
        let _moment = self.ground.moment.read().await;
        self.called(act(false));
        let won = match change_service(&ctx, &input).await {
            Ok(saved) => saved.map(|()| true).unwrap(),
            Err(Fault::Refused(Refusal::Stale)) => false,
            Err(fault) => panic!("change_service: {fault:?}"),
        };
        self.answered(act(won));
    }

    pub(super) async fn set_cap(&mut self, doctor: usize, seen: i64) {
        let cap = (self.dice.random_range(0..2) == 0).then_some(3);
        let input = SetDoctorCap {
            slug: self.ground.doctor(doctor).slug.into(),
            version: Version::new(seen),
            cap: number(cap),
        };
        let act = |won| Act::SetCap { doctor, cap, seen, won };
        let ctx = administrator_context(&self.ground.core, &self.ground.clinic);
        let _moment = self.ground.moment.read().await;
        self.called(act(false));
        let won = match set_doctor_cap(&ctx, &input).await {
            Ok(saved) => saved.map(|()| true).unwrap(),
            Err(Fault::Refused(Refusal::Stale)) => false,
            Err(fault) => panic!("set_doctor_cap: {fault:?}"),
        };
        self.answered(act(won));
    }
}

fn number(number: Option<usize>) -> String {
    number.map_or(String::new(), |number| number.to_string())
}

fn form(known: &ServiceForm, rules: Rules) -> ServiceForm {
    ServiceForm {
        needs_approval: if rules.needs_approval { "true" } else { "" }.into(),
        cap_per_day: number(rules.cap_per_day),
        buffer_after: if rules.buffer == Buffer::None { "0" } else { "15" }.into(),
        step: number((rules.step > 1).then_some(30 * rules.step)),
        ..known.clone()
    }
}
