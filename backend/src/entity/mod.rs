//! The tables as SeaORM sees them, one file each. Seen only inside `backend`; nothing here is serialised.

pub mod account;
pub mod appointment;
pub mod appointment_event;
pub mod audit_event;
pub mod doctor;
pub mod emergency_access;
pub mod hours_override;
pub mod location;
pub mod outbox_message;
pub mod registration;
pub mod room;
pub mod schedule;
pub mod schedule_service;
pub mod service;
pub mod service_length;
pub mod session;
pub mod setting;
pub mod sign_in_tries;
pub mod site_closure;
pub mod specialty;
pub mod time_off;
pub mod weekly_hours;
