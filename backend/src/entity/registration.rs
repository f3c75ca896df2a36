//! Somebody who registers and has not given the code yet; becomes an account when they do. Without `code_hash` the address has an account already, and no code is right.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub email: String,
    pub password_hash: String,
    pub given_name: String,
    pub family_name: String,
    /// Empty for staff.
    pub birth_date: String,
    pub phone: String,
    pub code_hash: Option<String>,
    pub attempts: i64,
    pub codes_sent: i64,
    pub created_at: i64,
    pub expires_at: i64,
    /// Of staff, as JSON.
    pub application: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
