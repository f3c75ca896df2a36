use argon2::{
    ARGON2ID_IDENT, Argon2, Params,
    password_hash::{Error as HashError, PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use secrecy::{ExposeSecret, SecretString};

use crate::{Broken, Context, Fault};

/// What the password of nobody is checked against, so that an address without an account takes as long as one with.
/// Of the same work as [`hash_password`]; no password has it, so an account with it is signed in to with none.
pub(crate) const NO_PASSWORD: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Hashes a password for storage: argon2id with a salt of its own, 19 MiB and two passes (OWASP password storage, 2024).
///
/// # Errors
/// Only when the machine fails.
pub async fn hash_password(ctx: &Context, password: &str) -> Result<String, Fault> {
    let hashed = compute(ctx, password, |password| -> Result<String, HashError> {
        Ok(Argon2::default().hash_password(password)?.to_string())
    });
    hashed
        .await?
        .map_err(|error| Broken::other("the hash of a password")(error.into()))
}

/// Whether a password is the one of `hash`. Without a hash it takes as long and is not.
pub(crate) async fn verify_password(ctx: &Context, password: &str, hash: Option<&str>) -> Result<bool, Fault> {
    let expected = hash.unwrap_or(NO_PASSWORD).to_owned();
    let verified = compute(ctx, password, move |password| {
        Argon2::default().verify_password(password, expected.as_str())
    });
    match verified.await? {
        Ok(()) => Ok(hash.is_some()),
        Err(HashError::PasswordInvalid) => Ok(false),
        Err(error) => Err(Broken::other("the hash of a password")(error.into())),
    }
}

/// Whether a hash takes less work to guess for than one that [`hash_password`] makes now, or is of another kind. What cannot be read is
/// left as it is.
pub(crate) fn is_outdated(hash: &str) -> bool {
    let Ok(hash) = PasswordHash::new(hash) else {
        return false;
    };
    let Ok(of_hash) = Params::try_from(&hash) else {
        return false;
    };
    let argon2 = Argon2::default();
    let now = argon2.params();
    hash.algorithm != ARGON2ID_IDENT || of_hash.m_cost() < now.m_cost() || of_hash.t_cost() < now.t_cost()
}

async fn compute<T: Send + 'static>(
    ctx: &Context,
    password: &str,
    work: impl FnOnce(&[u8]) -> T + Send + 'static,
) -> Result<T, Fault> {
    let password = SecretString::from(password);
    ctx.compute(move || work(password.expose_secret().as_bytes())).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobodys_hash_takes_the_same_work_as_any() {
        let any: String = Argon2::default()
            .hash_password(b"correct horse battery")
            .unwrap()
            .to_string();
        let work = |hash: &str| {
            let hash = PasswordHash::new(hash).unwrap();
            (hash.algorithm, hash.version, Params::try_from(&hash).unwrap())
        };
        assert_eq!(work(NO_PASSWORD), work(&any));
        let verified = Argon2::default().verify_password(b"correct horse battery", NO_PASSWORD);
        assert_eq!(verified, Err(HashError::PasswordInvalid));
    }

    #[test]
    fn a_hash_of_less_work_is_outdated() {
        let with = |kind: &str, work: &str| {
            is_outdated(&format!(
                "${kind}$v=19${work}$bm9ib2R5IGhhcyB0aGlz$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            ))
        };
        assert!(!is_outdated(NO_PASSWORD));
        assert!(!with("argon2id", "m=65536,t=3,p=1"), "more is not made less");
        assert!(with("argon2id", "m=8,t=1,p=1"));
        assert!(with("argon2id", "m=19456,t=1,p=1"));
        assert!(with("argon2id", "m=9728,t=4,p=1"));
        assert!(with("argon2i", "m=19456,t=2,p=1"));
        assert!(!is_outdated("nonsense"));
    }
}
