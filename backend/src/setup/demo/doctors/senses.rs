//! Dermatology, ophthalmology, ear, nose and throat.

use super::{
    super::{
        hours::{EARLY, EVENINGS, FOUR_DAYS, FULL, MONDAY_TUESDAY, MORNINGS, OKAFOR, SATURDAY, THURSDAY_FRIDAY},
        places::Place::{Berlin, London, NewYork},
    },
    DoctorData,
};

/// The first is the doctor of the demo.
pub(in super::super) const DERMATOLOGY: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Amina",
        family_name: "Okafor",
        at: &[(London, OKAFOR)],
        languages: "English, Igbo, French",
        qualifications: "MBBS, MRCP (Dermatology), MSc Clinical Dermatology",
        about: "Amina looks after skin of every colour and age, with a special interest in eczema and in moles that have \
                changed. She takes photographs, compares, and explains what she sees. If it can wait, she says so; if it \
                cannot, it happens that day.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Rupert",
        family_name: "Ashdown",
        at: &[(London, MORNINGS)],
        languages: "English",
        qualifications: "MBChB, MRCP (Dermatology)",
        about: "Rupert removes what should not be there and leaves the rest alone. He does minor surgery on most mornings \
                and has checked the backs of half the rowing club.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Beatriz",
        family_name: "Almeida",
        at: &[(Berlin, FULL)],
        languages: "German, Portuguese, English",
        qualifications: "Dr. med., specialist in dermatology and allergology",
        about: "Beatriz finds out what people are allergic to, with patience and a good deal of detective work. Psoriasis \
                and hives are her other daily bread.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Caleb",
        family_name: "Freeman",
        at: &[(NewYork, FULL)],
        languages: "English",
        qualifications: "MD, FAAD, board-certified in dermatology",
        about: "Caleb treats acne, rosacea and hair loss, and refuses to sell creams. He gives each patient the shortest \
                routine that works.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Mei-Ling",
        family_name: "Chow",
        at: &[(NewYork, EVENINGS)],
        languages: "English, Cantonese, Mandarin",
        qualifications: "MD, board-certified in dermatology",
        about: "Mei-Ling sees full-body skin checks as a conversation with a lamp. Her evening hours fill quickly before \
                the summer.",
    },
];

pub(in super::super) const OPHTHALMOLOGY: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Harriet",
        family_name: "Osborne",
        at: &[(London, FULL)],
        languages: "English",
        qualifications: "MBBS, FRCOphth",
        about: "Harriet looks after eyes that see less than they did: cataract, glaucoma and diabetic changes. She reads \
                the letters aloud with you if that helps.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Dmitri",
        family_name: "Volkov",
        at: &[(London, FOUR_DAYS)],
        languages: "English, Russian",
        qualifications: "MD, FRCOphth",
        about: "Dmitri's field is the back of the eye, where small things matter. He explains every picture of the retina, \
                and calls the evening after an injection.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Swantje",
        family_name: "Petersen",
        at: &[(Berlin, MORNINGS)],
        languages: "German, English",
        qualifications: "Dr. med., specialist in ophthalmology",
        about: "Swantje sees children with a squint, students with tired eyes and everybody who needs their pressure \
                measured. Her waiting room has the best picture books in the house.",
    },
    DoctorData {
        title: "Prof.",
        given_name: "Adeline",
        family_name: "Fontaine",
        at: &[(Berlin, MONDAY_TUESDAY), (London, THURSDAY_FRIDAY)],
        languages: "French, German, English",
        qualifications: "MD, PhD, Professor of Ophthalmology",
        about: "Adeline is asked when a cornea is difficult. She consults in Berlin at the start of the week and in London \
                at its end, and writes the same clear letter from both.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Isaac",
        family_name: "Feldman",
        at: &[(NewYork, EARLY)],
        languages: "English, Yiddish",
        qualifications: "MD, board-certified in ophthalmology",
        about: "Isaac has fitted lenses and treated dry eyes for twenty-five years. He keeps early hours, because drops \
                for the pupils and a day at a screen do not mix.",
    },
];

pub(in super::super) const EAR_NOSE_THROAT: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Callum",
        family_name: "Reid",
        at: &[(London, EARLY)],
        languages: "English",
        qualifications: "MBChB, FRCS (ORL-HNS)",
        about: "Callum treats blocked noses, lost voices and ears that ring. He sings in a choir and knows what a hoarse \
                week can mean.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Zainab",
        family_name: "Hussain",
        at: &[(London, FOUR_DAYS)],
        languages: "English, Urdu, Punjabi",
        qualifications: "MBBS, FRCS (ORL-HNS)",
        about: "Zainab's special interest is dizziness, which she takes apart patiently, turn by turn. She also sees \
                children whose ears are never quite dry.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Lukas",
        family_name: "Meinhardt",
        at: &[(Berlin, FULL)],
        languages: "German, English",
        qualifications: "Dr. med., specialist in ENT",
        about: "Lukas helps people who snore, and the people next to them. Hearing tests are done on the same visit, so \
                that nobody has to come twice.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Soraya",
        family_name: "Haddad",
        at: &[(NewYork, FULL)],
        languages: "English, Arabic, French",
        qualifications: "MD, board-certified in otolaryngology",
        about: "Soraya sees sinuses, tonsils and thyroids, in that order of frequency. She is happiest when an operation \
                turns out not to be needed.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Everett",
        family_name: "Boone",
        at: &[(NewYork, SATURDAY)],
        languages: "English, Spanish",
        qualifications: "MD, FACS, board-certified in otolaryngology",
        about: "Everett looks after voices: teachers, call-centre agents and two Broadway understudies. Loud restaurants \
                have given him a second career in hearing.",
    },
];
