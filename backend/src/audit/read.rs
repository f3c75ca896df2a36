//! What is read of patients, one row for each patient shown.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{access::Actor, account::Role, audit::Deed, time::Instant};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{Event, row};
use crate::{
    Context, Fault,
    db::retry,
    entity::audit_event,
    session::brake::{self, Try},
};

/// Where somebody reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// One appointment, its history and what the staff reads beside it.
    Appointment,
    CalendarFile,
    DoctorDay,
    DoctorWeek,
    DeskDay,
    Requests,
    /// The clinic's appointments.
    List,
    /// A patient's own appointments.
    OwnList,
    FoundPatients,
    /// By name and date of birth, in an emergency.
    NamedPatient,
    Patient,
    Accounts,
    Account,
    /// The appointments that a change of hours or of rooms hits.
    Conflicts,
    /// To whom messages went.
    Messages,
    Message,
    Export,
    Trail,
    AccessLog,
    /// What a patient told about themselves, and what it was before.
    OwnProfile,
    /// What a patient was told.
    OwnMessages,
    /// Who took emergency access to whose appointments.
    Emergencies,
}

impl Reading {
    const fn deed(self) -> Deed {
        match self {
            Self::Appointment => Deed::ReadAppointment,
            Self::CalendarFile => Deed::ReadCalendarFile,
            Self::DoctorDay => Deed::ReadDoctorDay,
            Self::DoctorWeek => Deed::ReadDoctorWeek,
            Self::DeskDay => Deed::ReadDeskDay,
            Self::Requests => Deed::ReadRequests,
            Self::List => Deed::ReadList,
            Self::OwnList => Deed::ReadOwnList,
            Self::FoundPatients => Deed::ReadFoundPatients,
            Self::NamedPatient => Deed::ReadNamedPatient,
            Self::Patient => Deed::ReadPatient,
            Self::Accounts => Deed::ReadAccounts,
            Self::Account => Deed::ReadAccount,
            Self::Conflicts => Deed::ReadConflicts,
            Self::Messages => Deed::ReadMessages,
            Self::Message => Deed::ReadMessage,
            Self::Export => Deed::ReadExport,
            Self::Trail => Deed::ReadTrail,
            Self::AccessLog => Deed::ReadAccessLog,
            Self::OwnProfile => Deed::ReadOwnProfile,
            Self::OwnMessages => Deed::ReadOwnMessages,
            Self::Emergencies => Deed::ReadEmergencies,
        }
    }
}

