use backend::catalogue::Preview;
use domain::slots::Reason;
use leptos::prelude::*;

use crate::ui::{Notice, Tone};

/// The free times of a doctor's next working day, as they would be.
pub(super) fn shown(preview: Option<Preview>) -> AnyView {
    let Some(preview) = preview else {
        return view! {
            <Notice live=true title="There is nothing to preview">
                <p>"No doctor of this specialty works at a location yet."</p>
            </Notice>
        }
        .into_any();
    };
    let Preview {
        doctor_name,
        place,
        date,
        times,
        reasons,
        duration,
        next,
        ..
    } = preview;
    let Some(date) = date else {
        return view! {
            <Notice live=true title="No working day in the next two weeks">
                <p>{doctor_name} " has no hours long enough for " {duration} " minutes at " {place} " in the next two weeks."</p>
            </Notice>
        }
        .into_any();
    };
    let count = match times.len() {
        0 => "No free time".to_owned(),
        1 => "1 free time".to_owned(),
        many => format!("{many} free times"),
    };
    let why = reasons.into_iter().map(Reason::text).collect::<Vec<_>>().join(", ");
    let times = times.into_iter().map(|free| {
        view! { <li>{free.time} {free.offset.map(|offset| format!(" {offset}"))}</li> }
    });
    view! {
        <Notice tone=Tone::Info live=true title=format!("Preview, nothing is saved: {count} on {date}")>
            <p>{doctor_name} ", " {place} ", " {duration} " minutes. By the appointments there are now."</p>
            {(!why.is_empty()).then(|| view! { <p>{why} "."</p> })}
            <ul class="times-shown" role="list">{times.collect_view()}</ul>
            {next.map(|next| view! { <p>"The first free time after that is " {next} "."</p> })}
        </Notice>
    }
    .into_any()
}
