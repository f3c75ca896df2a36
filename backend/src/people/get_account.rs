use domain::{
    access::Action,
    account::{AccountState, Profession, Role},
    directory::LocationView,
    ids::{AccountId, AppointmentId},
    refusal::Refusal,
    time::{Instant, TimeLabel, Zone},
    version::Version,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Query,
};
use uuid::Uuid;

use super::ground;
use crate::{
    Broken, Context, Fault,
    account::NO_PASSWORD,
    audit::{self, Reading, Seen},
    directory::location_view,
    entity::{
        account, account_location, appointment, audit_event, invitation, location, photo, session, specialty,
        staff_application,
    },
    passkey,
};

/// All that administrators know of an account.
pub struct AccountView {
    pub id: AccountId,
    pub version: Version,
    pub role: Role,
    pub state: AccountState,
    pub reason: String,
    pub given_name: String,
    pub family_name: String,
    /// Empty when it is deleted, like the phone.
    pub email: String,
    pub phone: Option<String>,
    pub is_email_proved: bool,
    pub is_phone_proved: bool,
    pub birth_date: Option<String>,
    pub created_at: Instant,
    pub last_seen: Option<Instant>,
    /// Browsers that are signed in.
    pub sessions: u64,
    pub passkeys: u64,
    pub has_password: bool,
    /// Until when a link to set the password works.
    pub invited_until: Option<Instant>,
    pub staff: Option<StaffView>,
    /// Of the front desk: the places to which it is bound, by name; none where it works for all.
    pub places: Vec<LocationView>,
    pub doctor_slug: Option<String>,
    pub has_photo: bool,
    /// Of who looks.
    pub is_own: bool,
    /// How many appointments are to come, and the first of them.
    pub upcoming: u64,
    pub first_upcoming: Vec<UpcomingVisit>,
}

/// What staff give about themselves.
pub struct StaffView {
    pub profession: Profession,
    pub specialty: String,
    pub location: String,
    pub licence_number: String,
    pub qualifications: String,
    pub languages: String,
}

/// An appointment that keeps an account from being deleted.
pub struct UpcomingVisit {
    pub id: AppointmentId,
    /// "Monday 23 November 2026, 14:20"
    pub time: String,
}

const MOST_SHOWN: u64 = 20;

impl AccountView {
    pub fn name(&self) -> String {
        format!("{} {}", self.given_name, self.family_name)
    }
}

/// One account. Goes into the audit trail.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`.
pub async fn get_account(ctx: &Context, id: AccountId) -> Result<AccountView, Fault> {
    ground::check(ctx, Action::Read, id)?;
    let db = ctx.db().reader();
    let row = account::Entity::find_by_id(Uuid::from(id)).one(db).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    audit::note(ctx, Reading::Account, "", [seen(&row)]).await?;
    let state = ground::state(&row)?;
    let doctor = ground::doctor_of(db, row.id).await?;
    let upcoming = ground::upcoming(ctx, row.id, doctor.as_ref());
    let first = upcoming.clone().order_by_asc(appointment::Column::StartsAt);
    let first = first.limit(MOST_SHOWN).all(db).await?;
    let sessions = session::Entity::find().filter(session::Column::AccountId.eq(row.id));
    let invitation = invitation::Entity::find()
        .filter(invitation::Column::AccountId.eq(row.id))
        .filter(invitation::Column::ExpiresAt.gt(ctx.now().millis()))
        .one(db)
        .await?;
    let photos = photo::Entity::find_by_id(row.id);
    let is_deleted = state == AccountState::Deleted;
    let row = row.open(ctx.keys())?;
    let role = ground::role(&row)?;
    Ok(AccountView {
        id,
        version: Version::new(row.version),
        role,
        state,
        last_seen: last_seen(db, row.id).await?,
        sessions: sessions.count(db).await?,
        passkeys: passkey::count(db, row.id).await?,
        has_password: row.password_hash != NO_PASSWORD,
        invited_until: invitation.map(|row| Instant::from_millis(row.expires_at)),
        staff: staff(db, row.id).await?,
        places: match role {
            Role::Support if !is_deleted => places(db, row.id).await?,
            _ => Vec::new(),
        },
        doctor_slug: doctor.filter(|_| role == Role::Doctor).map(|doctor| doctor.slug),
        has_photo: photos.count(db).await? > 0,
        is_own: ctx.actor().account() == Some(id),
        upcoming: upcoming.count(db).await?,
        first_upcoming: first.iter().map(visit).collect::<Result<_, _>>()?,
        reason: row.state_reason,
        given_name: row.given_name,
        family_name: row.family_name,
        email: if is_deleted { String::new() } else { row.email },
        phone: row.phone,
        is_email_proved: row.email_verified_at.is_some(),
        is_phone_proved: row.phone_verified_at.is_some(),
        birth_date: row.birth_date,
        created_at: Instant::from_millis(row.created_at),
    })
}

fn seen(row: &account::Model) -> Seen {
    let is_patient = row.role == Role::Patient.name();
    Seen {
        patient: is_patient.then_some(row.id),
        subject: ("account", row.id),
    }
}

/// Of the sessions at hand, else when the person signed in last.
async fn last_seen(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<Instant>, Fault> {
    let session = session::Entity::find()
        .filter(session::Column::AccountId.eq(account))
        .order_by_desc(session::Column::LastSeenAt)
        .one(db)
        .await?;
    if let Some(session) = session {
        return Ok(Some(Instant::from_millis(session.last_seen_at)));
    }
    let sign_in = audit_event::Entity::find()
        .filter(audit_event::Column::Subject.eq("account"))
        .filter(audit_event::Column::SubjectId.eq(account))
        .filter(audit_event::Column::Action.eq("sign_in"))
        .order_by_desc(audit_event::Column::At)
        .one(db)
        .await?;
    Ok(sign_in.map(|event| Instant::from_millis(event.at)))
}

async fn staff(db: &impl ConnectionTrait, account: Uuid) -> Result<Option<StaffView>, Fault> {
    let missing = || Broken::Inconsistent("staff_application");
    let Some(row) = staff_application::Entity::find_by_id(account).one(db).await? else {
        return Ok(None);
    };
    let specialty = specialty::Entity::find_by_id(row.specialty_id).one(db).await?;
    let location = location::Entity::find_by_id(row.location_id).one(db).await?;
    Ok(Some(StaffView {
        profession: Profession::from_name(&row.profession).ok_or_else(missing)?,
        specialty: specialty.ok_or_else(missing)?.name,
        location: location.ok_or_else(missing)?.name,
        licence_number: row.licence_number,
        qualifications: row.qualifications,
        languages: row.languages,
    }))
}

async fn places(db: &impl ConnectionTrait, account: Uuid) -> Result<Vec<LocationView>, Fault> {
    let mut bound_to = Query::select();
    bound_to
        .column(account_location::Column::LocationId)
        .from(account_location::Entity)
        .and_where(account_location::Column::AccountId.eq(account));
    let places = location::Entity::find()
        .filter(location::Column::Id.in_subquery(bound_to))
        .order_by_asc(location::Column::Name)
        .all(db)
        .await?;
    Ok(places.iter().map(location_view).collect())
}

fn visit(row: &appointment::Model) -> Result<UpcomingVisit, Fault> {
    let zone = Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
    let label = TimeLabel::new(Instant::from_millis(row.starts_at), &zone);
    Ok(UpcomingVisit {
        id: row.id.into(),
        time: format!("{}, {}", label.date(), label.time()),
    })
}
