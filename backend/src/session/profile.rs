use domain::{account::Role, refusal::Refusal};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::{Broken, Context, Fault, entity::account};

/// Who is signed in, for the header of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// "Clara Meyer"
    pub name: String,
    pub role: Role,
}

/// # Errors
/// [`Refusal::SignInFirst`] when nobody is signed in.
pub async fn current_profile(ctx: &Context) -> Result<Profile, Fault> {
    let account = ctx.actor().signed_in()?;
    let row = account::Entity::find_by_id(Uuid::from(account))
        .one(ctx.db().reader())
        .await?;
    let row = row.ok_or(Refusal::SignInFirst)?;
    let role = Role::from_name(&row.role).ok_or(Broken::Inconsistent("account.role"))?;
    Ok(Profile {
        name: full_name(&row),
        role,
    })
}

pub(crate) fn full_name(row: &account::Model) -> String {
    format!("{} {}", row.given_name, row.family_name)
}
