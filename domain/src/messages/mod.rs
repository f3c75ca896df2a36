//! What people are told outside the pages: about what, by which way, and when.

mod choices;
mod delivery;
mod kind;
mod quiet;
mod reminders;
mod segments;

pub use choices::{Choices, WrongChoices};
pub use delivery::{DeliveryState, masked};
pub use kind::Kind;
pub use quiet::QuietHours;
pub use reminders::{Reminder, Reminders, WrongReminders, due_reminders};
pub use segments::Segments;

use serde::{Deserialize, Serialize};

use crate::account::Role;

/// The way a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    Email,
    Sms,
    /// Onto the list behind the bell.
    App,
}

impl Channel {
    pub const ALL: [Self; 3] = [Self::Email, Self::Sms, Self::App];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Sms => "sms",
            Self::App => "app",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.name() == name)
    }

    /// In words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Email => "E-mail",
            Self::Sms => "Text message",
            Self::App => "On this site",
        }
    }
}

/// What a message is about, as far as people choose whether they want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// A patient's own: booked, requested, accepted, rejected, moved, cancelled, missed.
    Appointments,
    Reminders,
    /// A doctor's: booked, requested, cancelled, moved by somebody else.
    Schedule,
    /// The appointments of tomorrow, in the evening.
    DailyList,
    /// Somebody registered and waits for approval.
    Registrations,
    /// A message could not be delivered.
    Deliveries,
    /// What was decided about somebody's account. Nobody chooses: who waits for it cannot sign in.
    Account,
}

impl Topic {
    pub const ALL: [Self; 7] = [
        Self::Appointments,
        Self::Reminders,
        Self::Schedule,
        Self::DailyList,
        Self::Registrations,
        Self::Deliveries,
        Self::Account,
    ];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Appointments => "appointments",
            Self::Reminders => "reminders",
            Self::Schedule => "schedule",
            Self::DailyList => "daily_list",
            Self::Registrations => "registrations",
            Self::Deliveries => "deliveries",
            Self::Account => "account",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.name() == name)
    }

    /// In words, for the list of choices.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Appointments => "Changes of my appointments",
            Self::Reminders => "Reminders",
            Self::Schedule => "New, moved and cancelled appointments with me",
            Self::DailyList => "My appointments of the next day, in the evening",
            Self::Registrations => "People who registered and wait for approval",
            Self::Deliveries => "Messages that could not be delivered",
            Self::Account => "My account",
        }
    }

    /// Whose it is.
    pub const fn is_for(self, role: Role) -> bool {
        match self {
            Self::Appointments | Self::Reminders => matches!(role, Role::Patient),
            Self::Schedule | Self::DailyList => matches!(role, Role::Doctor),
            Self::Registrations | Self::Deliveries => matches!(role, Role::Administrator),
            Self::Account => false,
        }
    }

    /// The ways that make sense. A list of tomorrow's appointments is too long for a text message.
    pub const fn can_go(self, channel: Channel) -> bool {
        match (self, channel) {
            (Self::DailyList | Self::Registrations | Self::Deliveries, channel) => !matches!(channel, Channel::Sms),
            (Self::Appointments | Self::Reminders | Self::Schedule | Self::Account, _) => true,
        }
    }

    /// What holds for somebody who chose nothing.
    pub const fn is_wanted(self, channel: Channel) -> bool {
        self.can_go(channel)
            && match channel {
                Channel::Email | Channel::App => !matches!(self, Self::DailyList),
                Channel::Sms => matches!(self, Self::Reminders | Self::Account),
            }
    }
}
