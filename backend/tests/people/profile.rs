//! What people tell about themselves, who sees it, and what it was before.

use backend::{
    Context,
    people::{ChangePerson, change_person, delete_account},
    profile::{ChangeSection, change_section, get_own_profile, get_patient_profile, list_changes_of, list_own_changes},
    testing::{
        self, AppointmentRow, Kind, World, administrator_context, doctor_context, patient_context, support_context,
    },
};
use domain::{
    account::Role,
    profile::{Profile, Section},
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    version::Version,
};
use rstest::rstest;

use super::ground::{admin, mails, refusal, view, visitor};

fn pia(world: &World) -> Context {
    patient_context(&world.core, &world.clinic, 0)
}

fn told() -> Profile {
    Profile {
        given_name: "Pia".into(),
        family_name: "Lund".into(),
        birth_date: "1984-3-27".into(),
        gender: "female".into(),
        language: "de".into(),
        zone: "Europe/Berlin".into(),
        street: "Qzstreet 8".into(),
        postal_code: "10115".into(),
        city: "Berlin".into(),
        country: "Germany".into(),
        insurer: "Qzinsurer".into(),
        member_number: "A 123".into(),
        insured_until: "2027-12-31".into(),
        contact_name: "Jan Lund".into(),
        relationship: "Brother".into(),
        contact_phone: "+49 30 123456".into(),
        preferred_location: "london".into(),
        preferred_doctor: "ada-moreno".into(),
        accessibility: "Qzramp".into(),
    }
}

async fn save(ctx: &Context, section: Section, seen: Version, form: &Profile) -> Result<(), backend::Fault> {
    let input = ChangeSection {
        section,
        seen,
        form: form.clone(),
    };
    change_section(ctx, &input).await
}

async fn version(ctx: &Context) -> Version {
    get_own_profile(ctx, None).await.unwrap().version
}

