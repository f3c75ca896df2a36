use axum::response::IntoResponse;
use backend::passkey::{PasskeyView, domain, list_passkeys};
use domain::{account::PASSKEYS_MOST, time::Instant};
use leptos::prelude::*;
use serde::Deserialize;

use super::super::{devices::ago, tabs::tabs};
use crate::{
    Ctx,
    pages::{Page, Query, Reply},
    routes,
    ui::{ButtonVariant, IconName, LinkButton, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    let passkeys = list_passkeys(&ctx).await?;
    let can_add = domain(ctx.settings()).is_some();
    let now = ctx.now();
    let page = Page::new("Passkeys", move || {
        let next = next(passkeys.len(), can_add);
        let has_some = !passkeys.is_empty();
        let rows = passkeys.into_iter().map(|passkey| row(passkey, now)).collect_view();
        view! {
            <div class="container container--narrow account">
                {tabs(routes::PASSKEYS)}
                <div class="stack">
                    <h1 class="account__title">"Passkeys"</h1>
                    <p>
                        "Sign in with your finger, your face or the PIN of your device, without password and code. \
                         Nobody can guess a passkey, and it works on our site only."
                    </p>
                    {news(&asked.done)}
                    {has_some.then(|| view! { <ul class="devices" role="list">{rows}</ul> })}
                    {next}
                    {has_some.then(|| view! {
                        <p class="small muted">
                            "Is there one that is not yours? Remove it, then "
                            <a href=routes::PASSWORD>"change your password"</a>
                            " and look at your "
                            <a href=routes::DEVICES>"devices"</a>
                            "."
                        </p>
                    })}
                </div>
            </div>
        }
    });
    Ok(page.into_response())
}

fn news(done: &str) -> Option<impl IntoView + use<>> {
    let is_removed = done == "removed";
    let title = match done {
        "added" => "The passkey is added",
        "renamed" => "The new name is saved",
        "removed" => "The passkey is removed",
        _ => return None,
    };
    Some(view! {
        <Notice tone=Tone::Ok live=true title=title>
            {is_removed.then(|| view! { <p>"Your device may still offer it. You can delete it there, too."</p> })}
        </Notice>
    })
}

/// What can be done about the list.
fn next(count: usize, can_add: bool) -> AnyView {
    if !can_add {
        return view! {
            <Notice title="Passkeys cannot be added here">
                <p>"Browsers keep them only for a site that has a name and https."</p>
            </Notice>
        }
        .into_any();
    }
    if count >= PASSKEYS_MOST {
        return view! {
            <p>{format!("You have {PASSKEYS_MOST}, which is the most. Remove one before you add another.")}</p>
        }
        .into_any();
    }
    let variant = match count {
        0 => ButtonVariant::Primary,
        _ => ButtonVariant::Secondary,
    };
    let advice = match count {
        0 => Some("You have none yet."),
        1 => Some("Add one on a second device, in case you lose this one."),
        _ => None,
    };
    view! {
        {advice.map(|advice| view! { <p>{advice}</p> })}
        <p>
            <LinkButton href=routes::ADD_PASSKEY variant=variant icon=IconName::PLUS>"Add a passkey"</LinkButton>
        </p>
    }
    .into_any()
}

fn row(passkey: PasskeyView, now: Instant) -> impl IntoView {
    let PasskeyView {
        id,
        name,
        added_at,
        last_used_at,
    } = passkey;
    let used = match last_used_at {
        Some(at) => format!("Last used {}", ago(at, now)),
        None => "Not used yet".to_owned(),
    };
    let [rename, remove] = [format!(" {name}"), format!(" {name}")];
    view! {
        <li class="card device">
            <div class="device__text">
                <h2 class="device__name">{name}</h2>
                <p class="muted small">"Added " {ago(added_at, now)}</p>
                <p class="muted small">{used}</p>
            </div>
            <div class="cluster cluster--s">
                <LinkButton href=routes::passkey(id) variant=ButtonVariant::Secondary small=true>
                    "Rename"
                    <span class="visually-hidden">{rename}</span>
                </LinkButton>
                <LinkButton href=routes::remove_passkey(id) variant=ButtonVariant::Secondary small=true>
                    "Remove"
                    <span class="visually-hidden">{remove}</span>
                </LinkButton>
            </div>
        </li>
    }
}
