//! People who sign in: how they register, prove their e-mail address and get an account.

mod approval;
mod change_password;
mod claim;
mod create;
mod forgot_password;
mod message_choices;
mod own;
mod password;
mod password_rules;
mod register;
mod register_staff;
mod registration;
mod resend_code;
mod reset_password;
mod staff;
mod verify_email;

pub use approval::{SetApproval, are_patients_approved, set_approval};
pub(crate) use change_password::tell;
pub use change_password::{ChangePassword, change_password};
pub(crate) use create::{NewAccount, collect, create_account, parse_email};
pub use create::{NewAdministrator, create_administrator};
pub use forgot_password::forgot_password;
pub use message_choices::{MessageChoices, get_message_choices, set_message_choices};
pub(crate) use own::own_account;
pub use password::hash_password;
pub(crate) use password::{NO_PASSWORD, verify_password};
pub(crate) use password_rules::{About, check_new_password};
pub use register::{Register, Registered, register};
pub(crate) use register::{latest_date, parse_phone};
pub use register_staff::{RegisterStaff, register_staff};
pub use registration::{RegistrationView, find_registration};
pub use resend_code::resend_code;
pub use reset_password::{is_reset_open, reset_password};
pub(crate) use staff::{apply, open_calendar, resolve};
pub use verify_email::{Verified, verify_email};