/// Whose data was shown, in which record.
#[derive(Clone, Copy)]
pub(crate) struct Seen {
    pub patient: Option<Uuid>,
    /// As the tables are called.
    pub subject: (&'static str, Uuid),
}

impl Seen {
    pub fn patient(id: Uuid) -> Self {
        Self {
            patient: Some(id),
            subject: ("account", id),
        }
    }
}

/// As [`note`], of patients in a list; each once.
pub(crate) async fn note_patients(
    ctx: &Context,
    reading: Reading,
    detail: &str,
    patients: impl IntoIterator<Item = Uuid>,
) -> Result<(), Fault> {
    let mut patients: Vec<Uuid> = patients.into_iter().collect();
    patients.sort_unstable();
    patients.dedup();
    note(ctx, reading, detail, patients.into_iter().map(Seen::patient)).await
}

/// As [`note`], of who asks, where they are a patient: what the staff tell about themselves is no patient data.
pub(crate) async fn note_own(ctx: &Context, reading: Reading) -> Result<(), Fault> {
    match (ctx.actor().role(), ctx.actor().account()) {
        (Some(Role::Patient), Some(patient)) => note_patients(ctx, reading, "", [patient.into()]).await,
        _ => Ok(()),
    }
}

/// Adds what somebody is about to be shown to the trail, before they are: who gets no row gets no answer. The same again of the same
/// reader from the same place is noted once in fifteen minutes, so that a board that looks again by itself does not fill the trail.
/// What the system reads for its own work shows nobody anything.
///
/// Must not be called with a write under way: on SQLite it would wait for it.
///
/// # Errors
/// `TooManyTries` for staff who were shown as much in an hour as nobody's work asks for.
pub(crate) async fn note(
    ctx: &Context,
    reading: Reading,
    detail: &str,
    seen: impl IntoIterator<Item = Seen>,
) -> Result<(), Fault> {
    let Some(reader) = ctx.actor().account() else {
        return Ok(());
    };
    let now = ctx.now();
    let reads = &ctx.core().reads;
    let key = |seen: Seen| Key {
        reader: reader.into(),
        place: Arc::clone(ctx.origin().place()),
        action: reading.deed(),
        patient: seen.patient,
        subject: seen.subject.1,
        detail: detail.into(),
    };
    let mut due: Vec<(Key, Seen)> = seen.into_iter().map(|seen| (key(seen), seen)).collect();
    reads.keep_due(&mut due, now);
    if due.is_empty() {
        return Ok(());
    }
    let seen = due.iter().map(|(_, seen)| *seen);
    // In an emergency nobody is held back, nor who audits: a file of the trail names many patients.
    let is_free = matches!(reading, Reading::NamedPatient | Reading::Trail);
    let is_bounded = ctx.actor().role() != Some(Role::Patient) && !is_free;
    let bound = is_bounded.then(|| brake::READS_BY.of(ctx, &reader.to_string()));
    if let Err(fault) = write(ctx, reading, detail, seen, bound.as_ref()).await {
        return Err(match &bound {
            Some(bound) => brake::noted(ctx, bound, fault).await,
            None => fault,
        });
    }
    reads.remember(due.into_iter().map(|(key, _)| key), now);
    Ok(())
}

/// As [`note`], also when it was noted just now, and of the system.
pub(crate) async fn note_always(
    ctx: &Context,
    reading: Reading,
    detail: &str,
    seen: impl IntoIterator<Item = Seen>,
) -> Result<(), Fault> {
    write(ctx, reading, detail, seen, None).await
}

/// SQLite takes 32,766 values in a statement.
const MOST_ROWS: usize = 2_000;

async fn write(
    ctx: &Context,
    reading: Reading,
    detail: &str,
    seen: impl IntoIterator<Item = Seen>,
    bound: Option<&Try>,
) -> Result<(), Fault> {
    let event = |seen: Seen| {
        let event = Event {
            action: reading.deed(),
            subject: seen.subject.0,
            subject_id: seen.subject.1,
            detail,
            patient: seen.patient,
            reason: Some(purpose(ctx.actor(), reading)),
        };
        row(ctx, event)
    };
    let rows = seen
        .into_iter()
        .map(event)
        .collect::<Result<Vec<audit_event::ActiveModel>, _>>()?;
    if rows.is_empty() {
        return Ok(());
    }
    retry(async || {
        let tx = ctx.db().begin().await?;
        if let Some(bound) = bound {
            brake::take_many(ctx, &tx, bound, rows.len()).await?;
        }
        for rows in rows.chunks(MOST_ROWS) {
            audit_event::Entity::insert_many(rows.iter().cloned())
                .exec_without_returning(&*tx)
                .await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

/// Why somebody with this work reads there.
const fn purpose(actor: &Actor, reading: Reading) -> &'static str {
    match (actor.role(), reading) {
        (_, Reading::Export) => "export of the clinic",
        (Some(Role::Patient), _) => "own data",
        (_, Reading::Trail) => "audit",
        (_, Reading::NamedPatient) => "emergency",
        (Some(Role::Doctor), Reading::Conflicts) => "planning",
        (Some(Role::Doctor), _) => "treatment",
        (Some(Role::Support), _) => "front desk",
        (Some(Role::Administrator), _) => "running the clinic",
        (None, _) => "",
    }
}

/// What was noted in the last fifteen minutes by this process.
#[derive(Default)]
pub(crate) struct Reads(Mutex<HashMap<Key, Instant>>);

#[derive(Clone, PartialEq, Eq, Hash)]
struct Key {
    reader: Uuid,
    place: Arc<str>,
    action: Deed,
    patient: Option<Uuid>,
    subject: Uuid,
    detail: Box<str>,
}

/// How long a reading counts as the same.
const SAME_MINUTES: i64 = 15;
/// Each takes about 150 bytes. When they are more, some are noted twice.
const MOST: usize = 50_000;

impl Reads {
    fn keep_due(&self, due: &mut Vec<(Key, Seen)>, now: Instant) {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        due.retain(|(key, _)| noted.get(key).is_none_or(|at| !is_same(*at, now)));
    }

    fn remember(&self, keys: impl Iterator<Item = Key>, now: Instant) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if noted.len() >= MOST {
            noted.retain(|_, at| is_same(*at, now));
        }
        if noted.len() >= MOST {
            noted.clear();
        }
        noted.extend(keys.map(|key| (key, now)));
    }
}

fn is_same(noted: Instant, now: Instant) -> bool {
    noted <= now && now < noted.plus_minutes(SAME_MINUTES)
}
