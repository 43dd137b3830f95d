//! Undated statements that a verdict needs: a reasoned conclusion, goals, what a talk was about.
//!
//! In: a prepared act with its dates and events. Out: [`Finding`]s with their quotes. A statement belongs to a day where its rule says so: that of a near
//! event (`near`), or one of its own (`dated`).

use std::ops::Range;

use crate::dates::LegalDate;
use crate::grammar::{FindingRule, Grammar, TokenKind, VocabularyId};

use super::columns::rows_without;
use super::model::{EventKind, Status};
use super::prepared::{Prepared, Unit};
use super::profile::Profile;
use super::scopes::Scopes;

/// How many units away an event may be told that a statement is near to.
const NEAR: usize = 4;

/// A finding before it has its evidence: the rule, the tokens that say it, the date it belongs to.
pub struct RawFinding {
    /// Index of the rule.
    pub rule: usize,
    /// Tokens to quote.
    pub tokens: Range<usize>,
    /// The near event's date.
    pub date: Option<LegalDate>,
}

/// An event as the findings need it: kind, status, unit, date.
pub type Told = (EventKind, Status, usize, LegalDate);

/// All findings of an act.
#[must_use]
pub fn findings(act: &Prepared, grammar: &Grammar, profile: &Profile, scopes: &Scopes, told: &[Told]) -> Vec<RawFinding> {
    let in_act = |rule: &FindingRule| rule.entry.doctypes.is_empty() || rule.entry.doctypes.contains(&profile.doctype);
    let mut tried: Vec<(usize, usize)> = Vec::new();
    for (u, unit) in act.units.iter().enumerate() {
        let rules = act.hits_in(&unit.tokens).iter().flat_map(|hit| &grammar.uses(hit.vocabulary).finding);
        tried.extend(rules.map(|rule| (*rule, u)));
    }
    tried.sort_unstable();
    tried.dedup();
    let mut out = Vec::new();
    for (index, rule) in grammar.findings.iter().enumerate().filter(|(_, rule)| rule.entry.empty_cell && in_act(rule)) {
        let open: Vec<VocabularyId> = rule.needs.iter().flatten().copied().collect();
        out.extend(rows_without(act, &rule.any, &open).into_iter().map(|tokens| RawFinding { rule: index, tokens, date: None }));
    }
    // Rule by rule, whatever units they were tried on.
    for of_rule in tried.chunk_by(|a, b| a.0 == b.0) {
        let rule = of_rule.first().and_then(|(index, _)| Some((*index, grammar.findings.get(*index)?)));
        let Some((index, rule)) = rule.filter(|(_, rule)| in_act(rule) && !rule.entry.empty_cell && !left_open(act, rule)) else {
            continue;
        };
        for (u, unit) in of_rule.iter().filter_map(|(_, u)| Some((*u, act.units.get(*u)?))) {
            if let Some(date) = in_unit(act, rule, profile, scopes, told, u, unit) {
                out.push(RawFinding { rule: index, tokens: unit.tokens.clone(), date });
            }
        }
    }
    out
}

/// The date the statement belongs to, if the unit makes it.
#[expect(clippy::option_option, reason = "no statement, a statement without a date, one with")]
fn in_unit(
    act: &Prepared,
    rule: &FindingRule,
    profile: &Profile,
    scopes: &Scopes,
    told: &[Told],
    u: usize,
    unit: &Unit,
) -> Option<Option<LegalDate>> {
    let named = |needs: &[VocabularyId]| act.barnet_naevnt.is_some_and(|v| needs.contains(&v)) && act.names_child(unit.tokens.clone());
    // "Den sidste gang fortalte jeg om plejefamilien. Han vil gerne prøve": who heard it may stand a sentence further on.
    let reach = usize::from(!rule.near.is_empty());
    let beside = || (u.saturating_sub(reach)..=u + reach).filter_map(|at| act.units.get(at)).filter(|other| other.line == unit.line);
    let about = |n: &[VocabularyId]| beside().any(|other| act.has(n, &other.tokens));
    let met = rule.needs.iter().all(|n| about(n) || named(n));
    let question = || u.checked_sub(1).and_then(|at| act.units.get(at)).filter(|before| before.line == unit.line);
    let in_row = unit.row && act.has(&rule.asked, &unit.tokens);
    let answers = rule.asked.is_empty() || in_row || question().is_some_and(|before| act.has(&rule.asked, &before.tokens));
    let said = act.has(&rule.any, &unit.tokens) && met && answers && !act.has(&rule.without, &unit.tokens);
    if !said || (rule.entry.label && !is_label(act, unit)) || is_empty_field(act, rule, u, unit) {
        return None;
    }
    if rule.entry.dated {
        return own_day(act, rule, profile, scopes, u, unit);
    }
    if rule.near.is_empty() {
        return Some(None);
    }
    let fits = |(kind, status, ..): &&Told| rule.near.contains(kind) && *status == Status::Faktisk;
    let distance = |t: &Told| u.abs_diff(t.2);
    // A journal's entry and a paragraph go on with what they began with.
    let one_line = |t: &Told| act.units.get(t.2).is_some_and(|other| other.line == unit.line);
    let nearest = told.iter().filter(fits).filter(|t| distance(t) <= NEAR || one_line(t)).rev().min_by_key(|t| distance(t));
    // The minutes of a talk are about the talk from top to bottom.
    let minutes = || (profile.doctype == "samtalereferat").then(|| told.iter().find(fits)).flatten();
    nearest.or_else(minutes).map(|t| Some(t.3))
}

