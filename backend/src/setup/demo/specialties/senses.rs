//! Dermatology, ophthalmology, ear, nose and throat.

use super::{
    super::{doctors::senses, places::TREATMENT},
    Patients, SpecialtyData, service,
};

pub(in super::super) const DERMATOLOGY: SpecialtyData = SpecialtyData {
    slug: "dermatology",
    name: "Dermatology",
    summary: "Skin, hair and nails: moles, rashes, acne, allergies",
    practitioner: "dermatologist",
    services: &[
        service("First visit", 30, 12000, 5).new_patients(),
        service("Follow-up", 15, 7500, 5),
        service("Full skin check", 45, 16000, 2).every(15).buffer(5).about(&[
            "Yearly skin check",
            "Many moles, and a childhood in the sun",
            "My sister had a melanoma",
            "Check after a melanoma, two years clear",
            "I burn easily and work outdoors",
        ]),
        service("Minor surgery", 45, 24000, 2)
            .every(15)
            .buffer(10)
            .on_request()
            .at_most(3)
            .in_room(TREATMENT)
            .about(&[
                "To have a mole removed that catches on my collar",
                "The biopsy that we talked about",
                "A cyst behind my ear",
                "Two skin tags on my neck",
            ]),
        service("Video follow-up", 15, 6500, 2).by_video().about(&[
            "Rash is fading, I sent photographs",
            "How the new cream works",
            "Acne tablets, the results are here",
        ]),
    ],
    doctors: &senses::DERMATOLOGY,
    new_reasons: &[
        "A mole on my shoulder has changed",
        "Itchy rash on both arms since last week",
        "My hair is getting thin at the crown",
        "A dark line under my thumbnail",
        "Acne that came back after two quiet years",
        "Dry, cracked hands from work",
        "Hives after dinner, twice this month",
        "A small lump on my eyelid that bleeds",
        "Warts on my fingers, the pharmacy did not help",
        "A rash after gardening that spreads",
        "Red, flaky skin beside my nose",
        "My scalp itches, whatever the shampoo",
        "A rough spot on my ear that will not heal",
        "Dark patches on my cheeks since the pregnancy",
    ],
    known_reasons: &[
        "Eczema is better, but not behind the knees",
        "Results of the biopsy",
        "To have the stitches out",
        "Psoriasis, second month of the new cream",
        "Patch test reading",
        "Rosacea: the gel burns a little",
        "Second look at the mole we photographed",
        "Acne tablets, month two, blood test",
        "The rash came back after the holiday",
        "Warts, third freezing",
        "Hair loss: photographs after six months",
        "The wound has healed, what about the scar",
        "Hives diary, four weeks",
        "Renewal of the light therapy",
    ],
    patients: Patients::Adults,
};

pub(in super::super) const OPHTHALMOLOGY: SpecialtyData = SpecialtyData {
    slug: "ophthalmology",
    name: "Ophthalmology",
    summary: "Eyes and sight: eye tests, cataract, glaucoma, dry eyes",
    practitioner: "ophthalmologist",
    services: &[
        service("First visit", 30, 12500, 4).new_patients(),
        service("Follow-up", 15, 7000, 4),
        service("Eye pressure and field test", 30, 8500, 2).every(15).about(&[
            "Glaucoma, every six months",
            "Field test for my driving licence",
            "Eye pressure was high at the optician's",
        ]),
    ],
    doctors: &senses::OPHTHALMOLOGY,
    new_reasons: &[
        "Letters blur on the screen after lunch",
        "Flashes of light in my right eye",
        "Dry, burning eyes since the heating is on",
        "Glaucoma runs in our family",
        "Driving at night has become hard",
        "A red eye for five days",
    ],
    known_reasons: &[
        "Two weeks after the cataract operation",
        "New glasses give me headaches",
        "Yearly check for diabetes",
        "Injection, fourth of six",
        "The drops help, but sting",
    ],
    patients: Patients::Adults,
};

pub(in super::super) const EAR_NOSE_THROAT: SpecialtyData = SpecialtyData {
    slug: "ear-nose-throat",
    name: "Ear, nose and throat",
    summary: "Hearing, sinuses, voice, snoring, dizziness (ENT)",
    practitioner: "ENT specialist",
    services: &[
        service("First visit", 30, 12500, 4).new_patients(),
        service("Follow-up", 15, 7000, 4),
        service("Hearing test", 30, 8000, 2).about(&[
            "I turn the radio up all the time",
            "Hearing test for work",
            "Left ear hears less since the flight",
        ]),
    ],
    doctors: &senses::EAR_NOSE_THROAT,
    new_reasons: &[
        "Ringing in my left ear since a concert",
        "My nose has been blocked for months",
        "I lose my voice by Thursday; I teach",
        "My partner says that I stop breathing at night",
        "The room spins when I look up",
        "Tonsillitis, the fourth time this year",
    ],
    known_reasons: &[
        "Sinuses, after the spray",
        "Results of the sleep study",
        "Hearing aid is too loud in restaurants",
        "Three weeks after the tonsil operation",
        "Wax, again",
        "Tinnitus is quieter",
    ],
    patients: Patients::Adults,
};
