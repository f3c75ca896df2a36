//! The number that tells whether a row is still what somebody saw.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Rises by one with each change of a row. A write that depends on what was seen carries the version seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(i64);

impl Version {
    /// Of a row just inserted.
    pub const FIRST: Self = Self(1);

    /// From its stored or posted number.
    pub const fn new(number: i64) -> Self {
        Self(number)
    }

    /// The number as stored.
    pub const fn number(self) -> i64 {
        self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}
