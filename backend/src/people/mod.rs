//! What administrators do with the accounts of others: find, make, approve, change, suspend and delete them.

mod change_birth_date;
mod change_person;
mod change_places;
mod change_role;
mod change_staff;
mod change_state;
mod create_person;
mod delete_account;
mod get_account;
mod ground;
mod invitation;
mod list_accounts;
mod remove_passkeys;

pub use change_birth_date::{ChangeBirthDate, change_birth_date};
pub use change_person::{ChangePerson, change_person};
pub use change_places::{ChangePlaces, change_places};
pub use change_role::{ChangeRole, change_role};
pub use change_staff::{ChangeStaff, change_staff, get_staff};
pub use change_state::{ChangeState, change_state};
pub use create_person::{NewPerson, create_person};
pub use delete_account::delete_account;
pub use get_account::{AccountView, StaffView, UpcomingVisit, get_account};
pub(crate) use ground::active_administrators;
pub(crate) use ground::{rename_doctor, take_calendar};
pub use invitation::{accept_invitation, find_invitation, invite_again};
pub use list_accounts::{AccountFilter, AccountLine, AccountList, count_waiting, list_accounts};
pub use remove_passkeys::remove_passkeys;
