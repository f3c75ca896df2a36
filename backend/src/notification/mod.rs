//! What people are told outside the pages: queued in the transaction of its cause, rendered and sent by `jobs`.

mod calendar;
mod emergency;
mod letter;
mod letters;
mod links;
mod message;
mod outbox;
mod render;
mod security_letters;
mod text_message;
mod visit;

pub use calendar::calendar_file;
pub(crate) use links::encode;
pub use message::{
    AccountNotice, AppointmentNotice, Channel, CodeNotice, EmergencyNotice, EmergencyReader, Message, NoticeKind,
    SecurityChange,
};
pub(crate) use message::{Content, is_secret};
pub use outbox::enqueue;
pub(crate) use render::{Outgoing, render};
pub(crate) use visit::Visit;
