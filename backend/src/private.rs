//! Whether others on this machine can read a file.

use std::{io, path::Path};

/// Whether only its owner can do anything with a file or a folder, by its own rights.
///
/// # Errors
/// When there is none.
#[cfg(unix)]
pub fn is_private(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(path.metadata()?.permissions().mode() & 0o077 == 0)
}

/// Where there are no such rights, nothing is said against it.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn is_private(_: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Whether only its owner comes to what is in a file: by its rights, or by those of the folder that it is in.
///
/// # Errors
/// When there is none.
pub fn is_out_of_reach(path: &Path) -> io::Result<bool> {
    if is_private(path)? {
        return Ok(true);
    }
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => is_private(Path::new(".")),
        Some(folder) => is_private(folder),
        None => Ok(false),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::{
        fs::{self, Permissions},
        os::unix::fs::PermissionsExt,
    };

    use super::*;

    #[test]
    fn a_file_is_out_of_reach_by_its_rights_or_those_of_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        fs::write(&file, "").unwrap();
        for (of_folder, of_file, expected) in [
            (0o755, 0o600, (true, true)),
            (0o755, 0o640, (false, false)),
            (0o755, 0o604, (false, false)),
            (0o750, 0o644, (false, false)),
            (0o700, 0o644, (false, true)),
        ] {
            fs::set_permissions(dir.path(), Permissions::from_mode(of_folder)).unwrap();
            fs::set_permissions(&file, Permissions::from_mode(of_file)).unwrap();
            let found = (is_private(&file).unwrap(), is_out_of_reach(&file).unwrap());
            assert_eq!(found, expected, "{of_folder:o} {of_file:o}");
        }
        assert!(is_out_of_reach(&dir.path().join("none")).is_err());
    }
}
