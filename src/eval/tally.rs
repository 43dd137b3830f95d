//! Counting hits: in come the gold set and the found set, out come precision, recall and F1, rounded as they are printed.

use std::collections::BTreeSet;

use serde::Serialize;

/// Running counts of what was found rightly, wrongly and not at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Tally {
    right: usize,
    spurious: usize,
    missed: usize,
}

/// Precision, recall and F1, each rounded to four places, with the counts behind them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// Of what was found, the share that is right.
    pub precision: f64,
    /// Of what is there, the share that was found.
    pub recall: f64,
    /// Their harmonic mean.
    pub f1: f64,
    /// Found and right.
    pub tp: usize,
    /// Found and not there.
    #[serde(rename = "fp")]
    pub spurious: usize,
    /// There and not found.
    #[serde(rename = "fn")]
    pub missed: usize,
}

impl Tally {
    pub(super) fn add<T: Ord>(&mut self, gold: &BTreeSet<T>, found: &BTreeSet<T>) {
        let right = gold.intersection(found).count();
        self.right += right;
        self.spurious += found.len() - right;
        self.missed += gold.len() - right;
    }

    pub(super) fn figures(self) -> Figures {
        let precision = share(self.right, self.right + self.spurious).unwrap_or(0.0);
        let recall = share(self.right, self.right + self.missed).unwrap_or(0.0);
        let f1 = if precision + recall > 0.0 { 2.0 * precision * recall / (precision + recall) } else { 0.0 };
        Figures {
            precision: rounded(precision),
            recall: rounded(recall),
            f1: rounded(f1),
            tp: self.right,
            spurious: self.spurious,
            missed: self.missed,
        }
    }
}

/// `part / whole`; none for an empty whole.
#[expect(clippy::cast_precision_loss, reason = "counts of marks stay far below 2^52")]
pub(super) fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// To four places. By way of the decimal form, which rounds the exact value: a multiplication by 10 000 first would round twice.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.4}").parse().unwrap_or(value)
}
