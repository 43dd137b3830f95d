//! Periods that tell a beginning and an end: "BFU fra 3/10 til 30/1", "i familiebehandling fra 3. april til 28. juli 2023".
//!
//! In: a prepared act with its scopes. Out: triggers with their date, one for each rule of a period (`span`) whose thing the period stands beside. The
//! days of such a period tell nothing else, whatever words stand by: so it is read before them, as the dated cells of a table are.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use crate::dates::{Expr, LegalDate, Mention, YearRef};
use crate::grammar::{Grammar, Hit, Rule, SpanEnd, TokenKind};

use super::model::EventKind;
use super::prepared::{Prepared, Unit};
use super::profile::Profile;
use super::scopes::Scopes;
use super::triggers::{DatedTrigger, Trigger};

/// Days that a period of the case lasts at the least; a weekend or a holiday is shorter.
const SHORTEST: i64 = 21;
/// Tokens between a thing and its period, where the thing stands before it, and where it stands behind.
const BEFORE: usize = 7;
const BEHIND: usize = 3;

/// All of them.
#[must_use]
pub fn period_triggers(act: &Prepared, grammar: &Grammar, profile: &Profile, scopes: &Scopes) -> Vec<DatedTrigger> {
    let rules: Vec<(usize, &Rule)> =
        grammar.rules.iter().enumerate().filter(|(_, rule)| rule.entry.span.is_some() && rule.is_for(&profile.doctype)).collect();
    let mut out = Vec::new();
    for (index, unit) in act.units.iter().enumerate() {
        for (token, mention) in act.dates_in(unit.tokens.clone()) {
            let first = scopes.values.get(mention).copied().flatten();
            let last = act.mentions.get(mention).zip(first).and_then(|(m, first)| last_of(m, first));
            let Some((first, last)) = first.zip(last) else { continue };
            if !is_period(first, last) {
                continue;
            }
            let clause = act.clause(token, &unit.tokens);
            for (rule, told) in &rules {
                if act.has(&told.without, &clause) || act.has(&told.without_sentence, &unit.tokens) {
                    continue;
                }
                let Some(anchor) = thing_beside(act, grammar, told, unit, token) else { continue };
                let tokens = anchor.start.min(token)..anchor.end.max(token + 1);
                let noun = Some(anchor.clone());
                let trigger = Trigger { rule: *rule, unit: index, anchor, tokens, noun, bare: true, date: Some(token) };
                out.push(DatedTrigger { trigger, date: (token, mention) });
            }
        }
    }
    out
}

/// The day that a rule tells of a period that begins on `first`.
pub fn told_end(rule: &Rule, mention: Option<&Mention>, first: LegalDate) -> Option<LegalDate> {
    match rule.entry.span {
        Some(SpanEnd::Last) => last_of(mention?, first),
        Some(SpanEnd::First) => Some(first),
        // "Udført i perioden fra 15. august til 14. januar og underskrevet": what ends, ends with it.
        None if ends(rule.kind) => Some(mention.and_then(|m| last_of(m, first)).filter(|last| is_period(first, *last)).unwrap_or(first)),
        None => Some(first),
    }
}

fn is_period(first: LegalDate, last: LegalDate) -> bool {
    (last.last_day() - first.first_day()).num_days() >= SHORTEST
}

fn ends(kind: EventKind) -> bool {
    matches!(kind, EventKind::UndersoegelseAfsluttet | EventKind::AfdaekningAfsluttet | EventKind::ForanstaltningOphoert)
}

/// The last day of a period of days.
fn last_of(mention: &Mention, first: LegalDate) -> Option<LegalDate> {
    let Expr::Span { to, .. } = &mention.expr else { return None };
    let start = first.first_day();
    let Expr::Day { year, month, day } = &**to else { return None };
    let in_year = |year: i32| Some(LegalDate::day(NaiveDate::from_ymd_opt(year, *month, *day)?)).filter(|end| end.first_day() > start);
    match year {
        YearRef::Given(year) => in_year(*year),
        _ => [start.year(), start.year() + 1].into_iter().find_map(in_year),
    }
}

/// The rule's thing that a period is of: the nearest before it with no other thing, day or sentence between, or else right behind it; a label before it.
fn thing_beside(act: &Prepared, grammar: &Grammar, rule: &Rule, unit: &Unit, date: usize) -> Option<Range<usize>> {
    let parts = |t: usize| match act.stream.kind(t) {
        TokenKind::Date(_) => true,
        TokenKind::Sign('.' | '!' | '?' | ';') => act.stream.ends_sentence(t),
        _ => false,
    };
    let start = date.saturating_sub(BEFORE).max(unit.tokens.start);
    let start = (start..date).rev().find(|&t| parts(t)).map_or(start, |t| t + 1);
    let end = (date + 1 + BEHIND).min(unit.tokens.end);
    let end = (date + 1..end).find(|&t| parts(t) || act.stream.kind(t) == TokenKind::Sign(',')).unwrap_or(end);
    let hits = act.hits_in(&(start..end));
    if let Some(label) = hits.iter().find(|h| rule.phrase.contains(&h.vocabulary) && h.tokens.end <= date) {
        return Some(label.tokens.clone());
    }
    let things = || hits.iter().filter(|h| grammar.is_object(h.vocabulary));
    let before = things().filter(|h| h.tokens.end <= date).map(|h| h.tokens.end).max();
    let behind = || things().filter(|h| date < h.tokens.start).map(|h| h.tokens.start).min();
    let ours = |hit: &&Hit| rule.noun.contains(&hit.vocabulary);
    match before {
        Some(at) => things().filter(|h| h.tokens.end == at).find(ours),
        None => behind().and_then(|at| things().filter(|h| h.tokens.start == at).find(ours)),
    }
    .map(|hit| hit.tokens.clone())
}
