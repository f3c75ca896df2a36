//! Weeks that doctors work, as (weekday, start, end): weekdays from 1 for Monday, minutes from midnight.

pub(super) type Week = &'static [(u8, u16, u16)];

const fn at(hour: u16, minute: u16) -> u16 {
    hour * 60 + minute
}

/// Monday to Friday with a lunch break.
pub(super) const FULL: Week = &[
    (1, at(9, 0), at(12, 30)),
    (1, at(13, 30), at(17, 30)),
    (2, at(9, 0), at(12, 30)),
    (2, at(13, 30), at(17, 30)),
    (3, at(9, 0), at(12, 30)),
    (3, at(13, 30), at(17, 30)),
    (4, at(9, 0), at(12, 30)),
    (4, at(13, 30), at(17, 30)),
    (5, at(9, 0), at(12, 30)),
    (5, at(13, 30), at(16, 0)),
];

/// From eight; Tuesdays into the evening, Friday afternoons off.
pub(super) const EARLY: Week = &[
    (1, at(8, 0), at(12, 0)),
    (1, at(13, 0), at(16, 0)),
    (2, at(8, 0), at(12, 0)),
    (2, at(15, 0), at(19, 0)),
    (3, at(8, 0), at(12, 0)),
    (3, at(13, 0), at(16, 0)),
    (4, at(8, 0), at(12, 0)),
    (4, at(13, 0), at(16, 0)),
    (5, at(8, 0), at(12, 0)),
];

pub(super) const MORNINGS: Week = &[
    (1, at(8, 30), at(13, 0)),
    (2, at(8, 30), at(13, 0)),
    (3, at(8, 30), at(13, 0)),
    (4, at(8, 30), at(13, 0)),
    (5, at(8, 30), at(13, 0)),
];

/// Afternoons, and evenings for those who work.
pub(super) const EVENINGS: Week = &[
    (1, at(13, 0), at(19, 30)),
    (2, at(13, 0), at(19, 30)),
    (3, at(12, 0), at(16, 0)),
    (4, at(13, 0), at(19, 30)),
];

pub(super) const FOUR_DAYS: Week = &[
    (1, at(9, 0), at(13, 0)),
    (1, at(14, 0), at(17, 0)),
    (2, at(9, 0), at(13, 0)),
    (2, at(14, 0), at(17, 0)),
    (4, at(9, 0), at(13, 0)),
    (4, at(14, 0), at(17, 0)),
    (5, at(9, 0), at(13, 0)),
    (5, at(14, 0), at(17, 0)),
];

/// Tuesday to Friday, and Saturday mornings.
pub(super) const SATURDAY: Week = &[
    (2, at(9, 30), at(13, 0)),
    (2, at(14, 0), at(17, 30)),
    (3, at(9, 30), at(13, 0)),
    (3, at(14, 0), at(17, 30)),
    (4, at(9, 30), at(13, 0)),
    (5, at(9, 30), at(13, 0)),
    (5, at(14, 0), at(17, 30)),
    (6, at(9, 0), at(13, 0)),
];

/// For somebody who works elsewhere from Wednesday on.
pub(super) const MONDAY_TUESDAY: Week = &[
    (1, at(8, 30), at(12, 30)),
    (1, at(13, 30), at(18, 0)),
    (2, at(8, 30), at(12, 30)),
    (2, at(13, 30), at(18, 0)),
];

/// For somebody who works elsewhere until Tuesday.
pub(super) const THURSDAY_FRIDAY: Week = &[
    (4, at(9, 0), at(13, 0)),
    (4, at(14, 0), at(18, 0)),
    (5, at(9, 0), at(13, 0)),
    (5, at(14, 0), at(16, 30)),
];

/// Every weekday from half past eight, Tuesdays into the evening.
pub(super) const OKAFOR: Week = &[
    (1, at(8, 30), at(12, 30)),
    (1, at(13, 30), at(17, 0)),
    (2, at(8, 30), at(12, 30)),
    (2, at(14, 0), at(18, 30)),
    (3, at(8, 30), at(12, 30)),
    (3, at(13, 30), at(17, 0)),
    (4, at(8, 30), at(12, 30)),
    (4, at(13, 30), at(17, 0)),
    (5, at(8, 30), at(12, 30)),
    (5, at(13, 30), at(16, 0)),
];
