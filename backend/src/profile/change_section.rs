use domain::{
    access::{Action, Relation},
    profile::{Profile, Section},
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    version::Version,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect, UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{
    load::{changed_since, find, texts},
    record::record,
};
use crate::{
    Context, Fault,
    account::latest_date,
    booking::doctor_name,
    db::{Tx, retry},
    entity::{Sealed, account, doctor, location, profile},
    people::{rename_doctor, take_calendar},
};

/// One section of one's own profile, as typed.
#[derive(Clone, Debug)]
pub struct ChangeSection {
    pub section: Section,
    /// As the form began.
    pub seen: Version,
    /// Only the section's own fields count.
    pub form: Profile,
}

/// Writes a section of the profile of who asks and keeps what it was before. Others may have changed other sections meanwhile.
///
/// # Errors
/// `SignInFirst`, `Forbidden` for a section that is not for this role; `Invalid` with all that is wrong; `Stale` when a field of this
/// section changed since it was seen.
pub async fn change_section(ctx: &Context, input: &ChangeSection) -> Result<(), Fault> {
    let own = ctx.actor().signed_in()?;
    let role = ctx.actor().role().ok_or(Refusal::SignInFirst)?;
    ctx.check(Action::Edit, input.section.subject(), Relation::Own)?;
    let fields = input.section.fields(role);
    if fields.is_empty() {
        return Err(Refusal::Forbidden.into());
    }
    let parsed = input.form.parse(input.section, role, latest_date(ctx.now()));
    let parsed = parsed.map_err(Refusal::Invalid)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let doctor = match input.section {
            // The name stands where patients look, too.
            Section::Person => take_calendar(&tx, own).await?,
            _ => None,
        };
        let account = take(ctx, &tx, own.into()).await?;
        let changed = changed_since(&*tx, account.id, input.seen).await?;
        if changed.iter().any(|field| fields.contains(field)) {
            return Err(Refusal::Stale.into());
        }
        let before = find(ctx, &*tx, account.id).await?;
        let before = texts(&*tx, &account, &before).await?;
        let is_other = |(field, text): &&(Field, String)| before.get(*field) != text;
        let after: Vec<_> = parsed.iter().filter(is_other).collect();
        if after.is_empty() {
            return Ok(());
        }
        let mut old = Vec::new();
        for (field, _) in &after {
            old.push((*field, told(&*tx, *field, before.get(*field)).await?));
        }
        let row = record(ctx, &tx, account.id, &old).await?.open(ctx.keys())?;
        write(ctx, &tx, row, &after).await?;
        if let Some(update) = account_update(ctx, &account, &after)? {
            update.exec(&*tx).await?;
        }
        let is_renamed = old
            .iter()
            .any(|(field, _)| matches!(field, Field::GivenName | Field::FamilyName));
        if let Some(doctor) = doctor.filter(|_| is_renamed) {
            let text = |field| {
                parsed
                    .iter()
                    .find(|(known, _)| *known == field)
                    .map_or("", |(_, text)| text.as_str())
            };
            rename_doctor(&tx, &doctor, text(Field::GivenName), text(Field::FamilyName)).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

/// In plain text, for this transaction.
async fn take(ctx: &Context, tx: &Tx, id: Uuid) -> Result<account::Model, Fault> {
    let row = account::Entity::find_by_id(id).lock_exclusive().one(&**tx).await?;
    Ok(row.ok_or(Refusal::SignInFirst)?.open(ctx.keys())?)
}

/// What the history says that a field was: a place and a doctor by name, for they may be gone when it is read.
async fn told(db: &impl ConnectionTrait, field: Field, text: &str) -> Result<String, Fault> {
    let name = match field {
        Field::PreferredLocation => find_location(db, text).await?.map(|row| row.name),
        Field::PreferredDoctor => find_doctor(db, text).await?.map(|row| doctor_name(&row)),
        _ => None,
    };
    Ok(name.unwrap_or_else(|| text.to_owned()))
}

/// `row` is in plain text.
async fn write(ctx: &Context, tx: &Tx, mut row: profile::Model, after: &[&(Field, String)]) -> Result<(), Fault> {
    for (field, text) in after {
        let place = match field {
            Field::Gender => &mut row.gender,
            Field::Language => &mut row.language,
            Field::Zone => &mut row.zone,
            Field::Street => &mut row.street,
            Field::PostalCode => &mut row.postal_code,
            Field::City => &mut row.city,
            Field::Country => &mut row.country,
            Field::Insurer => &mut row.insurer,
            Field::MemberNumber => &mut row.member_number,
            Field::InsuredUntil => &mut row.insured_until,
            Field::ContactName => &mut row.contact_name,
            Field::Relationship => &mut row.relationship,
            Field::ContactPhone => &mut row.contact_phone,
            Field::Accessibility => &mut row.accessibility,
            Field::PreferredLocation => {
                let found = find_location(&**tx, text).await?;
                row.location_id = chosen(*field, text, found.map(|found| found.id))?;
                continue;
            }
            Field::PreferredDoctor => {
                let found = find_doctor(&**tx, text).await?;
                row.doctor_id = chosen(*field, text, found.map(|found| found.id))?;
                continue;
            }
            _ => continue,
        };
        text.clone_into(place);
    }
    let row = row.seal(ctx.keys())?.into_active_model().reset_all();
    profile::Entity::update(row).exec(&**tx).await?;
    Ok(())
}

fn chosen(field: Field, text: &str, found: Option<Uuid>) -> Result<Option<Uuid>, Refusal> {
    if found.is_none() && !text.is_empty() {
        return Err(FieldError::alone(field, Wrong::Malformed));
    }
    Ok(found)
}

async fn find_location(db: &impl ConnectionTrait, slug: &str) -> Result<Option<location::Model>, Fault> {
    let found = location::Entity::find().filter(location::Column::Slug.eq(slug));
    Ok(found.one(db).await?)
}

async fn find_doctor(db: &impl ConnectionTrait, slug: &str) -> Result<Option<doctor::Model>, Fault> {
    let found = doctor::Entity::find().filter(doctor::Column::Slug.eq(slug));
    Ok(found.one(db).await?)
}

/// Of what stands in the account itself, if that changed.
fn account_update(
    ctx: &Context,
    account: &account::Model,
    after: &[&(Field, String)],
) -> Result<Option<UpdateMany<account::Entity>>, Fault> {
    use account::Column as C;
    let text = |field| {
        after
            .iter()
            .find(|(known, _)| *known == field)
            .map(|(_, text)| text.as_str())
    };
    let is_of_account = [Field::GivenName, Field::FamilyName, Field::BirthDate]
        .into_iter()
        .any(|field| text(field).is_some());
    if !is_of_account {
        return Ok(None);
    }
    let mut update = account::Entity::update_many()
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(account.id));
    if let Some(name) = text(Field::GivenName) {
        update = update.col_expr(C::GivenName, Expr::value(name));
    }
    if let Some(name) = text(Field::FamilyName) {
        update = update.col_expr(C::FamilyName, Expr::value(name));
    }
    if let Some(date) = text(Field::BirthDate) {
        let sealed = account::sealed_birth_date(ctx.keys(), &account.id, date)?;
        let index = account::index(ctx.keys(), "birth_date", date).map(|(_, hash)| hash);
        update = update
            .col_expr(C::BirthDate, Expr::value(sealed))
            .col_expr(C::BirthIndex, Expr::value(index));
    }
    Ok(Some(update))
}
