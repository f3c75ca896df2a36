//! Who did what to which record. Rows are only ever added.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub at: i64,
    pub actor: String,
    pub account_id: Option<Uuid>,
    pub action: String,
    pub subject: String,
    pub subject_id: Uuid,
    pub detail: String,
    /// Whose data it was.
    pub patient_id: Option<Uuid>,
    /// Why: typed by the staff, or what the page is for.
    pub reason: String,
    /// A shortened network address, "cli" or "job".
    pub origin: String,
    /// The reference that the log has.
    pub request: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
