use domain::messages::Kind;
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};

use super::{Part, Wording, parts};

/// Steps that a template may take: a reminder of twenty visits takes some hundreds.
const FUEL: u64 = 20_000;
const DEEPEST: usize = 20;
/// The longest that one part may become, in bytes.
pub(super) const LONGEST: usize = 20_000;

/// What a message says, before the layout; the parts that its kind does not have are empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub text_message: String,
}

/// The templates of a kind of message, ready to be filled in.
pub(crate) struct Compiled {
    environment: Environment<'static>,
    parts: Vec<Part>,
}

impl Compiled {
    /// # Errors
    /// What a part is wrong in.
    pub fn new(kind: Kind, wording: &Wording) -> Result<Self, (Part, Error)> {
        // Without filters, functions and other templates: names, conditions and loops.
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEEPEST);
        // It becomes plain text; the layout escapes it once, where it is HTML.
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        let parts = parts(kind);
        for part in parts.iter().copied() {
            let template = wording.part(part).to_owned();
            environment
                .add_template_owned(part.name(), template)
                .map_err(|error| (part, error))?;
        }
        Ok(Self { environment, parts })
    }

    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// One part, filled in.
    ///
    /// # Errors
    /// When it uses what is not there, or takes too long.
    pub fn part(&self, part: Part, values: &Value) -> Result<String, Error> {
        let text = self.environment.get_template(part.name())?.render(values.clone())?;
        Ok(text.trim().to_owned())
    }

    /// The names that a part uses and does not make itself.
    pub fn names(&self, part: Part) -> Vec<String> {
        let template = self.environment.get_template(part.name());
        let mut names: Vec<_> = template
            .map(|template| template.undeclared_variables(false).into_iter().collect())
            .unwrap_or_default();
        names.sort();
        names
    }

    /// All parts, filled in; `None` when one fails, is empty or is not what it has to be.
    pub fn words(&self, values: &Value) -> Option<Words> {
        let mut words = Words::default();
        for part in self.parts.iter().copied() {
            let text = self.part(part, values).ok()?;
            let all = paragraphs(&text);
            if all.is_empty() || text.len() > LONGEST || (part != Part::Body && !is_one_line(&text)) {
                return None;
            }
            match part {
                Part::Subject => words.subject = text,
                Part::Heading => words.heading = text,
                Part::Body => words.paragraphs = all,
                Part::TextMessage => words.text_message = text,
            }
        }
        Some(words)
    }
}

/// Without line breaks of any kind, and without other characters that are not to be seen.
pub(super) fn is_one_line(text: &str) -> bool {
    let breaks = |character: char| character.is_control() || matches!(character, '\u{2028}' | '\u{2029}');
    !text.chars().any(breaks)
}

/// What stands between empty lines; the lines of a paragraph are one.
pub(super) fn paragraphs(body: &str) -> Vec<String> {
    let mut paragraphs = vec![String::new()];
    for line in body.lines().map(str::trim) {
        match paragraphs.last_mut() {
            Some(last) if !line.is_empty() => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(line);
            }
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::{is_one_line, paragraphs};

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("One,\ntwo.\n \n\n Three. "), ["One, two.", "Three."]);
        assert!(paragraphs(" \n\n").is_empty());
    }

    #[test]
    fn a_line_has_no_control_characters() {
        assert!(is_one_line("Grüße, 10:20 – 10:40"));
        for breaks in [
            "\n", "\r", "\t", "\0", "\u{b}", "\u{1b}", "\u{7f}", "\u{85}", "\u{2028}", "\u{2029}",
        ] {
            assert!(!is_one_line(&format!("One{breaks}two")), "{breaks:?}");
        }
    }
}
