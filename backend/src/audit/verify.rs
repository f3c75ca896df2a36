use std::{collections::HashMap, fmt};

use domain::{access::Actor, refusal::Refusal};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use uuid::Uuid;

use super::chain::{Head, Key, START, unhex};
use crate::{
    Context, Fault,
    entity::{audit_event, audit_seal},
};

/// How many seals are read at a time.
const PAGE: u64 = 2000;
/// How many rows are named; then it is clear enough.
const MOST_NAMED: usize = 100;
/// An event is sealed seconds after it was written, unless no server ran.
const LATE_MILLIS: i64 = 60 * 60 * 1000;

/// What was found when the chain was computed anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub sealed: u64,
    /// To be kept elsewhere.
    pub head: Option<Head>,
    /// Of the last seconds, or since a server ran.
    pub unsealed: u64,
    /// Sealed without a key: whoever owns the database could have written these anew.
    pub unkeyed: u64,
    /// Sealed more than an hour after the time that they tell, and the first of them. True of what was done while no server ran, and
    /// of a row that somebody wrote later with an earlier time.
    pub late: u64,
    pub first_late: Option<Uuid>,
    /// The first at the top, at most a hundred.
    pub tampered: Vec<Tampered>,
}

impl Report {
    pub fn is_intact(&self) -> bool {
        self.tampered.is_empty()
    }
}

/// A row that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tampered {
    /// The event, its seal or their place in the chain was changed.
    Changed { sequence: i64, event: Uuid },
    /// The seal is there, its event is not.
    EventRemoved { sequence: i64, event: Uuid },
    /// There is no seal with this number.
    SealRemoved { sequence: i64 },
    /// It was written, and taken away before it was sealed.
    RemovedUnsealed { event: Uuid },
    /// It is in no chain and waits for none: written past the rules of the schema, or its mark was taken away.
    Unmarked { event: Uuid },
    /// Made with a key that is not the configured one.
    ForeignKey { sequence: i64, event: Uuid, key: String },
    /// Made without the key, after others were made with it.
    KeyLeftOut { sequence: i64, event: Uuid },
    /// The chain does not hold the head that was kept.
    HeadLost { kept: Head },
}

impl fmt::Display for Tampered {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { sequence, event } => write!(
                out,
                "number {sequence}, event {event}: it, its seal or its place was changed"
            ),
            Self::EventRemoved { sequence, event } => write!(out, "number {sequence}, event {event}: it was removed"),
            Self::SealRemoved { sequence } => write!(out, "number {sequence}: its seal was removed"),
            Self::RemovedUnsealed { event } => write!(out, "event {event}: it was removed before it was sealed"),
            Self::Unmarked { event } => write!(
                out,
                "event {event}: it is not in the chain and does not wait for its seal"
            ),
            Self::ForeignKey { sequence, event, key } => write!(
                out,
                "number {sequence}, event {event}: it is sealed with the key {key}, which is not the configured one"
            ),
            Self::KeyLeftOut { sequence, event } => write!(
                out,
                "number {sequence}, event {event}: it is sealed without the key, after others were sealed with it"
            ),
            Self::HeadLost { kept } => write!(out, "number {}: the chain does not hold the head {kept}", kept.sequence),
        }
    }
}

/// Computes the whole chain anew, and looks for what is in no chain. `kept` is a head that was printed before. Nothing is
/// written; sealing may go on meanwhile.
///
/// # Errors
/// `Forbidden` for anybody but the system.
pub async fn verify(ctx: &Context, kept: Option<&Head>) -> Result<Report, Fault> {
    if *ctx.actor() != Actor::System {
        return Err(Refusal::Forbidden.into());
    }
    let mut walk = Walk {
        key: Key::of(ctx.settings()),
        none: Key::none(),
        next: 1,
        previous: Some(START),
        has_key: false,
        kept,
        is_kept: false,
        report: Report::default(),
    };
    let db = ctx.db().reader();
    loop {
        let seals = audit_seal::Entity::find()
            .filter(audit_seal::Column::Sequence.gte(walk.next))
            .order_by_asc(audit_seal::Column::Sequence)
            .limit(PAGE)
            .all(db)
            .await?;
        if seals.is_empty() {
            break;
        }
        let events = audit_event::Entity::find()
            .filter(audit_event::Column::Id.is_in(seals.iter().map(|seal| seal.event_id)))
            .all(db)
            .await?;
        let events: HashMap<Uuid, audit_event::Model> = events.into_iter().map(|event| (event.id, event)).collect();
        for seal in &seals {
            walk.step(seal, events.get(&seal.event_id));
        }
    }
    let mut report = walk.end();
    look_beside(db, &mut report).await?;
    report.tampered.truncate(MOST_NAMED);
    Ok(report)
}

