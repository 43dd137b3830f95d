//! From what is asked to the index's own queries, with the weights that rank the hits, and to what is marked on a page.
//!
//! A word gives its BM25 score; a compound that holds it, or the word written in two, a part of what the word itself gives, so that pages with the
//! word come before pages with only its compounds.

use std::collections::BTreeSet;
use std::ops::{Bound, Range};

use tantivy::query::{Bm25StatisticsProvider, BooleanQuery, FuzzyTermQuery, InvertedIndexRangeQuery, RangeQuery};
use tantivy::schema::Field;
use tantivy::{Searcher, Term};

use super::SearchError;
use super::analysis::Analyzed;
use super::collect::LiveStatistics;
use super::lexicon::{Lexicon, cuts, is_part};
use super::pairs::pairs_of;
use super::phrases::Phrase;
use super::question::{Ask, Filter};
use super::schema::Fields;
use super::windows::Node;
use super::words::{canonical, stem};

/// What a compound, a word begun so, and a word a letter away give, as parts of the rarity (idf) of the word asked for.
const COMPOUND: f32 = 0.15;
const APART: f32 = 0.3;
const BEGUN: f32 = 0.3;
const SLIP: f32 = 0.2;
/// Shortest stem of a word unknown to the index that is looked for at the beginning of other words.
const SHORTEST_BEGUN: usize = 4;

/// What is marked on a page.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Terms that were asked for.
    pub(super) terms: BTreeSet<String>,
    /// Compounds that hold them.
    pub(super) compounds: BTreeSet<String>,
    /// Beginnings of words.
    pub(super) prefixes: BTreeSet<String>,
    /// Words of which those a letter away are meant too.
    pub(super) slips: BTreeSet<String>,
    /// Terms in these places to each other.
    pub(super) phrases: Vec<Vec<Analyzed>>,
    /// Two terms within so many words.
    pub(super) near: Vec<(String, String, u32)>,
}

/// What a question is planned with.
pub(super) struct Plan<'a> {
    pub(super) fields: Fields,
    pub(super) searcher: &'a Searcher,
    pub(super) lexicon: &'a Lexicon,
    pub(super) wanted: Wanted,
}

