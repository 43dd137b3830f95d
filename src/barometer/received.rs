//! What was sent, held against what was asked for.
//!
//! In: the cases of a sample, and the acts that the store has of each case. Out: cases that did not come, came unasked or came without acts, acts that
//! are missing against the municipality's own number, and gaps in the numbers that acts' names begin with (`01_…`, `02_…`, `04_…`).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::frame::PopulationCase;
use super::sample::count;

/// What was sent against what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Received {
    /// Cases asked for.
    pub asked: u64,
    /// Of these the ones that came with at least one act.
    pub came: u64,
    /// Ids of cases that did not come.
    pub missing: Vec<String>,
    /// Ids of cases that nobody asked for.
    pub unasked: Vec<String>,
    /// Cases of which something is missing.
    pub incomplete: Vec<Missing>,
    /// How many ids of each list above the report for publication leaves out.
    pub missing_cases: u64,
    /// Cases that nobody asked for.
    pub unasked_cases: u64,
    /// Cases of which something is missing.
    pub incomplete_cases: u64,
}

/// What is missing of a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// The case.
    pub case: String,
    /// Acts that the municipality says it has, if it does.
    pub expected: Option<u32>,
    /// Acts that came.
    pub came: u32,
    /// Acts by name that did not come.
    pub names: Vec<String>,
    /// Numbers that are passed over.
    pub gaps: Vec<u32>,
}

/// Compares. `sent` has the acts' names by case id.
#[must_use]
pub fn compare(asked: &[PopulationCase], sent: &BTreeMap<String, Vec<String>>) -> Received {
    let ids: BTreeSet<&str> = asked.iter().map(|case| case.case.as_str()).collect();
    let has_acts = |id: &str| sent.get(id).is_some_and(|acts| !acts.is_empty());
    let missing: Vec<String> = ids.iter().filter(|id| !has_acts(id)).map(|id| (*id).to_owned()).collect();
    let unasked: Vec<String> = sent.keys().filter(|id| !ids.contains(id.as_str())).cloned().collect();
    let mut incomplete: Vec<Missing> = asked
        .iter()
        .filter_map(|case| sent.get(&case.case).filter(|acts| !acts.is_empty()).and_then(|acts| missing_of(case, acts)))
        .collect();
    incomplete.sort_by(|a, b| a.case.cmp(&b.case));
    Received {
        asked: count(ids.len()),
        came: count(ids.len() - missing.len()),
        missing_cases: count(missing.len()),
        unasked_cases: count(unasked.len()),
        incomplete_cases: count(incomplete.len()),
        missing,
        unasked,
        incomplete,
    }
}

impl Received {
    /// Without what names cases.
    pub(super) fn for_publication(mut self) -> Self {
        self.missing.clear();
        self.unasked.clear();
        self.incomplete.clear();
        self
    }
}

/// What is missing of a case, if anything is.
fn missing_of(case: &PopulationCase, acts: &[String]) -> Option<Missing> {
    let own: BTreeSet<String> = acts.iter().map(|name| stem(name)).collect();
    let names: Vec<String> = case.act_names.iter().filter(|name| !own.contains(&stem(name))).cloned().collect();
    let gaps = gaps(acts);
    let came = u32::try_from(acts.len()).unwrap_or(u32::MAX);
    let is_short = case.acts.is_some_and(|expected| came < expected);
    (is_short || !names.is_empty() || !gaps.is_empty()).then(|| Missing { case: case.case.clone(), expected: case.acts, came, names, gaps })
}

/// A file's name without folders and extension, in small letters.
fn stem(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_lowercase();
    file.rsplit_once('.').map_or(file.clone(), |(stem, _)| stem.to_owned())
}

/// The numbers passed over between 1 and the highest, where at least two names, and most of all, begin with a number of up to four digits.
///
/// A jump of more than 100 is another sort of number (a journal's, a year), not acts left out.
fn gaps(acts: &[String]) -> Vec<u32> {
    let numbers: BTreeSet<u32> = acts
        .iter()
        .filter_map(|name| {
            let file = stem(name);
            let digits: String = file.chars().take_while(char::is_ascii_digit).collect();
            (1..=4).contains(&digits.len()).then(|| digits.parse().ok()).flatten()
        })
        .collect();
    let highest = numbers.last().copied().unwrap_or(0);
    let passed_over: Vec<u32> = (1..highest).filter(|number| !numbers.contains(number)).collect();
    if numbers.len() < 2 || numbers.len() * 2 <= acts.len() || passed_over.len() > 100 { Vec::new() } else { passed_over }
}
