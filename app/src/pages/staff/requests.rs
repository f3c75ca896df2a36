use backend::{
    booking::{count_requests, find_own_slug, list_requests},
    directory::list_locations,
};
use domain::{
    account::Role,
    booking::AppointmentView,
    ids::AppointmentId,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    error::status_of,
    islands::{
        appointments::{duration, zone_note},
        day::{DecisionForm, Whose, field_words, words_of},
        live::LivePage,
    },
    pages::{Page, PageError, Query},
    routes,
    ui::{Avatar, AvatarSize, EmptyState, Icon, IconName, LinkButton, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// "accepted" or "rejected", just now.
    done: String,
}

/// What was just done, or why not.
enum News {
    Nothing,
    Accepted,
    Rejected,
    Refused {
        id: AppointmentId,
        typed: String,
        refusal: Refusal,
    },
}

/// The requests that wait for an answer, those that lapse first at the top: for their doctor and for administrators.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let news = match asked.done.as_str() {
        "accepted" => News::Accepted,
        "rejected" => News::Rejected,
        _ => News::Nothing,
    };
    page(&ctx, news).await
}

/// The list as it stands now, after an answer that was not taken.
pub(super) async fn refused(ctx: &Ctx, id: AppointmentId, typed: String, refusal: Refusal) -> Result<Page, PageError> {
    page(ctx, News::Refused { id, typed, refusal }).await
}

async fn page(ctx: &Ctx, news: News) -> Result<Page, PageError> {
    let requests = list_requests(ctx).await?;
    let count = count_words(count_requests(ctx).await?, requests.len());
    let is_doctor = ctx.role() == Some(Role::Doctor);
    let (status, title) = match &news {
        News::Refused { refusal, .. } => (status_of(refusal), "Error: Requests"),
        _ => (axum::http::StatusCode::OK, "Requests"),
    };
    let events = events(ctx).await?;
    Ok(Page::new(title, move || view(requests, count, is_doctor, &news, events)).with_status(status))
}

/// Where it is told that one's own requests may be others, or the clinic's.
async fn events(ctx: &Ctx) -> Result<String, PageError> {
    if let Some(slug) = find_own_slug(ctx).await? {
        return Ok(routes::with_query(routes::EVENTS, &[("doctor", &slug)]));
    }
    Ok(routes::clinic_events(&list_locations(ctx).await?))
}

/// How many wait, and how many of them the list shows.
fn count_words(waiting: u32, shown: usize) -> Option<String> {
    match waiting {
        0 => None,
        1 => Some("1 request waits for an answer".to_owned()),
        many if many as usize > shown => Some(format!(
            "{many} requests wait for an answer. The first {shown} are shown: answer these to see the others."
        )),
        many => Some(format!("{many} requests wait for an answer")),
    }
}

fn view(
    requests: Vec<AppointmentView>,
    count: Option<String>,
    is_doctor: bool,
    news: &News,
    events: String,
) -> impl IntoView + use<> {
    let notice = notice(news);
    let list = if requests.is_empty() {
        let home = if is_doctor {
            routes::DAY
        } else {
            routes::ALL_APPOINTMENTS
        };
        view! {
            <li>
            <EmptyState
                icon=IconName::HOURGLASS
                title="No request waits"
                text="Services that need approval come here when patients ask for a time. Each waits until it lapses."
            >
                <LinkButton href=home variant=crate::ui::ButtonVariant::Secondary>
                    {if is_doctor { "My day" } else { "Appointments" }}
                </LinkButton>
            </EmptyState>
            </li>
        }
        .into_any()
    } else {
        let requests = requests.into_iter().map(|request| {
            let (typed, error) = answered(news, request.id);
            let id = format!("request-{}", request.id);
            view! { <li id=id>{one(request, is_doctor, typed, error)}</li> }
        });
        requests.collect_view().into_any()
    };
    view! {
        <div class="container stack stack--l">
            <div class="page-head" id="requests-head" data-live="">
                <h1>"Requests"</h1>
                {count.map(|count| view! { <p class="lead">{count}</p> })}
            </div>
            {notice}
            <ul class="requests" role="list" id="requests" data-live="" data-events=events>{list}</ul>
            <LivePage/>
        </div>
    }
}

fn notice(news: &News) -> Option<impl IntoView + use<>> {
    let (tone, title, text) = match news {
        News::Nothing => return None,
        News::Accepted => (Tone::Ok, "The request is accepted", "An e-mail tells the patient."),
        News::Rejected => (
            Tone::Ok,
            "The request is rejected",
            "An e-mail tells the patient why, and the time is free again.",
        ),
        News::Refused {
            refusal: Refusal::Invalid(_),
            ..
        } => (Tone::Bad, "The request was not rejected", "Say why, below."),
        News::Refused { refusal, .. } => {
            let (title, text) = words_of(refusal);
            (Tone::Bad, title, text)
        }
    };
    Some(view! { <Notice tone=tone live=true title=title><p>{text}</p></Notice> })
}

/// What was typed for a request, and what is wrong with it.
fn answered(news: &News, request: AppointmentId) -> (String, Option<String>) {
    let News::Refused { id, typed, refusal } = news else {
        return (String::new(), None);
    };
    if *id != request {
        return (String::new(), None);
    }
    let error = match refusal {
        Refusal::Invalid(faults) => faults
            .iter()
            .find(|fault| fault.field == Field::RejectReason)
            .map(field_words),
        _ => None,
    };
    (typed.clone(), error)
}

fn one(request: AppointmentView, is_doctor: bool, typed: String, error: Option<String>) -> impl IntoView {
    let AppointmentView {
        id,
        patient_name,
        patient_age,
        doctor_name,
        doctor_slug,
        service_name,
        reason,
        time,
        place,
        answer_until,
        ..
    } = request.clone();
    let whose = if is_doctor { Whose::Own } else { Whose::Of(doctor_slug) };
    let day = whose.path(&time.iso_date, Some(id));
    let (note, long) = (zone_note(&place, &time), duration(&time));
    let doctor = (!is_doctor).then(|| format!("{doctor_name}, "));
    view! {
        <article class="request">
            <div class="request__head">
                <Avatar name=patient_name.clone() size=AvatarSize::Large/>
                <div>
                    <h2 class="request__name">{patient_name}</h2>
                    {patient_age.map(|years| view! { <p class="muted">{years} " years"</p> })}
                </div>
            </div>
            <div class="request__facts">
                <p class="strong">
                    <a href=day>
                        <time datetime=time.rfc3339>{time.date} ", " <span class="tabular">{time.from}</span></time>
                    </a>
                </p>
                <p class="muted">{long} ", " {note}</p>
                <p>{doctor} {service_name} ", " {place.name}</p>
                {(!reason.is_empty()).then(|| view! { <p class="request__reason pre-line">{reason}</p> })}
                {answer_until.map(|until| view! {
                    <p class="request__until"><Icon name=IconName::HOURGLASS/> "Answer until " {until}</p>
                })}
            </div>
            <DecisionForm appointment=request typed=typed error=error/>
        </article>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heading_counts_all_that_wait_and_says_when_not_all_are_shown() {
        let words = |waiting, shown| count_words(waiting, shown).unwrap_or_default();
        assert_eq!(words(0, 0), "");
        assert_eq!(words(1, 1), "1 request waits for an answer");
        assert_eq!(words(100, 100), "100 requests wait for an answer");
        assert!(words(101, 100).starts_with("101 requests wait for an answer. The first 100 are shown"));
    }
}
