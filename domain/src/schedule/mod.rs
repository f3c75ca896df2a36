//! What doctors and administrators set about time: weekly hours, the hours of single dates, time off and closures. Text in,
//! checked values out.

mod away;
mod clock_time;
mod hours;
mod week;

pub use away::{Away, AwayText, parse_away_reason, parse_closure_reason};
pub use clock_time::{clock_label, minutes_label, parse_clock};
pub use hours::{DateHours, HoursFault, HoursText, MOST_WINDOWS, Place, parse_windows, window_minutes};
pub use week::{Week, WeekText};
