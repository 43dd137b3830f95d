//! The best pages, in an order that depends on the pages alone, copies folded; and how many there are of each sort.
//!
//! The library's own collector breaks ties by segment, leaves out pages by bounds that depend on the segment, and counts deleted
//! pages in its statistics; all three change with the number of threads and with what was indexed before. Here every matching page is
//! scored, the statistics count live pages only, scores are rounded before they are compared, and ties go by case, act and page.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use tantivy::columnar::{Column, StrColumn};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, Score, Searcher, SegmentOrdinal, SegmentReader, TERMINATED, Term};

use super::bits::{Bits, WINDOW, Window};
use super::crew::Crew;
use super::facets::{Counter, Counts};
use super::schema::{ACT_PLACE, CASE, FOLD, PAGE};
use super::sorts::{Groups, Sorts};
use super::windows::{Node, Weighed};

/// Scores are compared in thousandths: additions in another order differ far below that.
const STEPS: f32 = 1000.0;
/// Words on a usual page. A constant, since the true mean counts deleted pages; it only says which pages count as long.
const WORDS_PER_PAGE: u64 = 250;
/// Candidates held beyond twice those asked for, before the worse are dropped.
const SLACK: usize = 256;

/// Term statistics over the live pages.
pub(super) struct LiveStatistics<'a>(pub(super) &'a Searcher);

impl Bm25StatisticsProvider for LiveStatistics<'_> {
    fn total_num_tokens(&self, _field: Field) -> tantivy::Result<u64> {
        Ok(self.total_num_docs()? * WORDS_PER_PAGE)
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        Ok(self.0.num_docs().max(1))
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        let mut count = 0;
        for segment in self.0.segment_readers() {
            let index = segment.inverted_index(term.field())?;
            let Some(alive) = segment.alive_bitset() else {
                count += u64::from(index.doc_freq(term)?);
                continue;
            };
            if let Some(mut postings) = index.read_postings(term, IndexRecordOption::Basic)? {
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    count += u64::from(alive.is_alive(doc));
                    doc = postings.advance();
                }
            }
        }
        Ok(count)
    }
}

/// A page and its rank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ranked {
    /// Score in thousandths.
    pub(super) steps: u32,
    /// What ties are broken by: case, act as in [`super::place::act_place`], page.
    pub(super) case: String,
    pub(super) act_place: String,
    pub(super) page: u64,
    /// What it shares with its copies.
    pub(super) fold: Option<u64>,
    /// Where the page is in the index.
    pub(super) address: DocAddress,
}

/// What was collected.
#[derive(Debug, Default)]
pub(super) struct Collected {
    /// Pages that match.
    pub(super) total: usize,
    /// The same, each group of copies counted once.
    pub(super) distinct: usize,
    /// The best of them.
    pub(super) best: Vec<Ranked>,
    /// Pages by what they are; empty where nobody asked.
    pub(super) counts: Counts,
}

/// Collects the best `keep` pages and counts all.
pub(super) struct Best {
    /// Most pages to give.
    pub(super) keep: usize,
    /// Only the best of each group of copies.
    pub(super) fold: bool,
    /// Count each group of copies once too.
    pub(super) groups: Option<Arc<Groups>>,
    /// Count by what the pages are.
    pub(super) sorts: Option<Arc<Sorts>>,
}

/// Pages of a segment that are gone through by one thread: whole windows, and the segment's rest.
struct Part {
    segment: SegmentOrdinal,
    pages: Range<DocId>,
}

/// The segments, those cut that would keep one thread busy while the others have nothing left to do.
fn parts(searcher: &Searcher, threads: usize) -> Vec<Part> {
    let all: u64 = searcher.segment_readers().iter().map(|reader| u64::from(reader.max_doc())).sum();
    // A quarter more than its share is no reason to begin in the middle of a segment.
    let share = (all * 5 / 4).div_ceil(threads.max(1) as u64).max(1).next_multiple_of(WINDOW as u64);
    let share = DocId::try_from(share).unwrap_or(DocId::MAX);
    let mut parts = Vec::new();
    for (segment, reader) in (0..).zip(searcher.segment_readers()) {
        let end = reader.max_doc();
        let each = end.div_ceil(end.div_ceil(share).max(1)).next_multiple_of(WINDOW as DocId).max(WINDOW as DocId);
        parts.extend((0..end).step_by(each as usize).map(|from| Part { segment, pages: from..end.min(from + each) }));
    }
    parts
}

