//! A browser that somebody signed in with before. Wrong passwords are counted apart there, so that a stranger who tries passwords
//! elsewhere does not keep them out (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").

use subtle::ConstantTimeEq;

use crate::{Context, Token, crypto::Keys};

/// What the cookie of such a browser holds. It opens nothing, and tells only who has the keys and guesses whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct KnownBrowser {
    number: Token,
    proof: String,
}

impl KnownBrowser {
    /// Of who has just signed in.
    pub(crate) fn of(ctx: &Context, email: &str) -> Self {
        let number = ctx.new_token();
        let proof = proof(ctx.keys(), email, &number);
        Self { number, proof }
    }

    /// From a cookie; `None` when it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let (number, proof) = text.split_once('.')?;
        Some(Self {
            number: Token::parse(number)?,
            proof: proof.to_owned(),
        })
    }

    /// For the cookie.
    pub fn secret(&self) -> String {
        format!("{}.{}", self.number.secret(), self.proof)
    }

    /// Whether who has the address signed in with it.
    pub(crate) fn is_of(&self, keys: &Keys, email: &str) -> bool {
        let expected = proof(keys, email, &self.number);
        self.proof.as_bytes().ct_eq(expected.as_bytes()).into()
    }

    /// Of its own.
    pub(crate) fn number(&self) -> &str {
        self.number.secret()
    }
}

fn proof(keys: &Keys, email: &str, number: &Token) -> String {
    keys.index("known_browser", "email", &format!("{email} {}", number.secret()))
}
