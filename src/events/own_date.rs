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

use super::prepared::Prepared;
use super::profile::{absolute, last_day, line_tokens};

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
    /// The date.
    pub seen: DateSigns,
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

/// The dates that may be the act's own, each day once, in order of their likelihood.
pub fn ranked(act: &Prepared, grammar: &Grammar, doctype: &str) -> Vec<Candidate> {
    let mut all = candidates(act, grammar, doctype);
    for candidate in &mut all {
        candidate.weight = candidate.seen.signs.iter().filter_map(|s| grammar.own_date_signs.get(s)).sum();
    }
    all.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    all
}

/// All of them in order of the text, with their signs.
pub fn candidates(act: &Prepared, grammar: &Grammar, doctype: &str) -> Vec<Candidate> {
    let told = grammar.vocabulary("fortid");
    let mut days: BTreeMap<(Option<NaiveDate>, u32, u32), (Candidate, usize)> = BTreeMap::new();
    let mut told_days: BTreeSet<NaiveDate> = BTreeSet::new();
    for (line, _) in act.act.lines.iter().enumerate() {
        let tokens = line_tokens(act, line);
        for (token, mention) in act.dates_in(tokens.clone()) {
            let Some(m) = act.mentions.get(mention).filter(|m| !m.born).map(last_day) else { continue };
            let Expr::Day { month, day, .. } = m.expr else { continue };
            let found = absolute(&m);
            let open = matches!(m.expr, Expr::Day { year: YearRef::Unknown, .. });
            if found.is_none() && !open {
                continue;
            }
            let day_of = found.map(|f| f.0);
            let is_told = told.is_some_and(|t| act.has(&[t], &act.clause(token, &tokens)));
            told_days.extend(day_of.filter(|_| is_told));
            let seen = || DateSigns { day: day_of, of_year: (month, day), signs: BTreeSet::new() };
            let new = || Candidate { seen: seen(), at: None, mention, token, line, told: false, weight: 0.0 };
            let (candidate, count) = days.entry((day_of, month, day)).or_insert_with(|| (new(), 0));
            candidate.at = candidate.at.or(found.and_then(|f| f.1));
            candidate.seen.signs.extend(own_signs(act, grammar, &m, line, token, &tokens));
            candidate.told |= is_told;
            *count += 1;
        }
    }
    let given: Vec<NaiveDate> = days.values().filter_map(|(c, _)| c.seen.day).collect();
    let mut all: Vec<Candidate> = days
        .into_values()
        .map(|(mut c, count)| {
            let DateSigns { day, signs, .. } = &mut c.seen;
            signs.insert(format!("count.{}", count.min(MANY)));
            signs.extend(day.iter().flat_map(|day| order_signs(*day, &given, &told_days)));
            let of_type: Vec<String> = signs.iter().filter(|s| is_general(s)).map(|s| format!("{doctype}:{s}")).collect();
            signs.extend(of_type);
            c
        })
        .collect();
    all.sort_by_key(|c| c.token);
    all
}

/// Signs whose weight may differ from type to type.
fn is_general(sign: &str) -> bool {
    !sign.contains('+') && ["line.", "foot.", "last_told", "told_later.", "alone."].iter().any(|s| sign.starts_with(s))
}

/// Where the date stands and what stands beside it.
fn own_signs(act: &Prepared, grammar: &Grammar, mention: &Mention, line: usize, token: usize, tokens: &Range<usize>) -> Vec<String> {
    let below = act.act.lines.len().saturating_sub(line + 1);
    let words = tokens.clone().filter(|&t| act.stream.kind(t) == TokenKind::Word).count();
    let name = |n: usize, parts: &[(usize, &'static str)], rest| parts.iter().find(|(end, _)| n < *end).map_or(rest, |(_, name)| *name);
    let top = format!("line.{}", name(line, &TOP, "body"));
    let foot = format!("foot.{}", name(below, &FOOT, "far"));
    let alone = format!("alone.{}", name(words.saturating_sub(1), &WORDS, "no"));
    let kind = match act.act.lines.get(line).map(|l| l.kind) {
        Some(LineKind::Row) => "in.row",
        Some(LineKind::Heading) => "in.heading",
        _ => "in.text",
    };
    let year = if matches!(mention.expr, Expr::Day { year: YearRef::Given(_), .. }) { "year.given" } else { "year.open" };
    let mut signs = vec![
        format!("{top}+{alone}+{kind}"),
        format!("{foot}+{alone}+{kind}"),
        format!("{top}+{kind}"),
        format!("{alone}+{kind}+{year}"),
        top,
        foot,
        alone,
        kind.to_owned(),
        year.to_owned(),
    ];
    if token <= tokens.start + 1 {
        signs.push("leads".to_owned());
    }
    if mention.time.is_some() {
        signs.push("has.time".to_owned());
    }
    let from = token.saturating_sub(BESIDE - 1).max(tokens.start);
    if !(from..token).any(|t| act.stream.kind(t) == TokenKind::Word) {
        signs.push("bare".to_owned());
    }
    let described = |v: VocabularyId| grammar.describe(v).map(|v| v.name.as_str()).unwrap_or_default();
    for hit in act.hits_in(&(token.saturating_sub(BESIDE).max(tokens.start)..(token + BESIDE + 1).min(tokens.end))) {
        let side = if hit.tokens.start < token { "before" } else { "after" };
        signs.push(format!("{side}.{}", described(hit.vocabulary)));
    }
    signs
}

/// Where its day lies among the others.
fn order_signs(day: NaiveDate, given: &[NaiveDate], told: &BTreeSet<NaiveDate>) -> Vec<String> {
    let later: Vec<&NaiveDate> = given.iter().filter(|d| **d > day).collect();
    let told_later = later.iter().filter(|d| told.contains(d)).count();
    let mut signs = vec![format!("later.{}", later.len().min(MANY)), format!("told_later.{}", told_later.min(MANY))];
    if told_later == 0 {
        signs.push("last_told".to_owned());
    }
    if later.iter().any(|d| (**d - day).num_days() <= SOON) {
        signs.push("soon_after".to_owned());
    }
    signs
}
