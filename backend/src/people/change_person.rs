use domain::{
    access::Action,
    account::{Contact, PersonName},
    audit::Deed,
    ids::AccountId,
    refusal::{Field, Refusal},
    version::Version,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::ground;
use crate::{
    Context, Fault,
    account::{parse_email, parse_phone},
    contact::{Proof, set_contact},
    db::{Tx, retry},
    entity::{account, contact_change},
    profile,
};

/// Another name or other contacts, as typed.
#[derive(Clone, Debug)]
pub struct ChangePerson {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    /// May be empty.
    pub phone: String,
}

/// Corrects what an account says of its person. A doctor is called so where patients read it too. A contact that is given for somebody
/// is not proved; the person is told at the old and at the new one. Contacts of one's own are proved with a code: see
/// [`crate::contact`].
///
/// # Errors
/// `SignInFirst`, `ConfirmFirst`, `Forbidden` also for other contacts of one's own; `NotFound`; `Invalid` with all that is wrong, also
/// when another account has the address; `Stale` when it changed since it was seen.
pub async fn change_person(ctx: &Context, input: &ChangePerson) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit, input.account)?;
    ctx.recently_verified()?;
    let mut wrong = Vec::new();
    let name = PersonName::parse(&input.given_name, &input.family_name)
        .map_err(|faults| wrong.extend(faults))
        .ok();
    let email = parse_email(&input.email).map_err(|fault| wrong.push(fault)).ok();
    let phone = match input.phone.trim() {
        "" => None,
        text => parse_phone(text).map_err(|fault| wrong.push(fault)).ok(),
    };
    let (Some(name), Some(email), true) = (name, email, wrong.is_empty()) else {
        return Err(Refusal::Invalid(wrong).into());
    };
    let phone = phone.as_ref().map(|phone| phone.as_str());
    retry(async || {
        let tx = ctx.db().begin().await?;
        let doctor = ground::take_calendar(&tx, input.account).await?;
        let row = ground::take(&tx, input.account, input.version).await?;
        let row = row.open(ctx.keys())?;
        let is_own = ctx.actor().account() == Some(input.account);
        if is_own && (row.email.as_str(), row.phone.as_deref()) != (email.as_str(), phone) {
            return Err(Refusal::Forbidden.into());
        }
        rename(ctx, &tx, &row, &name).await?;
        if let Some(doctor) = doctor.filter(|_| is_renamed(&row, &name)) {
            ground::rename_doctor(&tx, &doctor, name.given(), name.family()).await?;
        }
        let mut changed = vec![("name", is_renamed(&row, &name))];
        // The number first, so that a mail about it goes to the address of before.
        for (what, old, new) in [
            (Contact::Phone, row.phone.as_deref(), phone),
            (Contact::Email, Some(row.email.as_str()), Some(email.as_str())),
        ] {
            changed.push((what.name(), old != new));
            if old != new {
                forget_wish(&tx, &row, what).await?;
                set_contact(ctx, &tx, row.id, what, new, Proof::None).await?;
            }
        }
        let changed: Vec<&str> = changed.iter().filter(|(_, is)| *is).map(|(what, _)| *what).collect();
        ground::record(ctx, &tx, Deed::ChangeAccount, row.id, &changed.join(", "))?;
        Ok(tx.commit().await?)
    })
    .await
}

fn is_renamed(row: &account::Model, name: &PersonName) -> bool {
    (row.given_name.as_str(), row.family_name.as_str()) != (name.given(), name.family())
}

async fn rename(ctx: &Context, tx: &Tx, row: &account::Model, name: &PersonName) -> Result<(), Fault> {
    use account::Column as C;
    let parts = [
        (Field::GivenName, &row.given_name, name.given()),
        (Field::FamilyName, &row.family_name, name.family()),
    ];
    let before = parts.into_iter().filter(|(_, old, new)| old != new);
    let before: Vec<_> = before.map(|(field, old, _)| (field, old.clone())).collect();
    // The version rises also when nothing is new: the page was seen.
    let update = ground::update(row)
        .col_expr(C::GivenName, Expr::value(name.given()))
        .col_expr(C::FamilyName, Expr::value(name.family()));
    ground::write(tx, update).await?;
    if !before.is_empty() {
        profile::record(ctx, tx, row.id, &before).await?;
    }
    Ok(())
}

/// What the person wanted instead of a contact that is replaced now.
async fn forget_wish(tx: &Tx, row: &account::Model, what: Contact) -> Result<(), Fault> {
    contact_change::Entity::delete_many()
        .filter(contact_change::Column::AccountId.eq(row.id))
        .filter(contact_change::Column::Kind.eq(what.name()))
        .exec(&**tx)
        .await?;
    Ok(())
}
