use domain::{access::Action, account::PersonName, audit::Deed, ids::AccountId, refusal::Refusal, version::Version};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::ground;
use crate::{
    Context, Fault,
    account::parse_phone,
    db::retry,
    entity::{account, doctor},
    live::Change,
};

/// Another name or phone number, as typed.
#[derive(Clone, Debug)]
pub struct ChangePerson {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    pub given_name: String,
    pub family_name: String,
    /// May be empty.
    pub phone: String,
}

/// Corrects what an account says of its person. A doctor is called so where patients read it too.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Invalid` with all that is wrong; `Stale` when it changed since it was seen.
pub async fn change_person(ctx: &Context, input: &ChangePerson) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit, input.account)?;
    ctx.recently_verified()?;
    let mut wrong = Vec::new();
    let name = PersonName::parse(&input.given_name, &input.family_name)
        .map_err(|faults| wrong.extend(faults))
        .ok();
    let phone = match input.phone.trim() {
        "" => None,
        text => parse_phone(text).map_err(|fault| wrong.push(fault)).ok(),
    };
    let Some(name) = name.filter(|_| wrong.is_empty()) else {
        return Err(Refusal::Invalid(wrong).into());
    };
    let phone = phone.map(|phone| phone.as_str().to_owned());
    retry(async || {
        let tx = ctx.db().begin().await?;
        let doctor = ground::take_calendar(&tx, input.account).await?;
        let row = ground::take(&tx, input.account, input.version).await?;
        use account::Column as C;
        let update = ground::update(&row)
            .col_expr(C::GivenName, Expr::value(name.given()))
            .col_expr(C::FamilyName, Expr::value(name.family()))
            .col_expr(
                C::Phone,
                Expr::value(account::sealed_phone(ctx.keys(), &row.id, phone.as_deref())?),
            )
            .col_expr(
                C::PhoneIndex,
                Expr::value(account::phone_index(ctx.keys(), phone.as_deref())),
            );
        ground::write(&tx, update).await?;
        let is_renamed = (row.given_name.as_str(), row.family_name.as_str()) != (name.given(), name.family());
        if let Some(doctor) = doctor.filter(|_| is_renamed) {
            use doctor::Column as D;
            doctor::Entity::update_many()
                .col_expr(D::GivenName, Expr::value(name.given()))
                .col_expr(D::FamilyName, Expr::value(name.family()))
                .col_expr(D::Version, Expr::col(D::Version).add(1))
                .filter(D::Id.eq(doctor.id))
                .exec(&*tx)
                .await?;
            tx.changed(Change {
                doctor: doctor.id.into(),
            });
        }
        let changed = [("name", is_renamed), ("phone", row.phone(ctx.keys())? != phone)];
        let changed: Vec<&str> = changed.iter().filter(|(_, is)| *is).map(|(what, _)| *what).collect();
        ground::record(ctx, &tx, Deed::ChangeAccount, row.id, &changed.join(", "))?;
        Ok(tx.commit().await?)
    })
    .await
}
