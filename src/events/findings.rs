//! Undated statements that a verdict needs: a reasoned conclusion, goals, what a talk was about.
//!
//! In: a prepared act with its events. Out: [`Finding`]s with their quotes.

use std::ops::Range;

use crate::dates::LegalDate;
use crate::grammar::{FindingRule, Grammar, VocabularyId};

use super::model::{EventKind, Status};
use super::prepared::{Prepared, Unit};
use super::profile::Profile;

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
pub fn findings(act: &Prepared, grammar: &Grammar, profile: &Profile, told: &[Told]) -> Vec<RawFinding> {
    let in_act = |rule: &FindingRule| rule.entry.doctypes.is_empty() || rule.entry.doctypes.contains(&profile.doctype);
    let mut tried: Vec<(usize, usize)> = Vec::new();
    for (u, unit) in act.units.iter().enumerate() {
        let rules = act.hits_in(&unit.tokens).iter().flat_map(|hit| &grammar.uses(hit.vocabulary).finding);
        tried.extend(rules.map(|rule| (*rule, u)));
    }
    tried.sort_unstable();
    tried.dedup();
    let mut out = Vec::new();
    for (index, u) in tried {
        let (Some(rule), Some(unit)) = (grammar.findings.get(index).filter(|rule| in_act(rule)), act.units.get(u)) else { continue };
        if let Some(date) = in_unit(act, rule, profile, told, u, unit) {
            out.push(RawFinding { rule: index, tokens: unit.tokens.clone(), date });
        }
    }
    out
}

/// The date the statement belongs to, if the unit makes it.
#[expect(clippy::option_option, reason = "no statement, a statement without a date, one with")]
fn in_unit(act: &Prepared, rule: &FindingRule, profile: &Profile, told: &[Told], u: usize, unit: &Unit) -> Option<Option<LegalDate>> {
    let named = |needs: &[VocabularyId]| act.barnet_naevnt.is_some_and(|v| needs.contains(&v)) && act.names_child(unit.tokens.clone());
    // "Den sidste gang fortalte jeg om plejefamilien. Han vil gerne prøve": who heard it may stand a sentence further on.
    let beside = || (u.saturating_sub(1)..=u + 1).filter_map(|at| act.units.get(at)).filter(|other| other.line == unit.line);
    let about = |n: &[VocabularyId]| beside().any(|other| act.has(n, &other.tokens));
    let met = rule.needs.iter().all(|n| about(n) || named(n));
    let said = act.has(&rule.any, &unit.tokens) && met && !act.has(&rule.without, &unit.tokens);
    if !said || (rule.entry.label && !is_label(act, unit)) {
        return None;
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

/// A heading, a column's head or a short line with a colon.
fn is_label(act: &Prepared, unit: &Unit) -> bool {
    unit.heading || unit.row || unit.tokens.clone().any(|t| act.stream.kind(t) == crate::grammar::TokenKind::Sign(':'))
}
