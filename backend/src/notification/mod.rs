//! What people are told outside the pages: queued in the transaction of its cause, rendered and sent by `jobs`.

mod account_letters;
mod app_message;
mod calendar;
mod contact_letters;
mod emergency;
mod letter;
mod letters;
mod links;
mod message;
mod night;
mod outbox;
mod render;
mod security_letters;
mod staff_letters;
mod tell;
mod text_message;
mod truth;
mod visit;
mod wording;

pub use app_message::Lead;
pub(crate) use app_message::{AppMessage, app_message};
pub use calendar::calendar_file;
pub(crate) use links::encode;
pub use message::{
    AppointmentNotice, Changer, CodeNotice, ContactChanged, ContactNotice, EmergencyNotice, EmergencyReader, Message,
    NoticeKind, SecurityChange,
};
pub(crate) use message::{Content, is_secret};
pub(crate) use night::{Night, night};
pub use outbox::enqueue;
pub(crate) use outbox::{Line, cause_of, key_of};
pub use render::ShownMail;
pub(crate) use render::{Outgoing, preview, read, render};
pub(crate) use tell::{Notice, address, choices, tell_administrators, tell_old_doctor, tell_parties};
pub use tell::{Parties, tell_of_appointment};
pub(crate) use truth::{can_be_said_again, still_true};
pub(crate) use visit::Visit;
pub use wording::{Part, Variable, Wording, WrongWording};
pub(crate) use wording::{WordingCache, Wordings, check, has_part, parts, samples, standard, variables};
