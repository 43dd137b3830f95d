//! The acts themselves: each content once, under its hash.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::StoreError;

/// What came of keeping an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It was written.
    New,
    /// It was there already.
    Known,
}

/// The files of the acts in a store. Cheap to clone; several threads may write at once.
#[derive(Debug, Clone)]
pub struct ActFiles {
    root: PathBuf,
}

impl ActFiles {
    /// Those of the store at `dir`.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self { root: dir.join("acts") }
    }

    /// Makes the folders and clears what an interrupted run was writing.
    pub(super) fn prepare(&self) -> Result<(), StoreError> {
        let scratch = self.scratch();
        match fs::remove_dir_all(&scratch) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(StoreError::io(&scratch, &error)),
            _ => {}
        }
        fs::create_dir_all(&scratch).map_err(|error| StoreError::io(&scratch, &error))
    }

    /// Where the act of this hash stands, if it is kept.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for what is no hash.
    pub fn path(&self, sha256: &str) -> Result<PathBuf, StoreError> {
        // The hash becomes a path: nothing but 64 lower-case hexadecimal digits may pass.
        let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        match sha256.get(..2) {
            Some(start) if is_hash => Ok(self.root.join(start).join(format!("{sha256}.pdf"))),
            _ => Err(StoreError::Invalid { what: format!("`{}`", sha256.escape_default()), kind: "SHA-256 hash" }),
        }
    }

    /// Keeps an act under its hash, which the caller has computed from `bytes`. When it returns, the act is on the disk.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for what is no hash, [`StoreError::DiskFull`], [`StoreError::Machine`].
    pub fn put(&self, sha256: &str, bytes: &[u8]) -> Result<Kept, StoreError> {
        let path = self.path(sha256)?;
        let failed = |error: io::Error| StoreError::io(&path, &error);
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        // Another length can only come from outside (a cut copy of the store): then it is written anew.
        if fs::metadata(&path).is_ok_and(|meta| meta.is_file() && meta.len() == length) {
            return Ok(Kept::Known);
        }
        let Some(folder) = path.parent() else { return Ok(Kept::Known) };
        let is_new_folder = !folder.is_dir();
        fs::create_dir_all(folder).map_err(failed)?;
        let mut file = tempfile::Builder::new().prefix("act-").tempfile_in(self.scratch()).map_err(failed)?;
        file.write_all(bytes).map_err(failed)?;
        file.as_file().sync_all().map_err(failed)?;
        file.persist(&path).map_err(|error| failed(error.error))?;
        sync_folder(folder)?;
        if is_new_folder {
            sync_folder(&self.root)?;
        }
        Ok(Kept::New)
    }

    /// The bytes of an act; none when it is not kept.
    ///
    /// # Errors
    /// [`StoreError::Invalid`] for what is no hash, [`StoreError::Machine`].
    pub fn get(&self, sha256: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let path = self.path(sha256)?;
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(StoreError::io(&path, &error)),
        }
    }

    /// Where acts are written before they get their name.
    fn scratch(&self) -> PathBuf {
        self.root.join(".tmp")
    }
}

/// Makes the names in a folder last.
pub(super) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    // Elsewhere than on Unix a folder cannot be opened as a file, and the names last by themselves.
    if cfg!(unix) {
        File::open(folder).and_then(|handle| handle.sync_all()).map_err(|error| StoreError::io(folder, &error))?;
    }
    Ok(())
}
