//! General practice, paediatrics, gynaecology.

use super::{
    super::{
        hours::{EARLY, EVENINGS, FOUR_DAYS, FULL, MONDAY_TUESDAY, MORNINGS, SATURDAY, THURSDAY_FRIDAY},
        places::Place::{Berlin, London, NewYork},
    },
    DoctorData,
};

pub(in super::super) const GENERAL_PRACTICE: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Eleanor",
        family_name: "Hartley",
        at: &[(London, FULL)],
        languages: "English, French",
        qualifications: "MBBS, MRCGP, DFSRH",
        about: "Eleanor has been a family doctor for eighteen years, most of them within a mile of the river. She likes to \
                explain what she is thinking as she goes, and keeps the last ten minutes of each morning for worries that \
                cannot wait.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Tunde",
        family_name: "Bakare",
        at: &[(London, EVENINGS)],
        languages: "English, Yoruba",
        qualifications: "MBChB, MRCGP, PgDip Sports Medicine",
        about: "Tunde looks after people who work odd hours, which is why he does too. His interests are blood pressure, \
                sleep and getting runners back on the road.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Katharina",
        family_name: "Voss",
        at: &[(Berlin, EARLY)],
        languages: "German, English",
        qualifications: "Dr. med., specialist in general medicine",
        about: "Katharina took over her mother's practice before she joined us, and still knows three generations of some \
                families. She offers check-ups, vaccinations and a calm second look at long medication lists.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Emre",
        family_name: "Yildiz",
        at: &[(Berlin, FOUR_DAYS)],
        languages: "German, Turkish, English",
        qualifications: "Dr. med., specialist in general and travel medicine",
        about: "Emre grew up in Berlin and speaks with his patients in three languages, sometimes within one sentence. He \
                runs the travel clinic and takes extra time for people with diabetes.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Rosalind",
        family_name: "Pierce",
        at: &[(NewYork, SATURDAY)],
        languages: "English, Spanish",
        qualifications: "MD, board-certified in family medicine",
        about: "Rosalind came to family medicine from emergency care, and it shows: she is quick, thorough and hard to \
                worry. Saturday mornings are hers by choice.",
    },
];

pub(in super::super) const PAEDIATRICS: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Imogen",
        family_name: "Clarke",
        at: &[(London, FOUR_DAYS)],
        languages: "English",
        qualifications: "MBBS, MRCPCH",
        about: "Imogen sees babies, toddlers and school children, and talks to all of them first. She has a special interest \
                in asthma and in eczema that keeps families awake.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Samir",
        family_name: "Rahman",
        at: &[(London, MORNINGS)],
        languages: "English, Bengali, Hindi",
        qualifications: "MBBS, MRCPCH, MSc Child Health",
        about: "Samir worked for ten years on a children's ward before moving to outpatient care. He is known for drawing \
                the inner ear upside down, and for children asking to come back.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Lena",
        family_name: "Brandt",
        at: &[(Berlin, FULL)],
        languages: "German, English, Danish",
        qualifications: "Dr. med., specialist in paediatrics",
        about: "Lena does all the check-ups from birth to the start of school, and vaccinations without tears where it can \
                be helped. Parents of premature babies find an experienced partner in her.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Miguel",
        family_name: "Santana",
        at: &[(NewYork, FULL)],
        languages: "English, Spanish",
        qualifications: "MD, board-certified in pediatrics",
        about: "Miguel believes that a child who has been listened to is halfway better. He sees newborns to teenagers and \
                leads our school health days.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Grace",
        family_name: "Adeyemi",
        at: &[(NewYork, EARLY)],
        languages: "English, Yoruba, French",
        qualifications: "MD, MPH, board-certified in pediatrics",
        about: "Grace combines general paediatrics with a clinic for growth and nutrition. Parents value her clear plans on \
                a single sheet of paper.",
    },
];

pub(in super::super) const GYNAECOLOGY: [DoctorData; 5] = [
    DoctorData {
        title: "Dr.",
        given_name: "Sophie",
        family_name: "Lambert",
        at: &[(London, FULL)],
        languages: "English, French",
        qualifications: "MBBS, MRCOG",
        about: "Sophie cares for women at every age, from the first period to well after the last. She runs a menopause \
                clinic on Thursdays and never minds a list of questions.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Nadia",
        family_name: "El-Sayed",
        at: &[(London, MONDAY_TUESDAY), (Berlin, THURSDAY_FRIDAY)],
        languages: "English, Arabic, German",
        qualifications: "MBBS, MRCOG, MD",
        about: "Nadia divides her week between London and Berlin. Endometriosis and fertility questions are her field; she \
                prefers an honest 'we do not know yet' to a quick answer.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Annika",
        family_name: "Reuter",
        at: &[(Berlin, MORNINGS)],
        languages: "German, English",
        qualifications: "Dr. med., specialist in gynaecology and obstetrics",
        about: "Annika has accompanied more than two thousand pregnancies. She takes time for cancer screening and explains \
                every step before it happens.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Valentina",
        family_name: "Ruiz",
        at: &[(NewYork, EVENINGS)],
        languages: "English, Spanish, Portuguese",
        qualifications: "MD, board-certified in obstetrics and gynecology",
        about: "Valentina works afternoons and evenings so that nobody has to explain to their boss where they are going. \
                Contraception, cysts and heavy periods are her daily work.",
    },
    DoctorData {
        title: "Dr.",
        given_name: "Hannah",
        family_name: "Goldberg",
        at: &[(NewYork, FOUR_DAYS)],
        languages: "English, Hebrew",
        qualifications: "MD, board-certified in obstetrics and gynecology",
        about: "Hannah brings twenty years of hospital experience to a quiet consulting room. She sees many patients for \
                second opinions before an operation, and talks about a third of them out of it.",
    },
];
