//! Questions answered window by window: for some thousand pages after each other, which of them match and with how many points.
//!
//! In: what is to match, as a tree of words, of the library's own queries, and of how they go together. Out: a query of the library, which its searcher runs
//! on each segment. A word that stands on half a million pages is then decoded block by block and added up in memory that stays in the processor's
//! cache, which takes a few nanoseconds a page; the library's own way of going from page to page takes ten times that. What is rare is looked up first, and
//! where nothing of a window is left, the common words of it are not decoded at all.

use std::fmt;
use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// Pages of a window.
const WINDOW: usize = 4096;
/// Numbers that hold a bit for each of them.
const NUMBERS: usize = WINDOW / 64;

/// So many pages of a window are gone through faster than looked up one by one.
const MANY: u32 = WINDOW as u32 / 4;

/// What is to match.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A term, with its BM25 score.
    Term(Term),
    /// What a query of the library finds, each page with these points; with its own score where there are none.
    Found(Arc<dyn Query>, Option<Score>),
    /// All of the first and none of the second.
    All(Vec<Node>, Vec<Node>),
    /// One or more of these.
    Any(Vec<Node>),
}

impl Node {
    /// What a query finds, each page with these points.
    pub(super) fn points(query: impl Query, points: Score) -> Self {
        Self::Found(Arc::new(query), Some(points))
    }

    /// What a query finds, with its own score.
    pub(super) fn scored(query: impl Query) -> Self {
        Self::Found(Arc::new(query), None)
    }

    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Weighed> {
        let all = |nodes: &[Self]| nodes.iter().map(|node| node.weight(scoring)).collect::<tantivy::Result<Vec<_>>>();
        Ok(match self {
            Self::Term(term) => match scoring {
                EnableScoring::Enabled { statistics_provider, .. } => {
                    Weighed::Term(term.clone(), Some(Bm25Weight::for_terms(statistics_provider, std::slice::from_ref(term))?))
                }
                EnableScoring::Disabled { .. } => Weighed::Term(term.clone(), None),
            },
            Self::Found(query, points @ Some(_)) => {
                // Whoever has points for all has no use for scores.
                let plain = scoring.searcher().map_or(scoring, EnableScoring::disabled_from_searcher);
                Weighed::Found(query.weight(plain)?, *points)
            }
            Self::Found(query, None) => Weighed::Found(query.weight(scoring)?, None),
            Self::All(musts, nots) => Weighed::All(all(musts)?, all(nots)?),
            Self::Any(nodes) => Weighed::Any(all(nodes)?),
        })
    }
}

/// A tree as a query of the library.
#[derive(Debug, Clone)]
pub(super) struct InWindows(pub(super) Node);

impl Query for InWindows {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(self.0.weight(scoring)?))
    }
}

/// The tree with what its scores are computed by.
enum Weighed {
    Term(Term, Option<Bm25Weight>),
    Found(Box<dyn Weight>, Option<Score>),
    All(Vec<Weighed>, Vec<Weighed>),
    Any(Vec<Weighed>),
}

impl Weighed {
    /// The tree on one segment; none where it matches nothing there.
    fn on(&self, reader: &SegmentReader) -> tantivy::Result<Option<Cursor>> {
        let present =
            |nodes: &[Self]| -> tantivy::Result<Vec<Cursor>> { nodes.iter().filter_map(|node| node.on(reader).transpose()).collect() };
        Ok(match self {
            Self::Term(term, weight) => {
                let index = reader.inverted_index(term.field())?;
                let norms = reader.get_fieldnorms_reader(term.field())?;
                let postings = index.read_block_postings(term, IndexRecordOption::WithFreqs)?;
                postings.map(|postings| Cursor::Term { postings, at: 0, norms, weight: weight.clone() })
            }
            Self::Found(weight, points) => {
                let scorer = weight.scorer(reader, 1.0)?;
                (scorer.doc() != TERMINATED).then_some(Cursor::Found { scorer, points: *points })
            }
            Self::All(musts, nots) => {
                let mut cursors = present(musts)?;
                if cursors.len() < musts.len() {
                    return Ok(None);
                }
                // What is rare leaves little for the others to do.
                cursors.sort_by_key(Cursor::size);
                Some(Cursor::All { musts: cursors, nots: present(nots)?, own: Window::default(), part: Window::default() })
            }
            Self::Any(nodes) => match present(nodes)? {
                none if none.is_empty() => None,
                cursors => Some(Cursor::Any(cursors)),
            },
        })
    }
}

