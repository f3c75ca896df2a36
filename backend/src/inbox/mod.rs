//! What somebody was told, on the list behind the bell. Everybody has their own and no other.

mod count_unread;
mod list_messages;
mod mark_read;
mod rows;

pub use count_unread::{MOST_COUNTED, count_unread};
pub use list_messages::{MessageLine, MessageList, list_messages};
pub use mark_read::{mark_all_read, open_message};

pub use crate::notification::Lead;
