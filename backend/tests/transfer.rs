//! A clinic as a file: out and in again, and everything wrong named with its place.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use backend::{
    Context, Fault,
    directory::get_doctor,
    photo::{change_photo, get_doctor_photo},
    session::{SignIn, sign_in},
    setup::{ClinicFile, FileError, ImportError, export_clinic, import_clinic, seed_demo, verify},
    testing::{self, Kind, TestClock, TestDb, administrator_context, core, doctor_context, instant, visitor_context},
};
use domain::refusal::Refusal;
use image::RgbImage;
use rstest::rstest;
use serde_json::{Value, json};

struct Empty {
    db: TestDb,
    ctx: Context,
}

async fn empty(kind: Kind) -> Empty {
    let db = testing::database(kind).await;
    let ctx = Context::system(core(&db, TestClock::default()));
    Empty { db, ctx }
}

fn bytes(file: &ClinicFile) -> Vec<u8> {
    serde_json::to_vec(file).unwrap()
}

/// A clinic with one of each.
fn sample() -> Value {
    json!({
        "format": "mediconnect-clinic",
        "version": 1,
        "locations": [{
            "slug": "harbour", "name": "Harbour Clinic", "street": "8 Quay Road", "postal_code": "SE1 2AB",
            "city": "London", "country": "United Kingdom", "phone": "+442079460958", "zone": "Europe/London",
            "rooms": [{"name": "Room 1", "kind": "Ultrasound"}],
            "closures": [{"from": "2026-12-25T00:00:00Z", "to": "2026-12-26T00:00:00Z", "reason": "Christmas"}]
        }],
        "specialties": [{"slug": "skin", "name": "Dermatology", "summary": "Skin", "practitioner": "dermatologist"}],
        "services": [{
            "id": "first", "specialty": "skin", "name": "First visit", "duration_minutes": 30, "horizon_days": 60,
            "cut_off_minutes": 1440
        }],
        "doctors": [{
            "slug": "ada-moreno", "title": "Dr.", "given_name": "Ada", "family_name": "Moreno", "specialty": "skin",
            "email": "ada@example.com",
            "time_off": [{"from": "2026-12-01T00:00:00Z", "to": "2026-12-02T00:00:00Z"}],
            "schedules": [{
                "location": "harbour",
                "services": [{"service": "first"}],
                "hours": [{"weekday": 1, "from": "09:00", "to": "12:00"}, {"weekday": 1, "from": "13:00", "to": "24:00"}],
                "overrides": [{"date": "2026-11-30", "windows": []}]
            }]
        }],
        "patients": [{"id": "pia", "given_name": "Pia", "family_name": "Lund", "email": "pia@example.com",
            "profile": {"street": "Hill 1", "city": "London", "zone": "Europe/Berlin", "preferred_doctor": "ada-moreno"}}],
        "appointments": [{
            "id": "a1", "patient": "pia", "doctor": "ada-moreno", "location": "harbour", "service": "first",
            "start": "2026-11-23T10:00:00Z", "duration_minutes": 30, "status": "confirmed", "reason": "A mole",
            "created_at": "2026-11-01T08:00:00Z"
        }]
    })
}

