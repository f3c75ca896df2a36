//! Cardiology, neurology, psychiatry.

use super::{
    super::{
        hours::{EARLY, EVENINGS, FOUR_DAYS, FULL, MONDAY_TUESDAY, MORNINGS, SATURDAY, THURSDAY_FRIDAY},
        places::Place::{Berlin, London, NewYork},
    },
    DoctorData,
};

pub(in super::super) const CARDIOLOGY: [DoctorData; 5] = [
    DoctorData {
        title: "Prof.",
        given_name: "Alastair",
        family_name: "Munro",
        at: &[(London, MONDAY_TUESDAY)],
        languages: "English",
        qualifications: "MD, FRCP, Professor of Cardiology",
        about: "Alastair has spent thirty years on the question of why hearts lose their rhythm. He teaches for the rest of \
                the week, and brings what is new to his patients on Mondays.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Priya",
        family_name: "Raghavan",
        at: &[(London, FULL)],
        languages: "English, Tamil, Hindi",
        qualifications: "MBBS, MRCP (Cardiology)",
        about: "Priya sees people with high blood pressure, chest pain and heart failure. She measures before she treats, \
                and likes to begin with what can be changed without tablets.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Matthias",
        family_name: "Lindqvist",
        at: &[(Berlin, FULL)],
        languages: "German, Swedish, English",
        qualifications: "Dr. med., specialist in internal medicine and cardiology",
        about: "Matthias runs the ultrasound room in Berlin and shows every patient their own heart on the screen. He cycles \
                to work in all weathers and recommends it in most.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Olena",
        family_name: "Kovalenko",
        at: &[(Berlin, EARLY)],
        languages: "Ukrainian, German, English",
        qualifications: "Dr. med., specialist in cardiology",
        about: "Olena came to Berlin as a young doctor and stayed. She is the person for palpitations, pacemaker checks and \
                for anyone who has been told that it is only stress.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Marcus",
        family_name: "Ellison",
        at: &[(NewYork, FOUR_DAYS)],
        languages: "English",
        qualifications: "MD, FACC, board-certified in cardiovascular disease",
        about: "Marcus looks after hearts before and after they break. His patients leave with three numbers that they \
                should know by heart, and a plan for each.",
    },
];

pub(in super::super) const NEUROLOGY: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Fiona",
        family_name: "Gallagher",
        at: &[(London, FULL)],
        languages: "English, Irish",
        qualifications: "MB BCh, MRCP (Neurology)",
        about: "Fiona runs the headache clinic, and has had migraine herself since she was twelve. She keeps diaries, \
                triggers and tablets in view, and her appointments never start with the scan.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Haruto",
        family_name: "Ishikawa",
        at: &[(London, MORNINGS)],
        languages: "English, Japanese",
        qualifications: "MD, PhD, MRCP (Neurology)",
        about: "Haruto's field is movement: tremor, Parkinson's disease and restless legs. He walks a few steps of the \
                corridor with everybody, and learns more from that than from most machines.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Jana",
        family_name: "Novotna",
        at: &[(Berlin, FOUR_DAYS)],
        languages: "German, Czech, English",
        qualifications: "Dr. med., specialist in neurology",
        about: "Jana treats multiple sclerosis and epilepsy, and has time for the questions between two attacks. She works \
                closely with the physiotherapists one floor below.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Benedikt",
        family_name: "Auer",
        at: &[(Berlin, EVENINGS)],
        languages: "German, English, Italian",
        qualifications: "Dr. med., specialist in neurology and sleep medicine",
        about: "Benedikt helps people who cannot sleep, and people who cannot stay awake. His consultations start at noon, \
                which many of his patients find very considerate.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Chidi",
        family_name: "Nwosu",
        at: &[(NewYork, FULL)],
        languages: "English, Igbo",
        qualifications: "MD, board-certified in neurology",
        about: "Chidi is a general neurologist with a fondness for unclear cases: numbness that wanders, dizziness without \
                a name. He writes his reports so that patients can read them.",
    },
];

pub(in super::super) const PSYCHIATRY: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Owen",
        family_name: "Pritchard",
        at: &[(London, EVENINGS)],
        languages: "English, Welsh",
        qualifications: "MBBS, MRCPsych",
        about: "Owen sees adults with depression, anxiety and burnout. He speaks plainly about medicines, what they can do \
                and what they cannot, and works together with therapists nearby.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Leila",
        family_name: "Farahani",
        at: &[(London, MONDAY_TUESDAY), (NewYork, THURSDAY_FRIDAY)],
        languages: "English, Persian, French",
        qualifications: "MD, MRCPsych",
        about: "Leila treats people who live between places, as she does herself: two days in London, two in New York. Her \
                interests are trauma, migration and the mind in midlife.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Friederike",
        family_name: "Scholz",
        at: &[(Berlin, FULL)],
        languages: "German, English",
        qualifications: "Dr. med., specialist in psychiatry and psychotherapy",
        about: "Friederike works with adults who have ADHD, many of them diagnosed late. First visits are long on purpose: \
                she wants the whole story before she gives it a name.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Jonas",
        family_name: "Hellmann",
        at: &[(Berlin, MORNINGS)],
        languages: "German, English, Dutch",
        qualifications: "Dr. med., specialist in psychosomatic medicine",
        about: "Jonas looks at the body and the mind at the same table. He sees people whose pain has no finding, and takes \
                both the pain and the missing finding seriously.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Denise",
        family_name: "Whitaker",
        at: &[(NewYork, SATURDAY)],
        languages: "English",
        qualifications: "MD, board-certified in psychiatry",
        about: "Denise has worked in community clinics for most of her life and kept her sense of humour. She sees young \
                adults and their families, also on Saturdays.",
    },
];
