use domain::booking::{PlaceView, VisitTime};

/// The parts of a date for a small calendar sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortDate {
    /// "Mon"
    pub weekday: String,
    /// "23"
    pub day: String,
    /// "Nov"
    pub month: String,
}

impl ShortDate {
    /// From the label that [`VisitTime`] carries, "Monday 23 November 2026".
    pub fn of(time: &VisitTime) -> Self {
        let mut words = time.date.split_whitespace();
        let mut next = || words.next().unwrap_or_default().to_owned();
        let (weekday, day, month) = (next(), next(), next());
        Self {
            weekday: short(&weekday),
            day,
            month: short(&month),
        }
    }
}

fn short(word: &str) -> String {
    word.chars().take(3).collect()
}

/// "30 minutes"
pub fn duration(time: &VisitTime) -> String {
    match time.end.minutes_since(time.start) {
        1 => "1 minute".to_owned(),
        minutes => format!("{minutes} minutes"),
    }
}

/// Whose clock the times are read from, by the city that the zone is named after: "New York time (UTC-5)".
pub fn zone_note(place: &PlaceView, time: &VisitTime) -> String {
    let city = place.zone.rsplit('/').next().unwrap_or_default().replace('_', " ");
    format!("{city} time ({})", time.offset)
}

#[cfg(test)]
mod tests {
    use domain::time::Instant;

    use super::*;

    fn time() -> VisitTime {
        VisitTime {
            start: Instant::from_millis(0),
            end: Instant::from_millis(30 * 60_000),
            date: "Monday 23 November 2026".to_owned(),
            iso_date: "2026-11-23".to_owned(),
            from: "09:00".to_owned(),
            to: "09:30".to_owned(),
            offset: "UTC-5".to_owned(),
            rfc3339: "2026-11-23T09:00:00-05:00".to_owned(),
        }
    }

    #[test]
    fn a_date_is_shortened_for_its_sheet() {
        let sheet = ShortDate {
            weekday: "Mon".to_owned(),
            day: "23".to_owned(),
            month: "Nov".to_owned(),
        };
        assert_eq!(ShortDate::of(&time()), sheet);
    }

    #[test]
    fn a_visit_lasts_from_its_start_to_its_end() {
        assert_eq!(duration(&time()), "30 minutes");
    }
}
