//! Sixty people who do not exist, five for each specialty.

pub(super) mod family;
pub(super) mod inner;
pub(super) mod moving;
pub(super) mod senses;

use super::{hours::Week, places::Place};

pub(super) struct DoctorData {
    pub title: &'static str,
    pub given_name: &'static str,
    pub family_name: &'static str,
    pub at: &'static [(Place, Week)],
    pub languages: &'static str,
    pub qualifications: &'static str,
    pub about: &'static str,
}
