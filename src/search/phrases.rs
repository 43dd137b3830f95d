//! Terms in their places to each other, window by window: phrases, and words near each other.
//!
//! In: terms with their places, and how far from these they may stand. Out: for a window of pages, which of them have the terms so, and with how many points.
//! The library goes from page to page and looks for each page's places anew in the packed list of all places of the term. Here a window's pages are told
//! first, by bits; then the places of a window are unpacked in one go where many of its pages are left, and singly where few are. What is found, and the
//! points for it, are the library's own, equal for equal.

use std::cmp::Ordering;

use tantivy::directory::CompositeFile;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::index::SegmentComponent;
use tantivy::positions::PositionReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::Bm25Weight;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, SegmentReader, Term};

use super::bits::{Bits, WINDOW, Window};

/// One page in so many of a window's is enough for its places to be unpacked in one go.
const SHARE: u32 = 6;
/// Places unpacked at a time: the library adds up what it passes over within one call.
const AT_A_TIME: usize = 2048;

/// What is looked for.
#[derive(Debug, Clone)]
pub(super) struct Phrase {
    /// The terms with their places.
    pub(super) terms: Vec<(usize, Term)>,
    /// How far two terms may be from their places to each other; of more than two, all stand exactly so.
    pub(super) within: u32,
}

/// What a page gets for it.
#[derive(Clone)]
pub(super) enum Worth {
    /// These points.
    Points(Score),
    /// Its BM25 score.
    Score(Bm25Weight),
}

/// A phrase on one segment, and how far it has come. Windows are asked for in order; some may be passed over.
pub(super) struct Places {
    /// The rarest first.
    terms: Vec<Occurrences>,
    within: u32,
    norms: FieldNormReader,
    worth: Worth,
    /// Places of the terms compared so far, and of the next.
    found: Vec<u32>,
    next: Vec<u32>,
}

impl Places {
    /// The phrase on a segment; none where a term is missing there.
    pub(super) fn on(reader: &SegmentReader, phrase: &Phrase, worth: Worth) -> tantivy::Result<Option<Self>> {
        let Some((_, first)) = phrase.terms.first() else { return Ok(None) };
        let field = first.field();
        let index = reader.inverted_index(field)?;
        let Some(places) = CompositeFile::open(&reader.open_read(SegmentComponent::Positions)?)?.open_read(field) else {
            return Ok(None);
        };
        let last = phrase.terms.iter().map(|(place, _)| *place).max().unwrap_or(0);
        let mut terms = Vec::with_capacity(phrase.terms.len());
        for (place, term) in &phrase.terms {
            let Some(info) = index.get_term_info(term)? else { return Ok(None) };
            let packed = places.read_bytes_slice(info.positions_range.clone())?;
            terms.push(Occurrences {
                postings: index.read_block_postings_from_terminfo(&info, IndexRecordOption::WithFreqs)?,
                at: 0,
                passed: 0,
                packed: PositionReader::open(packed)?,
                // As the library has it: places are told from the phrase's last, so that none is below zero.
                shift: u32::try_from(last - place).unwrap_or(u32::MAX),
                pages: Bits::default(),
                count: 0,
                begin: 0,
                runs: vec![(0, 0); WINDOW],
                unpacked: Vec::new(),
                single: Vec::new(),
            });
        }
        terms.sort_by_key(|term| term.postings.doc_freq());
        let norms = reader.get_fieldnorms_reader(field)?;
        Ok(Some(Self { terms, within: phrase.within, norms, worth, found: Vec::new(), next: Vec::new() }))
    }

    /// At most so many pages match.
    pub(super) fn size(&self) -> u64 {
        self.terms.first().map_or(0, |rarest| rarest.postings.doc_freq().into())
    }

