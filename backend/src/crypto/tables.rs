//! Which columns are stored encrypted. Each is sealed and opened beside its entity (`entity/account.rs` and so on); what is true
//! of all of them is here: the pass that encrypts them anew, the counts, the checks.

use super::Keys;
use crate::entity::{account, outbox_message, registration};

/// A table with columns that are stored encrypted.
pub(crate) struct Table {
    pub name: &'static str,
    /// Its primary key.
    pub key: &'static str,
    pub columns: &'static [&'static str],
    /// Column and text of the blind index of a column, where it has one.
    pub index: fn(&Keys, &str, &str) -> Option<(&'static str, String)>,
}

impl Table {
    /// Whether the key is a UUID.
    pub fn has_id(&self) -> bool {
        self.key.ends_with("id")
    }
}

pub(crate) static TABLES: [Table; 12] = [
    Table {
        name: "account",
        key: "id",
        columns: &["email", "phone", "birth_date"],
        index: account::index,
    },
    Table {
        name: "registration",
        key: "token_hash",
        columns: &["email", "phone", "birth_date", "photo"],
        index: registration::index,
    },
    Table {
        name: "appointment",
        key: "id",
        columns: &["reason", "cancel_reason", "overbook_reason"],
        index: no_index,
    },
    Table {
        name: "appointment_event",
        key: "id",
        columns: &["reason"],
        index: no_index,
    },
    Table {
        name: "outbox_message",
        key: "id",
        columns: &["recipient", "payload"],
        index: outbox_message::index,
    },
    Table {
        name: "emergency_access",
        key: "id",
        columns: &["reason"],
        index: no_index,
    },
    Table {
        name: "second_factor",
        key: "account_id",
        columns: &["secret"],
        index: no_index,
    },
    Table {
        name: "passkey",
        key: "id",
        columns: &["name", "credential"],
        index: no_index,
    },
    Table {
        name: "profile",
        key: "account_id",
        columns: &[
            "gender",
            "street",
            "postal_code",
            "city",
            "country",
            "insurer",
            "member_number",
            "insured_until",
            "contact_name",
            "relationship",
            "contact_phone",
            "accessibility",
        ],
        index: no_index,
    },
    Table {
        name: "photo",
        key: "account_id",
        columns: &["content"],
        index: no_index,
    },
    Table {
        name: "profile_change",
        key: "id",
        columns: &["old_value"],
        index: no_index,
    },
    Table {
        name: "contact_change",
        key: "id",
        columns: &["contact"],
        index: no_index,
    },
];

/// Table and column of all that is stored encrypted. The reasons in the audit trail are too, with the key that is never replaced.
pub fn protected_columns() -> impl Iterator<Item = (&'static str, &'static str)> {
    let columns = |table: &'static Table| table.columns.iter().map(|column| (table.name, *column));
    TABLES.iter().flat_map(columns).chain([("audit_event", "reason")])
}

fn no_index(_: &Keys, _: &str, _: &str) -> Option<(&'static str, String)> {
    None
}
