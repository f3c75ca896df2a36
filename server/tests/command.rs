//! The binary itself.
#![expect(clippy::expect_used, reason = "where the ground of a test breaks, the test fails")]

use std::{
    io::Write,
    path::Path,
    process::{Command, Output, Stdio},
};

use backend::{db::Db, testing};
use migrations::sea_orm::ConnectionTrait;

fn mediconnect(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mediconnect"));
    command.args(arguments).current_dir(folder);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("MEDICONNECT_")) {
        command.env_remove(name);
    }
    command
}

fn output(mut command: Command) -> (Output, String) {
    let output = command.output().expect("it runs");
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output, String::from_utf8(text).expect("text"))
}

#[test]
fn a_start_without_settings_names_what_is_missing() {
    let dir = tempfile::tempdir().expect("a folder");
    let (output, text) = output(mediconnect(dir.path(), &["serve"]));
    assert_eq!(output.status.code(), Some(1));
    for setting in ["public_url", "clinic_name", "mail.address", "mail.host"] {
        assert!(text.contains(setting), "{setting} in {text}");
    }
    assert!(!dir.path().join("data").exists(), "nothing was made");
}

#[test]
fn a_configuration_file_that_is_not_there_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let (output, text) = output(mediconnect(dir.path(), &["--config", "clinic.toml", "serve"]));
    assert_eq!(output.status.code(), Some(1));
    assert!(text.contains("clinic.toml"), "{text}");
}

#[test]
fn a_database_of_the_demo_is_not_served_as_a_clinics() {
    let dir = tempfile::tempdir().expect("a folder");
    let demo = ["demo", "--data", "demo", "--now", "2026-11-23T08:00:00Z", "--seed-only"];
    assert!(output(mediconnect(dir.path(), &demo)).0.status.success());
    let mut command = mediconnect(dir.path(), &["serve"]);
    command.envs([
        ("MEDICONNECT_DATABASE", "sqlite:demo/mediconnect.db"),
        ("MEDICONNECT_PUBLIC_URL", "http://127.0.0.1:3999"),
        ("MEDICONNECT_CLINIC_NAME", "Test Clinic"),
        ("MEDICONNECT_MAIL_ADDRESS", "appointments@clinic.example"),
        ("MEDICONNECT_MAIL_HOST", "127.0.0.1"),
    ]);
    let (output, text) = output(command);
    assert_eq!(output.status.code(), Some(1), "{text}");
    assert!(text.contains("made by `mediconnect demo`"), "{text}");
}

/// Each command that takes a database, with one on another machine that would be reached without TLS.
#[test]
fn no_command_reaches_a_database_that_others_could_read_along() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("clinic.json"), "{}").expect("written");
    let date = "2026-11-23";
    let slots = ["slots", "--doctor", "a", "--service", "b", "--from", date, "--to", date];
    for arguments in [
        &["migrate"][..],
        &["verify"],
        &["keys", "list"],
        &["keys", "rotate"],
        &["keys", "retire", "one"],
        &["import", "clinic.json"],
        &["export", "--output", "new.json"],
        &["audit", "verify"],
        &["audit", "export"],
        &slots,
    ] {
        for query in ["", "?sslmode=require", "?sslmode=verify-ca"] {
            let mut command = mediconnect(dir.path(), arguments);
            command.arg("--database");
            command.arg(format!("postgres://me:hunter2@db.example/x{query}"));
            let (output, text) = output(command);
            assert_eq!(output.status.code(), Some(1), "{arguments:?}: {text}");
            assert!(text.contains("sslmode=verify-full"), "{arguments:?}: {text}");
            assert!(!text.contains("hunter2"), "{arguments:?}: {text}");
        }
    }
    let mut demo = mediconnect(dir.path(), &["demo", "--seed-only"]);
    demo.env("MEDICONNECT_DATABASE_URL", "postgres://me@db.example/x");
    let (_, text) = output(demo);
    assert!(text.contains("sslmode=verify-full"), "{text}");
}