async fn save_all(ctx: &Context) {
    for section in Section::ALL {
        let seen = version(ctx).await;
        save(ctx, section, seen, &told()).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn each_section_is_kept_encrypted_and_read_again(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let before = get_own_profile(&pia(&world), None).await.unwrap();
    assert_eq!((before.version.number(), before.profile.street.as_str()), (0, ""));
    save_all(&pia(&world)).await;
    let own = get_own_profile(&pia(&world), None).await.unwrap();
    let expected = Profile {
        birth_date: "1984-03-27".into(),
        contact_phone: "+4930123456".into(),
        ..told()
    };
    assert!(own.profile == expected, "all of it");
    let plain = "profile WHERE street LIKE '%Qzstreet%' OR insurer LIKE '%Qzinsurer%' OR accessibility LIKE '%Qzramp%' OR gender = 'female'";
    assert_eq!(world.db.count(plain).await, 0);
    let now = world.core.clock.now();
    let found = backend::setup::verify(&world.db.db, &testing::keys(), now)
        .await
        .unwrap();
    assert_eq!(found, []);
    let same = version(&pia(&world)).await;
    save(&pia(&world), Section::Address, same, &told()).await.unwrap();
    assert_eq!(version(&pia(&world)).await, same, "what is saved again changes nothing");
}

#[rstest]
#[tokio::test]
async fn who_did_not_see_the_latest_overwrites_nothing(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let (ctx, seen) = (pia(&world), Version::new(0));
    save(&ctx, Section::Address, seen, &told()).await.unwrap();
    // Another section is another matter.
    save(&ctx, Section::Insurance, seen, &told()).await.unwrap();
    let other = Profile {
        city: "Hamburg".into(),
        ..told()
    };
    assert_eq!(
        refusal(save(&ctx, Section::Address, seen, &other).await),
        Refusal::Stale
    );
    let now = get_own_profile(&ctx, Some(seen)).await.unwrap();
    assert_eq!(now.profile.city, "Berlin");
    for field in [Field::Street, Field::City, Field::Insurer] {
        assert!(now.changed.contains(&field), "{field:?}");
    }
    assert!(
        get_own_profile(&ctx, Some(now.version))
            .await
            .unwrap()
            .changed
            .is_empty()
    );
    save(&ctx, Section::Address, now.version, &other).await.unwrap();
    assert_eq!(get_own_profile(&ctx, None).await.unwrap().profile.city, "Hamburg");

    // What an administrator changes counts, too.
    let seen = version(&ctx).await;
    let row = view(&world, world.clinic.patients[0].account).await;
    let input = ChangePerson {
        account: row.id,
        version: row.version,
        given_name: "Pia".into(),
        family_name: "Hale".into(),
        email: row.email,
        phone: row.phone.unwrap(),
    };
    change_person(&admin(&world), &input).await.unwrap();
    assert_eq!(
        refusal(save(&ctx, Section::Person, seen, &told()).await),
        Refusal::Stale
    );
    save(&ctx, Section::Preferences, seen, &told()).await.unwrap();
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn of_two_changes_at_once_one_is_told(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let tries = (0..6).map(|number| {
        let ctx = pia(&world);
        let form = Profile {
            street: format!("Street {number}"),
            ..told()
        };
        tokio::spawn(async move { save(&ctx, Section::Address, Version::new(0), &form).await })
    });
    let mut worked = 0;
    for done in futures::future::join_all(tries).await {
        match done.unwrap() {
            Ok(()) => worked += 1,
            other => assert_eq!(refusal(other), Refusal::Stale),
        }
    }
    assert_eq!(worked, 1);
    assert_eq!(world.db.count("profile_change WHERE field = 'street'").await, 1);
}

#[rstest]
#[tokio::test]
async fn what_it_was_is_for_the_person_and_who_changed_it_for_administrators(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let ctx = pia(&world);
    save_all(&ctx).await;
    let other = Profile {
        preferred_doctor: String::new(),
        accessibility: String::new(),
        ..told()
    };
    save(&ctx, Section::Preferences, version(&ctx).await, &other)
        .await
        .unwrap();
    let own = list_own_changes(&ctx).await.unwrap();
    assert_eq!(own.zone, "Europe/Berlin", "by the person's own clock");
    let line = |field| own.lines.iter().find(|line| line.field == field).unwrap();
    assert_eq!(
        line(Field::PreferredDoctor).old_value.as_deref(),
        Some("Dr. Ada Moreno")
    );
    assert_eq!(line(Field::Accessibility).old_value.as_deref(), Some("Qzramp"));
    assert_eq!(line(Field::City).old_value.as_deref(), Some(""));
    assert!(
        own.lines
            .iter()
            .all(|line| line.is_own && line.role == Some(Role::Patient))
    );

    let id = world.clinic.patients[0].account;
    let seen = list_changes_of(&admin(&world), id).await.unwrap();
    assert_eq!(seen.lines.len(), own.lines.len());
    assert!(
        seen.lines
            .iter()
            .all(|line| line.old_value.is_none() && line.who.as_deref() == Some("Pia Lund"))
    );
    for ctx in [
        support_context(&world.core, &world.clinic),
        doctor_context(&world.core, &world.clinic, 0),
        patient_context(&world.core, &world.clinic, 1),
    ] {
        assert_eq!(refusal(list_changes_of(&ctx, id).await), Refusal::Forbidden);
    }
    assert_eq!(
        world.db.count("profile_change WHERE old_value LIKE '%Qzramp%'").await,
        0
    );
    assert_eq!(world.db.count("audit_event WHERE detail LIKE '%Qz%'").await, 0);
    let told = "audit_event WHERE action = 'change_profile' AND detail = 'preferred doctor, accessibility'";
    assert_eq!(world.db.count(told).await, 1);
}

#[rstest]
#[tokio::test]
async fn each_sees_of_a_patient_what_their_work_needs(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let id = world.clinic.patients[0].account;
    save_all(&pia(&world)).await;
    AppointmentRow::new(1).insert(&world).await.unwrap();
    let all = Section::ALL.to_vec();
    let without = |hidden: &[Section]| -> Vec<Section> {
        all.iter()
            .copied()
            .filter(|section| !hidden.contains(section))
            .collect()
    };
    for (ctx, sections) in [
        (
            support_context(&world.core, &world.clinic),
            without(&[Section::Insurance, Section::EmergencyContact]),
        ),
        (
            doctor_context(&world.core, &world.clinic, 0),
            without(&[Section::Insurance]),
        ),
        (administrator_context(&world.core, &world.clinic), all.clone()),
    ] {
        let seen = get_patient_profile(&ctx, id).await.unwrap();
        assert_eq!(seen.sections, sections, "{:?}", ctx.actor());
        assert_eq!(seen.profile.street, "Qzstreet 8");
        let has = |section, text: &str| assert_eq!(sections.contains(&section), !text.is_empty());
        has(Section::Insurance, &seen.profile.member_number);
        has(Section::EmergencyContact, &seen.profile.contact_phone);
        assert_eq!(seen.preferred_doctor.as_deref(), Some("Dr. Ada Moreno"));
    }
    let read = "audit_event WHERE action = 'read_patient'";
    assert_eq!(world.db.count(read).await, 3);
    // A doctor who does not treat them is not told whether they exist.
    let ben = doctor_context(&world.core, &world.clinic, 1);
    assert_eq!(refusal(get_patient_profile(&ben, id).await), Refusal::NotFound);
    let other = patient_context(&world.core, &world.clinic, 1);
    assert_eq!(refusal(get_patient_profile(&other, id).await), Refusal::Forbidden);
    assert_eq!(refusal(get_patient_profile(&pia(&world), id).await), Refusal::Forbidden);
    assert_eq!(
        refusal(get_patient_profile(&visitor(&world), id).await),
        Refusal::SignInFirst
    );
    let no_patient = world.clinic.doctors[0].account;
    assert_eq!(
        refusal(get_patient_profile(&admin(&world), no_patient).await),
        Refusal::NotFound
    );
}

#[rstest]
#[tokio::test]
async fn staff_have_the_part_that_fits(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let ada = doctor_context(&world.core, &world.clinic, 0);
    for section in [Section::Insurance, Section::Preferences] {
        let refused = refusal(save(&ada, section, Version::new(0), &told()).await);
        assert_eq!(refused, Refusal::Forbidden);
    }
    let form = Profile {
        given_name: "Ada".into(),
        family_name: "Lind".into(),
        ..told()
    };
    save(&ada, Section::Person, Version::new(0), &form).await.unwrap();
    let own = get_own_profile(&ada, None).await.unwrap().profile;
    assert_eq!((own.birth_date.as_str(), own.gender.as_str()), ("", ""), "nobody asked");
    let doctor = backend::directory::get_doctor(&visitor(&world), world.clinic.doctors[0].slug)
        .await
        .unwrap();
    assert_eq!(doctor.name, "Dr. Ada Lind");
    save(&ada, Section::EmergencyContact, version(&ada).await, &form)
        .await
        .unwrap();
    let nobody = refusal(save(&visitor(&world), Section::Person, Version::new(0), &form).await);
    assert_eq!(nobody, Refusal::SignInFirst);
}

#[rstest]
#[tokio::test]
async fn what_cannot_be_chosen_is_refused_and_nothing_is_written(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    for (form, field) in [
        (
            Profile {
                preferred_location: "atlantis".into(),
                ..told()
            },
            Field::PreferredLocation,
        ),
        (
            Profile {
                preferred_doctor: "nobody".into(),
                ..told()
            },
            Field::PreferredDoctor,
        ),
    ] {
        let refused = refusal(save(&pia(&world), Section::Preferences, Version::new(0), &form).await);
        assert_eq!(refused, FieldError::alone(field, Wrong::Malformed));
    }
    assert_eq!(world.db.count("profile").await, 0);
    assert_eq!(world.db.count("profile_change").await, 0);
}

#[rstest]
#[tokio::test]
async fn contacts_that_an_administrator_gives_are_not_proved_and_the_person_is_told_at_both(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world_with_texts(kind).await;
    let row = view(&world, world.clinic.patients[0].account).await;
    let (old_email, old_phone) = (row.email.clone(), row.phone.clone().unwrap());
    assert!(row.is_email_proved && row.is_phone_proved);
    let taken = ChangePerson {
        account: row.id,
        version: row.version,
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
        email: world.clinic.patients[1].email.into(),
        phone: old_phone.clone(),
    };
    let refused = refusal(change_person(&admin(&world), &taken).await);
    assert_eq!(refused, FieldError::alone(Field::Email, Wrong::Taken));
    let input = ChangePerson {
        email: "pia.hale@example.com".into(),
        phone: "+44 20 7946 0999".into(),
        ..taken
    };
    change_person(&admin(&world), &input).await.unwrap();
    let after = view(&world, row.id).await;
    assert_eq!(after.email, "pia.hale@example.com");
    assert!(!after.is_email_proved && !after.is_phone_proved);
    let sent = mails(&world.core).await;
    let told = |address: &str, words: &str| {
        let fits =
            |mail: &&backend::adapters::mail::OutgoingMail| mail.to.address == address && mail.text.contains(words);
        assert_eq!(sent.iter().filter(fits).count(), 1, "{address}: {words}");
    };
    told(
        &old_email,
        "The phone number of your account with Test Clinic was changed by the clinic to another one",
    );
    told(
        &old_email,
        "The e-mail address of your account with Test Clinic was changed by the clinic to another one",
    );
    told("pia.hale@example.com", "was changed by the clinic to this one");
    assert_eq!(sent.len(), 3);
    let texted = "outbox_message WHERE kind = 'contact_changed' AND channel = 'sms'";
    assert_eq!(world.db.count(texted).await, 2);
    let history = list_own_changes(&pia(&world)).await.unwrap();
    let old: Vec<_> = history
        .lines
        .iter()
        .map(|line| (line.role, line.old_value.clone().unwrap()))
        .collect();
    let by = Some(Role::Administrator);
    assert_eq!(old, [(by, old_email), (by, old_phone)]);
}

#[rstest]
#[tokio::test]
async fn deleting_an_account_takes_its_profile_and_old_contacts_along(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world_with_texts(kind).await;
    save_all(&pia(&world)).await;
    let row = view(&world, world.clinic.patients[0].account).await;
    let input = ChangePerson {
        account: row.id,
        version: row.version,
        given_name: row.given_name,
        family_name: row.family_name,
        email: "pia.hale@example.com".into(),
        phone: "+44 20 7946 0999".into(),
    };
    change_person(&admin(&world), &input).await.unwrap();
    mails(&world.core).await;
    let version = view(&world, row.id).await.version;
    delete_account(&admin(&world), row.id, version).await.unwrap();
    for table in ["profile", "profile_change", "contact_change"] {
        assert_eq!(world.db.count(table).await, 0, "{table}");
    }
    let reached = "outbox_message WHERE recipient <> '' AND sent_at IS NOT NULL";
    assert_eq!(world.db.count(reached).await, 0);
    let proved = "account WHERE state = 'deleted' AND email_verified_at IS NULL AND phone_verified_at IS NULL";
    assert_eq!(world.db.count(proved).await, 1);
}
