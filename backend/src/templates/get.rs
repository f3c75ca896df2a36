use domain::{
    access::{Action, Relation, Subject},
    messages::Kind,
    refusal::Refusal,
    time::{Instant, TimeLabel},
    version::Version,
};
use sea_orm::{ConnectionTrait, EntityTrait};

use crate::{
    Context, Fault,
    audit::clinic_zone,
    entity::message_template,
    notification::{Part, Variable, Wording, parts, standard, variables},
};

/// The words of one kind of message.
pub struct TemplateView {
    pub kind: Kind,
    /// 0 where they were never changed.
    pub version: Version,
    pub wording: Wording,
    pub is_standard: bool,
    /// Those that such messages have: not all go by mail, nor all by text message.
    pub parts: Vec<Part>,
    pub variables: Vec<Variable>,
}

/// One of the list.
pub struct TemplateLine {
    pub kind: Kind,
    /// When others than the standard ones were given; `None` for those.
    pub changed: Option<TimeLabel>,
}

/// All kinds whose words can be changed.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators.
pub async fn list_templates(ctx: &Context) -> Result<Vec<TemplateLine>, Fault> {
    ctx.check(Action::Read, Subject::Template, Relation::Stranger)?;
    let db = ctx.db().reader();
    let zone = clinic_zone(db).await?;
    let rows = message_template::Entity::find().all(db).await?;
    let changed = |kind: Kind| {
        let row = rows.iter().find(|row| row.kind == kind.name() && !row.is_standard);
        row.map(|row| TimeLabel::new(Instant::from_millis(row.changed_at), &zone))
    };
    let kinds = Kind::ALL.iter().copied().filter(|kind| standard(*kind).is_some());
    Ok(kinds
        .map(|kind| TemplateLine {
            kind,
            changed: changed(kind),
        })
        .collect())
}

/// The words of a kind as they are now, with what they can name.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound` for a kind whose words are in the program.
pub async fn get_template(ctx: &Context, kind: Kind) -> Result<TemplateView, Fault> {
    ctx.check(Action::Read, Subject::Template, Relation::Stranger)?;
    let standard = standard(kind).ok_or(Refusal::NotFound)?;
    let row = stored(ctx.db().reader(), kind).await?;
    let own = row.as_ref().and_then(message_template::Model::wording);
    Ok(TemplateView {
        kind,
        version: Version::new(row.map_or(0, |row| row.version)),
        is_standard: own.is_none(),
        wording: own.unwrap_or_else(|| standard.clone()),
        parts: parts(kind),
        variables: variables(kind, ctx.settings()),
    })
}

pub(super) async fn stored(db: &impl ConnectionTrait, kind: Kind) -> Result<Option<message_template::Model>, Fault> {
    Ok(message_template::Entity::find_by_id(kind.name()).one(db).await?)
}
