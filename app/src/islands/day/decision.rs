use domain::{
    booking::{AppointmentView, Step},
    refusal::Field,
};
use leptos::{ev::SubmitEvent, prelude::*};

use super::{BackFields, field_words, sheet::Sheet, state::Board};
use crate::{
    browser, routes,
    ui::{Button, ButtonVariant, IconName, TextArea},
};

/// The one button that accepts a request on the board.
#[component]
pub(super) fn AcceptForm<D: Sheet>(
    /// Where it stands.
    board: Board<D>,
    /// The request.
    appointment: AppointmentView,
    /// On the card.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    let AppointmentView {
        id,
        version,
        patient_name,
        ..
    } = appointment;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        board.take(id, Step::Accept, &event);
    };
    view! {
        <form method="post" action=routes::decide(id) on:submit=submit>
            <input type="hidden" name="version" value=version.number()/>
            <BackFields back=board.back()/>
            <Button name="step" value=Step::Accept.name() icon=IconName::CHECK small=small wide=!small>
                "Accept"
                <span class="visually-hidden">" the request of " {patient_name}</span>
            </Button>
        </form>
    }
}

/// Accept or reject, in the panel.
pub(super) fn decision<D: Sheet>(board: Board<D>, appointment: AppointmentView, typed: String) -> impl IntoView {
    let id = appointment.id;
    let until = appointment.answer_until.clone();
    let version = appointment.version;
    let fault = Signal::derive(move || {
        let faults = board.faults.get();
        faults
            .iter()
            .find(|fault| fault.field == Field::RejectReason)
            .map(field_words)
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        board.reject(id, browser::value_of(Field::RejectReason.name()), &event);
    };
    view! {
        <div class="patient__actions">
            {until.map(|until| view! { <p class="muted small">"Answer until " {until} ". After that the request lapses."</p> })}
            <AcceptForm board=board appointment=appointment/>
            <details class="reject" open=move || board.is_rejecting.get() || fault.get().is_some()>
                <summary class="button button--secondary button--wide">"Reject\u{2026}"</summary>
                <RejectForm
                    id=id.to_string()
                    action=routes::decide(id)
                    version=version.number()
                    typed=typed
                    error=fault
                    on_submit=Callback::new(submit)
                >
                    <BackFields back=board.back()/>
                </RejectForm>
            </details>
        </div>
    }
}

#[component]
fn RejectForm(
    /// Of the request; the field has the same id on the board, where one is open at a time.
    id: String,
    action: String,
    version: i64,
    typed: String,
    #[prop(into)] error: Signal<Option<String>>,
    on_submit: Callback<SubmitEvent>,
    children: Children,
) -> impl IntoView {
    view! {
        <form class="reject__form" id=format!("reject-{id}") method="post" action=action novalidate on:submit=move |event| on_submit.run(event)>
            <input type="hidden" name="version" value=version/>
            {children()}
            <TextArea
                id=Field::RejectReason.name()
                label="Why?"
                hint="The patient reads it."
                value=typed
                error=error
                required=true
                rows=3
                maxlength=1000
            />
            <Button name="step" value=Step::Reject.name() variant=ButtonVariant::Danger wide=true>"Reject the request"</Button>
        </form>
    }
}

/// Accept or reject in a list of requests, without an island: the answer is a page.
#[component]
pub fn DecisionForm(
    /// The request.
    appointment: AppointmentView,
    /// Text of a reason that was not taken.
    typed: String,
    /// Why it was not.
    error: Option<String>,
) -> impl IntoView {
    let AppointmentView {
        id,
        version,
        patient_name,
        ..
    } = appointment;
    let field = format!("{}-{id}", Field::RejectReason.name());
    let is_open = error.is_some();
    let name = patient_name.clone();
    view! {
        <div class="request__answer">
            <form method="post" action=routes::decide(id)>
                <input type="hidden" name="version" value=version.number()/>
                <Button name="step" value=Step::Accept.name() icon=IconName::CHECK>
                    "Accept" <span class="visually-hidden">" the request of " {patient_name}</span>
                </Button>
            </form>
            <details class="reject" open=is_open>
                <summary class="button button--secondary">
                    "Reject\u{2026}" <span class="visually-hidden">" the request of " {name}</span>
                </summary>
                <form class="reject__form" method="post" action=routes::decide(id) novalidate>
                    <input type="hidden" name="version" value=version.number()/>
                    <TextArea
                        id=field
                        name=Field::RejectReason.name()
                        label="Why?"
                        hint="The patient reads it."
                        value=typed
                        error=error
                        required=true
                        rows=3
                        maxlength=1000
                    />
                    <Button name="step" value=Step::Reject.name() variant=ButtonVariant::Danger>"Reject the request"</Button>
                </form>
            </details>
        </div>
    }
}
