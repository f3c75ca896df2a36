//! Administrators correct the professional data of doctors, nurses and specialists, and when a patient was born.

use std::collections::BTreeSet;

use backend::{
    Context,
    directory::{get_doctor, list_doctors, search_doctors},
    patient::find_patients,
    people::{ChangeBirthDate, ChangeStaff, change_birth_date, change_staff, get_staff},
    profile::{list_changes_of, list_own_changes},
    testing::{self, Kind, World, doctor_context, patient_context, support_context},
};
use domain::{
    account::{AccountChange, StaffForm},
    directory::DoctorSearch,
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    version::Version,
};
use rstest::rstest;
use uuid::Uuid;

use super::ground::{admin, change, refusal, staff_form, trail, view, visitor, waiting_nurse};

async fn wish(world: &World, account: AccountId, staff: StaffForm) -> ChangeStaff {
    ChangeStaff {
        account,
        version: view(world, account).await.version,
        staff,
    }
}

/// The first doctor's, who came without a form of staff, with a licence.
async fn as_known(world: &World) -> StaffForm {
    let known = get_staff(&admin(world), world.clinic.doctors[0].account).await;
    StaffForm {
        licence_number: "7012345".into(),
        ..known.unwrap()
    }
}

/// The slugs of the doctors that a search finds.
async fn found(world: &World, search: DoctorSearch) -> Vec<String> {
    let found = search_doctors(&visitor(world), &search).await.unwrap();
    found.cards.into_iter().map(|card| card.doctor_slug).collect()
}

async fn doctor_version(world: &World) -> i64 {
    let ada = Uuid::from(world.clinic.doctors[0].id);
    world
        .db
        .number("SELECT version FROM doctor WHERE id = {0}", &[ada])
        .await
}

async fn assert_is_sound(world: &World) {
    let now = testing::instant("2026-11-23T08:00:00Z");
    let found = backend::setup::verify(&world.db.db, &testing::keys(), now).await;
    assert_eq!(found.unwrap(), []);
}

#[rstest]
#[tokio::test]
async fn what_is_corrected_stands_where_patients_read_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let expected = StaffForm {
        profession: "doctor".into(),
        specialty: "dermatology".into(),
        location: "london".into(),
        licence_number: String::new(),
        qualifications: "MD".into(),
        languages: "English, Spanish".into(),
    };
    assert_eq!(get_staff(&admin(&world), ada.account).await.unwrap(), expected);
    let german = DoctorSearch {
        language: "german".into(),
        ..DoctorSearch::default()
    };
    assert_eq!(found(&world, german.clone()).await, [""; 0]);

    let mut input = wish(&world, ada.account, staff_form()).await;
    change_staff(&admin(&world), &input).await.unwrap();
    let doctor = get_doctor(&visitor(&world), ada.slug).await.unwrap();
    assert_eq!(doctor.name, "Nurse Ada Moreno");
    assert_eq!(doctor.languages, ["English", "German"]);
    assert_eq!(doctor.qualifications, "BSc Nursing");
    assert_eq!(doctor.about, "Sees adults and children.");
    assert_eq!(found(&world, german).await, [ada.slug]);
    assert_eq!(get_staff(&admin(&world), ada.account).await.unwrap(), staff_form());
    let given = view(&world, ada.account).await.staff.unwrap();
    assert_eq!(
        (given.licence_number.as_str(), given.specialty.as_str()),
        ("19A0047", "Dermatology")
    );
    assert_eq!(world.db.count("schedule").await, 2, "they work where they did");

    // Who did it, and what it was before.
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'change_account' \
                AND detail = 'profession, licence number, qualifications, languages'";
    assert_eq!(world.db.number(told, &[]).await, 1);
    let seen = list_changes_of(&admin(&world), ada.account).await.unwrap();
    let fields: BTreeSet<&str> = seen.lines.iter().map(|line| line.field.name()).collect();
    let changed = ["languages", "licence_number", "profession", "qualifications"];
    assert_eq!(fields, BTreeSet::from(changed));
    let own = list_own_changes(&doctor_context(&world.core, &world.clinic, 0))
        .await
        .unwrap();
    let before = own.lines.iter().find(|line| line.field == Field::Profession);
    assert_eq!(before.and_then(|line| line.old_value.as_deref()), Some("Doctor"));

    // Who saw the old one is told.
    let version = doctor_version(&world).await;
    input.staff.languages = "Latin".into();
    assert_eq!(refusal(change_staff(&admin(&world), &input).await), Refusal::Stale);
    // The same once more changes nothing for patients.
    let again = wish(&world, ada.account, staff_form()).await;
    change_staff(&admin(&world), &again).await.unwrap();
    assert_eq!(doctor_version(&world).await, version);
    assert_eq!(get_staff(&admin(&world), ada.account).await.unwrap(), staff_form());
    assert_is_sound(&world).await;
}

