//! Whether a message is still true: some wait, some are sent again, and much can happen meanwhile.

use domain::{account::AccountState, booking::Status, ids::AccountId};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    Visit,
    message::{Content, DoctorEvent},
};
use crate::{
    Context, Fault,
    entity::{account, appointment},
};

/// Asked before a message is sent, of those that wait by their nature: reminders, which lose the visits that are no more, notes of
/// missed visits, and text messages to whose account it is, which wait for the morning. All others tell of what happened, in its order.
pub(crate) async fn still_true(
    ctx: &Context,
    db: &impl ConnectionTrait,
    content: &mut Content,
    texted: Option<AccountId>,
) -> Result<bool, Fault> {
    Ok(match content {
        Content::Reminder { visits } => {
            let rows = rows_of(db, visits).await?;
            visits.retain(|visit| stands(ctx, &rows, visit, Status::Confirmed));
            for visit in &mut *visits {
                visit.note_time(ctx.now());
            }
            !visits.is_empty()
        }
        Content::Missed { visit } => {
            let rows = rows_of(db, std::slice::from_ref(visit)).await?;
            rows.iter().any(|row| row.status == Status::NoShow.name())
        }
        Content::AccountApproved { .. } => is_in_state(db, texted, AccountState::Active).await?,
        Content::AccountRejected { .. } => is_in_state(db, texted, AccountState::Rejected).await?,
        _ => true,
    })
}

async fn is_in_state(db: &impl ConnectionTrait, texted: Option<AccountId>, state: AccountState) -> Result<bool, Fault> {
    let Some(account) = texted else { return Ok(true) };
    let found = account::Entity::find_by_id(Uuid::from(account)).one(db).await?;
    Ok(found.is_some_and(|row| row.state == state.name()))
}

/// Asked before a message is sent again to its reader, of all that say how something is. What was written to an address alone has only that.
pub(crate) async fn can_be_said_again(
    ctx: &Context,
    db: &impl ConnectionTrait,
    content: &mut Content,
    reader: Option<&account::Model>,
    recipient: &str,
) -> Result<bool, Fault> {
    use Content as C;
    let is_upcoming = async |visit: &Visit, status| {
        let rows = rows_of(db, std::slice::from_ref(visit)).await?;
        Ok(stands(ctx, &rows, visit, status))
    };
    let has_ended = async |visit: &Visit, status: Status| -> Result<bool, Fault> {
        let rows = rows_of(db, std::slice::from_ref(visit)).await?;
        Ok(rows.iter().any(|row| row.status == status.name()))
    };
    match content {
        C::Reminder { .. } | C::Missed { .. } => still_true(ctx, db, content, None).await,
        C::Requested { visit, .. }
        | C::Moved {
            visit,
            is_request: true,
            ..
        } => is_upcoming(visit, Status::Requested).await,
        C::Booked { visit, .. } | C::Accepted { visit, .. } | C::Moved { visit, .. } => {
            is_upcoming(visit, Status::Confirmed).await
        }
        C::Rejected { visit } | C::Lapsed { visit } => has_ended(visit, Status::Rejected).await,
        C::Cancelled { visit, .. } => has_ended(visit, Status::Cancelled).await,
        C::ToDoctor { event, visit } => match event {
            DoctorEvent::Booked | DoctorEvent::Moved { .. } => is_upcoming(visit, Status::Confirmed).await,
            DoctorEvent::Requested | DoctorEvent::RequestedAnew { .. } => is_upcoming(visit, Status::Requested).await,
            DoctorEvent::Cancelled { .. } => has_ended(visit, Status::Cancelled).await,
        },
        C::DailyList { visits, .. } => {
            let rows = rows_of(db, visits).await?;
            let mut visits = visits.iter();
            Ok(!rows.is_empty() && visits.all(|visit| stands(ctx, &rows, visit, Status::Confirmed)))
        }
        C::AccountApproved { .. } => has_account(ctx, db, reader, recipient, AccountState::Active).await,
        C::AccountRejected { .. } => has_account(ctx, db, reader, recipient, AccountState::Rejected).await,
        C::RegistrationWaiting { .. } => {
            let waiting = account::Entity::find().filter(account::Column::State.eq(AccountState::Pending.name()));
            Ok(waiting.one(db).await?.is_some())
        }
        // They tell what happened, and it did.
        C::AlreadyRegistered
        | C::NoAccount
        | C::Security { .. }
        | C::ContactTaken
        | C::ContactChanged(_)
        | C::DeliveryFailed
        | C::EmergencyToPatient(_)
        | C::EmergencyToAdministrator(_)
        | C::Test { .. } => Ok(true),
        C::Code { .. }
        | C::PhoneCode { .. }
        | C::ContactCode { .. }
        | C::Invitation { .. }
        | C::PasswordReset { .. } => Ok(false),
    }
}

/// Whether the visit is to come, in this state and at the time that was told.
fn stands(ctx: &Context, rows: &[appointment::Model], visit: &Visit, status: Status) -> bool {
    let stands = |row: &appointment::Model| {
        row.id == Uuid::from(visit.id)
            && row.status == status.name()
            && row.starts_at == visit.time.start.millis()
            && ctx.now() < visit.time.start
    };
    rows.iter().any(stands)
}

async fn rows_of(db: &impl ConnectionTrait, visits: &[Visit]) -> Result<Vec<appointment::Model>, Fault> {
    let ids = visits.iter().map(|visit| Uuid::from(visit.id));
    let rows = appointment::Entity::find().filter(appointment::Column::Id.is_in(ids));
    Ok(rows.all(db).await?)
}

async fn has_account(
    ctx: &Context,
    db: &impl ConnectionTrait,
    reader: Option<&account::Model>,
    email: &str,
    state: AccountState,
) -> Result<bool, Fault> {
    if let Some(reader) = reader {
        return Ok(reader.state == state.name());
    }
    let found = account::Entity::find()
        .filter(account::with_email(ctx.keys(), email))
        .filter(account::Column::State.eq(state.name()));
    Ok(found.one(db).await?.is_some())
}
