//! Somebody who signs in. Their e-mail address is verified: see `registration`.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub role: String,
    #[sea_orm(unique)]
    pub email: String,
    pub password_hash: String,
    pub given_name: String,
    pub family_name: String,
    pub birth_date: Option<String>,
    pub phone: Option<String>,
    pub created_at: i64,
    pub version: i64,
    pub state: String,
    /// What the person is told about a state that somebody put them in.
    pub state_reason: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
