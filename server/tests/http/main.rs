//! The whole server in memory, asked over HTTP.
#![expect(clippy::expect_used, reason = "where the ground of a test breaks, the test fails")]

mod access;
mod api;
mod assets;
mod booking;
mod common;
mod events;
mod guards;
mod health;
mod hostile;
mod pages;
mod races;
mod tls;
mod uploads;
