use domain::ids::AppointmentId;
use serde::{Deserialize, Serialize};

use crate::routes;

/// Whose day a page shows: what its links and forms lead back to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Whose {
    /// Of the doctor who looks at it.
    Own,
    /// Of the doctor with this slug; an administrator looks at it.
    Of(String),
}

impl Whose {
    /// The day of a date, with a visit open or none.
    pub fn path(&self, date: &str, open: Option<AppointmentId>) -> String {
        let path = match self {
            Self::Own => routes::DAY.to_owned(),
            Self::Of(slug) => routes::doctor_day(slug),
        };
        let open = open.map(|id| id.to_string()).unwrap_or_default();
        routes::with_query(&path, &[("date", date), ("selected", &open)])
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
    }
}
