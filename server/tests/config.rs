//! Settings: from a file and the environment, and clear words when one is wrong.

use std::{collections::BTreeMap, path::PathBuf};

use secrecy::ExposeSecret;
use server::config::{Config, LogFormat, MailSecurity, Sources, VARIABLES};

const LEAST: &str = r#"
public_url = "https://clinic.example"
clinic_name = "Riverside Clinic"
trusted_proxies = "127.0.0.1"
[mail]
address = "appointments@clinic.example"
host = "mail.clinic.example"
"#;

fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, String> {
    let environment: BTreeMap<_, _> = environment
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let sources = Sources {
        file: Some((PathBuf::from("clinic.toml"), file.to_owned())),
        environment,
    };
    Config::load(&sources).map_err(|error| app::error::explain(&error))
}

#[test]
fn five_settings_are_enough() {
    let config = load(LEAST, &[]).expect("settings");
    assert_eq!(config.listen.to_string(), "127.0.0.1:3000");
    assert_eq!(config.database.expose_secret(), "sqlite:data/mediconnect.db");
    assert_eq!(
        (
            config.session.idle_minutes,
            config.session.staff_idle_minutes,
            config.session.absolute_minutes,
            config.session.staff_need_second_factor
        ),
        (30, 15, 720, false)
    );
    assert_eq!(config.mail.security, MailSecurity::Tls);
    assert_eq!(
        (config.log.format, config.log.level.as_str()),
        (LogFormat::Text, "info")
    );
}

#[test]
fn the_environment_wins_over_the_file() {
    let config = load(
        LEAST,
        &[
            ("MEDICONNECT_CLINIC_NAME", "Hill Clinic"),
            ("MEDICONNECT_MAIL_PORT", "2525"),
            ("MEDICONNECT_MAIL_SECURITY", "starttls"),
            ("MEDICONNECT_TRUSTED_PROXIES", "10.0.0.0/8"),
            ("MEDICONNECT_LOG_FORMAT", "json"),
        ],
    )
    .expect("settings");
    assert_eq!(config.clinic_name, "Hill Clinic");
    assert_eq!(
        (config.mail.port, config.mail.security),
        (Some(2525), MailSecurity::StartTls)
    );
    assert!(!config.trusted_proxies.is_empty());
    assert_eq!(config.log.format, LogFormat::Json);
}

#[test]
fn the_environment_alone_is_enough() {
    let environment = [
        ("MEDICONNECT_PUBLIC_URL", "https://clinic.example"),
        ("MEDICONNECT_CLINIC_NAME", "Riverside Clinic"),
        ("MEDICONNECT_TRUSTED_PROXIES", "127.0.0.1"),
        ("MEDICONNECT_MAIL_ADDRESS", "appointments@clinic.example"),
        ("MEDICONNECT_MAIL_HOST", "mail.clinic.example"),
    ];
    load("", &environment).expect("settings");
}

#[test]
fn a_wrong_setting_is_named() {
    let with = |line: &str| format!("{line}\n{LEAST}");
    let mail = |line: &str| format!("{LEAST}{line}\n");
    for (file, name) in [
        (with("lisen = \"127.0.0.1:3000\""), "lisen"),
        (with("listen = \"here\""), "listen"),
        (with("tls.certificate = \"chain.pem\""), "tls.key"),
        (with("tls.key = \"key.pem\""), "tls.key"),
        (with("database = \"mysql://localhost/x\""), "database"),
        (mail("port = 70000"), "mail.port"),
        (mail("security = \"some\""), "mail.security"),
        (mail("security = \"plain\""), "mail.security"),
        (with("database = \"postgres://me@db.example/x\""), "verify-full"),
        (
            with("database = \"postgres://me@db.example/x?sslmode=require\""),
            "verify-full",
        ),
        (mail("user = \"me\""), "mail.password"),
        (mail("hots = \"x\""), "hots"),
        (mail("[session]\nidle_minutes = 0"), "session.idle_minutes"),
        (mail("[session]\nstaff_idle_minutes = 0"), "session.staff_idle_minutes"),
        (
            mail("[session]\nidle_minutes = 5\nabsolute_minutes = 10"),
            "session.absolute_minutes",
        ),
        (
            mail("[session]\nidle_minutes = 30\nabsolute_minutes = 20"),
            "session.absolute_minutes",
        ),
        (mail("[session]\nidle_minutes = -1"), "session.idle_minutes"),
        (LEAST.replace("127.0.0.1", "10.0.0.0/8, office"), "office"),
        (
            with("plain_http_from_proxies = true").replace("127.0.0.1", ""),
            "trusted_proxies",
        ),
        (with("plain_http_from_proxies = \"some\""), "plain_http_from_proxies"),
        (mail("[audit]\nkey = \"too short\""), "audit.key"),
        (mail("[sms]\naccount = \"AC1\""), "sms.account"),
        (mail("[sms]\nurl = \"http://sms.example\""), "sms.url"),
        (mail("[log]\nformat = \"xml\""), "log.format"),
        (mail("[log]\nlevel = \"info,=\""), "log.level"),
        (LEAST.replace("https://clinic.example", "clinic.example"), "public_url"),
        (LEAST.replace("Riverside Clinic", " "), "clinic_name"),
        (
            LEAST.replace("appointments@clinic.example", "appointments"),
            "mail.address",
        ),
        (LEAST.replace("public_url", "#"), "public_url"),
        (LEAST.replace("host", "#"), "host"),
        ("listen = ".to_owned(), "clinic.toml"),
    ] {
        let error = load(&file, &[]).expect_err(&file);
        assert!(error.contains(name), "{name} is not in: {error}");
    }
}

