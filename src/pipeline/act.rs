//! What is passed between the threads of a run.

use std::sync::Arc;

use crate::archive::{ActRef, ArchiveError};
use crate::pipeline::reading::WithGaps;
use crate::store::{CaseRecord, EncodedReading, Reading, StoreError};

/// An act to be read.
pub(super) struct ReadJob {
    /// Its hash, by which it is known everywhere.
    pub(super) sha256: String,
    /// Where its bytes are.
    pub(super) from: Origin,
}

/// Where an act's bytes are.
pub(super) enum Origin {
    /// In the delivery.
    Delivery(ActRef),
    /// Only in the store, from an earlier delivery.
    Store,
}

/// What became of it.
pub(super) enum ReadEnd {
    /// It was read, as well as it can be, and packed for the store.
    Read(WithGaps, EncodedReading),
    /// Its bytes could not be had.
    Lost(ArchiveError),
    /// The store failed: the run ends.
    Failed(StoreError),
    /// The run is to end.
    Cancelled,
}

/// What the threads report.
pub(super) enum Report {
    /// An act was read.
    Act {
        /// Its hash.
        sha256: String,
        /// What became of it.
        end: Box<ReadEnd>,
    },
    /// A case was made; none when making it panicked.
    Case {
        /// Its number in the delivery.
        number: usize,
        /// All of it.
        record: Option<Box<CaseRecord>>,
    },
}

/// A reading as it is shared between cases that have the same act.
pub(super) type SharedReading = Arc<Reading>;
