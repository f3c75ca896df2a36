//! Pictures of those who see patients: patients like to know whom they will meet.

mod change;
mod portrait;
mod show;

pub use change::{change_photo, remove_photo};
pub(crate) use change::{forget, keep, row};
pub use portrait::MOST_BYTES;
pub(crate) use portrait::portrait;
pub use show::{find_own_photo, get_doctor_photo, get_photo_of};
