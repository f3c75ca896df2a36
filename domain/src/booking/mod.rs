//! The life of an appointment: hold, book, move, cancel, and what happens on the day; and what the screens show of it.

mod board;
mod cancel_code;
mod history;
mod policy;
mod reason;
mod status;
mod view;

pub use board::{
    AppointmentFilter, AppointmentList, BoardMay, DayAway, DayBlock, DayEntry, DeskColumn, DeskDay, DoctorDay,
    DoctorWeek, EarlierVisit, FreeWith, HourLine, OwnAppointments, StatusCounts, VisitLine, VisitMore,
};
pub use cancel_code::CancelCode;
pub use history::{Change, HistoryEntry, status_before};
pub use policy::{
    HOLD_MINUTES, MAX_SLOT_DAYS, MOST_OPEN, MOST_PER_DAY, NEAREST_COUNT, is_open_to_change, request_lapses_at,
};
pub use reason::{
    VisitReason, parse_block_reason, parse_cancel_reason, parse_emergency_reason, parse_override_reason,
    parse_reject_reason,
};
pub use status::{InvalidChange, Status, Step};
pub use view::{AppointmentView, FreeTime, HoldView, KeptTime, PlaceView, SlotDay, SlotsView, VisitTime};
