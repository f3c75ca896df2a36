//! What the use cases of accounts share.

use domain::{
    access::{Action, Actor, Relation, Subject},
    account::{AccountState, EmailAddress, Role},
    audit::Deed,
    ids::AccountId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault, audit,
    booking::{is_active, still_counts},
    db::Tx,
    entity::{account, appointment, doctor, schedule},
    live::Change,
    session,
};

/// # Errors
/// `SignInFirst`, `Forbidden`.
pub(super) fn check(ctx: &Context, action: Action, account: AccountId) -> Result<(), Fault> {
    let is_own = ctx.actor().account() == Some(account);
    let relation = if is_own { Relation::Own } else { Relation::Stranger };
    ctx.check(action, Subject::Account, relation)
}

/// For what is about no account in particular.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub(super) fn check_all(ctx: &Context, action: Action) -> Result<(), Fault> {
    ctx.check(action, Subject::Account, Relation::Stranger)
}

/// Takes an account for this transaction.
///
/// # Errors
/// `NotFound`, also when it is deleted; `Stale` when another version was seen.
pub(super) async fn take(tx: &Tx, id: AccountId, seen: Version) -> Result<account::Model, Fault> {
    let row = account::Entity::find_by_id(Uuid::from(id))
        .lock_exclusive()
        .one(&**tx)
        .await?;
    let row = row.ok_or(Refusal::NotFound)?;
    if state(&row)? == AccountState::Deleted {
        return Err(Refusal::NotFound.into());
    }
    if row.version != seen.number() {
        return Err(Refusal::Stale.into());
    }
    Ok(row)
}

/// The administrators who can sign in, to tell them something.
pub(crate) async fn active_administrators(db: &impl ConnectionTrait) -> Result<Vec<account::Model>, Fault> {
    let rows = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Administrator.name()))
        .filter(account::Column::State.eq(AccountState::Active.name()));
    Ok(rows.all(db).await?)
}

/// The administrators who can sign in, taken for this transaction: those who bar one another do it one after the other.
pub(super) struct Administrators(Vec<Uuid>);

impl Administrators {
    /// # Errors
    /// `SignInFirst` when who asks is none of them any more.
    pub async fn take(ctx: &Context, tx: &Tx) -> Result<Self, Fault> {
        let rows = account::Entity::find()
            .filter(account::Column::Role.eq(Role::Administrator.name()))
            .filter(account::Column::State.eq(AccountState::Active.name()))
            .order_by_asc(account::Column::Id)
            .lock_exclusive()
            .all(&**tx)
            .await?;
        let ids: Vec<Uuid> = rows.into_iter().map(|row| row.id).collect();
        match ctx.actor() {
            Actor::Person { account, .. } if !ids.contains(&Uuid::from(*account)) => Err(Refusal::SignInFirst.into()),
            _ => Ok(Self(ids)),
        }
    }

    /// # Errors
    /// `LastAdministrator` when there is no other than `account`.
    pub fn check_another(&self, account: Uuid) -> Result<(), Refusal> {
        match self.0.as_slice() {
            [last] if *last == account => Err(Refusal::LastAdministrator),
            _ => Ok(()),
        }
    }
}

