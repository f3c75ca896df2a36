use domain::ids::AppointmentId;
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
}

impl Whose {
    /// From what [`Self::slug`] gave.
    pub fn of(slug: String) -> Self {
        if slug.is_empty() { Self::Own } else { Self::Of(slug) }
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
        };
        let path = routes::with_query(&path, &[("date", date)]);
        let query = open.query();
        let query: Vec<(&str, &str)> = query.iter().map(|(name, value)| (*name, value.as_str())).collect();
        routes::with_query(&path, &query)
    }

    /// The week with a date in it.
    pub fn week(&self, date: &str) -> String {
        let path = match self {
            Self::Own => routes::WEEK.to_owned(),
            Self::Of(slug) => routes::doctor_week(slug),
        };
        routes::with_query(&path, &[("date", date)])
    }

    /// The doctor's slug as a form carries it; empty for one's own day.
    pub fn slug(&self) -> &str {
        match self {
            Self::Own => "",
            Self::Of(slug) => slug,
        }
    }
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
        assert_eq!(Whose::of(String::new()).week("2026-11-23"), "/week?date=2026-11-23");
    }
}
