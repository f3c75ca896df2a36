use domain::{
    account::{AccountState, Role},
    time::Instant,
};
use uuid::Uuid;

use super::{PASSWORD_HASH, id, insert};
use crate::{
    Core, Token,
    db::Tx,
    entity::{account, session},
};

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Member {
    pub account: Uuid,
    pub email: String,
    /// For the cookie `session`.
    pub session: Token,
    /// For the cookie `visitor`, of their browser.
    pub visitor: Token,
}

/// Rows in a transaction.
const CHUNK: u32 = 20_000;
/// After the numbers of the clinic's own patients.
const FIRST: u32 = 1_000_000;
const FIRST_ADMINISTRATOR: u32 = 900_000;

/// Patients beside those of the clinic, without visits, who have signed in and are there: for an hour none of them is noted
/// as seen anew.
pub async fn crowd(core: &Core, count: u32) -> Vec<Member> {
    let members: Vec<Member> = (FIRST..FIRST + count).map(member).collect();
    for chunk in members.chunks(usize::try_from(CHUNK).expect("a number")) {
        let tx = core.db.begin().await.expect("a transaction");
        write(&tx, chunk, Role::Patient, core.clock.now()).await;
        tx.commit().await.expect("the crowd is written");
    }
    members
}

/// Administrators who have signed in and are there.
pub async fn administrators(core: &Core, count: u32) -> Vec<Member> {
    let administrators: Vec<Member> = (FIRST_ADMINISTRATOR..FIRST_ADMINISTRATOR + count).map(member).collect();
    let tx = core.db.begin().await.expect("a transaction");
    write(&tx, &administrators, Role::Administrator, core.clock.now()).await;
    tx.commit().await.expect("the administrators are written");
    administrators
}

fn member(number: u32) -> Member {
    let secret = |kind: u8| {
        let mut bytes = [kind; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        Token::from_bytes(bytes)
    };
    Member {
        account: id(6, number.into()),
        email: format!("crowd{number}@example.com"),
        session: secret(1),
        visitor: secret(2),
    }
}

async fn write(tx: &Tx, members: &[Member], role: Role, now: Instant) {
    let accounts = members.iter().map(|member| account::Model {
        id: member.account,
        role: role.name().to_owned(),
        email: member.email.clone(),
        password_hash: PASSWORD_HASH.to_owned(),
        given_name: "Member".to_owned(),
        family_name: "Of The Crowd".to_owned(),
        birth_date: Some("1980-01-01".to_owned()),
        email_index: None,
        phone_index: None,
        birth_index: None,
        message_choices: String::new(),
        email_verified_at: Some(now.millis()),
        phone_verified_at: Some(now.millis()),
        phone: Some("+442079460100".to_owned()),
        state: AccountState::Active.name().to_owned(),
        state_reason: String::new(),
        created_at: now.millis(),
        version: 1,
    });
    insert(
        tx,
        crate::entity::seal_all(&crate::testing::keys(), accounts.collect()).expect("sealed"),
    )
    .await;
    let sessions = members.iter().map(|member| session::Model {
        token_hash: member.session.hash(),
        // One session each.
        id: member.account,
        account_id: member.account,
        created_at: now.millis(),
        last_seen_at: now.plus_minutes(60).millis(),
        expires_at: now.plus_minutes(12 * 60).millis(),
        verified_at: now.millis(),
        user_agent: "bench".to_owned(),
        by_passkey: false,
        network: String::new(),
    });
    insert(tx, sessions.collect()).await;
}
