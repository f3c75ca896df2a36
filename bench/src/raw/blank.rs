//! The values of a recorded booking: those that are the same in every booking, and blanks for the others.

use std::sync::atomic::{AtomicU64, Ordering};

use backend::{Clock, SystemClock};
use domain::time::Instant;
use rusqlite::{
    ToSql,
    types::{ToSqlOutput, ValueRef},
};
use sqlx::{Postgres, postgres::PgArguments, query::Query};
use uuid::Uuid;

use crate::{Outcome, ground::Wish};

/// Where a value of a statement comes from.
#[derive(Clone, Debug)]
pub enum Blank {
    Same(Value),
    Word(usize),
    Fresh(usize),
    /// A time near the visit's.
    Shifted(i64),
    DiaryKey,
    Text(Vec<Part>),
}

/// Of a text.
#[derive(Clone, Debug)]
pub enum Part {
    Same(String),
    Word(usize),
    Fresh(usize),
}

#[derive(Clone, Debug)]
pub enum Value {
    Uuid(Option<Uuid>),
    Int(Option<i64>),
    SmallInt(Option<i32>),
    Bool(Option<bool>),
    Text(Option<String>),
}

/// What goes into the blanks of one booking.
pub struct Filling {
    words: [String; 12],
    fresh: Vec<Uuid>,
    shift: i64,
}

/// So far from the visit a time still belongs to it; what was recorded is weeks ahead of its clock.
const NEAR_MILLIS: i64 = 3 * 24 * 60 * 60 * 1000;

impl Filling {
    pub fn new(wish: &Wish, fresh_ids: usize, recorded_start: Instant) -> Self {
        Self {
            words: wish.words(),
            fresh: (0..fresh_ids).map(|_| new_id()).collect(),
            shift: wish.start.millis() - recorded_start.millis(),
        }
    }
}

impl Blank {
    /// For a value of a recorded booking, given as text; `fresh` are the ids that the server had made for it so far.
    pub fn new(
        text: Option<String>,
        kind: &str,
        wish: &Wish,
        words: &[String],
        fresh: &mut Vec<Uuid>,
    ) -> Outcome<Self> {
        let text = text.as_deref();
        Ok(match kind {
            "UUID" => match text.map(str::parse::<Uuid>).transpose()? {
                Some(id) if is_new(id) => Self::Fresh(number_of(id, fresh)),
                id => {
                    let word = words.iter().position(|word| Some(word.as_str()) == text);
                    word.map_or(Self::Same(Value::Uuid(id)), Self::Word)
                }
            },
            "INT8" => match text.map(str::parse::<i64>).transpose()? {
                Some(number) if number == diary_key(&words[0]) => Self::DiaryKey,
                Some(millis) if (millis - wish.start.millis()).abs() < NEAR_MILLIS => Self::Shifted(millis),
                number => Self::Same(Value::Int(number)),
            },
            "INT4" => Self::Same(Value::SmallInt(text.map(str::parse).transpose()?)),
            "BOOL" => Self::Same(Value::Bool(text.map(|text| text == "t"))),
            "TEXT" | "VARCHAR" => match text {
                Some(text) => Self::Text(parts(text, words, fresh)),
                None => Self::Same(Value::Text(None)),
            },
            _ => return Err(format!("a value of the type {kind}").into()),
        })
    }

    pub fn value(&self, filling: &Filling) -> Value {
        match self {
            Self::Same(value) => value.clone(),
            Self::Word(word) => Value::Uuid(filling.words[*word].parse().ok()),
            Self::Fresh(id) => Value::Uuid(Some(filling.fresh[*id])),
            Self::Shifted(millis) => Value::Int(Some(millis + filling.shift)),
            Self::DiaryKey => Value::Int(Some(diary_key(&filling.words[0]))),
            Self::Text(parts) => {
                let mut text = String::new();
                for part in parts {
                    match part {
                        Part::Same(same) => text.push_str(same),
                        Part::Word(word) => text.push_str(&filling.words[*word]),
                        Part::Fresh(id) => text.push_str(&filling.fresh[*id].to_string()),
                    }
                }
                Value::Text(Some(text))
            }
        }
    }
}

/// Takes a text apart at what is another each time.
fn parts(text: &str, words: &[String], fresh: &mut Vec<Uuid>) -> Vec<Part> {
    let mut parts = vec![];
    let mut same = String::new();
    let mut rest = text;
    'text: while let Some(character) = rest.chars().next() {
        let id = rest.get(..36).and_then(|id| id.parse::<Uuid>().ok());
        let word = words.iter().position(|word| rest.starts_with(word.as_str()));
        let (part, length) = match (word, id.filter(|id| is_new(*id))) {
            (Some(word), _) => (Part::Word(word), words[word].len()),
            (None, Some(id)) => (Part::Fresh(number_of(id, fresh)), 36),
            (None, None) => {
                same.push(character);
                rest = &rest[character.len_utf8()..];
                continue 'text;
            }
        };
        parts.push(Part::Same(std::mem::take(&mut same)));
        parts.push(part);
        rest = &rest[length..];
    }
    parts.push(Part::Same(same));
    parts
}

/// Whether the server has made the id; those of the clinic are of version 4.
fn is_new(id: Uuid) -> bool {
    id.get_version_num() == 7
}

fn number_of(id: Uuid, fresh: &mut Vec<Uuid>) -> usize {
    fresh.iter().position(|known| *known == id).unwrap_or_else(|| {
        fresh.push(id);
        fresh.len() - 1
    })
}

fn new_id() -> Uuid {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut random = [0; 10];
    random[2..].copy_from_slice(&number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
    let millis = u64::try_from(SystemClock.now().millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// What a doctor's diary is locked by: as `backend/src/booking/record.rs` has it.
fn diary_key(doctor: &str) -> i64 {
    let (high, low) = doctor.parse::<Uuid>().unwrap_or_default().as_u64_pair();
    i64::from_ne_bytes((high ^ low).to_ne_bytes())
}

/// Binds a value to the next place of a statement.
pub fn bind(query: Query<'_, Postgres, PgArguments>, value: Value) -> Query<'_, Postgres, PgArguments> {
    match value {
        Value::Uuid(value) => query.bind(value),
        Value::Int(value) => query.bind(value),
        Value::SmallInt(value) => query.bind(value),
        Value::Bool(value) => query.bind(value),
        Value::Text(value) => query.bind(value),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::Uuid(Some(id)) => Ok(ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes()))),
            Self::Uuid(None) => Ok(ToSqlOutput::Borrowed(ValueRef::Null)),
            Self::Int(value) => value.to_sql(),
            Self::SmallInt(value) => value.to_sql(),
            Self::Bool(value) => value.to_sql(),
            Self::Text(value) => value.to_sql(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_at_what_is_another_each_time() {
        let id: Uuid = "0193a5c0-0000-7000-8000-00000000dead".parse().unwrap();
        let words = ["2026-12-21T10:00".to_owned(), "2026-12-21".to_owned()];
        let mut fresh = Vec::new();
        let parts = parts(&format!("é {id}: 2026-12-21T10:00, 2026-12-21"), &words, &mut fresh);
        assert_eq!(fresh, [id]);
        let other = new_id();
        let filling = Filling {
            words: std::array::from_fn(|number| format!("word {number}")),
            fresh: vec![other],
            shift: 0,
        };
        let Value::Text(Some(text)) = Blank::Text(parts).value(&filling) else {
            panic!("a text");
        };
        assert_eq!(text, format!("é {other}: word 0, word 1"));
    }
}
