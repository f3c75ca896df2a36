use std::{collections::HashMap, sync::Arc};

use domain::directory::{DoctorSearch, VisitKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::doctors::{Doctors, languages, visit_kind};
use crate::{
    Broken, Fault,
    booking::{Offer, doctor_name},
    entity::{doctor, specialty},
};

/// All that can be booked, as it is searched.
pub(crate) struct Clinic {
    /// The services of a schedule stand together, in the order that they are shown.
    pub offers: Vec<Arc<Listed>>,
    pub specialties: HashMap<Uuid, specialty::Model>,
}

/// A service with a doctor at a place, in the first of its lengths unless another was asked for.
#[derive(Clone)]
pub(crate) struct Listed {
    pub offer: Offer,
    /// "Dr. Amina Okafor"
    pub name: String,
    pub languages: Vec<String>,
    pub kind: VisitKind,
    /// What words are looked for in, in small letters.
    text: Arc<str>,
}

/// How many words and characters of a search count.
const MOST_WORDS: usize = 5;
const MOST_CHARACTERS: usize = 100;

impl Clinic {
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self, Fault> {
        let mut rows = doctor::Entity::find()
            .filter(doctor::Column::IsActive.eq(true))
            .order_by_asc(doctor::Column::Id)
            .all(db)
            .await?;
        for row in &mut rows {
            // The long texts are on the doctor's own page only.
            row.about.clear();
            row.qualifications.clear();
        }
        let doctors = Doctors::load(db, rows).await?;
        let mut offers = Vec::new();
        for doctor in &doctors.doctors {
            let specialty = doctors
                .specialties
                .get(&doctor.specialty_id)
                .ok_or(Broken::Inconsistent("doctor.specialty_id"))?;
            let text: Arc<str> = text(doctor, specialty).into();
            for schedule in doctors.schedules.get(&doctor.id).into_iter().flatten() {
                let Some(location) = doctors.locations.get(&schedule.location_id) else {
                    continue;
                };
                for given in doctors.services.get(&schedule.id).into_iter().flatten() {
                    let (schedule, doctor) = (schedule.clone(), doctor.clone());
                    let kind = visit_kind(&given.service);
                    offers.push(Arc::new(Listed {
                        name: doctor_name(&doctor),
                        languages: languages(&doctor),
                        kind,
                        text: Arc::clone(&text),
                        offer: Offer::new(
                            schedule,
                            doctor,
                            location.clone(),
                            given.clone(),
                            specialty.name.clone(),
                        )?,
                    }));
                }
            }
        }
        Ok(Self {
            offers,
            specialties: doctors.specialties,
        })
    }

    /// What fits a search but for its times: of each doctor at each place the first service that does.
    pub fn fitting(&self, search: &DoctorSearch) -> Vec<Arc<Listed>> {
        let words = words(&search.words);
        let specialty = self.specialties.values().find(|row| row.slug == search.specialty);
        if specialty.is_none() && !search.specialty.is_empty() {
            return Vec::new();
        }
        let (place, language) = (search.location.to_lowercase(), search.language.trim().to_lowercase());
        let mut found: Vec<Arc<Listed>> = Vec::new();
        for listed in &self.offers {
            let offer = &listed.offer;
            let is_known = found
                .last()
                .is_some_and(|last| last.offer.schedule.id == offer.schedule.id);
            let fits = specialty.is_none_or(|row| row.id == offer.doctor.specialty_id)
                && search.kind.is_none_or(|kind| kind == listed.kind)
                && (place.is_empty() || offer.location.slug == place || offer.location.city.to_lowercase() == place)
                && (language.is_empty() || listed.languages.iter().any(|name| name.to_lowercase() == language))
                && words.iter().all(|word| listed.text.contains(word.as_str()));
            if fits && !is_known {
                found.push(Arc::clone(listed));
            }
        }
        found
    }

    /// Who gives a service at a place in one of its lengths; in the first where none is wished. With the first come those who
    /// take a length of their own that is not to choose from.
    pub fn of_service(&self, service: Uuid, location: Uuid, minutes: Option<u16>) -> Vec<Arc<Listed>> {
        let fits = |listed: &&Arc<Listed>| listed.offer.service.id == service && listed.offer.location.id == location;
        let given: Vec<&Arc<Listed>> = self.offers.iter().filter(fits).collect();
        // Whoever has no length of their own gives all that there are.
        let most = given.iter().rev().max_by_key(|listed| listed.offer.lengths.len());
        let choices: Vec<i64> = most.map_or_else(Vec::new, |listed| minutes_of(&listed.offer).collect());
        let wished = minutes.map(i64::from).or(choices.first().copied());
        let is_first = wished == choices.first().copied();
        let in_wished = |listed: &Arc<Listed>| {
            let own = minutes_of(&listed.offer).next();
            if is_first && own.is_some_and(|own| Some(own) == wished || !choices.contains(&own)) {
                return Some(Arc::clone(listed));
            }
            let wished = wished.filter(|wished| !is_first && choices.contains(wished))?;
            listed.in_length(wished).map(Arc::new)
        };
        given.into_iter().filter_map(in_wished).collect()
    }
}

fn minutes_of(offer: &Offer) -> impl Iterator<Item = i64> + '_ {
    offer.lengths.iter().map(|length| length.minutes)
}

impl Listed {
    /// In another of its lengths.
    fn in_length(&self, minutes: i64) -> Option<Self> {
        let offer = self.offer.in_length(u16::try_from(minutes).ok())?;
        Some(Self { offer, ..self.clone() })
    }
}

/// In small letters; "Dr." is said of everybody.
fn words(text: &str) -> Vec<String> {
    let text: String = text.chars().take(MOST_CHARACTERS).collect();
    let words = text.split_whitespace().map(str::to_lowercase);
    words
        .filter(|word| !matches!(word.as_str(), "dr" | "dr." | "doctor"))
        .take(MOST_WORDS)
        .collect()
}

fn text(doctor: &doctor::Model, specialty: &specialty::Model) -> String {
    let parts = [
        &doctor.given_name,
        &doctor.family_name,
        &specialty.name,
        &specialty.summary,
        &specialty.practitioner,
    ];
    parts.map(|part| part.to_lowercase()).join("\n")
}
