use std::{collections::BTreeSet, fmt::Write};

use domain::{
    access::{Action, Relation, Subject},
    account::Role,
    audit,
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    time::{Date, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{
    Reading, Seen, note, note_always, note_patients,
    tail::{EventId, latest},
    tell::{Told, clinic_zone, tell},
};
use crate::{
    Context, Fault,
    entity::{account, audit_event},
};

/// What an administrator looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrailFilter {
    /// Who did it.
    pub person: Option<AccountId>,
    /// Whose data it was.
    pub patient: Option<AccountId>,
    /// The record that it was done to.
    pub subject: Option<Uuid>,
    /// The name of a `domain::audit::Deed`; "read", "refused" or "change" for all of these; empty for any.
    pub action: String,
    /// "2026-11-23", or empty.
    pub from: String,
    pub to: String,
    /// Only what came before this event.
    pub before: Option<Uuid>,
}

/// A page of the trail, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    pub rows: Vec<Told>,
    /// For `before`, where there is more.
    pub next: Option<Uuid>,
    /// "Europe/London"
    pub zone: String,
    /// The latest event of all, for [`super::Tail`].
    pub latest: Option<EventId>,
}

const PER_PAGE: u64 = 50;
/// How many events are put into one file.
pub const MOST_IN_FILE: u64 = 10_000;

/// The audit trail, for administrators. Reading it goes into it, with each patient on the page.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `Invalid` for a date that is none.
pub async fn list_trail(ctx: &Context, filter: &TrailFilter) -> Result<Trail, Fault> {
    ctx.check(Action::Read, Subject::AuditTrail, Relation::Stranger)?;
    let db = ctx.db().reader();
    let zone = clinic_zone(db).await?;
    let query = query(filter, &zone)?;
    note(ctx, Reading::Trail, &detail(filter), [seen(ctx, filter)?]).await?;
    let latest = latest(ctx).await?;
    let mut rows = query.limit(PER_PAGE + 1).all(db).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let next = rows.last().filter(|_| has_more).map(|row| row.id);
    note_shown(ctx, db, &rows).await?;
    Ok(Trail {
        next,
        latest,
        zone: zone.name().to_owned(),
        rows: tell(ctx, db, &zone, rows, audit::Told::ToAdministrator).await?,
    })
}

/// The latest 10,000 events that fit, as CSV (RFC 4180). Reading it goes into the trail each time; each patient in it as in
/// [`list_trail`].
///
/// # Errors
/// Those of [`list_trail`].
pub async fn trail_file(ctx: &Context, filter: &TrailFilter) -> Result<String, Fault> {
    ctx.check(Action::Read, Subject::AuditTrail, Relation::Stranger)?;
    let db = ctx.db().reader();
    let zone = clinic_zone(db).await?;
    let filter = TrailFilter {
        before: None,
        ..filter.clone()
    };
    let query = query(&filter, &zone)?;
    let detail = format!("file {}", detail(&filter));
    note_always(ctx, Reading::Trail, detail.trim(), [seen(ctx, &filter)?]).await?;
    let rows = query.limit(MOST_IN_FILE).all(db).await?;
    note_shown(ctx, db, &rows).await?;
    let mut file = "Time,Who,Role,What,Patient,Why,From,Request,Event\r\n".to_owned();
    // So that no statement has more names to look up than a database takes values.
    for rows in rows.chunks(1000) {
        for row in tell(ctx, db, &zone, rows.to_vec(), audit::Told::ToAdministrator).await? {
            let role = role(&row);
            let cells = [
                row.at.rfc3339(),
                row.who.unwrap_or_default(),
                role.to_owned(),
                row.deed,
                row.patient.map(|(_, name)| name).unwrap_or_default(),
                row.reason,
                row.origin,
                row.request,
                row.id.to_string(),
            ];
            let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
            let _ = write!(file, "{}\r\n", cells.join(","));
        }
    }
    Ok(file)
}

