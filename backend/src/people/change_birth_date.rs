use domain::{
    access::Action,
    account::{Role, parse_birth_date},
    audit::Deed,
    ids::AccountId,
    refusal::{Field, Refusal},
    version::Version,
};
use sea_orm::sea_query::Expr;

use super::ground;
use crate::{
    Context, Fault,
    account::latest_date,
    db::{Tx, retry},
    entity::account,
    profile,
};

/// Another date of birth of a patient, as typed.
#[derive(Clone, Debug)]
pub struct ChangeBirthDate {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    pub day: String,
    pub month: String,
    pub year: String,
}

/// Corrects a patient's date of birth: by it they are found, and take over an account that the clinic made.
///
/// # Errors
/// `SignInFirst`, `ConfirmFirst`, `Forbidden`; `NotFound`, also for who is no patient; `Invalid` when it is no date that somebody can
/// be born on; `Stale` when the account changed since it was seen.
pub async fn change_birth_date(ctx: &Context, input: &ChangeBirthDate) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit, input.account)?;
    ctx.recently_verified()?;
    let date = parse_birth_date(&input.day, &input.month, &input.year, latest_date(ctx.now()))?;
    let date = date.to_string();
    retry(async || {
        let tx = ctx.db().begin().await?;
        let row = ground::take(&tx, input.account, input.version).await?;
        if ground::role(&row)? != Role::Patient {
            return Err(Refusal::NotFound.into());
        }
        let row = row.open(ctx.keys())?;
        let is_other = row.birth_date.as_deref() != Some(date.as_str());
        write(ctx, &tx, &row, &date).await?;
        if is_other {
            let before = row.birth_date.clone().unwrap_or_default();
            profile::record(ctx, &tx, row.id, &[(Field::BirthDate, before)]).await?;
        }
        let changed = if is_other { "date of birth" } else { "" };
        ground::record(ctx, &tx, Deed::ChangeAccount, row.id, changed)?;
        Ok(tx.commit().await?)
    })
    .await
}

/// The version rises also when the date is the same: the page was seen.
async fn write(ctx: &Context, tx: &Tx, row: &account::Model, date: &str) -> Result<(), Fault> {
    use account::Column as C;
    let sealed = account::sealed_birth_date(ctx.keys(), &row.id, date)?;
    let index = account::index(ctx.keys(), "birth_date", date).map(|(_, hash)| hash);
    let update = ground::update(row)
        .col_expr(C::BirthDate, Expr::value(sealed))
        .col_expr(C::BirthIndex, Expr::value(index));
    ground::write(tx, update).await
}
