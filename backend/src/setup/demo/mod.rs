//! The demo: a clinic group that does not exist, with weeks of appointments around today.
//!
//! The lists say what there is (places, specialties, doctors, names, hours), a [`Plan`] makes rows of them by the rules of
//! `domain::slots`, and all of it is written in one transaction. The same seed and the same time give the same clinic.

mod absences;
mod dice;
mod doctors;
mod history;
mod hours;
mod names;
mod patients;
mod places;
mod plan;
mod profiles;
mod rows;
mod specialties;
#[cfg(test)]
mod tests;
mod visits;
mod waiting;
mod write;

use domain::{access::Actor, account::Role, refusal::Refusal};
use sea_orm::{ActiveValue::Set, ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait};

use self::plan::Plan;
use crate::{
    Broken, Context, Fault,
    account::hash_password,
    db::Tx,
    entity::{account, location, setting},
};

/// The name of the demo clinic; those of its places begin with it.
pub const DEMO_CLINIC_NAME: &str = "Riverside Health";

/// The demo clinic and how to sign in to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoClinic {
    /// Whether it was written just now.
    pub is_new: bool,
    pub sign_ins: [SignIn; 4],
}

/// One way to sign in to the demo clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub role: Role,
    pub name: &'static str,
    pub email: &'static str,
    pub password: &'static str,
}

/// The name of the key of [`DEMO_KEYS`]: a database that was encrypted with it is a demo's.
pub const DEMO_KEY: &str = "demo";
/// Known to everybody: the people of the demo are made up, and several processes serve one demo.
pub const DEMO_KEYS: &str = "lasting:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3,\
                             demo:3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d";

/// Of every account of the demo clinic.
const PASSWORD: &str = "mediconnect-demo";
const SETTING: &str = "demo_seeded";

const SIGN_INS: [SignIn; 4] = [
    SignIn {
        role: Role::Patient,
        name: "Clara Whitfield",
        email: "clara.whitfield@example.com",
        password: PASSWORD,
    },
    SignIn {
        role: Role::Doctor,
        name: "Dr. Amina Okafor",
        email: "amina.okafor@example.com",
        password: PASSWORD,
    },
    SignIn {
        role: Role::Support,
        name: "Noor Halloran",
        email: "front.desk@example.com",
        password: PASSWORD,
    },
    SignIn {
        role: Role::Administrator,
        name: "Ruth Castellan",
        email: "admin@example.com",
        password: PASSWORD,
    },
];

/// The database holds something else than a demo.
#[derive(Debug, thiserror::Error)]
#[error("the demo goes into an empty database only; this one holds a clinic already")]
struct NotEmpty;

/// Fills an empty database with the demo clinic, once: a database that has it already is left as it is.
///
/// # Errors
/// `Forbidden` for everybody but the system; `Broken` when the database holds another clinic. Then nothing was written.
pub async fn seed_demo(ctx: &Context) -> Result<DemoClinic, Fault> {
    if *ctx.actor() != Actor::System {
        return Err(Refusal::Forbidden.into());
    }
    if is_seeded(ctx.db().reader()).await? {
        return Ok(clinic(false));
    }
    let password_hash = hash_password(ctx, PASSWORD).await?;
    let plan = Plan::new(ctx.now(), &password_hash)?;

    let tx = ctx.db().begin().await?;
    wait_for_others(&tx).await?;
    if is_seeded(&*tx).await? {
        return Ok(clinic(false));
    }
    let rows = location::Entity::find().count(&*tx).await? + account::Entity::find().count(&*tx).await?;
    if rows > 0 {
        return Err(Broken::other("the demo clinic")(NotEmpty.into()));
    }
    write::write(&tx, ctx.keys(), plan).await?;
    let seeded = setting::ActiveModel {
        name: Set(SETTING.to_owned()),
        value: Set(ctx.now().to_string()),
    };
    setting::Entity::insert(seeded).exec_without_returning(&*tx).await?;
    tx.commit().await?;
    Ok(clinic(true))
}

/// Of several processes on one empty PostgreSQL one writes and the others wait here. On SQLite every transaction that writes
/// waits as it begins.
async fn wait_for_others(tx: &Tx) -> Result<(), Fault> {
    if tx.get_database_backend() == DbBackend::Postgres {
        tx.execute_unprepared("LOCK TABLE setting IN SHARE ROW EXCLUSIVE MODE")
            .await?;
    }
    Ok(())
}

async fn is_seeded(db: &impl ConnectionTrait) -> Result<bool, Fault> {
    Ok(setting::Entity::find_by_id(SETTING).one(db).await?.is_some())
}

const fn clinic(is_new: bool) -> DemoClinic {
    DemoClinic {
        is_new,
        sign_ins: SIGN_INS,
    }
}
