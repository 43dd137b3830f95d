//! An act made ready for the rules: its words as a stream, every vocabulary's hits, its units and clauses.
//!
//! In: the act's text, the grammar, the date mentions, the cast. Out: [`Prepared`], which the later steps only read.

use std::ops::Range;

use crate::dates::Mention;
use crate::grammar::{ClauseWords, Grammar, Hit, Role, Stream, StreamLine, TokenKind, VocabularyId, Words, is_name};
use crate::text::{ActText, LineKind};

use super::cast::Cast;
use super::pronouns::mark_pronouns;
use super::trace::Trace;

/// Tokens that belong together when a trigger looks for its noun and its date: a sentence, or a whole table row.
#[derive(Debug, Clone)]
pub struct Unit {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Index of the logical line.
    pub line: usize,
    /// A table row.
    pub row: bool,
    /// A heading.
    pub heading: bool,
    /// What the head of an entry says behind its day, if the unit begins with one: who wrote it and what it is about.
    pub topic: Range<usize>,
}

/// Everything the rules look at.
pub struct Prepared<'a> {
    /// The act's text.
    pub act: &'a ActText,
    /// Its dates in order of the text.
    pub mentions: Vec<Mention>,
    /// Its words.
    pub stream: Stream,
    /// All hits, in order of their first token.
    pub hits: Vec<Hit>,
    /// For each token, and for the end, the first hit that does not begin before it: hits are asked for at every step.
    hits_from: Vec<usize>,
    /// For each line its first token.
    line_starts: Vec<usize>,
    /// Units in order; they cover all tokens.
    pub units: Vec<Unit>,
    /// The clause of each token, numbered through the act.
    pub clauses: Vec<usize>,
    /// Vocabularies that verbs may have as object.
    pub objects: Vec<VocabularyId>,
    /// The vocabulary that the child's name stands for as well.
    pub barnet_naevnt: Option<VocabularyId>,
    /// The case's people.
    pub cast: &'a Cast,
    /// The grammar's single words.
    pub words: &'a Words,
    /// Where to tell what was tried.
    pub trace: Trace<'a>,
}

/// A line that stands outside the act's text, as a stream in which its dates are tokens.
#[must_use]
pub fn lone_line(text: &str, mentions: &[Mention], grammar: &Grammar) -> Stream {
    let spans: Vec<Range<usize>> = mentions.iter().map(|m| m.span.clone()).collect();
    Stream::new(text, &[StreamLine { span: 0..text.len(), cell_starts: Vec::new() }], &spans, grammar.abbreviations())
}

impl<'a> Prepared<'a> {
    /// Prepares an act.
    #[must_use]
    pub fn new(act: &'a ActText, mentions: Vec<Mention>, grammar: &'a Grammar, cast: &'a Cast, trace: Trace<'a>) -> Self {
        let lines: Vec<StreamLine> = act
            .lines
            .iter()
            .map(|l| StreamLine { span: l.span.clone(), cell_starts: l.cells.iter().skip(1).map(|c| c.start).collect() })
            .collect();
        let spans: Vec<Range<usize>> = mentions.iter().map(|m| m.span.clone()).collect();
        let mut stream = Stream::new(&act.text, &lines, &spans, grammar.abbreviations());
        stream.respell(grammar.spelling());
        stream.mark_child(&cast.child);
        stream.mark_names(&cast.parents, Role::Parent);
        stream.mark_names(&cast.helpers, Role::Helper);
        stream.mark_names(&cast.workers, Role::Worker);
        mark_pronouns(&mut stream, cast, &grammar.words.pronoun);
        let hits = grammar.find(&stream);
        let uses = |hit: &Hit| grammar.uses(hit.vocabulary);
        let tells = |hit: &Hit| grammar.is_object(hit.vocabulary) || !uses(hit).verb.is_empty() || !uses(hit).phrase.is_empty();
        let begun = |token: usize| hits.partition_point(|hit| hit.tokens.start < token);
        let units = units(act, &stream, |tokens| hits.get(begun(tokens.start)..begun(tokens.end)).into_iter().flatten().any(tells));
        let clauses = clauses(&stream, &grammar.words.clause);
        let hits_from = firsts(stream.tokens.len() + 1, hits.iter().map(|hit| hit.tokens.start));
        let line_starts = firsts(lines.len(), stream.tokens.iter().map(|token| token.line));
        Self {
            act,
            mentions,
            stream,
            hits,
            hits_from,
            line_starts,
            units,
            clauses,
            objects: super::objects(grammar),
            barnet_naevnt: grammar.vocabulary("barnet_naevnt"),
            cast,
            words: &grammar.words,
            trace,
        }
    }

    /// Bytes of the first hit of one of the vocabularies in `tokens`.
    pub fn place_of(&self, vocabularies: &[VocabularyId], tokens: &Range<usize>) -> Range<usize> {
        let hit = self.hits_in(tokens).iter().find(|h| vocabularies.contains(&h.vocabulary));
        hit.map_or(0..0, |h| self.stream.bytes(h.tokens.clone()))
    }

