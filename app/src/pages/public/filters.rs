use domain::directory::{DayPart, DoctorSearch, LocationView, SpecialtyView, VisitKind, When};
use serde::Deserialize;

use crate::routes;

/// What the address of a search says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    q: String,
    specialty: String,
    location: String,
    language: String,
    kind: String,
    when: String,
    /// "2026-11-23"
    date: String,
    part: String,
    page: String,
    /// Whose results are to be renewed, with commas between them.
    doctors: String,
}

impl Asked {
    /// The slugs of `doctors`.
    pub fn named(&self) -> Vec<String> {
        let names = self.doctors.split(',').filter(|name| !name.is_empty());
        names.map(str::to_owned).collect()
    }
}

/// A search as the page shows it.
#[derive(Clone, Debug, Default)]
pub(super) struct Filters {
    pub words: String,
    /// A known one has its name, an unknown one only its slug.
    pub specialty: Option<Chosen>,
    pub location: Option<Chosen>,
    /// As it was asked for; no doctor speaks one that is unknown.
    pub language: String,
    pub kind: Option<VisitKind>,
    pub when: When,
    /// The choice that takes a date, where none came with it.
    pub lacks_date: Option<&'static str>,
    pub part: Option<DayPart>,
    pub page: u16,
}

/// Something chosen by its slug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub slug: String,
    pub name: String,
}

impl Filters {
    /// A specialty that is typed out is the same as one that is chosen.
    pub fn new(asked: Asked, specialties: &[SpecialtyView], locations: &[LocationView]) -> Self {
        let typed = asked.q.trim();
        let named = |view: &&SpecialtyView| {
            [&view.name, &view.practitioner]
                .into_iter()
                .any(|name| name.to_lowercase() == typed.to_lowercase())
        };
        let (slug, words) = match specialties.iter().find(named) {
            Some(found) if asked.specialty.is_empty() => (found.slug.clone(), String::new()),
            _ => (asked.specialty, typed.to_owned()),
        };
        let specialty = chosen(slug, |slug| {
            specialties
                .iter()
                .find(|view| view.slug == slug)
                .map(|view| view.name.clone())
        });
        let location = chosen(asked.location, |slug| {
            locations
                .iter()
                .find(|view| view.slug == slug)
                .map(|view| view.place.name.clone())
        });
        let when = When::parse(&asked.when, &asked.date);
        let takes_date = [FROM_DATE, ON_DATE].into_iter().find(|name| *name == asked.when);
        Self {
            words,
            specialty,
            location,
            language: asked.language.trim().chars().take(MOST_OF_LANGUAGE).collect(),
            kind: VisitKind::from_name(&asked.kind),
            when,
            lacks_date: takes_date.filter(|_| when.date().is_none()),
            part: DayPart::from_name(&asked.part),
            page: asked.page.parse().unwrap_or(1).max(1),
        }
    }

    pub fn search(&self) -> DoctorSearch {
        DoctorSearch {
            words: self.words.clone(),
            specialty: slug(self.specialty.as_ref()).to_owned(),
            location: slug(self.location.as_ref()).to_owned(),
            language: self.language.clone(),
            kind: self.kind,
            when: self.when,
            part: self.part,
            page: self.page,
        }
    }

    /// What stands in the box for words.
    pub fn typed(&self) -> &str {
        match &self.specialty {
            Some(specialty) if self.words.is_empty() => &specialty.name,
            _ => &self.words,
        }
    }

    /// Of this search, at a page.
    pub fn address(&self, page: u32) -> String {
        self.address_at(routes::DOCTORS, page)
    }

    /// Where the results that a page shows are renewed from.
    pub fn renewal(&self) -> String {
        self.address_at(routes::RESULTS, self.page.into())
    }

