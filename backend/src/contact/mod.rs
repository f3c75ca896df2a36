//! Another e-mail address or phone number for an account: the new one is proved by a code, the old one is told.

mod begin;
mod confirm;
mod set;

pub use begin::{Begun, begin_change, resend_change_code};
pub use confirm::{PendingChange, confirm_change, drop_change, find_change};
pub(crate) use set::{Proof, set_contact};

use domain::account::Contact;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{Context, Fault, account::Code, entity::contact_change};

async fn find_row(
    db: &impl ConnectionTrait,
    account: Uuid,
    what: Contact,
) -> Result<Option<contact_change::Model>, Fault> {
    let row = contact_change::Entity::find()
        .filter(contact_change::Column::AccountId.eq(account))
        .filter(contact_change::Column::Kind.eq(what.name()));
    Ok(row.one(db).await?)
}

/// As stored: it needs a key, so that nobody finds the code by trying all against a stolen database.
fn code_hash(ctx: &Context, change: Uuid, code: &Code) -> String {
    let text = format!("{change}:{}", code.digits());
    ctx.keys().index("contact_change", "code_hash", &text)
}