impl Plan<'_> {
    /// The query for what is asked.
    ///
    /// # Errors
    /// [`SearchError::UnknownValue`]; the library's on a damaged index.
    pub(super) fn query(&mut self, ask: &Ask) -> Result<Node, Fault> {
        let fields = self.fields;
        Ok(match ask {
            Ask::All(asks) => {
                let (mut musts, mut nots) = (Vec::with_capacity(asks.len()), Vec::new());
                for ask in asks {
                    match ask {
                        Ask::Not(inner, _) => nots.push(self.unmarked(inner)?),
                        other => musts.push(self.query(other)?),
                    }
                }
                Node::All(musts, nots)
            }
            Ask::Any(asks) => Node::Any(asks.iter().map(|ask| self.query(ask)).collect::<Result<_, _>>()?),
            // Stands only among others, where it is taken care of.
            Ask::Not(..) => nothing(),
            Ask::Word { stem, form } => self.word(stem, form)?,
            Ask::Phrase(terms) => {
                match terms.as_slice() {
                    [one] => drop(self.wanted.terms.insert(one.term.clone())),
                    _ => self.wanted.phrases.push(terms.clone()),
                }
                let pair = |pair: String| Node::Terms(vec![Term::from_field_text(fields.pairs, &pair)], 0.0);
                let mut parts: Vec<Node> = pairs_of(terms).into_iter().map(pair).collect();
                parts.push(phrase(terms, fields.text, None));
                Node::All(parts, Vec::new())
            }
            Ask::Near(one, other, within) => {
                self.wanted.near.push((one.clone(), other.clone(), *within));
                let terms = [one, other].map(|term| (0, Term::from_field_text(fields.text, term)));
                Node::Phrase(Phrase { terms: terms.into(), within: *within }, None)
            }
            Ask::Prefix(start) => {
                self.wanted.prefixes.insert(start.clone());
                begins(start, fields.text, 1.0)
            }
            Ask::Fuzzy { stem, form } => self.fuzzy(stem, form)?,
            Ask::Field(filter, at) => self.filter(filter, at)?,
        })
    }

    /// The query for what is not wanted, which is not marked either.
    fn unmarked(&mut self, ask: &Ask) -> Result<Node, Fault> {
        let wanted = std::mem::take(&mut self.wanted);
        let query = self.query(ask);
        self.wanted = wanted;
        query
    }

    /// A word, itself, in a compound, or in two where it is a compound.
    fn word(&mut self, stem: &str, form: &str) -> Result<Node, Fault> {
        let text = self.fields.text;
        let term = Term::from_field_text(text, stem);
        let pages = LiveStatistics(self.searcher).doc_freq(&term)?;
        let rarity = self.rarity(pages)?;
        let mut ways = vec![Node::Term(term)];
        self.wanted.terms.insert(stem.to_owned());
        let compounds: Vec<&str> = self.lexicon.compounds(stem).collect();
        if !compounds.is_empty() {
            let terms = compounds.iter().map(|compound| Term::from_field_text(text, compound));
            ways.push(Node::Terms(terms.collect(), COMPOUND * rarity));
            self.wanted.compounds.extend(compounds.into_iter().map(str::to_owned));
        } else if pages == 0 && stem.chars().count() >= SHORTEST_BEGUN {
            // No page has it by itself: then it is known only as the beginning of others.
            ways.push(begins(stem, text, BEGUN * rarity));
            self.wanted.prefixes.insert(stem.to_owned());
        }
        for (head, tail) in self.in_two(stem, form) {
            let one = |term: String, position| Analyzed { term, span: 0..0, position, is_word: true };
            let terms = vec![one(head, 0), one(tail, 1)];
            ways.push(phrase(&terms, text, Some(APART * rarity)));
            self.wanted.phrases.push(terms);
        }
        Ok(Node::Any(ways))
    }

    /// The two words of a compound, as they would stand apart: `handleplan` written `handle plan`.
    fn in_two(&self, whole: &str, form: &str) -> BTreeSet<(String, String)> {
        // A part that can't be looked up is taken for unknown; what is damaged shows when the query runs.
        let pages = |part: &str| LiveStatistics(self.searcher).doc_freq(&Term::from_field_text(self.fields.text, part)).unwrap_or(0);
        let is_known = |part: &str| is_part(part, || pages(part));
        let two = |cut: super::lexicon::Cut<'_>| (stem(cut.head), stem(form.get(cut.head.len()..).unwrap_or(cut.tail)));
        cuts(whole, &is_known).into_iter().map(two).collect()
    }

    /// How rare a term is that so many pages have: BM25's idf.
    fn rarity(&self, pages: u64) -> tantivy::Result<f32> {
        let (all, pages) = (LiveStatistics(self.searcher).total_num_docs()? as f32, pages as f32);
        Ok((1.0 + ((all - pages).max(0.0) + 0.5) / (pages + 0.5)).ln())
    }

    /// A word, and those that are a letter away from its stem or from the word itself.
    fn fuzzy(&mut self, stem: &str, form: &str) -> Result<Node, Fault> {
        let text = self.fields.text;
        let term = Term::from_field_text(text, stem);
        let slip = SLIP * self.rarity(LiveStatistics(self.searcher).doc_freq(&term)?)?;
        let away = |word: &str| Box::new(FuzzyTermQuery::new(Term::from_field_text(text, word), 1, true));
        self.wanted.terms.insert(stem.to_owned());
        self.wanted.slips.extend([stem.to_owned(), form.to_owned()]);
        // Points once, whichever of the two is near.
        let near = BooleanQuery::union(vec![away(stem), away(form)]);
        Ok(Node::Any(vec![Node::Term(term), Node::points(near, slip)]))
    }

    /// Pages whose act is as asked.
    fn filter(&self, filter: &Filter, at: &Range<usize>) -> Result<Node, Fault> {
        let fields = self.fields;
        Ok(match filter {
            Filter::Case(case) => match case.strip_suffix('*') {
                Some(start) => begins(start, fields.case, 0.0),
                None => one_of(fields.case, std::slice::from_ref(case)),
            },
            Filter::Municipality(terms) => phrase(terms, fields.municipality, Some(0.0)),
            Filter::Act(terms) => phrase(terms, fields.act, Some(0.0)),
            Filter::Doctype(name) => self.named(fields.doctype, "type", name, at)?,
            Filter::Kind(name) => self.named(fields.kind, "hændelse", name, at)?,
            Filter::Date(first, last) => between(fields.date, *first, *last),
            Filter::Page(first, last) => between(fields.page, *first, *last),
            Filter::Ocr(first, last) => between(fields.ocr, *first, *last),
        })
    }

    /// Pages with one of the names that hold what was written: `samtale` stands for `boernesamtale_afholdt`.
    fn named(&self, field: Field, shown: &str, written: &str, at: &Range<usize>) -> Result<Node, Fault> {
        let folded = |name: &str| canonical(name).replace(['_', '-'], " ");
        let (names, asked) = (self.names(field)?, folded(written.trim_end_matches('*')));
        let fitting: Vec<&String> = match names.iter().filter(|name| folded(name) == asked).collect::<Vec<_>>() {
            same if !same.is_empty() => same,
            _ => names.iter().filter(|name| folded(name).contains(&asked)).collect(),
        };
        if fitting.is_empty() {
            let (field, value) = (shown.to_owned(), written.to_owned());
            return Err(Fault::Asked(SearchError::UnknownValue { field, value, known: names.into_iter().collect(), at: at.clone() }));
        }
        Ok(Node::Terms(fitting.into_iter().map(|name| Term::from_field_text(field, name)).collect(), 0.0))
    }

    /// The names that stand in a field.
    fn names(&self, field: Field) -> tantivy::Result<BTreeSet<String>> {
        let mut names = BTreeSet::new();
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(field)?;
            let mut terms = index.terms().stream()?;
            while let Some((name, _)) = terms.next() {
                names.extend(std::str::from_utf8(name).ok().map(str::to_owned));
            }
        }
        Ok(names)
    }
}

