use domain::account::PasskeyUse;
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};

use super::{ask_passkey, trouble::Trouble};
use crate::{
    browser,
    ui::{Button, ButtonVariant, IconName, Notice, Tone},
};

/// The id of the form; there is one on a page.
const FORM: &str = "passkey";
/// The field of the browser's answer.
pub const ANSWER: &str = "passkey_answer";

/// A form that is sent with a browser's answer for a passkey. It is hidden without a script and where the browser takes no passkeys for
/// us; `children` are more of its fields.
#[island(lazy)]
pub fn PasskeyForm(
    /// What the passkey is for.
    purpose: PasskeyUse,
    /// That passkeys are bound to.
    domain: String,
    /// Where the form is sent.
    action: String,
    /// Of its button.
    label: String,
    children: Children,
) -> impl IntoView {
    // Not known before the page is awake.
    let takes_passkeys = RwSignal::new(None);
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(None);
    Effect::new(move |_| {
        takes_passkeys.set(Some(browser::takes_passkeys(&domain)));
        browser::on_return(move || is_busy.set(false));
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if is_busy.get_untracked() {
            return;
        }
        is_busy.set(true);
        trouble.set(None);
        spawn_local(async move {
            match answer(purpose).await {
                Ok(answer) => browser::send_form(FORM, ANSWER, &answer),
                // The page says what is wrong.
                Err(None) => browser::send_form(FORM, ANSWER, ""),
                Err(why) => {
                    is_busy.set(false);
                    trouble.set(why);
                }
            }
        });
    };
    let variant = match purpose {
        PasskeyUse::Add => ButtonVariant::Primary,
        PasskeyUse::SignIn | PasskeyUse::Confirm => ButtonVariant::Secondary,
    };
    let refused = move || {
        let is_refused = purpose == PasskeyUse::Add && takes_passkeys.get() == Some(false);
        is_refused.then(|| {
            view! {
                <Notice tone=Tone::Wait title="This browser takes no passkeys for us">
                    <p>"Try another browser, and our site by its usual address."</p>
                </Notice>
            }
        })
    };
    view! {
        {refused}
        <div class="passkey stack" hidden=move || takes_passkeys.get() != Some(true)>
            {(purpose != PasskeyUse::Add).then(|| view! { <p class="passkey__or">"or"</p> })}
            {move || trouble.get().map(|why: Trouble| view! {
                <Notice tone=Tone::Bad live=true title=why.title(purpose)>
                    <p>{why.text(purpose)}</p>
                </Notice>
            })}
            <form class="form" id=FORM method="post" action=action on:submit=submit>
                <input type="hidden" name=ANSWER value=""/>
                {children()}
                <div class="form__actions">
                    <Button wide=true variant=variant icon=IconName::KEY busy=is_busy>{label}</Button>
                </div>
            </form>
        </div>
    }
}

/// The browser's answer to what the server asks; none where the page has to say why not.
async fn answer(purpose: PasskeyUse) -> Result<String, Option<Trouble>> {
    let name = match purpose {
        PasskeyUse::Add => browser::typed_in(FORM, domain::refusal::Field::PasskeyName.name()),
        PasskeyUse::SignIn | PasskeyUse::Confirm => String::new(),
    };
    let options = ask_passkey(purpose, name).await.map_err(|error| Trouble::of(&error))?;
    let answered = match purpose {
        PasskeyUse::Add => browser::make_passkey(&options).await,
        PasskeyUse::SignIn | PasskeyUse::Confirm => browser::use_passkey(&options).await,
    };
    answered.map_err(|trouble| Some(Trouble::Browser(trouble)))
}