#[test]
fn an_unknown_variable_is_named() {
    let error = load(LEAST, &[("MEDICONNECT_MAIL_HOTS", "x")]).expect_err("unknown");
    assert!(error.contains("MEDICONNECT_MAIL_HOTS"), "{error}");
}

#[test]
fn an_address_that_others_reach_needs_https_of_ours_or_a_proxy_that_nobody_comes_past() {
    let others = ("MEDICONNECT_LISTEN", "0.0.0.0:443");
    let proxy = ("MEDICONNECT_TRUSTED_PROXIES", "10.0.0.1");
    let alone = ("MEDICONNECT_PLAIN_HTTP_FROM_PROXIES", "true");
    let certificate = [
        ("MEDICONNECT_TLS_CERTIFICATE", "chain.pem"),
        ("MEDICONNECT_TLS_KEY", "key.pem"),
    ];
    // A proxy on another machine speaks TLS to us, unless somebody says that nobody else is on the way.
    for settings in [vec![others], vec![others, proxy]] {
        let error = load(LEAST, &settings).expect_err("refused");
        for part in [
            "listen",
            "tls.certificate",
            "trusted_proxies",
            "plain_http_from_proxies",
        ] {
            assert!(error.contains(part), "{error}");
        }
    }
    load(LEAST, &[others, proxy, alone]).expect("a proxy on a network of our own");
    load(LEAST, &[proxy]).expect("a proxy behind one on this machine");
    load(LEAST, &[others, proxy, certificate[0], certificate[1]]).expect("a proxy over TLS");
    let config = load(LEAST, &[others, certificate[0], certificate[1]]).expect("a certificate");
    assert_eq!(config.certificate().expect("both").chain, PathBuf::from("chain.pem"));

    let http = LEAST.replace("https://clinic.example", "http://localhost:3000");
    load(&http, &[("MEDICONNECT_LISTEN", "[::1]:3000")]).expect("loopback");
    for others in [vec![others, proxy, alone], certificate.to_vec()] {
        let error = load(&http, &others).expect_err("refused");
        assert!(error.contains("public_url"), "{error}");
    }
}

#[test]
fn a_public_address_is_https_of_ours_or_of_a_proxy_that_is_named() {
    let at = |url: &str, proxies: &str| {
        LEAST
            .replace("https://clinic.example", url)
            .replace("127.0.0.1\"\n[mail]", &format!("{proxies}\"\n[mail]"))
    };
    let certificate = [
        ("MEDICONNECT_TLS_CERTIFICATE", "chain.pem"),
        ("MEDICONNECT_TLS_KEY", "key.pem"),
    ];
    for url in ["http://clinic.example", "http://192.0.2.7:3000"] {
        let error = load(&at(url, "127.0.0.1"), &[]).expect_err(url);
        assert!(
            error.contains("public_url") && error.contains("https"),
            "{url}: {error}"
        );
    }
    for url in [
        "https://clinic.example",
        "https://192.0.2.7",
        "https://localhost.example",
    ] {
        let error = load(&at(url, ""), &[]).expect_err(url);
        for part in ["trusted_proxies", "tls.certificate", "127.0.0.1"] {
            assert!(error.contains(part), "{url}: {error}");
        }
        load(&at(url, "127.0.0.1"), &[]).expect("a proxy");
        load(&at(url, ""), &certificate).expect("a certificate");
    }
    for url in [
        "http://127.0.0.1:3000",
        "http://localhost:3000",
        "http://[::1]:3000",
        "https://localhost",
    ] {
        load(&at(url, ""), &[]).expect(url);
    }
}

