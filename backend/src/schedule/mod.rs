//! When doctors work: weekly hours, the hours of single dates, time off, closures of a place. One use case a file.
//!
//! Each change takes the rows of the schedules that it touches for itself, which bookings share, writes the new hours, and
//! only then looks whom it leaves without their time: what is proposed to them are free times by the new hours. When nobody has decided
//! about one of them, nothing is committed and the answer is the list.

mod add_closure;
mod add_time_off;
mod change;
mod list_closures;
mod list_doctors;
mod list_schedules;
mod preview;
mod remove_closure;
mod remove_time_off;
mod set_override;
mod set_weekly_hours;
mod stored;
mod view;

pub use add_closure::{AddClosure, add_closure};
pub use add_time_off::{AddTimeOff, add_time_off};
pub use change::Outcome;
pub use list_closures::list_closures;
pub use list_doctors::list_doctors;
pub use list_schedules::{get_schedule, list_schedules};
pub use preview::{Preview, preview};
pub use remove_closure::{RemoveClosure, remove_closure};
pub use remove_time_off::{RemoveTimeOff, remove_time_off};
pub use set_override::{SetOverride, set_override};
pub use set_weekly_hours::{SetWeeklyHours, set_weekly_hours};
pub use view::{Absence, DoctorLine, DoctorSchedules, LastChange, LocationClosures, OwnSchedule, ServiceName};

pub(crate) use add_time_off::{TimeOff, add_time_off_if_free};