#[cfg(unix)]
#[test]
fn a_database_that_others_can_read_is_refused() {
    use std::{
        fs::{Permissions, set_permissions},
        os::unix::fs::PermissionsExt,
    };
    let dir = tempfile::tempdir().expect("a folder");
    let migrate = || {
        let mut command = mediconnect(dir.path(), &["migrate"]);
        command.env("MEDICONNECT_DATABASE", "sqlite:test.db");
        output(command)
    };
    let set = |path: &Path, mode| set_permissions(path, Permissions::from_mode(mode)).expect("rights");
    set(dir.path(), 0o755);
    let (made, text) = migrate();
    assert!(made.status.success(), "a new one is for nobody else: {text}");
    set(&dir.path().join("test.db"), 0o644);
    let (refused, text) = migrate();
    assert_eq!(refused.status.code(), Some(1));
    assert!(text.contains("test.db") && text.contains("chmod 600"), "{text}");
    set(dir.path(), 0o700);
    assert!(migrate().0.status.success(), "nobody else comes into the folder");
}

#[test]
fn the_audit_trail_is_verified_and_written_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let mut command = mediconnect(dir.path(), arguments);
        command.env("MEDICONNECT_DATABASE", "sqlite:test.db");
        output(command)
    };
    assert!(run(&["migrate"]).0.status.success());
    let (verified, text) = run(&["audit", "verify"]);
    assert!(verified.status.success(), "{text}");
    assert!(text.contains("0 events are sealed, 0 are not yet."), "{text}");
    assert!(text.ends_with("Intact.\n"), "{text}");

    let (exported, text) = run(&["audit", "export", "--from", "2026-01-01"]);
    assert!(exported.status.success(), "{text}");
    let event: serde_json::Value = serde_json::from_str(text.trim()).expect("one line, the export itself");
    assert_eq!(event["action"], "read_trail");
    assert_eq!(event["origin"], "cli");

    let head = format!("7:{}", "0".repeat(64));
    let (verified, text) = run(&["audit", "verify", "--head", &head]);
    assert_eq!(verified.status.code(), Some(1), "{text}");
    assert!(text.contains("number 7: the chain does not hold the head"), "{text}");
    assert!(!run(&["audit", "verify", "--head", "nonsense"]).0.status.success());
}

#[test]
fn a_new_database_is_migrated_and_found_in_order() {
    let dir = tempfile::tempdir().expect("a folder");
    for arguments in [["migrate"], ["migrate"], ["verify"]] {
        let mut command = mediconnect(dir.path(), &arguments);
        command.env("MEDICONNECT_DATABASE", "sqlite:deep/down/test.db");
        let (output, text) = output(command);
        assert!(output.status.success(), "{arguments:?}: {text}");
    }
    assert!(dir.path().join("deep/down/test.db").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::fs::metadata(dir.path().join("deep/down")).expect("the folder");
        assert_eq!(folder.permissions().mode() & 0o077, 0, "nobody else looks into it");
    }
}

