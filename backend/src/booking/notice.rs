use domain::booking::{AppointmentView, Status};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{account, appointment},
    notification::{AppointmentNotice, NoticeKind, Parties, tell_of_appointment, tell_old_doctor, tell_parties},
};

/// Whose appointment a row is.
pub(super) fn parties(row: &appointment::Model) -> Result<Parties, Fault> {
    let patient = row.patient_id.ok_or(Broken::Inconsistent("appointment.patient_id"))?;
    Ok(Parties {
        patient: patient.into(),
        doctor: row.doctor_id.into(),
    })
}

/// Queues what patient and doctor are told, in the transaction of what happened.
pub(super) async fn notify(
    ctx: &Context,
    tx: &Tx,
    parties: Parties,
    view: &AppointmentView,
    kind: NoticeKind,
) -> Result<(), Fault> {
    tell_of_appointment(ctx, tx, parties, &notice(view, kind)).await
}

/// [`notify`], with the patient read already.
pub(super) async fn notify_known(
    ctx: &Context,
    tx: &Tx,
    patient: &account::Model,
    doctor: Uuid,
    view: &AppointmentView,
    kind: NoticeKind,
) -> Result<(), Fault> {
    tell_parties(ctx, tx, patient, doctor, &notice(view, kind)).await
}

/// Queues what the doctor is told whose appointment it was until it moved; `old` is how it was, `sequence` of how it is.
pub(super) async fn notify_old_doctor(
    ctx: &Context,
    tx: &Tx,
    doctor: Uuid,
    old: AppointmentView,
    sequence: i64,
) -> Result<(), Fault> {
    let kind = NoticeKind::Cancelled {
        has_note: false,
        was_request: old.status == Status::Requested,
    };
    let notice = AppointmentNotice {
        kind,
        view: old,
        sequence,
    };
    tell_old_doctor(ctx, tx, doctor, &notice).await
}

fn notice(view: &AppointmentView, kind: NoticeKind) -> AppointmentNotice {
    AppointmentNotice {
        kind,
        view: view.clone(),
        sequence: view.version.number(),
    }
}
