//! Which of an act's dates is its own: each date that may be it is judged by its signs, and the signs have weights.
//!
//! In: a prepared act, its type, the weights (`grammars/own_date.toml`). Out: the dates that may be the act's own, the likeliest first. A
//! letter's date line, a signature, a field "Udarbejdet", the last day that is told, a stamp beside it: no one sign decides, and no order in
//! which to ask for them fits all writers. So the weights are learned from annotated acts, and say in one table what speaks for a date and what
//! against it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use chrono::{NaiveDate, NaiveDateTime};

use crate::dates::{Expr, Mention, YearRef};
use crate::grammar::{Grammar, TokenKind, VocabularyId};
use crate::text::LineKind;

use super::lines::{absolute, last_day};
use super::prepared::Prepared;

/// Lines from the top that end a part of the act: the first, the letterhead, the head, the opening.
const TOP: [(usize, &str); 4] = [(1, "first"), (4, "letterhead"), (9, "head"), (15, "opening")];
/// Lines from the bottom that begin one: the last, the signature, the closing.
const FOOT: [(usize, &str); 3] = [(1, "last"), (4, "signature"), (9, "closing")];
/// Words in the date's line.
const WORDS: [(usize, &str); 3] = [(3, "3"), (6, "6"), (12, "12")];
/// Tokens before and after a date in which words speak of it.
const BESIDE: usize = 4;
/// Counted no further.
const MANY: usize = 3;
/// A date this many days later is noted on the same act.
const SOON: i64 = 3;

/// What one of an act's dates looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateSigns {
    /// The day, where the words give its year.
    pub day: Option<NaiveDate>,
    /// Its month and its day of the month.
    pub of_year: (u32, u32),
    /// Where it stands, what stands beside it, and how it lies among the others, by the names of `own_date.toml`.
    pub signs: BTreeSet<String>,
}

/// One of the act's dates.
pub struct Candidate {
    /// The day, where the words give its year.
    pub day: Option<NaiveDate>,
    /// The time of day beside it.
    pub at: Option<NaiveDateTime>,
    /// Its mention, the first of its day.
    pub mention: usize,
    /// The token of that mention.
    pub token: usize,
    /// The line of it.
    pub line: usize,
    /// A verb of the past stands with it.
    pub told: bool,
    /// The sum of its signs' weights.
    pub weight: f64,
}

/// A date with its signs: as a set of names, or as the weights that the grammar gives some of them.
struct Signed<S> {
    date: Candidate,
    of_year: (u32, u32),
    count: usize,
    signs: S,
}

/// The dates that may be the act's own, each day once, in order of their likelihood.
pub fn ranked<'g>(act: &Prepared, grammar: &'g Grammar, doctype: &str) -> Vec<Candidate> {
    // Most signs weigh nothing: of an act's dates only those are kept that weigh, by their names in the grammar.
    let weigh = |signs: &mut Vec<(&'g str, f64)>, sign: &str| {
        signs.extend(grammar.own_date_signs.get_key_value(sign).map(|(name, weight)| (name.as_str(), *weight)));
    };
    let weighed = gather(act, grammar, doctype, weigh).into_iter().map(|mut one| {
        one.signs.sort_unstable_by_key(|(name, _)| *name);
        one.signs.dedup_by_key(|(name, _)| *name);
        Candidate { weight: one.signs.iter().map(|(_, weight)| weight).sum(), ..one.date }
    });
    let mut all: Vec<Candidate> = weighed.collect();
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    all
}

/// All of them in order of the text, with their signs.
pub fn signs(act: &Prepared, grammar: &Grammar, doctype: &str) -> Vec<DateSigns> {
    let note = |signs: &mut BTreeSet<String>, sign: &str| {
        if !signs.contains(sign) {
            signs.insert(sign.to_owned());
        }
    };
    let all = gather(act, grammar, doctype, note).into_iter();
    all.map(|one| DateSigns { day: one.date.day, of_year: one.of_year, signs: one.signs }).collect()
}

/// Every date that may be the act's own, in order of the text; `note` hears of its signs, of some more than once.
fn gather<S: Default>(act: &Prepared, grammar: &Grammar, doctype: &str, note: impl Fn(&mut S, &str)) -> Vec<Signed<S>> {
    let told = grammar.vocabulary("fortid");
    let mut days: BTreeMap<(Option<NaiveDate>, u32, u32), Signed<S>> = BTreeMap::new();
    let mut told_days: BTreeSet<NaiveDate> = BTreeSet::new();
    let mut namer = Namer { doctype, note, name: String::new() };
    for (line, _) in act.act.lines.iter().enumerate() {
        let tokens = act.line_tokens(line);
        let mut words = None;
        for (token, mention) in act.dates_in(tokens.clone()) {
            let Some(m) = act.mentions.get(mention).filter(|m| !m.born).map(last_day) else { continue };
            let Expr::Day { month, day, .. } = m.expr else { continue };
            let found = absolute(&m);
            let open = matches!(m.expr, Expr::Day { year: YearRef::Unknown, .. });
            if found.is_none() && !open {
                continue;
            }
            let day_of = found.map(|f| f.0);
            let is_told = act.tells_past(told, token, &tokens);
            told_days.extend(day_of.filter(|_| is_told));
            let date = || Candidate { day: day_of, at: None, mention, token, line, told: false, weight: 0.0 };
            let new = || Signed { date: date(), of_year: (month, day), count: 0, signs: S::default() };
            let one = days.entry((day_of, month, day)).or_insert_with(new);
            one.date.at = one.date.at.or(found.and_then(|f| f.1));
            one.date.told |= is_told;
            one.count += 1;
            let count_words = || tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count();
            let words = *words.get_or_insert_with(count_words);
            own_signs(act, grammar, &m, Place { line, token, tokens: &tokens, words }, &mut |parts| namer.note(&mut one.signs, parts));
        }
    }
    // In their order, each once, as the map has them.
    let given: Vec<NaiveDate> = days.values().filter_map(|one| one.date.day).collect();
    let told_days: Vec<NaiveDate> = told_days.into_iter().collect();
    let mut all: Vec<Signed<S>> = days.into_values().collect();
    for one in &mut all {
        namer.note(&mut one.signs, &["count.", number(one.count)]);
        if let Some(day) = one.date.day {
            order_signs(day, &given, &told_days, &mut |parts| namer.note(&mut one.signs, parts));
        }
    }
    all.sort_by_key(|one| one.date.token);
    all
}

