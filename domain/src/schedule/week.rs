use super::{HoursFault, HoursText, parse_windows, window_minutes};
use crate::{
    slots::{WeeklyHours, Window},
    time::Weekday,
};

/// The weekly hours of one schedule, Monday first; each day's windows in order, none overlapping another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Week([Vec<Window>; 7]);

/// A week as a form has it, Monday first.
pub type WeekText = [Vec<HoursText>; 7];

impl Week {
    /// # Errors
    /// The weekday, 0 for Monday, with what is wrong on it.
    pub fn parse(days: &WeekText) -> Result<Self, Vec<(usize, HoursFault)>> {
        let (mut week, mut faults) = (Self::default(), Vec::new());
        for ((day, rows), windows) in days.iter().enumerate().zip(&mut week.0) {
            match parse_windows(rows) {
                Ok(parsed) => *windows = parsed,
                Err(of_day) => faults.extend(of_day.into_iter().map(|fault| (day, fault))),
            }
        }
        if faults.is_empty() {
            faults = week.overlaps_of_neighbours(days);
        }
        if faults.is_empty() { Ok(week) } else { Err(faults) }
    }

    /// From what is stored, whatever it is: overlapping windows are kept, and count once.
    pub fn from_hours(hours: impl IntoIterator<Item = WeeklyHours>) -> Self {
        let mut week = Self::default();
        for WeeklyHours { weekday, window } in hours {
            if let Some(day) = week.0.get_mut(index(weekday)) {
                day.push(window);
            }
        }
        for day in &mut week.0 {
            day.sort_unstable_by_key(|window| (window.start(), window.end()));
        }
        week
    }

    /// For `domain::slots`.
    pub fn hours(&self) -> Vec<WeeklyHours> {
        let days = WEEKDAYS.into_iter().zip(&self.0);
        days.flat_map(|(weekday, windows)| windows.iter().map(move |&window| WeeklyHours { weekday, window }))
            .collect()
    }

    /// Monday first.
    pub const fn days(&self) -> &[Vec<Window>; 7] {
        &self.0
    }

    pub fn on(&self, weekday: Weekday) -> &[Window] {
        self.0.get(index(weekday)).map_or(&[], Vec::as_slice)
    }

    /// As a form shows it.
    pub fn text(&self) -> WeekText {
        self.0
            .each_ref()
            .map(|windows| windows.iter().map(|&window| window.into()).collect())
    }

    /// Of all its days, by the clock on the wall.
    pub fn minutes(&self) -> u32 {
        let windows = self.0.iter().flatten();
        windows.map(|&window| u32::from(window_minutes(window))).sum()
    }

    /// Hours that last over midnight must not reach into those of the next day.
    fn overlaps_of_neighbours(&self, days: &WeekText) -> Vec<(usize, HoursFault)> {
        let mut faults = Vec::new();
        for (day, windows) in self.0.iter().enumerate() {
            let next = (day + 1) % 7;
            let Some(over) = windows.iter().find(|window| window.start() >= window.end()) else {
                continue;
            };
            let first = self.0.get(next).and_then(|windows| windows.first());
            let Some(first) = first.filter(|first| first.start() < over.end() && over.end() < 24 * 60) else {
                continue;
            };
            let row = days
                .get(next)
                .into_iter()
                .flatten()
                .position(|row| super::parse_clock(&row.from) == Some(first.start()));
            let other = HoursText::from(*over);
            faults.push((
                next,
                HoursFault::Overlap {
                    row: row.unwrap_or(0),
                    other,
                },
            ));
        }
        faults
    }
}

const WEEKDAYS: [Weekday; 7] = [
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

/// 0 for Monday.
fn index(weekday: Weekday) -> usize {
    usize::from(weekday.to_monday_zero_offset().unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(windows: &[(usize, &str, &str)]) -> WeekText {
        let mut days = WeekText::default();
        for &(day, from, to) in windows {
            days[day].push(HoursText {
                from: from.into(),
                to: to.into(),
            });
        }
        days
    }

    #[test]
    fn a_week_is_read_and_shown_alike() {
        let days = text(&[(0, "09:00", "12:00"), (0, "13:00", "17:00"), (6, "22:00", "02:00")]);
        let week = Week::parse(&days).unwrap();
        assert_eq!(week.text(), days);
        assert_eq!(week.minutes(), (3 + 4 + 4) * 60);
        assert_eq!(Week::from_hours(week.hours()), week);
        assert_eq!(week.on(Weekday::Sunday).len(), 1);
        assert!(week.on(Weekday::Tuesday).is_empty());
    }

    #[test]
    fn hours_over_midnight_do_not_reach_into_the_next_day() {
        let fault = |day| {
            let other = HoursText {
                from: "22:00".into(),
                to: "02:00".into(),
            };
            Err(vec![(day, HoursFault::Overlap { row: 0, other })])
        };
        assert_eq!(
            Week::parse(&text(&[(0, "22:00", "02:00"), (1, "01:00", "05:00")])),
            fault(1)
        );
        assert_eq!(
            Week::parse(&text(&[(6, "22:00", "02:00"), (0, "00:00", "05:00")])),
            fault(0)
        );
        assert!(Week::parse(&text(&[(0, "22:00", "02:00"), (1, "02:00", "05:00")])).is_ok());
        // Until midnight is not over midnight.
        assert!(Week::parse(&text(&[(0, "22:00", "00:00"), (1, "00:00", "05:00")])).is_ok());
    }

    #[test]
    fn faults_name_their_day() {
        let faults = Week::parse(&text(&[(2, "09:00", "x"), (4, "9", "10:00")])).unwrap_err();
        assert_eq!(faults.iter().map(|(day, _)| *day).collect::<Vec<_>>(), [2, 4]);
    }
}
