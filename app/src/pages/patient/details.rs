use backend::booking::{get_appointment, list_history};
use domain::{
    account::Role,
    booking::{AppointmentView, HistoryEntry, Status},
    ids::AppointmentId,
    refusal::Refusal,
    time::{Instant, Zone},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    back::back,
    confirmation::confirmation,
    may::May,
    parts::{fee, past_cut_off, place, when, with_whom},
};
use crate::{
    Ctx,
    error::status_of,
    islands::{
        appointments::StatusBadge,
        day::{Stage, StepForm, StepsLeft, Whose, words_of},
    },
    pages::{Page, PageError, Path, Query},
    routes,
    ui::{BackLink, ButtonVariant, Description, DescriptionList, IconName, LinkButton, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// It has just been booked.
    booked: String,
    /// "cancelled" or "moved", just now.
    done: String,
}

/// One appointment, for its patient, its doctor and administrators; right after booking, the confirmation.
pub async fn show(ctx: Ctx, Path(id): Path<AppointmentId>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let appointment = get_appointment(&ctx, id).await?;
    let may = May::of(&ctx, &appointment);
    let is_new = matches!(appointment.status, Status::Requested | Status::Confirmed);
    if !asked.booked.is_empty() && may.is_own && is_new {
        let title = match appointment.status {
            Status::Requested => "Your request is sent",
            _ => "Your appointment is confirmed",
        };
        return Ok(Page::new(title, move || confirmation(&appointment, may)));
    }
    let history = list_history(&ctx, id).await?;
    // Only what is true, whatever the link says.
    let news = match (asked.done.as_str(), appointment.status) {
        ("cancelled", Status::Cancelled) => News::Cancelled,
        ("moved", Status::Confirmed) => News::Moved,
        ("booked", Status::Confirmed) if !may.is_own => News::Booked,
        ("coming", Status::Confirmed) if appointment.has_said_to_come => News::Coming,
        ("moved", Status::Requested) => News::Requested,
        _ => News::Nothing,
    };
    let back = back(&ctx, &appointment).await?;
    Ok(page(&ctx, appointment, history, may, news, back))
}

/// The page as it stands now, after a step of the staff that was not taken.
pub(crate) async fn refused_step(ctx: &Ctx, id: AppointmentId, refusal: Refusal) -> Result<Page, PageError> {
    let appointment = get_appointment(ctx, id).await?;
    let history = list_history(ctx, id).await?;
    let may = May::of(ctx, &appointment);
    let status = status_of(&refusal);
    let back = back(ctx, &appointment).await?;
    Ok(page(ctx, appointment, history, may, News::Refused(refusal), back).with_status(status))
}

/// What has just happened.
enum News {
    Nothing,
    Cancelled,
    /// By the front desk, for the patient.
    Booked,
    Moved,
    /// The patient said that they will come.
    Coming,
    /// Moved to a time that the clinic must accept.
    Requested,
    Refused(Refusal),
}

fn page(
    ctx: &Ctx,
    appointment: AppointmentView,
    history: Vec<HistoryEntry>,
    may: May,
    news: News,
    back: (String, String),
) -> Page {
    let title = format!("Appointment, {}, {}", appointment.time.date, appointment.time.from);
    let stage = stage(&appointment, ctx.now());
    let can_say = may.is_own && appointment.is_open_to_coming(ctx.now());
    // Who cancelled for the clinic goes on where they work.
    let onward = (matches!(news, News::Cancelled) && !may.is_own).then(|| back.clone());
    let (href, label) = way_back(ctx.role(), &appointment, back);
    Page::new(title, move || {
        view! {
            <div class="container container--narrow stack stack--l" id="appointment" data-told>
                <BackLink href=href label=label/>
                {heading(&appointment)}
                {notice(&news, onward)}
                {may.is_past_cut_off.then(|| past_cut_off(&appointment))}
                {facts(&appointment, may)}
                {may.change_status.then(|| steps(&appointment, stage))}
                {actions(&appointment, may, can_say)}
                {history_section(history)}
            </div>
        }
    })
}

/// To the list or the day that it was opened from.
fn way_back(role: Option<Role>, appointment: &AppointmentView, back: (String, String)) -> (String, String) {
    match role {
        Some(Role::Administrator) => {
            let whose = Whose::Of(appointment.doctor_slug.clone());
            let day = whose.path(&appointment.time.iso_date, Some(appointment.id));
            (day, format!("The day of {}", appointment.doctor_name))
        }
        _ => back,
    }
}

fn stage(appointment: &AppointmentView, now: Instant) -> Stage {
    let start = appointment.time.start;
    let is_its_day = Zone::parse(&appointment.place.zone).is_ok_and(|zone| zone.date_of(now) == zone.date_of(start));
    match (now >= start, is_its_day) {
        (true, _) => Stage::Started,
        (false, true) => Stage::OnTheDay,
        (false, false) => Stage::Ahead,
    }
}

fn heading(appointment: &AppointmentView) -> impl IntoView + use<> {
    let (date, from) = (appointment.time.date.clone(), appointment.time.from.clone());
    view! {
        <div class="page-head__row">
            <h1>{date} ", " <span class="tabular">{from}</span></h1>
            <StatusBadge status=appointment.status/>
        </div>
    }
}

fn notice(news: &News, onward: Option<(String, String)>) -> Option<impl IntoView + use<>> {
    let (tone, title, text) = match news {
        News::Nothing => return None,
        News::Cancelled => (
            Tone::Ok,
            "The appointment is cancelled",
            "The time is free for others now. An e-mail about it is on its way.",
        ),
        News::Moved => (
            Tone::Ok,
            "The appointment is moved",
            "This is the new time. An e-mail with it is on its way.",
        ),
        News::Coming => (
            Tone::Ok,
            "Thank you: the clinic knows that you will come",
            "If something comes up, move or cancel it, so that somebody else can have the time.",
        ),
        News::Booked => (
            Tone::Ok,
            "The appointment is booked",
            "An e-mail with it is on its way to the patient.",
        ),
        News::Requested => (
            Tone::Wait,
            "The new time is requested",
            "The clinic must accept it first. An e-mail about it is on its way.",
        ),
        News::Refused(refusal) => {
            let (title, text) = words_of(refusal);
            (Tone::Bad, title, text)
        }
    };
    Some(view! {
        <Notice tone=tone live=true title=title>
            <p>{text}</p>
            {onward.map(|(href, label)| view! { <p><a href=href>{label}</a></p> })}
        </Notice>
    })
}

fn facts(appointment: &AppointmentView, may: May) -> impl IntoView + use<> {
    let reason_term = if may.is_own { "Your reason" } else { "Reason" };
    let until = may.reschedule.then(|| appointment.change_until.clone());
    let reason = appointment.reason.clone();
    let cancel_code = appointment.cancel_code.map(|code| code.label().to_owned());
    let cancel_reason: Vec<_> = cancel_code
        .into_iter()
        .chain(appointment.cancel_reason.clone())
        .collect();
    let cancel_term = match appointment.status {
        Status::Rejected => "Why it was rejected",
        _ => "Why it was cancelled",
    };
    let patient = (!may.is_own).then(|| patient(appointment));
    let answer = appointment.answer_until.clone().map(|until| {
        view! {
            <Description term="Answer by">
                {until}
                <small>"The clinic accepts or rejects the request. Until then the time is kept."</small>
            </Description>
        }
    });
    let said = appointment.has_said_to_come.then_some(match may.is_own {
        true => "You said that you will come",
        false => "The patient said that they will come",
    });
    let room = appointment.room.clone();
    let overbooked = appointment.overbook_reason.clone();
    let facts = (
        when(&appointment.time, &appointment.place),
        with_whom(appointment),
        place(appointment),
        fee(appointment),
    );
    view! {
        <DescriptionList rows=true>
            {patient}
            {facts}
            {answer}
            {room.map(|room| view! { <Description term="Room">{room}</Description> })}
            {overbooked.map(|reason| view! { <Description term="Overbooked">{reason}</Description> })}
            {(!reason.is_empty()).then(|| view! {
                <Description term=reason_term>
                    <span class="pre-line">{reason}</span>
                </Description>
            })}
            {said.map(|text| view! { <Description term="Attendance">{text}</Description> })}
            {(!cancel_reason.is_empty()).then(|| view! {
                <Description term=cancel_term>
                    <span class="pre-line">{cancel_reason.join("\n")}</span>
                </Description>
            })}
            {until.map(|until| view! { <Description term="Can be changed until">{until}</Description> })}
        </DescriptionList>
    }
}

fn patient(appointment: &AppointmentView) -> impl IntoView + use<> {
    let AppointmentView {
        patient_name,
        patient_age,
        ..
    } = appointment.clone();
    view! {
        <Description term="Patient">
            {patient_name}
            {patient_age.map(|years| view! { <small>{years} " years"</small> })}
        </Description>
    }
}

/// What happened to it, latest first.
fn history_section(history: Vec<HistoryEntry>) -> impl IntoView {
    let entries = history.into_iter().map(|entry| {
        let by = match (entry.is_own, entry.by_name, entry.by) {
            (true, ..) => Some("by you".to_owned()),
            (_, Some(name), _) => Some(format!("by {name}")),
            (_, None, Some(Role::Patient)) => Some("by the patient".to_owned()),
            (_, None, Some(_)) => Some("by the clinic".to_owned()),
            (_, None, None) => None,
        };
        let moved = entry
            .moved_from
            .map(|from| view! { <p class="history__note">"From " {from} " to " {entry.time}</p> });
        let code = entry
            .cancel_code
            .map(|code| view! { <p class="history__note">{code.label()}</p> });
        let reason = entry
            .reason
            .map(|reason| view! { <p class="history__note pre-line">"\u{201c}" {reason} "\u{201d}"</p> });
        view! {
            <li class="history__entry">
                <p>
                    <strong>{entry.change.label()}</strong>
                    {by.map(|by| format!(" {by}"))}
                </p>
                {moved}
                {code}
                {reason}
                <p class="history__when">{entry.at_label}</p>
            </li>
        }
    });
    let entries = entries.collect_view();
    view! {
        <section class="no-print" aria-labelledby="history">
            <h2 id="history">"History"</h2>
            <ol class="history" role="list">{entries}</ol>
        </section>
    }
}

/// What the staff note about it.
fn steps(appointment: &AppointmentView, stage: Stage) -> Option<impl IntoView + use<>> {
    let steps = StepsLeft::of(appointment.status, stage);
    (!steps.is_empty()).then(|| {
        view! {
            <section class="stack stack--s no-print" aria-labelledby="steps">
                <h2 id="steps">"What happened"</h2>
                <StepForm appointment=appointment.clone() steps=steps back=None/>
            </section>
        }
    })
}

fn actions(appointment: &AppointmentView, may: May, can_say: bool) -> impl IntoView + use<> {
    let (id, is_over) = (appointment.id, !appointment.status.is_active());
    let is_request = appointment.status == Status::Requested;
    let cancel = if is_request && may.is_own { "Withdraw" } else { "Cancel" };
    let answer = may.decide.then(|| format!("{}#request-{id}", routes::REQUESTS));
    let again = (may.is_own && is_over).then(|| routes::doctor(&appointment.doctor_slug));
    view! {
        <div class="cluster cluster--s">
            {can_say.then(|| view! {
                <LinkButton href=routes::coming(id) icon=IconName::CHECK variant=ButtonVariant::Secondary small=true>"I will come"</LinkButton>
            })}
            {answer.map(|href| view! {
                <LinkButton href=href icon=IconName::HOURGLASS variant=ButtonVariant::Secondary small=true>"Answer the request"</LinkButton>
            })}
            {may.reschedule.then(|| view! {
                <LinkButton href=routes::reschedule(id) icon=IconName::CALENDAR_CLOCK variant=ButtonVariant::Secondary small=true>"Move"</LinkButton>
            })}
            {may.cancel.then(|| view! {
                <LinkButton href=routes::cancel(id) icon=IconName::CALENDAR_X variant=ButtonVariant::Secondary small=true>{cancel}</LinkButton>
            })}
            {(!is_over && !is_request).then(|| view! {
                <LinkButton href=routes::calendar_file(id) icon=IconName::CALENDAR_PLUS variant=ButtonVariant::Quiet small=true download=true>
                    "Add to calendar"
                </LinkButton>
            })}
            {again.map(|href| view! {
                <LinkButton href=href icon=IconName::CALENDAR_PLUS variant=ButtonVariant::Secondary small=true>"Book again"</LinkButton>
            })}
        </div>
    }
}
