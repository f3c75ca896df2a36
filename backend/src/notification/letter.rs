use askama::Template;

use crate::Settings;

/// What a mail says, once for its text and its HTML.
#[derive(Default)]
pub(super) struct Letter {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    /// Shown large, to be copied.
    pub code: Option<String>,
    pub facts: Vec<Fact>,
    pub links: Vec<Link>,
    /// Smaller print at the end.
    pub notes: Vec<String>,
}

pub(super) struct Fact {
    pub label: &'static str,
    pub lines: Vec<String>,
    pub link: Option<Link>,
}

pub(super) struct Link {
    pub label: &'static str,
    pub url: String,
}

/// Who writes.
pub(super) struct Sender<'a> {
    pub clinic: &'a str,
    pub url: &'a str,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct Text<'a> {
    letter: &'a Letter,
    sender: &'a Sender<'a>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    letter: &'a Letter,
    sender: &'a Sender<'a>,
}

impl Letter {
    /// With one link, to a path of the clinic's pages.
    pub fn leading_to(label: &'static str, path: &str, settings: &Settings) -> Self {
        let url = format!("{}{path}", settings.public_url);
        Self {
            links: vec![Link { label, url }],
            ..Self::default()
        }
    }

    pub fn text(&self, sender: &Sender<'_>) -> askama::Result<String> {
        Text { letter: self, sender }.render()
    }

    pub fn html(&self, sender: &Sender<'_>) -> askama::Result<String> {
        Html { letter: self, sender }.render()
    }
}
