//! A case as it is kept.

use crate::events::Finding;
use crate::export::{ActRow, CaseRow, CheckRow, EventRow, TimelineRow};

/// An act of a case: its row, and every place from which it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActRecord {
    /// The row of `acts`.
    pub row: ActRow,
    /// Paths inside the archives, in the order in which they are to be shown.
    pub places: Vec<String>,
}

/// All that is kept of a case, replaced as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRecord {
    /// The row of `cases`; its id is the case's.
    pub row: CaseRow,
    /// The `sag.json` as it was sent, if there was one.
    pub sag: Option<serde_json::Value>,
    /// Program, grammar and law version.
    pub derived_by: String,
    /// [`super::case_fingerprint`] of what it was made from.
    pub fingerprint: String,
    /// Its acts, in any order.
    pub acts: Vec<ActRecord>,
    /// Its events, in any order.
    pub events: Vec<EventRow>,
    /// Its happenings, in any order.
    pub timeline: Vec<TimelineRow>,
    /// Its verdicts, in the order in which they are to be shown.
    pub checks: Vec<CheckRow>,
    /// What its acts say beside the events, in any order.
    pub findings: Vec<Finding>,
}