    /// Adds what matches of the window that begins at `from`, of these pages only.
    pub(super) fn fill(&mut self, from: DocId, among: Option<&Bits>, into: &mut Window) {
        let Self { terms, within, norms, worth, found, next } = self;
        let mut left = among.copied().unwrap_or_else(Bits::all);
        for term in &mut *terms {
            // Whoever is not gone through now catches up in a later window.
            if left.is_empty() {
                return;
            }
            term.go_through(from);
            left.and(&term.pages);
        }
        let two = terms.len().min(2);
        let (few, others) = terms.split_at_mut(two);
        let count = left.count();
        few.iter_mut().for_each(|term| term.unpack(count));
        if let ([one, other], 0) = (&mut *few, *within) {
            // Most pages are told by a look at the two rarest.
            left.retain(|at| one.sum(at) & other.sum(at) != 0);
            let count = left.count();
            others.iter_mut().for_each(|term| term.unpack(count));
        }
        left.each(|at| {
            let times = times_on(terms, at, *within, matches!(worth, Worth::Points(_)), found, next);
            if times > 0 {
                let points = match worth {
                    Worth::Points(points) => *points,
                    Worth::Score(weight) => weight.score(norms.fieldnorm_id(from + at as DocId), times),
                };
                into.add(at, points);
            }
        });
    }
}

/// How often the terms stand so on a page of the window; for whoever asks only whether, 1 stands for all.
fn times_on(terms: &mut [Occurrences], at: usize, within: u32, whether: bool, found: &mut Vec<u32>, next: &mut Vec<u32>) -> u32 {
    let Some((last, others)) = terms.split_last_mut() else { return 0 };
    let Some((first, between)) = others.split_first_mut() else { return 0 };
    first.places(at, found);
    for term in between {
        term.places(at, next);
        keep_common(found, next);
        if found.is_empty() {
            return 0;
        }
    }
    last.places(at, next);
    if within > 0 { times_near(found, next, within, whether) } else { times_common(found, next, whether) }
}

/// Keeps what both sorted lists have.
fn keep_common(mine: &mut Vec<u32>, theirs: &[u32]) {
    let mut theirs = theirs.iter().copied().peekable();
    mine.retain(|place| {
        while theirs.next_if(|other| other < place).is_some() {}
        theirs.next_if_eq(place).is_some()
    });
}

/// How much two sorted lists have in common.
fn times_common(mut one: &[u32], mut other: &[u32], whether: bool) -> u32 {
    let mut times = 0;
    while let (Some((a, rest)), Some((b, others))) = (one.split_first(), other.split_first()) {
        match a.cmp(b) {
            Ordering::Less => one = rest,
            Ordering::Greater => other = others,
            Ordering::Equal => {
                times += 1;
                if whether {
                    break;
                }
                (one, other) = (rest, others);
            }
        }
    }
    times
}

/// How often a place of one list has one of the other near it, each counted once: the nearest before or at the other's.
fn times_near(mut one: &[u32], mut other: &[u32], within: u32, whether: bool) -> u32 {
    let mut times = 0;
    while let (Some((a, rest)), Some((b, others))) = (one.split_first(), other.split_first()) {
        if a.abs_diff(*b) <= within {
            times += 1;
            if whether {
                break;
            }
            let before = rest.iter().take_while(|next| *next <= b).count();
            (one, other) = (rest.get(before..).unwrap_or_default(), others);
        } else if a < b {
            one = rest;
        } else {
            other = others;
        }
    }
    times
}

/// Where a term stands in a segment.
struct Occurrences {
    postings: BlockSegmentPostings,
    /// The next page within the block of postings.
    at: usize,
    /// Places on all pages before that.
    passed: u64,
    packed: PositionReader,
    /// Added to each place.
    shift: u32,
    /// The pages of the window that have it, and how many they are.
    pages: Bits,
    count: u32,
    /// Places on all pages before the window.
    begin: u64,
    /// For each page of the window that has it, the first of its places after `begin`, and how many they are.
    runs: Vec<(u32, u32)>,
    /// The places of the window, each told from the one before; empty where they are unpacked singly.
    unpacked: Vec<u32>,
    /// Those of a page.
    single: Vec<u32>,
}

