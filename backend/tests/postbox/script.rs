use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The mail server, in the Python that `make setup` installs.
pub fn script() -> Command {
    let cache = env::var("MEDICONNECT_CACHE").map_or_else(
        |_| PathBuf::from(env::var("HOME").unwrap()).join(".cache/mediconnect"),
        PathBuf::from,
    );
    let python = cache.join("python/bin/python");
    assert!(python.exists(), "`make setup` installs it");
    let mut command = Command::new(python);
    command.arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postbox/server.py"));
    command
}
