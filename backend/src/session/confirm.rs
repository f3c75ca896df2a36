use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::brake;
use crate::{
    Context, Fault,
    account::{own_account, verify_password},
    audit,
    db::retry,
    entity::session,
    second_factor::{self, GivenCode},
};

/// What somebody gives again to show that it is them.
#[derive(Clone, Default)]
pub struct Confirm {
    pub password: String,
    /// Where there is a second factor.
    pub code: String,
}

/// Takes the password once more, and a code where there is a second factor; for ten minutes [`Context::recently_verified`]
/// then holds.
///
/// # Errors
/// [`Refusal::Invalid`] with what is missing or wrong, [`Refusal::TooManyTries`] as when signing in.
pub async fn confirm(ctx: &Context, form: &Confirm) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let own = ctx.session().ok_or(Refusal::SignInFirst)?;
    let account = own_account(ctx).await?;
    let has_factor = second_factor::is_on(ctx.db().reader(), account.id).await?;
    if form.password.is_empty() {
        return Err(FieldError::alone(Field::Password, Wrong::Missing).into());
    }
    let code = has_factor.then(|| GivenCode::parse(&form.code)).transpose()?;
    let of_address = || brake::passwords(ctx, &account.email);
    brake::count(ctx, [of_address()]).await?;
    if !verify_password(ctx, &form.password, Some(&account.password_hash)).await? {
        audit::note_refused(ctx, Deed::RefusedProof, ("account", account.id), "wrong password").await?;
        return Err(FieldError::alone(Field::Password, Wrong::Wrong).into());
    }
    if let Some(code) = code {
        match second_factor::check(ctx, &account, &code).await {
            Err(Fault::Refused(Refusal::WrongCode)) => {
                return Err(FieldError::alone(Field::FactorCode, Wrong::Wrong).into());
            }
            checked => checked?,
        };
    }
    retry(async || {
        let tx = ctx.db().begin().await?;
        brake::release(&tx, &of_address()).await?;
        session::Entity::update_many()
            .col_expr(session::Column::VerifiedAt, Expr::value(ctx.now().millis()))
            .filter(session::Column::Id.eq(own.id))
            .filter(session::Column::AccountId.eq(account.id))
            .exec(&*tx)
            .await?;
        let event = audit::Event {
            action: Deed::ConfirmIdentity,
            subject: "account",
            subject_id: account.id,
            detail: "",
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tx.commit().await?;
        Ok(())
    })
    .await
}
