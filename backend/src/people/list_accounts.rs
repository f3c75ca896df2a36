use domain::{
    access::Action,
    account::{AccountState, Role},
    ids::AccountId,
    time::Instant,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use super::ground;
use crate::{
    Context, Fault,
    audit::{self, Reading},
    directory::contains,
    entity::account,
};

/// Which accounts are listed. The words are parts of names and of the e-mail address; all have to fit.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    pub words: String,
    pub role: Option<Role>,
    /// All but the deleted where not given.
    pub state: Option<AccountState>,
    /// From 1.
    pub page: u32,
}

pub struct AccountList {
    pub rows: Vec<AccountLine>,
    pub total: u64,
    pub page: u32,
    pub pages: u32,
    /// For approval, whatever is asked for.
    pub waiting: u32,
}

/// One account.
pub struct AccountLine {
    pub id: AccountId,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub state: AccountState,
    pub created_at: Instant,
}

const PER_PAGE: u64 = 25;
const MOST_WORDS: usize = 5;

/// The accounts that fit, those that wait first, then by name. The patients among them go into the audit trail.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn list_accounts(ctx: &Context, filter: &AccountFilter) -> Result<AccountList, Fault> {
    use account::Column as C;
    ground::check_all(ctx, Action::List)?;
    let db = ctx.db().reader();
    let mut query = account::Entity::find().filter(match filter.state {
        Some(state) => C::State.eq(state.name()),
        None => C::State.ne(AccountState::Deleted.name()),
    });
    if let Some(role) = filter.role {
        query = query.filter(C::Role.eq(role.name()));
    }
    for word in filter.words.split_whitespace().take(MOST_WORDS) {
        let fits = Condition::any()
            .add(contains(C::GivenName, word))
            .add(contains(C::FamilyName, word))
            .add(account::with_email(ctx.keys(), &word.to_lowercase()));
        query = query.filter(fits);
    }
    let total = query.clone().count(db).await?;
    let pages = total.div_ceil(PER_PAGE).max(1);
    let page = u64::from(filter.page).clamp(1, pages);
    let rows = query
        .order_by_desc(C::State.eq(AccountState::Pending.name()))
        .order_by_asc(C::FamilyName)
        .order_by_asc(C::GivenName)
        .order_by_asc(C::Id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
        .all(db)
        .await?;
    let patients = rows.iter().filter(|row| row.role == Role::Patient.name());
    audit::note_patients(ctx, Reading::Accounts, "", patients.map(|row| row.id)).await?;
    Ok(AccountList {
        rows: rows.iter().map(|row| line(ctx, row)).collect::<Result<_, _>>()?,
        total,
        page: u32::try_from(page).unwrap_or(u32::MAX),
        pages: u32::try_from(pages).unwrap_or(u32::MAX),
        waiting: count(ctx).await?,
    })
}

fn line(ctx: &Context, row: &account::Model) -> Result<AccountLine, Fault> {
    let state = ground::state(row)?;
    Ok(AccountLine {
        id: row.id.into(),
        name: format!("{} {}", row.given_name, row.family_name),
        email: match state {
            AccountState::Deleted => String::new(),
            _ => row.email(ctx.keys())?,
        },
        role: ground::role(row)?,
        state,
        created_at: Instant::from_millis(row.created_at),
    })
}

/// How many accounts wait for approval.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn count_waiting(ctx: &Context) -> Result<u32, Fault> {
    ground::check_all(ctx, Action::List)?;
    count(ctx).await
}

async fn count(ctx: &Context) -> Result<u32, Fault> {
    let waiting = account::Entity::find().filter(account::Column::State.eq(AccountState::Pending.name()));
    Ok(u32::try_from(waiting.count(ctx.db().reader()).await?).unwrap_or(u32::MAX))
}
