//! Cardiology, neurology, psychiatry.

use super::{
    super::{doctors::inner, places::ECG},
    Patients, SpecialtyData, service,
};

pub(in super::super) const CARDIOLOGY: SpecialtyData = SpecialtyData {
    slug: "cardiology",
    name: "Cardiology",
    summary: "Heart and circulation: blood pressure, rhythm, chest pain",
    practitioner: "cardiologist",
    services: &[
        service("First visit", 45, 18000, 3).new_patients().every(15),
        service("Follow-up", 30, 11000, 5),
        service("ECG and blood pressure check", 20, 6000, 2)
            .in_room(ECG)
            .about(&["ECG before an operation", "Yearly ECG", "Blood pressure, new dose"]),
    ],
    doctors: &inner::CARDIOLOGY,
    new_reasons: &[
        "My heart skips beats in the evening",
        "Pressure in my chest on the stairs",
        "High blood pressure in spite of two tablets",
        "My father had a heart attack at fifty; I am forty-eight",
        "Swollen ankles since a month",
        "I fainted at the gym last week",
    ],
    known_reasons: &[
        "Six months after the stent",
        "Blood pressure diary",
        "Atrial fibrillation, check of the dose",
        "Results of the 24-hour ECG",
        "Pacemaker check",
        "Cholesterol after three months of tablets",
    ],
    patients: Patients::Adults,
};

pub(in super::super) const NEUROLOGY: SpecialtyData = SpecialtyData {
    slug: "neurology",
    name: "Neurology",
    summary: "Headache, dizziness, numbness, sleep, memory",
    practitioner: "neurologist",
    services: &[
        service("First visit", 45, 19000, 3).new_patients().every(15),
        service("Follow-up", 30, 12000, 5),
    ],
    doctors: &inner::NEUROLOGY,
    new_reasons: &[
        "Migraine twice a week now",
        "Tingling in two fingers when I wake up",
        "My hand trembles when I pour tea",
        "Dizzy spells when I turn over in bed",
        "My mother forgets names; we would like to know",
        "Restless legs, I walk around at night",
    ],
    known_reasons: &[
        "Migraine diary, month three",
        "After the EEG",
        "Parkinson's, check of the tablets",
        "Results of the scan",
        "Sleep clinic follow-up",
        "Numbness is almost gone",
    ],
    patients: Patients::Adults,
};

pub(in super::super) const PSYCHIATRY: SpecialtyData = SpecialtyData {
    slug: "psychiatry",
    name: "Psychiatry",
    summary: "Depression, anxiety, burnout, ADHD",
    practitioner: "psychiatrist",
    services: &[
        service("First visit", 60, 22000, 2)
            .new_patients()
            .every(30)
            .notice(240),
        service("Follow-up", 30, 12000, 6),
        service("Video session", 30, 12000, 3).by_video().or_for(&[(60, 22000)]),
    ],
    doctors: &inner::PSYCHIATRY,
    new_reasons: &[
        "I have not felt like myself since the spring",
        "Panic on the underground, I get off and walk",
        "I cannot concentrate and never could",
        "Exhausted, my company doctor sends me",
        "Trouble sleeping after a loss",
    ],
    known_reasons: &[
        "Four weeks on the new tablets",
        "Prescription, and how work is going",
        "Better days, some bad nights",
        "To talk about coming off the medication",
        "ADHD follow-up",
    ],
    patients: Patients::Adults,
};
