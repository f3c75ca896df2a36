use std::{collections::BTreeSet, fmt, str::FromStr};

use super::Channel;
use crate::time::{Instant, Zone};

/// A reminder of a visit: so many hours before it, this way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reminder {
    pub channel: Channel,
    /// Whole days are days of the calendar: at the visit's time of day, also when the clock changes in between.
    pub hours_before: u16,
}

impl Reminder {
    /// When it is to be sent.
    pub fn due(self, start: Instant, zone: &Zone) -> Instant {
        let elapsed = start.plus_minutes(-60 * i64::from(self.hours_before));
        if !self.hours_before.is_multiple_of(HOURS_PER_DAY) {
            return elapsed;
        }
        let wall = zone.local(start);
        let days = i64::from(self.hours_before / HOURS_PER_DAY);
        let minute = u16::try_from(i16::from(wall.hour()) * 60 + i16::from(wall.minute())).unwrap_or_default();
        wall.date()
            .checked_sub(jiff::Span::new().days(days))
            .map_or(elapsed, |date| zone.resolve(date, minute))
    }
}

const HOURS_PER_DAY: u16 = 24;

/// The reminders of a service. As stored: "email:168 email:24 sms:24".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminders(BTreeSet<Reminder>);

/// Stored reminders that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the reminders cannot be read")]
pub struct WrongReminders;

impl Reminders {
    /// What can be chosen, in hours before a visit.
    pub const HOURS: [u16; 5] = [168, 72, 48, 24, 2];
    pub const CHANNELS: [Channel; 2] = [Channel::Email, Channel::Sms];

    /// "7 days before"
    pub fn label(hours: u16) -> String {
        match (hours / HOURS_PER_DAY, hours % HOURS_PER_DAY) {
            (1, 0) => "1 day before".to_owned(),
            (days, 0) => format!("{days} days before"),
            _ => format!("{hours} hours before"),
        }
    }

    pub fn of(reminders: impl IntoIterator<Item = Reminder>) -> Self {
        let offered = |reminder: &Reminder| {
            Self::HOURS.contains(&reminder.hours_before) && Self::CHANNELS.contains(&reminder.channel)
        };
        Self(reminders.into_iter().filter(offered).collect())
    }

    /// All that can be chosen.
    pub fn offered() -> impl Iterator<Item = Reminder> {
        let by = |channel| Self::HOURS.map(|hours_before| Reminder { channel, hours_before });
        Self::CHANNELS.into_iter().flat_map(by)
    }

    /// "E-mail 7 days before, Text message 1 day before"
    pub fn words(&self) -> String {
        let words = self
            .0
            .iter()
            .rev()
            .map(|one| format!("{} {}", one.channel.label(), Self::label(one.hours_before)));
        words.collect::<Vec<_>>().join(", ")
    }

    pub fn has(&self, reminder: Reminder) -> bool {
        self.0.contains(&reminder)
    }

    pub fn iter(&self) -> impl Iterator<Item = Reminder> {
        self.0.iter().copied()
    }
}

/// By mail a week and a day before, by text message a day before.
impl Default for Reminders {
    fn default() -> Self {
        let usual = [(Channel::Email, 168), (Channel::Email, 24), (Channel::Sms, 24)];
        Self::of(usual.map(|(channel, hours_before)| Reminder { channel, hours_before }))
    }
}