impl Occurrences {
    /// Tells the pages of the window that begins at `from`.
    fn go_through(&mut self, from: DocId) {
        let end = from.saturating_add(WINDOW as DocId);
        let of = |numbers: &[u32]| numbers.iter().copied().map(u64::from).sum::<u64>();
        self.pages = Bits::default();
        self.count = 0;
        self.unpacked.clear();
        // Blocks of windows that were passed over; only how many places they hold matters.
        while self.postings.docs().last().is_some_and(|last| *last < from) {
            self.passed += of(self.postings.freqs().get(self.at..).unwrap_or_default());
            self.postings.advance();
            self.at = 0;
        }
        let rest = self.postings.docs().get(self.at..).unwrap_or_default();
        let before = rest.partition_point(|doc| *doc < from);
        self.passed += of(self.postings.freqs().get(self.at..self.at + before).unwrap_or_default());
        self.at += before;
        self.begin = self.passed;
        let mut passed = 0_u32;
        loop {
            let (docs, freqs) =
                (self.postings.docs().get(self.at..).unwrap_or_default(), self.postings.freqs().get(self.at..).unwrap_or_default());
            let inside = docs.partition_point(|doc| *doc < end);
            for (doc, freq) in docs.iter().zip(freqs).take(inside) {
                let at = (doc - from) as usize;
                self.pages.set(at);
                if let Some(run) = self.runs.get_mut(at) {
                    *run = (passed, *freq);
                }
                passed += freq;
            }
            self.count += inside as u32;
            if inside < docs.len() || self.postings.docs().is_empty() {
                self.at += inside;
                break;
            }
            self.postings.advance();
            self.at = 0;
        }
        self.passed += u64::from(passed);
    }

    /// Unpacks the window's places in one go where so many of its pages are wanted that this is less work.
    fn unpack(&mut self, wanted: u32) {
        if wanted * SHARE < self.count || wanted == 0 {
            return;
        }
        let places = usize::try_from(self.passed - self.begin).unwrap_or(0);
        self.unpacked.resize(places, 0);
        let mut from = self.begin;
        for part in self.unpacked.chunks_mut(AT_A_TIME) {
            self.packed.read(from, part);
            from += part.len() as u64;
        }
    }

    /// The term's places on a page of the window that has it, each told from the one before.
    fn steps(&mut self, at: usize) -> &[u32] {
        let (first, count) = self.runs.get(at).copied().unwrap_or_default();
        if self.unpacked.is_empty() {
            self.single.resize(count as usize, 0);
            self.packed.read(self.begin + u64::from(first), &mut self.single);
            return &self.single;
        }
        self.unpacked.get(first as usize..first as usize + count as usize).unwrap_or_default()
    }

    /// The same as places, in order.
    fn places(&mut self, at: usize, out: &mut Vec<u32>) {
        let mut place = self.shift;
        out.clear();
        out.extend(self.steps(at).iter().map(|step| {
            place = place.wrapping_add(*step);
            place
        }));
    }

