use domain::{
    account::{Profession, StaffForm},
    directory::{LocationView, SpecialtyView},
    refusal::Field,
};
use leptos::prelude::*;

use crate::{
    Ctx,
    pages::{PageError, faults::Faults},
    ui::{Choice, Field as Input, InputWidth, Select},
};

/// What staff choose from.
pub(crate) struct Offered {
    specialties: Vec<SpecialtyView>,
    locations: Vec<LocationView>,
}

impl Offered {
    pub async fn load(ctx: &Ctx) -> Result<Self, PageError> {
        Ok(Self {
            specialties: backend::directory::list_specialties(ctx).await?,
            locations: backend::directory::list_locations(ctx).await?,
        })
    }

    pub fn locations(&self) -> &[LocationView] {
        &self.locations
    }
}

/// What is asked of a doctor, nurse or specialist beside name and contacts.
pub(crate) fn staff_fields(form: &StaffForm, offered: &Offered, faults: &Faults) -> impl IntoView + use<> {
    let none = || std::iter::once(Choice::new("", "Choose"));
    let professions = Profession::ALL.map(|one| Choice::new(one.name(), one.label()));
    let specialties = offered.specialties.iter().map(|one| Choice::new(&one.slug, &one.name));
    let locations = offered
        .locations
        .iter()
        .map(|one| Choice::new(&one.slug, &one.place.name));
    view! {
        <Select
            id=Field::Profession.name()
            label="Profession"
            options=none().chain(professions).collect()
            selected=form.profession.clone()
            error=faults.text(Field::Profession)
            required=true
        />
        <div class="field-pair">
            <Select
                id=Field::Specialty.name()
                label="Specialty"
                options=none().chain(specialties).collect()
                selected=form.specialty.clone()
                error=faults.text(Field::Specialty)
                required=true
            />
            <Select
                id=Field::Location.name()
                label="Location"
                options=none().chain(locations).collect()
                selected=form.location.clone()
                error=faults.text(Field::Location)
                required=true
            />
        </div>
        <Input
            id=Field::LicenceNumber.name()
            label="Licence number"
            hint="As in the register of the profession"
            width=InputWidth::Medium
            value=form.licence_number.clone()
            error=faults.text(Field::LicenceNumber)
            maxlength=50
            required=true
        />
        <Input
            id=Field::Qualifications.name()
            label="Qualifications"
            hint="For example, MBBS, MRCP. Patients read them."
            value=form.qualifications.clone()
            error=faults.text(Field::Qualifications)
            maxlength=500
            required=true
        />
        <Input
            id=Field::Languages.name()
            label="Languages"
            hint="With commas between, for example English, Spanish"
            value=form.languages.clone()
            error=faults.text(Field::Languages)
            maxlength=200
            required=true
        />
    }
}
