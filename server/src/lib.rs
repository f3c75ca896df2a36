//! The `mediconnect` command: configuration, router, middleware, command line.

pub mod cli;
pub mod config;
pub mod http;
