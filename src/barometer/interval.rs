//! The interval around a percentage: Wilson's, narrowed where the population is known and a good part of it was seen.
//!
//! Wilson's holds its promise at small numbers and near 0 and 100, where the interval of the school book gives bounds outside them. The correction for a finite
//! population multiplies the variance by (N − n) / (N − 1): whoever has seen all cases has no sampling error left, and the interval is the point itself.

use serde::{Deserialize, Serialize};

/// The normal quantile of 95 percent, both sides.
const Z: f64 = 1.959_963_984_540_054;

/// Bounds as shares from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// The 95-percent interval of `kept` of `base`, with the variance multiplied by `correction` (1 without a known population).
///
/// `None` for an empty base.
#[must_use]
pub fn wilson(kept: u64, base: u64, correction: f64) -> Option<Interval> {
    if base == 0 || kept > base {
        return None;
    }
    of_share(as_float(kept) / as_float(base), as_float(base), correction)
}

/// The same for a share that rests on so many independent answers, which need not be a whole number.
pub(super) fn of_share(share: f64, answers: f64, correction: f64) -> Option<Interval> {
    if answers <= 0.0 || answers.is_nan() {
        return None;
    }
    let z2 = Z * Z * correction.clamp(0.0, 1.0);
    let centre = share + z2 / (2.0 * answers);
    let half = (z2 * (share * (1.0 - share) / answers + z2 / (4.0 * answers * answers))).max(0.0).sqrt();
    let whole = 1.0 + z2 / answers;
    Some(Interval { low: ((centre - half) / whole).clamp(0.0, share), high: ((centre + half) / whole).clamp(share, 1.0) })
}

/// (N − n) / (N − 1): what is left of the variance when `seen` of `population` were seen. 1 where the population is not known or cannot be right.
pub(super) fn correction(seen: u64, population: Option<u64>) -> f64 {
    match population {
        Some(all) if all >= seen && all > 1 => as_float(all - seen) / as_float(all - 1),
        Some(1) if seen == 1 => 0.0,
        _ => 1.0,
    }
}

/// Counts here are far below 2^53, where every whole number has its own float.
pub(super) fn as_float(count: u64) -> f64 {
    count as f64
}
