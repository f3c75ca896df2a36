use std::{
    fmt,
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use super::{CryptoFault, KeyFileFault, KeyRing, LASTING, Place, WrongKeys, key_file};

/// The key ring as this process has it. When it is of a file, it follows what other processes do to the file.
pub struct Keys {
    ring: RwLock<Arc<KeyRing>>,
    file: Option<PathBuf>,
}

impl Keys {
    /// From a text, as in the environment.
    ///
    /// # Errors
    /// As [`KeyRing::parse`].
    pub fn of_text(text: &str) -> Result<Self, WrongKeys> {
        Ok(Self {
            ring: RwLock::new(Arc::new(KeyRing::parse(text)?)),
            file: None,
        })
    }

    /// # Errors
    /// When the file is not private, cannot be read, or is no ring of keys.
    pub fn of_file(path: &Path) -> Result<Self, KeyFileFault> {
        Ok(Self {
            ring: RwLock::new(Arc::new(key_file::read(path)?)),
            file: Some(path.to_owned()),
        })
    }

    /// For commands that neither read nor write what is encrypted: nothing opens with them.
    ///
    /// # Errors
    /// None that happens.
    pub fn unneeded() -> Result<Self, WrongKeys> {
        let key = crate::token::hex(&key_file::random_key());
        Self::of_text(&format!("{LASTING}:{key},none:{key}"))
    }

    pub fn ring(&self) -> Arc<KeyRing> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn file(&self) -> Option<&Path> {
        self.file.as_deref()
    }

    /// Encrypts with the current key.
    ///
    /// # Errors
    /// None that happens to a text of ours.
    pub fn seal(&self, place: Place<'_>, text: &str) -> Result<String, CryptoFault> {
        self.ring().seal(place, text, nonce())
    }

    /// [`seal`](Self::seal) of what may be absent.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_some(&self, place: Place<'_>, text: Option<&str>) -> Result<Option<String>, CryptoFault> {
        text.map(|text| self.seal(place, text)).transpose()
    }

    /// Encrypts with the key that is never replaced, for what can never be written anew.
    ///
    /// # Errors
    /// As [`seal`](Self::seal).
    pub fn seal_lasting(&self, place: Place<'_>, text: &str) -> Result<String, CryptoFault> {
        self.ring().seal_with(LASTING, place, text, nonce())
    }

    /// Decrypts. A key that is not known may just have been added by another process: then the file is read again.
    ///
    /// # Errors
    /// As [`KeyRing::open`].
    pub fn open(&self, place: Place<'_>, value: &str) -> Result<String, CryptoFault> {
        match self.ring().open(place, value) {
            Err(CryptoFault::UnknownKey(_)) => {
                self.refresh();
                self.ring().open(place, value)
            }
            opened => opened,
        }
    }

    /// [`open`](Self::open) of what may be absent.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_some(&self, place: Place<'_>, value: Option<&str>) -> Result<Option<String>, CryptoFault> {
        value.map(|value| self.open(place, value)).transpose()
    }

    /// As [`KeyRing::index`].
    pub fn index(&self, table: &str, column: &str, text: &str) -> String {
        self.ring().index(table, column, text)
    }

    /// Reads the file again, if there is one. While it cannot be read, the ring stays as it is.
    pub fn refresh(&self) {
        let Some(path) = &self.file else { return };
        match key_file::read(path) {
            Ok(ring) => *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring),
            Err(fault) => {
                let error = &fault as &dyn std::error::Error;
                tracing::error!(error, "the file of keys was not read again");
            }
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.ring().fmt(out)
    }
}

pub(super) fn nonce() -> [u8; 24] {
    let mut nonce = [0; 24];
    rand::Rng::fill_bytes(&mut rand::rng(), &mut nonce);
    nonce
}
