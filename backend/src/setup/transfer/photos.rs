//! The pictures of doctors, out of rows and into them.

use std::collections::HashMap;

use data_encoding::BASE64;
use domain::refusal::Refusal;
use sea_orm::{ConnectionTrait, EntityTrait};
use uuid::Uuid;

use super::{file::ClinicFile, fill::Rows, place::Place};
use crate::{
    Context, Fault,
    crypto::Keys,
    entity::photo,
    photo::{portrait, row},
};

/// As base64, by account.
pub(super) async fn load(keys: &Keys, db: &impl ConnectionTrait) -> Result<HashMap<Uuid, String>, Fault> {
    let mut photos = HashMap::new();
    for row in photo::Entity::find().all(db).await? {
        photos.insert(row.account_id, row.content(keys)?);
    }
    Ok(photos)
}

/// Draws the pictures of the file as those that are uploaded; what is none is noted.
pub(super) async fn draw(ctx: &Context, file: &ClinicFile, rows: &mut Rows, root: &mut Place<'_>) -> Result<(), Fault> {
    for (index, one) in file.doctors.iter().enumerate() {
        let Some(photo) = &one.photo else { continue };
        let mut at = root.item("doctors", index);
        let mut at = at.field("photo");
        let Some(picture) = at.expect(BASE64.decode(photo.as_bytes()).ok(), "is not base64") else {
            continue;
        };
        let drawn = match portrait(ctx, picture).await {
            Ok(drawn) => drawn,
            Err(Fault::Refused(Refusal::Invalid(_))) => {
                at.fail("is no JPEG, PNG or WebP picture of at least 96 pixels a side and at most 5 MB");
                continue;
            }
            Err(fault) => return Err(fault),
        };
        let Some(doctor) = rows.doctors.iter_mut().find(|row| row.slug == one.slug) else {
            continue;
        };
        let Some(account) = at.expect(doctor.account_id, "needs an \"email\": it is kept with the account") else {
            continue;
        };
        let photo = row(ctx, account, drawn);
        doctor.photo = Some(photo.version.clone());
        rows.photos.push(photo);
    }
    Ok(())
}
