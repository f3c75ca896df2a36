//! A person who sees patients. `languages` is a comma-separated list of names.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "doctor")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    #[sea_orm(unique)]
    pub slug: String,
    pub account_id: Option<Uuid>,
    pub title: String,
    pub given_name: String,
    pub family_name: String,
    pub specialty_id: Uuid,
    pub languages: String,
    pub qualifications: String,
    pub about: String,
    pub is_active: bool,
    /// Version of the picture, where there is one.
    pub photo: Option<String>,
    /// Visits on one local date.
    pub cap_per_day: Option<i64>,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