#[rstest]
#[tokio::test]
async fn a_title_of_their_own_stays_with_the_profession(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let professor = "UPDATE doctor SET title = 'Prof.' WHERE id = {0}";
    world.db.execute(professor, &[ada.id.into()]).await.unwrap();
    let mut staff = as_known(&world).await;
    assert_eq!(staff.profession, "doctor");
    for (profession, name) in [
        ("doctor", "Prof. Ada Moreno"),
        ("specialist", "Ada Moreno"),
        ("doctor", "Dr. Ada Moreno"),
    ] {
        staff.profession = profession.into();
        let input = wish(&world, ada.account, staff.clone()).await;
        change_staff(&admin(&world), &input).await.unwrap();
        let doctor = get_doctor(&visitor(&world), ada.slug).await.unwrap();
        assert_eq!(doctor.name, name);
    }
}

#[rstest]
#[tokio::test]
async fn another_specialty_comes_after_the_services_of_the_present_one(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let staff = StaffForm {
        specialty: "cardiology".into(),
        ..as_known(&world).await
    };
    let cardiology = || DoctorSearch {
        specialty: "cardiology".into(),
        ..DoctorSearch::default()
    };
    let ben = world.clinic.doctors[1].slug;
    assert_eq!(found(&world, cardiology()).await, [ben]);
    let input = wish(&world, ada.account, staff).await;
    let refused = refusal(change_staff(&admin(&world), &input).await);
    assert_eq!(refused, FieldError::alone(Field::Specialty, Wrong::InUse));
    assert_eq!(world.db.count("staff_application").await, 0);
    assert_eq!(doctor_version(&world).await, 1);
    assert_eq!(view(&world, ada.account).await.version, input.version);
    assert_eq!(trail(&world, ada.account, "change_account").await, 0);

    let ids = [Uuid::from(ada.schedule), world.clinic.heart_check.into()];
    let stop = "DELETE FROM schedule_service WHERE schedule_id = {0}";
    world.db.execute(stop, &ids).await.unwrap();
    change_staff(&admin(&world), &input).await.unwrap();
    let give = "INSERT INTO schedule_service (schedule_id, service_id, rank) VALUES ({0}, {1}, 0)";
    world.db.execute(give, &ids).await.unwrap();
    let doctor = get_doctor(&visitor(&world), ada.slug).await.unwrap();
    assert_eq!(doctor.specialty.slug, "cardiology");
    let slugs: BTreeSet<String> = found(&world, cardiology()).await.into_iter().collect();
    assert_eq!(slugs, BTreeSet::from([ada.slug, ben].map(str::to_owned)));
    assert_is_sound(&world).await;
}

#[rstest]
#[tokio::test]
async fn another_location_is_one_more_calendar(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let here = as_known(&world).await;
    let there = StaffForm {
        location: "new-york".into(),
        ..here.clone()
    };
    // And back: none is opened twice.
    for staff in [there.clone(), here, there] {
        let input = wish(&world, ada.account, staff).await;
        change_staff(&admin(&world), &input).await.unwrap();
        let own = "SELECT COUNT(*) FROM schedule WHERE doctor_id = {0}";
        assert_eq!(world.db.number(own, &[ada.id.into()]).await, 2);
    }
    let doctor = get_doctor(&visitor(&world), ada.slug).await.unwrap();
    assert_eq!(doctor.schedules.len(), 1, "the new one has no services yet");
    assert_eq!(doctor.schedules[0].id, ada.schedule);
    assert_is_sound(&world).await;
}

