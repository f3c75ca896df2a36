use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use super::key_ring::{KEY_BYTES, KeyRing, LASTING, WrongKeys};
use crate::{private::is_private, token::hex};

/// Why the file of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileFault {
    #[error("the file of keys cannot be read or written")]
    Io(#[from] io::Error),
    #[error("the file of keys can be read by others on this machine: chmod 600")]
    Public,
    #[error("the file of keys is wrong")]
    Wrong(#[from] WrongKeys),
}

const HEAD: &str = "# The keys of Mediconnect. Without them what is encrypted in the database is lost: keep a copy, apart from the backups of the\n\
                    # database. The last key encrypts, the others stay for what was encrypted with them; `mediconnect keys` adds and removes\n\
                    # them. The key called lasting is never replaced.\n";

/// A new key.
pub(super) fn random_key() -> [u8; KEY_BYTES] {
    let mut key = [0; KEY_BYTES];
    rand::Rng::fill_bytes(&mut rand::rng(), &mut key);
    key
}

/// The keys of a file, which nobody else on this machine may read.
///
/// # Errors
/// When it is not private, cannot be read, or is no ring of keys.
pub(super) fn read(path: &Path) -> Result<KeyRing, KeyFileFault> {
    check_private(path)?;
    Ok(KeyRing::parse(&fs::read_to_string(path)?)?)
}

/// Makes the file with a lasting key and a first one called `name`, unless somebody else just did.
///
/// # Errors
/// As [`read`].
pub(super) fn create(path: &Path, name: &str) -> Result<(), KeyFileFault> {
    let text = format!(
        "{HEAD}{LASTING}:{}\n{name}:{}\n",
        hex(&random_key()),
        hex(&random_key())
    );
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}", std::process::id()));
    write_new(Path::new(&beside), &text)?;
    // Never seen half written.
    let linked = fs::hard_link(&beside, path);
    fs::remove_file(&beside)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => Ok(linked?),
    }
}

/// Adds a new key at the end: from now on it encrypts.
///
/// # Errors
/// As [`read`]; `Wrong` when the name is in use.
pub(super) fn add(path: &Path, name: &str) -> Result<(), KeyFileFault> {
    change(path, |text| {
        let end = if text.ends_with('\n') { "" } else { "\n" };
        format!("{text}{end}{name}:{}\n", hex(&random_key()))
    })
}

/// Takes a key out.
///
/// # Errors
/// As [`read`].
pub(super) fn remove(path: &Path, name: &str) -> Result<(), KeyFileFault> {
    change(path, |text| {
        let is_other = |line: &&str| line.split(':').next().map(str::trim) != Some(name);
        let kept = text.lines().filter(is_other);
        kept.fold(String::new(), |text, line| text + line + "\n")
    })
}

/// Whole or not at all, also when the machine stops in the middle.
fn change(path: &Path, edit: impl FnOnce(&str) -> String) -> Result<(), KeyFileFault> {
    check_private(path)?;
    let text = edit(&fs::read_to_string(path)?);
    KeyRing::parse(&text)?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = Path::new(&beside);
    write_new(beside, &text)?;
    Ok(fs::rename(beside, path)?)
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn check_private(path: &Path) -> Result<(), KeyFileFault> {
    match is_private(path)? {
        true => Ok(()),
        false => Err(KeyFileFault::Public),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_made_once_for_nobody_else_to_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        create(&path, "2026-11").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let first = fs::read_to_string(&path).unwrap();
        create(&path, "2027-01").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), first, "it stays as it is");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(read(&path), Err(KeyFileFault::Public)));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "nonsense").unwrap();
        assert!(matches!(read(&path), Err(KeyFileFault::Wrong(_))));
    }

    #[test]
    fn keys_come_and_go_and_the_last_two_stay() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        create(&path, "one").unwrap();
        add(&path, "two").unwrap();
        assert!(matches!(add(&path, "two"), Err(KeyFileFault::Wrong(_))));
        assert_eq!(read(&path).unwrap().current(), "two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        remove(&path, "one").unwrap();
        assert_eq!(read(&path).unwrap().names().collect::<Vec<_>>(), [LASTING, "two"]);
        assert!(remove(&path, "two").is_err());
        assert!(remove(&path, LASTING).is_err());
        assert_eq!(read(&path).unwrap().current(), "two");
    }
}
