//! Finding doctors: what the public sees of the clinic.

mod any_doctor;
mod clinic;
mod doctors;
mod explain_day;
mod first_free;
mod free_weeks;
mod get_doctor;
mod hold_any;
mod lists;
mod nearby;
mod search;
mod watch;

use domain::refusal::Refusal;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr},
};
use uuid::Uuid;

use crate::{Fault, entity::doctor};

pub use any_doctor::{AnyDoctor, AnyDoctorView, list_any_doctor};
pub use explain_day::{CapExplained, DayExplained, ExplainDay, InTheWay, StartExplained, explain_day};
pub use get_doctor::get_doctor;
pub use hold_any::{HoldAny, hold_any};
pub use lists::{DoctorName, count_doctors, list_doctors, list_locations, list_specialties};
pub use search::{RESULTS_PER_PAGE, list_languages, renew_results, search_doctors};
pub use watch::{MOST_WATCHED, Watch, watched_doctors};

pub(crate) use free_weeks::FreeWeeks;
pub(crate) use lists::location_view;

/// Refuses what is of another doctor than the one whose page it came from.
///
/// # Errors
/// `NotFound`.
pub(crate) async fn check_slug(db: &impl ConnectionTrait, doctor: Uuid, slug: &str) -> Result<(), Fault> {
    let row = doctor::Entity::find_by_id(doctor).one(db).await?;
    match row.is_some_and(|row| row.slug == slug) {
        true => Ok(()),
        false => Err(Refusal::NotFound.into()),
    }
}

/// Whether a text column contains a word, whatever its case; the word's own `%` and `_` stand for themselves.
pub(crate) fn contains(column: impl ColumnTrait, word: &str) -> SimpleExpr {
    let escaped = word
        .to_lowercase()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    Expr::expr(Func::lower(Expr::col(column.as_column_ref()))).like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}
