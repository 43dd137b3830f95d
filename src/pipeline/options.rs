//! What a run is told, and to whom it tells how it goes.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::archive;
use crate::export::ActState;
use crate::pipeline::reading::ReadOptions;

/// How to run.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Folder of the store.
    pub store: PathBuf,
    /// Worker processes, and threads that make cases.
    pub jobs: usize,
    /// The program to start as worker (with the argument `worker`); none reads in this process.
    pub worker: Option<PathBuf>,
    /// Folder of grammars to use instead of those built in.
    pub grammars: Option<PathBuf>,
    /// The municipalities' own limits for deciding applications, TOML or CSV; none leaves that check open.
    pub frister: Option<PathBuf>,
    /// Bounds on the archives.
    pub archive: archive::Limits,
    /// How acts are read.
    pub reading: ReadOptions,
    /// Acts that could not be read before are tried again.
    pub retry: bool,
    /// The clock: now, as RFC 3339. For the journal, the note in the lock, and to tell which dates lie ahead.
    pub now: fn() -> String,
    /// Set from outside to end the run cleanly.
    pub cancel: Arc<AtomicBool>,
}

/// What a run is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Lists and hashes what was given.
    Opening,
    /// Reads acts and makes cases.
    Reading,
    /// Puts pages into the search index.
    Indexing,
}

/// Told how a run goes, from one thread, in no fixed order of acts.
pub trait Observer {
    /// A stage begins; `total` is its number of acts, or of cases for [`Stage::Indexing`].
    fn stage(&self, stage: Stage, total: usize);
    /// An act is done. `reused`: its reading was kept from before.
    fn act(&self, state: ActState, pages: usize, reused: bool);
    /// A case is done (made anew, or found unchanged); while indexing: is in the index.
    fn case(&self);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy)]
pub struct NoObserver;

impl Observer for NoObserver {
    fn stage(&self, _stage: Stage, _total: usize) {}
    fn act(&self, _state: ActState, _pages: usize, _reused: bool) {}
    fn case(&self) {}
}
