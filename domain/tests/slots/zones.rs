//! Every IANA zone at each of its changes from 2024 to 2037, against scripts/make-zone-fixture.py, where the format is.

use domain::{
    slots::{DateOverride, Window, find_slots},
    time::{Instant, Interval, Zone},
};

use crate::support::{Diary, at, date};

const FIXTURE: &str = include_str!("../../fixtures/zones-2024-2037.txt");

#[test]
fn wall_clocks_and_slots_around_each_change_agree_with_python() {
    let mut zones = Vec::new();
    let mut change = at("2024-01-01T00:00Z");
    let (mut zones_seen, mut walls_seen, mut slots_seen) = (0, 0, 0);

    for (number, line) in FIXTURE.lines().enumerate() {
        let (word, rest) = line.split_once(' ').unwrap();
        let fields: Vec<&str> = rest.split(' ').collect();
        match word {
            "#" => {}
            "zones" => {
                zones = fields.iter().map(|name| Zone::parse(name).expect(name)).collect();
                zones_seen += zones.len();
            }
            "change" => change = at(fields[0]),
            _ => {}
        }
        for zone in &zones {
            let place = || format!("line {}, {}: {line}", number + 1, zone.name());
            match word {
                "ends" => {
                    assert_eq!(
                        zone.offset_minutes(at("2024-01-01T00:00Z")),
                        number_in(fields[0]),
                        "{}",
                        place()
                    );
                    assert_eq!(
                        zone.offset_minutes(at("2037-12-31T23:59Z")),
                        number_in(fields[1]),
                        "{}",
                        place()
                    );
                }
                "change" => check_change(zone, change, number_in(fields[1]), number_in(fields[2]), &place()),
                "wall" => walls_seen += check_wall(zone, change, &fields, &place()),
                "slots" => slots_seen += check_slots(zone, change, &fields, &place()),
                _ => {}
            }
        }
    }
    assert_eq!((zones_seen, walls_seen, slots_seen), (598, 57_977, 161_360));
}

fn check_change(zone: &Zone, change: Instant, before: i32, after: i32, place: &str) {
    assert_eq!(zone.offset_minutes(change.plus_minutes(-1)), before, "{place}");
    assert_eq!(zone.offset_minutes(change), after, "{place}");
    assert_eq!(zone.is_repeated(change), after < before, "{place}");
    assert_eq!(zone.is_repeated(change.plus_minutes(-1)), after < before, "{place}");
    assert!(
        !zone.is_repeated(change.plus_minutes(i64::from(before.abs_diff(after)))),
        "{place}"
    );
}

/// `DATE MINUTE=AT ...`
fn check_wall(zone: &Zone, change: Instant, fields: &[&str], place: &str) -> usize {
    let date = date(fields[0]);
    for pair in &fields[1..] {
        let (minute, expected) = pair.split_once('=').unwrap();
        let resolved = zone.resolve(date, minute.parse().unwrap());
        assert_eq!(
            resolved,
            change.plus_minutes(number_in(expected).into()),
            "{pair} of {place}"
        );
    }
    fields.len() - 1
}

/// `DATE START-END LENGTH AT ... / AT ...`
fn check_slots(zone: &Zone, change: Instant, fields: &[&str], place: &str) -> usize {
    let first = date(fields[0]);
    let (start, end) = fields[1].split_once('-').unwrap();
    let window = Window::new(start.parse().unwrap(), end.parse().unwrap()).unwrap();
    let mut diary = Diary::new().length(fields[2].parse().unwrap());
    diary.zone = zone.clone();
    diary.now = change.plus_minutes(-10_000);
    diary.overrides.push(DateOverride {
        date: first,
        windows: vec![window],
    });

    let found = find_slots(&diary.facts(), first, first.tomorrow().unwrap());
    let mut expected = fields[3..].split(|field| *field == "/").map(|date| {
        date.iter()
            .map(|minutes| change.plus_minutes(number_in(minutes).into()))
            .collect::<Vec<Instant>>()
    });
    let mut slots = 0;
    for day in found {
        let starts: Vec<Instant> = day.slots.iter().copied().map(Interval::start).collect();
        assert_eq!(starts, expected.next().unwrap_or_default(), "{} of {place}", day.date);
        assert!(starts.iter().all(|start| zone.date_of(*start) == day.date), "{place}");
        slots += starts.len();
    }
    assert_eq!(expected.next(), None, "{place}");
    slots
}

fn number_in(field: &str) -> i32 {
    field.parse().unwrap()
}
