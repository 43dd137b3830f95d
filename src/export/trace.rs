//! What a verdict rests on, as it is exported: the value of the key `trace` of a row of `checks`.
//!
//! Dates are `YYYY-MM-DD`, `YYYY-MM`, or `YYYY-MM-DDTHH:MM` where a time of day is known.

use serde::{Deserialize, Serialize};

/// The provision applied, in its wording of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProvisionRow {
    /// `serviceloven`, `barnets_lov`, …
    pub law: String,
    /// As it is quoted.
    pub paragraph: String,
    /// First day in force, if it began after the oldest cases.
    pub from: Option<String>,
    /// Last day in force, if it has ended.
    pub to: Option<String>,
    /// What it says, in Danish.
    pub wording: String,
    /// Whether [`Self::wording`] is the statute's own words, not a retelling.
    pub exact: bool,
    /// What it says, in English. Empty in a store of a version that kept none, as all English here.
    #[serde(default)]
    pub wording_en: String,
}

/// A fact used, and where it stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactRow {
    /// `start`, `slut`, `afgoerelse`, `udsagn` or `oevrig`.
    pub role: String,
    /// Kind of event, or of statement.
    pub kind: String,
    /// Its date; none for an undated statement.
    pub date: Option<String>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// The telling text, white space folded.
    pub quote: String,
}

/// What was looked through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SearchedRow {
    /// Acts.
    pub acts: u32,
    /// Their pages.
    pub pages: u32,
    /// Acts of which nothing could be read.
    pub unreadable_acts: u32,
    /// Pages with legible text.
    pub legible_pages: u32,
}

/// One of several things counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartRow {
    /// Where its clock starts.
    pub started: Option<String>,
    /// The last day (or minute) in time.
    pub deadline: Option<String>,
    /// What stopped the clock.
    pub ended: Option<String>,
    /// `overholdt`, `ikke_overholdt`, `ikke_relevant` or `uoplyst`.
    pub outcome: String,
}

/// The whole trace.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TraceRow {
    /// The provision; none where no law was looked up.
    pub provision: Option<ProvisionRow>,
    /// The facts, the telling one first.
    pub facts: Vec<FactRow>,
    /// The counting, one Danish sentence.
    pub arithmetic: String,
    /// What was looked through.
    pub searched: SearchedRow,
    /// Which fact would turn the verdict, one Danish sentence.
    pub turns: String,
    /// The whole as one Danish paragraph.
    pub paragraph: String,
    /// What was counted, one by one; empty for a check of one thing.
    pub parts: Vec<PartRow>,
    /// The row's `reason` in English.
    #[serde(default)]
    pub reason_en: String,
    /// The row's `remarks` in English, one by one.
    #[serde(default)]
    pub remarks_en: Vec<String>,
    /// The counting, one English sentence.
    #[serde(default)]
    pub arithmetic_en: String,
    /// Which fact would turn the verdict, one English sentence.
    #[serde(default)]
    pub turns_en: String,
    /// The whole as one English paragraph.
    #[serde(default)]
    pub paragraph_en: String,
}
