//! Pages of a case that are nearly the same: a note copied into ten acts is one thing to read.
//!
//! Two pages are copies where four fifths of their runs of four words are common, and all that must not be overlooked is the same on both:
//! dates, clock times, CPR numbers, § references. So a standard letter sent twice on two days is two things, and a copy with another stamp
//! is shown beside the original: a fold too few costs a glance, one too many hides evidence. Only pages of one case are folded, since what
//! another case's acts say is said of another child.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::analysis::Analyzed;
use super::lexicon::sum;

/// Words of a run.
const RUN: usize = 4;
/// Fewest runs for a comparison; shorter pages must be the same throughout.
const FEWEST: usize = 12;
/// One run in so many is looked up when copies are sought; the smallest is always.
const SAMPLED: u64 = 8;

/// What a page is compared by.
struct Sketch {
    /// Its runs of words, as sorted numbers.
    runs: Vec<u64>,
    /// What must be the same.
    telling: u64,
    /// All its terms.
    whole: u64,
}

/// For each page of a case, given by its terms in the order of the pages, the number of the first page that it is a copy of; for a first page
/// its own number; none for a page without a copy.
pub(super) fn copies(pages: &[Vec<Analyzed>]) -> Vec<Option<usize>> {
    let sketches: Vec<Sketch> = pages.par_iter().map(|terms| sketch(terms)).collect();
    let mut first_of: Vec<usize> = (0..pages.len()).collect();
    let mut seen: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (number, page) in sketches.iter().enumerate() {
        if page.runs.is_empty() && pages.get(number).is_none_or(Vec::is_empty) {
            continue;
        }
        let keys = keys(page);
        let candidates: BTreeSet<usize> = keys.iter().filter_map(|key| seen.get(key)).flatten().copied().collect();
        let first = candidates.into_iter().find(|other| sketches.get(*other).is_some_and(|other| are_copies(page, other)));
        match (first, first_of.get_mut(number)) {
            (Some(first), Some(slot)) => *slot = first,
            _ => keys.into_iter().for_each(|key| seen.entry(key).or_default().push(number)),
        }
    }
    let mut sizes = vec![0_usize; pages.len()];
    for first in &first_of {
        if let Some(size) = sizes.get_mut(*first) {
            *size += 1;
        }
    }
    first_of.into_iter().map(|first| sizes.get(first).is_some_and(|size| *size > 1).then_some(first)).collect()
}

fn sketch(terms: &[Analyzed]) -> Sketch {
    let words: Vec<u64> = terms.iter().filter(|one| one.is_word).map(|one| sum(one.term.as_bytes())).collect();
    let mut runs: Vec<u64> = words.array_windows::<RUN>().map(|run| sum(run.map(u64::to_le_bytes).as_flattened())).collect();
    runs.sort_unstable();
    runs.dedup();
    let telling: BTreeSet<&str> = terms.iter().filter(|one| !one.is_word && is_telling(&one.term)).map(|one| one.term.as_str()).collect();
    let all = |texts: &mut dyn Iterator<Item = &str>| combined(&texts.map(|text| sum(text.as_bytes())).collect::<Vec<_>>());
    Sketch { runs, telling: all(&mut telling.into_iter()), whole: all(&mut terms.iter().map(|one| one.term.as_str())) }
}

/// Several numbers as one, their order told apart.
fn combined(numbers: &[u64]) -> u64 {
    sum(&numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<_>>())
}

/// A date, a time, a CPR number, a § reference, a long number; not the number of a page or an act.
fn is_telling(term: &str) -> bool {
    term.len() > 4 || term.starts_with('§') || term.contains(':')
}

/// Under which numbers a page is looked up.
fn keys(page: &Sketch) -> Vec<u64> {
    if page.runs.len() < FEWEST {
        return vec![page.whole];
    }
    let mut keys: Vec<u64> = page.runs.iter().copied().filter(|run| run % SAMPLED == 0).collect();
    keys.extend(page.runs.first());
    keys
}

fn are_copies(one: &Sketch, other: &Sketch) -> bool {
    if one.runs.len().min(other.runs.len()) < FEWEST {
        return one.whole == other.whole;
    }
    let common = one.runs.iter().filter(|run| other.runs.binary_search(run).is_ok()).count();
    let either = one.runs.len() + other.runs.len() - common;
    one.telling == other.telling && 5 * common >= 4 * either
}

#[cfg(test)]
mod tests {
    use super::super::analysis::{Side, analyze};
    use super::*;

    const NOTE: &str = "Notat om samtale med moderen den 12. maj 2021 kl. 14.10. Hun fortæller, at drengen sover dårligt, at skolen ringer hver \
        uge, og at hun gerne vil have hjælp i hjemmet. Rådgiveren lover at vende tilbage, når teamet har drøftet sagen på det ugentlige møde.";

    fn folded(pages: &[&str]) -> Vec<Option<usize>> {
        copies(&pages.iter().map(|text| analyze(text, Side::Page)).collect::<Vec<_>>())
    }

    #[test]
    fn a_copied_note_is_one_thing() {
        let stamped = format!("Akt 7, side 2 af 3\n{NOTE}\nSide 2");
        let other = "Statusrapport fra plejefamilien om sommeren, ferien ved havet og det nye værelse, som drengen selv har malet blåt.";
        assert_eq!(folded(&[NOTE, other, &stamped, NOTE]), [Some(0), None, Some(0), Some(0)]);
    }

    #[test]
    fn what_tells_another_thing_is_not_folded() {
        assert_eq!(folded(&[NOTE, &NOTE.replace("12. maj", "13. maj")]), [None, None], "another day");
        assert_eq!(folded(&[NOTE, &NOTE.replace("14.10", "15.10")]), [None, None], "another time");
        assert_eq!(folded(&[NOTE, &format!("{NOTE} Afgørelse efter § 52.")]), [None, None], "a paragraph more");
        assert_eq!(
            folded(&["Kvittering for underretning", "Kvittering for underretning", "Kvittering for ansøgning"]),
            [Some(0), Some(0), None]
        );
        assert_eq!(folded(&["", "", "  "]), [None, None, None], "empty pages are nothing");
    }
}
