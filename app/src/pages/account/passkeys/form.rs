//! A form that is sent with a browser's answer for a passkey, and what is said when there is none.

use domain::account::PasskeyUse;
use leptos::{nonce::use_nonce, prelude::*};

use crate::ui::{Button, ButtonVariant, IconName, Notice, Tone};

/// Has the browser ask for the passkey and puts the answer into the form. It is hidden without a script and where the browser
/// takes no passkeys for us. No island: it would be more to load for a page that many see first.
const SCRIPT: &str = include_str!("passkey.js");

pub(super) struct PasskeyForm {
    pub purpose: PasskeyUse,
    /// That passkeys are bound to.
    pub domain: String,
    /// Where it is sent.
    pub action: &'static str,
    /// Of its button.
    pub label: &'static str,
}

impl PasskeyForm {
    /// There is one on a page.
    pub fn around(self, fields: impl IntoView) -> impl IntoView {
        let Self {
            purpose,
            domain,
            action,
            label,
        } = self;
        let is_new = purpose == PasskeyUse::Add;
        let variant = if is_new {
            ButtonVariant::Primary
        } else {
            ButtonVariant::Secondary
        };
        let none = || {
            view! {
                <div id="passkey-none" hidden>
                    <Notice tone=Tone::Wait title="This browser takes no passkeys for us">
                        <p>"Try another browser, and our site by its usual address."</p>
                    </Notice>
                </div>
            }
        };
        view! {
            {is_new.then(none)}
            <div class="passkey stack" id="passkey" data-purpose=purpose.name() data-domain=domain hidden>
                {(!is_new).then(|| view! { <p class="passkey__or">"or"</p> })}
                <div id="passkey-trouble" role="alert"></div>
                {troubles(purpose)}
                <form class="form" method="post" action=action>
                    <input type="hidden" name="passkey_answer" value=""/>
                    {fields}
                    <div class="form__actions">
                        <Button wide=true variant=variant icon=IconName::KEY>{label}</Button>
                    </div>
                </form>
            </div>
            <script type="module" nonce=use_nonce() inner_html=SCRIPT></script>
        }
    }
}

/// Why there is no passkey, in words that the script takes from here.
fn troubles(purpose: PasskeyUse) -> impl IntoView {
    use PasskeyUse as U;
    let is_new = purpose == U::Add;
    let cancelled = match purpose {
        U::SignIn => {
            "It was cancelled, it took too long, or there is no passkey for us here. Try again, or sign in with your password."
        }
        U::Confirm => {
            "It was cancelled, it took too long, or yours is on another device. Try again, or enter your password."
        }
        U::Add => "It was cancelled, or it took too long. Try again when you are ready.",
    };
    let (none, failed) = if is_new {
        (
            "No passkey was made",
            "This browser or device cannot keep a passkey for us. It needs a screen lock: a PIN, a finger or a face.",
        )
    } else {
        (
            "No passkey was used",
            "This browser could not use a passkey. Use your password.",
        )
    };
    [
        ("passkey-cancelled", none, cancelled),
        (
            "passkey-known",
            "This device has a passkey already",
            "It is in your list. Add one on another device, or remove that one first.",
        ),
        ("passkey-failed", "That did not work", failed),
        (
            "passkey-unreachable",
            "We cannot be reached",
            "Check your connection and try again.",
        ),
    ]
    .map(|(id, title, text)| trouble(id, title, text.into_any()))
    .into_iter()
    .chain([trouble(
        "passkey-wait",
        "Too many tries",
        view! { "Wait " <span data-minutes>"a minute"</span> " before you try again." }.into_any(),
    )])
    .collect_view()
}

fn trouble(id: &'static str, title: &'static str, text: AnyView) -> impl IntoView {
    view! {
        <template id=id>
            <Notice tone=Tone::Bad title=title>
                <p>{text}</p>
            </Notice>
        </template>
    }
}
