use domain::{ids::AppointmentId, refusal::Refusal};
use serde::Deserialize;

use super::day::{self, View};
use crate::{
    Ctx,
    islands::day::{Answer, Open, Whose, anchor},
    pages::{Page, PageError, desk},
};

/// The day on which a form of the staff stood, to come back to.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Back {
    /// "2026-11-23"; empty for a form that stood on no day.
    date: String,
    /// Whose day it is, by the doctor's slug; empty for one's own.
    doctor: String,
    /// The slug of a location, for the day of the front desk.
    location: String,
}

impl Back {
    /// The day; `None` where the form stood on none.
    pub fn day(self) -> Option<Day> {
        (!self.date.is_empty()).then(|| Day {
            whose: Whose::of(self.doctor, self.location),
            date: self.date,
        })
    }

    /// As addresses and forms carry it on; empty where the form stood on no day.
    pub fn pairs(&self) -> [(&'static str, &str); 3] {
        [
            ("date", &self.date),
            ("doctor", &self.doctor),
            ("location", &self.location),
        ]
    }
}

/// A day that a board shows.
pub struct Day {
    pub whose: Whose,
    pub date: String,
}

impl Day {
    /// With a visit open.
    pub fn path(&self, id: AppointmentId) -> String {
        format!("{}#{}", self.whose.path(&self.date, Some(id)), anchor(id))
    }

    /// As it stands now, with why nothing was done.
    pub async fn refused(self, ctx: &Ctx, open: Open, refusal: Refusal, typed: String) -> Result<Page, PageError> {
        let view = View {
            date: self.date,
            open,
            answer: Answer::Refused(refusal),
            typed,
        };
        page(ctx, self.whose, view).await
    }
}

/// The day of a doctor or of a place.
pub async fn page(ctx: &Ctx, whose: Whose, view: View) -> Result<Page, PageError> {
    match whose {
        Whose::Place(location) => desk::day(ctx, &location, view).await,
        whose => day::page(ctx, whose, view).await,
    }
}
