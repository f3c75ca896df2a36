//! A kind of visit with its length, its price and the rules for booking it.

use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "service")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub specialty_id: Uuid,
    pub name: String,
    pub duration_minutes: i64,
    pub step_minutes: Option<i64>,
    pub buffer_before_minutes: i64,
    pub buffer_after_minutes: i64,
    pub notice_minutes: i64,
    pub horizon_days: i64,
    pub cut_off_minutes: i64,
    pub restart_after_busy: bool,
    pub price_minor: Option<i64>,
    pub currency: Option<String>,
    /// "in_person" or "video"
    pub visit_kind: String,
    pub needs_approval: bool,
    pub request_lapse_minutes: i64,
    /// Visits of this service with one doctor on one local date.
    pub cap_per_day: Option<i64>,
    pub room_kind: Option<String>,
    pub is_active: bool,
    /// See `domain::messages::Reminders`.
    pub reminders: String,
    pub version: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
