use domain::booking::{AppointmentView, DayEntry};
use leptos::prelude::*;

/// A day on paper: a table in order, with a column to tick.
pub(super) fn print_list(rows: Signal<Vec<DayEntry>>) -> impl IntoView {
    let rows = Memo::new(move |_| rows.get());
    let has_reasons = Memo::new(move |_| rows.with(|rows| rows.iter().any(|row| !row.appointment.reason.is_empty())));
    view! {
        <table class="day-list">
            <thead>
                <tr>
                    <th scope="col">"Time"</th>
                    <th scope="col">"Patient"</th>
                    <th scope="col">"Age"</th>
                    <th scope="col">"Service"</th>
                    <th scope="col">"Room"</th>
                    {move || has_reasons.get().then(|| view! { <th scope="col">"Reason"</th> })}
                    <th scope="col">"Status"</th>
                    <th scope="col">"Seen"</th>
                </tr>
            </thead>
            <tbody>{move || rows.get().into_iter().map(|entry| row(entry, has_reasons.get())).collect_view()}</tbody>
        </table>
    }
}

fn row(entry: DayEntry, has_reason: bool) -> impl IntoView {
    let AppointmentView {
        time,
        patient_name,
        patient_age,
        service_name,
        room,
        is_video,
        reason,
        status,
        ..
    } = entry.appointment;
    let room = if is_video {
        "Video".to_owned()
    } else {
        room.unwrap_or_default()
    };
    view! {
        <tr>
            <td class="nowrap">{time.from} "\u{2013}" {time.to}</td>
            <th scope="row">{patient_name}</th>
            <td>{patient_age}</td>
            <td>{service_name}</td>
            <td>{room}</td>
            {has_reason.then(|| view! { <td>{reason}</td> })}
            <td>{status.label()}</td>
            <td><span class="day-list__tick"></span></td>
        </tr>
    }
}
