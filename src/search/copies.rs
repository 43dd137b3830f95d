//! Pages of a case that are nearly the same: a note copied into ten acts is one thing to read.
//!
//! Two pages are copies where four fifths of their runs of four words are common, and all that must not be overlooked is the same on both:
//! dates, clock times, CPR numbers, § references. So a standard letter sent twice on two days is two things, and a copy with another stamp
//! is shown beside the original: a fold too few costs a glance, one too many hides evidence. Only pages of one case are folded, since what
//! another case's acts say is said of another child.

use std::collections::{BTreeSet, HashMap};

use super::analysis::Term;
use super::lexicon::{sum, sum_of};

/// Words of a run.
const RUN: usize = 4;
/// Fewest runs for a comparison; shorter pages must be the same throughout.
const FEWEST: usize = 12;
/// One run in so many is looked up when copies are sought; the smallest is always.
const SAMPLED: u64 = 8;

/// The terms of a page as numbers, as they come.
#[derive(Debug, Default)]
pub(super) struct Seen {
    words: Vec<u64>,
    telling: Vec<u64>,
    all: Vec<u64>,
}

impl Seen {
    /// The next term.
    pub(super) fn see(&mut self, term: &Term<'_>) {
        let number = sum(term.text.as_bytes());
        self.all.push(number);
        if term.is_word {
            self.words.push(number);
        } else if is_telling(term.text) {
            self.telling.push(number);
        }
    }

    /// The page, all of whose terms were seen.
    pub(super) fn sketch(mut self) -> Sketch {
        let mut runs: Vec<u64> = self.words.windows(RUN).map(sum_of).collect();
        runs.sort_unstable();
        runs.dedup();
        self.telling.sort_unstable();
        self.telling.dedup();
        Sketch { runs, telling: sum_of(&self.telling), whole: sum_of(&self.all), is_empty: self.all.is_empty() }
    }
}

/// What a page is compared by.
#[derive(Debug)]
pub(super) struct Sketch {
    /// Its runs of words, as sorted numbers.
    runs: Vec<u64>,
    /// What must be the same.
    telling: u64,
    /// All its terms.
    whole: u64,
    /// It has none.
    is_empty: bool,
}

/// For each page of a case, in the order of the pages, the number of the first page that it is a copy of; for a first page
/// its own number; none for a page without a copy.
pub(super) fn copies(pages: &[Sketch]) -> Vec<Option<usize>> {
    let mut first_of: Vec<usize> = (0..pages.len()).collect();
    let mut seen: HashMap<u64, Vec<usize>> = HashMap::new();
    for (number, page) in pages.iter().enumerate().filter(|(_, page)| !page.is_empty) {
        let candidates: BTreeSet<usize> = keys(page).filter_map(|key| seen.get(&key)).flatten().copied().collect();
        let first = candidates.into_iter().find(|other| pages.get(*other).is_some_and(|other| are_copies(page, other)));
        match (first, first_of.get_mut(number)) {
            (Some(first), Some(slot)) => *slot = first,
            _ => keys(page).for_each(|key| seen.entry(key).or_default().push(number)),
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

/// A date, a time, a CPR number, a § reference, a long number; not the number of a page or an act.
fn is_telling(term: &str) -> bool {
    term.len() > 4 || term.starts_with('§') || term.contains(':')
}

/// Under which numbers a page is looked up.
fn keys(page: &Sketch) -> impl Iterator<Item = u64> {
    let is_short = page.runs.len() < FEWEST;
    let sampled = page.runs.iter().copied().filter(move |run| !is_short && run % SAMPLED == 0);
    sampled.chain(if is_short { Some(page.whole) } else { page.runs.first().copied() })
}

fn are_copies(one: &Sketch, other: &Sketch) -> bool {
    if one.runs.len().min(other.runs.len()) < FEWEST {
        return one.whole == other.whole;
    }
    if one.telling != other.telling {
        return false;
    }
    let common = common(&one.runs, &other.runs);
    let either = one.runs.len() + other.runs.len() - common;
    5 * common >= 4 * either
}

/// How many numbers two sorted lists have in common.
fn common(mut one: &[u64], mut other: &[u64]) -> usize {
    let mut count = 0;
    while let (Some((a, rest)), Some((b, others))) = (one.split_first(), other.split_first()) {
        count += usize::from(a == b);
        if a <= b {
            one = rest;
        }
        if b <= a {
            other = others;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::super::analysis::{Side, Sink, scan};
    use super::*;

    impl Sink for Seen {
        fn put(&mut self, term: Term<'_>) {
            self.see(&term);
        }
    }

    const NOTE: &str = "Notat om samtale med moderen den 12. maj 2021 kl. 14.10. Hun fortæller, at drengen sover dårligt, at skolen ringer hver \
        uge, og at hun gerne vil have hjælp i hjemmet. Rådgiveren lover at vende tilbage, når teamet har drøftet sagen på det ugentlige møde.";

    fn folded(pages: &[&str]) -> Vec<Option<usize>> {
        let sketch = |text: &&str| {
            let mut seen = Seen::default();
            scan(text, Side::Page, &mut seen);
            seen.sketch()
        };
        copies(&pages.iter().map(sketch).collect::<Vec<_>>())
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
