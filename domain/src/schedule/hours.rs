use serde::{Deserialize, Serialize};

use super::{clock_label, parse_clock};
use crate::slots::Window;

/// The most windows of one day.
pub const MOST_WINDOWS: usize = 8;

/// One window as a form has it: "09:00" to "12:30". With both fields empty it is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursText {
    pub from: String,
    pub to: String,
}

impl HoursText {
    pub fn is_empty(&self) -> bool {
        self.from.trim().is_empty() && self.to.trim().is_empty()
    }
}

impl From<Window> for HoursText {
    fn from(window: Window) -> Self {
        Self {
            from: clock_label(window.start()),
            to: clock_label(window.end()),
        }
    }
}

/// What one date has instead of the weekly hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateHours {
    /// Nothing: the weekly hours.
    Weekly,
    Closed,
    /// At least one.
    Windows(Vec<Window>),
}

/// Which of the two fields of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    From,
    To,
}

/// What is wrong with the windows of a form. `row` counts from 0, as the form has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HoursFault {
    /// No time of day.
    Malformed { row: usize, place: Place },
    /// Begins before the one named has ended.
    Overlap { row: usize, other: HoursText },
    /// More than [`MOST_WINDOWS`].
    TooMany { row: usize },
}

impl HoursFault {
    pub const fn row(&self) -> usize {
        match self {
            Self::Malformed { row, .. } | Self::Overlap { row, .. } | Self::TooMany { row } => *row,
        }
    }

    /// What the person reads.
    pub fn text(&self) -> String {
        match self {
            Self::Malformed { place: Place::From, .. } => "Enter when it begins, like 09:00".to_owned(),
            Self::Malformed { place: Place::To, .. } => "Enter when it ends, like 17:00".to_owned(),
            Self::Overlap { other, .. } => format!("Overlaps {} to {}", other.from, other.to),
            Self::TooMany { .. } => format!("At most {MOST_WINDOWS} on one day"),
        }
    }
}

/// How long a window is by the clock on the wall.
pub const fn window_minutes(window: Window) -> u16 {
    if window.start() < window.end() {
        window.end() - window.start()
    } else {
        24 * 60 - window.start() + window.end()
    }
}

/// The windows of one day in the order of their starts; empty rows are left out. One may end on the next date
/// (docs/slots.md, rule 2), and two may touch.
///
/// # Errors
/// One for each row that is no window, and for each that overlaps one before it.
pub fn parse_windows(rows: &[HoursText]) -> Result<Vec<Window>, Vec<HoursFault>> {
    let mut faults = Vec::new();
    let mut windows: Vec<(usize, Window)> = Vec::new();
    for (row, text) in rows.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        match parse_window(text) {
            Ok(window) => windows.push((row, window)),
            Err(places) => faults.extend(places.into_iter().map(|place| HoursFault::Malformed { row, place })),
        }
    }
    windows.sort_by_key(|(row, window)| (window.start(), *row));
    for pair in windows.windows(2) {
        let [(_, one), (row, next)] = pair else { continue };
        if one.start() + window_minutes(*one) > next.start() {
            let (row, other) = (*row, HoursText::from(*one));
            faults.push(HoursFault::Overlap { row, other });
        }
    }
    if let Some((row, _)) = windows.get(MOST_WINDOWS) {
        faults.push(HoursFault::TooMany { row: *row });
    }
    if faults.is_empty() {
        Ok(windows.into_iter().map(|(_, window)| window).collect())
    } else {
        faults.sort_by_key(HoursFault::row);
        Err(faults)
    }
}

fn parse_window(text: &HoursText) -> Result<Window, Vec<Place>> {
    let (from, to) = (parse_clock(&text.from), parse_clock(&text.to));
    let wrong = [
        from.filter(|minute| *minute < 24 * 60).is_none().then_some(Place::From),
        to.is_none().then_some(Place::To),
    ];
    match from.zip(to).and_then(|(from, to)| Window::new(from, to)) {
        Some(window) => Ok(window),
        None => Err(wrong.into_iter().flatten().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(&str, &str)]) -> Vec<HoursText> {
        let text = |&(from, to): &(&str, &str)| HoursText {
            from: from.into(),
            to: to.into(),
        };
        rows.iter().map(text).collect()
    }

    fn parsed(text: &[(&str, &str)]) -> Result<Vec<(u16, u16)>, Vec<String>> {
        let bounds = |window: Window| (window.start(), window.end());
        match parse_windows(&rows(text)) {
            Ok(windows) => Ok(windows.into_iter().map(bounds).collect()),
            Err(faults) => Err(faults
                .iter()
                .map(|fault| format!("{}: {}", fault.row(), fault.text()))
                .collect()),
        }
    }

    #[test]
    fn windows_are_sorted_and_empty_rows_left_out() {
        assert_eq!(
            parsed(&[("13:00", "17:00"), ("", " "), ("9:00", "13:00")]),
            Ok(vec![(540, 780), (780, 1020)])
        );
        assert_eq!(parsed(&[("22:00", "02:00")]), Ok(vec![(1320, 120)]));
        assert_eq!(parsed(&[("00:00", "00:00")]), Ok(vec![(0, 1440)]));
        assert_eq!(parsed(&[]), Ok(vec![]));
    }

    #[test]
    fn what_is_no_window_is_named_by_its_row() {
        let fault = |text: &str| Err(vec![text.to_owned()]);
        assert_eq!(parsed(&[("09:00", "")]), fault("0: Enter when it ends, like 17:00"));
        assert_eq!(
            parsed(&[("", ""), ("24:00", "10:00")]),
            fault("1: Enter when it begins, like 09:00")
        );
        assert_eq!(
            parsed(&[("10:00", "12:00"), ("09:00", "10:30")]),
            fault("0: Overlaps 09:00 to 10:30")
        );
        assert_eq!(
            parsed(&[("20:00", "02:00"), ("23:00", "23:30")]),
            fault("1: Overlaps 20:00 to 02:00")
        );
        let many: Vec<(String, String)> = (0..9)
            .map(|hour| (format!("{hour}:00"), format!("{hour}:30")))
            .collect();
        let many: Vec<(&str, &str)> = many.iter().map(|(from, to)| (&**from, &**to)).collect();
        assert_eq!(parsed(&many), fault("8: At most 8 on one day"));
    }
}
