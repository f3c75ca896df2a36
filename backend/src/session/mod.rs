//! Browsers that are signed in. A session is a row known by the hash of a secret in a cookie; a new secret at each sign-in.

mod authenticate;
mod brake;
mod presence;
mod profile;
mod sign_in;
mod sign_out;
mod start;

pub use authenticate::{Authenticated, authenticate};
pub(crate) use brake::WINDOW_MINUTES;
pub(crate) use presence::Presence;
pub use profile::{Profile, current_profile};
pub use sign_in::{SignIn, sign_in};
pub use sign_out::sign_out;
pub(crate) use start::start;

use domain::account::Role;

use crate::Token;

/// Somebody just signed in.
pub struct SignedIn {
    /// For the cookie `session`.
    pub session: Token,
    pub role: Role,
}
