//! How many of the pages found are of each municipality, case, type, year, kind and source.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use tantivy::{DocId, SegmentOrdinal};

use super::bits::Bits;
use super::sorts::{CASES, KINDS, OF_SORT, Sort, Sorts};

/// Most values given of each facet.
const MOST_VALUES: usize = 20;

/// A value and the number of pages that have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Count {
    /// The value, as a filter takes it.
    pub value: String,
    /// Pages among all that match, copies counted too.
    pub pages: usize,
}

/// The pages found by what they are. Of each at most 20 values, the most frequent first, equals by name. Pages without a value (no type
/// recognised, no date found) count in none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Facets {
    /// Municipalities by name.
    pub municipality: Vec<Count>,
    /// Cases by id.
    pub case: Vec<Count>,
    /// Types of act.
    pub doctype: Vec<Count>,
    /// Years of the acts' own dates.
    pub year: Vec<Count>,
    /// Kinds of the events that the pages tell of.
    pub kind: Vec<Count>,
    /// `text` or `ocr`.
    pub source: Vec<Count>,
}

/// Counts of several segments.
#[derive(Debug, Default)]
pub(super) struct Counts {
    sorts: Arc<Sorts>,
    /// By number of the name.
    names: [Vec<usize>; 4],
    years: BTreeMap<u32, usize>,
    total: usize,
    ocr: usize,
}

impl Counts {
    /// Of what was counted by segments.
    pub(super) fn of(counters: impl IntoIterator<Item = Counter>) -> Self {
        let mut all = Self::default();
        for counter in counters {
            if all.names.iter().all(Vec::is_empty) {
                all.names = [0, 1, 2, 3].map(|field| vec![0; counter.sorts.names.get(field).map_or(0, Vec::len)]);
                all.sorts = Arc::clone(&counter.sorts);
            }
            all.add(&counter);
        }
        all
    }

    fn add(&mut self, counter: &Counter) {
        let sorts = counter.sorts.segment(counter.segment).map_or(&[][..], |of| &of.sorts);
        for (sort, pages) in sorts.iter().zip(&counter.seen).filter(|(_, pages)| **pages > 0) {
            self.see(sort, *pages as usize);
        }
        if let Some(cases) = self.names.get_mut(CASES) {
            cases.iter_mut().zip(&counter.cases).for_each(|(count, pages)| *count += *pages as usize);
        }
    }

    /// So many pages of a sort.
    fn see(&mut self, sort: &Sort, pages: usize) {
        let singles = OF_SORT.into_iter().zip(sort.names).filter_map(|(field, name)| Some((field, name?)));
        for (field, name) in singles.chain(sort.kinds.iter().map(|kind| (KINDS, *kind))) {
            if let Some(count) = self.names.get_mut(field).and_then(|counts| counts.get_mut(name as usize)) {
                *count += pages;
            }
        }
        if let Some(year) = sort.year {
            *self.years.entry(year).or_default() += pages;
        }
        self.total += pages;
        self.ocr += if sort.is_ocr { pages } else { 0 };
    }

    pub(super) fn facets(self) -> Facets {
        let mut named = self.sorts.names.iter().zip(&self.names).map(|(names, counts)| {
            let mut seen: Vec<(usize, &String)> = counts.iter().copied().zip(names).filter(|(count, _)| *count > 0).collect();
            // Of a hundred thousand cases only the first twenty are wanted in order.
            let order = |a: &(usize, &String), b: &(usize, &String)| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1));
            if seen.len() > MOST_VALUES {
                seen.select_nth_unstable_by(MOST_VALUES, order);
                seen.truncate(MOST_VALUES);
            }
            most(seen.into_iter().map(|(count, name)| (name.clone(), count)))
        });
        let mut next = || named.next().unwrap_or_default();
        let source = [("ocr", self.ocr), ("text", self.total - self.ocr)];
        Facets {
            municipality: next(),
            case: next(),
            doctype: next(),
            kind: next(),
            year: most(self.years.into_iter().map(|(year, count)| (year.to_string(), count))),
            source: most(source.into_iter().filter(|(_, count)| *count > 0).map(|(name, count)| (name.to_owned(), count))),
        }
    }
}

/// The most frequent values.
fn most(values: impl Iterator<Item = (String, usize)>) -> Vec<Count> {
    let mut counts: Vec<Count> = values.map(|(value, pages)| Count { value, pages }).collect();
    counts.sort_by(|a, b| b.pages.cmp(&a.pages).then_with(|| a.value.cmp(&b.value)));
    counts.truncate(MOST_VALUES);
    counts
}

/// Counts the pages of a segment.
pub(super) struct Counter {
    sorts: Arc<Sorts>,
    segment: SegmentOrdinal,
    /// Pages by number of their sort.
    seen: Vec<u32>,
    /// Pages by number of their case.
    cases: Vec<u32>,
}

impl Counter {
    pub(super) fn new(sorts: Arc<Sorts>, segment: SegmentOrdinal) -> Self {
        let seen = vec![0; sorts.segment(segment).map_or(0, |of| of.sorts.len())];
        let cases = vec![0; sorts.names.get(CASES).map_or(0, Vec::len)];
        Self { sorts, segment, seen, cases }
    }

    /// Pages of the window that begins at `from`.
    pub(super) fn count(&mut self, from: DocId, pages: &Bits) {
        let Some(of_page) = self.sorts.segment(self.segment).and_then(|of| of.of_page.get(from as usize..)) else { return };
        pages.each(|at| {
            let Some((sort, case)) = of_page.get(at) else { return };
            if let Some(count) = self.seen.get_mut(*sort as usize) {
                *count += 1;
            }
            if let Some(count) = self.cases.get_mut(*case as usize) {
                *count += 1;
            }
        });
    }
}
