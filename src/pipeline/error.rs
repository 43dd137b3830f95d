//! What ends a run.

use std::path::PathBuf;

use thiserror::Error;

use crate::archive::{ArchiveError, Notice};
use crate::checks::{FristError, LawError};
use crate::dates::DatesError;
use crate::grammar::GrammarError;
use crate::pipeline::LostMember;
use crate::search::SearchError;
use crate::store::StoreError;

/// Why a run could not go on. What was committed before stays.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// Nothing that was given could be used.
    #[error("nothing to read: {}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    NoInput {
        /// Each path and why it could not be used.
        problems: Vec<ArchiveError>,
        /// Files that were damaged or refused.
        lost: Vec<LostMember>,
        /// What else is to be known of the delivery.
        notices: Vec<Notice>,
    },
    /// The archives could not be opened at all.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The search index failed.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The grammar cannot be used.
    #[error(transparent)]
    Grammar(#[from] GrammarError),
    /// The date words cannot be used.
    #[error(transparent)]
    Dates(#[from] DatesError),
    /// The law tables cannot be used.
    #[error(transparent)]
    Law(#[from] LawError),
    /// The municipalities' own limits cannot be used.
    #[error(transparent)]
    Frister(#[from] FristError),
    /// Their file cannot be read.
    #[error("{}: {reason}", path.display())]
    FristerFile {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// The program's own patterns or threads could not be made.
    #[error("cannot start: {reason}")]
    Start {
        /// Why.
        reason: String,
    },
}
