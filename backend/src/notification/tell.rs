//! Telling somebody who has an account, by the ways that they chose.

use domain::{
    account::AccountState,
    booking::AppointmentView,
    ids::{AccountId, AppointmentId, DoctorId},
    messages::{Channel, Choices, Topic},
    time::{Instant, Zone},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::{
    AppointmentNotice, app_message::goes_on_list, message::Content, night::is_too_late, outbox::Line,
    text_message::goes_by_text,
};
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{account, doctor},
    people::active_administrators,
    profile,
};

/// What somebody is told.
pub(crate) struct Notice<'a> {
    pub topic: Topic,
    pub content: Content,
    pub appointment: Option<AppointmentId>,
    /// Whose night is not disturbed, where the reader said nothing of their own.
    pub zone: Option<&'a Zone>,
    /// With kind, reader and channel, names the message: it exists once.
    pub cause: String,
    pub due: Instant,
}

impl Notice<'_> {
    /// By each way that the reader chose and can be reached by.
    pub async fn tell(&self, ctx: &Context, tx: &Tx, reader: &account::Model) -> Result<(), Fault> {
        let choices = choices(reader)?;
        for channel in Channel::ALL {
            if choices.wants(self.topic, channel) {
                self.tell_by(channel, ctx, tx, reader).await?;
            }
        }
        Ok(())
    }

    /// By one way, if the reader can be reached by it.
    pub async fn tell_by(
        &self,
        channel: Channel,
        ctx: &Context,
        tx: &Tx,
        reader: &account::Model,
    ) -> Result<(), Fault> {
        let Some(recipient) = address(ctx, reader, channel, &self.content)? else {
            return Ok(());
        };
        let quiet = choices(reader)?.quiet_hours().filter(|_| channel == Channel::Sms);
        let due = match quiet.zip(self.zone) {
            Some((quiet, zone)) => {
                let own = profile::own_zone(&**tx, reader.id).await?;
                let morning = quiet.after(self.due, own.as_ref().unwrap_or(zone));
                // What cannot wait so long is decided when it is sent.
                if is_too_late(&self.content, self.due, morning) {
                    self.due
                } else {
                    morning
                }
            }
            None => self.due,
        };
        let line = Line {
            content: &self.content,
            channel,
            recipient,
            account: Some(reader.id),
            appointment: self.appointment,
            cause: &format!("{}:{}", self.cause, reader.id),
            due,
            origin: None,
        };
        line.write(ctx, tx)
    }
}

/// Where a message reaches somebody by one way; `None` when it cannot.
pub(crate) fn address(
    ctx: &Context,
    reader: &account::Model,
    channel: Channel,
    content: &Content,
) -> Result<Option<String>, Fault> {
    if reader.state == AccountState::Deleted.name() {
        return Ok(None);
    }
    Ok(match channel {
        Channel::Email => Some(reader.email(ctx.keys())?),
        // A number that nobody proved may be a stranger's, who need not know that there is an account.
        Channel::Sms if is_decision(content) && reader.phone_verified_at.is_none() => None,
        Channel::Sms if ctx.settings().sends_sms && goes_by_text(content) => reader.phone(ctx.keys())?,
        Channel::Sms => None,
        Channel::App => goes_on_list(content).then(String::new),
    })
}

const fn is_decision(content: &Content) -> bool {
    matches!(
        content,
        Content::AccountApproved { .. } | Content::AccountRejected { .. }
    )
}

pub(crate) fn choices(reader: &account::Model) -> Result<Choices, Fault> {
    let choices = reader.message_choices.parse();
    choices.map_err(|_| Broken::Inconsistent("account.message_choices").into())
}

/// Whose appointment it is.
#[derive(Clone, Copy, Debug)]
pub struct Parties {
    pub patient: AccountId,
    pub doctor: DoctorId,
}