async fn errors(ctx: &Context, file: &Value) -> Vec<String> {
    match import_clinic(ctx, file.to_string().as_bytes()).await {
        Err(ImportError::File(errors)) => errors.iter().map(FileError::to_string).collect(),
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[tokio::test]
async fn a_clinic_goes_out_and_in_again_unchanged(
    #[values(Kind::Sqlite, Kind::Postgres)] from: Kind,
    #[values(Kind::Sqlite, Kind::Postgres)] to: Kind,
) {
    let (source, target) = (empty(from).await, empty(to).await);
    seed_demo(&source.ctx).await.unwrap();
    // Between two seconds, as people answer.
    let said = instant("2026-11-22T18:30:00Z").millis() + 7;
    let next = "SELECT id FROM appointment WHERE status = 'confirmed' ORDER BY starts_at, id LIMIT 1";
    let answer = format!("UPDATE appointment SET attendance_confirmed_at = {said} WHERE id = ({next})");
    assert_eq!(source.db.execute(&answer, &[]).await.unwrap(), 1);
    let cancelled = "SELECT id FROM appointment WHERE status = 'cancelled' ORDER BY starts_at, id LIMIT 1";
    let code = format!("UPDATE appointment SET cancel_code = 'location_closed' WHERE id = ({cancelled})");
    assert_eq!(source.db.execute(&code, &[]).await.unwrap(), 1);
    let file = export_clinic(&source.ctx).await.unwrap();
    let imported = import_clinic(&target.ctx, &bytes(&file)).await.unwrap();
    assert!(imported.appointments > 1000 && imported.doctors > 20, "{imported:?}");
    let again = export_clinic(&target.ctx).await.unwrap();
    assert!(again == file, "the second export is the first");
    let answers = format!("SELECT COUNT(*) FROM appointment WHERE attendance_confirmed_at = {said}");
    assert_eq!(target.db.number(&answers, &[]).await, 1);
    assert_eq!(
        target
            .db
            .count("appointment WHERE cancel_code = 'location_closed'")
            .await,
        1
    );
    let errors = verify(&target.db.db, &testing::keys(), instant("2026-11-23T08:00:00Z"))
        .await
        .unwrap();
    assert_eq!(errors, []);
}

#[tokio::test]
async fn a_clinic_written_by_hand_is_taken_in_once() {
    let empty = empty(Kind::Sqlite).await;
    let file = sample();
    let imported = import_clinic(&empty.ctx, file.to_string().as_bytes()).await.unwrap();
    assert_eq!(
        (imported.locations, imported.patients, imported.appointments),
        (1, 1, 1)
    );
    assert_eq!(
        errors(&empty.ctx, &file).await,
        [
            "locations[0].slug: is in the database already",
            "specialties[0].slug: is in the database already",
            "doctors[0].slug: is in the database already",
            "doctors[0].email: is in the database already",
            "patients[0].email: is in the database already",
        ]
    );
}

#[tokio::test]
async fn everything_wrong_is_named_with_its_place_and_nothing_is_taken_in() {
    let empty = empty(Kind::Sqlite).await;
    for (place, value, expected) in [
        ("/format", json!("other"), "format: must be \"mediconnect-clinic\""),
        ("/version", json!(2), "version: must be 1"),
        (
            "/locations/0/zone",
            json!("Mars/Olympus"),
            "locations[0].zone: is not a time zone",
        ),
        (
            "/locations/0/slug",
            json!("Not A Slug"),
            "locations[0].slug: must be 1 to 64 small letters, digits and hyphens",
        ),
        (
            "/locations/0/rooms/0/kind",
            json!(" "),
            "locations[0].rooms[0].kind: must be 1 to 200 characters",
        ),
        (
            "/locations/0/closures/0/to",
            json!("2026-12-24T00:00:00Z"),
            "locations[0].closures[0].to: must be after \"from\"",
        ),
        (
            "/services/0/duration_minutes",
            json!(1),
            "services[0].duration_minutes: must be 5 to 720",
        ),
        (
            "/services/0/lengths",
            json!([{"duration_minutes": 60}, {"duration_minutes": 60}]),
            "services[0].lengths[1].duration_minutes: is there twice",
        ),
        (
            "/services/0/lengths",
            json!([{"duration_minutes": 30}]),
            "services[0].lengths[0].duration_minutes: is there twice",
        ),
        (
            "/services/0/lengths",
            json!([{"duration_minutes": 721}]),
            "services[0].lengths[0].duration_minutes: must be 5 to 720",
        ),
        (
            "/services/0/lengths",
            json!([{"duration_minutes": 60, "price_minor": 9000}]),
            "services[0].lengths[0].price_minor: needs the currency of a price of the service",
        ),
        (
            "/services/0/lengths",
            json!([10, 20, 40, 50, 60, 70].map(|minutes| json!({"duration_minutes": minutes}))),
            "services[0].lengths: must be at most 5",
        ),
        (
            "/appointments/0/price",
            json!({"minor": 9000, "currency": "pounds"}),
            "appointments[0].price.currency: must be three capital letters, like GBP",
        ),
        (
            "/services/0/specialty",
            json!("bones"),
            "services[0].specialty: is no specialty of this file",
        ),
        (
            "/doctors/0/given_name",
            json!(""),
            "doctors[0].given_name: is missing, too long or has control characters",
        ),
        (
            "/doctors/0/email",
            json!("nobody"),
            "doctors[0].email: is not an e-mail address",
        ),
        (
            "/doctors/0/schedules/0/location",
            json!("lake"),
            "doctors[0].schedules[0].location: is no location of this file",
        ),
        (
            "/doctors/0/schedules/0/services/0/service",
            json!("x"),
            "doctors[0].schedules[0].services[0].service: is no service of this file",
        ),
        (
            "/doctors/0/schedules/0/hours/0/weekday",
            json!(8),
            "doctors[0].schedules[0].hours[0].weekday: must be 1 (Monday) to 7 (Sunday)",
        ),
        (
            "/doctors/0/schedules/0/hours/1/from",
            json!("9:00"),
            "doctors[0].schedules[0].hours[1].from: is not a time of day like 09:00",
        ),
        (
            "/doctors/0/schedules/0/hours/1/to",
            json!("24:01"),
            "doctors[0].schedules[0].hours[1].to: is not a time of day like 17:00",
        ),
        (
            "/doctors/0/schedules/0/overrides/0/date",
            json!("2026-02-30"),
            "doctors[0].schedules[0].overrides[0].date: is not a date like 2026-11-23",
        ),
        (
            "/doctors/0/schedules/0/overrides",
            json!([{"date": "2026-11-30", "windows": []}, {"date": "2026-11-30", "windows": [{"from": "09:00", "to": "10:00"}]}]),
            "doctors[0].schedules[0].overrides[1].date: is there twice",
        ),
        (
            "/patients/0/phone",
            json!("123"),
            "patients[0].phone: is not a number like +442079460958",
        ),
        (
            "/patients/0/profile/city",
            json!(""),
            "patients[0].profile.city: cannot be taken",
        ),
        (
            "/patients/0/profile/zone",
            json!("Mars/Olympus"),
            "patients[0].profile.zone: cannot be taken",
        ),
        (
            "/patients/0/profile/preferred_doctor",
            json!("nobody"),
            "patients[0].profile.preferred_doctor: is not in this file",
        ),
        (
            "/appointments/0/patient",
            json!("omar"),
            "appointments[0].patient: is no patient of this file",
        ),
        (
            "/appointments/0/start",
            json!("2026-11-23 10:00"),
            "appointments[0].start: is not a time like 2026-11-23T14:20:00+01:00",
        ),
        (
            "/appointments/0/attendance_confirmed_at",
            json!("yes"),
            "appointments[0].attendance_confirmed_at: is not a time like 2026-11-23T14:20:00+01:00",
        ),
        (
            "/appointments/0/cancel_code",
            json!("a rash"),
            "appointments[0].cancel_code: is no reason to cancel",
        ),
        (
            "/appointments/0/cancel_code",
            json!("equipment"),
            "appointments[0].cancel_code: belongs to an appointment that was cancelled",
        ),
        (
            "/appointments/0/status",
            json!("held"),
            "appointments[0].status: is no status of an appointment",
        ),
        (
            "/appointments/0/reason",
            json!(" "),
            "appointments[0].reason: must not be empty",
        ),
        (
            "/appointments/0/room",
            json!("Room 9"),
            "appointments[0].room: is no room of this location",
        ),
    ] {
        let mut file = sample();
        match file.pointer_mut(place) {
            Some(known) => *known = value,
            None => {
                let (parent, name) = place.rsplit_once('/').unwrap();
                file.pointer_mut(parent).unwrap()[name] = value;
            }
        }
        let found = errors(&empty.ctx, &file).await;
        assert!(found.iter().any(|error| error == expected), "{place}: {found:?}");
    }
    for table in ["location", "account", "appointment", "audit_event"] {
        assert_eq!(empty.db.count(table).await, 0, "{table}");
    }
}

/// 96 by 96 pixels.
const PICTURE: &[u8] = include_bytes!("people/portrait.png");

#[rstest]
#[tokio::test]
async fn photos_of_doctors_go_out_and_in_again(
    #[values(Kind::Sqlite, Kind::Postgres)] from: Kind,
    #[values(Kind::Sqlite, Kind::Postgres)] to: Kind,
) {
    let world = testing::world(from).await;
    change_photo(&doctor_context(&world.core, &world.clinic, 0), PICTURE.to_vec())
        .await
        .unwrap();
    let file = export_clinic(&Context::system(world.core.clone())).await.unwrap();
    let target = empty(to).await;
    import_clinic(&target.ctx, &bytes(&file)).await.unwrap();
    let again = export_clinic(&target.ctx).await.unwrap();

    // It is drawn anew, and looks the same.
    let photos = |file: &ClinicFile| -> Vec<RgbImage> {
        let jpegs = file.doctors.iter().filter_map(|doctor| doctor.photo.as_deref());
        let jpegs = jpegs.map(|photo| data_encoding::BASE64.decode(photo.as_bytes()).unwrap());
        jpegs
            .map(|jpeg| image::load_from_memory(&jpeg).unwrap().into_rgb8())
            .collect()
    };
    let ([before], [after]) = (&photos(&file)[..], &photos(&again)[..]) else {
        panic!("one doctor has one");
    };
    assert_eq!(before.dimensions(), after.dimensions());
    let furthest = before
        .iter()
        .zip(after.iter())
        .map(|(one, other)| one.abs_diff(*other))
        .max();
    assert!(furthest < Some(16), "{furthest:?}");
    let without = |mut file: ClinicFile| {
        file.doctors.iter_mut().for_each(|doctor| doctor.photo = None);
        file
    };
    assert!(without(again) == without(file));

    // Patients see it, and nobody reads it in the database.
    let visitor = visitor_context(target.ctx.core(), 0);
    let slug = world.clinic.doctors[0].slug;
    let version = get_doctor(&visitor, slug).await.unwrap().photo.unwrap();
    assert!(
        get_doctor_photo(&visitor, slug, &version)
            .await
            .unwrap()
            .starts_with(&[0xFF, 0xD8])
    );
    let plain = "SELECT COUNT(*) FROM photo WHERE content LIKE '/9j/%'";
    assert_eq!(target.db.number(plain, &[]).await, 0);
}

#[tokio::test]
async fn a_photo_that_is_none_is_named_and_nothing_is_taken_in() {
    let empty = empty(Kind::Sqlite).await;
    let picture = data_encoding::BASE64.encode(PICTURE);
    let no_picture = "is no JPEG, PNG or WebP picture of at least 96 pixels a side and at most 5 MB";
    for (photo, email, expected) in [
        ("?", "ada@example.com", "is not base64"),
        ("PHN2Zy8+", "ada@example.com", no_picture),
        ("", "ada@example.com", no_picture),
        (&picture[..picture.len() / 8 * 4], "ada@example.com", no_picture),
        (&picture, "", "needs an \"email\": it is kept with the account"),
    ] {
        let mut file = sample();
        let doctor = &mut file["doctors"][0];
        doctor["photo"] = json!(photo);
        if email.is_empty() {
            doctor.as_object_mut().unwrap().remove("email");
        }
        assert_eq!(
            errors(&empty.ctx, &file).await,
            [format!("doctors[0].photo: {expected}")]
        );
    }
    for table in ["location", "account", "photo"] {
        assert_eq!(empty.db.count(table).await, 0, "{table}");
    }
}

#[tokio::test]
async fn only_what_was_confirmed_has_a_patient_who_said_that_they_will_come() {
    let empty = empty(Kind::Sqlite).await;
    let expected = "appointments[0].attendance_confirmed_at: belongs to an appointment that was confirmed";
    for (status, is_refused) in [
        ("requested", true),
        ("rejected", true),
        ("confirmed", false),
        ("arrived", false),
        ("in_progress", false),
        ("completed", false),
        ("cancelled", false),
        ("no_show", false),
    ] {
        let mut file = sample();
        let visit = &mut file["appointments"][0];
        visit["status"] = json!(status);
        visit["attendance_confirmed_at"] = json!("2026-11-22T09:00:00+00:00");
        if status == "requested" {
            visit["request_lapses_at"] = json!("2026-11-23T09:00:00+00:00");
        }
        // Something else is wrong in each, so that nothing is taken in.
        file["patients"][0]["email"] = json!("no address");
        let found = errors(&empty.ctx, &file).await;
        assert_eq!(
            found.iter().any(|error| error == expected),
            is_refused,
            "{status}: {found:?}"
        );
    }
}

#[tokio::test]
async fn a_file_of_another_shape_is_refused_where_it_differs() {
    let empty = empty(Kind::Sqlite).await;
    let mut file = sample();
    file["doctors"][0]["schedules"][0]["hours"][1]["until"] = json!("17:00");
    let [error] = &errors(&empty.ctx, &file).await[..] else {
        panic!()
    };
    assert!(error.starts_with("doctors[0].schedules[0].hours[1]"), "{error}");
    assert!(error.contains("unknown field `until`"), "{error}");
    let truncated = &file.to_string().into_bytes()[..300];
    assert!(matches!(
        import_clinic(&empty.ctx, truncated).await,
        Err(ImportError::File(_))
    ));
}

#[rstest]
#[tokio::test]
async fn two_appointments_at_one_time_are_named_and_nothing_is_written(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let empty = empty(kind).await;
    let mut file = sample();
    let mut second = file["appointments"][0].clone();
    second["id"] = json!("a2");
    second["start"] = json!("2026-11-23T10:15:00Z");
    file["appointments"].as_array_mut().unwrap().push(second);
    assert_eq!(
        errors(&empty.ctx, &file).await,
        [
            "appointments[1].doctor: has another appointment then",
            "appointments[1].patient: has another appointment then",
        ]
    );
    assert_eq!(empty.db.count("location").await, 0);
    // A cancelled one is in nobody's way.
    file["appointments"][1]["status"] = json!("cancelled");
    assert!(import_clinic(&empty.ctx, file.to_string().as_bytes()).await.is_ok());
}

#[tokio::test]
async fn nobody_signs_in_to_an_account_that_was_imported() {
    let empty = empty(Kind::Sqlite).await;
    import_clinic(&empty.ctx, sample().to_string().as_bytes())
        .await
        .unwrap();
    let visitor = Context::new(empty.ctx.core().clone(), domain::access::Actor::Visitor, None);
    let form = SignIn {
        email: "pia@example.com".into(),
        password: String::new(),
        user_agent: "a browser".into(),
    };
    let refused = sign_in(&visitor, &form).await;
    assert!(
        matches!(refused, Err(Fault::Refused(Refusal::WrongCredentials))),
        "no password is none"
    );
}

#[tokio::test]
async fn only_the_command_line_takes_a_clinic_in_or_out() {
    let world = testing::world(Kind::Sqlite).await;
    let administrator = administrator_context(&world.core, &world.clinic);
    assert!(matches!(
        export_clinic(&administrator).await,
        Err(Fault::Refused(Refusal::Forbidden))
    ));
    let refused = import_clinic(&administrator, b"{}").await;
    assert!(matches!(
        refused,
        Err(ImportError::Fault(Fault::Refused(Refusal::Forbidden)))
    ));
}

#[test]
fn the_schema_is_the_one_that_is_written_down() {
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(ClinicFile)).unwrap() + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/clinic.schema.json");
    if std::env::var_os("MEDICONNECT_RENEW").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        schema == committed,
        "when the change is meant: MEDICONNECT_RENEW=1 cargo test --test transfer the_schema"
    );
}
