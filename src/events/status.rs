//! Whether it took place: the context around a dated trigger.
//!
//! In: a linked trigger. Out: its [`Status`]. After ConText: cues work forward or backward as far as their reach goes; where
//! several work, hypotetisk beats anden beats aflyst beats planlagt. A day after the act's own is planned whatever the verb.

use std::ops::Range;

use crate::dates::LegalDate;
use crate::grammar::{Cue, Direction, Grammar, Reach, TokenKind};

use super::model::{EventKind, Status};
use super::prepared::{Prepared, Unit};
use super::scopes::Scope;
use super::triggers::{Trigger, overlap};

/// What decides the status of one event.
pub struct Case<'a> {
    /// The act.
    pub act: &'a Prepared<'a>,
    /// The grammar.
    pub grammar: &'a Grammar,
    /// The unit of the trigger.
    pub unit: &'a Unit,
    /// What the unit inherits.
    pub scope: &'a Scope,
    /// The trigger.
    pub trigger: &'a Trigger,
    /// Its date's token, if it stands in the unit.
    pub date_token: Option<usize>,
    /// Its date.
    pub date: LegalDate,
    /// Folded name of the case's municipality without "kommune".
    pub municipality: &'a str,
}

/// The status, with the cue that gave it.
#[must_use]
pub fn status(case: &Case, kind: EventKind, given: Status) -> (Status, Option<String>) {
    let mut worked: Vec<(Status, &str)> = Vec::new();
    let tokens = case.tokens();
    for cue in &case.grammar.cues {
        if !cue.entry.kinds.is_empty() && !cue.entry.kinds.contains(&kind) {
            continue;
        }
        for hit in case.act.hits_in(&case.unit.tokens).iter().filter(|h| h.vocabulary == cue.vocabulary) {
            if works(case, cue, &hit.tokens, &tokens) {
                worked.push((cue.entry.status, &cue.entry.id));
            }
        }
    }
    if worked.iter().all(|(s, _)| *s != Status::Anden) && about_another(case, &tokens) {
        worked.push((Status::Anden, "anden.navn"));
    }
    let pick = |status: Status| worked.iter().find(|(s, _)| *s == status).map(|(s, id)| (*s, Some((*id).to_owned())));
    if case.scope.prior == Some(Status::Hypotetisk) {
        return (Status::Hypotetisk, Some("afsnit".to_owned()));
    }
    let ahead = case.scope.anchor.is_some_and(|anchor| case.date.first_day() > anchor && !same_month(case.date, anchor));
    let decided = pick(Status::Hypotetisk).or_else(|| pick(Status::Anden)).or_else(|| pick(Status::Aflyst));
    if let Some(decided) = decided {
        return decided;
    }
    if ahead {
        return (Status::Planlagt, Some("dato".to_owned()));
    }
    if let Some(planned) = pick(Status::Planlagt) {
        return planned;
    }
    if case.scope.prior == Some(Status::Anden) && !case.act.names_child(case.unit.tokens.clone()) {
        return (Status::Anden, Some("afsnit".to_owned()));
    }
    (given, None)
}

/// A month or week that the anchor lies in may still have been before it.
fn same_month(date: LegalDate, anchor: chrono::NaiveDate) -> bool {
    date.known_day().is_none() && date.first_day() <= anchor
}

impl Case<'_> {
    /// Tokens of trigger and date together, as far as they stand in one clause; else the trigger's.
    fn tokens(&self) -> Range<usize> {
        self.trigger.tokens.clone()
    }
}

fn works(case: &Case, cue: &Cue, hit: &Range<usize>, tokens: &Range<usize>) -> bool {
    let trigger = &case.trigger.anchor;
    // A cue that is the trigger's own words, or stands inside them, tells nothing new; one that only shares its verb does.
    if hit.start >= tokens.start
        && hit.end <= tokens.end
        && trigger.len() > 1
        && overlap(hit, trigger)
        && cue.entry.status == Status::Planlagt
    {
        return false;
    }
    let before = hit.start < trigger.end;
    let direction = match cue.entry.direction {
        Direction::Forward => before,
        Direction::Backward => !before || hit.end > trigger.start,
        Direction::Both => true,
    };
    if !direction {
        return false;
    }
    match cue.entry.reach {
        Reach::Entry | Reach::Sentence => same_sentence(case, hit.start),
        Reach::Clause => {
            let of = |t: usize| case.act.clauses.get(t).copied();
            let date = case.date_token.and_then(of);
            let here = of(hit.start).or(None);
            let last = of(hit.end.saturating_sub(1));
            let matches = |c: Option<usize>| c.is_some() && (c == here || c == last);
            // Two dates in one clause: the cue belongs to the nearer one.
            (matches(of(trigger.start)) || matches(of(trigger.end.saturating_sub(1))) || (date.is_some() && matches(date)))
                && nearer_than_rivals(case, hit)
        }
    }
}

/// Whether no other date stands between the cue and this trigger with its date.
fn nearer_than_rivals(case: &Case, hit: &Range<usize>) -> bool {
    let Some(date) = case.date_token else { return true };
    let here = case.trigger.anchor.start.min(date)..case.trigger.anchor.end.max(date + 1);
    let between = if hit.end <= here.start {
        hit.end..here.start
    } else if hit.start >= here.end {
        here.end..hit.start
    } else {
        return true;
    };
    !between.into_iter().any(|t| matches!(case.act.stream.kind(t), TokenKind::Date(_)))
}

fn same_sentence(case: &Case, token: usize) -> bool {
    case.unit.row || case.act.stream.sentence_of(token) == case.act.stream.sentence_of(case.trigger.anchor.start)
}

/// Another child is named in the clause and this one is not, or another municipality acts.
fn about_another(case: &Case, tokens: &Range<usize>) -> bool {
    let clause = case.act.clause(case.trigger.anchor.start, &case.unit.tokens);
    let clause = clause.start.min(tokens.start)..clause.end.max(tokens.end);
    if case.act.names_other_child(clause.clone()) && !case.act.names_child(case.unit.tokens.clone()) {
        return true;
    }
    other_municipality(case, &clause)
}

/// "modtog Vesterbæk Kommune": the one that acts is another; "fra Vesterbæk Kommune" only sends to us.
fn other_municipality(case: &Case, clause: &Range<usize>) -> bool {
    if case.municipality.is_empty() {
        return false;
    }
    clause.clone().any(|t| {
        let name = t.checked_sub(1).map(|b| case.act.stream.word(b).to_owned()).unwrap_or_default();
        let kommune = matches!(case.act.stream.word(t), "kommune" | "kommunes");
        let capital = t.checked_sub(1).and_then(|b| case.act.stream.tokens.get(b)).is_some_and(|k| k.capital);
        let before = t.checked_sub(2).map(|b| case.act.stream.word(b).to_owned()).unwrap_or_default();
        kommune
            && capital
            && !name.is_empty()
            && !case.municipality.contains(name.trim_end_matches('s'))
            && name.len() > 3
            && !matches!(before.as_str(), "fra" | "til" | "af" | "med")
    })
}
