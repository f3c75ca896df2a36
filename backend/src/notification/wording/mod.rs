//! The words of messages: standard ones in `templates/messages`, which administrators replace by their own. What the words stand in –
//! codes, facts, lists, links, calendar, layout – is not theirs to change, nor are the letters that tell of an attack (docs/adr/0023).

mod cache;
mod check;
mod engine;
mod samples;
mod standard;
mod values;

pub(crate) use cache::{WordingCache, Wordings};
pub use check::WrongWording;
pub(crate) use check::check;
use engine::Compiled;
pub(crate) use engine::Words;
pub(crate) use samples::samples;
pub(crate) use standard::{has_part, parts, standard};
pub use values::Variable;
use values::kind_of;
pub(crate) use values::variables;

use domain::messages::Kind;
use serde::{Deserialize, Serialize};

/// The parts of a message, as templates; those that its kind does not have are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wording {
    pub subject: String,
    pub heading: String,
    /// Paragraphs with empty lines between them.
    pub body: String,
    pub text_message: String,
}

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Subject,
    Heading,
    Body,
    TextMessage,
}

impl Part {
    pub const ALL: [Self; 4] = [Self::Subject, Self::Heading, Self::Body, Self::TextMessage];

    /// In forms and as templates are called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Heading => "heading",
            Self::Body => "body",
            Self::TextMessage => "text_message",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Subject => "Subject",
            Self::Heading => "Heading",
            Self::Body => "Paragraphs",
            Self::TextMessage => "Text message",
        }
    }

    /// The longest template, in characters.
    pub const fn most(self) -> usize {
        match self {
            Self::Subject | Self::Heading => 300,
            Self::Body => 4000,
            Self::TextMessage => 1000,
        }
    }
}

impl Wording {
    pub fn part(&self, part: Part) -> &str {
        match part {
            Part::Subject => &self.subject,
            Part::Heading => &self.heading,
            Part::Body => &self.body,
            Part::TextMessage => &self.text_message,
        }
    }

    /// Without what browsers add: one kind of line break, none at the ends.
    #[must_use]
    pub fn tidied(&self) -> Self {
        let tidy = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        Self {
            subject: tidy(&self.subject),
            heading: tidy(&self.heading),
            body: tidy(&self.body),
            text_message: tidy(&self.text_message),
        }
    }

    /// Tidied, with the parts of a kind alone.
    pub(crate) fn fitted(&self, kind: Kind) -> Self {
        let tidied = self.tidied();
        let only = |part, text| if has_part(kind, part) { text } else { String::new() };
        Self {
            subject: only(Part::Subject, tidied.subject),
            heading: only(Part::Heading, tidied.heading),
            body: only(Part::Body, tidied.body),
            text_message: only(Part::TextMessage, tidied.text_message),
        }
    }
}
