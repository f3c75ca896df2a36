//! What people are told outside the pages: queued in the transaction of its cause, rendered and sent by `jobs`.

mod message;
mod outbox;
mod visit;

pub use message::{AppointmentNotice, Channel, CodeNotice, Message, NoticeKind};
pub use outbox::enqueue;
pub(crate) use visit::Visit;
