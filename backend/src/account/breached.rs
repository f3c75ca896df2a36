//! Passwords that were stolen somewhere, in a file of the clinic's.

use std::{
    cmp::Ordering,
    fs::File,
    io::{self, BufRead, BufReader, Seek, SeekFrom},
    path::{Path, PathBuf},
};

use sha1::{Digest, Sha1};

use crate::token::hex;

/// A file of SHA-1 hashes, one a line and in order, as Have I Been Pwned's downloader writes it: "0018A45C4D1D…:5". The password is
/// looked up here: nothing of it leaves the machine.
#[derive(Clone, Debug)]
pub struct BreachedPasswords {
    path: PathBuf,
}

/// Characters of a hash.
const HASH: usize = 40;

impl BreachedPasswords {
    /// # Errors
    /// When it cannot be read, or does not begin as such a file does.
    pub fn open(path: &Path) -> io::Result<Self> {
        let path = path.to_owned();
        read_line(&mut BufReader::new(File::open(&path)?))?;
        Ok(Self { path })
    }

    /// About as many short reads as its length has binary digits.
    ///
    /// # Errors
    /// When it cannot be read any more.
    pub(super) fn has(&self, password: &str) -> io::Result<bool> {
        let wanted = hex(&Sha1::digest(password.as_bytes())).to_uppercase();
        let file = File::open(&self.path)?;
        let (mut low, mut high) = (0, file.metadata()?.len());
        let mut file = BufReader::with_capacity(128, file);
        // The line that is sought begins in `low..high` if it is there; at `low` begins a line.
        while low < high {
            let middle = low + (high - low) / 2;
            let start = if middle == low {
                file.seek(SeekFrom::Start(low))?
            } else {
                // The first line that begins at the middle or after it.
                let before = file.seek(SeekFrom::Start(middle - 1))?;
                before + length(file.skip_until(b'\n')?)
            };
            if start >= high {
                high = middle;
                continue;
            }
            let (hash, length) = read_line(&mut file)?;
            match hash.cmp(&wanted) {
                Ordering::Equal => return Ok(true),
                Ordering::Less => low = start + length,
                Ordering::Greater => high = middle,
            }
        }
        Ok(false)
    }
}

/// The hash of a line, and the line's length.
fn read_line(file: &mut impl BufRead) -> io::Result<(String, u64)> {
    let mut line = String::new();
    let read = file.read_line(&mut line)?;
    let hash = line.trim_end().split(':').next().unwrap_or_default();
    if hash.len() != HASH || !hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let problem = "it has no SHA-1 hashes, one a line";
        return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
    }
    Ok((hash.to_uppercase(), length(read)))
}

fn length(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn hash(password: &str) -> String {
        hex(&Sha1::digest(password.as_bytes())).to_uppercase()
    }

    fn file(lines: &[String]) -> tempfile::NamedTempFile {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(lines.concat().as_bytes()).unwrap();
        file
    }

    #[test]
    fn every_line_is_found_and_nothing_else() {
        for count in [1, 2, 3, 7, 100] {
            let known: Vec<String> = (0..count).map(|number| format!("password {number}")).collect();
            let mut hashes: Vec<String> = known.iter().map(|password| hash(password)).collect();
            hashes.sort_unstable();
            // With counts of any length, and both kinds of line breaks.
            for end in ["\r\n", "\n"] {
                let lines = hashes.iter().zip(1_u64..);
                let lines: Vec<String> = lines
                    .map(|(hash, number)| format!("{hash}:{}{end}", number.pow(5)))
                    .collect();
                let file = file(&lines);
                let breached = BreachedPasswords::open(file.path()).unwrap();
                for password in &known {
                    assert!(breached.has(password).unwrap(), "{password} of {count}");
                }
                for number in count..count + 100 {
                    assert!(
                        !breached.has(&format!("password {number}")).unwrap(),
                        "{number} of {count}"
                    );
                }
            }
        }
        // As the file says of "password".
        assert_eq!(hash("password"), "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
    }

    #[test]
    fn what_is_no_such_file_is_refused() {
        for lines in [vec![], vec!["password\n".to_owned()], vec![format!("{:040}x:1\n", 1)]] {
            assert!(BreachedPasswords::open(file(&lines).path()).is_err(), "{lines:?}");
        }
        assert!(BreachedPasswords::open(Path::new("/no/such/file")).is_err());
    }
}