/// Puts the names of signs together, and tells them; those whose weight may differ from type to type also with the act's type.
struct Namer<'a, N> {
    doctype: &'a str,
    note: N,
    name: String,
}

impl<N> Namer<'_, N> {
    fn note<S>(&mut self, signs: &mut S, parts: &[&str])
    where
        N: Fn(&mut S, &str),
    {
        self.name.clear();
        self.name.extend(parts.iter().copied());
        (self.note)(signs, &self.name);
        if is_general(&self.name) {
            self.name.insert(0, ':');
            self.name.insert_str(0, self.doctype);
            (self.note)(signs, &self.name);
        }
    }
}

/// Signs whose weight may differ from type to type.
fn is_general(sign: &str) -> bool {
    !sign.contains('+') && ["line.", "foot.", "last_told", "told_later.", "alone."].iter().any(|s| sign.starts_with(s))
}

/// A number as signs name it.
fn number(n: usize) -> &'static str {
    const NAMES: [&str; MANY + 1] = ["0", "1", "2", "3"];
    NAMES.get(n.min(MANY)).copied().unwrap_or_default()
}

/// Where a date stands.
struct Place<'a> {
    line: usize,
    token: usize,
    /// Its line's.
    tokens: &'a Range<usize>,
    /// In its line.
    words: usize,
}

/// Where the date stands and what stands beside it.
fn own_signs(act: &Prepared, grammar: &Grammar, mention: &Mention, at: Place, note: &mut impl FnMut(&[&str])) {
    let Place { line, token, tokens, words } = at;
    let below = act.act.lines.len().saturating_sub(line + 1);
    let name = |n: usize, parts: &[(usize, &'static str)], rest| parts.iter().find(|(end, _)| n < *end).map_or(rest, |(_, name)| *name);
    let top = name(line, &TOP, "body");
    let foot = name(below, &FOOT, "far");
    let alone = name(words.saturating_sub(1), &WORDS, "no");
    let kind = match act.act.lines.get(line).map(|l| l.kind) {
        Some(LineKind::Row) => "in.row",
        Some(LineKind::Heading) => "in.heading",
        _ => "in.text",
    };
    let year = if matches!(mention.expr, Expr::Day { year: YearRef::Given(_), .. }) { "year.given" } else { "year.open" };
    note(&["line.", top, "+alone.", alone, "+", kind]);
    note(&["foot.", foot, "+alone.", alone, "+", kind]);
    note(&["line.", top, "+", kind]);
    note(&["alone.", alone, "+", kind, "+", year]);
    note(&["line.", top]);
    note(&["foot.", foot]);
    note(&["alone.", alone]);
    note(&[kind]);
    note(&[year]);
    if token <= tokens.start + 1 {
        note(&["leads"]);
    }
    if mention.time.is_some() {
        note(&["has.time"]);
    }
    let from = token.saturating_sub(BESIDE - 1).max(tokens.start);
    if !(from..token).any(|t| act.stream.kind(t) == TokenKind::Word) {
        note(&["bare"]);
    }
    let described = |v: VocabularyId| grammar.describe(v).map(|v| v.name.as_str()).unwrap_or_default();
    for hit in act.hits_in(&(token.saturating_sub(BESIDE).max(tokens.start)..(token + BESIDE + 1).min(tokens.end))) {
        let side = if hit.tokens.start < token { "before." } else { "after." };
        note(&[side, described(hit.vocabulary)]);
    }
}

/// Where its day lies among the others, which are sorted and each once; those told are among those given.
fn order_signs(day: NaiveDate, given: &[NaiveDate], told: &[NaiveDate], note: &mut impl FnMut(&[&str])) {
    let later = |days: &[NaiveDate]| days.len() - days.partition_point(|d| *d <= day);
    let told_later = later(told);
    note(&["later.", number(later(given))]);
    note(&["told_later.", number(told_later)]);
    if told_later == 0 {
        note(&["last_told"]);
    }
    let next = given.get(given.len() - later(given));
    if next.is_some_and(|next| (*next - day).num_days() <= SOON) {
        note(&["soon_after"]);
    }
}
