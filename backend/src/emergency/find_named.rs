use domain::{
    access::{Action, Relation, Subject},
    account::{AccountState, Role, parse_birth_date},
    ids::AccountId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    time::Date,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Context, Fault,
    account::{collect, latest_date},
    audit::{self, Reading},
    entity::account,
};

/// Whose appointments must be seen, as typed.
#[derive(Clone, Default)]
pub struct Named {
    pub family_name: String,
    pub birth_day: String,
    pub birth_month: String,
    pub birth_year: String,
}

/// A patient with what tells two of the same name apart, and nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct NamedPatient {
    pub id: AccountId,
    pub name: String,
    pub birth_date: Option<Date>,
}

/// As many of one name and birth date are shown.
const MOST: usize = 20;
/// Of one birth date are looked through.
const MOST_OF_A_DATE: u64 = 1000;

/// The patients with exactly this last name, in small or capital letters, and this date of birth. They go into the audit trail.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `Invalid` with all fields that are wrong.
pub async fn find_named(ctx: &Context, named: &Named) -> Result<Vec<NamedPatient>, Fault> {
    use account::Column as C;
    ctx.check(Action::BreakGlass, Subject::EmergencyAccess, Relation::Stranger)?;
    let Wanted {
        family_name,
        birth_date,
    } = Wanted::parse(ctx, named)?;
    let rows = account::Entity::find()
        .filter(C::Role.eq(Role::Patient.name()))
        .filter(C::State.ne(AccountState::Deleted.name()))
        .filter(
            C::BirthIndex.eq(account::index(ctx.keys(), "birth_date", &birth_date.to_string()).map(|(_, hash)| hash)),
        )
        .order_by_asc(C::GivenName)
        .order_by_asc(C::Id)
        .limit(MOST_OF_A_DATE)
        .all(ctx.db().reader())
        .await?;
    // Not by the database: SQLite knows no capital letters but the English ones.
    let named = rows.into_iter().filter(|row| folded(&row.family_name) == family_name);
    let named: Vec<_> = named.take(MOST).collect();
    audit::note_patients(ctx, Reading::NamedPatient, "", named.iter().map(|row| row.id)).await?;
    named.into_iter().map(|row| named_patient(ctx, row)).collect()
}

/// The one who was chosen of those who are named so.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `Invalid` as for [`find_named`]; `NotFound` for an account that [`find_named`] does not find.
pub async fn get_named(ctx: &Context, id: AccountId, named: &Named) -> Result<NamedPatient, Fault> {
    ctx.check(Action::BreakGlass, Subject::EmergencyAccess, Relation::Stranger)?;
    let wanted = Wanted::parse(ctx, named)?;
    let row = wanted.load(ctx, ctx.db().reader(), id.into()).await?;
    audit::note_patients(ctx, Reading::NamedPatient, "", [row.id]).await?;
    named_patient(ctx, row)
}

/// A last name and a date of birth.
pub(super) struct Wanted {
    /// In small letters.
    family_name: String,
    birth_date: Date,
}

impl Wanted {
    /// # Errors
    /// `Invalid` with all fields that are wrong.
    pub fn parse(ctx: &Context, named: &Named) -> Result<Self, Refusal> {
        let mut wrong = Vec::new();
        let family_name = folded(&named.family_name);
        if family_name.is_empty() {
            wrong.push(FieldError {
                field: Field::FamilyName,
                fault: FieldFault::Missing,
            });
        }
        let today = latest_date(ctx.now());
        let birth_date = parse_birth_date(&named.birth_day, &named.birth_month, &named.birth_year, today);
        let birth_date = collect(&mut wrong, birth_date);
        let (Some(birth_date), true) = (birth_date, wrong.is_empty()) else {
            return Err(Refusal::Invalid(wrong));
        };
        Ok(Self {
            family_name,
            birth_date,
        })
    }

    /// The patient with this account, when they are named so: who knows an identifier alone opens nobody.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn load(&self, ctx: &Context, db: &impl ConnectionTrait, id: Uuid) -> Result<account::Model, Fault> {
        let row = load(db, id).await?;
        let birth_date = row.birth_date(ctx.keys())?;
        let is_named = folded(&row.family_name) == self.family_name
            && birth_date.as_deref() == Some(self.birth_date.to_string().as_str());
        if !is_named || row.state == AccountState::Deleted.name() {
            return Err(Refusal::NotFound.into());
        }
        Ok(row)
    }
}

pub(super) async fn load(db: &impl ConnectionTrait, id: Uuid) -> Result<account::Model, Fault> {
    let found = account::Entity::find_by_id(id).filter(account::Column::Role.eq(Role::Patient.name()));
    Ok(found.one(db).await?.ok_or(Refusal::NotFound)?)
}

pub(super) fn named_patient(ctx: &Context, row: account::Model) -> Result<NamedPatient, Fault> {
    Ok(NamedPatient {
        id: row.id.into(),
        name: format!("{} {}", row.given_name, row.family_name),
        birth_date: row.birth_date(ctx.keys())?.and_then(|date| date.parse().ok()),
    })
}

fn folded(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
