use domain::refusal::Refusal;
use webauthn_rs::{
    Webauthn, WebauthnBuilder,
    prelude::{Url, WebauthnError},
};

use super::challenge::MINUTES;
use crate::{Broken, Context, Fault, Settings};

/// The domain that passkeys are bound to. None where browsers take none: an address without a name, and plain http elsewhere than
/// on the same machine.
pub fn domain(settings: &Settings) -> Option<String> {
    origin(settings)?.domain().map(str::to_owned)
}

fn origin(settings: &Settings) -> Option<Url> {
    let url = Url::parse(&settings.public_url).ok()?;
    let is_safe = url.scheme() == "https" || url.domain() == Some("localhost");
    (is_safe && url.domain().is_some()).then_some(url)
}

/// Checks answers for our origin and no other.
///
/// # Errors
/// [`Refusal::NotFound`] where there are no passkeys.
pub(super) fn relying_party(ctx: &Context) -> Result<Webauthn, Fault> {
    let origin = origin(ctx.settings()).ok_or(Refusal::NotFound)?;
    let domain = origin.domain().unwrap_or_default();
    let built = WebauthnBuilder::new(domain, &origin).and_then(|builder| {
        builder
            .rp_name(&ctx.settings().clinic_name)
            .timeout(std::time::Duration::from_secs(MINUTES.unsigned_abs() * 60))
            .build()
    });
    built.map_err(broken)
}

/// The library could not do its part.
pub(super) fn broken(error: WebauthnError) -> Fault {
    Broken::other("passkeys")(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_bound_to_a_name_that_browsers_trust() {
        for (public_url, expected) in [
            ("https://clinic.example", Some("clinic.example")),
            ("https://clinic.example:8443", Some("clinic.example")),
            ("http://localhost:3000", Some("localhost")),
            ("http://clinic.example", None),
            ("http://127.0.0.1:3000", None),
            ("https://192.0.2.7", None),
            ("https://[::1]:3000", None),
            ("", None),
        ] {
            let settings = Settings {
                public_url: public_url.to_owned(),
                ..Settings::for_test()
            };
            assert_eq!(domain(&settings).as_deref(), expected, "{public_url}");
        }
    }
}
