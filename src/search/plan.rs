//! From what is asked to the index's own queries, with the weights that rank the hits.
//!
//! A word itself gives its BM25 score and one point; a compound that holds it a third of a point and less, so that pages with
//! the word come before pages with only its compounds, however common the word is.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{BooleanQuery, ConstScoreQuery, EmptyQuery, InvertedIndexRangeQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::Analyzed;
use super::question::Ask;

/// Added where the word itself stands.
const ITSELF: f32 = 1.0;
/// Where it ends a compound: `børnesamtale` for `samtale`.
const TAIL: f32 = 0.3;
/// Where it begins a compound or stands inside one: `samtaleark` for `samtale`.
const INSIDE: f32 = 0.1;
/// Shortest stem that is looked for at the beginning of other words; shorter ones begin too many.
const SHORTEST_INSIDE: usize = 4;
/// Shortest stem that is looked for at the end of other words.
const SHORTEST_TAIL: usize = 3;

/// The fields that are searched.
#[derive(Debug, Clone, Copy)]
pub(super) struct Searched {
    pub(super) case: Field,
    pub(super) municipality: Field,
    pub(super) text: Field,
    pub(super) tails: Field,
}

/// The query for what is asked.
pub(super) fn query(ask: &Ask, fields: Searched) -> Box<dyn Query> {
    match ask {
        Ask::All(asks) => Box::new(BooleanQuery::new(
            asks.iter()
                .map(|ask| match ask {
                    Ask::Not(inner) => (Occur::MustNot, query(inner, fields)),
                    other => (Occur::Must, query(other, fields)),
                })
                .collect(),
        )),
        Ask::Any(asks) => Box::new(BooleanQuery::new(asks.iter().map(|ask| (Occur::Should, query(ask, fields))).collect())),
        // Stands only among others, where it is taken care of.
        Ask::Not(_) => Box::new(EmptyQuery),
        Ask::Term(term) if term.is_word => word(&term.term, fields),
        Ask::Term(term) => itself(std::slice::from_ref(term), fields.text),
        Ask::Phrase(terms) => itself(terms, fields.text),
        Ask::Prefix(start) => points(begins(start, fields.text), ITSELF),
        Ask::Case(case) => points(exact(Term::from_field_text(fields.case, case), IndexRecordOption::Basic), 0.0),
        Ask::Municipality(terms) => points(phrase(terms, fields.municipality), 0.0),
    }
}

/// A word, itself or in a compound.
fn word(stem: &str, fields: Searched) -> Box<dyn Query> {
    let length = stem.chars().count();
    let itself = exact(Term::from_field_text(fields.text, stem), IndexRecordOption::WithFreqs);
    let mut ways = vec![points(itself.box_clone(), ITSELF), itself];
    if length >= SHORTEST_TAIL {
        ways.push(points(exact(Term::from_field_text(fields.tails, stem), IndexRecordOption::Basic), TAIL));
    }
    if length >= SHORTEST_INSIDE {
        ways.push(points(begins(stem, fields.text), INSIDE));
        ways.push(points(begins(stem, fields.tails), INSIDE));
    }
    either(ways)
}

/// Terms as they stand, with their BM25 score.
fn itself(terms: &[Analyzed], field: Field) -> Box<dyn Query> {
    let query = phrase(terms, field);
    either(vec![points(query.box_clone(), ITSELF), query])
}

/// Terms at their places to each other.
fn phrase(terms: &[Analyzed], field: Field) -> Box<dyn Query> {
    match terms {
        [] => Box::new(EmptyQuery),
        [one] => exact(Term::from_field_text(field, &one.term), IndexRecordOption::WithFreqs),
        many => {
            Box::new(PhraseQuery::new_with_offset(many.iter().map(|one| (one.position, Term::from_field_text(field, &one.term))).collect()))
        }
    }
}

/// One term.
fn exact(term: Term, record: IndexRecordOption) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, record))
}

/// All terms that begin so.
fn begins(start: &str, field: Field) -> Box<dyn Query> {
    // No term goes on with the last of all characters.
    let end = format!("{start}\u{10FFFF}");
    Box::new(InvertedIndexRangeQuery::new(
        Bound::Included(Term::from_field_text(field, start)),
        Bound::Excluded(Term::from_field_text(field, &end)),
    ))
}

/// The same pages, each with these points.
fn points(query: Box<dyn Query>, points: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, points))
}

/// One or more of these, their scores added.
fn either(queries: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    Box::new(BooleanQuery::union(queries))
}
