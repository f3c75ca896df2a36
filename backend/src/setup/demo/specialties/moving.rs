//! Orthopaedics, physiotherapy, dentistry.

use super::{super::doctors::moving, Patients, SpecialtyData, service};

pub(in super::super) const ORTHOPAEDICS: SpecialtyData = SpecialtyData {
    slug: "orthopaedics",
    name: "Orthopaedics",
    summary: "Bones and joints: knees, hips, backs, hands, sports injuries",
    practitioner: "orthopaedic surgeon",
    services: &[
        service("First visit", 30, 14000, 4).new_patients(),
        service("Follow-up", 15, 8000, 5),
    ],
    doctors: &moving::ORTHOPAEDICS,
    new_reasons: &[
        "My knee locks when I climb stairs",
        "Shoulder pain at night, I cannot lie on it",
        "I twisted my ankle at football",
        "My hip hurts after half an hour of walking",
        "A finger that will not straighten in the morning",
        "Back pain that goes down the left leg",
    ],
    known_reasons: &[
        "Six weeks after the knee operation",
        "To look at the MRI together",
        "Injection for the shoulder",
        "The plaster comes off",
        "Back pain is better with the exercises",
        "Second opinion on the hip replacement",
    ],
    patients: Patients::Adults,
};

pub(in super::super) const PHYSIOTHERAPY: SpecialtyData = SpecialtyData {
    slug: "physiotherapy",
    name: "Physiotherapy",
    summary: "Moving again after injury, operation or too much sitting",
    practitioner: "physiotherapist",
    services: &[
        service("First visit", 45, 7000, 2).new_patients().every(15),
        service("Treatment", 30, 5000, 7).or_for(&[(60, 9000)]),
    ],
    doctors: &moving::PHYSIOTHERAPY,
    new_reasons: &[
        "Neck pain from working at the kitchen table",
        "Runner's knee, I have a race in spring",
        "Referred after shoulder surgery",
        "Stiff back in the mornings",
        "Ankle, four weeks after the sprain",
    ],
    known_reasons: &[
        "Knee, session three of six",
        "Back exercises, next step",
        "Shoulder is moving better",
        "Balance training",
        "Neck, last session of the series",
    ],
    patients: Patients::Adults,
};

pub(in super::super) const DENTISTRY: SpecialtyData = SpecialtyData {
    slug: "dentistry",
    name: "Dentistry",
    summary: "Teeth and gums: check-ups, fillings, crowns, cleaning",
    practitioner: "dentist",
    services: &[
        service("Check-up", 30, 6000, 4).new_patients(),
        service("Treatment", 60, 15000, 3).every(30).buffer(10).about(&[
            "Crown, second appointment",
            "Root canal, upper left",
            "Filling on the lower right",
            "Gum treatment, quarter two",
            "To have a wisdom tooth out",
        ]),
        service("Cleaning", 30, 7500, 3).about(&["Cleaning", "Cleaning, twice a year"]),
    ],
    doctors: &moving::DENTISTRY,
    new_reasons: &[
        "A tooth that hurts when I drink something cold",
        "Check-up, it has been two years",
        "My gums bleed when I brush",
        "A filling fell out at dinner",
        "I am afraid of the dentist and would like to start slowly",
    ],
    known_reasons: &["Check-up"],
    patients: Patients::Adults,
};
