//! How many of the pages found are of each municipality, case, type, year, kind and source.

use std::collections::BTreeMap;

use serde::Serialize;
use tantivy::columnar::{Column, StrColumn};
use tantivy::{DocId, SegmentReader};

use super::schema::{CASE, DATE, DOCTYPE, KIND, MUNICIPALITY, OCR};

/// Most values given of each facet.
const MOST_VALUES: usize = 20;
/// Documents whose values are looked up together: the columns are read faster in blocks.
const BLOCK: usize = 512;

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
    names: [BTreeMap<String, usize>; 4],
    years: BTreeMap<u64, usize>,
    total: usize,
    ocr: usize,
}

impl Counts {
    pub(super) fn add(&mut self, other: Self) {
        for (mine, theirs) in self.names.iter_mut().zip(other.names) {
            for (name, count) in theirs {
                *mine.entry(name).or_default() += count;
            }
        }
        for (year, count) in other.years {
            *self.years.entry(year).or_default() += count;
        }
        self.total += other.total;
        self.ocr += other.ocr;
    }

    pub(super) fn facets(self) -> Facets {
        let [municipality, case, doctype, kind] = self.names.map(|names| most(names.into_iter()));
        let source = [("ocr", self.ocr), ("text", self.total - self.ocr)];
        Facets {
            municipality,
            case,
            doctype,
            kind,
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
    /// The columns of names, each with the pages seen by number of the name.
    names: [Option<(StrColumn, Vec<u32>)>; 4],
    date: Option<Column<u64>>,
    ocr: Option<Column<u64>>,
    years: BTreeMap<u64, usize>,
    with_ocr: usize,
    total: usize,
    waiting: Vec<DocId>,
    values: Vec<Option<u64>>,
}

impl Counter {
    pub(super) fn new(reader: &SegmentReader) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let names = |field| {
            Ok::<_, tantivy::TantivyError>(fast.str(field)?.map(|column| (vec![0; column.num_terms()], column)).map(|(n, c)| (c, n)))
        };
        Ok(Self {
            names: [names(MUNICIPALITY)?, names(CASE)?, names(DOCTYPE)?, names(KIND)?],
            date: fast.column_opt(DATE)?,
            ocr: fast.column_opt(OCR)?,
            years: BTreeMap::new(),
            with_ocr: 0,
            total: 0,
            waiting: Vec::with_capacity(BLOCK),
            values: vec![None; BLOCK],
        })
    }

    pub(super) fn count(&mut self, doc: DocId) {
        self.waiting.push(doc);
        if self.waiting.len() == BLOCK {
            self.flush();
        }
    }

    fn flush(&mut self) {
        let docs = self.waiting.as_slice();
        self.total += docs.len();
        let mut values = |column: &Column<u64>, see: &mut dyn FnMut(u64)| {
            let Some(values) = self.values.get_mut(..docs.len()) else { return };
            values.fill(None);
            column.first_vals(docs, values);
            values.iter().flatten().for_each(|value| see(*value));
        };
        for (number, slot) in self.names.iter_mut().enumerate() {
            let Some((column, seen)) = slot else { continue };
            let mut see = |name: u64| {
                if let Some(count) = usize::try_from(name).ok().and_then(|name| seen.get_mut(name)) {
                    *count += 1;
                }
            };
            // A page may tell of several kinds; of all else it has one.
            if number == 3 {
                docs.iter().for_each(|doc| column.term_ords(*doc).for_each(&mut see));
            } else {
                values(column.ords(), &mut see);
            }
        }
        // Consecutive pages are mostly of one act: one look into the map for all of a run.
        let mut run = (0_u64, 0_usize);
        if let Some(date) = &self.date {
            values(date, &mut |date| {
                if run.0 == date / 10_000 {
                    run.1 += 1;
                } else {
                    if run.1 > 0 {
                        *self.years.entry(run.0).or_default() += run.1;
                    }
                    run = (date / 10_000, 1);
                }
            });
        }
        if run.1 > 0 {
            *self.years.entry(run.0).or_default() += run.1;
        }
        if let Some(ocr) = &self.ocr {
            values(ocr, &mut |_| self.with_ocr += 1);
        }
        self.waiting.clear();
    }

    pub(super) fn finish(mut self) -> Counts {
        self.flush();
        let names = self.names.map(|slot| {
            let Some((column, seen)) = slot else { return BTreeMap::new() };
            let mut names = BTreeMap::new();
            let mut name = String::new();
            for (number, count) in (0_u64..).zip(seen).filter(|(_, count)| *count > 0) {
                // What can't be read is not counted under a wrong name.
                if column.ord_to_str(number, &mut name).unwrap_or(false) {
                    names.insert(name.clone(), count as usize);
                }
            }
            names
        });
        Counts { names, years: self.years, total: self.total, ocr: self.with_ocr }
    }
}
