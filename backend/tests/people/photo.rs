use backend::{
    account::{RegisterStaff, Verified, register_staff},
    directory::get_doctor,
    photo::{change_photo, find_own_photo, get_doctor_photo, get_photo_of, remove_photo},
    testing::{self, Kind, doctor_context, patient_context, support_context, visitor_context},
};
use domain::{
    account::AccountChange,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::ground::{admin, change, find, prove, refusal, staff, view, visitor};

/// 96 by 96 pixels.
const PICTURE: &[u8] = include_bytes!("portrait.png");
const JPEG: [u8; 3] = [0xFF, 0xD8, 0xFF];

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn patients_see_a_doctors_photo_until_it_is_taken_away(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (doctor, visitor) = (doctor_context(&world.core, &world.clinic, 0), visitor(&world));
    assert_eq!(find_own_photo(&doctor).await.unwrap(), None);
    change_photo(&doctor, PICTURE.to_vec()).await.unwrap();
    let (slug, version) = find_own_photo(&doctor).await.unwrap().unwrap();
    assert_eq!(get_doctor(&visitor, &slug).await.unwrap().photo, Some(version.clone()));
    assert!(
        get_doctor_photo(&visitor, &slug, &version)
            .await
            .unwrap()
            .starts_with(&JPEG)
    );
    for (slug, version) in [
        ("ben-okoro", version.as_str()),
        (&slug, "0000000000000000"),
        (&slug, ""),
    ] {
        assert_eq!(
            refusal(get_doctor_photo(&visitor, slug, version).await),
            Refusal::NotFound
        );
    }

    // The same picture again is one row and the same address.
    change_photo(&doctor, PICTURE.to_vec()).await.unwrap();
    assert_eq!(
        find_own_photo(&doctor).await.unwrap(),
        Some((slug.clone(), version.clone()))
    );
    assert_eq!(world.db.count("photo").await, 1);

    remove_photo(&doctor).await.unwrap();
    assert_eq!(
        refusal(get_doctor_photo(&visitor, &slug, &version).await),
        Refusal::NotFound
    );
    assert_eq!(get_doctor(&visitor, &slug).await.unwrap().photo, None);
    assert_eq!(world.db.count("photo").await, 0);
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'change_photo'";
    assert_eq!(world.db.number(told, &[]).await, 3);
}

#[tokio::test]
async fn only_those_who_see_patients_have_one_and_only_pictures_are_taken() {
    let world = testing::world(Kind::Sqlite).await;
    let (core, clinic) = (&world.core, &world.clinic);
    for (ctx, expected) in [
        (visitor_context(core, 0), Refusal::SignInFirst),
        (patient_context(core, clinic, 0), Refusal::NotFound),
        (support_context(core, clinic), Refusal::NotFound),
    ] {
        assert_eq!(refusal(change_photo(&ctx, PICTURE.to_vec()).await), expected);
        assert_eq!(refusal(remove_photo(&ctx).await), expected);
        assert_eq!(refusal(find_own_photo(&ctx).await), expected);
    }
    let doctor = doctor_context(core, clinic, 0);
    for (file, fault) in [(&b""[..], Wrong::Missing), (b"<svg/>", Wrong::Malformed)] {
        let expected = FieldError::alone(Field::Photo, fault);
        assert_eq!(refusal(change_photo(&doctor, file.to_vec()).await), expected);
    }
    assert_eq!(world.db.count("photo").await, 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn who_registers_with_a_photo_shows_it_once_approved(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let mut form = RegisterStaff {
        photo: b"no picture".to_vec(),
        ..staff("nils@example.com")
    };
    let wrong = FieldError::alone(Field::Photo, Wrong::Malformed);
    assert_eq!(refusal(register_staff(&visitor(&world), &form).await), wrong);
    form.photo = PICTURE.to_vec();
    let token = register_staff(&visitor(&world), &form).await.unwrap().token;
    assert!(matches!(prove(&world, &token).await, Verified::Pending(_)));

    let account = find(&world, "nils@example.com").await;
    assert!(view(&world, account).await.has_photo);
    assert!(get_photo_of(&admin(&world), account).await.unwrap().starts_with(&JPEG));
    let support = support_context(&world.core, &world.clinic);
    assert_eq!(refusal(get_photo_of(&support, account).await), Refusal::Forbidden);
    let nobody = world.clinic.patients[0].account;
    assert_eq!(refusal(get_photo_of(&admin(&world), nobody).await), Refusal::NotFound);

    change(&admin(&world), &world, account, AccountChange::Approve, "")
        .await
        .unwrap();
    let doctor = "SELECT COUNT(*) FROM doctor WHERE slug = 'nils-osterberg' AND photo IS NOT NULL";
    assert_eq!(world.db.number(doctor, &[]).await, 1);
}

#[tokio::test]
async fn a_picture_is_drawn_after_the_registration_is_counted() {
    let world = testing::world(Kind::Sqlite).await;
    let form = RegisterStaff {
        photo: b"no picture".to_vec(),
        ..staff("nils@example.com")
    };
    let wrong = FieldError::alone(Field::Photo, Wrong::Malformed);
    for _ in 0..5 {
        assert_eq!(refusal(register_staff(&visitor(&world), &form).await), wrong);
    }
    let sixth = refusal(register_staff(&visitor(&world), &form).await);
    assert!(matches!(sixth, Refusal::TooManyTries { .. }), "{sixth:?}");
}
