//! Days that need no words: the other acts have told what happened on them.
//!
//! In: an act read with what the others tell, and which of its days already have an event. Out: triggers with their date, one for each day left
//! over of which the others tell one kind and no other, as often as its rule's `told_by` asks. "Silje 1/6." in a list of whom the caseworker
//! spoke to, "Besøget den 24." or a signature's day tell the event to whoever has read the rest of the case. Whether it lay ahead or came to
//! nothing is left to `status`, as with any other trigger.

use chrono::NaiveDate;

use crate::dates::{self, Anchor, Expr, WeekdayDir};
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
            let written = act.mentions.get(mention).is_some_and(|m| is_written(&m.expr));
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

/// Whether words name one day and no other: "den 24.", "i torsdags", "onsdag i sidste uge". "Mandag" or "dagen efter" may be any day.
fn is_written(expr: &Expr) -> bool {
    match expr {
        Expr::Day { .. } | Expr::DayOfMonth { .. } => true,
        Expr::Weekday { dir, .. } => matches!(dir, WeekdayDir::Past | WeekdayDir::OfWeek(_)),
        Expr::Period { unit: dates::Unit::Day, anchor: Anchor::Act, offset } => *offset < 0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::{ActInput, CastFinder, Reader, Source, Status, read_case};
    use super::EventKind;
    use crate::dates::Scanner;
    use crate::grammar::Grammar;
    use crate::text::plain;

    /// The consents that a letter tells of by these words, where a form tells of one of 6 May 2024, a Monday.
    fn recalled(words: &str) -> Vec<String> {
        let grammar = Grammar::standard().unwrap();
        let scanner = Scanner::danish().unwrap();
        let form = "# Notat\n\nMor skrev under på samtykket til aflastning den 6. maj 2024.\n";
        let letter = format!("# Brev\n\n10. maj 2024\n\n{words}\n");
        let texts = [form, letter.as_str()];
        let cast = CastFinder::new(&grammar.cast).unwrap().find(&texts, None, "");
        let pages: Vec<_> = texts.iter().map(|text| plain(text)).collect();
        let input = |pages| ActInput { name: "a", pages, source: Source::Text, fallback: None };
        let inputs: Vec<ActInput> = pages.iter().map(|pages| input(pages)).collect();
        let readings = read_case(&inputs, &cast, &Reader { grammar: &grammar, scanner: &scanner });
        let events = readings.into_iter().nth(1).unwrap().events.into_iter();
        let consents = events.filter(|e| e.kind == EventKind::SamtykkeGivet && e.status == Status::Faktisk && !e.doubtful);
        consents.map(|e| e.date.to_string()).collect()
    }

    #[test]
    fn a_day_that_words_name_outright_tells_what_the_others_tell_of_it() {
        for words in ["Det gjorde jeg den 6. maj.", "Det gjorde jeg i mandags.", "Det gjorde jeg den 6."] {
            assert_eq!(recalled(words), ["2024-05-06"], "{words}");
        }
        // Any Monday, the day after something, and another day.
        for words in ["Hun har fri mandag.", "Det gjorde jeg dagen efter.", "Det gjorde jeg i tirsdags."] {
            assert!(recalled(words).is_empty(), "{words}");
        }
    }
}
