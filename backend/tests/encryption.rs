//! What is stored encrypted is found nowhere in plain, and is read again after its keys were changed.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use backend::{
    Context, Core, Fault, OwnSession, Settings,
    account::{Register, RegisterStaff, find_registration, register, register_staff},
    adapters::{Carriers, mail::RecordingMailer},
    booking::{Book, BookFor, Cancel, HoldSlot, Rules, book, book_for, cancel, get_appointment, hold, list_history},
    contact::begin_change,
    crypto::{
        KeyFault, Keys, LASTING, Place, RotateFault, check_keys, list_keys, protected_columns, recorded_keys,
        retire_key, rotate_keys, rotate_to_current, seal_plain,
    },
    db::Db,
    emergency::{BreakGlass, Named, break_glass},
    jobs::{self, deliver_due},
    patient::{AddPatient, add_patient, find_patients, get_patient},
    photo::change_photo,
    profile::{ChangeSection, change_section, get_own_profile},
    second_factor::begin_factor,
    session::{SignIn, sign_in},
    setup::verify,
    testing::{self, Kind, World, doctor_context, instant, patient_context, support_context, visitor_context},
};
use domain::{
    account::{Contact, StaffForm},
    booking::AppointmentView,
    ids::AppointmentId,
    profile::{Profile, Section},
};
use rstest::rstest;
use sea_orm::{ConnectionTrait, Statement};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

async fn booked(ctx: &Context, world: &World, start: &str, reason: &str, key: &str) -> Result<AppointmentView, Fault> {
    let doctor = &world.clinic.doctors[0];
    let wish = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    };
    let held = hold(ctx, &wish).await?;
    let input = Book {
        hold: held.view.id,
        version: held.view.version,
        reason: reason.into(),
        idempotency_key: key.into(),
    };
    book(ctx, &input).await
}

async fn cancelled(ctx: &Context, visit: &AppointmentView, reason: &str) -> Result<AppointmentView, Fault> {
    let input = Cancel {
        appointment: visit.id,
        version: visit.version,
        reason: reason.into(),
        code: None,
    };
    cancel(ctx, &input).await
}

async fn texts(db: &Db, sql: &str) -> Vec<(String, String)> {
    let rows = db
        .reader()
        .query_all_raw(Statement::from_string(db.backend(), sql))
        .await
        .unwrap();
    let row = |row: &sea_orm::QueryResult| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap());
    rows.iter().map(row).collect()
}

/// Table and name of all columns of text.
async fn text_columns(world: &World) -> Vec<(String, String)> {
    let sql = match world.db.kind {
        Kind::Sqlite => {
            "SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c \
             WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND upper(c.type) NOT IN ('INTEGER', 'BIGINT') \
             AND NOT (c.type = 'BLOB' AND (c.name = 'id' OR c.name LIKE '%_id'))"
        }
        Kind::Postgres => {
            "SELECT table_name::text, column_name::text FROM information_schema.columns \
             WHERE table_schema = 'public' AND data_type NOT IN ('bigint', 'integer', 'boolean', 'uuid')"
        }
    };
    texts(&world.db.db, sql).await
}

#[rstest]
#[tokio::test]
async fn each_column_of_text_is_encrypted_or_said_why_not(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let name = |(table, column): (String, String)| format!("{table}.{column}");
    let there: BTreeSet<String> = text_columns(&world).await.into_iter().map(name).collect();
    let plain = include_str!("plain_columns.txt")
        .lines()
        .filter(|line| !line.starts_with('#'));
    let plain = plain.map(|line| line.split_once(' ').unwrap());
    let plain = plain.map(|(column, why)| {
        assert!(!why.trim().is_empty(), "{column} says why");
        column.to_owned()
    });
    let protected = protected_columns().map(|(table, column)| format!("{table}.{column}"));
    let known: BTreeSet<String> = plain.chain(protected).collect();
    assert_eq!(there, known);
}

/// What the process logs, all of it.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Of the whole process: SQLite works in threads of its own.
fn log() -> &'static Log {
    static LOG: OnceLock<Log> = OnceLock::new();
    LOG.get_or_init(|| {
        let log = Log::default();
        let writer = log.clone();
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(move || writer.clone())
            .init();
        log
    })
}

