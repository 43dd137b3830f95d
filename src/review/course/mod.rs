//! A case's timeline, drawn: what happened from top to bottom, each clock of the law a bar beside it.
//!
//! In: happenings and clocks with their words and addresses. Out: an SVG, and the same as a table. Time runs downwards because labels are
//! words: a timeline from left to right has no room for eighty of them, nor for any at 200 % zoom. Days are kept to scale as far as rows
//! need not be readable; a long time in which nothing happened is shortened, and says so. Nothing is told by colour alone.

mod bars;
mod draw;
mod icons;
mod place;
mod table;
#[cfg(test)]
mod tests;

use crate::dates::LegalDate;

pub use draw::svg;
pub use table::table;

/// A happening, ready to be drawn.
#[derive(Clone, PartialEq)]
pub struct Happening {
    /// Its anchor in the document, unique.
    pub id: String,
    /// Its kind's name (GUIDE.md), which gives it its sign.
    pub kind: String,
    /// What happened, in words.
    pub label: String,
    /// When.
    pub date: LegalDate,
    /// Dates that other acts give, in words.
    pub conflicts: Vec<String>,
    /// Where it is told, such as an act's name and page, in words.
    pub place: String,
    /// The address of that place.
    pub href: Option<String>,
    /// It is the decision that the checks judge.
    pub is_decision: bool,
}

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// In time.
    Kept,
    /// Too late, or never.
    Broken,
    /// The acts do not say.
    Open,
    /// It does not apply.
    Irrelevant,
}

/// A time limit of the law that ran in the case.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock {
    /// Its anchor in the document, unique.
    pub id: String,
    /// Which limit, in words.
    pub label: String,
    /// When it began to run.
    pub started: LegalDate,
    /// The last day in time.
    pub deadline: LegalDate,
    /// What stopped it, if anything did.
    pub ended: Option<LegalDate>,
    /// What came of it.
    pub ending: Ending,
    /// The address of the verdict.
    pub href: Option<String>,
}

/// A case's timeline.
#[derive(Clone, PartialEq, Default)]
pub struct Story {
    /// What happened, in any order.
    pub happenings: Vec<Happening>,
    /// The clocks, in the order of the checks.
    pub clocks: Vec<Clock>,
}
