use super::{Date, Interval, TimeLabel, Zone};

/// Whose clock the times of some days are read from: "Times in London (UTC)". When the clock changes during these days:
/// "Times in London (clocks change on 25 October: UTC+1, then UTC)".
///
/// `first` and `last` are the first and the last day shown, by the clock of the place.
pub fn zone_note(place: &str, zone: &Zone, first: Date, last: Date) -> String {
    let start = zone.resolve(first, 0);
    let days = Interval::new(start, zone.last_end(last));
    let changes = days.map(|days| zone.clock_changes(days)).unwrap_or_default();
    let changes: Vec<TimeLabel> = changes.into_iter().map(|change| TimeLabel::new(change, zone)).collect();
    let mut offsets = vec![TimeLabel::new(start, zone).offset()];
    offsets.extend(changes.iter().map(TimeLabel::offset));
    let offsets = offsets.join(", then ");
    if changes.is_empty() {
        return format!("Times in {place} ({offsets})");
    }
    let dates: Vec<String> = changes.iter().map(TimeLabel::day_and_month).collect();
    format!("Times in {place} (clocks change on {}: {offsets})", dates.join(" and "))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::winter("Europe/London", "2026-11-23", "2026-11-29", "UTC")]
    #[case::summer("Europe/London", "2026-07-06", "2026-07-12", "UTC+1")]
    #[case::back(
        "Europe/London",
        "2026-10-25",
        "2026-10-25",
        "clocks change on 25 October: UTC+1, then UTC"
    )]
    #[case::week_with_it_last(
        "Europe/London",
        "2026-10-19",
        "2026-10-25",
        "clocks change on 25 October: UTC+1, then UTC"
    )]
    #[case::week_before("Europe/London", "2026-10-18", "2026-10-24", "UTC+1")]
    #[case::week_after("Europe/London", "2026-10-26", "2026-11-01", "UTC")]
    #[case::forward(
        "Europe/London",
        "2027-03-28",
        "2027-03-28",
        "clocks change on 28 March: UTC, then UTC+1"
    )]
    #[case::week_with_it_first(
        "Europe/London",
        "2027-03-28",
        "2027-04-03",
        "clocks change on 28 March: UTC, then UTC+1"
    )]
    #[case::week_before_forward("Europe/London", "2027-03-21", "2027-03-27", "UTC")]
    #[case::no_midnight("Africa/Cairo", "2026-04-24", "2026-04-24", "UTC+3")]
    #[case::evening_twice(
        "America/St_Johns",
        "2010-11-06",
        "2010-11-06",
        "clocks change on 6 November: UTC-2:30, then UTC-3:30"
    )]
    #[case::there_and_back(
        "Africa/Casablanca",
        "2026-02-10",
        "2026-03-25",
        "clocks change on 15 February and 22 March: UTC+1, then UTC, then UTC+1"
    )]
    fn a_note_names_every_offset_of_the_days(
        #[case] zone: &str,
        #[case] first: Date,
        #[case] last: Date,
        #[case] offsets: &str,
    ) {
        let note = zone_note("Riverside", &Zone::parse(zone).unwrap(), first, last);
        assert_eq!(note, format!("Times in Riverside ({offsets})"));
    }

    #[test]
    fn the_ends_of_the_calendar_have_a_note() {
        let zone = Zone::parse("Europe/London").unwrap();
        for day in [Date::MIN, Date::MAX] {
            assert!(zone_note("London", &zone, day, day).starts_with("Times in London (UTC"));
        }
    }
}