/// Fails when a marker is found in a file of the PostgreSQL server: tables, the log ahead of them, and what it says to its log.
async fn assert_in_no_file_of_the_server(db: &Db, markers: &[&str]) {
    db.writer().execute_unprepared("CHECKPOINT").await.unwrap();
    let setting = "current_setting('data_directory')";
    let (data, _) = texts(db, &format!("SELECT {setting}, {setting}")).await.remove(0);
    let mut files = 0;
    let mut folders = vec![Path::new(&data).parent().unwrap().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            // The server takes some away meanwhile.
            let Ok(bytes) = fs::read(&path) else { continue };
            files += 1;
            let text = String::from_utf8_lossy(&bytes);
            for marker in markers {
                assert!(!text.contains(marker), "{marker} in {}", path.display());
            }
        }
    }
    assert!(files > 500, "{files} files beside {data}");
}

fn holds(bytes: &[u8], marker: &str) -> bool {
    String::from_utf8_lossy(bytes).contains(marker)
}

/// Fails when a marker is found in what a thief of the database would have: each file of SQLite with its journal and a backup, or
/// every column of PostgreSQL, which is what a dump has.
async fn assert_nowhere(world: &World, markers: &[&str]) {
    let db = &world.db.db;
    if world.db.kind == Kind::Postgres {
        for (table, column) in text_columns(world).await {
            for marker in markers {
                let sql = format!("{table} WHERE CAST({column} AS TEXT) LIKE '%{marker}%'");
                assert_eq!(world.db.count(&sql).await, 0, "{marker} in {table}.{column}");
            }
        }
        return;
    }
    let file = Path::new(world.db.url.strip_prefix("sqlite:").unwrap());
    let backup = file.with_file_name("backup.db");
    let sql = format!("VACUUM INTO '{}'", backup.display());
    db.writer().execute_unprepared(&sql).await.unwrap();
    let mut files = 0;
    for entry in fs::read_dir(file.parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        files += 1;
        for marker in markers {
            assert!(!holds(&bytes, marker), "{marker} in {}", path.display());
        }
    }
    assert!(files >= 4, "the database, its journal with an index, and the backup");
    fs::remove_file(backup).unwrap();
}

const MARKERS: [&str; 28] = [
    "qzgender",
    "qzpostal",
    "qzcountry",
    "qzrelation",
    "2033-05-06",
    "qzemergency",
    "qzpasskey",
    "qzcredential",
    "qzstreet",
    "qzcity",
    "qzinsurer",
    "qzmember",
    "qzcontact",
    "qzneeds",
    "qzformer",
    "qzwanted",
    "qzvisit",
    "qzstays",
    "qzcancel",
    "qzsick",
    "qzdesk",
    "qzoverbook",
    "qzadded",
    "qzregistered",
    "2079460424",
    "2079460425",
    "1931-02-03",
    "1932-03-04",
];

/// What only the machine makes, or what is drawn anew: a part of what is stored is looked for.
const UNTYPED: [(&str, &str); 3] = [
    ("registration", "photo"),
    ("second_factor", "secret"),
    ("photo", "content"),
];
const PICTURE: &[u8] = include_bytes!("people/portrait.png");

/// What takes a list of codes or a browser, as it would be stored.
async fn plant_sealed(world: &World) {
    let pia: Uuid = world.clinic.patients[0].account.into();
    let gender = testing::sealed("profile", "gender", &pia, "qzgender");
    let sql = format!("UPDATE profile SET gender = '{gender}' WHERE account_id = {{0}}");
    assert_eq!(world.db.execute(&sql, &[pia]).await.unwrap(), 1);
    let id = Uuid::from_u128(7);
    let name = testing::sealed("passkey", "name", &id, "qzpasskey");
    let credential = testing::sealed("passkey", "credential", &id, "qzcredential");
    let sql = format!(
        "INSERT INTO passkey (id, account_id, credential_hash, name, credential, sign_count, created_at) \
         VALUES ({{0}}, {{1}}, 'none', '{name}', '{credential}', 0, 0)"
    );
    assert_eq!(world.db.execute(&sql, &[id, pia]).await.unwrap(), 1);
}

