//! Hostile texts in every place that a person can fill: what browsers and mail programs make of the pages and mails with them.

mod mails;
mod pages;
mod planted;
mod skeleton;
mod texts;