/// Tells patient and doctor what happened to an appointment, with the commit of `tx`.
///
/// # Errors
/// Only those of the database.
pub async fn tell_of_appointment(
    ctx: &Context,
    tx: &Tx,
    parties: Parties,
    notice: &AppointmentNotice,
) -> Result<(), Fault> {
    let patient = account::Entity::find_by_id(Uuid::from(parties.patient))
        .one(&**tx)
        .await?
        .ok_or(Broken::Inconsistent("appointment.patient_id"))?;
    tell_parties(ctx, tx, &patient, parties.doctor.into(), notice).await
}

/// The same, with the patient read already. Doctors are not told what they did themselves.
pub(crate) async fn tell_parties(
    ctx: &Context,
    tx: &Tx,
    patient: &account::Model,
    doctor: Uuid,
    notice: &AppointmentNotice,
) -> Result<(), Fault> {
    let zone = zone_of(&notice.view)?;
    let content = Content::of_appointment(notice, ctx.actor(), ctx.now());
    about(notice, &zone, Topic::Appointments, content, ctx.now())
        .tell(ctx, tx, patient)
        .await?;
    match Content::for_doctor(notice, ctx.actor(), ctx.now()) {
        Some(content) => tell_doctor(ctx, tx, doctor, notice, content).await,
        None => Ok(()),
    }
}

/// Tells the doctor whose appointment it was that it is another's; the view of `notice` is how it was with them.
///
/// # Errors
/// Only those of the database.
pub(crate) async fn tell_old_doctor(
    ctx: &Context,
    tx: &Tx,
    doctor: Uuid,
    notice: &AppointmentNotice,
) -> Result<(), Fault> {
    let content = Content::for_old_doctor(&notice.view, ctx.actor(), ctx.now());
    tell_doctor(ctx, tx, doctor, notice, content).await
}

async fn tell_doctor(
    ctx: &Context,
    tx: &Tx,
    doctor: Uuid,
    notice: &AppointmentNotice,
    content: Content,
) -> Result<(), Fault> {
    if ctx.actor().doctor().map(Uuid::from) == Some(doctor) {
        return Ok(());
    }
    let zone = zone_of(&notice.view)?;
    if let Some(reader) = account_of(tx, doctor).await? {
        about(notice, &zone, Topic::Schedule, content, ctx.now())
            .tell(ctx, tx, &reader)
            .await?;
    }
    Ok(())
}

fn about<'a>(notice: &AppointmentNotice, zone: &'a Zone, topic: Topic, content: Content, now: Instant) -> Notice<'a> {
    Notice {
        topic,
        content,
        appointment: Some(notice.view.id),
        zone: Some(zone),
        cause: format!("{}:{}", notice.view.id, notice.sequence),
        due: notice.due(now),
    }
}

fn zone_of(view: &AppointmentView) -> Result<Zone, Fault> {
    Zone::parse(&view.place.zone).map_err(|_| Broken::Inconsistent("location.zone").into())
}

/// Tells all who can sign in as administrators.
pub(crate) async fn tell_administrators(
    ctx: &Context,
    tx: &Tx,
    topic: Topic,
    content: &Content,
    cause: &str,
) -> Result<(), Fault> {
    for reader in active_administrators(&**tx).await? {
        let notice = Notice {
            topic,
            content: content.clone(),
            appointment: None,
            zone: None,
            cause: cause.to_owned(),
            due: ctx.now(),
        };
        notice.tell(ctx, tx, &reader).await?;
    }
    Ok(())
}

/// Of a doctor, if they can use it.
async fn account_of(tx: &Tx, doctor: Uuid) -> Result<Option<account::Model>, Fault> {
    let id = doctor::Entity::find_by_id(doctor)
        .select_only()
        .column(doctor::Column::AccountId)
        .into_query();
    // The state is looked at here: SQLite would go through all active accounts for it.
    let reader = account::Entity::find().filter(account::Column::Id.in_subquery(id));
    let reader = reader.one(&**tx).await?;
    Ok(reader.filter(|row| row.state == AccountState::Active.name()))
}
