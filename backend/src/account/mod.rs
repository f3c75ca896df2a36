//! People who sign in: how they register, prove their e-mail address and get an account.

mod approval;
mod claim;
mod create;
mod password;
mod register;
mod register_staff;
mod registration;
mod resend_code;
mod staff;
mod verify_email;

pub use approval::{SetApproval, are_patients_approved, set_approval};
pub(crate) use create::{NewAccount, collect, create_account, parse_email};
pub use create::{NewAdministrator, create_administrator};
pub use password::hash_password;
pub(crate) use password::{NO_PASSWORD, verify_password};
pub use register::{Register, Registered, register};
pub(crate) use register::{latest_date, parse_phone};
pub use register_staff::{RegisterStaff, register_staff};
pub use registration::{RegistrationView, find_registration};
pub use resend_code::resend_code;
pub(crate) use staff::{apply, open_calendar, resolve};
pub use verify_email::{Verified, verify_email};
