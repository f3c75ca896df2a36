use domain::{
    access::{Action, Relation, Subject, is_allowed},
    account::Role,
    booking::{AppointmentView, Status, Step},
};

use crate::Ctx;

/// What the one who looks at an appointment could do with it now. Only for what a page offers: the use cases decide again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct May {
    pub reschedule: bool,
    pub cancel: bool,
    pub change_status: bool,
    /// It is a request, and they may accept or reject it.
    pub decide: bool,
    /// It is their own visit.
    pub is_own: bool,
    /// It could be moved or cancelled, were it not too late to do so online.
    pub is_past_cut_off: bool,
    /// The staff may cancel it only with a reason.
    pub needs_reason: bool,
}

impl May {
    pub fn of(ctx: &Ctx, appointment: &AppointmentView) -> Self {
        let relation = relation(ctx);
        let allows = |action| is_allowed(ctx.actor(), action, Subject::Appointment, relation);
        let is_own = relation == Relation::Own;
        let is_changeable = appointment.status.after(Step::Cancel).is_ok();
        let is_request = appointment.status == Status::Requested;
        let is_in_time = !is_own || appointment.is_open_to_change(ctx.now());
        let is_ahead = appointment.time.start > ctx.now();
        Self {
            reschedule: allows(Action::Reschedule) && is_changeable && is_in_time,
            // A request is withdrawn at any time.
            cancel: allows(Action::Cancel) && is_changeable && (is_in_time || is_request),
            change_status: allows(Action::ChangeStatus),
            decide: allows(Action::Decide) && is_request,
            is_own,
            is_past_cut_off: is_changeable && is_ahead && !is_in_time && !is_request,
            needs_reason: !is_own && is_changeable && (is_request || !appointment.is_open_to_change(ctx.now())),
        }
    }
}

/// Nobody but the patient, the doctor, the front desk of the place and administrators is shown an appointment at all, so the role tells which it is.
fn relation(ctx: &Ctx) -> Relation {
    match ctx.role() {
        Some(Role::Patient) => Relation::Own,
        Some(Role::Doctor) => Relation::Treating,
        _ => Relation::SameLocation,
    }
}
