//! The words of text messages.

use super::message::Content;
use crate::{Settings, adapters::mail::one_line};

/// `None` for what is not sent this way. Short: 160 characters are one message, if none of them is unusual.
pub(super) fn text_message(content: &Content, settings: &Settings) -> Option<String> {
    let clinic = one_line(&settings.clinic_name);
    match content {
        // The code comes first: it is what a locked screen shows.
        Content::PhoneCode { code } => Some(format!(
            "{code} is your code for {clinic}. It works for 10 minutes. We never ask for it by phone."
        )),
        _ => None,
    }
}
