//! Everything that only the server does.
//!
//! A use case is a function that takes [`Context`] first, checks access against `domain::access`, decides by the rules of
//! `domain`, and writes business rows, audit row and outbox rows in one transaction. It knows no page and no HTTP.

pub mod account;
pub mod adapters;
pub mod audit;
pub mod booking;
pub mod catalogue;
mod clock;
pub mod contact;
mod context;
pub mod crypto;
pub mod db;
pub mod delivery;
pub mod directory;
pub mod emergency;
mod entity;
mod fault;
pub mod health;
pub mod inbox;
pub mod jobs;
pub mod live;
mod network;
pub mod notification;
mod pace;
pub mod passkey;
pub mod patient;
pub mod people;
pub mod photo;
mod places;
pub mod private;
pub mod profile;
pub mod schedule;
pub mod second_factor;
pub mod session;
pub mod setup;
pub mod templates;
#[cfg(feature = "testing")]
pub mod testing;
mod token;
mod turns;

pub use clock::{Clock, SystemClock};
pub use context::{Context, Core, Origin, OwnSession, Settings};
pub use fault::{Broken, Fault};
pub use network::Network;
pub use token::Token;
