//! One-time codes by time: RFC 6238 over RFC 4226, with SHA-1, six digits and steps of 30 seconds, as all apps have them.

use domain::time::Instant;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use subtle::ConstantTimeEq;

/// Of a secret (RFC 4226, section 4, asks for 20).
pub(super) const SECRET_BYTES: usize = 20;
const STEP_MILLIS: i64 = 30_000;
/// How many steps a clock may be wrong, or a person slow.
const DRIFT: i64 = 1;

/// The step at which `secret` gives this code of six digits, near now.
pub(super) fn matching_step(secret: &[u8], code: &str, now: Instant) -> Option<i64> {
    let current = now.millis().div_euclid(STEP_MILLIS);
    let mut found = None;
    // All are computed whichever fits.
    for step in current - DRIFT..=current + DRIFT {
        let expected = code_of(secret, step);
        if expected.is_some_and(|expected| expected.as_bytes().ct_eq(code.as_bytes()).into()) {
            found = Some(step);
        }
    }
    found
}

/// What an app shows now.
#[cfg(feature = "testing")]
pub(crate) fn code_at(secret: &[u8], now: Instant) -> Option<String> {
    code_of(secret, now.millis().div_euclid(STEP_MILLIS))
}

fn code_of(secret: &[u8], step: i64) -> Option<String> {
    truncated(secret, step).map(|number| format!("{:06}", number % 1_000_000))
}

/// RFC 4226, section 5.3: 31 bits.
fn truncated(secret: &[u8], step: i64) -> Option<u32> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0x0f);
    let bytes: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(bytes) & 0x7fff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"12345678901234567890";

    /// RFC 6238, appendix B.
    #[test]
    fn the_codes_are_those_of_the_rfc() {
        for (seconds, code) in [
            (59, 94_287_082),
            (1_111_111_109, 7_081_804),
            (1_111_111_111, 14_050_471),
            (1_234_567_890, 89_005_924),
            (2_000_000_000, 69_279_037),
            (20_000_000_000, 65_353_130),
        ] {
            let number = truncated(SECRET, seconds * 1000 / STEP_MILLIS).map(|number| number % 100_000_000);
            assert_eq!(number, Some(code), "{seconds}");
        }
    }

    #[test]
    fn a_code_works_one_step_early_and_one_late() {
        let at = |seconds: i64| matching_step(SECRET, "287082", Instant::from_millis(seconds * 1000));
        assert_eq!([at(0), at(30), at(59), at(60), at(89)], [Some(1); 5]);
        assert_eq!([at(-1), at(90)], [None; 2]);
        assert_eq!(matching_step(SECRET, "287083", Instant::from_millis(59_000)), None);
    }
}
