//! What is asked of single values.

use domain::{
    messages::{Channel, Reminder, Reminders},
    slots,
    time::{Date, Instant, Interval},
};

use super::super::{file, place::Place};

/// In minor units.
pub(super) const PRICE_MOST: i64 = 1_000_000_000;

pub(super) fn slug(text: &str, at: &mut Place<'_>) {
    let is_slug = (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_slug {
        at.field("slug")
            .fail("must be 1 to 64 small letters, digits and hyphens");
    }
}

pub(super) fn named(text: &str, field: &str, at: &mut Place<'_>) {
    if text.trim().is_empty() || text.chars().count() > 200 {
        at.field(field).fail("must be 1 to 200 characters");
    }
}

pub(super) fn within(value: Option<i64>, least: i64, most: i64, field: &str, at: &mut Place<'_>) {
    if value.is_some_and(|value| !(least..=most).contains(&value)) {
        at.field(field).fail(format!("must be {least} to {most}"));
    }
}

pub(super) fn check_price(price: Option<&file::Price>, at: &mut Place<'_>) {
    within(price.map(|price| price.minor), 0, PRICE_MOST, "price.minor", at);
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if price.is_some_and(|price| !is_code(&price.currency)) {
        at.field("price.currency")
            .fail("must be three capital letters, like GBP");
    }
}

pub(super) fn absence(one: &file::Absence, at: &mut Place<'_>) -> Option<Interval> {
    const PROBLEM: &str = "is not a time like 2026-11-23T14:20:00+01:00";
    let from = at.field("from").expect(instant(&one.from), PROBLEM);
    let to = at.field("to").expect(instant(&one.to), PROBLEM);
    at.field("to")
        .expect(Interval::new(from?, to?), "must be after \"from\"")
}

/// Minutes from midnight.
pub(super) fn window(from: &str, to: &str, at: &mut Place<'_>) -> Option<(i64, i64)> {
    let from = at.field("from").expect(minute(from), "is not a time of day like 09:00");
    let to = at.field("to").expect(minute(to), "is not a time of day like 17:00");
    let window = slots::Window::new(from?, to?);
    let window = at.field("from").expect(window, "must be before 24:00")?;
    Some((window.start().into(), window.end().into()))
}

/// "09:00" to "24:00".
fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let is_plain =
        hour.len() == 2 && minute.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let minutes = hour * 60 + minute;
    (is_plain && minute < 60 && minutes <= 24 * 60).then_some(minutes)
}

pub(super) fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|date: &Date| date.to_string() == text)
}

/// With an offset; a whole number of minutes is not asked for.
pub(super) fn instant(text: &str) -> Option<Instant> {
    text.parse::<jiff::Timestamp>().ok().map(Instant::from)
}

pub(super) fn reminders(one: &file::Service, at: &mut Place<'_>) -> Reminders {
    let Some(listed) = &one.reminders else {
        return Reminders::default();
    };
    let known = listed.iter().filter_map(|reminder| {
        Some(Reminder {
            channel: Channel::from_name(&reminder.channel)?,
            hours_before: reminder.hours_before,
        })
    });
    let reminders = Reminders::of(known);
    if reminders.iter().count() != listed.len() {
        at.field("reminders").fail("has one that is not offered, or one twice");
    }
    reminders
}