    fn address_at(&self, path: &str, page: u32) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let when = if self.when == When::FirstFree {
            ""
        } else {
            self.when.name()
        };
        let date = self.when.date().map(|date| date.to_string()).unwrap_or_default();
        let parameters = [
            ("q", self.words.as_str()),
            ("specialty", slug(self.specialty.as_ref())),
            ("location", slug(self.location.as_ref())),
            ("language", self.language.as_str()),
            ("kind", self.kind.map_or("", VisitKind::name)),
            ("when", when),
            ("date", &date),
            ("part", self.part.map_or("", DayPart::name)),
            ("page", &page),
        ];
        routes::with_query(path, &parameters)
    }
}

const MOST_OF_LANGUAGE: usize = 40;

/// The names of [`When::From`] and [`When::On`].
pub(super) const FROM_DATE: &str = "from";
pub(super) const ON_DATE: &str = "on";

/// A place as one reads it in a list: with its city, where its name does not say it.
pub(super) fn place_words(location: &LocationView) -> String {
    let LocationView { city, place, .. } = location;
    if place.name.contains(city.as_str()) {
        place.name.clone()
    } else {
        format!("{}, {city}", place.name)
    }
}

fn chosen(slug: String, name: impl Fn(&str) -> Option<String>) -> Option<Chosen> {
    (!slug.is_empty()).then(|| {
        let name = name(&slug).unwrap_or_else(|| slug.clone());
        Chosen { slug, name }
    })
}

fn slug(chosen: Option<&Chosen>) -> &str {
    chosen.map_or("", |chosen| &chosen.slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dermatology() -> SpecialtyView {
        SpecialtyView {
            id: "0193a5c0-0000-4000-8000-000000000001".parse().expect("an id"),
            slug: "dermatology".into(),
            name: "Dermatology".into(),
            summary: "Skin, hair and nails".into(),
            practitioner: "dermatologist".into(),
        }
    }

    fn filters(q: &str, specialty: &str, page: &str) -> Filters {
        let asked = Asked {
            q: q.into(),
            specialty: specialty.into(),
            page: page.into(),
            ..Asked::default()
        };
        Filters::new(asked, &[dermatology()], &[])
    }

    #[test]
    fn a_specialty_typed_out_is_chosen() {
        for typed in ["Dermatology", " dermatologist ", "DERMATOLOGY"] {
            assert_eq!(filters(typed, "", "").address(1), "/doctors?specialty=dermatology");
        }
        assert_eq!(filters("", "dermatology", "").typed(), "Dermatology");
        assert_eq!(filters("skin", "", "").address(2), "/doctors?q=skin&page=2");
    }

    #[test]
    fn an_address_carries_the_whole_search() {
        let asked = Asked {
            q: "skin".into(),
            language: " German ".into(),
            kind: "video".into(),
            when: "on".into(),
            date: "2026-12-01".into(),
            part: "evening".into(),
            ..Asked::default()
        };
        let filters = Filters::new(asked, &[], &[]);
        assert_eq!(
            filters.address(1),
            "/doctors?q=skin&language=German&kind=video&when=on&date=2026-12-01&part=evening"
        );
        let nonsense = Asked {
            kind: "by_owl".into(),
            when: "on".into(),
            date: "2026-13-01".into(),
            part: "night".into(),
            ..Asked::default()
        };
        assert_eq!(Filters::new(nonsense, &[], &[]).address(1), "/doctors");
    }

    #[test]
    fn a_choice_that_takes_a_date_lacks_it_where_none_is_given() {
        let cases = [
            ("on", "", Some(ON_DATE)),
            ("from", "2026-02-30", Some(FROM_DATE)),
            ("on", "2026-12-01", None),
            ("today", "", None),
            ("", "2026-12-01", None),
        ];
        for (when, date, lacking) in cases {
            let asked = Asked {
                when: when.into(),
                date: date.into(),
                ..Asked::default()
            };
            assert_eq!(Filters::new(asked, &[], &[]).lacks_date, lacking, "{when} {date}");
        }
    }

    #[test]
    fn nonsense_pages_are_the_first() {
        for page in ["", "0", "-1", "70000", "x"] {
            assert_eq!(filters("", "", page).page, 1, "{page}");
        }
    }
}