/// What a part gives.
struct SegmentFruit {
    total: usize,
    best: Vec<Ranked>,
    folded: Folded,
    counter: Option<Counter>,
}

/// The groups of copies seen.
#[derive(Default)]
struct Folded {
    /// Pages that have a copy.
    pages: usize,
    /// A bit for each group.
    groups: Vec<u64>,
}

impl Folded {
    /// Pages of the window that begins at `from`, by the numbers of the segment's groups.
    fn see_all(&mut self, groups: &[u32], from: DocId, pages: &Bits) {
        let groups = groups.get(from as usize..).unwrap_or_default();
        pages.each(|at| {
            if let Some(group) = Groups::at(groups, at) {
                self.see(group);
            }
        });
    }

    fn see(&mut self, group: u32) {
        self.pages += 1;
        if let Some(bits) = self.groups.get_mut(group as usize / 64) {
            *bits |= 1 << (group % 64);
        }
    }

    fn add(&mut self, other: Self) {
        self.pages += other.pages;
        self.groups.resize(self.groups.len().max(other.groups.len()), 0);
        self.groups.iter_mut().zip(other.groups).for_each(|(mine, theirs)| *mine |= theirs);
    }

    /// How many groups they are.
    fn distinct(&self) -> usize {
        self.groups.iter().map(|bits| bits.count_ones() as usize).sum()
    }
}

/// A page among the best of its segment so far; within a segment the numbers of the cases and acts have their order.
type Candidate = (Reverse<u32>, u64, u64, u64, DocId, Option<u64>);

/// The best pages of a segment.
struct SegmentBest {
    keep: usize,
    fold: bool,
    segment: SegmentOrdinal,
    case: Option<StrColumn>,
    act: Option<StrColumn>,
    page: Column<u64>,
    folds: Option<Column<u64>>,
    groups: Option<Arc<Groups>>,
    counter: Option<Counter>,
    total: usize,
    /// Scores below this are out, and at this cases after that of the number.
    threshold: (u32, u64),
    /// Scores below this are out however they are rounded.
    floor: f32,
    candidates: Vec<Candidate>,
    folded: Folded,
}

impl Best {
    /// Of all live pages that match.
    pub(super) fn of(&self, searcher: &Searcher, node: &Node, crew: &Crew) -> tantivy::Result<Collected> {
        let weighed = node.weighed(searcher)?;
        let found = crew.each(|threads| parts(searcher, threads), |part| self.of_part(searcher, &weighed, part))?;
        Ok(self.merged(found.into_iter().flatten().collect()))
    }

    /// Of one part; none where nothing can match in its segment.
    fn of_part(&self, searcher: &Searcher, weighed: &Weighed, part: &Part) -> tantivy::Result<Option<SegmentFruit>> {
        let reader = searcher.segment_reader(part.segment);
        let Some(mut cursor) = weighed.on(reader)? else { return Ok(None) };
        let mut best = self.for_segment(part.segment, reader)?;
        let mut window = Window::default();
        for from in part.pages.clone().step_by(WINDOW) {
            cursor.fill(from, None, &mut window);
            if window.bits.is_empty() {
                continue;
            }
            if let Some(alive) = reader.alive_bitset() {
                window.bits.retain(|at| alive.is_alive(from + at as DocId));
            }
            best.collect(from, &window);
            window.clear();
        }
        Ok(Some(best.harvest()))
    }

    /// Of the live pages that have a term, equal in rank and few, so that they are told one by one; without counts.
    pub(super) fn with(&self, searcher: &Searcher, term: &Term) -> tantivy::Result<Collected> {
        let mut segments = Vec::new();
        for (segment, reader) in (0..).zip(searcher.segment_readers()) {
            let index = reader.inverted_index(term.field())?;
            let Some(mut postings) = index.read_block_postings(term, IndexRecordOption::Basic)? else { continue };
            let mut best = self.for_segment(segment, reader)?;
            while !postings.docs().is_empty() {
                for doc in postings.docs().iter().filter(|doc| !reader.is_deleted(**doc)) {
                    best.total += 1;
                    best.rank(*doc, 0.0);
                }
                postings.advance();
            }
            segments.push(best.harvest());
        }
        Ok(self.merged(segments))
    }

