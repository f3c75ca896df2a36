//! What is said about a look into somebody's appointments in an emergency.

use super::{
    letter::{Fact, Letter},
    message::EmergencyLetter,
};
use crate::{Settings, adapters::mail::one_line};

pub(super) fn to_patient(letter: &EmergencyLetter, settings: &Settings) -> Letter {
    let clinic = one_line(&settings.clinic_name);
    let question = match &letter.phone {
        Some(phone) => format!("If you have questions about it, call {}.", one_line(phone)),
        None => "If you have questions about it, ask the clinic.".to_owned(),
    };
    Letter {
        subject: format!("Your appointments at {clinic} were opened in an emergency"),
        heading: "Your appointments were opened in an emergency".to_owned(),
        paragraphs: vec![
            format!("Hello {},", one_line(&letter.name)),
            "Somebody at the clinic who does not treat you said that they had to see your appointments and the reasons for \
             them because of an emergency. They could read them for at most 30 minutes and change nothing."
                .to_owned(),
            question,
        ],
        facts: facts(letter),
        notes: vec!["We tell you each time this happens. It is recorded, and those who run the clinic look at it.".to_owned()],
        ..Letter::default()
    }
}

pub(super) fn to_administrator(letter: &EmergencyLetter, settings: &Settings) -> Letter {
    Letter {
        subject: "A patient’s appointments were opened in an emergency".to_owned(),
        heading: "Emergency access".to_owned(),
        paragraphs: vec![
            format!("Hello {},", one_line(&letter.name)),
            "Somebody opened the appointments of a patient because of an emergency. The list says whose and why: please look \
             whether it was right."
                .to_owned(),
        ],
        facts: facts(letter),
        ..Letter::leading_to("See emergency access", "/admin/emergency-access", settings)
    }
}

fn facts(letter: &EmergencyLetter) -> Vec<Fact> {
    let fact = |label, line: &str| Fact {
        label,
        lines: vec![one_line(line)],
        link: None,
    };
    vec![fact("Who", &letter.by), fact("When", &letter.when)]
}
