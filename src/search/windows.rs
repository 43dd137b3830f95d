//! Questions answered window by window: for some thousand pages after each other, which of them match and with how many points.
//!
//! In: what is to match, as a tree of words, phrases, of the library's own queries, and of how they go together. Out: the windows of each segment, one after
//! the other. A word that stands on half a million pages is then decoded block by block and added up in memory that stays in the processor's
//! cache, which takes a few nanoseconds a page; the library's own way of going from page to page takes ten times that. What is rare is looked up first, and
//! where nothing of a window is left, the common words of it are not decoded at all.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::BlockSegmentPostings;
use tantivy::query::{Bm25Weight, EnableScoring, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, Score, Searcher, SegmentReader, TERMINATED, Term};

use super::bits::{Bits, WINDOW, Window};
use super::collect::LiveStatistics;
use super::phrases::{Phrase, Places, Worth};

/// So many pages of a window are gone through faster than looked up one by one: of a query of the library, of a word.
const MANY: u32 = WINDOW as u32 / 4;
const SOME: u32 = WINDOW as u32 / 256;

/// What is to match.
#[derive(Debug, Clone)]
pub(super) enum Node {
    /// A term, with its BM25 score.
    Term(Term),
    /// One of these terms of one field, each page with these points.
    Terms(Vec<Term>, Score),
    /// What a query of the library finds, each page with these points.
    Found(Arc<dyn Query>, Score),
    /// Terms in their places to each other, each page with these points; with its BM25 score where there are none.
    Phrase(Phrase, Option<Score>),
    /// All of the first and none of the second.
    All(Vec<Node>, Vec<Node>),
    /// One or more of these.
    Any(Vec<Node>),
}

impl Node {
    /// What a query finds, each page with these points.
    pub(super) fn points(query: impl Query, points: Score) -> Self {
        Self::Found(Arc::new(query), points)
    }

    /// The tree with what its scores are computed by.
    pub(super) fn weighed(&self, searcher: &Searcher) -> tantivy::Result<Weighed> {
        let all = |nodes: &[Self]| nodes.iter().map(|node| node.weighed(searcher)).collect::<tantivy::Result<Vec<_>>>();
        let statistics = LiveStatistics(searcher);
        Ok(match self {
            Self::Term(term) => Weighed::Term(term.clone(), Some(Bm25Weight::for_terms(&statistics, std::slice::from_ref(term))?)),
            Self::Terms(terms, points) => Weighed::Terms(terms.clone(), *points),
            // Whoever has points for all has no use for scores.
            Self::Found(query, points) => Weighed::Found(query.weight(EnableScoring::disabled_from_searcher(searcher))?, *points),
            Self::Phrase(phrase, Some(points)) => Weighed::Phrase(phrase.clone(), Worth::Points(*points)),
            Self::Phrase(phrase, None) => {
                let terms: Vec<Term> = phrase.terms.iter().map(|(_, term)| term.clone()).collect();
                Weighed::Phrase(phrase.clone(), Worth::Score(Bm25Weight::for_terms(&statistics, &terms)?))
            }
            Self::All(musts, nots) => match (musts.as_slice(), nots.as_slice()) {
                ([only], []) => only.weighed(searcher)?,
                (_, nots) => Weighed::All(all(musts)?, all(nots)?.into_iter().map(Weighed::whether).collect()),
            },
            Self::Any(nodes) => Weighed::Any(all(nodes)?),
        })
    }
}

/// The tree with what its scores are computed by.
pub(super) enum Weighed {
    Term(Term, Option<Bm25Weight>),
    Terms(Vec<Term>, Score),
    Found(Box<dyn Weight>, Score),
    Phrase(Phrase, Worth),
    All(Vec<Weighed>, Vec<Weighed>),
    Any(Vec<Weighed>),
}

