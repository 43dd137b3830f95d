//! The right to write: an exclusive advisory lock on `lock`, which the system lets go when its holder dies, however it dies.

use std::fs::{File, TryLockError};
use std::io::{Read, Write};
use std::path::Path;

use super::StoreError;

/// Longest note of a holder that is shown.
const NOTE_BYTES: u64 = 300;

/// Held until dropped.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock of the store at `dir` and notes `holder` in it for those who come later.
    pub(super) fn take(dir: &Path, holder: &str) -> Result<Self, StoreError> {
        let path = dir.join("lock");
        let failed = |error| StoreError::io(&path, &error);
        let mut file = File::options().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { path: dir.to_owned(), holder: note_in(&file) }),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).map_err(failed)?;
        file.write_all(format!("{holder}, process {}\n", std::process::id()).as_bytes()).map_err(failed)?;
        Ok(Self { _file: file })
    }
}

/// What the holder wrote about itself, on one line.
fn note_in(file: &File) -> String {
    let mut bytes = Vec::new();
    // A note that can't be read does not change the answer.
    let _ = file.take(NOTE_BYTES).read_to_end(&mut bytes);
    let text: String = String::from_utf8_lossy(&bytes).chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match text.trim() {
        "" => "another run".to_owned(),
        note => note.to_owned(),
    }
}
