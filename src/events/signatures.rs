//! Signatures under a consent: a name with a date beside it, no verb.
//!
//! In: a prepared act with its scopes. Out: triggers with their date, one per signed line. Forms and tables are signed so ("Rikke
//! Grønbech | 8.11.21 | Rikke G.", "Dato: 11/6 24 Navn: Line Thorup"), and no vocabulary holds the names.

use std::ops::Range;

use crate::grammar::{Grammar, TokenKind, VocabularyId};

use super::model::EventKind;
use super::prepared::{Prepared, Unit};
use super::profile::Profile;
use super::scopes::Scope;
use super::triggers::Trigger;

/// A line with more words than this is a sentence that happens to name someone.
const LONGEST: usize = 20;

/// All of them; `rule` is the consent form's rule, whose `without_sentence` says what a signature line does not hold.
#[must_use]
pub fn signatures(act: &Prepared, grammar: &Grammar, profile: &Profile, scopes: &[Scope]) -> Vec<(Trigger, (usize, usize))> {
    let Some((rule, entry)) = grammar
        .rules
        .iter()
        .enumerate()
        .find(|(_, r)| r.kind == EventKind::SamtykkeGivet && r.entry.doctypes.iter().any(|d| d == "samtykke") && !r.entry.remembered)
    else {
        return Vec::new();
    };
    let (consent, measure) = (grammar.vocabulary("samtykke"), grammar.vocabulary("foranstaltning"));
    let objects: Vec<VocabularyId> = act.objects.iter().copied().filter(|o| Some(*o) != consent && Some(*o) != measure).collect();
    let mut out = Vec::new();
    for (index, unit) in act.units.iter().enumerate() {
        let dates: Vec<(usize, usize)> = act.dates_in(unit.tokens.clone()).collect();
        if dates.is_empty() {
            continue;
        }
        let under = || {
            let heading = scopes.get(index).and_then(|s| s.heading);
            heading.is_some_and(|h| {
                let line = act.line_tokens(h);
                consent.is_some_and(|c| act.has(&[c], &line)) && !act.has(&objects, &line) && !act.has(&entry.without_sentence, &line)
            })
        };
        if unit.heading || unit.tokens.len() > LONGEST || !(profile.doctype == "samtykke" || under()) {
            continue;
        }
        if act.has(&entry.without_sentence, &unit.tokens) || act.has(&objects, &unit.tokens) {
            continue;
        }
        for (place, date) in dates.iter().enumerate() {
            let from = place.checked_sub(1).and_then(|p| dates.get(p)).map_or(unit.tokens.start, |(t, _)| t + 1);
            let to = dates.get(place + 1).map_or(unit.tokens.end, |(t, _)| *t);
            let signed = |range: Range<usize>| name(act, unit, range);
            // "Trine Brandt, 30-08 ☒ Kasper Lorentsen, 01-09": each date has the name before it; else any name of the line.
            let Some(anchor) = signed(from..date.0).or_else(|| signed(date.0 + 1..to)) else { continue };
            let tokens = anchor.start.min(date.0)..anchor.end.max(date.0 + 1);
            out.push((Trigger { rule, unit: index, anchor, tokens, noun: None, bare: false, date: Some(date.0) }, *date));
        }
    }
    out
}

/// Two words with capitals side by side, the first not a label: a person's name; in a row, one that stands alone in its cell.
fn name(act: &Prepared, unit: &Unit, range: Range<usize>) -> Option<Range<usize>> {
    let capital = |t: usize| {
        act.stream.kind(t) == TokenKind::Word
            && act.stream.is_capital(t)
            && act.stream.word(t).chars().all(char::is_alphabetic)
            && act.stream.word(t).len() > 1
    };
    let known = |t: usize| act.stream.is_child(t);
    for t in range.clone() {
        if range.contains(&(t + 1))
            && capital(t)
            && capital(t + 1)
            && !act.is_home(t)
            && act.stream.word(t + 1) != "kommune"
            && act.stream.word(t) != "kommune"
        {
            return Some(t..t + 2);
        }
        if unit.row && known(t) && !matches!(act.stream.kind(t + 1), TokenKind::Word) {
            return Some(t..t + 1);
        }
    }
    None
}
