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
    patient: Uuid,
    view: &AppointmentView,
    kind: NoticeKind,
) -> Result<(), Fault> {
    let patient = account::Entity::find_by_id(patient).one(&**tx).await?;
    let recipient = patient.ok_or(Broken::Inconsistent("appointment.patient_id"))?.email;
    let notice = AppointmentNotice {
        kind,
        view: view.clone(),
        recipient,
        sequence: view.version.number(),
    };
    notification::enqueue(ctx, tx, Message::Appointment(notice)).await
}
