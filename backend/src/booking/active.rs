//! Conditions on appointments as the partial indexes of the schema have them. Statuses stand in the statement itself: of a value
//! that is bound, a planner does not know whether an index covers it, and reads all that a doctor ever had.

use domain::{booking::Status, time::Instant};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait},
};

use crate::entity::appointment::Column as C;

/// Of the statuses that block time, in the order of the schema.
pub(crate) fn is_active() -> Expr {
    has_status(Status::ALL.into_iter().filter(|status| status.is_active()))
}

/// Kept for somebody, whether it has run out or not.
pub(crate) fn is_held() -> Expr {
    C::Status.into_expr().eq(constant(Status::Held))
}

/// Was kept for somebody, and ran out.
pub(crate) fn is_expired() -> Expr {
    C::Status.into_expr().eq(constant(Status::Expired))
}

/// Of one of these.
pub(crate) fn has_status(statuses: impl IntoIterator<Item = Status>) -> Expr {
    C::Status.into_expr().is_in(statuses.into_iter().map(constant))
}

/// Leaves out holds that have run out.
pub(crate) fn still_counts(now: Instant) -> Condition {
    Condition::any()
        .add(C::Status.into_expr().ne(constant(Status::Held)))
        .add(C::HoldExpiresAt.gt(now.millis()))
}

fn constant(status: Status) -> Expr {
    Expr::Constant(status.name().into())
}