#[rstest]
#[tokio::test]
async fn who_waits_has_a_calendar_by_what_was_corrected(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let nurse = waiting_nurse(&world, "nils@example.com").await;
    let staff = StaffForm {
        profession: "doctor".into(),
        specialty: "cardiology".into(),
        ..staff_form()
    };
    let input = wish(&world, nurse, staff).await;
    change_staff(&admin(&world), &input).await.unwrap();
    assert_eq!(world.db.count("doctor").await, 2, "none before the approval");
    change(&admin(&world), &world, nurse, AccountChange::Approve, "")
        .await
        .unwrap();
    let doctors = list_doctors(&visitor(&world)).await.unwrap();
    assert!(doctors.iter().any(|doctor| doctor.name == "Dr. Nils Österberg"));
    let of_heart = "SELECT COUNT(*) FROM doctor WHERE specialty_id = {0}";
    let ids = [Uuid::from(world.clinic.cardiology)];
    assert_eq!(world.db.number(of_heart, &ids).await, 2);
}

#[rstest]
#[tokio::test]
async fn only_administrators_correct_them_and_only_those_of_staff(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    let mut input = wish(&world, ada.account, staff_form()).await;
    for (ctx, expected) in [
        (patient_context(&world.core, &world.clinic, 0), Refusal::Forbidden),
        // Also not their own.
        (doctor_context(&world.core, &world.clinic, 0), Refusal::Forbidden),
        (support_context(&world.core, &world.clinic), Refusal::Forbidden),
        (visitor(&world), Refusal::SignInFirst),
    ] {
        assert_eq!(refusal(change_staff(&ctx, &input).await), expected);
        assert_eq!(refusal(get_staff(&ctx, ada.account).await), expected);
    }
    let unproved = Context::new(world.core.clone(), admin(&world).actor().clone(), None);
    assert_eq!(refusal(change_staff(&unproved, &input).await), Refusal::ConfirmFirst);
    let nobody = "0193a5c0-0000-7000-8000-000000000001".parse().unwrap();
    for account in [world.clinic.support, world.clinic.patients[0].account, nobody] {
        input.account = account;
        assert_eq!(refusal(change_staff(&admin(&world), &input).await), Refusal::NotFound);
        assert_eq!(refusal(get_staff(&admin(&world), account).await), Refusal::NotFound);
    }
    assert_eq!(world.db.count("staff_application").await, 0);
    assert_eq!(world.db.count("profile_change").await, 0);
    assert_eq!(doctor_version(&world).await, 1);
}

#[rstest]
#[tokio::test]
async fn garbage_is_refused_by_the_field_and_nothing_is_written(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = &world.clinic.doctors[0];
    for (staff, expected) in [
        (
            StaffForm::default(),
            vec![
                Field::Profession,
                Field::Specialty,
                Field::Location,
                Field::LicenceNumber,
                Field::Qualifications,
                Field::Languages,
            ],
        ),
        (
            StaffForm {
                specialty: "' OR 1=1".into(),
                location: "nowhere".into(),
                ..staff_form()
            },
            vec![Field::Specialty, Field::Location],
        ),
        (
            StaffForm {
                profession: "king".into(),
                licence_number: "9".repeat(51),
                qualifications: "a\u{202e}b".into(),
                ..staff_form()
            },
            vec![Field::Profession, Field::LicenceNumber, Field::Qualifications],
        ),
    ] {
        let input = wish(&world, ada.account, staff).await;
        match refusal(change_staff(&admin(&world), &input).await) {
            Refusal::Invalid(wrong) => {
                let fields: Vec<Field> = wrong.iter().map(|one| one.field).collect();
                assert_eq!(fields, expected);
            }
            other => panic!("{other:?}"),
        }
        assert_eq!(view(&world, ada.account).await.version, input.version);
    }
    assert_eq!(world.db.count("staff_application").await, 0);
    assert_eq!(doctor_version(&world).await, 1);
    assert_eq!(trail(&world, ada.account, "change_account").await, 0);
}

