//! A message to send, written in the transaction of its cause.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub channel: String,
    pub recipient: String,
    pub appointment_id: Option<Uuid>,
    pub payload: String,
    #[sea_orm(unique)]
    pub dedupe_key: String,
    pub created_at: i64,
    pub due_at: i64,
    pub attempts: i64,
    pub leased_until: Option<i64>,
    pub sent_at: Option<i64>,
    pub failed_at: Option<i64>,
    pub last_error: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
