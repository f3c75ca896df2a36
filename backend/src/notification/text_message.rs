//! The words of text messages.

use domain::messages::Kind;

use super::{
    Wordings, contact_letters,
    message::Content,
    wording::{Part, has_part, samples},
};
use crate::{Settings, adapters::mail::one_line};

/// Whether such a message can go this way.
pub(super) fn goes_by_text(content: &Content) -> bool {
    matches!(content, Content::ContactChanged(_) | Content::Test { .. }) || has_part(content.kind(), Part::TextMessage)
}

/// `None` for what is not sent this way. Short: 160 characters are one message, if none of them is unusual.
pub(super) fn text_message(content: &Content, settings: &Settings, wordings: &Wordings) -> Option<String> {
    Some(match content {
        Content::ContactChanged(change) => contact_letters::text(change, &one_line(&settings.clinic_name)),
        Content::Test { of, wording } => {
            let sample = samples(Kind::from_name(of)?).into_iter().next()?;
            let words = Wordings::words_in(wording, &sample.content, settings)?;
            completed(&sample.content, words.text_message)
        }
        worded => completed(worded, wordings.words(worded, settings)?.text_message),
    })
}

/// Words with what no template can leave out: after a code, how long it works, and that who asks for it is not the clinic.
pub(super) fn completed(content: &Content, words: String) -> String {
    match content {
        Content::PhoneCode { .. } => format!("{words} It works for 10 minutes. We never ask for it by phone."),
        _ => words,
    }
}
