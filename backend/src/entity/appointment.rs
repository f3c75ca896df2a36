//! A visit, from its hold to its end. `blocked_from` and `blocked_to` include the buffers; `local_start` and `zone` are the
//! wall clock that was promised, `price_minor` and `currency` what it costs; `cancel_reason` is why it was cancelled or
//! rejected; with `overbook_reason` it stands beside another visit of its doctor. The three reasons are stored
//! encrypted; `cancel_code` is a word of ours that messages say.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

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
    pub cancel_code: Option<String>,
    pub idempotency_key: Option<String>,
    pub room_id: Option<Uuid>,
    pub overbook_reason: Option<String>,
    pub request_lapses_at: Option<i64>,
    pub price_minor: Option<i64>,
    pub currency: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
    /// When to look whether its patient is to be reminded; 0 is at once.
    pub remind_at: Option<i64>,
    /// When the patient said that they will come at this time.
    pub attendance_confirmed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// For an update: the reason as it is stored.
pub fn sealed(keys: &Keys, column: &str, id: &Uuid, reason: Option<&str>) -> Result<Option<String>, CryptoFault> {
    keys.seal_some(Place::new("appointment", column, id), reason)
}

impl Model {
    /// The row with its reasons as they were typed.
    pub fn open(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let open = |column, value: Option<&str>| keys.open_some(Place::new("appointment", column, &self.id), value);
        Ok(Self {
            reason: open("reason", self.reason.as_deref())?,
            cancel_reason: open("cancel_reason", self.cancel_reason.as_deref())?,
            overbook_reason: open("overbook_reason", self.overbook_reason.as_deref())?,
            ..self
        })
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        Ok(Self {
            reason: sealed(keys, "reason", &self.id, self.reason.as_deref())?,
            cancel_reason: sealed(keys, "cancel_reason", &self.id, self.cancel_reason.as_deref())?,
            overbook_reason: sealed(keys, "overbook_reason", &self.id, self.overbook_reason.as_deref())?,
            ..self
        })
    }
}
