//! What can be wrong with a gold folder.

use std::path::PathBuf;

use thiserror::Error;

/// Why a gold folder could not be used.
#[derive(Debug, Error)]
pub enum EvalError {
    /// No `case.yaml` anywhere below the folder.
    #[error("no case.yaml below {}", dir.display())]
    NoCases {
        /// The folder given.
        dir: PathBuf,
    },
    /// A folder or file could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A `case.yaml` is not as GUIDE.md has it.
    #[error("{} is not as GUIDE.md describes it: {source}", path.display())]
    Yaml {
        /// Which.
        path: PathBuf,
        /// Where and why.
        source: Box<serde_saphyr::Error>,
    },
    /// The figures have no JSON form.
    #[error("cannot write the figures as JSON: {0}")]
    Json(serde_json::Error),
}