/// The values of a column as they were written.
async fn opened(world: &World, table: &str, column: &str) -> Vec<String> {
    let key = match table {
        "registration" => "token_hash",
        "second_factor" | "profile" | "photo" => "account_id",
        _ => "id",
    };
    let db = &world.db.db;
    let sql = format!("SELECT {key}, {column} FROM {table} WHERE {column} LIKE 'x1.%'");
    let statement = Statement::from_string(db.backend(), sql);
    let rows = db.reader().query_all_raw(statement).await.unwrap();
    let keys = testing::keys();
    let open = |row: &sea_orm::QueryResult| {
        let value: String = row.try_get_by_index(1).unwrap();
        if key == "token_hash" {
            let key: String = row.try_get_by_index(0).unwrap();
            return keys.open(Place::new(table, column, &key), &value).unwrap();
        }
        let key: Uuid = row.try_get_by_index(0).unwrap();
        keys.open(Place::new(table, column, &key), &value).unwrap()
    };
    rows.iter().map(open).collect()
}

/// Fails where a protected column holds no marker. Gives what is to be looked for of those that nobody types.
async fn planted(world: &World) -> Vec<String> {
    let mut random = Vec::new();
    for (table, column) in protected_columns() {
        let values = opened(world, table, column).await;
        if UNTYPED.contains(&(table, column)) {
            let value = values.first().unwrap_or_else(|| panic!("{table}.{column} is empty"));
            let parts = value.split(|letter: char| !letter.is_ascii_alphanumeric());
            let longest = parts.max_by_key(|part| part.len()).unwrap();
            assert!(longest.len() >= 16, "{table}.{column} holds something");
            random.push(longest.chars().take(40).collect());
            continue;
        }
        // What messages say is of templates.
        let is_planted = |value: &String| MARKERS.iter().any(|marker| value.contains(marker));
        let is_message = (table, column) == ("outbox_message", "payload") && !values.is_empty();
        assert!(
            is_message || values.iter().any(is_planted),
            "{table}.{column} holds no marker"
        );
    }
    random
}

/// Fills in a profile, changes it, and begins another address.
async fn tell_all(ctx: &Context) {
    let told = Profile {
        street: "qzformer".into(),
        postal_code: "qzpostal".into(),
        city: "qzcity".into(),
        country: "qzcountry".into(),
        insurer: "qzinsurer".into(),
        member_number: "qzmember".into(),
        insured_until: "2033-05-06".into(),
        contact_name: "qzcontact".into(),
        relationship: "qzrelation".into(),
        contact_phone: "+442079460424".into(),
        accessibility: "qzneeds".into(),
        ..Profile::default()
    };
    let other = Profile {
        street: "qzstreet".into(),
        ..told.clone()
    };
    for (section, form) in [
        (Section::Address, &told),
        (Section::Insurance, &told),
        (Section::EmergencyContact, &told),
        (Section::Preferences, &told),
        (Section::Address, &other),
    ] {
        let input = ChangeSection {
            section,
            seen: get_own_profile(ctx, None).await.unwrap().version,
            form: form.clone(),
        };
        change_section(ctx, &input).await.unwrap();
    }
    let session = OwnSession {
        id: Uuid::from_u128(1),
        verified_at: ctx.now(),
        ends_at: ctx.now(),
    };
    let ctx = ctx.clone().in_session(Some(session));
    begin_change(&ctx, Contact::Email, "qzwanted@example.com")
        .await
        .unwrap();
}

