//! What changed in a suggestion since someone decided it. Pure.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::Decision;
use super::log::hex;
use crate::export::{CheckRow, EvidenceRef};
use crate::lang::Said;

/// One difference between the suggestion that was decided and the one that stands now.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// The suggested outcome.
    Outcome {
        /// Then.
        then: String,
        /// Now.
        now: String,
    },
    /// A date of the arithmetic: `started`, `deadline` or `ended`.
    Date {
        /// Which.
        which: &'static str,
        /// Then.
        then: Option<String>,
        /// Now.
        now: Option<String>,
    },
    /// The paragraph applied.
    Law {
        /// Then.
        then: String,
        /// Now.
        now: String,
    },
    /// Evidence that came.
    EvidenceCame(EvidenceRef),
    /// Evidence that went.
    EvidenceWent(EvidenceRef),
    /// A remark that came.
    RemarkCame(Said),
    /// A remark that went.
    RemarkWent(Said),
}

/// What tells two suggestions apart: outcome, dates, paragraph, evidence and remarks. Sentences are left out: a better wording changes nothing that was
/// decided.
#[must_use]
pub fn fingerprint(row: &CheckRow) -> String {
    let parts = (&row.outcome, &row.started, &row.deadline, &row.ended, &row.law, &row.evidence, &row.remarks);
    // Strings and lists of them always have a JSON form.
    let text = serde_json::to_string(&parts).unwrap_or_default();
    hex(&Sha256::digest(text.as_bytes()))
}

/// The differences, what weighs most first; empty when nothing that was decided on has changed. Outcome and dates of a suggestion that was kept
/// by another version of the program are compared as far as both know them.
#[must_use]
pub fn changes(decision: &Decision, now: &CheckRow) -> Vec<Change> {
    let Ok(then) = serde_json::from_value::<CheckRow>(decision.seen.clone()) else {
        return only_outcome(&decision.suggested, now);
    };
    let mut found = only_outcome(&then.outcome, now);
    let dates = [("started", &then.started, &now.started), ("deadline", &then.deadline, &now.deadline), ("ended", &then.ended, &now.ended)];
    for (which, before, after) in dates {
        if before != after {
            found.push(Change::Date { which, then: before.clone(), now: after.clone() });
        }
    }
    if then.law != now.law {
        found.push(Change::Law { then: then.law.clone(), now: now.law.clone() });
    }
    found.extend(now.evidence.iter().filter(|place| !then.evidence.contains(place)).cloned().map(Change::EvidenceCame));
    found.extend(then.evidence.iter().filter(|place| !now.evidence.contains(place)).cloned().map(Change::EvidenceWent));
    // By their Danish: that a version keeps English beside it is no other remark.
    found.extend(now.said_remarks().into_iter().filter(|said| !then.remarks.contains(&said.da)).map(Change::RemarkCame));
    found.extend(then.said_remarks().into_iter().filter(|said| !now.remarks.contains(&said.da)).map(Change::RemarkWent));
    found
}

fn only_outcome(then: &str, now: &CheckRow) -> Vec<Change> {
    if then == now.outcome { Vec::new() } else { vec![Change::Outcome { then: then.to_owned(), now: now.outcome.clone() }] }
}

impl Decision {
    /// Which of the case's acts of today, given as (name, short hash), came after the decision.
    #[must_use]
    pub fn acts_since<'a>(&self, acts: &'a [(String, String)]) -> Vec<&'a str> {
        let then: BTreeSet<&str> = self.acts.iter().map(String::as_str).collect();
        acts.iter().filter(|(_, hash)| !then.contains(hash.as_str())).map(|(name, _)| name.as_str()).collect()
    }
}
