//! The tables as SeaORM sees them, one file each. Seen only inside `backend`; nothing here is serialised.

pub mod account;
pub mod account_location;
pub mod appointment;
pub mod appointment_event;
pub mod audit_event;
pub mod audit_pending;
pub mod audit_seal;
pub mod contact_change;
pub mod data_key;
pub mod delivery_attempt;
pub mod doctor;
pub mod emergency_access;
pub mod half_sign_in;
pub mod hours_override;
pub mod invitation;
pub mod job_run;
pub mod location;
pub mod message_template;
pub mod outbox_message;
pub mod passkey;
pub mod passkey_challenge;
pub mod password_reset;
pub mod photo;
pub mod profile;
pub mod profile_change;
pub mod recovery_code;
pub mod registration;
pub mod reminder_sent;
pub mod room;
pub mod schedule;
pub mod schedule_service;
pub mod sealing_due;
pub mod second_factor;
pub mod service;
pub mod service_length;
pub mod session;
pub mod setting;
pub mod sign_in_tries;
pub mod site_closure;
pub mod specialty;
pub mod staff_application;
pub mod time_off;
pub mod weekly_hours;

/// A row with columns that are stored encrypted.
pub trait Sealed: Sized {
    /// The row as it is stored, from one with plain text in it.
    fn seal(self, keys: &crate::crypto::Keys) -> Result<Self, crate::crypto::CryptoFault>;
}

/// [`Sealed::seal`] of many.
pub fn seal_all<M: Sealed>(keys: &crate::crypto::Keys, rows: Vec<M>) -> Result<Vec<M>, crate::crypto::CryptoFault> {
    rows.into_iter().map(|row| row.seal(keys)).collect()
}
