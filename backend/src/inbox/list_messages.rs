use domain::{
    access::Action,
    ids::MessageId,
    refusal::Refusal,
    time::{Date, Instant, TimeLabel, Zone},
};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect};

use super::{
    Lead,
    rows::{before, find, own, reader},
};
use crate::{
    Context, Fault,
    audit::{self, Reading, clinic_zone},
    entity::outbox_message::{Column as C, Model},
    notification::{AppMessage, Wordings, app_message, read},
    profile::own_zone,
};

/// A page of somebody's messages, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageList {
    pub lines: Vec<MessageLine>,
    /// For `before`, where there is more.
    pub next: Option<MessageId>,
    /// By whose clock it is told when they came: "Europe/London".
    pub zone: String,
    pub today: Date,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageLine {
    pub id: MessageId,
    pub heading: String,
    /// What it is about: time, doctor, place.
    pub lines: Vec<String>,
    pub lead: Option<Lead>,
    pub came: TimeLabel,
    pub day: Date,
    pub is_read: bool,
}

const PER_PAGE: u64 = 30;

/// What who asks was told; only what came before the message `earlier_than` if there is one. That a patient looked goes into the audit
/// trail.
///
/// # Errors
/// `SignInFirst`; `NotFound` when `earlier_than` is none of theirs.
pub async fn list_messages(ctx: &Context, earlier_than: Option<MessageId>) -> Result<MessageList, Fault> {
    let reader = reader(ctx, Action::Read)?;
    audit::note_own(ctx, Reading::OwnMessages).await?;
    let db = ctx.db().reader();
    let mut query = own(ctx, reader).order_by_desc(C::DueAt).order_by_desc(C::Id);
    if let Some(id) = earlier_than {
        let first = find(ctx, db, reader, id).await?.ok_or(Refusal::NotFound)?;
        query = query.filter(before(&first));
    }
    let mut rows = query.limit(PER_PAGE + 1).all(db).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let zone = match own_zone(db, reader).await? {
        Some(zone) => zone,
        None => clinic_zone(db).await?,
    };
    let wordings = ctx.core().wordings.now(ctx).await?;
    Ok(MessageList {
        next: rows.last().filter(|_| has_more).map(|row| row.id.into()),
        lines: rows.iter().filter_map(|row| line(ctx, row, &zone, &wordings)).collect(),
        today: zone.date_of(ctx.now()),
        zone: zone.name().to_owned(),
    })
}

/// `None` for what cannot be read: it hides no other.
fn line(ctx: &Context, row: &Model, zone: &Zone, wordings: &Wordings) -> Option<MessageLine> {
    let AppMessage { heading, lines, lead } = words(ctx, row, wordings)?;
    let at = Instant::from_millis(row.due_at);
    Some(MessageLine {
        id: row.id.into(),
        heading,
        lines,
        lead,
        came: TimeLabel::new(at, zone),
        day: zone.date_of(at),
        is_read: row.read_at.is_some(),
    })
}

pub(super) fn words(ctx: &Context, row: &Model, wordings: &Wordings) -> Option<AppMessage> {
    let content = read(row, ctx.keys())
        .inspect_err(|error| {
            let error = error as &dyn std::error::Error;
            tracing::error!(message = %row.id, kind = row.kind, error, "a message cannot be shown");
        })
        .ok()?;
    app_message(&content, ctx.settings(), wordings)
}
