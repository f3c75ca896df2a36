use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// A server of this folder, in the Python that `make setup` installs.
pub fn script(name: &str) -> Command {
    let cache = env::var("MEDICONNECT_CACHE").map_or_else(
        |_| PathBuf::from(env::var("HOME").unwrap()).join(".cache/mediconnect"),
        PathBuf::from,
    );
    let python = cache.join("python/bin/python");
    assert!(python.exists(), "`make setup` installs it");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/postbox");
    let mut command = Command::new(python);
    command.arg(folder.join(name));
    command
}
