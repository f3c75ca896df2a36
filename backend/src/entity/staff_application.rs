//! What somebody of the staff gave when they registered, or an administrator for them. Stays after the approval.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff_application")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub profession: String,
    pub specialty_id: Uuid,
    pub location_id: Uuid,
    pub licence_number: String,
    pub qualifications: String,
    /// A comma-separated list of names.
    pub languages: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
