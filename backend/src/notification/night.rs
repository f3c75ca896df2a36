//! Text messages do not wake people.

use domain::{
    messages::{Channel, Kind},
    time::{Instant, Zone},
};
use sea_orm::{ConnectionTrait, EntityTrait};

use super::{
    is_secret,
    message::{Content, DoctorEvent},
    tell::choices,
};
use crate::{
    Broken, Context, Fault, audit,
    entity::{account, appointment, outbox_message},
    profile,
};

/// So long before a visit people have to know what became of it, in minutes.
const BEFORE_VISIT: i64 = 60;

/// Whether a message would wake its reader now.
pub(crate) enum Night {
    /// It would not.
    Over,
    Until(Instant),
    /// In the morning it is too late for a visit that it tells of; so its reader is told in another way.
    TooLong(Box<account::Model>),
}

/// Asked before a message is sent, for its first try is not the last, and what was due by day may go by night. Codes are waited for, and so
/// is a test of words.
pub(crate) async fn night(
    ctx: &Context,
    db: &impl ConnectionTrait,
    row: &outbox_message::Model,
    content: &Content,
) -> Result<Night, Fault> {
    let can_wait = row.channel == Channel::Sms.name() && !is_secret(&row.kind) && row.kind != Kind::Test.name();
    let Some(id) = row.account_id.filter(|_| can_wait) else {
        return Ok(Night::Over);
    };
    let Some(reader) = account::Entity::find_by_id(id).one(db).await? else {
        return Ok(Night::Over);
    };
    // Choices that cannot be read are none: the message would be leased for ever.
    let Some(quiet) = choices(&reader).unwrap_or_default().quiet_hours() else {
        return Ok(Night::Over);
    };
    let zone = match profile::own_zone(db, id).await? {
        Some(zone) => zone,
        None => zone_of(db, row).await?,
    };
    let morning = quiet.after(ctx.now(), &zone);
    Ok(if morning <= ctx.now() {
        Night::Over
    } else if is_too_late(content, ctx.now(), morning) {
        Night::TooLong(Box::new(reader))
    } else {
        Night::Until(morning)
    })
}

/// Whether a message that waits until `morning` comes too late for a visit that it tells of.
pub(super) fn is_too_late(content: &Content, now: Instant, morning: Instant) -> bool {
    let mut starts = starts(content).into_iter().filter(|start| now < *start);
    starts.any(|start| start.plus_minutes(-BEFORE_VISIT) < morning)
}

/// When somebody would come or stay at home in vain: of a visit that was moved, both times.
fn starts(content: &Content) -> Vec<Instant> {
    use Content as C;
    let (visit, from) = match content {
        C::Reminder { visits } => return visits.iter().map(|visit| visit.time.start).collect(),
        C::Booked { visit, .. }
        | C::Accepted { visit, .. }
        | C::Rejected { visit }
        | C::Lapsed { visit }
        | C::Cancelled { visit, .. } => (visit, None),
        C::Requested { visit, from, .. } => (visit, from.as_ref()),
        C::Moved { visit, from, .. } => (visit, Some(from)),
        C::ToDoctor { event, visit } => match event {
            DoctorEvent::Moved { from } | DoctorEvent::RequestedAnew { from } => (visit, Some(from)),
            DoctorEvent::Booked | DoctorEvent::Requested | DoctorEvent::Cancelled { .. } => (visit, None),
        },
        _ => return Vec::new(),
    };
    [Some(&visit.time), from]
        .into_iter()
        .flatten()
        .map(|time| time.start)
        .collect()
}

/// Of the place of the visit, else of the clinic.
async fn zone_of(db: &impl ConnectionTrait, row: &outbox_message::Model) -> Result<Zone, Fault> {
    let visit = match row.appointment_id {
        Some(id) => appointment::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    match visit {
        Some(visit) => Zone::parse(&visit.zone).map_err(|_| Broken::Inconsistent("appointment.zone").into()),
        None => audit::clinic_zone(db).await,
    }
}
