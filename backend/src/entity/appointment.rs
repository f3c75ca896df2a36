//! A visit, from its hold to its end. `blocked_from` and `blocked_to` include the buffers; `local_start` and `zone` are the
//! wall clock that was promised, `price_minor` and `currency` what it costs; `cancel_reason` is why it was cancelled or
//! rejected; with `overbook_reason` it stands beside another visit of its doctor.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub version: i64,
    pub status: String,
    pub patient_id: Option<Uuid>,
    pub doctor_id: Uuid,
    pub schedule_id: Uuid,
    pub location_id: Uuid,
    pub service_id: Uuid,
    pub starts_at: i64,
    pub ends_at: i64,
    pub blocked_from: i64,
    pub blocked_to: i64,
    pub local_start: String,
    pub zone: String,
    pub hold_expires_at: Option<i64>,
    pub holder_hash: Option<String>,
    pub reason: Option<String>,
    pub cancel_reason: Option<String>,
    pub idempotency_key: Option<String>,
    pub room_id: Option<Uuid>,
    pub overbook_reason: Option<String>,
    pub request_lapses_at: Option<i64>,
    pub price_minor: Option<i64>,
    pub currency: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
