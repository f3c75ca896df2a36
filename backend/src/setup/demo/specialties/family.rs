//! General practice, paediatrics, gynaecology.

use super::{
    super::{doctors::family, places::ULTRASOUND},
    Patients, SpecialtyData, service,
};

pub(in super::super) const GENERAL_PRACTICE: SpecialtyData = SpecialtyData {
    slug: "general-practice",
    name: "General practice",
    summary: "Check-ups, vaccinations, and everything that comes first",
    practitioner: "general practitioner",
    services: &[
        service("First visit", 30, 6500, 3).new_patients(),
        service("Follow-up", 15, 4000, 5),
        service("Short consultation", 15, 3500, 4).new_patients().notice(30),
        service("Video consultation", 15, 3500, 2)
            .by_video()
            .notice(30)
            .about(&[
                "Hay fever again, the same tablets as last year",
                "A sick note, I have a cold",
                "To talk about my blood results",
                "Question about a new tablet",
            ]),
    ],
    doctors: &family::GENERAL_PRACTICE,
    new_reasons: &[
        "A cough that will not go away, three weeks now",
        "Tired all the time since the summer",
        "I have moved here and would like to register with a doctor",
        "Sore throat and a fever since Sunday",
        "Stomach pain after eating",
        "A tick bite on my leg, with a red ring",
        "Lower back pain since moving flat",
    ],
    known_reasons: &[
        "Blood pressure check and repeat prescription",
        "To talk about my blood results",
        "Flu vaccination",
        "Yearly check-up",
        "My diabetes review",
        "The antibiotics did not help much",
        "A letter for my employer",
    ],
    patients: Patients::Adults,
};

pub(in super::super) const PAEDIATRICS: SpecialtyData = SpecialtyData {
    slug: "paediatrics",
    name: "Paediatrics",
    summary: "Babies, children and teenagers",
    practitioner: "paediatrician",
    services: &[
        service("First visit", 30, 9000, 3).new_patients(),
        service("Follow-up", 15, 5500, 4),
        service("Check-up and vaccinations", 30, 7500, 4).about(&[
            "Two-year check-up",
            "Second vaccination",
            "School entry examination",
            "Vaccinations before we travel",
            "Check-up at twelve",
        ]),
    ],
    doctors: &family::PAEDIATRICS,
    new_reasons: &[
        "Ear ache and fever since yesterday",
        "A cough at night that sounds like barking",
        "Rash after trying peanut butter",
        "Trouble falling asleep before school",
        "Tummy aches on most mornings",
        "Not gaining weight as before",
    ],
    known_reasons: &[
        "Asthma inhaler: how it goes",
        "Ears again, after the antibiotics",
        "Eczema on the cheeks, a second look",
        "Weight and height, three months on",
        "Results of the allergy test",
        "The cough is better, sleep is not",
    ],
    patients: Patients::Children,
};

pub(in super::super) const GYNAECOLOGY: SpecialtyData = SpecialtyData {
    slug: "gynaecology",
    name: "Gynaecology",
    summary: "Women's health: check-ups, contraception, pregnancy, menopause",
    practitioner: "gynaecologist",
    services: &[
        service("First visit", 30, 13000, 3).new_patients(),
        service("Follow-up", 20, 8500, 4),
        service("Yearly check-up", 30, 11000, 4).in_room(ULTRASOUND).about(&[
            "Yearly check-up",
            "Smear test",
            "Check-up, and a question about the pill",
        ]),
    ],
    doctors: &family::GYNAECOLOGY,
    new_reasons: &[
        "Very heavy periods since the spring",
        "Pain before my period, worse each month",
        "Which contraception suits me after forty",
        "We have been trying for a baby for a year",
        "Hot flushes, and I hardly sleep",
        "A positive pregnancy test",
    ],
    known_reasons: &[
        "Ultrasound of the cyst, three months on",
        "Coil check",
        "Results of the hormone test",
        "Twenty-week appointment",
        "Endometriosis, since the operation",
    ],
    patients: Patients::Women,
};
