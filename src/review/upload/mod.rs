//! Archives sent to the pages: received into the store's folder, queued, and read by one run at a time.
//!
//! ```text
//! store/uploads/<number>/<name>.zip     the archive as it was sent; gone when it has been read
//! store/uploads/<number>/state.json     what became of it
//! ```
//!
//! Invariants:
//! - An archive is whole before it is queued, and queued again by the next start when the server died meanwhile: a run that is repeated changes nothing.
//! - One run at a time; a run of the command line that holds the store makes the queue wait, and the page says so.
//! - What is shown is what the run last told; nothing is guessed, and no state is without an end.

mod page;
mod receive;
mod run;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};

pub use page::{cancel, show, status};
pub use receive::receive;

use super::config::Config;
use crate::decisions::Moment;

/// Folder of the uploads in the store's.
const FOLDER: &str = "uploads";
/// Most uploads that the page remembers.
const REMEMBERED: usize = 50;
/// Name of the file that says what became of an upload.
const STATE: &str = "state.json";

/// What is happening to an upload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// It is being sent.
    Receiving {
        /// Bytes so far.
        bytes: u64,
        /// Bytes in all, if the browser said so.
        total: Option<u64>,
    },
    /// Others come before it, or another run holds the store.
    Waiting {
        /// Who holds the store, if not one of our own runs.
        holder: Option<String>,
    },
    /// Its files are listed.
    Opening,
    /// Its acts are read and its cases made.
    Reading {
        /// Acts done.
        done: usize,
        /// Acts in all.
        total: usize,
        /// Pages of those done.
        pages: usize,
    },
    /// Its pages are made ready to be searched.
    Indexing {
        /// Cases done.
        done: usize,
        /// Cases in all.
        total: usize,
    },
    /// It was read.
    Done(Outcome),
    /// It could not be read: why and what to do, a line each.
    Failed(Vec<String>),
    /// Someone ended it. What was read until then is kept.
    Ended,
}

impl Stage {
    /// Nothing more happens.
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Done(_) | Self::Failed(_) | Self::Ended)
    }
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Cases in the archive.
    pub cases: usize,
    /// Of these: new or changed.
    pub made: usize,
    /// Acts.
    pub acts: usize,
    /// Pages.
    pub pages: usize,
    /// What could not be read or used, a line each.
    pub remarks: Vec<String>,
}

/// An archive that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its number.
    pub number: u64,
    /// The name it was sent under, for people.
    pub name: String,
    /// Who sent it.
    pub who: String,
    /// When.
    pub at: Moment,
    /// What is happening to it.
    pub stage: Stage,
}

/// All uploads.
#[derive(Debug)]
pub struct Uploads {
    config: Config,
    folder: PathBuf,
    known: Mutex<BTreeMap<u64, Upload>>,
    /// The run under way, and how to end it.
    running: Mutex<Option<(u64, Arc<AtomicBool>)>>,
}

impl Uploads {
    /// What was sent before, as the folder has it.
    pub fn new(config: &Config) -> Self {
        let folder = config.store.join(FOLDER);
        let mut known = BTreeMap::new();
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            let text = fs::read_to_string(path.join(STATE)).unwrap_or_default();
            match serde_json::from_str::<Upload>(&text) {
                Ok(upload) => {
                    known.insert(upload.number, upload);
                }
                // It died while it was sent: nobody was told that it had come.
                Err(_) => drop(fs::remove_dir_all(&path)),
            }
        }
        for upload in known.values_mut().filter(|upload| !upload.stage.is_over()) {
            upload.stage = Stage::Waiting { holder: None };
        }
        Self { config: config.clone(), folder, known: Mutex::new(known), running: Mutex::new(None) }
    }

    fn known(&self) -> MutexGuard<'_, BTreeMap<u64, Upload>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// All uploads, the newest first.
    pub fn list(&self) -> Vec<Upload> {
        self.known().values().rev().cloned().collect()
    }

    fn folder_of(&self, number: u64) -> PathBuf {
        self.folder.join(number.to_string())
    }

    /// Says what is happening to an upload. What has come to an end, or is to be found again after a fall, is written down before anybody is told, and of
    /// what is over the archive goes first: who reads "read" finds it so on the disk.
    fn set(&self, number: u64, stage: Stage) {
        let Some(mut upload) = self.known().get(&number).cloned() else { return };
        upload.stage = stage;
        let is_over = upload.stage.is_over();
        if (is_over || matches!(upload.stage, Stage::Waiting { .. }))
            && let Err(error) = self.write_down(&upload)
        {
            tracing::warn!(%error, number, "what became of an upload could not be written down");
        }
        if is_over {
            // A file that cannot be removed costs room only; the next start does not read it again.
            let _ = fs::remove_file(self.folder_of(number).join(&upload.name));
        }
        if let Some(known) = self.known().get_mut(&number) {
            *known = upload;
        }
        if is_over {
            self.forget_the_oldest();
        }
    }

    fn write_down(&self, upload: &Upload) -> std::io::Result<()> {
        let folder = self.folder_of(upload.number);
        let text = serde_json::to_string(upload)?;
        let fresh = folder.join("state.new");
        fs::write(&fresh, text)?;
        fs::rename(fresh, folder.join(STATE))
    }

    /// Ends an upload, waiting or running.
    fn end(&self, number: u64) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        match running.as_ref() {
            Some((current, flag)) if *current == number => flag.store(true, Ordering::Relaxed),
            _ => {
                let is_waiting = self.known().get(&number).is_some_and(|upload| matches!(upload.stage, Stage::Waiting { .. }));
                if is_waiting {
                    self.set(number, Stage::Ended);
                }
            }
        }
    }

    fn forget_the_oldest(&self) {
        let over: Vec<u64> = self.known().values().filter(|upload| upload.stage.is_over()).map(|upload| upload.number).collect();
        for old in over.iter().take(over.len().saturating_sub(REMEMBERED)) {
            let _ = fs::remove_dir_all(self.folder_of(*old));
            self.known().remove(old);
        }
    }
}
