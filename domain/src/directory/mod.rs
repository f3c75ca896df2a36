//! Doctors, specialties, locations and services as the public sees them, and how they are searched.

mod day_part;
mod search;
mod spelling;
mod view;
mod visit_kind;

pub use day_part::DayPart;
pub use search::{DoctorSearch, When};
pub use spelling::closest;
pub use view::{
    DoctorCard, DoctorView, LengthView, LocationView, Nearby, NearbyKind, ScheduleView, SearchView, ServiceView,
    SpecialtyView,
};
pub use visit_kind::VisitKind;
