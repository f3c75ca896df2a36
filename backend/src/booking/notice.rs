use domain::booking::AppointmentView;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::account,
    notification::{self, AppointmentNotice, Message, NoticeKind},
};

/// Queues what the patient is told, in the transaction of what happened.
pub(super) async fn notify(
    ctx: &Context,
    tx: &Tx,
    patient: Option<Uuid>,
    view: &AppointmentView,
    kind: NoticeKind,
) -> Result<(), Fault> {
    let missing = || Broken::Inconsistent("appointment.patient_id");
    let patient = account::Entity::find_by_id(patient.ok_or_else(missing)?)
        .one(&**tx)
        .await?;
    let recipient = patient.ok_or_else(missing)?.email(ctx.keys())?;
    notify_at(ctx, tx, recipient, view, kind).await
}

/// [`notify`], at an address that is known already.
pub(super) async fn notify_at(
    ctx: &Context,
    tx: &Tx,
    recipient: String,
    view: &AppointmentView,
    kind: NoticeKind,
) -> Result<(), Fault> {
    let notice = AppointmentNotice {
        kind,
        view: view.clone(),
        recipient,
        sequence: view.version.number(),
    };
    notification::enqueue(ctx, tx, Message::Appointment(notice)).await
}
