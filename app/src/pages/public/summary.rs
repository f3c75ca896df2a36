use domain::booking::HoldView;
use leptos::prelude::*;

use crate::islands::appointments::zone_note;
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
        is_video,
        needs_approval,
        time,
        place,
        change_until,
        ..
    } = hold;
    let zone_note = zone_note(&place, &time);
    let note = match change_until {
        _ if is_lost => "This time is no longer kept for you.".to_owned(),
        Some(until) => format!("You can move or cancel it online until {until}."),
        None => format!(
            "It is so soon that it can only be moved or cancelled by phone: {}.",
            place.phone
        ),
    };
    let (visit, fee_note) = if is_video {
        ("Video visit", "")
    } else {
        ("In person", ", paid at the clinic")
    };
    let approval = (needs_approval && !is_lost).then(|| {
        view! {
            <p class="booking-summary__note">
                "Must be accepted by the clinic: what you send is a request. The time is kept for you until it is answered."
            </p>
        }
    });
    view! {
        <section class="card booking-summary" aria-label="Your appointment">
            <div class="booking-summary__who">
                <Avatar name=doctor_name.clone() size=AvatarSize::Large/>
                <div>
                    <h2 class="booking-summary__name">{doctor_name}</h2>
                    <p class="muted">{specialty} ", " {service_name}</p>
                </div>
            </div>
            <DescriptionList>
                <Description term="When">
                    <time datetime=time.rfc3339>{time.date} ", " {time.from}</time>
                    " to "
                    <span class="tabular">{time.to}</span>
                    <small>{zone_note}</small>
                </Description>
                <Description term="Visit">{visit}</Description>
                <Description term="Where">
                    {place.name}
                    <small>{place.address}</small>
                </Description>
                {patient.map(|name| view! { <Description term="For">{name}</Description> })}
                {price
                    .map(|price| {
                        view! { <Description term="Fee">{price.to_string()} {fee_note}</Description> }
                    })}
            </DescriptionList>
            {approval}
            <p class="booking-summary__note">{note}</p>
        </section>
    }
}