    fn for_segment(&self, segment: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<SegmentBest> {
        let fast = reader.fast_fields();
        Ok(SegmentBest {
            keep: self.keep,
            fold: self.fold,
            segment,
            case: fast.str(CASE)?,
            act: fast.str(ACT_PLACE)?,
            page: fast.u64(PAGE)?,
            folds: fast.column_opt(FOLD)?,
            groups: self.groups.clone(),
            counter: self.sorts.clone().map(|sorts| Counter::new(sorts, segment)),
            total: 0,
            threshold: (0, u64::MAX),
            floor: 0.0,
            candidates: Vec::new(),
            folded: Folded { pages: 0, groups: vec![0; self.groups.as_ref().map_or(0, |groups| groups.count.div_ceil(64))] },
        })
    }

    fn merged(&self, segments: Vec<SegmentFruit>) -> Collected {
        let mut all = Collected::default();
        let mut folded = Folded::default();
        let mut counters = Vec::with_capacity(segments.len());
        for segment in segments {
            all.total += segment.total;
            all.best.extend(segment.best);
            counters.extend(segment.counter);
            folded.add(segment.folded);
        }
        all.counts = Counts::of(counters);
        all.distinct = all.total - folded.pages + folded.distinct();
        all.best.sort_by(|a, b| {
            let place = |one: &Ranked| (Reverse(one.steps), one.page);
            (place(a).0, &a.case, &a.act_place, place(a).1).cmp(&(place(b).0, &b.case, &b.act_place, place(b).1))
        });
        if self.fold {
            let mut seen = BTreeSet::new();
            all.best.retain(|one| one.fold.is_none_or(|fold| seen.insert(fold)));
        }
        all.best.truncate(self.keep);
        all
    }
}

impl SegmentBest {
    /// Drops the candidates that cannot be among the best any more.
    fn prune(&mut self) {
        self.candidates.sort_unstable();
        if self.fold {
            let mut seen = BTreeSet::new();
            self.candidates.retain(|one| one.5.is_none_or(|fold| seen.insert(fold)));
        }
        self.candidates.truncate(self.keep);
        if self.candidates.len() == self.keep
            && let Some((Reverse(steps), case, ..)) = self.candidates.last()
        {
            self.threshold = (*steps, *case);
            self.floor = (*steps as f32 - 1.0) / STEPS;
        }
    }

    /// The pages of the window that begins at `from`.
    fn collect(&mut self, from: DocId, window: &Window) {
        let count = window.bits.count() as usize;
        if count == 0 {
            return;
        }
        self.total += count;
        if let Some(groups) = self.groups.as_ref().and_then(|groups| groups.segment(self.segment)) {
            self.folded.see_all(groups, from, &window.bits);
        }
        if let Some(counter) = &mut self.counter {
            counter.count(from, &window.bits);
        }
        if self.keep > 0 {
            let floor = Cell::new(self.floor);
            window.each_from(
                || floor.get(),
                |at, score| {
                    self.rank(from + at as DocId, score);
                    floor.set(self.floor);
                },
            );
        }
    }

    /// Takes a page among the candidates, if it may be among the best.
    fn rank(&mut self, doc: DocId, score: Score) {
        // Scores are positive and small; the cast cannot lose more than the fraction.
        let steps = (score * STEPS).round() as u32;
        if steps < self.threshold.0 {
            return;
        }
        let number = |column: &Option<StrColumn>| column.as_ref().and_then(|column| column.ords().first(doc)).unwrap_or(u64::MAX);
        let case = number(&self.case);
        if steps == self.threshold.0 && case > self.threshold.1 {
            return;
        }
        let page = self.page.first(doc).unwrap_or_default();
        let fold = self.folds.as_ref().and_then(|folds| folds.first(doc));
        self.candidates.push((Reverse(steps), case, number(&self.act), page, doc, fold));
        if self.candidates.len() >= 2 * self.keep + SLACK {
            self.prune();
        }
    }

    fn harvest(mut self) -> SegmentFruit {
        self.prune();
        // Names that can't be read only lose their turn among equals.
        let name = |column: &Option<StrColumn>, number: u64| {
            let mut name = String::new();
            if let Some(column) = column {
                let _ = column.ord_to_str(number, &mut name);
            }
            name
        };
        let best = self.candidates.iter().map(|(Reverse(steps), case, act, page, doc, fold)| Ranked {
            steps: *steps,
            case: name(&self.case, *case),
            act_place: name(&self.act, *act),
            page: *page,
            fold: *fold,
            address: DocAddress::new(self.segment, *doc),
        });
        let best = best.collect();
        SegmentFruit { total: self.total, best, folded: self.folded, counter: self.counter }
    }
}
