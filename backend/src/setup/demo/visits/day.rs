use domain::{
    slots::{Caps, Facts, ServiceRules, WeeklyHours, Window, find_slots},
    time::{Date, Interval, Weekday},
};

use uuid::Uuid;

use super::{
    super::{
        absences::Absences,
        plan::{Practice, Site},
        specialties::ServiceData,
    },
    DAYS_AHEAD, DAYS_BACK,
};
use crate::booking::plus_days;

/// A date of a practice: what can be booked, and what is.
pub(super) struct Day {
    pub date: Date,
    /// For each service its slots.
    pub slots: Vec<Vec<Interval>>,
    /// With their buffers.
    pub taken: Vec<Interval>,
    /// The services of the visits, for the caps.
    pub kinds: Vec<Uuid>,
}

impl Day {
    /// The time with its buffers, where it does not meet another.
    pub fn free(&self, time: Interval, service: &ServiceData) -> Option<Interval> {
        let blocked = Interval::new(time.start(), time.end().plus_minutes(service.buffer_after))?;
        let is_free = !self.taken.iter().any(|taken| taken.overlaps(blocked));
        is_free.then_some(blocked)
    }

    /// Whether the service is given so often already on this date.
    pub fn is_at_cap(&self, service: Uuid, data: &ServiceData) -> bool {
        let given = self.kinds.iter().filter(|kind| **kind == service).count();
        data.cap
            .is_some_and(|cap| usize::try_from(cap).is_ok_and(|cap| given >= cap))
    }

    pub fn take(&mut self, blocked: Interval, service: Uuid) {
        self.taken.push(blocked);
        self.kinds.push(service);
    }

    /// About how long the practice is open: as many visits of one kind as there could be, one after the other.
    pub fn working_minutes(&self, practice: &Practice) -> i64 {
        let visits = practice.services.iter().zip(&self.slots);
        let minutes = visits.map(|((_, service), slots)| {
            let count = i64::try_from(slots.len()).unwrap_or(0);
            count * service.step.unwrap_or(service.minutes)
        });
        minutes.max().unwrap_or(0)
    }

    pub fn taken_minutes(&self) -> i64 {
        self.taken.iter().map(|taken| taken.minutes()).sum()
    }
}

/// Every date with its slots, by the rules of booking except for notice and horizon.
pub(super) fn days(practice: &Practice, site: &Site, absences: &Absences, today: Date) -> Vec<Day> {
    let (first, last) = (plus_days(today, -DAYS_BACK), plus_days(today, DAYS_AHEAD));
    let weekly: Vec<WeeklyHours> = practice.week.iter().filter_map(|&hours| weekly_hours(hours)).collect();
    let busy = absences.busy(practice);
    let mut days: Vec<Day> = Vec::new();
    for (_, service) in &practice.services {
        let rules = rules(service);
        let facts = Facts {
            zone: &site.zone,
            weekly: &weekly,
            overrides: absences.overrides_of(practice),
            rules: &rules,
            busy: &busy,
            patient_busy: &[],
            counted: &[],
            rooms: None,
            now: site.zone.resolve(first, 0),
        };
        let found = find_slots(&facts, first, last);
        if days.is_empty() {
            days.extend(found.iter().map(|day| Day {
                date: day.date,
                slots: Vec::new(),
                taken: Vec::new(),
                kinds: Vec::new(),
            }));
        }
        for (day, found) in days.iter_mut().zip(found) {
            day.slots.push(found.slots);
        }
    }
    days
}

fn weekly_hours((weekday, start, end): (u8, u16, u16)) -> Option<WeeklyHours> {
    let weekday = Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    let window = Window::new(start, end)?;
    Some(WeeklyHours { weekday, window })
}

fn rules(service: &ServiceData) -> ServiceRules {
    let minutes = |minutes: i64| u16::try_from(minutes).unwrap_or(0);
    ServiceRules {
        duration_minutes: minutes(service.minutes),
        step_minutes: service.step.map(minutes),
        buffer_before_minutes: 0,
        buffer_after_minutes: minutes(service.buffer_after),
        notice_minutes: 0,
        horizon_days: minutes(DAYS_BACK + DAYS_AHEAD),
        restart_after_busy: false,
        caps: Caps::default(),
    }
}