/// Along the chain. After a broken link it goes on from what is stored, so that each row that was tampered with is named by itself.
struct Walk<'a> {
    key: Key,
    none: Key,
    next: i64,
    /// `None` where what came before is not known.
    previous: Option<[u8; 32]>,
    has_key: bool,
    kept: Option<&'a Head>,
    is_kept: bool,
    report: Report,
}

impl Walk<'_> {
    fn step(&mut self, seal: &audit_seal::Model, event: Option<&audit_event::Model>) {
        let audit_seal::Model {
            sequence,
            event_id,
            sealed_at,
            ref key_name,
            ref hash,
        } = *seal;
        if sequence > self.next {
            for missing in (self.next..sequence).take(MOST_NAMED) {
                self.tampered(Tampered::SealRemoved { sequence: missing });
            }
            self.previous = None;
        }
        self.next = sequence + 1;
        self.report.sealed += 1;
        self.report.head = Some(Head::from(seal));
        self.is_kept |= self.kept.is_some_and(|kept| *kept == Head::from(seal));

        let previous = std::mem::replace(&mut self.previous, unhex(hash));
        let Some(event) = event else {
            return self.tampered(Tampered::EventRemoved {
                sequence,
                event: event_id,
            });
        };
        if sealed_at - event.at > LATE_MILLIS {
            self.report.late += 1;
            self.report.first_late.get_or_insert(event.id);
        }
        let key = if key_name.is_empty() {
            self.report.unkeyed += 1;
            if self.has_key {
                self.tampered(Tampered::KeyLeftOut {
                    sequence,
                    event: event_id,
                });
            }
            &self.none
        } else {
            self.has_key = true;
            if *key_name != self.key.name {
                return self.tampered(Tampered::ForeignKey {
                    sequence,
                    event: event_id,
                    key: key_name.clone(),
                });
            }
            &self.key
        };
        let is_right =
            previous.is_none_or(|previous| Some(key.link(&previous, sequence, sealed_at, event)) == unhex(hash));
        if !is_right {
            self.tampered(Tampered::Changed {
                sequence,
                event: event_id,
            });
        }
    }

    fn end(mut self) -> Report {
        if let Some(kept) = self.kept.filter(|_| !self.is_kept) {
            let kept = kept.clone();
            self.tampered(Tampered::HeadLost { kept });
        }
        self.report
    }

    fn tampered(&mut self, tampered: Tampered) {
        if self.report.tampered.len() < MOST_NAMED {
            self.report.tampered.push(tampered);
        }
    }
}

/// What the chain does not hold.
async fn look_beside(db: &impl ConnectionTrait, report: &mut Report) -> Result<(), Fault> {
    let ids = async |sql: &str| -> Result<Vec<Uuid>, Fault> {
        let sql = format!("{sql} LIMIT {MOST_NAMED}");
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
            .await?;
        let ids = rows.iter().map(|row| row.try_get_by_index(0));
        Ok(ids.collect::<Result<_, _>>()?)
    };
    let unmarked = ids("SELECT id FROM audit_event
         WHERE NOT EXISTS (SELECT 1 FROM audit_seal WHERE event_id = audit_event.id)
           AND NOT EXISTS (SELECT 1 FROM audit_pending WHERE event_id = audit_event.id) ORDER BY id")
    .await?;
    let removed = ids("SELECT event_id FROM audit_pending
         WHERE NOT EXISTS (SELECT 1 FROM audit_event WHERE id = event_id)
           AND NOT EXISTS (SELECT 1 FROM audit_seal WHERE audit_seal.event_id = audit_pending.event_id) ORDER BY event_id")
    .await?;
    let waiting = "SELECT COUNT(*) FROM audit_pending WHERE EXISTS (SELECT 1 FROM audit_event WHERE id = event_id)";
    let row = db
        .query_one_raw(Statement::from_string(db.get_database_backend(), waiting.to_owned()))
        .await?;
    let unsealed: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0);
    report.unsealed = u64::try_from(unsealed).unwrap_or(0);
    let named = unmarked.into_iter().map(|event| Tampered::Unmarked { event });
    report.tampered.extend(named);
    let named = removed.into_iter().map(|event| Tampered::RemovedUnsealed { event });
    report.tampered.extend(named);
    Ok(())
}
