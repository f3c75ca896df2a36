//! Everything that only the server does.
//!
//! A use case is a function that takes [`Context`] first, checks access against `domain::access`, decides by the rules of
//! `domain`, and writes business rows, audit row and outbox rows in one transaction. It knows no page and no HTTP.

pub mod account;
pub mod adapters;
mod audit;
pub mod booking;
pub mod catalogue;
mod clock;
mod context;
pub mod db;
pub mod directory;
pub mod emergency;
mod entity;
mod fault;
pub mod jobs;
pub mod live;
pub mod notification;
pub mod patient;
pub mod schedule;
pub mod session;
pub mod setup;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
mod turns;

pub use clock::{Clock, SystemClock};
pub use context::{Context, Core, Settings};
pub use fault::{Broken, Fault};
pub use token::Token;
