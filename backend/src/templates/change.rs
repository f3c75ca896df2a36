use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    messages::Kind,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, TryInsertResult,
};
use uuid::Uuid;

use super::{Checked, get::stored};
use crate::{
    Context, Fault, audit,
    db::{Tx, retry},
    entity::message_template::{self, Column as C, Entity},
    notification::{Part, Wording, check, standard},
};

/// Other words for a kind of message.
#[derive(Clone, Debug)]
pub struct ChangeTemplate {
    pub kind: Kind,
    /// As the person saw it.
    pub version: Version,
    pub wording: Wording,
}

/// Gives a kind of message other words, once they were tried with a message of each shape.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound`; `Stale` when somebody else was first.
pub async fn change_template(ctx: &Context, input: &ChangeTemplate) -> Checked<()> {
    ctx.check(Action::Edit, Subject::Template, Relation::Stranger)?;
    let standard = standard(input.kind).ok_or(Refusal::NotFound)?;
    let wording = input.wording.fitted(input.kind);
    let wrong = check(input.kind, &wording, ctx.settings());
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    retry(|| try_change(ctx, input.kind, input.version, standard, Some(&wording)))
        .await
        .map(Ok)
}

/// Gives it the standard words again.
///
/// # Errors
/// Those of [`change_template`].
pub async fn reset_template(ctx: &Context, kind: Kind, version: Version) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::Template, Relation::Stranger)?;
    let standard = standard(kind).ok_or(Refusal::NotFound)?;
    retry(|| try_change(ctx, kind, version, standard, None)).await
}

async fn try_change(
    ctx: &Context,
    kind: Kind,
    seen: Version,
    standard: &Wording,
    wording: Option<&Wording>,
) -> Result<(), Fault> {
    let tx = ctx.db().begin().await?;
    let row = stored(&*tx, kind).await?;
    let old = row.and_then(|row| row.wording()).unwrap_or_else(|| standard.clone());
    let new = wording.unwrap_or(standard);
    put(ctx, &tx, kind, seen, new, wording.is_none()).await?;
    let changed = Part::ALL.into_iter().filter(|part| old.part(*part) != new.part(*part));
    let changed: Vec<&str> = changed.map(Part::label).collect();
    let event = audit::Event {
        action: if wording.is_some() {
            Deed::ChangeTemplate
        } else {
            Deed::ResetTemplate
        },
        subject: "message_template",
        subject_id: Uuid::nil(),
        detail: &format!("{}: {}", kind.label(), changed.join(", ").to_lowercase()),
        patient: None,
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    Ok(tx.commit().await?)
}

/// A compare-and-set; version 0 is that of no row.
async fn put(
    ctx: &Context,
    tx: &Tx,
    kind: Kind,
    seen: Version,
    wording: &Wording,
    is_standard: bool,
) -> Result<(), Fault> {
    let row = message_template::Model {
        kind: kind.name().to_owned(),
        version: seen.number() + 1,
        is_standard,
        subject: wording.subject.clone(),
        heading: wording.heading.clone(),
        body: wording.body.clone(),
        text_message: wording.text_message.clone(),
        changed_at: ctx.now().millis(),
    };
    let row = row.into_active_model().reset_all();
    let is_first = if seen.number() == 0 {
        let inserted = Entity::insert(row)
            .on_conflict_do_nothing_on([C::Kind])
            .exec_without_returning(&**tx)
            .await?;
        matches!(inserted, TryInsertResult::Inserted(1))
    } else {
        let updated = Entity::update_many()
            .set(message_template::ActiveModel {
                kind: Set(kind.name().to_owned()),
                ..row
            })
            .filter(C::Kind.eq(kind.name()))
            .filter(C::Version.eq(seen.number()))
            .exec(&**tx)
            .await?;
        updated.rows_affected == 1
    };
    if is_first { Ok(()) } else { Err(Refusal::Stale.into()) }
}