#[rstest]
#[tokio::test]
async fn a_marker_in_each_protected_field_is_found_nowhere(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let log = log();
    let world = testing::world(kind).await;
    let (pia, support) = (
        patient_context(&world.core, &world.clinic, 0),
        support_context(&world.core, &world.clinic),
    );

    let form = AddPatient {
        given_name: "Rosa".into(),
        family_name: "Vidal".into(),
        birth_day: "3".into(),
        birth_month: "2".into(),
        birth_year: "1931".into(),
        email: "qzadded@example.com".into(),
        phone: "+44 20 7946 0424".into(),
    };
    let rosa = add_patient(&support, &form).await.unwrap();
    let form = Register {
        given_name: "Otto".into(),
        family_name: "Vidal".into(),
        birth_day: "4".into(),
        birth_month: "3".into(),
        birth_year: "1932".into(),
        email: "qzregistered@example.com".into(),
        phone: "+44 20 7946 0425".into(),
        password: "a long enough password".into(),
    };
    let visitor = visitor_context(&world.core, 1);
    let registered = register(&visitor, &form).await.unwrap();
    let form = RegisterStaff {
        given_name: "Nils".into(),
        family_name: "Ek".into(),
        email: "nils.ek@example.com".into(),
        phone: "+44 20 7946 0958".into(),
        password: "a long enough password".into(),
        staff: StaffForm {
            profession: "nurse".into(),
            specialty: "dermatology".into(),
            location: "london".into(),
            licence_number: "19A0047".into(),
            qualifications: "BSc Nursing".into(),
            languages: "English".into(),
        },
        photo: PICTURE.to_vec(),
    };
    register_staff(&visitor_context(&world.core, 2), &form).await.unwrap();
    tell_all(&pia).await;
    plant_sealed(&world).await;
    let (ada, ben) = (
        doctor_context(&world.core, &world.clinic, 0),
        doctor_context(&world.core, &world.clinic, 1),
    );
    change_photo(&ada, PICTURE.to_vec()).await.unwrap();
    begin_factor(&ada).await.unwrap();
    let asked = BreakGlass {
        patient: world.clinic.patients[0].account,
        named: Named {
            family_name: "Lund".into(),
            birth_day: "27".into(),
            birth_month: "3".into(),
            birth_year: "1984".into(),
        },
        reason: "qzemergency".into(),
    };
    break_glass(&ben, &asked).await.unwrap();
    let stays = booked(&pia, &world, "2026-11-26T10:00:00Z", "qzstays", "k000000000000001")
        .await
        .unwrap();
    let visit = booked(&pia, &world, "2026-11-27T10:00:00Z", "qzvisit", "k000000000000002")
        .await
        .unwrap();
    cancelled(&pia, &visit, "qzcancel").await.unwrap();
    let doctor = &world.clinic.doctors[0];
    let beside = BookFor {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant("2026-11-26T10:00:00Z"),
        patient: rosa,
        reason: "qzdesk".into(),
        rules: Rules::Overbook,
        override_reason: "qzoverbook".into(),
        idempotency_key: "k000000000000003".into(),
    };
    let beside = book_for(&support, &beside).await.unwrap();
    let other = booked(&pia, &world, "2026-11-27T11:00:00Z", "qzvisit", "k000000000000004")
        .await
        .unwrap();
    cancelled(&support, &other, "qzsick").await.unwrap();
    let random = planted(&world).await;
    let markers: Vec<&str> = MARKERS.into_iter().chain(random.iter().map(String::as_str)).collect();
    assert_nowhere(&world, &markers).await;
    let (system, mailer) = (Context::system(world.core.clone()), RecordingMailer::default());
    while deliver_due(&system, Carriers::mail_only(&mailer)).await.unwrap().leased > 0 {}
    assert_nowhere(&world, &MARKERS).await;
    if kind == Kind::Postgres {
        assert_in_no_file_of_the_server(&world.db.db, &MARKERS).await;
    }

    // They are there for who may read them.
    assert!(
        mailer
            .sent()
            .iter()
            .any(|mail| mail.to.address == "qzregistered@example.com")
    );
    assert_eq!(get_appointment(&pia, stays.id).await.unwrap().reason, "qzstays");
    let gone = get_appointment(&pia, visit.id).await.unwrap();
    assert_eq!(
        (gone.reason.as_str(), gone.cancel_reason.as_deref()),
        ("qzvisit", Some("qzcancel"))
    );
    assert_eq!(
        list_history(&support, other.id).await.unwrap()[0].reason.as_deref(),
        Some("qzsick")
    );
    assert_eq!(
        get_appointment(&support, beside.id)
            .await
            .unwrap()
            .overbook_reason
            .as_deref(),
        Some("qzoverbook")
    );
    let found = get_patient(&support, rosa).await.unwrap();
    assert_eq!(
        (found.email.as_str(), found.phone.as_deref()),
        ("qzadded@example.com", Some("+442079460424"))
    );
    assert_eq!(found.birth_date.unwrap().to_string(), "1931-02-03");
    let told = get_own_profile(&pia, None).await.unwrap().profile;
    assert_eq!(
        (told.street.as_str(), told.accessibility.as_str()),
        ("qzstreet", "qzneeds")
    );
    let view = find_registration(&visitor, &registered.token).await.unwrap().unwrap();
    assert_eq!(view.email, "qzregistered@example.com");
    assert_eq!(verify(&world.db.db, &testing::keys(), system.now()).await.unwrap(), []);

    let log = log.0.lock().unwrap();
    assert!(!log.is_empty(), "something was logged");
    for marker in MARKERS {
        assert!(!holds(&log, marker), "{marker} in the log");
    }
}