    /// Hits whose first token lies in `tokens`.
    pub fn hits_in(&self, tokens: &Range<usize>) -> &[Hit] {
        let from = |token: usize| self.hits_from.get(token).copied().unwrap_or(self.hits.len());
        self.hits.get(from(tokens.start)..from(tokens.end)).unwrap_or_default()
    }

    /// Whether a verb of the past stands in the clause of a token; `past`: the vocabulary that has them, if the grammar has one.
    #[must_use]
    pub fn tells_past(&self, past: Option<VocabularyId>, token: usize, within: &Range<usize>) -> bool {
        past.is_some_and(|past| self.has(&[past], &self.clause(token, within)))
    }

    /// Tokens of a logical line.
    #[must_use]
    pub fn line_tokens(&self, line: usize) -> Range<usize> {
        let start = |line: usize| self.line_starts.get(line).copied().unwrap_or(self.stream.tokens.len());
        start(line)..start(line + 1)
    }

    /// Whether one of the vocabularies stands in `tokens`.
    #[must_use]
    pub fn has(&self, vocabularies: &[VocabularyId], tokens: &Range<usize>) -> bool {
        self.hits_in(tokens).iter().any(|h| vocabularies.contains(&h.vocabulary))
    }

    /// Tokens of the clause around `token`, inside `unit`.
    #[must_use]
    pub fn clause(&self, token: usize, unit: &Range<usize>) -> Range<usize> {
        let of = |t: usize| self.clauses.get(t).copied();
        let here = of(token);
        let mut start = token;
        while start > unit.start && of(start - 1) == here {
            start -= 1;
        }
        let mut end = (token + 1).min(unit.end).max(token);
        while end < unit.end && of(end) == here {
            end += 1;
        }
        start..end
    }

    /// Dates (token, mention) in `tokens`.
    pub fn dates_in(&self, tokens: Range<usize>) -> impl Iterator<Item = (usize, usize)> + '_ {
        tokens.filter_map(|t| match self.stream.kind(t) {
            TokenKind::Date(mention) => Some((t, mention)),
            _ => None,
        })
    }

    /// The cells of a row.
    #[must_use]
    pub fn cells(&self, row: &Range<usize>) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        let mut start = row.start;
        for t in row.clone() {
            if matches!(self.stream.kind(t), TokenKind::Cell | TokenKind::LineEnd) {
                out.push(start..t);
                start = t + 1;
            }
        }
        if start < row.end {
            out.push(start..row.end);
        }
        out
    }

    /// Whether another child is named in `tokens`.
    #[must_use]
    pub fn names_other_child(&self, tokens: Range<usize>) -> bool {
        tokens.into_iter().any(|t| self.is_name(t, &self.cast.others))
    }

    /// Whether another municipality is named in `tokens`.
    #[must_use]
    pub fn names_elsewhere(&self, tokens: Range<usize>) -> bool {
        tokens.into_iter().any(|t| self.is_elsewhere(t))
    }

    /// Whether a token is another municipality's name.
    #[must_use]
    pub fn is_elsewhere(&self, token: usize) -> bool {
        self.is_name(token, &self.cast.elsewhere)
    }

    /// Whether the case's own municipality is named in `tokens`.
    #[must_use]
    pub fn names_home(&self, tokens: Range<usize>) -> bool {
        tokens.into_iter().any(|t| self.is_home(t))
    }

    /// Whether a token is the name of the case's own municipality.
    #[must_use]
    pub fn is_home(&self, token: usize) -> bool {
        self.is_name(token, &self.cast.home)
    }

    /// Whether a token with a capital is one of the folded names, or its genitive.
    fn is_name(&self, token: usize, names: &[String]) -> bool {
        self.stream.is_capital(token) && is_name(self.stream.word(token), names)
    }

    /// Where the words before a verb begin that take up what was spoken of: "; den blev i stedet gennemført …", ", og blev holdt …".
    #[must_use]
    pub fn resumes(&self, verb: usize, unit: &Unit) -> Option<usize> {
        let words = &self.words.settled;
        let word = |t: usize| self.stream.word(t);
        let before = |t: usize| t.checked_sub(1).filter(|before| *before >= unit.tokens.start);
        let parts = |t: usize| matches!(self.stream.kind(t), TokenKind::Sign(',' | ';'));
        let joins = |t: usize| matches!(word(t), "og" | "men" | "saa");
        let auxiliary = |t: &usize| words.verbs.has(word(*t)) || words.between.has(word(*t));
        let first = (unit.tokens.start..verb).rev().take_while(auxiliary).last().unwrap_or(verb);
        let subject = |t: &usize| matches!(word(*t), "den" | "denne") && before(*t).is_none_or(|b| parts(b) || joins(b));
        let told_on = |t: &usize| *t < verb && before(*t).is_some_and(|b| joins(b) && before(b).is_some_and(parts));
        let pronoun = [before(verb), before(first), Some(first)].into_iter().flatten().find(subject);
        pronoun.or_else(|| Some(first).filter(told_on))
    }

    /// Whether this child is named in `tokens`.
    #[must_use]
    pub fn names_child(&self, tokens: Range<usize>) -> bool {
        tokens.into_iter().any(|t| self.stream.is_child(t))
    }
}

