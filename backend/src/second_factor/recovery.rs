use data_encoding::BASE32_NOPAD;
use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{is_on, status::in_groups};
use crate::{
    Context, Fault,
    account::{own_account, tell},
    audit,
    db::{Tx, retry},
    entity::recovery_code::{ActiveModel, Column as C, Entity},
    notification::SecurityChange,
    token,
};

const CODES: usize = 10;
/// 120 bits: nobody finds it by trying all against a stolen database.
const CODE_BYTES: usize = 15;

/// Ten new recovery codes, shown this once; those of before are void.
///
/// # Errors
/// [`Refusal::ConfirmFirst`]; [`Refusal::NotFound`] without a second factor.
pub async fn renew_recovery_codes(ctx: &Context) -> Result<Vec<String>, Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let account = own_account(ctx).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        if !is_on(&*tx, account.id).await? {
            return Err(Refusal::NotFound.into());
        }
        let codes = replace(ctx, &tx, account.id).await?;
        let event = audit::Event {
            action: Deed::RenewRecoveryCodes,
            subject: "account",
            subject_id: account.id,
            detail: "",
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tell(ctx, &tx, &account, SecurityChange::RecoveryCodesRenewed).await?;
        tx.commit().await?;
        Ok(codes)
    })
    .await
}

/// "ABCD-EFGH-IJKL-MNOP-QRST-UVWX", ten of them.
pub(super) async fn replace(ctx: &Context, tx: &Tx, account: Uuid) -> Result<Vec<String>, Fault> {
    delete_all(tx, account).await?;
    let codes: Vec<String> = (0..CODES)
        .map(|_| BASE32_NOPAD.encode(&ctx.random::<CODE_BYTES>()))
        .collect();
    let rows = codes.iter().map(|code| ActiveModel {
        code_hash: Set(hash(account, code)),
        account_id: Set(account),
    });
    Entity::insert_many(rows).exec_without_returning(&**tx).await?;
    Ok(codes.iter().map(|code| in_groups(code, "-")).collect())
}

pub(super) async fn delete_all(tx: &Tx, account: Uuid) -> Result<(), Fault> {
    Entity::delete_many()
        .filter(C::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    Ok(())
}

/// As stored.
pub(super) fn hash(account: Uuid, code: &str) -> String {
    token::hash(format!("{account}:{code}").as_bytes())
}
