//! What administrators do with the accounts of others.

mod account;
mod act;
mod delete;
mod list;
mod new;
mod parts;
mod photo;
mod places;
mod role;
mod roles;
mod staff;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    const GATE: Gate = Gate::ADMINISTRATOR;
    pages
        .get(routes::ACCOUNTS, GATE, list::show)
        .post(routes::ACCOUNTS, GATE, list::find)
        .get(routes::NEW_ACCOUNT, GATE, new::show)
        .post(routes::NEW_ACCOUNT, GATE, new::submit)
        .get(routes::ACCOUNT, GATE, account::show)
        .get(routes::ACCOUNT_PHOTO, GATE, photo::show)
        .post(routes::ACCOUNT, GATE, act::change)
        .get(routes::ACCOUNT_BIRTH_DATE, GATE, act::confirmed_for_birth_date)
        .post(routes::ACCOUNT_BIRTH_DATE, GATE, act::birth_date)
        .get(routes::ACCOUNT_ROLE, GATE, role::show)
        .post(routes::ACCOUNT_ROLE, GATE, role::submit)
        .get(routes::ACCOUNT_STAFF, GATE, staff::show)
        .post(routes::ACCOUNT_STAFF, GATE, staff::submit)
        .post(routes::ACCOUNT_PLACES, GATE, places::submit)
        .post(routes::ACCOUNT_STATE, GATE, act::state)
        .post(routes::ACCOUNT_INVITE, GATE, act::invite)
        .post(routes::ACCOUNT_PASSKEYS, GATE, act::passkeys)
        .get(routes::ACCOUNT_DELETE, GATE, delete::show)
        .post(routes::ACCOUNT_DELETE, GATE, delete::submit)
        .get(routes::ROLES, GATE, roles::show)
}
