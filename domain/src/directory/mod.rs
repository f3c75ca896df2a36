//! Doctors, specialties, locations and services as the public sees them, and how they are searched.

mod search;
mod view;

pub use search::{DoctorSearch, When};
pub use view::{DoctorCard, DoctorView, LocationView, ScheduleView, SearchView, ServiceView, SpecialtyView};