/// The words are the form's own, or a heading or label with nothing under it but those and what `without` names.
fn is_empty_field(act: &Prepared, rule: &FindingRule, u: usize, unit: &Unit) -> bool {
    let explains = |unit: &Unit| act.has(&rule.template, &unit.tokens);
    if rule.template.is_empty() || explains(unit) {
        return !rule.template.is_empty();
    }
    if is_empty_cell(act, rule, u, unit) {
        return true;
    }
    let last = |unit: &Unit| unit.tokens.clone().rev().map(|t| act.stream.kind(t)).find(|kind| *kind != TokenKind::LineEnd);
    let is_label = |unit: &Unit| last(unit) == Some(TokenKind::Sign(':'));
    let under =
        || act.units.get(u + 1..).unwrap_or_default().iter().find(|next| last(next).is_some() && !explains(next) && !is_label(next));
    (unit.heading || is_label(unit)) && under().is_none_or(|next| next.heading || act.has(&rule.without, &next.tokens))
}

/// A form's row of which only the label is there; what writes PDFs leaves empty cells out, so that it may stand as a line among rows.
fn is_empty_cell(act: &Prepared, rule: &FindingRule, u: usize, unit: &Unit) -> bool {
    let hits = act.hits_in(&unit.tokens);
    let of_label = |t: usize| hits.iter().any(|h| rule.any.contains(&h.vocabulary) && h.tokens.contains(&t));
    let says_nothing = |t: usize| matches!(act.stream.kind(t), TokenKind::Cell | TokenKind::LineEnd | TokenKind::Sign(':')) || of_label(t);
    let is_row = |at: Option<usize>| at.and_then(|at| act.units.get(at)).is_some_and(|unit| unit.row);
    !unit.heading && unit.tokens.clone().all(says_nothing) && is_row(u.checked_sub(1)) && is_row(u.checked_add(1))
}

/// Whether the field that the rule asks about was left open: nothing stands under it but a line to fill in, the form's own words, and who signed.
fn left_open(act: &Prepared, rule: &FindingRule) -> bool {
    let words = |unit: &Unit| unit.tokens.clone().filter(|t| act.stream.kind(*t) == TokenKind::Word).count();
    let line =
        |unit: &Unit| words(unit) == 0 && unit.tokens.clone().any(|t| matches!(act.stream.kind(t), TokenKind::Sign('_' | '–' | '-' | '…')));
    let open = |unit: &Unit| line(unit) || act.has(&rule.template, &unit.tokens);
    let asks = |unit: &Unit| unit.heading && act.has(&rule.unless_open, &unit.tokens);
    !rule.unless_open.is_empty()
        && act.units.iter().enumerate().filter(|(_, unit)| asks(unit)).any(|(u, unit)| {
            let rest = act.units.get(u + 1..).unwrap_or_default();
            let under = || rest.iter().skip_while(|next| next.line == unit.line).take_while(|next| !next.heading);
            under().any(open) && under().all(|next| open(next) || words(next) <= SIGNED)
        })
}

/// Words of a line that only says who signed.
const SIGNED: usize = 1;

/// The day of a statement that has one of its own; none at all where that day lies ahead of the text and the rule tells what has happened.
#[expect(clippy::option_option, reason = "no statement, a statement without a date, one with")]
fn own_day(act: &Prepared, rule: &FindingRule, profile: &Profile, scopes: &Scopes, u: usize, unit: &Unit) -> Option<Option<LegalDate>> {
    let hit = act.hits_in(&unit.tokens).iter().find(|h| rule.any.contains(&h.vocabulary)).map_or(unit.tokens.start, |h| h.tokens.start);
    let value = |mention: usize| scopes.values.get(mention).copied().flatten();
    let in_sentence = act.dates_in(unit.tokens.clone()).filter_map(|(token, mention)| Some((token.abs_diff(hit), value(mention)?)));
    let scope = scopes.units.get(u);
    let own = || profile.date.map(LegalDate::day).filter(|_| rule.entry.own_date_in.contains(&profile.doctype));
    let date = in_sentence.min_by_key(|(far, _)| *far).map(|(_, date)| date).or_else(|| scope.and_then(|s| s.entry)).or_else(own);
    let written = scope.and_then(|s| s.anchor).or(profile.date);
    let lies_ahead = date.zip(written).is_some_and(|(date, day)| date.first_day() > day);
    (rule.entry.ahead || !lies_ahead).then_some(date)
}

/// A heading, a column's head or a short line with a colon.
fn is_label(act: &Prepared, unit: &Unit) -> bool {
    unit.heading || unit.row || unit.tokens.clone().any(|t| act.stream.kind(t) == TokenKind::Sign(':'))
}
