//! What administrators do with the words of messages.

mod change;
mod get;
mod preview;
mod test_message;

pub use change::{ChangeTemplate, change_template, reset_template};
pub use get::{TemplateLine, TemplateView, get_template, list_templates};
pub use preview::{Preview, ShownText, preview_template};
pub use test_message::{TestMessage, test_template};

pub use crate::notification::{Part, ShownMail, Variable, Wording, WrongWording};

/// What is saved, or what is wrong with it.
pub type Checked<T> = Result<Result<T, Vec<WrongWording>>, crate::Fault>;