/// For each number below `count` the place of the first of the sorted `numbers` that is not below it.
fn firsts(count: usize, numbers: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut firsts = Vec::with_capacity(count);
    let mut all = 0;
    for (place, number) in numbers.enumerate() {
        firsts.resize(firsts.len().max((number + 1).min(count)), place);
        all = place + 1;
    }
    firsts.resize(count, all);
    firsts
}

/// `tells_something`: whether tokens name a thing, or what was done.
fn units(act: &ActText, stream: &Stream, tells_something: impl Fn(&Range<usize>) -> bool) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    for sentence in &stream.sentences {
        let line = stream.tokens.get(sentence.start).map_or(0, |t| t.line);
        let kind = act.lines.get(line).map(|l| l.kind);
        let row = kind == Some(LineKind::Row);
        match units.last_mut() {
            Some(last) if row && last.line == line => last.tokens.end = sentence.end,
            _ => {
                let (tokens, topic) = (sentence.clone(), sentence.start..sentence.start);
                units.push(Unit { tokens, line, row, heading: kind == Some(LineKind::Heading), topic });
            }
        }
    }
    join_topics(act, stream, &mut units, tells_something);
    units
}

/// "02.12.2021 · MSK · Samtale", and on the line below what was said: the head of an entry that tells something is read with the first sentence under it.
fn join_topics(act: &ActText, stream: &Stream, units: &mut Vec<Unit>, tells_something: impl Fn(&Range<usize>) -> bool) {
    let body = |unit: &Unit| act.lines.get(unit.line).is_some_and(|l| l.kind == LineKind::Body);
    let opens_with_date = |unit: &Unit| matches!(stream.kind(unit.tokens.start), TokenKind::Date(_));
    // "… · Vurdering", and below "13.30, m. teamkoordinator".
    let opens_sentence = |unit: &Unit| {
        let first = unit.tokens.start;
        stream.is_capital(first) || stream.word(first).starts_with(|c: char| c.is_ascii_digit())
    };
    let is_head = |unit: &Unit| {
        let line_end = unit.tokens.end.saturating_sub(1);
        let closed = || matches!(stream.kind(line_end.saturating_sub(1)), TokenKind::Sign(_));
        let parted = || matches!(stream.kind(unit.tokens.start + 1), TokenKind::Sign('·' | '|' | '–' | '—' | '-' | '/'));
        let dates = || unit.tokens.clone().filter(|&t| matches!(stream.kind(t), TokenKind::Date(_))).count();
        body(unit)
            && unit.tokens.len() <= TOPIC
            && opens_with_date(unit)
            && stream.kind(line_end) == TokenKind::LineEnd
            && parted()
            && !closed()
            && dates() == 1
            && tells_something(&unit.tokens)
    };
    let mut joined: Vec<Unit> = Vec::with_capacity(units.len());
    for unit in units.drain(..) {
        match joined.last_mut() {
            Some(head)
                if head.topic.is_empty()
                    && unit.line == head.line + 1
                    && is_head(head)
                    && body(&unit)
                    && !opens_with_date(&unit)
                    && opens_sentence(&unit) =>
            {
                head.topic = head.tokens.start + 1..head.tokens.end;
                head.tokens.end = unit.tokens.end;
            }
            _ => joined.push(unit),
        }
    }
    *units = joined;
}

/// Tokens of the head of an entry, at the most.
const TOPIC: usize = 12;

/// First token of the sentence or cell that holds `token`.
fn sentence_start(stream: &Stream, token: usize) -> usize {
    let start = stream.sentence(stream.sentence_of(token)).start;
    (start..token).rev().find(|&t| stream.kind(t) == TokenKind::Cell).map_or(start, |t| t + 1)
}

/// Numbers the clauses: signs and conjunctions that begin a statement of its own begin a new one.
fn clauses(stream: &Stream, words: &ClauseWords) -> Vec<usize> {
    let mut out = Vec::with_capacity(stream.tokens.len());
    let mut clause = 0;
    let mut sentence = 0;
    for i in 0..stream.tokens.len() {
        let here = stream.sentence_of(i);
        let begins = here != sentence
            || match stream.kind(i) {
                TokenKind::Cell => true,
                TokenKind::Sign(';' | '(' | ')' | '–' | '—' | '·' | '☐' | '☒' | '☑') => true,
                // A label and its value are one; a colon further on introduces a statement.
                TokenKind::Sign(':') => sentence_start(stream, i) + 5 < i,
                TokenKind::Sign(',') => !words.governed.has(stream.word(i + 1)),
                TokenKind::Sign('-') => stream.kind(i + 1) == TokenKind::Word,
                TokenKind::Word if i > 0 => {
                    words.begins.has(stream.word(i))
                        || words.begins_apart.has(stream.word(i)) && (stream.kind(i - 1) != TokenKind::Word || stream.word(i - 1) == "og")
                }
                _ => false,
            };
        if begins {
            clause += 1;
        }
        sentence = here;
        out.push(clause);
    }
    out
}
