//! Amounts of money.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount in minor units (cents) of a currency (ISO 4217 code).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: String,
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{:02} {}", self.minor / 100, self.minor % 100, self.currency)
    }
}
