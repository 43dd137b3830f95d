//! Days that need no words: the other acts have told what happened on them.
//!
//! In: an act read with what the others tell, and which of its days already have an event. Out: triggers with their date, one for each day left
//! over of which the others tell one kind and no other, as often as its rule's `told_by` asks. "Silje 1/6." in a list of whom the caseworker
//! spoke to, "Besøget den 24." or a signature's day tell the event to whoever has read the rest of the case. Whether it lay ahead or came to
//! nothing is left to `status`, as with any other trigger.

use chrono::NaiveDate;

use crate::dates::Expr;
use crate::grammar::{Grammar, Rule};

use super::memory::Memory;
use super::model::EventKind;
use super::prepared::{Prepared, Unit};
use super::profile::Profile;
use super::scopes::Scopes;
use super::triggers::{DatedTrigger, Trigger};

/// All of them; `is_told` answers, for a date token, its day and the kind that would be told, whether the act itself tells an event of that day or
/// with that token. One that only follows such a kind does not count.
#[must_use]
pub fn recalled(
    act: &Prepared,
    grammar: &Grammar,
    profile: &Profile,
    scopes: &Scopes,
    memory: Memory,
    is_told: impl Fn(usize, NaiveDate, EventKind) -> bool,
) -> Vec<DatedTrigger> {
    let rules: Vec<(usize, &Rule)> = grammar.rules.iter().enumerate().filter(|(_, rule)| rule.entry.told_by > 0).collect();
    if memory.is_empty() || rules.is_empty() {
        return Vec::new();
    }
    let fits = |rule: &Rule, unit: &Unit| rule.is_for(&profile.doctype) && !act.has(&rule.without_sentence, &unit.tokens);
    let mut out: Vec<DatedTrigger> = Vec::new();
    for (index, unit) in act.units.iter().enumerate() {
        for (token, mention) in act.dates_in(unit.tokens.clone()) {
            // "Mandag" or "dagen efter" may be any day; the others' day is meant where it is written out.
            let written = act.mentions.get(mention).is_some_and(|m| matches!(m.expr, Expr::Day { .. } | Expr::DayOfMonth { .. }));
            let read = scopes.values.get(mention).copied().flatten();
            let Some((date, day)) = read.filter(|_| written).and_then(|date| Some((date, date.known_day()?))) else { continue };
            // What follows another on its day is not what the day is told for.
            let mut told = memory.told(date);
            let kinds: Vec<EventKind> = told.iter().map(|(kind, _)| *kind).collect();
            let after = |kind: EventKind| kinds.iter().any(|before| grammar.follows(kind, *before));
            told.retain(|(kind, _)| !after(*kind));
            let [(kind, acts)] = told.as_slice() else { continue };
            if is_told(token, day, *kind) {
                continue;
            }
            let Some((rule, _)) = rules.iter().find(|(_, rule)| rule.kind == *kind && rule.entry.told_by <= *acts && fits(rule, unit))
            else {
                continue;
            };
            let tokens = act.clause(token, &unit.tokens);
            let trigger = Trigger { rule: *rule, unit: index, anchor: token..token + 1, tokens, noun: None, bare: true, date: Some(token) };
            out.push(DatedTrigger { trigger, date: (token, mention) });
        }
    }
    out
}
