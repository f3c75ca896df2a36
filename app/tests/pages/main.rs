//! The pages as a browser without JavaScript sees them: one crate, so that they share their browser and are linked once.
#![cfg(feature = "ssr")]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by it")]

mod account;
mod accounts;
mod audit;
mod board;
mod clinic;
mod deliveries;
mod demo;
mod desk;
mod desk_board;
mod emergency;
mod finding;
mod inbox;
mod lengths;
mod messages;
mod passkeys;
mod patient;
mod profile;
mod public;
mod schedule;
mod signing_in;
mod staff;
mod support;
mod templates;
mod visits;
