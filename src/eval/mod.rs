//! Accuracy against annotated cases: in come a gold folder as `corpus/GUIDE.md` describes it and the exported rows, out comes a
//! [`Report`] with figures and every mistake by name.
//!
//! What counts, and what [`Report`] prints:
//! - events: per act, the set of (kind, day) with status `faktisk`; a date known to the month compares by month; marks with `o="1"` count
//!   neither way;
//! - times: of the matched events whose gold has a time of day, the share with the same time;
//! - evidence: of the matched events, the share whose quote shares at least half of the shorter side's words with a gold mark;
//! - timeline: per case, the set of (kind, day);
//! - checks: per case and check, the outcome; counted apart, the verdicts `overholdt` where the gold says `ikke_overholdt`, all and those without
//!   a remark, because that is the mistake that hides a breach.
//!
//! [`compare`] tells what two ways of reading the same case give differently, and which of it is right.
//!
//! [`evaluate`] and [`compare`] are functions of values; only [`read_gold`] reads files. The figures are rounded to four places, as they are printed:
//! a scoreboard that differs shows a case that differs.

mod diff;
mod error;
mod gold;
mod mark;
mod report;
mod score;
mod tally;
#[cfg(test)]
mod tests;

pub use diff::{Change, Fate, Table, Worth, compare};
pub use error::EvalError;
pub use gold::{GoldAct, GoldCase, read_gold};
pub use mark::{GoldMark, GoldStatus};
pub use report::{ChecksFigures, Mistake, Report};
pub use score::{Rows, evaluate};
pub use tally::Figures;