/// The doctor of an account with their schedules taken, by id: no booking is under way until the transaction ends.
pub(crate) async fn take_calendar(tx: &Tx, account: AccountId) -> Result<Option<doctor::Model>, Fault> {
    let doctor = doctor_of(&**tx, account.into()).await?;
    let Some(doctor) = doctor else { return Ok(None) };
    schedule::Entity::find()
        .filter(schedule::Column::DoctorId.eq(doctor.id))
        .order_by_asc(schedule::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    Ok(Some(doctor))
}

pub(super) async fn doctor_of(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<doctor::Model>, Fault> {
    let doctor = doctor::Entity::find().filter(doctor::Column::AccountId.eq(account));
    Ok(doctor.one(db).await?)
}

/// Has the doctor called so where patients look; nothing happens when they are.
pub(crate) async fn rename_doctor(tx: &Tx, doctor: &doctor::Model, given: &str, family: &str) -> Result<(), Fault> {
    use doctor::Column as C;
    if (doctor.given_name.as_str(), doctor.family_name.as_str()) == (given, family) {
        return Ok(());
    }
    doctor::Entity::update_many()
        .col_expr(C::GivenName, Expr::value(given))
        .col_expr(C::FamilyName, Expr::value(family))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(doctor.id))
        .exec(&**tx)
        .await?;
    tx.changed(Change {
        doctor: doctor.id.into(),
    });
    Ok(())
}

/// Whether patients can book the doctor.
pub(super) async fn set_bookable(tx: &Tx, doctor: &doctor::Model, is_bookable: bool) -> Result<(), Fault> {
    use doctor::Column as C;
    doctor::Entity::update_many()
        .col_expr(C::IsActive, Expr::value(is_bookable))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(doctor.id))
        .exec(&**tx)
        .await?;
    tx.changed(Change {
        doctor: doctor.id.into(),
    });
    Ok(())
}

/// Appointments, and holds that still last, that are not over: of the patient, and of the doctor if they are one.
pub(super) fn upcoming(ctx: &Context, account: Uuid, doctor: Option<&doctor::Model>) -> Select<appointment::Entity> {
    use appointment::Column as C;
    let whose = match doctor {
        Some(doctor) => C::DoctorId.eq(doctor.id).or(C::PatientId.eq(account)),
        None => C::PatientId.eq(account),
    };
    appointment::Entity::find()
        .filter(whose)
        .filter(is_active())
        .filter(C::EndsAt.gt(ctx.now().millis()))
        .filter(still_counts(ctx.now()))
}

/// # Errors
/// `AppointmentsToCome`.
pub(super) async fn check_nothing_to_come(
    ctx: &Context,
    tx: &Tx,
    account: Uuid,
    doctor: Option<&doctor::Model>,
) -> Result<(), Fault> {
    let count = upcoming(ctx, account, doctor).count(&**tx).await?;
    if count > 0 {
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        return Err(Refusal::AppointmentsToCome { count }.into());
    }
    Ok(())
}

/// The update of an account as it was taken; its version rises.
pub(super) fn update(row: &account::Model) -> UpdateMany<account::Entity> {
    use account::Column as C;
    account::Entity::update_many()
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(row.id))
        .filter(C::Version.eq(row.version))
}

/// # Errors
/// `Stale` when somebody else was first.
pub(super) async fn write(tx: &Tx, update: UpdateMany<account::Entity>) -> Result<(), Fault> {
    match update.exec(&**tx).await?.rows_affected {
        1 => Ok(()),
        _ => Err(Refusal::Stale.into()),
    }
}

/// From the next request on the person is signed out everywhere; an invitation, a link for a new password and a sign-in that
/// waits for its code are worth nothing any more.
pub(super) async fn end_sessions(tx: &Tx, account: Uuid) -> Result<(), Fault> {
    session::end_sessions(tx, account, None).await?;
    session::end_half_done(tx, account).await
}

pub(super) fn record(ctx: &Context, tx: &Tx, action: Deed, account: Uuid, detail: &str) -> Result<(), Fault> {
    let event = audit::Event {
        action,
        subject: "account",
        subject_id: account,
        detail,
        patient: Some(account),
        reason: None,
    };
    audit::record(ctx, tx, event)
}

pub(super) fn state(row: &account::Model) -> Result<AccountState, Broken> {
    AccountState::from_name(&row.state).ok_or(Broken::Inconsistent("account.state"))
}

pub(super) fn role(row: &account::Model) -> Result<Role, Broken> {
    Role::from_name(&row.role).ok_or(Broken::Inconsistent("account.role"))
}

pub(super) fn email(ctx: &Context, row: &account::Model) -> Result<EmailAddress, Fault> {
    let email = EmailAddress::parse(&row.email(ctx.keys())?);
    Ok(email.ok_or(Broken::Inconsistent("account.email"))?)
}