#[tokio::test]
async fn two_demos_that_start_at_once_share_one_empty_database() {
    let dir = tempfile::tempdir().expect("a folder");
    let url = testing::empty_postgres().await;
    let demo = || {
        let mut command = mediconnect(dir.path(), &["demo", "--seed-only"]);
        command.env("MEDICONNECT_DATABASE_URL", &url).stderr(Stdio::piped());
        command.spawn().expect("it runs")
    };
    for child in [demo(), demo()] {
        let output = child.wait_with_output().expect("it ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let (output, text) = output(mediconnect(dir.path(), &["verify", "--database", &url]));
    assert!(output.status.success(), "{text}");
    assert!(
        !dir.path().join("data/demo/mediconnect.db").exists(),
        "the named database is used"
    );
}

#[tokio::test]
async fn a_server_on_postgres_needs_no_right_to_change_the_schema_or_the_audit_trail() {
    let dir = tempfile::tempdir().expect("a folder");
    let owner = testing::empty_postgres().await;
    let db = Db::connect(&owner).await.expect("the database opens");
    let name = format!("clerk \"{}\"", std::process::id());
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    let sql = format!("DROP ROLE IF EXISTS {quoted}; CREATE ROLE {quoted} LOGIN");
    db.writer().execute_unprepared(&sql).await.expect("a user");
    let user = name.replace(' ', "%20").replace('"', "%22");
    let server = owner.replace("postgres://postgres@", &format!("postgres://{user}@"));
    assert_ne!(server, owner);
    let run = |url: &str, arguments: &[&str]| {
        let mut command = mediconnect(dir.path(), arguments);
        command.envs([
            ("MEDICONNECT_DATABASE", url),
            ("MEDICONNECT_KEYS_FILE", "mediconnect.keys"),
        ]);
        output(command)
    };
    let (early, text) = run(&server, &["migrate"]);
    assert!(!early.status.success(), "it may not make tables: {text}");
    let (granted, text) = run(&owner, &["migrate", "--grant", &name]);
    assert!(granted.status.success(), "{text}");

    // What servers do: start, write, seal, read, encrypt anew.
    let clinic = dir.path().join("clinic.json");
    let demo = seeded();
    let exported = mediconnect(
        demo.path(),
        &["export", "--database", "sqlite:demo/mediconnect.db", "--output"],
    )
    .arg(&clinic)
    .output()
    .expect("it runs");
    assert!(
        exported.status.success(),
        "{}",
        String::from_utf8_lossy(&exported.stderr)
    );
    for arguments in [
        &["migrate"][..],
        &["import", "clinic.json"],
        &["export", "--output", "again.json"],
        &["audit", "verify"],
        &["keys", "rotate"],
        &["verify"],
    ] {
        let (done, text) = run(&server, arguments);
        assert!(done.status.success(), "{arguments:?}: {text}");
    }

    let clerk = Db::connect(&server).await.expect("the database opens");
    for statement in [
        "UPDATE audit_event SET detail = ''",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "UPDATE audit_seal SET hash = ''",
        "DELETE FROM audit_seal",
        "DELETE FROM seaql_migrations",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_is_append_only ON audit_event",
        "ALTER TABLE account ADD COLUMN more TEXT",
        "DROP TABLE appointment",
        "CREATE TABLE more (id BIGINT)",
    ] {
        let refused = clerk.writer().execute_unprepared(statement).await.expect_err(statement);
        let refused = refused.to_string();
        let is_refused = refused.contains("permission denied") || refused.contains("must be owner");
        assert!(is_refused, "{statement}: {refused}");
    }
    let (sqlite, text) = output(mediconnect(
        dir.path(),
        &["migrate", "--database", "sqlite:test.db", "--grant", "me"],
    ));
    assert!(
        !sqlite.status.success() && text.contains("only PostgreSQL has users"),
        "{text}"
    );
}

/// The demo clinic in a folder, at the same moment each time.
fn seeded() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let seed = ["demo", "--data", "demo", "--seed-only", "--now", "2026-11-23T08:00:00Z"];
    let (output, text) = output(mediconnect(dir.path(), &seed));
    assert!(output.status.success(), "{text}");
    dir
}

#[test]
fn a_clinic_is_exported_and_imported_by_the_command_line() {
    let dir = seeded();
    let run = |arguments: &[&str]| output(mediconnect(dir.path(), arguments));
    let export = [
        "export",
        "--database",
        "sqlite:demo/mediconnect.db",
        "--output",
        "clinic.json",
    ];
    let (out, text) = run(&export);
    assert!(out.status.success(), "{text}");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let file = std::fs::metadata(dir.path().join("clinic.json")).expect("the file");
        assert_eq!(file.permissions().mode() & 0o077, 0, "nobody else reads it");
    }
    assert!(
        !run(&export).0.status.success(),
        "a file that is there is not written over"
    );

    let import = ["import", "clinic.json", "--database", "sqlite:new.db"];
    let (out, text) = run(&import);
    assert!(out.status.success() && text.contains("3 locations"), "{text}");
    let (out, text) = run(&import);
    assert_eq!(out.status.code(), Some(1));
    assert!(
        text.contains("clinic.json: locations[0].slug: is in the database already"),
        "{text}"
    );
    assert!(text.contains("Nothing was taken in."), "{text}");
    let (out, text) = run(&["verify", "--database", "sqlite:new.db"]);
    assert!(out.status.success(), "{text}");
}

