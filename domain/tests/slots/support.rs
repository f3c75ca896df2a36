//! Facts for tests, written as people write them: "09:00-17:00", "2026-11-23T10:00Z".

use domain::{
    slots::{
        Busy, BusyKind, Caps, Counted, DateOverride, Day, Facts, NotOffered, Reason, ServiceRules, WeeklyHours, Window,
        check_slot, find_slots,
    },
    time::{Date, Instant, Interval, IntervalSet, Weekday, Zone},
};

/// A Monday.
pub const MONDAY: &str = "2026-11-23";
/// The day after.
pub const TUESDAY: &str = "2026-11-24";

/// What one doctor's diary holds; starts empty, in UTC, with 30-minute visits and a far horizon, on the Friday before
/// [`MONDAY`].
#[derive(Clone, Debug)]
pub struct Diary {
    pub zone: Zone,
    pub weekly: Vec<WeeklyHours>,
    pub overrides: Vec<DateOverride>,
    pub rules: ServiceRules,
    pub busy: Vec<Busy>,
    pub patient_busy: Vec<Interval>,
    pub counted: Vec<Counted>,
    pub rooms: Option<Vec<IntervalSet>>,
    pub now: Instant,
}

impl Diary {
    pub fn new() -> Self {
        Self {
            zone: Zone::parse("UTC").unwrap(),
            weekly: Vec::new(),
            overrides: Vec::new(),
            rules: ServiceRules {
                duration_minutes: 30,
                step_minutes: None,
                buffer_before_minutes: 0,
                buffer_after_minutes: 0,
                notice_minutes: 0,
                horizon_days: 1000,
                restart_after_busy: false,
                caps: Caps::default(),
            },
            busy: Vec::new(),
            patient_busy: Vec::new(),
            counted: Vec::new(),
            rooms: None,
            now: at("2026-11-20T12:00Z"),
        }
    }

    pub fn zone(mut self, name: &str) -> Self {
        self.zone = Zone::parse(name).unwrap();
        self
    }

    /// Weekly hours, like "09:00-12:00 13:00-17:00".
    pub fn weekly(mut self, weekday: Weekday, windows: &str) -> Self {
        self.weekly.extend(windows.split_whitespace().map(|text| WeeklyHours {
            weekday,
            window: window(text),
        }));
        self
    }

    /// The same weekly hours on every day of the week.
    pub fn daily(self, windows: &str) -> Self {
        Weekday::Monday
            .cycle_forward()
            .take(7)
            .fold(self, |diary, weekday| diary.weekly(weekday, windows))
    }

    /// An override; "" closes the date.
    pub fn on(mut self, day: &str, windows: &str) -> Self {
        let windows = windows.split_whitespace().map(window).collect();
        self.overrides.push(DateOverride {
            date: date(day),
            windows,
        });
        self
    }

    pub fn length(mut self, minutes: u16) -> Self {
        self.rules.duration_minutes = minutes;
        self
    }

    pub fn step(mut self, minutes: u16) -> Self {
        self.rules.step_minutes = Some(minutes);
        self
    }

    pub fn buffers(mut self, before: u16, after: u16) -> Self {
        (self.rules.buffer_before_minutes, self.rules.buffer_after_minutes) = (before, after);
        self
    }

    pub fn notice(mut self, minutes: u32) -> Self {
        self.rules.notice_minutes = minutes;
        self
    }

    pub fn horizon(mut self, days: u16) -> Self {
        self.rules.horizon_days = days;
        self
    }

    pub fn restart_after_busy(mut self) -> Self {
        self.rules.restart_after_busy = true;
        self
    }

    pub fn caps(mut self, of_doctor: Option<u16>, of_service: Option<u16>) -> Self {
        self.rules.caps = Caps { of_doctor, of_service };
        self
    }

    /// A visit that counts towards the caps and is in nobody's way.
    pub fn counted(mut self, start: &str, is_same_service: bool) -> Self {
        self.counted.push(Counted {
            start: at(start),
            is_same_service,
        });
        self
    }

    /// A room that would do, and when it is taken.
    pub fn room(mut self, taken: &[(&str, &str)]) -> Self {
        let taken = taken
            .iter()
            .map(|(start, end)| Interval::new(at(start), at(end)).unwrap())
            .collect();
        self.rooms.get_or_insert_default().push(taken);
        self
    }

    pub fn now(mut self, now: &str) -> Self {
        self.now = at(now);
        self
    }

    /// Somebody's visit without buffers.
    pub fn visit(self, start: &str, end: &str) -> Self {
        self.busy(BusyKind::Appointment, start, end, 0)
    }

    /// With the same buffer before and after.
    pub fn busy(mut self, kind: BusyKind, start: &str, end: &str, buffer: u16) -> Self {
        let interval = Interval::new(at(start), at(end)).unwrap();
        self.busy.push(Busy {
            interval,
            kind,
            buffer_before_minutes: buffer,
            buffer_after_minutes: buffer,
        });
        self
    }

    pub fn own_visit(mut self, start: &str, end: &str) -> Self {
        self.patient_busy.push(Interval::new(at(start), at(end)).unwrap());
        self
    }

    pub fn facts(&self) -> Facts<'_> {
        Facts {
            zone: &self.zone,
            weekly: &self.weekly,
            overrides: &self.overrides,
            rules: &self.rules,
            busy: &self.busy,
            patient_busy: &self.patient_busy,
            counted: &self.counted,
            rooms: self.rooms.as_deref(),
            now: self.now,
        }
    }

    pub fn find(&self, first: &str, last: &str) -> Vec<Day> {
        find_slots(&self.facts(), date(first), date(last))
    }

    /// The starts of a date on the location's clock: "09:00 09:30".
    pub fn starts(&self, day: &str) -> String {
        let [found] = self.find(day, day).try_into().unwrap();
        let clock = |slot: &Interval| self.zone.local(slot.start()).strftime("%H:%M").to_string();
        found.slots.iter().map(clock).collect::<Vec<_>>().join(" ")
    }

    pub fn reasons(&self, day: &str) -> Vec<Reason> {
        let [found] = self.find(day, day).try_into().unwrap();
        found.reasons
    }

    pub fn check(&self, start: &str) -> Result<Interval, NotOffered> {
        check_slot(&self.facts(), at(start))
    }
}

pub fn date(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn at(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

pub fn window(text: &str) -> Window {
    let (start, end) = text.split_once('-').unwrap();
    Window::new(minute_of_day(start), minute_of_day(end)).unwrap()
}

fn minute_of_day(text: &str) -> u16 {
    let (hour, minute) = text.split_once(':').unwrap();
    hour.parse::<u16>().unwrap() * 60 + minute.parse::<u16>().unwrap()
}

/// "09:00 09:30 10:00" from 09:00 to 10:00 by 30 minutes.
pub fn every(minutes: usize, first: &str, last: &str) -> String {
    let starts = (minute_of_day(first)..=minute_of_day(last)).step_by(minutes);
    starts
        .map(|minute| format!("{:02}:{:02}", minute / 60, minute % 60))
        .collect::<Vec<_>>()
        .join(" ")
}
