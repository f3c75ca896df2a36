use domain::ids::AppointmentId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::Open;
use crate::routes;

/// Whose day a page shows: what its links and forms lead back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Of the doctor who looks at it.
    Own,
    /// Of the doctor with this slug; the front desk or an administrator looks at it.
    Of(String),
    /// Of all doctors of the location with this slug, at the front desk.
    Place(String),
}

impl Whose {
    /// From what a form or an address carries of it: the slug of a location, of a doctor, or neither.
    pub fn of(doctor: String, location: String) -> Self {
        match (doctor.is_empty(), location.is_empty()) {
            (_, false) => Self::Place(location),
            (false, true) => Self::Of(doctor),
            (true, true) => Self::Own,
        }
    }

    /// The day of a date, with a visit open or none.
    pub fn path(&self, date: &str, open: Option<AppointmentId>) -> String {
        self.day(date, &open.map_or(Open::Nothing, Open::Visit))
    }

    /// The day of a date.
    pub fn day(&self, date: &str, open: &Open) -> String {
        let path = match self {
            Self::Own => routes::DAY.to_owned(),
            Self::Of(slug) => routes::doctor_day(slug),
            Self::Place(slug) => routes::with_query(routes::DESK, &[("location", slug)]),
        };
        let path = routes::with_query(&path, &[("date", date)]);
        let query = open.query();
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        routes::with_query(&path, &query)
    }

    /// The week with a date in it; of a place there are only days.
    pub fn week(&self, date: &str) -> String {
        let path = match self {
            Self::Own => routes::WEEK.to_owned(),
            Self::Of(slug) => routes::doctor_week(slug),
            Self::Place(_) => return self.day(date, &Open::Nothing),
        };
        routes::with_query(&path, &[("date", date)])
    }

    /// The slug of the doctor; none for one's own day.
    pub fn doctor(&self) -> Option<&str> {
        match self {
            Self::Of(slug) => Some(slug),
            Self::Own | Self::Place(_) => None,
        }
    }

    /// What forms and addresses carry, so that one comes back to the day of a date.
    pub fn back<'a>(&'a self, date: &'a str) -> [(&'static str, &'a str); 2] {
        let whose = match self {
            Self::Own => ("doctor", ""),
            Self::Of(slug) => ("doctor", slug.as_str()),
            Self::Place(slug) => ("location", slug.as_str()),
        };
        [("date", date), whose]
    }
}

/// The day to come back to, in a form.
#[component]
pub fn BackFields(
    /// Whose day, and the date.
    back: (Whose, String),
) -> impl IntoView {
    let (whose, date) = back;
    let field = |(name, value): (&'static str, &str)| view! { <input type="hidden" name=name value=value.to_owned()/> };
    whose.back(&date).map(field).collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_back_to_the_same_day() {
        let id = "0193a5c0-0000-7000-8000-000000000001".parse().expect("an id");
        assert_eq!(Whose::Own.path("2026-11-23", None), "/day?date=2026-11-23");
        let open = Whose::Of("ada-moreno".to_owned()).path("2026-11-23", Some(id));
        assert_eq!(open, format!("/doctors-day/ada-moreno?date=2026-11-23&selected={id}"));
        let form = Open::new_block("09:00".to_owned(), "10:00".to_owned());
        let path = Whose::Own.day("2026-11-23", &form);
        assert_eq!(path, "/day?date=2026-11-23&new=block&from=09%3A00&to=10%3A00");
        let week = Whose::of(String::new(), String::new()).week("2026-11-23");
        assert_eq!(week, "/week?date=2026-11-23");
        let desk = Whose::of(String::new(), "london".to_owned()).path("2026-11-23", Some(id));
        assert_eq!(desk, format!("/desk?location=london&date=2026-11-23&selected={id}"));
    }
}
