use domain::{
    access::{Action, Relation, Subject},
    account::parse_passkey_name,
    audit::Deed,
    ids::PasskeyId,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use crate::{
    Context, Fault, audit,
    db::retry,
    entity::passkey::{Column as C, Entity, sealed_name},
};

/// Calls one of one's own passkeys something else.
///
/// # Errors
/// [`Refusal::SignInFirst`]; [`Refusal::Invalid`] for the name; [`Refusal::NotFound`] for somebody else's.
pub async fn rename_passkey(ctx: &Context, id: PasskeyId, name: &str) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let name = parse_passkey_name(name).map_err(|fault| Refusal::Invalid(vec![fault]))?;
    let sealed = sealed_name(ctx.keys(), &Uuid::from(id), &name)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let renamed = Entity::update_many()
            .col_expr(C::Name, Expr::value(&sealed))
            .filter(C::Id.eq(Uuid::from(id)))
            .filter(C::AccountId.eq(account))
            .exec(&*tx)
            .await?;
        if renamed.rows_affected != 1 {
            return Err(Refusal::NotFound.into());
        }
        let event = audit::Event {
            action: Deed::RenamePasskey,
            subject: "account",
            subject_id: account,
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