/// What is wrong while a question is planned: with the question, or with the index.
#[derive(Debug)]
pub(super) enum Fault {
    Asked(SearchError),
    Library(tantivy::TantivyError),
}

impl From<tantivy::TantivyError> for Fault {
    fn from(error: tantivy::TantivyError) -> Self {
        Self::Library(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Library(error.into())
    }
}

/// Terms at their places to each other, with these points or their score.
fn phrase(terms: &[Analyzed], field: Field, points: Option<f32>) -> Node {
    let term = |one: &Analyzed| Term::from_field_text(field, &one.term);
    match (terms, points) {
        ([], _) => nothing(),
        ([one], None) => Node::Term(term(one)),
        ([one], Some(points)) => Node::Terms(vec![term(one)], points),
        (many, points) => Node::Phrase(Phrase { terms: many.iter().map(|one| (one.position, term(one))).collect(), within: 0 }, points),
    }
}

/// One of these values, without points.
pub(super) fn one_of(field: Field, values: &[String]) -> Node {
    Node::Terms(values.iter().map(|value| Term::from_field_text(field, value)).collect(), 0.0)
}

/// Numbers from `first` to `last`, without points.
pub(super) fn between(field: Field, first: u32, last: u32) -> Node {
    let end = |value: u32| Bound::Included(Term::from_field_u64(field, value.into()));
    Node::points(RangeQuery::new(end(first), end(last)), 0.0)
}

/// All terms that begin so, each page with these points.
fn begins(start: &str, field: Field, points: f32) -> Node {
    // No term goes on with the last of all characters.
    let end = format!("{start}\u{10FFFF}");
    let terms = InvertedIndexRangeQuery::new(
        Bound::Included(Term::from_field_text(field, start)),
        Bound::Excluded(Term::from_field_text(field, &end)),
    );
    Node::points(terms, points)
}

/// No page.
pub(super) fn nothing() -> Node {
    Node::Terms(Vec::new(), 0.0)
}
