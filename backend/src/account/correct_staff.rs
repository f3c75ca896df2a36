//! What is known of somebody who is staff, and how it is corrected.

use domain::{
    account::{Profession, StaffForm},
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Query},
};
use uuid::Uuid;

use super::staff::{Application, apply, open_missing_schedule, withdraw};
use crate::{
    Context, Fault,
    db::Tx,
    entity::{doctor, location, schedule, schedule_service, service, specialty, staff_application},
    live::Change,
};

/// What is known of a doctor, nurse or specialist.
#[derive(Default)]
pub(crate) struct KnownStaff {
    profession: Option<Profession>,
    specialty: Option<specialty::Model>,
    location: Option<location::Model>,
    licence_number: String,
    qualifications: String,
    languages: String,
}

impl KnownStaff {
    /// What was given; of a doctor who never filled the form, such as one of an import, what patients read.
    pub async fn find(db: &impl ConnectionTrait, account: Uuid, doctor: Option<&doctor::Model>) -> Result<Self, Fault> {
        if let Some(row) = staff_application::Entity::find_by_id(account).one(db).await? {
            return Ok(Self {
                profession: Profession::from_name(&row.profession),
                specialty: specialty::Entity::find_by_id(row.specialty_id).one(db).await?,
                location: location::Entity::find_by_id(row.location_id).one(db).await?,
                licence_number: row.licence_number,
                qualifications: row.qualifications,
                languages: row.languages,
            });
        }
        let Some(doctor) = doctor else {
            return Ok(Self::default());
        };
        let schedule = schedule::Entity::find()
            .filter(schedule::Column::DoctorId.eq(doctor.id))
            .order_by_asc(schedule::Column::Id)
            .one(db)
            .await?;
        let location = match schedule {
            Some(schedule) => location::Entity::find_by_id(schedule.location_id).one(db).await?,
            None => None,
        };
        // Other titles ("Prof.") are doctors' too.
        let profession = Profession::ALL.into_iter().find(|one| one.title() == doctor.title);
        Ok(Self {
            profession: profession.or(Some(Profession::Doctor)),
            specialty: specialty::Entity::find_by_id(doctor.specialty_id).one(db).await?,
            location,
            licence_number: String::new(),
            qualifications: doctor.qualifications.clone(),
            languages: doctor.languages.clone(),
        })
    }

    /// As the form has it.
    pub fn form(&self) -> StaffForm {
        let (specialty, location) = (self.specialty.as_ref(), self.location.as_ref());
        StaffForm {
            profession: self.profession.map_or("", Profession::name).to_owned(),
            specialty: specialty.map_or_else(String::new, |row| row.slug.clone()),
            location: location.map_or_else(String::new, |row| row.slug.clone()),
            licence_number: self.licence_number.clone(),
            qualifications: self.qualifications.clone(),
            languages: self.languages.clone(),
        }
    }

    /// The fields that would be others by `application`, with what they are, as people read it.
    pub fn differences(&self, application: &Application) -> Vec<(Field, String)> {
        let (specialty, location) = (self.specialty.as_ref(), self.location.as_ref());
        let fields = [
            (
                Field::Profession,
                self.profession.map_or("", Profession::label),
                self.profession == Some(application.profession),
            ),
            (
                Field::Specialty,
                specialty.map_or("", |row| row.name.as_str()),
                specialty.is_some_and(|row| row.id == application.specialty),
            ),
            (
                Field::Location,
                location.map_or("", |row| row.name.as_str()),
                location.is_some_and(|row| row.id == application.location),
            ),
            (
                Field::LicenceNumber,
                self.licence_number.as_str(),
                self.licence_number == application.licence_number,
            ),
            (
                Field::Qualifications,
                self.qualifications.as_str(),
                self.qualifications == application.qualifications,
            ),
            (
                Field::Languages,
                self.languages.as_str(),
                self.languages == application.languages,
            ),
        ];
        let others = fields.into_iter().filter(|(_, _, is_same)| !is_same);
        others.map(|(field, before, _)| (field, before.to_owned())).collect()
    }

    /// Keeps `application` instead. The doctor of the account, whose schedules are taken, is offered to patients so, with a schedule
    /// at the location; those at others stay, and so does a title of their own as long as the profession is the same.
    ///
    /// # Errors
    /// `Invalid` for another specialty than that of services that the doctor gives.
    pub async fn correct(
        &self,
        ctx: &Context,
        tx: &Tx,
        account: AccountId,
        doctor: Option<&doctor::Model>,
        application: &Application,
    ) -> Result<(), Fault> {
        use doctor::Column as C;
        if let Some(doctor) = doctor {
            check_services(tx, doctor, application.specialty).await?;
        }
        withdraw(tx, account).await?;
        apply(tx, account, application).await?;
        let Some(doctor) = doctor else { return Ok(()) };
        let mut update = doctor::Entity::update_many()
            .col_expr(C::SpecialtyId, Expr::value(application.specialty))
            .col_expr(C::Languages, Expr::value(&application.languages))
            .col_expr(C::Qualifications, Expr::value(&application.qualifications))
            .col_expr(C::Version, Expr::col(C::Version).add(1))
            .filter(C::Id.eq(doctor.id));
        if self.profession != Some(application.profession) {
            update = update.col_expr(C::Title, Expr::value(application.profession.title()));
        }
        update.exec(&**tx).await?;
        tx.changed(Change {
            doctor: doctor.id.into(),
        });
        open_missing_schedule(ctx, tx, doctor.id, application.location).await
    }
}

/// Doctors are found by their specialty, and give the services of it.
async fn check_services(tx: &Tx, doctor: &doctor::Model, specialty: Uuid) -> Result<(), Fault> {
    if doctor.specialty_id == specialty {
        return Ok(());
    }
    let mut own = Query::select();
    own.column(schedule::Column::Id)
        .from(schedule::Entity)
        .and_where(schedule::Column::DoctorId.eq(doctor.id));
    let mut fitting = Query::select();
    fitting
        .column(service::Column::Id)
        .from(service::Entity)
        .and_where(service::Column::SpecialtyId.eq(specialty));
    let others = schedule_service::Entity::find()
        .filter(schedule_service::Column::ScheduleId.in_subquery(own))
        .filter(schedule_service::Column::ServiceId.not_in_subquery(fitting));
    if others.count(&**tx).await? > 0 {
        return Err(FieldError::alone(Field::Specialty, Wrong::InUse).into());
    }
    Ok(())
}
