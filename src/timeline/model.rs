//! The case's timeline: each faktisk happening once.

use serde::Serialize;

use crate::dates::LegalDate;
use crate::events::{EventKind, Evidence};

/// One happening, with every act that tells it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Happening {
    /// What.
    pub kind: EventKind,
    /// When, as the deciding act says.
    pub date: LegalDate,
    /// Where it is told, the deciding act first. Never empty.
    pub evidence: Vec<Evidence>,
    /// Dates that other acts give for the same happening.
    pub conflicts: Vec<LegalDate>,
}
