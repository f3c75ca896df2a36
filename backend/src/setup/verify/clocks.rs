//! Time zones, and the wall clock that was promised to patients.

use std::collections::HashMap;

use domain::time::{Instant, TimeLabel, Zone};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Finding, MOST_FINDINGS_PER_RULE, Severity};
use crate::{
    Fault,
    db::Db,
    entity::{appointment, location},
};

/// How many appointments are in memory at a time.
const PAGE: u64 = 2000;

pub(super) async fn check(db: &Db) -> Result<Vec<Finding>, Fault> {
    let mut zones = Zones::default();
    let mut findings = Vec::new();
    for location in location::Entity::find().all(db.reader()).await? {
        if zones.get(&location.zone).is_none() {
            findings.push(finding("location", location.id, "has an unknown time zone"));
        }
    }
    findings.extend(appointments(db, &mut zones).await?);
    Ok(findings)
}

async fn appointments(db: &Db, zones: &mut Zones) -> Result<Vec<Finding>, Fault> {
    use appointment::Column as C;
    let (mut unknown, mut moved) = (Vec::new(), Vec::new());
    let mut after = Uuid::nil();
    loop {
        let page = appointment::Entity::find()
            .select_only()
            .columns([C::Id, C::StartsAt, C::LocalStart, C::Zone])
            .filter(C::Id.gt(after))
            .order_by_asc(C::Id)
            .limit(PAGE)
            .into_tuple::<(Uuid, i64, String, String)>()
            .all(db.reader())
            .await?;
        let Some((last, ..)) = page.last() else { break };
        after = *last;
        for (id, starts_at, local_start, zone) in page {
            match zones.get(&zone) {
                None => unknown.push(finding("appointment", id, "has an unknown time zone")),
                Some(zone) if wall_clock(starts_at, zone) != local_start => {
                    let rule = "starts at another time than was promised on the clock of its place";
                    moved.push(finding("appointment", id, rule));
                }
                Some(_) => {}
            }
        }
        unknown.truncate(MOST_FINDINGS_PER_RULE);
        moved.truncate(MOST_FINDINGS_PER_RULE);
    }
    unknown.append(&mut moved);
    Ok(unknown)
}

fn wall_clock(starts_at: i64, zone: &Zone) -> String {
    let label = TimeLabel::new(Instant::from_millis(starts_at), zone);
    format!("{}T{}", label.iso_date(), label.time())
}

fn finding(table: &'static str, id: Uuid, rule: &'static str) -> Finding {
    Finding {
        severity: Severity::Error,
        table,
        id,
        rule,
    }
}

/// The zones met so far by name.
#[derive(Default)]
struct Zones(HashMap<String, Zone>);

impl Zones {
    /// `None` for a name that is none.
    fn get(&mut self, name: &str) -> Option<&Zone> {
        if !self.0.contains_key(name) {
            self.0.insert(name.to_owned(), Zone::parse(name).ok()?);
        }
        self.0.get(name)
    }
}