/// Adds the patients who are named in these rows, each once.
async fn note_shown(ctx: &Context, db: &impl ConnectionTrait, rows: &[audit_event::Model]) -> Result<(), Fault> {
    let mut named: BTreeSet<Uuid> = BTreeSet::new();
    for row in rows {
        named.extend(row.account_id);
        named.extend(row.patient_id);
        named.extend((row.subject == "account").then_some(row.subject_id));
    }
    let named: Vec<Uuid> = named.into_iter().collect();
    let mut patients: Vec<Uuid> = Vec::new();
    // No more in one statement than a database takes values.
    for named in named.chunks(1000) {
        let some = account::Entity::find()
            .select_only()
            .column(account::Column::Id)
            .filter(account::Column::Id.is_in(named.iter().copied()))
            .filter(account::Column::Role.eq(Role::Patient.name()));
        patients.extend(some.into_tuple::<Uuid>().all(db).await?);
    }
    note_patients(ctx, Reading::Trail, "", patients).await
}

fn role(row: &Told) -> &'static str {
    match row.role {
        Some(role) => role.name(),
        None if row.is_visitor => "visitor",
        None => "system",
    }
}

fn query(filter: &TrailFilter, zone: &Zone) -> Result<Select<audit_event::Entity>, Fault> {
    use audit_event::Column as C;
    let mut query = audit_event::Entity::find().order_by_desc(C::Id);
    if let Some(person) = filter.person {
        query = query.filter(C::AccountId.eq(Uuid::from(person)));
    }
    if let Some(patient) = filter.patient {
        query = query.filter(C::PatientId.eq(Uuid::from(patient)));
    }
    if let Some(subject) = filter.subject {
        query = query.filter(C::SubjectId.eq(subject));
    }
    query = match filter.action.as_str() {
        "" => query,
        "read" => query.filter(C::Action.starts_with("read_")),
        "refused" => query.filter(C::Action.starts_with("refused_")),
        "change" => query
            .filter(C::Action.not_like("read_%"))
            .filter(C::Action.not_like("refused_%")),
        action => query.filter(C::Action.eq(action)),
    };
    if !filter.from.is_empty() {
        let date = parse_date(&filter.from)?;
        query = query.filter(C::Id.gte(first_id(zone, date, 0)));
    }
    if !filter.to.is_empty() {
        let date = parse_date(&filter.to)?;
        query = query.filter(C::Id.lt(first_id(zone, date, 24 * 60)));
    }
    if let Some(before) = filter.before {
        query = query.filter(C::Id.lt(before));
    }
    Ok(query)
}

/// Identifiers begin with their time (UUID version 7): the least one of this minute of a date.
pub(super) fn first_id(zone: &Zone, date: Date, minute: u16) -> Uuid {
    let millis = u64::try_from(zone.resolve(date, minute).millis()).unwrap_or(0);
    Uuid::from_u128(u128::from(millis) << 80)
}

pub(crate) fn parse_date(text: &str) -> Result<Date, Fault> {
    let wrong = |_| FieldError::alone(Field::Date, Wrong::Malformed);
    Ok(text.trim().parse::<Date>().map_err(wrong)?)
}

/// Without anything personal.
fn detail(filter: &TrailFilter) -> String {
    let TrailFilter { action, from, to, .. } = filter;
    let action: String = action.chars().take(40).collect();
    let dates = match (from.trim(), to.trim()) {
        ("", "") => String::new(),
        (from, to) => format!("{from} to {to}"),
    };
    format!("{action} {dates}").trim().to_owned()
}

/// What was looked for: somebody's data, what somebody did, or all of it.
fn seen(ctx: &Context, filter: &TrailFilter) -> Result<Seen, Refusal> {
    let own = ctx.actor().signed_in()?;
    let about = filter.patient.or(filter.person).unwrap_or(own);
    Ok(Seen {
        patient: filter.patient.map(Uuid::from),
        subject: ("account", about.into()),
    })
}

/// One cell, in quotes; what a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let guard = if is_formula { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_cell_is_neither_two_cells_nor_a_formula() {
        assert_eq!(cell("moved, \"because\""), "\"moved, \"\"because\"\"\"");
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("@cmd"), "\"'@cmd\"");
        assert_eq!(cell("a-b"), "\"a-b\"");
    }
}
