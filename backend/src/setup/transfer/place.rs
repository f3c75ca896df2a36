use std::fmt;

/// Something in the file that cannot be taken, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileError {
    /// "doctors[2].schedules[0].hours[1].from"
    pub place: String,
    pub problem: String,
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.problem)
    }
}

/// Where in the file one is, and all that was found wrong so far.
pub(super) struct Place<'a> {
    path: String,
    errors: &'a mut Vec<FileError>,
}

impl<'a> Place<'a> {
    pub fn root(errors: &'a mut Vec<FileError>) -> Self {
        let path = String::new();
        Self { path, errors }
    }

    pub fn field(&mut self, name: &str) -> Place<'_> {
        let dot = if self.path.is_empty() { "" } else { "." };
        Place {
            path: format!("{}{dot}{name}", self.path),
            errors: self.errors,
        }
    }

    pub fn item(&mut self, list: &str, index: usize) -> Place<'_> {
        self.field(&format!("{list}[{index}]"))
    }

    pub fn fail(&mut self, problem: impl Into<String>) {
        let (place, problem) = (self.path.clone(), problem.into());
        self.errors.push(FileError { place, problem });
    }

    /// The value, or the problem noted.
    pub fn expect<T>(&mut self, value: Option<T>, problem: &str) -> Option<T> {
        if value.is_none() {
            self.fail(problem);
        }
        value
    }
}
