//! From rows to what the pages show.

use std::collections::{BTreeSet, HashMap};

use domain::{
    account::Role,
    audit::{self, About},
    ids::AccountId,
    time::{Instant, TimeLabel, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    entity::{account, appointment, audit_event, doctor, location, room, schedule, service},
};

/// One event in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub id: Uuid,
    pub at: TimeLabel,
    /// A name; none for the system and for visitors.
    pub who: Option<String>,
    /// Nobody was signed in.
    pub is_visitor: bool,
    pub account: Option<AccountId>,
    pub role: Option<Role>,
    /// It was the one who reads.
    pub is_own: bool,
    /// To follow who did it: "opened the appointment of 23 November 2026, 14:20".
    pub deed: String,
    pub patient: Option<(AccountId, String)>,
    pub subject: Uuid,
    pub reason: String,
    pub origin: String,
    pub request: String,
}

/// Times are told by the clock of the first location by name: the trail is of the whole clinic.
pub(crate) async fn clinic_zone(db: &impl ConnectionTrait) -> Result<Zone, Fault> {
    let location = location::Entity::find()
        .order_by_asc(location::Column::Name)
        .one(db)
        .await?;
    let name = location.map_or_else(|| "UTC".to_owned(), |location| location.zone);
    Ok(Zone::parse(&name).map_err(|_| Broken::Inconsistent("location.zone"))?)
}

pub(super) async fn tell(
    ctx: &Context,
    db: &impl ConnectionTrait,
    zone: &Zone,
    rows: Vec<audit_event::Model>,
    told: audit::Told,
) -> Result<Vec<Told>, Fault> {
    let names = Names::load(db, &rows).await?;
    let own = ctx.actor().account().map(Uuid::from);
    let line = |row: audit_event::Model| {
        let is_reason_told = told != audit::Told::ToPatient || audit::tells_patient_why(&row.action);
        let reason = match is_reason_told {
            true => super::opened_reason(ctx.keys(), &row)?,
            false => String::new(),
        };
        Ok(Told {
            reason,
            id: row.id,
            at: TimeLabel::new(Instant::from_millis(row.at), zone),
            who: row.account_id.and_then(|id| names.people.get(&id).cloned()),
            is_visitor: row.actor == "visitor",
            account: row.account_id.map(AccountId::from),
            role: Role::from_name(&row.actor),
            is_own: row.account_id.is_some() && row.account_id == own,
            deed: audit::tell(&row.action, &names.about(&row), &row.detail, told),
            patient: row.patient_id.map(|id| {
                let name = names.people.get(&id).cloned();
                (id.into(), name.unwrap_or_else(|| "a patient".to_owned()))
            }),
            subject: row.subject_id,
            origin: row.origin,
            request: row.request,
        })
    };
    rows.into_iter().map(line).collect()
}

/// What the subjects of some events are called.
#[derive(Default)]
struct Names {
    people: HashMap<Uuid, String>,
    /// Promised local starts.
    appointments: HashMap<Uuid, String>,
    things: HashMap<Uuid, String>,
}

impl Names {
    async fn load(db: &impl ConnectionTrait, rows: &[audit_event::Model]) -> Result<Self, Fault> {
        let of = |subject: &str| -> BTreeSet<Uuid> {
            let events = rows.iter().filter(|row| row.subject == subject);
            events.map(|row| row.subject_id).collect()
        };
        let mut names = Self::default();
        let mut people = of("account");
        people.extend(rows.iter().filter_map(|row| row.account_id));
        people.extend(rows.iter().filter_map(|row| row.patient_id));
        if !people.is_empty() {
            let found = account::Entity::find().filter(account::Column::Id.is_in(people));
            for row in found.all(db).await? {
                let name = format!("{} {}", row.given_name, row.family_name);
                names.people.insert(row.id, name);
            }
        }
        let visits = of("appointment");
        if !visits.is_empty() {
            let found = appointment::Entity::find().filter(appointment::Column::Id.is_in(visits));
            for row in found.all(db).await? {
                names.appointments.insert(row.id, row.local_start);
            }
        }
        names.load_things(db, of).await?;
        Ok(names)
    }

    async fn load_things(
        &mut self,
        db: &impl ConnectionTrait,
        of: impl Fn(&str) -> BTreeSet<Uuid>,
    ) -> Result<(), Fault> {
        let (mut doctors, schedules) = (of("doctor"), of("schedule"));
        let mut of_schedule = Vec::new();
        if !schedules.is_empty() {
            let found = schedule::Entity::find().filter(schedule::Column::Id.is_in(schedules));
            of_schedule = found.all(db).await?;
            doctors.extend(of_schedule.iter().map(|row| row.doctor_id));
        }
        if !doctors.is_empty() {
            let found = doctor::Entity::find().filter(doctor::Column::Id.is_in(doctors));
            for row in found.all(db).await? {
                self.things.insert(row.id, crate::booking::doctor_name(&row));
            }
        }
        for row in of_schedule {
            if let Some(name) = self.things.get(&row.doctor_id).cloned() {
                self.things.insert(row.id, name);
            }
        }
        let services = of("service");
        if !services.is_empty() {
            let found = service::Entity::find().filter(service::Column::Id.is_in(services));
            for row in found.all(db).await? {
                self.things.insert(row.id, format!("the service {}", row.name));
            }
        }
        let rooms = of("room");
        if !rooms.is_empty() {
            let found = room::Entity::find().filter(room::Column::Id.is_in(rooms));
            for row in found.all(db).await? {
                self.things.insert(row.id, format!("the room {}", row.name));
            }
        }
        let places = of("location");
        if !places.is_empty() {
            let found = location::Entity::find().filter(location::Column::Id.is_in(places));
            for row in found.all(db).await? {
                self.things.insert(row.id, row.name);
            }
        }
        Ok(())
    }

    fn about(&self, row: &audit_event::Model) -> About {
        let id = row.subject_id;
        match row.subject.as_str() {
            "appointment" => About::Appointment(self.appointments.get(&id).cloned().unwrap_or_default()),
            "account" => About::Person(self.people.get(&id).cloned().unwrap_or_else(|| "somebody".to_owned())),
            other => {
                let name = self.things.get(&id).cloned();
                About::Thing(name.unwrap_or_else(|| format!("the {}", other.replace('_', " "))))
            }
        }
    }
}
