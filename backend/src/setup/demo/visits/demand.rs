/// How much of the working time is taken, in percent, so many days from today: full days now, open ones later.
pub(super) const fn percent(days_ahead: i64) -> i64 {
    match days_ahead {
        ..=-8 => 9,
        -7..=-1 => 40,
        0..=2 => 70,
        3..=6 => 40,
        7..=13 => 18,
        _ => 6,
    }
}

/// As [`percent`], for the doctor of the demo.
pub(super) const fn demo_percent(days_ahead: i64) -> i64 {
    match days_ahead {
        ..=6 => 72,
        7..=13 => 58,
        _ => 30,
    }
}
