use domain::{
    access::{Action, Relation, Subject},
    account::{PASSKEYS_MOST, PasskeyUse, parse_passkey_name},
    refusal::Refusal,
};
use serde::Serialize;
use webauthn_rs::{
    Webauthn,
    prelude::{CredentialID, DiscoverableAuthentication, PasskeyRegistration},
};
use webauthn_rs_proto::{AllowCredentials, ResidentKeyRequirement};

use super::{
    challenge,
    list::{credential_ids, own_rows},
    relying_party::{broken, relying_party},
};
use crate::{
    Broken, Context, Fault, Token,
    account::own_account,
    session::{brake, full_name},
};

/// A question for the browser.
pub struct Asked {
    /// For the cookie of who answers.
    pub token: Token,
    /// JSON of a `PublicKeyCredentialRequestOptions`, or of a `PublicKeyCredentialCreationOptions` for a new passkey.
    pub options: String,
}

/// Asks the browser for a passkey. `name` is that of a new one; `former` holds what this browser was asked before.
///
/// # Errors
/// [`Refusal::NotFound`] where there are no passkeys, or none to confirm with. To sign in: [`Refusal::TooManyTries`] after a hundred
/// in a quarter of an hour from one place. Otherwise [`Refusal::SignInFirst`]; for a new one [`Refusal::ConfirmFirst`],
/// [`Refusal::Invalid`] for its name, [`Refusal::Stale`] when there are ten.
pub async fn ask(ctx: &Context, purpose: PasskeyUse, name: &str, former: Option<&Token>) -> Result<Asked, Fault> {
    let party = relying_party(ctx)?;
    match purpose {
        PasskeyUse::SignIn => {
            brake::count(ctx, brake::PASSKEYS_FROM.of_here(ctx)).await?;
            let (options, state) = use_one(&party, Vec::new())?;
            asked(ctx, purpose, &options, &state, former).await
        }
        PasskeyUse::Confirm => {
            ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
            let own = credential_ids(ctx, &own_rows(ctx).await?)?;
            if own.is_empty() {
                return Err(Refusal::NotFound.into());
            }
            let (options, state) = use_one(&party, own)?;
            asked(ctx, purpose, &options, &state, former).await
        }
        PasskeyUse::Add => {
            ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
            ctx.recently_verified()?;
            parse_passkey_name(name).map_err(|fault| Refusal::Invalid(vec![fault]))?;
            let (options, state) = make_one(ctx, &party).await?;
            asked(ctx, purpose, &options, &state, former).await
        }
    }
}

/// Any passkey of ours that the browser knows, or one of `allowed`.
fn use_one(
    party: &Webauthn,
    allowed: Vec<CredentialID>,
) -> Result<(impl Serialize + use<>, DiscoverableAuthentication), Fault> {
    let (asked, state) = party.start_discoverable_authentication().map_err(broken)?;
    let mut options = asked.public_key;
    options.allow_credentials = allowed
        .into_iter()
        .map(|id| AllowCredentials {
            type_: "public-key".to_owned(),
            id,
            transports: None,
        })
        .collect();
    Ok((options, state))
}

async fn make_one(ctx: &Context, party: &Webauthn) -> Result<(impl Serialize + use<>, PasskeyRegistration), Fault> {
    let rows = own_rows(ctx).await?;
    if rows.len() >= PASSKEYS_MOST {
        return Err(Refusal::Stale.into());
    }
    let account = own_account(ctx).await?;
    let known = credential_ids(ctx, &rows)?;
    let (asked, state) = party
        .start_passkey_registration(account.id, &account.email, &full_name(&account), Some(known))
        .map_err(broken)?;
    let mut options = asked.public_key;
    if let Some(selection) = &mut options.authenticator_selection {
        // Found by the browser without a name typed.
        selection.resident_key = Some(ResidentKeyRequirement::Required);
        selection.require_resident_key = true;
    }
    Ok((options, state))
}

async fn asked(
    ctx: &Context,
    purpose: PasskeyUse,
    options: &impl Serialize,
    state: &impl Serialize,
    former: Option<&Token>,
) -> Result<Asked, Fault> {
    let options = serde_json::to_string(options);
    Ok(Asked {
        options: options.map_err(|error| Broken::other("the options of a passkey")(error.into()))?,
        token: challenge::keep(ctx, purpose, state, former).await?,
    })
}
