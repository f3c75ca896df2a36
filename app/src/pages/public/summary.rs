use domain::booking::HoldView;
use leptos::prelude::*;

use crate::islands::appointments::{duration, zone_note};
use crate::ui::{Avatar, AvatarSize, Description, DescriptionList};

/// What is about to be booked: doctor, time with its offset, place, fee, and until when it can be changed.
#[component]
pub(super) fn BookingSummary(
    hold: HoldView,
    /// Whom it is for.
    patient: Option<String>,
    /// It could be booked, and is no longer kept.
    is_lost: bool,
) -> impl IntoView {
    let HoldView {
        doctor_name,
        specialty,
        service_name,
        price,
        time,
        place,
        change_until,
        is_video,
        answer_until,
        ..
    } = hold;
    let (zone_note, length) = (zone_note(&place, &time), duration(&time));
    let request = answer_until.filter(|_| !is_lost).map(|until| {
        view! {
            <p class="booking-summary__note">
                <strong>"This is a request. "</strong>
                "The clinic looks at it and answers by " {until} ". Until then the time is kept for you."
            </p>
        }
    });
    let note = match change_until {
        _ if is_lost => "This time is no longer kept for you.".to_owned(),
        Some(until) => format!("You can move or cancel it online until {until}."),
        None => format!(
            "It is so soon that it can only be moved or cancelled by phone: {}.",
            place.phone
        ),
    };
    let fee_note = if is_video { "" } else { ", paid at the clinic" };
    view! {
        <section class="card booking-summary" aria-label="Your appointment">
            <div class="booking-summary__who">
                <Avatar name=doctor_name.clone() size=AvatarSize::Large/>
                <div>
                    <h2 class="booking-summary__name">{doctor_name}</h2>
                    <p class="muted">{specialty} ", " {service_name} ", " {length}</p>
                </div>
            </div>
            <DescriptionList>
                <Description term="When">
                    <time datetime=time.rfc3339>{time.date} ", " {time.from}</time>
                    " to "
                    <span class="tabular">{time.to}</span>
                    <small>{zone_note}</small>
                </Description>
                {if is_video {
                    view! {
                        <Description term="Where">
                            "Video visit"
                            <small>"The clinic tells you how to join. Questions: " {place.phone}</small>
                        </Description>
                    }
                    .into_any()
                } else {
                    view! {
                        <Description term="Where">
                            {place.name}
                            <small>{place.address}</small>
                        </Description>
                    }
                    .into_any()
                }}
                {patient.map(|name| view! { <Description term="For">{name}</Description> })}
                {price
                    .map(|price| {
                        view! { <Description term="Fee">{price.to_string()} {fee_note}</Description> }
                    })}
            </DescriptionList>
            {request}
            <p class="booking-summary__note">{note}</p>
        </section>
    }
}