impl Weight for Weighed {
    fn scorer(&self, reader: &SegmentReader, _boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let mut going = Going { cursor: self.on(reader)?, window: Window::default(), next: 0, end: reader.max_doc(), doc: 0, score: 0.0 };
        going.advance();
        Ok(Box::new(going))
    }

    fn for_each(&self, reader: &SegmentReader, callback: &mut dyn FnMut(DocId, Score)) -> tantivy::Result<()> {
        let Some(mut cursor) = self.on(reader)? else { return Ok(()) };
        let mut window = Window::default();
        for from in (0..reader.max_doc()).step_by(WINDOW) {
            window.clear();
            cursor.fill(from, &mut window);
            window.each(|at, score| callback(from + at as DocId, score));
        }
        Ok(())
    }

    fn explain(&self, _reader: &SegmentReader, _doc: DocId) -> tantivy::Result<Explanation> {
        Err(TantivyError::InvalidArgument("a window explains nothing".to_owned()))
    }
}

/// Which pages of a window match, and their points; a page that does not match has none.
struct Window {
    bits: [u64; NUMBERS],
    scores: Vec<Score>,
}

impl Default for Window {
    fn default() -> Self {
        Self { bits: [0; NUMBERS], scores: vec![0.0; WINDOW] }
    }
}

impl Window {
    fn clear(&mut self) {
        self.bits.fill(0);
        self.scores.fill(0.0);
    }

    fn is_empty(&self) -> bool {
        self.bits.iter().all(|bits| *bits == 0)
    }

    fn add(&mut self, at: usize, score: Score) {
        if let (Some(bits), Some(sum)) = (self.bits.get_mut(at / 64), self.scores.get_mut(at)) {
            *bits |= 1 << (at % 64);
            *sum += score;
        }
    }

    fn drop(&mut self, at: usize) {
        if let (Some(bits), Some(sum)) = (self.bits.get_mut(at / 64), self.scores.get_mut(at)) {
            *bits &= !(1 << (at % 64));
            *sum = 0.0;
        }
    }

    /// How many pages match.
    fn count(&self) -> u32 {
        self.bits.iter().map(|bits| bits.count_ones()).sum()
    }

    /// Takes the first page that matches.
    fn pop(&mut self) -> Option<(usize, Score)> {
        let number = self.bits.iter().position(|bits| *bits != 0)?;
        let at = number * 64 + self.bits.get(number)?.trailing_zeros() as usize;
        let score = self.scores.get(at).copied()?;
        self.drop(at);
        Some((at, score))
    }

    /// The pages that match, in order.
    fn each(&self, mut take: impl FnMut(usize, Score)) {
        for (number, (bits, scores)) in self.bits.iter().zip(self.scores.as_chunks::<64>().0).enumerate() {
            each_bit(*bits, |at| take(number * 64 + at, scores.get(at).copied().unwrap_or_default()));
        }
    }

    /// Keeps what the other has too, with the points of both.
    fn and(&mut self, other: &Self) {
        for number in 0..NUMBERS {
            let (Some(mine), Some(theirs)) = (self.bits.get(number).copied(), other.bits.get(number)) else { continue };
            each_bit(mine, |at| {
                let place = number * 64 + at;
                if theirs >> at & 1 == 0 {
                    self.drop(place);
                } else if let (Some(sum), Some(score)) = (self.scores.get_mut(place), other.scores.get(place)) {
                    *sum += score;
                }
            });
        }
    }

    /// Drops what the other has.
    fn without(&mut self, other: &Self) {
        other.each(|at, _| self.drop(at));
    }
}

/// The places of the bits of a number that are set, in order.
fn each_bit(mut bits: u64, mut take: impl FnMut(usize)) {
    while bits != 0 {
        take(bits.trailing_zeros() as usize);
        bits &= bits - 1;
    }
}

/// The tree on one segment, and how far it has come. Windows are asked for in order; some may be passed over.
enum Cursor {
    Term { postings: BlockSegmentPostings, at: usize, norms: FieldNormReader, weight: Option<Bm25Weight> },
    Found { scorer: Box<dyn Scorer>, points: Option<Score> },
    All { musts: Vec<Cursor>, nots: Vec<Cursor>, own: Window, part: Window },
    Any(Vec<Cursor>),
}

