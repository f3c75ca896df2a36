//! What the pages of hours show.

use std::collections::HashMap;

use domain::{
    directory::LocationView,
    ids::{ScheduleId, ServiceId},
    schedule::{Away, AwayText, Week},
    slots::DateOverride,
    time::{Date, Interval, TimeLabel, Zone},
    version::Version,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Fault,
    booking::stored_interval,
    entity::{account, audit_event},
};

/// A doctor with all their hours.
#[derive(Clone, Debug)]
pub struct DoctorSchedules {
    pub slug: String,
    /// "Dr. Amina Okafor"
    pub name: String,
    /// For changes of time off.
    pub version: Version,
    /// Visits on one local date, in any place.
    pub cap_per_day: Option<u16>,
    pub may_edit: bool,
    /// By location name.
    pub schedules: Vec<OwnSchedule>,
    /// Not long over, or to come; soonest first.
    pub time_off: Vec<Absence>,
    /// Of the doctor's first place: the clock of time off.
    pub zone: Zone,
    /// "Times in London (UTC)"
    pub zone_note: String,
    /// Of the time off.
    pub changed: Option<LastChange>,
}

/// The hours of one doctor at one place.
#[derive(Clone, Debug)]
pub struct OwnSchedule {
    pub id: ScheduleId,
    /// For changes of hours.
    pub version: Version,
    pub location: LocationView,
    pub zone: Zone,
    /// There now.
    pub today: Date,
    pub week: Week,
    /// Not long over, or to come; soonest first.
    pub overrides: Vec<DateOverride>,
    /// Of the place; not long over, or to come.
    pub closures: Vec<Absence>,
    /// In the order patients see them.
    pub services: Vec<ServiceName>,
    pub changed: Option<LastChange>,
}

/// A service to choose for a preview.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceName {
    pub id: ServiceId,
    pub name: String,
    pub duration_minutes: i64,
}

/// Time off or a closure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    pub id: Uuid,
    pub interval: Interval,
    /// "Monday 23 November 2026 to Friday 27 November 2026"
    pub label: String,
    pub reason: String,
    /// As a form has it.
    pub text: AwayText,
}

/// A place with its closures.
#[derive(Clone, Debug)]
pub struct LocationClosures {
    pub location: LocationView,
    pub version: Version,
    pub zone: Zone,
    /// Not long over, or to come; soonest first.
    pub closures: Vec<Absence>,
    pub changed: Option<LastChange>,
}

/// A doctor in the list of administrators.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorLine {
    pub slug: String,
    pub name: String,
    pub specialty: String,
    pub locations: Vec<String>,
    /// By the clock on the wall, of all places.
    pub weekly_minutes: u32,
    pub is_active: bool,
}

/// Who changed something last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastChange {
    /// Absent for what the system did.
    pub by: Option<String>,
    /// "Monday 23 November 2026, 14:20"
    pub at: String,
}

pub(super) fn absence(id: Uuid, start: i64, end: i64, reason: &str, zone: &Zone) -> Result<Absence, Fault> {
    let interval = stored_interval(start, end, "absence")?;
    let text = Away::text(interval, zone);
    Ok(Absence {
        id,
        label: label(interval, &text, zone),
        interval,
        reason: reason.to_owned(),
        text,
    })
}

/// "Monday 23 November 2026", "Monday 23 November 2026, 13:00 to 17:00", "… to …"
fn label(interval: Interval, text: &AwayText, zone: &Zone) -> String {
    let start = TimeLabel::new(interval.start(), zone);
    let last = text.last.parse().map(|date| zone.resolve(date, 12 * 60));
    let end = TimeLabel::new(last.unwrap_or(interval.end()), zone);
    let with = |date: String, time: &str| match time {
        "" => date,
        time => format!("{date}, {time}"),
    };
    match (text.first == text.last, text.from.as_str(), text.to.as_str()) {
        (true, "", "") => start.date(),
        (true, "", to) => format!("{}, until {to}", start.date()),
        (true, from, "") => format!("{}, from {from}", start.date()),
        (true, from, to) => format!("{}, {from} to {to}", start.date()),
        (false, from, to) => format!("{} to {}", with(start.date(), from), with(end.date(), to)),
    }
}

/// What to look for in the trail, by subject: the last of these actions.
pub(super) async fn last_changes(
    db: &impl ConnectionTrait,
    subjects: &[(Uuid, &Zone)],
    actions: [&str; 2],
) -> Result<HashMap<Uuid, LastChange>, Fault> {
    let mut found = HashMap::new();
    for (subject, zone) in subjects {
        let event = audit_event::Entity::find()
            .filter(audit_event::Column::SubjectId.eq(*subject))
            .filter(audit_event::Column::Action.is_in(actions))
            .order_by_desc(audit_event::Column::At)
            .order_by_desc(audit_event::Column::Id)
            .one(db)
            .await?;
        let Some(event) = event else { continue };
        let person = match event.account_id {
            Some(id) => account::Entity::find_by_id(id).one(db).await?,
            None => None,
        };
        let change = LastChange {
            by: person.map(|person| format!("{} {}", person.given_name, person.family_name)),
            at: TimeLabel::new(domain::time::Instant::from_millis(event.at), zone).date_and_time(),
        };
        found.insert(*subject, change);
    }
    Ok(found)
}
