//! Free times, holds and appointments: one use case a file.
//!
//! A time is taken in two steps. [`hold`] keeps it for some minutes for one browser; [`book`] makes the hold an appointment
//! by compare-and-set on its version. Both, and [`reschedule`], decide with the rules of `domain::slots` on facts read in
//! the writing transaction; underneath, the schema refuses overlaps whatever wrote them.

mod active;
mod block_time;
mod book;
mod book_for;
mod calendar;
mod calendar_file;
mod cancel;
mod change_status;
mod decide;
mod desk_day;
mod destinations;
mod doctor_board;
mod doctor_day;
mod find_slots;
mod freshness;
mod get_appointment;
mod history;
mod hold;
mod hours;
mod length;
mod limits;
mod list_appointments;
mod list_slots;
mod nearest;
mod notice;
mod offer;
mod own;
mod plan;
mod public_slots;
mod record;
mod remind;
mod reschedule;
mod room;
mod say_coming;
mod settle;
mod view;
mod visit_more;

pub use block_time::{
    BlockByForm, BlockSpan, BlockTime, Blocked, Unblocked, block_time, block_time_by_form, unblock_time,
};
pub use book::{Book, book};
pub use book_for::{BookFor, book_for};
pub use calendar_file::calendar_file;
pub use cancel::{Cancel, cancel};
pub use change_status::{ChangeStatus, change_status};
pub use decide::{Decide, Decision, count_requests, decide, list_requests};
pub use desk_day::list_desk_day;
pub use destinations::{Destination, FindDestinations, find_destinations, list_destinations};
pub use doctor_day::{find_own_slug, list_doctor_day, list_doctor_week};
pub use find_slots::{FindSlots, find_desk_slots, find_shared_slots, find_slots};
pub use get_appointment::get_appointment;
pub use history::list_history;
pub use hold::{Held, HoldSlot, find_live_hold, get_hold, get_lost_hold, hold, release_hold};
pub use limits::PatientLimits;
pub use list_appointments::list_appointments;
pub use list_slots::{ListSlots, MOST_DAYS, list_slots};
pub use own::list_own_appointments;
pub use reschedule::{Reschedule, Rules, reschedule};
pub use say_coming::{SayComing, say_coming};
pub use settle::{Choice, Chosen, Decisions, Hit, MOST_HITS, Undecided};
pub use visit_more::get_visit_more;

pub(crate) use active::{has_status, is_active, is_expired, is_held, still_counts};
pub(crate) use calendar::{Calendar, list_own_visits, stored_interval};
pub(crate) use decide::lapse_requests;
pub(crate) use find_slots::{LOOK_AHEAD_DAYS, parse_date, plus_days, slot_day, slots_view};
pub(crate) use freshness::{Freshness, list_written};
pub(crate) use hold::{Contests, brake_visitor, try_hold};
pub(crate) use hours::{Hours, weekly, window};
pub(crate) use length::{Given, Length, further_lengths, money};
pub(crate) use limits::{SETTING_MOST_OPEN, SETTING_MOST_PER_DAY};
pub(crate) use offer::Offer;
pub(crate) use plan::{Plan, PlanVersion};
pub(crate) use public_slots::PublicSlots;
pub(crate) use record::{LOOK_AT_ONCE, end_all_holds, local_start, lock_diary};
pub(crate) use remind::{remind, visits_of_doctor};
pub(crate) use room::give_room;
pub(crate) use settle::settle;
pub(crate) use view::{VIDEO, doctor_name, load_views_by, place_view};
