use std::{collections::BTreeMap, fmt, str::FromStr};

use super::{Channel, QuietHours, Topic};

/// What somebody chose about messages. Stored as what differs from the rule: "appointments.sms=on reminders.email=off
/// quiet=22:00-07:00", nothing for somebody who chose nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    differing: BTreeMap<(Topic, Channel), bool>,
    /// `None` for the rule, `Some(None)` for none.
    quiet: Option<Option<QuietHours>>,
}

/// Stored choices that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the choices cannot be read")]
pub struct WrongChoices;

const USUAL_QUIET_HOURS: &str = "21:00-08:00";
const NONE: &str = "none";

impl Choices {
    /// Whether messages about a topic go this way.
    pub fn wants(&self, topic: Topic, channel: Channel) -> bool {
        let chosen = self.differing.get(&(topic, channel)).copied();
        topic.can_go(channel) && chosen.unwrap_or_else(|| topic.is_wanted(channel))
    }

    pub fn choose(&mut self, topic: Topic, channel: Channel, wanted: bool) {
        if wanted == topic.is_wanted(channel) || !topic.can_go(channel) {
            self.differing.remove(&(topic, channel));
        } else {
            self.differing.insert((topic, channel), wanted);
        }
    }

    /// When text messages wait.
    pub fn quiet_hours(&self) -> Option<QuietHours> {
        self.quiet.unwrap_or_else(|| USUAL_QUIET_HOURS.parse().ok())
    }

    pub fn choose_quiet_hours(&mut self, quiet: Option<QuietHours>) {
        let is_usual = quiet.is_some_and(|quiet| quiet.to_string() == USUAL_QUIET_HOURS);
        self.quiet = (!is_usual).then_some(quiet);
    }
}

impl fmt::Display for Choices {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wishes = self.differing.iter().map(|((topic, channel), wanted)| {
            let state = if *wanted { "on" } else { "off" };
            format!("{}.{}={state}", topic.name(), channel.name())
        });
        let quiet = self.quiet.map(|quiet| {
            let hours = quiet.map_or_else(|| NONE.to_owned(), |quiet| quiet.to_string());
            format!("quiet={hours}")
        });
        out.write_str(&wishes.chain(quiet).collect::<Vec<_>>().join(" "))
    }
}

impl FromStr for Choices {
    type Err = WrongChoices;

    fn from_str(text: &str) -> Result<Self, WrongChoices> {
        let mut choices = Self::default();
        for word in text.split_ascii_whitespace() {
            let (name, value) = word.split_once('=').ok_or(WrongChoices)?;
            if name == "quiet" {
                choices.quiet = Some(match value {
                    NONE => None,
                    hours => Some(hours.parse().map_err(|()| WrongChoices)?),
                });
                continue;
            }
            let (topic, channel) = name.split_once('.').ok_or(WrongChoices)?;
            let topic = Topic::from_name(topic).ok_or(WrongChoices)?;
            let channel = Channel::from_name(channel).ok_or(WrongChoices)?;
            let wanted = match value {
                "on" => true,
                "off" => false,
                _ => return Err(WrongChoices),
            };
            choices.choose(topic, channel, wanted);
        }
        Ok(choices)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_chose_nothing_is_mailed_and_reminded_by_text_message() {
        let choices = Choices::default();
        assert_eq!(choices.to_string(), "");
        assert!(choices.wants(Topic::Appointments, Channel::Email));
        assert!(!choices.wants(Topic::Appointments, Channel::Sms));
        assert!(choices.wants(Topic::Reminders, Channel::Sms));
        assert!(!choices.wants(Topic::DailyList, Channel::Email));
        assert!(
            Channel::ALL
                .iter()
                .all(|&channel| choices.wants(Topic::Account, channel))
        );
        assert_eq!(choices.quiet_hours().unwrap().to_string(), "21:00-08:00");
    }

    #[test]
    fn only_what_differs_is_stored_and_it_is_read_back() {
        let mut choices = Choices::default();
        choices.choose(Topic::Appointments, Channel::Sms, true);
        choices.choose(Topic::Reminders, Channel::Email, false);
        choices.choose(Topic::Reminders, Channel::Sms, true);
        // There is no such way.
        choices.choose(Topic::DailyList, Channel::Sms, true);
        choices.choose_quiet_hours(None);
        let text = "appointments.sms=on reminders.email=off quiet=none";
        assert_eq!(choices.to_string(), text);
        assert_eq!(text.parse(), Ok(choices.clone()));
        assert!(!choices.wants(Topic::DailyList, Channel::Sms));

        choices.choose(Topic::Appointments, Channel::Sms, false);
        choices.choose(Topic::Reminders, Channel::Email, true);
        choices.choose_quiet_hours("21:00-08:00".parse().ok());
        assert_eq!(choices, Choices::default());
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for text in [
            "reminders",
            "reminders.email=maybe",
            "reminders.pigeon=on",
            "x.email=on",
            "quiet=8",
            "quiet=08:00-08:00",
        ] {
            assert_eq!(text.parse::<Choices>(), Err(WrongChoices), "{text}");
        }
    }
}
