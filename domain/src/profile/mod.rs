//! What people tell the clinic about themselves, in sections that are changed one at a time.

mod form;
mod gender;
mod language;
mod section;

pub use form::Profile;
pub use gender::Gender;
pub use language::{LANGUAGES, language_name};
pub use section::{Section, label, short_label};
