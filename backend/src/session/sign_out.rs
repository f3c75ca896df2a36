use domain::audit::Deed;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{Context, Fault, Token, audit, db::retry, entity::session};

/// Ends a session, and tells its open pages. One that has ended already stays so.
///
/// # Errors
/// Only those of the database.
pub async fn sign_out(ctx: &Context, session: &Token) -> Result<(), Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        let ended = session::Entity::delete_many()
            .filter(session::Column::TokenHash.eq(session.hash()))
            .exec_with_returning(&*tx)
            .await?;
        for row in ended {
            let event = audit::Event {
                action: Deed::SignOut,
                subject: "account",
                subject_id: row.account_id,
                detail: "",
                patient: None,
                reason: None,
            };
            audit::record(ctx, &tx, event)?;
            tx.told(row.account_id.into());
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}
