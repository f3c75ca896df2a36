//! Orthopaedics, physiotherapy, dentistry.

use super::{
    super::{
        hours::{EARLY, EVENINGS, FOUR_DAYS, FULL, MONDAY_TUESDAY, MORNINGS, SATURDAY},
        places::Place::{Berlin, London, NewYork},
    },
    DoctorData,
};

pub(in super::super) const ORTHOPAEDICS: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Gareth",
        family_name: "Llewellyn",
        at: &[(London, FULL)],
        languages: "English, Welsh",
        qualifications: "MBBS, FRCS (Tr & Orth)",
        about: "Gareth sees knees and shoulders, most of them after sport. He played rugby until his own knee objected, and \
                advises accordingly.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Chloe",
        family_name: "Anderton",
        at: &[(London, MORNINGS)],
        languages: "English",
        qualifications: "MBChB, FRCS (Tr & Orth)",
        about: "Chloe's patients have hands that hurt: from work, from climbing, from arthritis. She makes her own splints \
                while you wait.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Stefan",
        family_name: "Kessler",
        at: &[(Berlin, EARLY)],
        languages: "German, English, Polish",
        qualifications: "Dr. med., specialist in orthopaedics and trauma surgery",
        about: "Stefan treats backs, and believes in movement before needles. He shows three exercises at the first visit \
                and asks about them at the second.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Ingrid",
        family_name: "Solberg",
        at: &[(Berlin, FOUR_DAYS)],
        languages: "German, Norwegian, English",
        qualifications: "Dr. med., specialist in orthopaedics",
        about: "Ingrid looks after hips, from babies to great-grandmothers. Before she suggests a new joint she asks which \
                walk you miss most.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Andre",
        family_name: "Baptiste",
        at: &[(NewYork, FULL)],
        languages: "English, French, Haitian Creole",
        qualifications: "MD, board-certified in orthopedic surgery",
        about: "Andre works with dancers, delivery riders and everyone else who lives on their feet. Ankles are his \
                passion, and stairs his favourite test.",
    },
];

pub(in super::super) const PHYSIOTHERAPY: [DoctorData; 5] = [
    DoctorData {
        title: "",
        given_name: "Megan",
        family_name: "Fairweather",
        at: &[(London, EVENINGS)],
        languages: "English",
        qualifications: "BSc Physiotherapy, MCSP",
        about: "Megan treats necks that sit at desks and calves that ran too far. You will leave with a short plan on your \
                phone and an honest date for the next run.",
    },
    DoctorData {
        title: "",
        given_name: "Kwame",
        family_name: "Boateng",
        at: &[(London, FULL)],
        languages: "English, Twi",
        qualifications: "MSc Physiotherapy, MCSP",
        about: "Kwame helps people back on their feet after an operation or a stroke. He counts progress in things done: \
                a kettle lifted, a bus caught.",
    },
    DoctorData {
        title: "",
        given_name: "Paula",
        family_name: "Wieczorek",
        at: &[(Berlin, EARLY)],
        languages: "German, Polish, English",
        qualifications: "State-certified physiotherapist, manual therapy",
        about: "Paula's hands find the place before you have finished describing it. She also runs the pelvic floor course \
                on Tuesday evenings.",
    },
    DoctorData {
        title: "",
        given_name: "Noah",
        family_name: "Steinbach",
        at: &[(Berlin, SATURDAY)],
        languages: "German, English",
        qualifications: "BSc Physiotherapy, sports physiotherapist",
        about: "Noah looks after two amateur football teams and anyone else with a torn ligament. He is in on Saturdays, \
                right after the matches people regret.",
    },
    DoctorData {
        title: "",
        given_name: "Alicia",
        family_name: "Monroe",
        at: &[(NewYork, FOUR_DAYS)],
        languages: "English, Spanish",
        qualifications: "DPT, orthopedic clinical specialist",
        about: "Alicia danced professionally for eight years before she changed sides. Balance, back pain and recovery \
                after surgery are her subjects.",
    },
];

pub(in super::super) const DENTISTRY: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Jasmine",
        family_name: "Patel",
        at: &[(London, FOUR_DAYS)],
        languages: "English, Gujarati",
        qualifications: "BDS, MFDS RCS",
        about: "Jasmine has a quiet voice, a warm blanket and a hand signal that means stop. Anxious patients drive a long \
                way to see her.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Theo",
        family_name: "Marchetti",
        at: &[(London, SATURDAY)],
        languages: "English, Italian",
        qualifications: "BDS, MSc Endodontics",
        about: "Theo saves teeth that others would pull. Root canals take him an hour and a half of a radio play; patients \
                tend to ask for the next episode.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Birgit",
        family_name: "Hohenfeld",
        at: &[(Berlin, FULL)],
        languages: "German, English",
        qualifications: "Dr. med. dent.",
        about: "Birgit believes in prevention and owns more toothbrushes than anyone you know. Families come together and \
                are seen together.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Ravi",
        family_name: "Desai",
        at: &[(NewYork, MONDAY_TUESDAY)],
        languages: "English, Hindi",
        qualifications: "DDS",
        about: "Ravi makes crowns and bridges in the room next door, often on the same day. Early in the week he is here; \
                later he teaches students to do the same.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Camille",
        family_name: "Dubois",
        at: &[(NewYork, EARLY)],
        languages: "English, French, German",
        qualifications: "DDS, MS Periodontics",
        about: "Camille looks after gums, the part that everybody forgets. She shows you in a mirror what she means, and \
                sends photographs of the progress.",
    },
];
