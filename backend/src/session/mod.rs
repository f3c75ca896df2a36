//! Browsers that are signed in. A session is a row known by the hash of a secret in a cookie; a new secret at each sign-in.

mod authenticate;
pub(crate) mod brake;
mod confirm;
mod device_name;
mod devices;
mod factors;
mod give_code;
mod known_browser;
mod last_seen;
mod profile;
mod sign_in;
mod sign_out;
mod start;
mod unchanged;

pub use authenticate::{Authenticated, authenticate, recognize};
pub use confirm::{Confirm, confirm};
pub use device_name::device_name;
pub use devices::{Device, end_device, end_other_devices, list_devices};
pub(crate) use devices::{end_half_done, end_sessions};
pub use give_code::{awaits_code, give_code};
pub use known_browser::KnownBrowser;
pub(crate) use last_seen::LastSeen;
pub(crate) use profile::full_name;
pub use profile::{Profile, current_profile};
pub(crate) use sign_in::check_state;
pub use sign_in::{SignIn, sign_in};
pub use sign_out::sign_out;
pub(crate) use start::{Means, start};
pub(crate) use unchanged::is_active;

use domain::account::Role;

use crate::Token;

/// Somebody just signed in, or gave the first half of it.
pub struct SignedIn {
    /// For the cookie `session`.
    pub session: Token,
    pub role: Role,
    /// Not signed in yet: `session` is for the cookie `half` and for [`give_code`].
    pub awaits_code: bool,
    /// For the cookie `browser`, when they are signed in.
    pub browser: KnownBrowser,
}