#[rstest]
#[tokio::test]
async fn what_was_there_before_is_encrypted_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = world.clinic.patients[0].account;
    let own = patient_context(&world.core, &world.clinic, 0);
    let visit = booked(&own, &world, "2026-11-26T10:00:00Z", "A mole", "k000000000000001")
        .await
        .unwrap();
    // As the step that brought encryption leaves an older database.
    for sql in [
        "UPDATE account SET email = 'x0.qzold@example.com', phone = 'x0.+442079460777', birth_date = 'x0.1984-03-27', \
         email_index = NULL, phone_index = NULL, birth_index = NULL WHERE id = {0}",
        "UPDATE appointment SET reason = 'x0.qzoldreason' WHERE id = {1}",
        "INSERT INTO sealing_due (table_name) VALUES ('account'), ('appointment')",
    ] {
        world.db.execute(sql, &[pia.into(), visit.id.into()]).await.unwrap();
    }
    let (db, keys) = (&world.db.db, testing::keys());
    let rules: BTreeSet<_> = verify(db, &keys, world.core.clock.now())
        .await
        .unwrap()
        .into_iter()
        .map(|finding| finding.rule)
        .collect();
    assert!(rules.contains("holds text that should be encrypted"), "{rules:?}");
    assert!(rules.contains("is not found by its e-mail address"), "{rules:?}");

    assert_eq!(seal_plain(db, &keys).await.unwrap(), 4);
    assert_eq!(seal_plain(db, &keys).await.unwrap(), 0);
    assert_eq!(verify(db, &keys, world.core.clock.now()).await.unwrap(), []);
    let form = SignIn {
        email: "QZold@example.com".into(),
        password: testing::PASSWORD.into(),
        ..SignIn::default()
    };
    assert!(sign_in(&visitor_context(&world.core, 0), &form).await.is_ok());
    let support = support_context(&world.core, &world.clinic);
    assert_eq!(find_patients(&support, "020 7946 0777").await.unwrap()[0].id, pia);
    assert_eq!(get_appointment(&own, visit.id).await.unwrap().reason, "qzoldreason");
    assert_nowhere(&world, &["qzold"]).await;
}

#[rstest]
#[tokio::test]
async fn a_ring_without_the_keys_of_the_database_is_refused(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let (db, now) = (&world.db.db, world.core.clock.now());
    assert_eq!(recorded_keys(db).await.unwrap(), [""; 0]);
    check_keys(db, &testing::keys(), now).await.unwrap();
    check_keys(db, &testing::keys(), now).await.unwrap();
    let recorded: BTreeSet<String> = recorded_keys(db).await.unwrap().into_iter().collect();
    assert_eq!(recorded, BTreeSet::from([LASTING.to_owned(), "test".to_owned()]));
    let other = Keys::of_text(&testing::KEYS.replace("test:", "other:")).unwrap();
    assert!(matches!(check_keys(db, &other, now).await, Err(KeyFault::Missing(name)) if name == "test"));
    let other = Keys::of_text(&testing::KEYS.replace("2222", "3333")).unwrap();
    assert!(matches!(check_keys(db, &other, now).await, Err(KeyFault::Another(name)) if name == "test"));
    let other = Keys::of_text(&testing::KEYS.replace("1111", "3333")).unwrap();
    assert!(matches!(check_keys(db, &other, now).await, Err(KeyFault::Another(name)) if name == LASTING));
}

