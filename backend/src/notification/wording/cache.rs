use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, PoisonError, RwLock},
};

use domain::messages::Kind;
use sea_orm::{EntityTrait, QuerySelect};

use super::{Compiled, Wording, Words, kind_of, standard, values::values};
use crate::{
    Context, Fault, Settings,
    entity::message_template::{Column as C, Entity, Model},
    notification::message::Content,
};

static STANDARD: LazyLock<HashMap<Kind, Compiled>> = LazyLock::new(|| {
    let kinds = Kind::ALL.iter().filter_map(|&kind| Some((kind, standard(kind)?)));
    let compiled = kinds.filter_map(|(kind, wording)| Some((kind, Compiled::new(kind, wording).ok()?)));
    compiled.collect()
});

/// The words that administrators gave to messages, at one moment.
#[derive(Default)]
pub(crate) struct Wordings {
    versions: Vec<(String, i64)>,
    own: HashMap<Kind, Compiled>,
}

impl Wordings {
    /// What a message says. Words that fail give way to the standard ones: a message that cannot be put as somebody wants it is sent
    /// all the same.
    pub fn words(&self, content: &Content, settings: &Settings) -> Option<Words> {
        let kind = kind_of(content)?;
        let values = values(content, settings)?;
        if let Some(own) = self.own.get(&kind) {
            if let Some(words) = own.words(&values) {
                return Some(words);
            }
            tracing::warn!(
                kind = kind.name(),
                "the words of a message failed: the standard ones are sent"
            );
        }
        STANDARD.get(&kind)?.words(&values)
    }

    /// What it would say in these words.
    pub fn words_in(wording: &Wording, content: &Content, settings: &Settings) -> Option<Words> {
        let compiled = Compiled::new(kind_of(content)?, wording).ok()?;
        compiled.words(&values(content, settings)?)
    }
}

/// Keeps the words ready, as long as nobody changes them in any process.
#[derive(Default)]
pub(crate) struct WordingCache(RwLock<Arc<Wordings>>);

impl WordingCache {
    /// Looks at the versions, of which there are some twenty at most.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn now(&self, ctx: &Context) -> Result<Arc<Wordings>, Fault> {
        let db = ctx.db().reader();
        let versions = Entity::find().select_only().columns([C::Kind, C::Version]);
        let mut versions: Vec<(String, i64)> = versions.into_tuple().all(db).await?;
        versions.sort();
        let kept = Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner));
        if kept.versions == versions {
            return Ok(kept);
        }
        let rows = Entity::find().all(db).await?;
        // As they were read: a change in between has another version, and is seen the next time.
        let mut versions: Vec<(String, i64)> = rows.iter().map(|row| (row.kind.clone(), row.version)).collect();
        versions.sort();
        let own = rows.iter().filter_map(compile).collect();
        let wordings = Arc::new(Wordings { versions, own });
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&wordings);
        Ok(wordings)
    }
}

fn compile(row: &Model) -> Option<(Kind, Compiled)> {
    let kind = Kind::from_name(&row.kind)?;
    match Compiled::new(kind, &row.wording()?) {
        Ok(compiled) => Some((kind, compiled)),
        Err((part, error)) => {
            let error = &error as &dyn std::error::Error;
            tracing::warn!(
                kind = row.kind,
                part = part.name(),
                error,
                "stored words do not compile"
            );
            None
        }
    }
}