#[test]
fn free_times_are_printed_by_the_same_engine() {
    let dir = seeded();
    let slots = |more: &[&str]| {
        let always = [
            "slots",
            "--database",
            "sqlite:demo/mediconnect.db",
            "--doctor",
            "amina-okafor",
            "--now",
            "2026-11-23T08:00:00Z",
        ];
        output(mediconnect(dir.path(), &[&always, more].concat()))
    };
    let week = ["--service", "First visit", "--from", "2026-11-21", "--to", "2026-11-29"];
    let (out, text) = slots(&week);
    assert!(out.status.success(), "{text}");
    let first = text;
    let lines: Vec<&str> = first.lines().collect();
    assert_eq!(lines.len(), 9, "{first}");
    assert_eq!(lines[0], "2026-11-21 Sat  - This day is over");
    assert_eq!(lines[8], "2026-11-29 Sun  - No hours for this visit on this day");

    let (out, text) = slots(&[&week[..], &["--json"]].concat());
    let days: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert!(out.status.success());
    assert_eq!(days[0]["reasons"][0], "past");
    assert_eq!(days.as_array().map(Vec::len), Some(9));

    // Nobody gives a first visit of an hour.
    let (out, text) = slots(&[&week[..], &["--minutes", "60"]].concat());
    assert_eq!(out.status.code(), Some(1));
    assert!(text.contains("in this length"), "{text}");
    let (out, thirty) = slots(&[&week[..], &["--minutes", "30"]].concat());
    assert!(out.status.success() && thirty.lines().eq(lines), "{thirty}");

    let (out, text) = slots(&["--service", "Nothing", "--from", "2026-11-23", "--to", "2026-11-23"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text.contains("no doctor of this name gives this service"), "{text}");
    let (out, _) = slots(&["--service", "First visit", "--from", "2026-11-23", "--to", "2026-11-22"]);
    assert_eq!(out.status.code(), Some(1));
}

#[test]
fn an_administrator_is_made_with_a_password_from_standard_input() {
    let dir = tempfile::tempdir().expect("a folder");
    let create = |password: &str| {
        let names = [
            "--email",
            "ada@clinic.example",
            "--given-name",
            "Ada",
            "--family-name",
            "Lovelace",
        ];
        let mut command = mediconnect(dir.path(), &[&["admin", "create"], &names[..]].concat());
        command
            .env("MEDICONNECT_PUBLIC_URL", "https://clinic.example")
            .env("MEDICONNECT_TRUSTED_PROXIES", "127.0.0.1")
            .env("MEDICONNECT_CLINIC_NAME", "Clinic")
            .env("MEDICONNECT_MAIL_ADDRESS", "a@clinic.example")
            .env("MEDICONNECT_MAIL_HOST", "mail.clinic.example")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        child
            .stdin
            .take()
            .expect("its input")
            .write_all(password.as_bytes())
            .expect("the password is read");
        child.wait_with_output().expect("it ends")
    };
    assert!(!create("short\n").status.success());
    let made = create("a long enough password\n");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(
        !create("a long enough password\n").status.success(),
        "the address has an account"
    );
}