impl fmt::Display for Reminders {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = self
            .0
            .iter()
            .map(|one| format!("{}:{}", one.channel.name(), one.hours_before));
        out.write_str(&words.collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Reminders {
    type Err = WrongReminders;

    fn from_str(text: &str) -> Result<Self, WrongReminders> {
        let words = text.split_ascii_whitespace().map(|word| {
            let (channel, hours) = word.split_once(':').ok_or(WrongReminders)?;
            Ok(Reminder {
                channel: Channel::from_name(channel).ok_or(WrongReminders)?,
                hours_before: hours.parse().map_err(|_| WrongReminders)?,
            })
        });
        let all: Vec<Reminder> = words.collect::<Result<_, _>>()?;
        let reminders = Self::of(all.iter().copied());
        if reminders.0.len() == all.len() {
            Ok(reminders)
        } else {
            Err(WrongReminders)
        }
    }
}

/// The reminders of a visit that are due, and when the next one is. `since` is when the visit was made, or moved to its time:
/// what was due before is left out where a later one still comes the same way; the last one is sent at once.
pub fn due_reminders(
    reminders: &Reminders,
    start: Instant,
    zone: &Zone,
    since: Instant,
    now: Instant,
) -> (Vec<Reminder>, Option<Instant>) {
    if now >= start {
        return (Vec::new(), None);
    }
    let (mut due, mut next) = (Vec::new(), None::<Instant>);
    for reminder in reminders.iter() {
        let at = reminder.due(start, zone);
        let comes_again = reminders
            .iter()
            .any(|other| other.channel == reminder.channel && other.hours_before < reminder.hours_before);
        if at < since && comes_again {
            continue;
        }
        if at <= now {
            due.push(reminder);
        } else {
            next = Some(next.map_or(at, |next| next.min(at)));
        }
    }
    (due, next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str) -> Instant {
        text.parse::<jiff::Timestamp>().unwrap().into()
    }

    fn due(start: &str, hours_before: u16) -> String {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let channel = Channel::Email;
        Reminder { channel, hours_before }
            .due(instant(start), &zone)
            .to_string()
    }

    #[test]
    fn a_day_before_is_the_same_time_of_day_also_when_the_clock_changes() {
        assert_eq!(due("2026-11-24T09:00:00Z", 24), "2026-11-23T09:00:00Z");
        // Berlin is put back on 25 October 2026, and forward on 28 March 2027.
        assert_eq!(due("2026-10-25T09:00:00Z", 24), "2026-10-24T08:00:00Z");
        assert_eq!(due("2026-10-28T09:00:00Z", 168), "2026-10-21T08:00:00Z");
        assert_eq!(due("2027-03-28T08:00:00Z", 24), "2027-03-27T09:00:00Z");
        // Half past two of the day before a change exists; on the day itself it is moved by the gap.
        assert_eq!(due("2027-03-29T00:30:00Z", 24), "2027-03-28T01:30:00Z");
        assert_eq!(due("2026-10-25T09:00:00Z", 2), "2026-10-25T07:00:00Z");
    }

    /// What is due at a moment, and when the next is, for a visit on Tuesday 24 November at 9:00.
    fn at(since: &str, now: &str) -> (String, Option<String>) {
        let zone = Zone::parse("Europe/London").unwrap();
        let start = instant("2026-11-24T09:00:00Z");
        let (due, next) = due_reminders(&Reminders::default(), start, &zone, instant(since), instant(now));
        (Reminders::of(due).to_string(), next.map(|next| next.to_string()))
    }

    #[test]
    fn each_is_due_once_its_time_has_come() {
        let early = "2026-11-01T12:00:00Z";
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            at(early, "2026-11-02T12:00:00Z"),
            (String::new(), some("2026-11-17T09:00:00Z"))
        );
        assert_eq!(
            at(early, "2026-11-17T09:00:00Z"),
            ("email:168".to_owned(), some("2026-11-23T09:00:00Z"))
        );
        assert_eq!(
            at(early, "2026-11-23T09:00:00Z"),
            ("email:24 email:168 sms:24".to_owned(), None)
        );
        assert_eq!(at(early, "2026-11-24T09:00:00Z"), (String::new(), None));
    }

    #[test]
    fn who_books_late_is_reminded_by_what_is_left() {
        // Three days before: not of the week.
        let since = "2026-11-21T12:00:00Z";
        assert_eq!(
            at(since, since),
            (String::new(), Some("2026-11-23T09:00:00Z".to_owned()))
        );
        // Two hours before: at once.
        let since = "2026-11-24T07:00:00Z";
        assert_eq!(at(since, since), ("email:24 sms:24".to_owned(), None));
    }

    #[test]
    fn they_are_stored_as_words() {
        let usual = Reminders::default();
        assert_eq!(usual.to_string(), "email:24 email:168 sms:24");
        assert_eq!(usual.to_string().parse(), Ok(usual));
        assert_eq!("".parse::<Reminders>(), Ok(Reminders::of([])));
        for text in ["email", "email:5", "app:24", "email:24 email:24", "email:x"] {
            assert_eq!(text.parse::<Reminders>(), Err(WrongReminders), "{text}");
        }
    }
}
