//! Finding doctors: what the public sees of the clinic.

mod doctors;
mod get_doctor;
mod lists;
mod search;

use sea_orm::{
    ColumnTrait,
    sea_query::{Expr, ExprTrait, Func, LikeExpr, SimpleExpr},
};

pub use get_doctor::get_doctor;
pub use lists::{DoctorName, count_doctors, list_doctors, list_locations, list_specialties};
pub use search::search_doctors;

pub(crate) use lists::location_view;

/// Whether a text column contains a word, whatever its case; the word's own `%` and `_` stand for themselves.
pub(crate) fn contains(column: impl ColumnTrait, word: &str) -> SimpleExpr {
    let escaped = word
        .to_lowercase()
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    Expr::expr(Func::lower(Expr::col(column.as_column_ref()))).like(LikeExpr::new(format!("%{escaped}%")).escape('\\'))
}
