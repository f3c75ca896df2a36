use domain::{
    access::{Action, Relation, Subject},
    account::Role,
    time::Instant,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{qr::QrCode, vault};
use crate::{
    Context, Fault,
    account::own_account,
    entity::{
        account, recovery_code,
        second_factor::{self, Column as C},
    },
    notification::encode,
    passkey,
};

/// One's own second factor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorView {
    pub state: FactorState,
    /// The clinic wants one.
    pub is_required: bool,
    /// There is a passkey, which is as much.
    pub has_passkey: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FactorState {
    Off,
    /// Begun: the app takes the secret, and a first code proves it.
    Pending {
        /// "ABCD EFGH …", to be typed where no camera is.
        secret: String,
        qr: QrCode,
    },
    On {
        since: Instant,
        recovery_codes: u64,
    },
}

/// What the page of the second factor shows.
///
/// # Errors
/// [`domain::refusal::Refusal::SignInFirst`].
pub async fn find_factor(ctx: &Context) -> Result<FactorView, Fault> {
    ctx.check(Action::Read, Subject::SignIn, Relation::Own)?;
    let account = own_account(ctx).await?;
    let is_staff = ctx.actor().role().is_some_and(|role| role != Role::Patient);
    let row = second_factor::Entity::find_by_id(account.id)
        .one(ctx.db().reader())
        .await?;
    let state = match row {
        None => FactorState::Off,
        Some(row) => state(ctx, &account, row).await?,
    };
    Ok(FactorView {
        state,
        is_required: is_staff && ctx.settings().staff_need_second_factor,
        has_passkey: passkey::has_any(ctx.db().reader(), account.id).await?,
    })
}

async fn state(ctx: &Context, account: &account::Model, row: second_factor::Model) -> Result<FactorState, Fault> {
    if let Some(since) = row.confirmed_at {
        let codes = recovery_code::Entity::find().filter(recovery_code::Column::AccountId.eq(row.account_id));
        return Ok(FactorState::On {
            since: Instant::from_millis(since),
            recovery_codes: codes.count(ctx.db().reader()).await?,
        });
    }
    let secret = data_encoding::BASE32_NOPAD.encode(&vault::open(ctx, row.account_id, &row.secret)?);
    let (issuer, email) = (encode(&ctx.settings().clinic_name), encode(&account.email));
    let uri = format!("otpauth://totp/{issuer}:{email}?secret={secret}&issuer={issuer}");
    Ok(FactorState::Pending {
        secret: in_groups(&secret, " "),
        qr: QrCode::of(&uri)?,
    })
}

/// Whether an account has a second factor that counts.
pub(crate) async fn is_on(db: &impl ConnectionTrait, account: Uuid) -> Result<bool, Fault> {
    let confirmed = second_factor::Entity::find_by_id(account).filter(C::ConfirmedAt.is_not_null());
    Ok(confirmed.one(db).await?.is_some())
}

/// "ABCD EFGH" of "ABCDEFGH"
pub(super) fn in_groups(text: &str, between: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let groups: Vec<String> = characters.chunks(4).map(|group| group.iter().collect()).collect();
    groups.join(between)
}