    /// A bit for each of the places, by its last digits: terms whose sums have none in common never stand at the same place.
    fn sum(&mut self, at: usize) -> u128 {
        let mut place = self.shift;
        self.steps(at).iter().fold(0, |sum, step| {
            place = place.wrapping_add(*step);
            sum | 1 << (place % u128::BITS)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use std::collections::BTreeMap;

    use tantivy::query::{EnableScoring, PhraseQuery, Query};
    use tantivy::schema::{Field, Schema, TEXT};
    use tantivy::{DocSet, Index, Searcher, TERMINATED, doc};

    use super::super::collect::LiveStatistics;
    use super::super::windows::Node;
    use super::*;

    const WORDS: [&str; 6] = ["og", "at", "barnet", "skole", "plan", "sjælden"];

    /// Some windows of pages of few words, the first on nearly every page and the last on few, in several segments; some pages are deleted.
    fn searcher() -> (Searcher, Field) {
        let mut schema = Schema::builder();
        let text = schema.add_text_field("text", TEXT);
        let index = Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let mut seed = 11_u64;
        let mut below = |limit: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % limit
        };
        for number in 0..14_000 {
            let words = (0..below(14)).map(|_| match below(40) {
                0 if below(40) == 0 => "sjælden",
                at => WORDS[(at as usize) % 5],
            });
            let words: Vec<&str> = words.collect();
            writer.add_document(doc!(text => format!("{} nr{}", words.join(" "), number % 7))).unwrap();
            if number == 9_500 {
                writer.commit().unwrap();
            }
        }
        writer.delete_term(Term::from_field_text(text, "nr3"));
        writer.commit().unwrap();
        (index.reader().unwrap().searcher(), text)
    }

    /// Pages with their scores, from the library.
    fn theirs(searcher: &Searcher, query: &PhraseQuery) -> BTreeMap<(usize, DocId), Score> {
        let statistics = LiveStatistics(searcher);
        let weight = query.weight(EnableScoring::enabled_from_statistics_provider(&statistics, searcher)).unwrap();
        let mut out = BTreeMap::new();
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let mut scorer = weight.scorer(reader, 1.0).unwrap();
            while scorer.doc() != TERMINATED {
                out.insert((segment, scorer.doc()), scorer.score());
                scorer.advance();
            }
        }
        out
    }

    /// The same by windows; only of some pages, and without some windows, where these are given.
    fn ours(searcher: &Searcher, node: &Node, among: Option<&Bits>, every: usize) -> BTreeMap<(usize, DocId), Score> {
        let weighed = node.weighed(searcher).unwrap();
        let mut out = BTreeMap::new();
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let Some(mut cursor) = weighed.on(reader).unwrap() else { continue };
            for from in (0..reader.max_doc()).step_by(WINDOW * every) {
                let mut window = Window::default();
                cursor.fill(from, among, &mut window);
                window.each_from(
                    || 0.0,
                    |at, score| {
                        out.insert((segment, from + at as DocId), score);
                    },
                );
            }
        }
        out
    }

    #[test]
    fn what_the_library_finds_with_its_scores() {
        let (searcher, text) = searcher();
        assert!(searcher.segment_readers().len() > 1 && searcher.segment_readers().iter().any(|one| one.max_doc() as usize > 2 * WINDOW));
        let term = |word: &str| Term::from_field_text(text, word);
        let mut few = Bits::default();
        (0..WINDOW).step_by(97).for_each(|at| few.set(at));
        let mut found = 0;
        for (asked, within) in [
            (&[(0, "og"), (1, "at")][..], 0),
            (&[(0, "sjælden"), (1, "og")], 0),
            (&[(0, "barnet"), (1, "skole"), (2, "plan")], 0),
            (&[(0, "og"), (2, "og")], 0),
            (&[(0, "plan"), (3, "at"), (4, "og"), (5, "skole")], 0),
            (&[(0, "plan"), (0, "sjælden")], 4),
            (&[(0, "og"), (0, "at")], 2),
            (&[(0, "skole"), (0, "og")], 1),
            (&[(0, "og"), (1, "findesikke")], 0),
        ] {
            let terms: Vec<(usize, Term)> = asked.iter().map(|(place, word)| (*place, term(word))).collect();
            let expected = theirs(&searcher, &PhraseQuery::new_with_offset_and_slop(terms.clone(), within));
            found += expected.len();
            let phrase = |points| Node::Phrase(Phrase { terms: terms.clone(), within }, points);
            assert_eq!(ours(&searcher, &phrase(None), None, 1), expected, "{asked:?}");
            let pages = |all: &BTreeMap<(usize, DocId), Score>| all.keys().copied().collect::<Vec<_>>();
            assert_eq!(pages(&ours(&searcher, &phrase(Some(2.0)), None, 1)), pages(&expected), "{asked:?}: whether");
            let mut some = expected.clone();
            some.retain(|(_, doc), _| few.holds(*doc as usize % WINDOW));
            assert_eq!(ours(&searcher, &phrase(None), Some(&few), 1), some, "{asked:?}: of some pages");
            let mut some = expected.clone();
            some.retain(|(_, doc), _| (*doc as usize / WINDOW).is_multiple_of(2));
            assert_eq!(ours(&searcher, &phrase(None), None, 2), some, "{asked:?}: windows passed over");
        }
        assert!(found > 3_000, "{found}");
    }
}
