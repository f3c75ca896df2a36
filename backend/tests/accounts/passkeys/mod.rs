//! Passkeys, with an authenticator in software.

mod keep;
mod sign_in;
mod staff;

use backend::{
    Context, Fault, Token,
    passkey::{AddPasskey, add_passkey, ask, confirm_by_passkey, sign_in_by_passkey},
    session::SignedIn,
    testing::{self, Authenticator, Kind, World},
};
use domain::account::PasskeyUse;

use super::ground::{BROWSER, in_session, signed_in, visitor};

/// A patient with a passkey.
pub struct Keyed {
    pub world: World,
    pub session: Token,
    pub ctx: Context,
    pub device: Authenticator,
}

pub async fn keyed(kind: Kind) -> Keyed {
    let world = testing::world(kind).await;
    let (session, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    let mut device = Authenticator::new();
    add(&ctx, &mut device, "Blue phone").await.unwrap();
    let ctx = in_session(&world, &session).await;
    Keyed {
        world,
        session,
        ctx,
        device,
    }
}

/// Adds a passkey of a device that has none of this account's.
pub async fn add(ctx: &Context, device: &mut Authenticator, name: &str) -> Result<(), Fault> {
    let asked = ask(ctx, PasskeyUse::Add, name, None).await?;
    let input = AddPasskey {
        name: name.to_owned(),
        answer: device.make(&asked.options).expect("a new passkey"),
    };
    add_passkey(ctx, Some(&asked.token), &input).await
}

/// Signs in with the newest passkey of a device.
pub async fn enter(world: &World, device: &mut Authenticator) -> Result<SignedIn, Fault> {
    let ctx = visitor(world);
    let asked = ask(&ctx, PasskeyUse::SignIn, "", None).await?;
    let answer = device.answer(&asked.options).expect("a passkey");
    sign_in_by_passkey(&ctx, Some(&asked.token), &answer, BROWSER).await
}

pub async fn confirm(ctx: &Context, device: &mut Authenticator) -> Result<(), Fault> {
    let asked = ask(ctx, PasskeyUse::Confirm, "", None).await?;
    let answer = device.answer(&asked.options).expect("a passkey");
    confirm_by_passkey(ctx, Some(&asked.token), &answer).await
}
