//! The words of text messages.

use domain::messages::Kind;

use super::{
    Wordings, contact_letters,
    message::Content,
    wording::{samples, standard},
};
use crate::{Settings, adapters::mail::one_line};

/// Whether such a message can go this way.
pub(super) fn goes_by_text(content: &Content) -> bool {
    matches!(
        content,
        Content::PhoneCode { .. } | Content::ContactChanged(_) | Content::Test { .. }
    ) || standard(content.kind()).is_some()
}

/// `None` for what is not sent this way. Short: 160 characters are one message, if none of them is unusual.
pub(super) fn text_message(content: &Content, settings: &Settings, wordings: &Wordings) -> Option<String> {
    let clinic = one_line(&settings.clinic_name);
    Some(match content {
        // The code comes first: it is what a locked screen shows.
        Content::PhoneCode { code } => {
            format!("{code} is your code for {clinic}. It works for 10 minutes. We never ask for it by phone.")
        }
        Content::ContactChanged(change) => contact_letters::text(change, &clinic),
        Content::Test { of, wording } => {
            let sample = samples(Kind::from_name(of)?).into_iter().next()?;
            Wordings::words_in(wording, &sample.content, settings)?.text_message
        }
        appointment => wordings.words(appointment, settings)?.text_message,
    })
}
