//! The database schema, step by step, for SQLite and PostgreSQL.
//!
//! A step never changes once it has been released; the next one is a new file. Steps import nothing of ours: entities move
//! on, migrations must not.

use sea_orm_migration::prelude::*;
pub use sea_orm_migration::{MigratorTrait, sea_orm};

mod m20261121_000001_clinic;
mod m20261121_000002_sign_in_brake;
mod m20261121_000003_scheduling;
mod m20261129_000000_plan_version;
mod m20261129_000001_service_length;
mod m20261129_000010_accounts;
mod m20261129_000020_devices;
mod m20261129_000021_second_factor;
mod m20261129_000030_audit_trail;
mod m20261129_000035_encryption;
mod m20261129_000036_emergency_reason;
mod m20261129_000040_emergency_access;
mod m20261130_000001_delivery_attempt;
mod m20261130_000002_messages;
mod m20261130_000010_passkeys;
mod m20261130_000020_proven_contacts;
mod m20261130_000021_profile;
mod m20261130_000022_contact_change;
mod m20261130_000030_inbox;
mod m20261130_000040_message_template;
mod m20261130_000041_attendance;
mod m20261130_000050_photo;
mod m20261201_000010_cancel_code;
mod m20261201_000100_account_location;
mod m20261201_000200_rows_that_grow;
mod m20261201_000300_messages_in_order;
mod sql;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_clinic::Migration),
            Box::new(m20261121_000002_sign_in_brake::Migration),
            Box::new(m20261121_000003_scheduling::Migration),
            Box::new(m20261129_000000_plan_version::Migration),
            Box::new(m20261129_000001_service_length::Migration),
            Box::new(m20261129_000010_accounts::Migration),
            Box::new(m20261129_000020_devices::Migration),
            Box::new(m20261129_000021_second_factor::Migration),
            Box::new(m20261129_000030_audit_trail::Migration),
            Box::new(m20261129_000035_encryption::Migration),
            Box::new(m20261129_000040_emergency_access::Migration),
            // After the table it changes.
            Box::new(m20261129_000036_emergency_reason::Migration),
            Box::new(m20261130_000001_delivery_attempt::Migration),
            Box::new(m20261130_000002_messages::Migration),
            Box::new(m20261130_000010_passkeys::Migration),
            Box::new(m20261130_000020_proven_contacts::Migration),
            Box::new(m20261130_000021_profile::Migration),
            Box::new(m20261130_000022_contact_change::Migration),
            Box::new(m20261130_000030_inbox::Migration),
            Box::new(m20261130_000040_message_template::Migration),
            Box::new(m20261130_000041_attendance::Migration),
            Box::new(m20261130_000050_photo::Migration),
            Box::new(m20261201_000010_cancel_code::Migration),
            Box::new(m20261201_000100_account_location::Migration),
            Box::new(m20261201_000200_rows_that_grow::Migration),
            Box::new(m20261201_000300_messages_in_order::Migration),
        ]
    }
}
