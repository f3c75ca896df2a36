use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::Path,
};

use super::key_ring::{KEY_BYTES, KeyRing, WrongKeys};
use crate::token::hex;

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

/// The keys of a file; where there is none, one is made with a first key from `random`, for nobody else on this machine to read.
///
/// # Errors
/// When it is not private, cannot be read, or is no ring of keys. A file that is there is never written.
pub fn open_or_create(path: &Path, name: &str, random: [u8; KEY_BYTES]) -> Result<KeyRing, KeyFileFault> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(mut file) => {
            let text = format!(
                "# The keys of Mediconnect. Without them what is encrypted in the database is lost: keep a copy, apart from the backups\n\
                 # of the database. The last key encrypts; the others stay for what was encrypted with them.\n\
                 {name}:{}\n",
                hex(&random)
            );
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            Ok(KeyRing::parse(&text)?)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            check_private(path)?;
            Ok(KeyRing::parse(&fs::read_to_string(path)?)?)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn check_private(path: &Path) -> Result<(), KeyFileFault> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path)?.permissions().mode();
    if mode & 0o077 == 0 {
        Ok(())
    } else {
        Err(KeyFileFault::Public)
    }
}

#[cfg(not(unix))]
fn check_private(_: &Path) -> Result<(), KeyFileFault> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_is_made_once_for_nobody_else_to_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        let first = open_or_create(&path, "2026-11", [1; KEY_BYTES]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = open_or_create(&path, "2027-01", [2; KEY_BYTES]).unwrap();
        assert_eq!(
            first.index("a", "b", "c"),
            again.index("a", "b", "c"),
            "the keys of the file"
        );
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        assert!(matches!(
            open_or_create(&path, "x", [3; KEY_BYTES]),
            Err(KeyFileFault::Public)
        ));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(&path, "nonsense").unwrap();
        assert!(matches!(
            open_or_create(&path, "x", [3; KEY_BYTES]),
            Err(KeyFileFault::Wrong(_))
        ));
    }
}