#[test]
fn what_leaves_this_machine_is_encrypted() {
    let with = |line: &str| format!("{line}\n{LEAST}");
    for database in [
        "postgres://me@db.example/x?sslmode=verify-full",
        "postgres://me@localhost/x",
        "postgres://me@127.0.0.1:5433/x",
        "postgres:///x?host=/run/postgresql",
    ] {
        load(&with(&format!("database = \"{database}\"")), &[]).expect(database);
    }
    let relay = LEAST.replace("mail.clinic.example", "127.0.0.1");
    load(&format!("{relay}security = \"plain\"\n"), &[]).expect("a relay on this machine");
}

#[cfg(unix)]
#[test]
fn a_file_with_a_secret_in_it_is_for_nobody_else_to_read() {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
    };
    let dir = tempfile::tempdir().expect("a folder");
    fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).expect("rights");
    let file = dir.path().join("clinic.toml");
    let open = |text: &str, mode| {
        fs::write(&file, text).expect("written");
        fs::set_permissions(&file, Permissions::from_mode(mode)).expect("rights");
        Sources::open(Some(&file)).map_err(|error| error.to_string())
    };
    let with = |line: &str| format!("{line}\n{LEAST}");
    for (text, is_secret) in [
        (LEAST.to_owned(), false),
        (with("database = \"postgres://me@localhost/x\""), false),
        ("not a file of settings".to_owned(), false),
        (with("database = \"postgres://me:hunter2@localhost/x\""), true),
        (with("database = \"postgres:///x?host=/run&password=hunter2\""), true),
        (format!("{LEAST}password = \"hunter3\""), true),
        (format!("{LEAST}[sms]\ntoken = \"hunter4\""), true),
        (format!("{LEAST}[audit]\nkey = \"hunter5\""), true),
        (format!("{LEAST}[keys]\nring = \"hunter6\""), true),
    ] {
        open(&text, 0o600).expect("for nobody else");
        let opened = open(&text, 0o640);
        assert_eq!(opened.is_err(), is_secret, "{text}");
        if let Err(error) = opened {
            assert!(error.contains("chmod 600") && error.contains("clinic.toml"), "{error}");
            assert!(!error.contains("hunter"), "{error}");
        }
    }
}

#[cfg(unix)]
#[test]
fn a_secret_comes_from_a_file_of_its_own_that_nobody_else_reads() {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
    };
    let dir = tempfile::tempdir().expect("a folder");
    fs::set_permissions(dir.path(), Permissions::from_mode(0o755)).expect("rights");
    let path = dir.path().join("secret");
    let write = |text: &str, mode| {
        fs::write(&path, text).expect("written");
        fs::set_permissions(&path, Permissions::from_mode(mode)).expect("rights");
    };
    let named = path.to_str().expect("a name");
    let file = |line: &str| format!("{LEAST}{line}");
    write("postgres://me:hunter2@localhost/x\n", 0o400);
    let config = load(LEAST, &[("MEDICONNECT_DATABASE_FILE", named)]).expect("settings");
    assert_eq!(config.database.expose_secret(), "postgres://me:hunter2@localhost/x");
    write("hunter3 with as many characters as it takes", 0o600);
    let secret = |secret: Option<&secrecy::SecretString>| secret.map(|secret| secret.expose_secret().to_owned());
    let expected = Some("hunter3 with as many characters as it takes".to_owned());
    let config = load(&file("user = \"me\""), &[("MEDICONNECT_MAIL_PASSWORD_FILE", named)]).expect("settings");
    assert_eq!(secret(config.mail.password.as_ref()), expected);
    let config = load(LEAST, &[("MEDICONNECT_AUDIT_KEY_FILE", named)]).expect("settings");
    assert_eq!(secret(config.audit.key.as_ref()), expected);
    let gateway = file("[sms]\naccount = \"me\"\nfrom = \"Clinic\"");
    let config = load(&gateway, &[("MEDICONNECT_SMS_TOKEN_FILE", named)]).expect("settings");
    assert_eq!(secret(config.sms.token.as_ref()), expected);

    let both = [("MEDICONNECT_AUDIT_KEY_FILE", named), ("MEDICONNECT_AUDIT_KEY", "x")];
    let error = load(LEAST, &both).expect_err("both");
    assert!(
        error.contains("`audit.key`") && error.contains("and in a file"),
        "{error}"
    );
    let error = load(LEAST, &[("MEDICONNECT_CLINIC_NAME_FILE", named)]).expect_err("no secret");
    assert!(error.contains("MEDICONNECT_CLINIC_NAME_FILE"), "{error}");
    let error = load(LEAST, &[("MEDICONNECT_AUDIT_KEY_FILE", "/no/such/file")]).expect_err("absent");
    assert!(error.contains("/no/such/file"), "{error}");
    write("hunter4 with as many characters as it takes", 0o640);
    let error = load(LEAST, &[("MEDICONNECT_AUDIT_KEY_FILE", named)]).expect_err("for others to read");
    assert!(error.contains("chmod 600") && !error.contains("hunter"), "{error}");
}

