use axum::response::IntoResponse;
use backend::session::{Device, end_device, end_other_devices, list_devices};
use domain::{ids::SessionId, time::Instant};
use leptos::prelude::*;
use serde::Deserialize;

use super::tabs::tabs;
use crate::{
    Ctx,
    pages::{Page, Path, Query, Reply, see_other},
    routes,
    ui::{Badge, Button, ButtonVariant, IconName, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// One or all others were just signed out.
    ended: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    let devices = list_devices(&ctx).await?;
    let (now, is_ended) = (ctx.now(), !asked.ended.is_empty());
    let page = Page::new("Devices", move || {
        let has_others = devices.len() > 1;
        let rows = devices.into_iter().map(|device| row(device, now)).collect_view();
        view! {
            <div class="container container--narrow account">
                {tabs(routes::DEVICES)}
                <div class="stack">
                    <h1 class="account__title">"Devices"</h1>
                    <p>"The browsers that are signed in to your account. Sign out what you do not know or no longer use."</p>
                    {is_ended.then(|| view! { <Notice tone=Tone::Ok live=true title="Signed out"/> })}
                    <ul class="devices" role="list">{rows}</ul>
                    {has_others.then(|| view! {
                        <form method="post" action=routes::END_OTHER_DEVICES>
                            <Button variant=ButtonVariant::Secondary>"Sign out all others"</Button>
                        </form>
                    })}
                    <p class="small muted">
                        "Is there one that is not yours? Sign it out, then "
                        <a href=routes::PASSWORD>"change your password"</a>
                        "."
                    </p>
                </div>
            </div>
        }
    });
    Ok(page.into_response())
}

pub async fn end(ctx: Ctx, Path(id): Path<SessionId>) -> Reply {
    end_device(&ctx, id).await?;
    done()
}

pub async fn end_others(ctx: Ctx) -> Reply {
    end_other_devices(&ctx).await?;
    done()
}

fn done() -> Reply {
    Ok(see_other(routes::with_query(routes::DEVICES, &[("ended", "1")])).into_response())
}

fn row(device: Device, now: Instant) -> impl IntoView {
    let Device {
        id,
        name,
        network,
        signed_in_at,
        last_seen_at,
        is_this,
    } = device;
    let network = network.map_or_else(String::new, |network| format!(" from {network}"));
    let which = format!(" {name}");
    view! {
        <li class="card device">
            <div class="device__text">
                <h2 class="device__name">
                    {name} " "
                    {is_this.then(|| view! { <Badge tone=Tone::Accent icon=IconName::CIRCLE_CHECK label="This one"/> })}
                </h2>
                <p class="muted small">"Signed in " {ago(signed_in_at, now)} {network}</p>
                <p class="muted small">"Last used " {ago(last_seen_at, now)}</p>
            </div>
            {(!is_this).then(|| view! {
                <form method="post" action=routes::end_device(id)>
                    <Button variant=ButtonVariant::Secondary small=true>
                        "Sign out"
                        <span class="visually-hidden">{which}</span>
                    </Button>
                </form>
            })}
        </li>
    }
}

/// "5 minutes ago"
pub(super) fn ago(then: Instant, now: Instant) -> String {
    let words = |number: i64, unit: &str| {
        let plural = if number == 1 { "" } else { "s" };
        format!("{number} {unit}{plural} ago")
    };
    match now.minutes_since(then) {
        ..=0 => "just now".to_owned(),
        minutes @ 1..=59 => words(minutes, "minute"),
        minutes @ 60..=1439 => words(minutes / 60, "hour"),
        minutes => words(minutes / 1440, "day"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_by_how_long_ago_they_were() {
        let then = Instant::from_millis(0);
        for (minutes, words) in [
            (0, "just now"),
            (1, "1 minute ago"),
            (59, "59 minutes ago"),
            (60, "1 hour ago"),
            (1439, "23 hours ago"),
            (2880, "2 days ago"),
        ] {
            assert_eq!(ago(then, then.plus_minutes(minutes)), words);
        }
    }
}
