use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior, Value};

use super::{Part, Wording};

/// Steps that a template may take: a reminder of twenty visits takes some hundreds.
const FUEL: u64 = 20_000;
const DEEPEST: usize = 20;
/// The longest that one part may become, in bytes.
pub(super) const LONGEST: usize = 20_000;

/// What a message says, before the layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Words {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub text_message: String,
}

/// The four templates of a message, ready to be filled in.
pub(crate) struct Compiled(Environment<'static>);

impl Compiled {
    /// # Errors
    /// What a part is wrong in.
    pub fn new(wording: &Wording) -> Result<Self, (Part, Error)> {
        // Without filters, functions and other templates: names, conditions and loops.
        let mut environment = Environment::empty();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_fuel(Some(FUEL));
        environment.set_recursion_limit(DEEPEST);
        // It becomes plain text; the layout escapes it once, where it is HTML.
        environment.set_auto_escape_callback(|_| AutoEscape::None);
        for part in Part::ALL {
            let template = wording.part(part).to_owned();
            environment
                .add_template_owned(part.name(), template)
                .map_err(|error| (part, error))?;
        }
        Ok(Self(environment))
    }

    /// One part, filled in.
    ///
    /// # Errors
    /// When it uses what is not there, or takes too long.
    pub fn part(&self, part: Part, values: &Value) -> Result<String, Error> {
        let text = self.0.get_template(part.name())?.render(values.clone())?;
        Ok(text.trim().to_owned())
    }

    /// The names that a part uses and does not make itself.
    pub fn names(&self, part: Part) -> Vec<String> {
        let template = self.0.get_template(part.name());
        let mut names: Vec<_> = template
            .map(|template| template.undeclared_variables(false).into_iter().collect())
            .unwrap_or_default();
        names.sort();
        names
    }

    /// All parts, filled in; `None` when one fails, is empty or is not what it has to be.
    pub fn words(&self, values: &Value) -> Option<Words> {
        let [subject, heading, body, text_message] = Part::ALL.map(|part| self.part(part, values).ok());
        let words = Words {
            subject: subject?,
            heading: heading?,
            paragraphs: paragraphs(&body?),
            text_message: text_message?,
        };
        let is_whole = !words.paragraphs.is_empty()
            && [&words.subject, &words.heading, &words.text_message]
                .iter()
                .all(|text| !text.is_empty() && !text.contains('\n') && text.len() <= LONGEST);
        is_whole.then_some(words)
    }
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
    use super::paragraphs;

    #[test]
    fn empty_lines_part_paragraphs() {
        assert_eq!(paragraphs("One,\ntwo.\n \n\n Three. "), ["One, two.", "Three."]);
        assert!(paragraphs(" \n\n").is_empty());
    }
}