/// Another process with the same file of keys.
async fn process(world: &World, file: &Path) -> Arc<Core> {
    let settings = Settings {
        keys: Arc::new(Keys::of_file(file).unwrap()),
        ..testing::settings()
    };
    let db = match world.db.kind {
        // There is one writer.
        Kind::Sqlite => world.db.db.clone(),
        Kind::Postgres => Db::connect(&world.db.url).await.unwrap(),
    };
    Arc::new(Core::new(db, world.clock.clone(), settings))
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_replaced_while_people_book(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mediconnect.keys");
    let mut options = fs::OpenOptions::new();
    let mut made = options.write(true).create_new(true).mode(0o600).open(&file).unwrap();
    made.write_all(testing::KEYS.replace(',', "\n").as_bytes()).unwrap();
    let (server, command) = (process(&world, &file).await, process(&world, &file).await);
    check_keys(&command.db, &command.settings.keys, command.clock.now())
        .await
        .unwrap();

    let stop = CancellationToken::new();
    let running = tokio::spawn(jobs::run(
        server.clone(),
        Arc::new(RecordingMailer::default()),
        None,
        stop.clone(),
    ));
    let is_done = Arc::new(AtomicBool::new(false));
    let world = Arc::new(world);
    let booking = tokio::spawn({
        let (world, server, is_done) = (world.clone(), server.clone(), is_done.clone());
        async move {
            let pia = patient_context(&server, &world.clinic, 0);
            let mut made: Vec<(AppointmentId, String)> = Vec::new();
            while !is_done.load(Ordering::Relaxed) {
                let number = made.len();
                let (reason, key) = (format!("Reason {number}"), format!("{number:016}"));
                let visit = booked(&pia, &world, "2026-11-26T10:00:00Z", &reason, &key)
                    .await
                    .unwrap();
                assert_eq!(visit.reason, reason);
                cancelled(&pia, &visit, &format!("Not {number}")).await.unwrap();
                made.push((visit.id, reason));
            }
            made
        }
    });
    let ctx = Context::system(command.clone());
    let (name, _) = rotate_keys(&ctx).await.unwrap();
    is_done.store(true, Ordering::Relaxed);
    let made = booking.await.unwrap();
    stop.cancel();
    running.await.unwrap();
    assert!(made.len() > 3, "{}", made.len());

    let uses = list_keys(&ctx).await.unwrap();
    let of = |name: &str| {
        uses.iter()
            .find(|key| key.name == name)
            .map(|key| (key.values, key.is_current))
    };
    assert_eq!(
        of("test"),
        Some((0, false)),
        "every server wrote with the new key: {uses:?}"
    );
    assert!(of(&name).unwrap().0 >= 4 * u64::try_from(made.len()).unwrap() && of(&name).unwrap().1);
    assert!(uses.iter().all(|key| !key.name.is_empty()), "{uses:?}");
    assert_eq!(rotate_to_current(&ctx).await.unwrap(), 0);
    assert!(matches!(retire_key(&ctx, &name).await, Err(RotateFault::Current(_))));
    assert!(matches!(retire_key(&ctx, LASTING).await, Err(RotateFault::Lasting)));
    assert!(matches!(retire_key(&ctx, "never").await, Err(RotateFault::Unknown(_))));
    retire_key(&ctx, "test").await.unwrap();

    let fresh = process(&world, &file).await;
    check_keys(&fresh.db, &fresh.settings.keys, fresh.clock.now())
        .await
        .unwrap();
    assert_eq!(fresh.settings.keys.ring().names().collect::<Vec<_>>(), [LASTING, &name]);
    let pia = patient_context(&fresh, &world.clinic, 0);
    for (id, reason) in &made {
        assert_eq!(get_appointment(&pia, *id).await.unwrap().reason, *reason);
    }
    let support = support_context(&fresh, &world.clinic);
    assert_eq!(find_patients(&support, "pia.lund@example.com").await.unwrap().len(), 1);
    assert_eq!(
        verify(&fresh.db, &fresh.settings.keys, fresh.clock.now())
            .await
            .unwrap(),
        []
    );
    // Nobody without the new key starts.
    assert!(matches!(
        check_keys(&fresh.db, &testing::keys(), fresh.clock.now()).await,
        Err(KeyFault::Missing(_))
    ));
}

#[tokio::test]
async fn a_key_that_is_in_use_stays() {
    let world = testing::world(Kind::Sqlite).await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("mediconnect.keys");
    let mut options = fs::OpenOptions::new();
    let mut made = options.write(true).create_new(true).mode(0o600).open(&file).unwrap();
    let next = "next:4444444444444444444444444444444444444444444444444444444444444444";
    write!(made, "{}\n{next}\n", testing::KEYS.replace(',', "\n")).unwrap();
    let ctx = Context::system(process(&world, &file).await);
    assert!(matches!(retire_key(&ctx, "test").await, Err(RotateFault::InUse(values, _)) if values > 0));
    assert!(rotate_to_current(&ctx).await.unwrap() > 0);
    retire_key(&ctx, "test").await.unwrap();
    let fixed = Context::system(world.core.clone());
    assert!(matches!(rotate_keys(&fixed).await, Err(RotateFault::NoFile)));
    let visitor = visitor_context(&world.core, 0);
    assert!(list_keys(&visitor).await.is_err() && rotate_keys(&visitor).await.is_err());
}