impl Weighed {
    /// The tree for whoever asks only whether a page matches.
    fn whether(self) -> Self {
        let all = |nodes: Vec<Self>| nodes.into_iter().map(Self::whether).collect();
        match self {
            Self::Term(term, _) => Self::Term(term, None),
            Self::Terms(terms, _) => Self::Terms(terms, 0.0),
            Self::Found(weight, _) => Self::Found(weight, 0.0),
            Self::Phrase(phrase, _) => Self::Phrase(phrase, Worth::Points(0.0)),
            Self::All(musts, nots) => Self::All(all(musts), nots),
            Self::Any(nodes) => Self::Any(all(nodes)),
        }
    }

    /// The tree on one segment; none where it matches nothing there.
    pub(super) fn on(&self, reader: &SegmentReader) -> tantivy::Result<Option<Cursor>> {
        let present =
            |nodes: &[Self]| -> tantivy::Result<Vec<Cursor>> { nodes.iter().filter_map(|node| node.on(reader).transpose()).collect() };
        Ok(match self {
            Self::Term(term, weight) => {
                let index = reader.inverted_index(term.field())?;
                let norms = reader.get_fieldnorms_reader(term.field())?;
                let needed = if weight.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
                let postings = index.read_block_postings(term, needed)?;
                postings.map(|postings| Cursor::Term { postings: Box::new(postings), at: 0, norms, weight: weight.clone() })
            }
            Self::Terms(terms, points) => Pages::of(reader, terms)?.map(|pages| Cursor::Pages(pages, *points)),
            Self::Found(weight, points) => {
                let scorer = weight.scorer(reader, 1.0)?;
                (scorer.doc() != TERMINATED).then_some(Cursor::Found { scorer, points: *points })
            }
            Self::Phrase(phrase, worth) => Places::on(reader, phrase, worth.clone())?.map(Box::new).map(Cursor::Phrase),
            Self::All(musts, nots) => {
                let mut cursors = present(musts)?;
                if cursors.len() < musts.len() {
                    return Ok(None);
                }
                // What is rare leaves little for the others to do.
                cursors.sort_by_key(Cursor::work);
                Some(Cursor::All { musts: cursors, nots: present(nots)?, own: Box::default(), part: Box::default() })
            }
            Self::Any(nodes) => match present(nodes)? {
                none if none.is_empty() => None,
                cursors => Some(Cursor::Any(cursors)),
            },
        })
    }
}

/// Pages of a segment, a bit for each.
pub(super) struct Pages {
    bits: Vec<Bits>,
    count: u64,
}

impl Pages {
    /// Those that have one of the terms; none where no page has.
    fn of(reader: &SegmentReader, terms: &[Term]) -> tantivy::Result<Option<Self>> {
        let mut all = Self { bits: vec![Bits::default(); (reader.max_doc() as usize).div_ceil(WINDOW)], count: 0 };
        for term in terms {
            let Some(mut postings) = reader.inverted_index(term.field())?.read_block_postings(term, IndexRecordOption::Basic)? else {
                continue;
            };
            all.count += u64::from(postings.doc_freq());
            while !postings.docs().is_empty() {
                for doc in postings.docs().iter().map(|doc| *doc as usize) {
                    if let Some(bits) = all.bits.get_mut(doc / WINDOW) {
                        bits.set(doc % WINDOW);
                    }
                }
                postings.advance();
            }
        }
        Ok((all.count > 0).then_some(all))
    }
}

/// The tree on one segment, and how far it has come. Windows are asked for in order; some may be passed over.
pub(super) enum Cursor {
    Term { postings: Box<BlockSegmentPostings>, at: usize, norms: FieldNormReader, weight: Option<Bm25Weight> },
    Pages(Pages, Score),
    Found { scorer: Box<dyn Scorer>, points: Score },
    Phrase(Box<Places>),
    All { musts: Vec<Cursor>, nots: Vec<Cursor>, own: Box<Window>, part: Box<Window> },
    Any(Vec<Cursor>),
}

