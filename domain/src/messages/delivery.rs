use super::Channel;

/// What has become of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeliveryState {
    /// To be sent, or sent again after a try that failed.
    Waiting,
    Sent,
    /// Given up.
    Failed,
    /// No longer true when it was to be sent.
    Withdrawn,
}

impl DeliveryState {
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Sent, Self::Failed, Self::Withdrawn];

    /// In addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Waiting => "Waiting",
            Self::Sent => "Sent",
            Self::Failed => "Failed",
            Self::Withdrawn => "Withdrawn",
        }
    }
}

/// An address as those see it who need to know that it is the right one, and no more: "p…@example.com", "…0111".
pub fn masked(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => match address.rsplit_once('@') {
            Some((name, host)) => format!("{}…@{host}", name.chars().take(1).collect::<String>()),
            None => "…".to_owned(),
        },
        Channel::Sms => {
            let hidden = address.chars().count().saturating_sub(4).max(4);
            format!("…{}", address.chars().skip(hidden).collect::<String>())
        }
        Channel::App => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_shows_no_more_than_is_needed() {
        for (channel, address, shown) in [
            (Channel::Email, "pia.lund@example.com", "p…@example.com"),
            (Channel::Email, "ä@example.com", "ä…@example.com"),
            (Channel::Email, "\"a@b\"@example.com", "\"…@example.com"),
            (Channel::Email, "@example.com", "…@example.com"),
            (Channel::Email, "no address", "…"),
            (Channel::Email, "", "…"),
            (Channel::Sms, "+442079460111", "…0111"),
            (Channel::Sms, "+44207", "…07"),
            (Channel::Sms, "112", "…"),
            (Channel::Sms, "", "…"),
            (Channel::App, "", ""),
        ] {
            assert_eq!(masked(channel, address), shown, "{address}");
        }
    }

    #[test]
    fn states_have_names() {
        for state in DeliveryState::ALL {
            assert_eq!(DeliveryState::from_name(state.name()), Some(state));
        }
        assert_eq!(DeliveryState::from_name("lost"), None);
    }
}
