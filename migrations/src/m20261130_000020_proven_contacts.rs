//! When somebody proved their e-mail address and their phone number.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
#[expect(
    elided_lifetimes_in_paths,
    reason = "async_trait and the trait it was written with want it so"
)]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, UP).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "steps only lead forward: restore a backup instead".to_owned(),
        ))
    }
}

/// Until now whoever had a password of their own had proved the address. The hash is the one that nobody's password has.
const UP: &str = "
ALTER TABLE account ADD COLUMN email_verified_at {int};
ALTER TABLE account ADD COLUMN phone_verified_at {int};
UPDATE account SET email_verified_at = created_at WHERE state <> 'deleted' AND password_hash <>
  '$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';

ALTER TABLE registration ADD COLUMN email_verified_at {int};
";