impl Cursor {
    /// About how much work it is to tell all pages: their number, more where places are compared.
    fn work(&self) -> u64 {
        match self {
            Self::Term { postings, .. } => postings.doc_freq().into(),
            Self::Pages(pages, _) => pages.count,
            Self::Found { scorer, .. } => scorer.size_hint().into(),
            Self::Phrase(places) => 4 * places.size(),
            Self::All { musts, .. } => musts.iter().map(Self::work).min().unwrap_or(0),
            Self::Any(parts) => parts.iter().map(Self::work).sum(),
        }
    }

    /// Adds what matches of the window that begins at `from`. Where only some pages are asked about (`among`), what else matches may be added too, or not.
    pub(super) fn fill(&mut self, from: DocId, among: Option<&Bits>, into: &mut Window) {
        let end = from.saturating_add(WINDOW as DocId);
        match self {
            Self::Term { postings, at, norms, weight } => {
                let score = |doc: DocId, freq: u32| weight.as_ref().map_or(0.0, |weight| weight.score(norms.fieldnorm_id(doc), freq));
                if let Some(among) = among
                    && among.count() < SOME
                {
                    among.each(|place| {
                        let wanted = from + place as DocId;
                        if postings.docs().get(*at).is_some_and(|doc| *doc < wanted) {
                            *at = postings.seek(wanted);
                        }
                        if postings.docs().get(*at) == Some(&wanted) {
                            into.add(place, score(wanted, postings.freqs().get(*at).copied().unwrap_or(1)));
                        }
                    });
                    return;
                }
                if !postings.docs().is_empty() && postings.docs().get(*at).is_none_or(|doc| *doc < from) {
                    *at = postings.seek(from);
                }
                loop {
                    let docs = postings.docs().get(*at..).unwrap_or_default();
                    let inside = docs.partition_point(|doc| *doc < end);
                    let inner = docs.get(..inside).unwrap_or_default();
                    let freqs = postings.freqs().get(*at..).unwrap_or_default();
                    match (weight.is_some(), among) {
                        (false, _) => inner.iter().for_each(|doc| into.bits.set((doc - from) as usize)),
                        (true, None) => inner.iter().zip(freqs).for_each(|(doc, freq)| into.add((doc - from) as usize, score(*doc, *freq))),
                        (true, Some(among)) => inner.iter().zip(freqs).for_each(|(doc, freq)| {
                            let place = (doc - from) as usize;
                            if among.holds(place) {
                                into.add(place, score(*doc, *freq));
                            }
                        }),
                    }
                    if inside < docs.len() || postings.docs().is_empty() {
                        *at += inside;
                        break;
                    }
                    postings.advance();
                    *at = 0;
                }
            }
            Self::Pages(pages, points) => {
                if let Some(bits) = pages.bits.get(from as usize / WINDOW) {
                    into.add_all(bits, *points);
                }
            }
            Self::Found { scorer, points } => match among {
                Some(among) if among.count() < MANY => among.each(|at| {
                    let wanted = from + at as DocId;
                    let doc = if scorer.doc() < wanted { scorer.seek(wanted) } else { scorer.doc() };
                    if doc == wanted {
                        into.add(at, *points);
                    }
                }),
                _ => {
                    let mut doc = scorer.doc();
                    if doc < from {
                        doc = scorer.seek(from);
                    }
                    while doc < end {
                        into.add((doc - from) as usize, *points);
                        doc = scorer.advance();
                    }
                }
            },
            Self::Phrase(places) => places.fill(from, among, into),
            Self::All { musts, nots, own, part } => {
                let Some((first, others)) = musts.split_first_mut() else { return };
                own.clear();
                first.fill(from, among, own);
                for other in others {
                    if own.bits.is_empty() {
                        return;
                    }
                    part.clear();
                    other.fill(from, Some(&own.bits), part);
                    own.and(part);
                }
                for not in nots {
                    if own.bits.is_empty() {
                        return;
                    }
                    part.clear();
                    not.fill(from, Some(&own.bits), part);
                    own.bits.without(&part.bits);
                }
                into.or(own);
            }
            Self::Any(parts) => parts.iter_mut().for_each(|part| part.fill(from, among, into)),
        }
    }
}