#[test]
fn a_file_of_breached_passwords_that_is_none_is_named() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("pwned.txt");
    let settings = |text: &str| {
        std::fs::write(&path, text).expect("written");
        let named = [("MEDICONNECT_PASSWORDS_BREACHED", path.to_str().expect("a name"))];
        let config = load(LEAST, &named).expect("settings");
        config
            .settings(backend::testing::keys())
            .map_err(|error| app::error::explain(&error))
    };
    let hash = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\r\n";
    assert!(settings(hash).expect("a file of them").breached_passwords.is_some());
    let error = settings("password\n").map(|_| ()).expect_err("a list of words");
    assert!(error.contains("pwned.txt") && error.contains("SHA-1"), "{error}");
}

#[test]
fn a_root_certificate_that_is_none_is_refused_at_the_start() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("root.pem");
    let named = [("MEDICONNECT_MAIL_ROOT", path.to_str().expect("a name"))];
    let smtp = || {
        let config = load(LEAST, &named).expect("settings");
        config.smtp().map_err(|error| app::error::explain(&error))
    };
    let missing = smtp().expect_err("no file");
    assert!(
        missing.contains("root.pem") && missing.contains("No such file"),
        "{missing}"
    );
    let made = rcgen::generate_simple_self_signed(vec!["mail.clinic.example".to_owned()]).expect("a certificate");
    let (pem, key) = (made.cert.pem(), made.signing_key.serialize_pem());
    let (first, rest) = pem.split_at(pem.len() / 2);
    for wrong in [
        "",
        "a certificate",
        &key,
        "-----BEGIN CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\nQQ==\n-----END CERTIFICATE-----\n",
        &format!("{pem}{first}"),
        &format!("{first}?{rest}"),
    ] {
        std::fs::write(&path, wrong).expect("written");
        let error = smtp().expect_err(wrong);
        assert!(
            error.contains("root.pem") && error.contains("root certificate cannot be used"),
            "{error}"
        );
    }
    std::fs::write(&path, [0xff, 0xfe, 0]).expect("written");
    assert!(smtp().expect_err("no text").contains("root.pem"));
    std::fs::write(&path, &pem).expect("written");
    assert_eq!(smtp().expect("a certificate").root, Some(pem.into_bytes()));
}

#[test]
fn secrets_are_not_shown() {
    let file = format!(
        "database = \"postgres://me:hunter2@localhost/x\"\n{LEAST}user = \"me\"\npassword = \"hunter3\"\n\
         [audit]\nkey = \"hunter4 with as many characters as it takes\"\n"
    );
    let shown = format!("{:?}", load(&file, &[]).expect("settings"));
    assert!(!shown.contains("hunter"), "{shown}");
}

#[test]
fn every_setting_is_documented_and_in_the_example() {
    let document = include_str!("../../docs/CONFIGURATION.md");
    let example = include_str!("../../docs/mediconnect.example.toml");
    for (setting, variable) in VARIABLES {
        assert!(
            document.contains(&format!("`{setting}`")),
            "{setting} is not in docs/CONFIGURATION.md"
        );
        assert!(
            document.contains(&format!("`{variable}`")),
            "{variable} is not in docs/CONFIGURATION.md"
        );
        let key = setting.rsplit('.').next().expect("a key");
        assert!(
            example.contains(&format!("{key} = ")),
            "{setting} is not in the example"
        );
    }
}

#[test]
fn the_example_with_everything_switched_on_is_understood() {
    let example = include_str!("../../docs/mediconnect.example.toml");
    load(example, &[]).expect("the example");
    let all = example.lines().map(|line| {
        line.strip_prefix("#")
            .filter(|line| !line.starts_with(' '))
            .unwrap_or(line)
    });
    load(&all.collect::<Vec<_>>().join("\n"), &[]).expect("the example without its hashes");
}
