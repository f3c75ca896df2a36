//! The world outside: one trait each, with the real thing and a test double side by side.

pub mod mail;
