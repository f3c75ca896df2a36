use super::{
    code::Code,
    open_account::{Verified, open_account},
    registration::{Proving, count_try, wrong_code},
};
use crate::{Context, Fault, Token, db::retry};

/// Takes the code from the text message, makes the account and signs in, unless the account waits for approval.
///
/// # Errors
/// As [`verify_email`](super::verify_email); [`WrongCode`](domain::refusal::Refusal::WrongCode) also when the address is not proved yet.
pub async fn verify_phone(
    ctx: &Context,
    registration: &Token,
    code: &str,
    user_agent: &str,
) -> Result<Verified, Fault> {
    let code = Code::parse(code)?;
    let row = retry(async || count_try(ctx, registration, Proving::Phone).await).await?;
    if !code.has_hash(registration, row.code_hash.as_deref()) {
        return Err(wrong_code(ctx, &row).await);
    }
    retry(async || open_account(ctx, &row, user_agent).await).await
}
