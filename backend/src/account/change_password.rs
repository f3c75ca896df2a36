use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{About, check_new_password, collect, hash_password, own_account, verify_password};
use crate::{
    Context, Fault, audit,
    db::{Tx, retry},
    entity::{account, half_sign_in, password_reset},
    notification::{self, Message, SecurityChange},
    second_factor,
    session::{brake, end_sessions},
};

/// As typed.
#[derive(Clone, Default)]
pub struct ChangePassword {
    pub old_password: String,
    pub password: String,
}

/// Gives oneself a new password. All other browsers are signed out, links for a new password are void, and the person is
/// told by mail.
///
/// # Errors
/// [`Refusal::Invalid`] with what is wrong, also with the old password; [`Refusal::TooManyTries`] as when signing in;
/// [`Refusal::ConfirmFirst`] for who has a second factor.
pub async fn change_password(ctx: &Context, form: &ChangePassword) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let account = own_account(ctx).await?;
    if second_factor::is_on(ctx.db().reader(), account.id).await? {
        ctx.recently_verified()?;
    }
    let mut wrong = Vec::new();
    if form.old_password.is_empty() {
        wrong.push(FieldError {
            field: Field::OldPassword,
            fault: Wrong::Missing,
        });
    }
    collect(
        &mut wrong,
        check_new_password(ctx.settings(), &form.password, &about(&account)),
    );
    if !wrong.is_empty() {
        return Err(Refusal::Invalid(wrong).into());
    }
    let of_address = || brake::passwords(ctx, &account.email);
    brake::count(ctx, [of_address()]).await?;
    if !verify_password(ctx, &form.old_password, Some(&account.password_hash)).await? {
        audit::note_refused(ctx, Deed::RefusedProof, ("account", account.id), "wrong password").await?;
        return Err(FieldError::alone(Field::OldPassword, Wrong::Wrong).into());
    }
    let hash = hash_password(ctx, &form.password).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        brake::release(&tx, &of_address()).await?;
        replace_password(ctx, &tx, &account, &hash).await?;
        end_sessions(&tx, account.id, ctx.session().map(|session| session.id)).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

pub(super) fn about(account: &account::Model) -> About<'_> {
    About {
        email: &account.email,
        given_name: &account.given_name,
        family_name: &account.family_name,
    }
}

/// Writes a new password over the one that `account` was read with, makes void what was begun with it, and tells the person.
pub(super) async fn replace_password(
    ctx: &Context,
    tx: &Tx,
    account: &account::Model,
    hash: &str,
) -> Result<(), Fault> {
    use account::Column as C;
    let replaced = account::Entity::update_many()
        .col_expr(C::PasswordHash, Expr::value(hash))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(account.id))
        .filter(C::PasswordHash.eq(&account.password_hash))
        .exec(&**tx)
        .await?;
    if replaced.rows_affected != 1 {
        return Err(Refusal::Stale.into());
    }
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::AccountId.eq(account.id))
        .exec(&**tx)
        .await?;
    half_sign_in::Entity::delete_many()
        .filter(half_sign_in::Column::AccountId.eq(account.id))
        .exec(&**tx)
        .await?;
    let event = audit::Event {
        action: Deed::ChangePassword,
        subject: "account",
        subject_id: account.id,
        detail: "",
        patient: None,
        reason: None,
    };
    audit::record(ctx, tx, event)?;
    tell(ctx, tx, account, SecurityChange::Password).await
}

/// Tells somebody by mail what changed about how they sign in.
pub(crate) async fn tell(
    ctx: &Context,
    tx: &Tx,
    account: &account::Model,
    change: SecurityChange,
) -> Result<(), Fault> {
    let message = Message::Security {
        recipient: account.email.clone(),
        change,
        id: ctx.new_id(),
    };
    notification::enqueue(ctx, tx, message).await
}