impl Cursor {
    /// About how many pages match.
    fn size(&self) -> u64 {
        match self {
            Self::Term { postings, .. } => postings.doc_freq().into(),
            Self::Found { scorer, .. } => scorer.size_hint().into(),
            Self::All { musts, .. } => musts.iter().map(Self::size).min().unwrap_or(0),
            Self::Any(parts) => parts.iter().map(Self::size).sum(),
        }
    }

    /// Adds what matches of the window that begins at `from`.
    fn fill(&mut self, from: DocId, into: &mut Window) {
        let end = from.saturating_add(WINDOW as DocId);
        match self {
            Self::Term { postings, at, norms, weight } => {
                if postings.docs().last().is_some_and(|last| *last < from) || postings.docs().get(*at).is_some_and(|doc| *doc < from) {
                    *at = postings.seek(from);
                }
                loop {
                    let (docs, freqs) = (postings.docs().get(*at..).unwrap_or_default(), postings.freqs().get(*at..).unwrap_or_default());
                    let inside = docs.partition_point(|doc| *doc < end);
                    for (doc, freq) in docs.iter().zip(freqs).take(inside) {
                        let score = weight.as_ref().map_or(0.0, |weight| weight.score(norms.fieldnorm_id(*doc), *freq));
                        into.add((doc - from) as usize, score);
                    }
                    if inside < docs.len() || postings.docs().is_empty() {
                        *at += inside;
                        break;
                    }
                    postings.advance();
                    *at = 0;
                }
            }
            Self::Found { scorer, points } => {
                let mut doc = scorer.doc();
                if doc < from {
                    doc = scorer.seek(from);
                }
                while doc < end {
                    into.add((doc - from) as usize, score_of(scorer.as_mut(), *points));
                    doc = scorer.advance();
                }
            }
            Self::All { musts, nots, own, part } => {
                own.clear();
                let Some((first, others)) = musts.split_first_mut() else { return };
                first.fill(from, own);
                for other in others {
                    if own.is_empty() {
                        return;
                    }
                    part.clear();
                    other.fill_among(from, own, part);
                    own.and(part);
                }
                for not in nots {
                    if own.is_empty() {
                        return;
                    }
                    part.clear();
                    not.fill_among(from, own, part);
                    own.without(part);
                }
                own.each(|at, score| into.add(at, score));
            }
            Self::Any(parts) => parts.iter_mut().for_each(|part| part.fill(from, into)),
        }
    }

    /// The same where only some pages are asked about; what else matches may be added too, or not.
    fn fill_among(&mut self, from: DocId, among: &Window, into: &mut Window) {
        match self {
            Self::Found { scorer, points } if among.count() < MANY => among.each(|at, _| {
                let wanted = from + at as DocId;
                let doc = if scorer.doc() < wanted { scorer.seek(wanted) } else { scorer.doc() };
                if doc == wanted {
                    into.add(at, score_of(scorer.as_mut(), *points));
                }
            }),
            Self::Any(parts) => parts.iter_mut().for_each(|part| part.fill_among(from, among, into)),
            Self::Found { .. } | Self::Term { .. } | Self::All { .. } => self.fill(from, into),
        }
    }
}

/// The points of the page that a scorer stands on: what all pages get, or else its own.
fn score_of(scorer: &mut dyn Scorer, points: Option<Score>) -> Score {
    points.unwrap_or_else(|| scorer.score())
}

/// The pages of a segment one by one, for whoever asks so.
struct Going {
    cursor: Option<Cursor>,
    window: Window,
    /// Where the next window begins.
    next: DocId,
    end: DocId,
    doc: DocId,
    score: Score,
}

impl DocSet for Going {
    fn advance(&mut self) -> DocId {
        let Some(cursor) = self.cursor.as_mut() else {
            self.doc = TERMINATED;
            return TERMINATED;
        };
        loop {
            if let Some((at, score)) = self.window.pop() {
                (self.doc, self.score) = (self.next - WINDOW as DocId + at as DocId, score);
                return self.doc;
            }
            if self.next >= self.end {
                self.doc = TERMINATED;
                return TERMINATED;
            }
            self.window.clear();
            cursor.fill(self.next, &mut self.window);
            self.next = self.next.saturating_add(WINDOW as DocId);
        }
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.cursor.as_ref().map_or(0, |cursor| u32::try_from(cursor.size()).unwrap_or(u32::MAX)).min(self.end)
    }
}

impl Scorer for Going {
    fn score(&mut self) -> Score {
        self.score
    }
}

impl fmt::Debug for Weighed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("windows")
    }
}
