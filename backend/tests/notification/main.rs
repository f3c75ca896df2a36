//! Messages: queued, written, sent.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

mod calendar;
mod cleaning;
mod delivery;
mod folder;
mod ground;
mod health;
mod hostile;
mod inbox;
mod ledger;
mod letters;
mod outbox;
mod reminders;
mod running;
#[path = "../postbox/script.rs"]
mod script;
mod smtp;
mod text_messages;
mod tls;
mod wording;
