//! What the patient of the demo told the clinic.

use uuid::Uuid;

use crate::entity::profile;

pub(super) fn clara(account: Uuid, location: Option<Uuid>, doctor: Option<Uuid>) -> profile::Model {
    profile::Model {
        version: 1,
        gender: "female".to_owned(),
        language: "en".to_owned(),
        zone: "Europe/London".to_owned(),
        street: "14 Wharf Lane".to_owned(),
        postal_code: "SE1 9XZ".to_owned(),
        city: "London".to_owned(),
        country: "United Kingdom".to_owned(),
        insurer: "Thames Mutual Health".to_owned(),
        member_number: "TM 4471 0928".to_owned(),
        insured_until: "2027-12-31".to_owned(),
        contact_name: "Tom Whitfield".to_owned(),
        relationship: "Husband".to_owned(),
        contact_phone: "+442079460733".to_owned(),
        location_id: location,
        doctor_id: doctor,
        accessibility: "I hear badly on the left: please speak to my right side.".to_owned(),
        ..profile::Model::empty(account)
    }
}
