//! What administrators see of the messages: to whom each went, what became of it, and sending one again. What a message says is not
//! shown: some of it opens accounts.

mod find;
mod get;
mod line;
mod list;
mod send_again;

pub use get::{Again, AttemptLine, DeliveryView, Related, get_delivery};
pub use line::DeliveryLine;
pub use list::{Deliveries, DeliveryFilter, list_deliveries};
pub(crate) use send_again::is_sent_again;
pub use send_again::{SendAgain, send_again};
