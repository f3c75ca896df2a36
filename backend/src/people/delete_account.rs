use domain::{
    access::Action,
    account::{AccountState, Contact},
    audit::Deed,
    ids::AccountId,
    messages::Channel,
    version::Version,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::ground::{self, Administrators};
use crate::{
    Context, Fault,
    account::{NO_PASSWORD, withdraw},
    db::{Tx, retry},
    entity::{
        Sealed, account, appointment, contact_change, doctor, outbox_message, profile, profile_change, recovery_code,
        registration, second_factor,
    },
    passkey, photo,
};

/// Deletes an account: nobody signs in with it again, and its contact data are gone, from sent messages too. What the law
/// wants kept stays: appointments with their reasons and the name and the birth date of their patient, a doctor by name, reasons
/// of emergency access, the audit trail.
///
/// # Errors
/// `SignInFirst`, `ConfirmFirst`, `Forbidden` also for one's own account; `NotFound`; `AppointmentsToCome`; `LastAdministrator`;
/// `Stale` when it changed since it was seen.
pub async fn delete_account(ctx: &Context, id: AccountId, version: Version) -> Result<(), Fault> {
    ground::check(ctx, Action::Bar, id)?;
    ctx.recently_verified()?;
    retry(|| try_delete(ctx, id, version)).await
}

async fn try_delete(ctx: &Context, id: AccountId, version: Version) -> Result<(), Fault> {
    use account::Column as C;
    let tx = ctx.db().begin().await?;
    let doctor = ground::take_calendar(&tx, id).await?;
    let administrators = Administrators::take(ctx, &tx).await?;
    let row = ground::take(&tx, id, version).await?;
    administrators.check_another(row.id)?;
    ground::check_nothing_to_come(ctx, &tx, row.id, doctor.as_ref()).await?;
    ground::end_sessions(&tx, row.id).await?;
    forget_bell(&tx, row.id).await?;
    for contact in contacts(ctx, &tx, &row).await? {
        forget_contact(ctx, &tx, row.id, &contact).await?;
    }
    forget_profile(&tx, row.id).await?;
    withdraw(&tx, id).await?;
    second_factor::Entity::delete_by_id(row.id).exec(&*tx).await?;
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(row.id))
        .exec(&*tx)
        .await?;
    passkey::delete_all(&tx, row.id).await?;
    if let Some(doctor) = &doctor {
        ground::set_bookable(&tx, doctor, false).await?;
        forget_doctor(&tx, doctor.id).await?;
    }
    // An address that can reach nobody (RFC 2606), for the column wants one of its own.
    let gone = account::Model {
        email: format!("{}@deleted.invalid", row.id),
        phone: None,
        birth_date: None,
        ..row.clone()
    };
    let gone = gone.seal(ctx.keys())?;
    let mut update = ground::update(&row)
        .col_expr(C::State, Expr::value(AccountState::Deleted.name()))
        .col_expr(C::StateReason, Expr::value(""))
        .col_expr(C::Email, Expr::value(gone.email))
        .col_expr(C::EmailIndex, Expr::value(gone.email_index))
        .col_expr(C::PasswordHash, Expr::value(NO_PASSWORD))
        .col_expr(C::Phone, Expr::value(None::<String>))
        .col_expr(C::PhoneIndex, Expr::value(None::<String>))
        .col_expr(C::EmailVerifiedAt, Expr::value(None::<i64>))
        .col_expr(C::PhoneVerifiedAt, Expr::value(None::<i64>));
    if !is_named_elsewhere(&tx, &row, doctor.as_ref()).await? {
        update = update
            .col_expr(C::GivenName, Expr::value("Deleted"))
            .col_expr(C::FamilyName, Expr::value("account"))
            .col_expr(C::BirthDate, Expr::value(None::<String>))
            .col_expr(C::BirthIndex, Expr::value(None::<String>));
    }
    ground::write(&tx, update).await?;
    ground::record(ctx, &tx, Deed::DeleteAccount, row.id, "")?;
    Ok(tx.commit().await?)
}

/// E-mail addresses and phone numbers, those of before too.
async fn contacts(ctx: &Context, tx: &Tx, row: &account::Model) -> Result<Vec<String>, Fault> {
    use profile_change::Column as C;
    let old = profile_change::Entity::find()
        .filter(C::AccountId.eq(row.id))
        .filter(C::Field.is_in([Contact::Email, Contact::Phone].map(Contact::name)))
        .all(&**tx)
        .await?;
    let mut contacts = vec![row.email(ctx.keys())?];
    contacts.extend(row.phone(ctx.keys())?);
    for change in old {
        contacts.push(change.old_value(ctx.keys())?);
    }
    contacts.retain(|contact| !contact.is_empty());
    Ok(contacts)
}

async fn forget_profile(tx: &Tx, account: Uuid) -> Result<(), Fault> {
    profile::Entity::delete_by_id(account).exec(&**tx).await?;
    photo::forget(tx, account).await?;
    profile_change::Entity::delete_many()
        .filter(profile_change::Column::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    contact_change::Entity::delete_many()
        .filter(contact_change::Column::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// What patients read of a doctor beside the name and the specialty.
async fn forget_doctor(tx: &Tx, doctor: Uuid) -> Result<(), Fault> {
    use doctor::Column as C;
    doctor::Entity::update_many()
        .col_expr(C::Title, Expr::value(""))
        .col_expr(C::Languages, Expr::value(""))
        .col_expr(C::Qualifications, Expr::value(""))
        .col_expr(C::About, Expr::value(""))
        .filter(C::Id.eq(doctor))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Whether an appointment or a calendar needs the name.
async fn is_named_elsewhere(tx: &Tx, row: &account::Model, doctor: Option<&doctor::Model>) -> Result<bool, Fault> {
    let visits = appointment::Entity::find().filter(appointment::Column::PatientId.eq(row.id));
    Ok(doctor.is_some() || visits.count(&**tx).await? > 0)
}

/// Nobody reads the list behind the bell any more.
async fn forget_bell(tx: &Tx, account: Uuid) -> Result<(), Fault> {
    use outbox_message::Column as C;
    outbox_message::Entity::delete_many()
        .filter(C::AccountId.eq(account))
        .filter(C::Channel.eq(Channel::App.name()))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Of what was sent it stays that it was, not to whom nor what it said. What waits still goes, for it tells of what happened.
async fn forget_contact(ctx: &Context, tx: &Tx, account: Uuid, contact: &str) -> Result<(), Fault> {
    use outbox_message::Column as C;
    let index = outbox_message::index(ctx.keys(), "recipient", contact).map(|(_, hash)| hash);
    outbox_message::Entity::update_many()
        .col_expr(C::Recipient, Expr::value(""))
        .col_expr(C::Payload, Expr::value(""))
        .col_expr(C::RecipientIndex, Expr::value(None::<String>))
        .filter(C::RecipientIndex.eq(index).or(C::AccountId.eq(account)))
        .filter(
            C::SentAt
                .is_not_null()
                .or(C::FailedAt.is_not_null())
                .or(C::WithdrawnAt.is_not_null()),
        )
        .exec(&**tx)
        .await?;
    let index = registration::index(ctx.keys(), "email", contact).map(|(_, hash)| hash);
    registration::Entity::delete_many()
        .filter(registration::Column::EmailIndex.eq(index))
        .exec(&**tx)
        .await?;
    Ok(())
}