#[rstest]
#[tokio::test]
async fn a_date_of_birth_is_corrected_and_the_patient_is_found_by_it(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let pia = world.clinic.patients[0].account;
    let mut input = ChangeBirthDate {
        account: pia,
        version: view(&world, pia).await.version,
        day: "7".into(),
        month: "4".into(),
        year: "1985".into(),
    };
    change_birth_date(&admin(&world), &input).await.unwrap();
    assert_eq!(view(&world, pia).await.birth_date.as_deref(), Some("1985-04-07"));
    let desk = support_context(&world.core, &world.clinic);
    let found = find_patients(&desk, "1985-04-07").await.unwrap();
    assert_eq!(found.iter().map(|row| row.id).collect::<Vec<_>>(), [pia]);
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'change_account' AND detail = 'date of birth'";
    assert_eq!(world.db.number(told, &[]).await, 1);
    let own = list_own_changes(&patient_context(&world.core, &world.clinic, 0)).await;
    let own = own.unwrap();
    let before: Vec<_> = own
        .lines
        .iter()
        .map(|line| (line.field, line.old_value.as_deref()))
        .collect();
    assert_eq!(before, [(Field::BirthDate, Some("1984-03-27"))]);

    // Who saw the old one is told; the same date once more is no change.
    assert_eq!(refusal(change_birth_date(&admin(&world), &input).await), Refusal::Stale);
    input.version = view(&world, pia).await.version;
    change_birth_date(&admin(&world), &input).await.unwrap();
    assert_eq!(world.db.count("profile_change").await, 1);
    assert_is_sound(&world).await;
}

#[rstest]
#[tokio::test]
async fn no_other_date_of_birth_is_written(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = world.clinic.patients[0].account;
    let born = |account, day: &str, month: &str, year: &str| ChangeBirthDate {
        account,
        version: Version::FIRST,
        day: day.into(),
        month: month.into(),
        year: year.into(),
    };
    for (day, month, year, fault) in [
        ("", "", "", Wrong::Missing),
        ("31", "2", "1984", Wrong::Malformed),
        ("27", "March", "1984", Wrong::Malformed),
        ("27", "3", "2027", Wrong::InFuture),
        ("27", "3", "1784", Wrong::TooOld),
    ] {
        let refused = refusal(change_birth_date(&admin(&world), &born(pia, day, month, year)).await);
        assert_eq!(refused, FieldError::alone(Field::BirthDate, fault));
    }
    for (ctx, expected) in [
        (patient_context(&world.core, &world.clinic, 0), Refusal::Forbidden),
        (doctor_context(&world.core, &world.clinic, 0), Refusal::Forbidden),
        (support_context(&world.core, &world.clinic), Refusal::Forbidden),
        (visitor(&world), Refusal::SignInFirst),
    ] {
        let refused = refusal(change_birth_date(&ctx, &born(pia, "7", "4", "1985")).await);
        assert_eq!(refused, expected);
    }
    let unproved = Context::new(world.core.clone(), admin(&world).actor().clone(), None);
    let refused = refusal(change_birth_date(&unproved, &born(pia, "7", "4", "1985")).await);
    assert_eq!(refused, Refusal::ConfirmFirst);
    for account in [world.clinic.support, world.clinic.doctors[0].account] {
        let refused = refusal(change_birth_date(&admin(&world), &born(account, "7", "4", "1985")).await);
        assert_eq!(refused, Refusal::NotFound);
    }
    let kept = view(&world, pia).await;
    assert_eq!(
        (kept.birth_date.as_deref(), kept.version),
        (Some("1984-03-27"), Version::FIRST)
    );
    assert_eq!(world.db.count("profile_change").await, 0);
}
