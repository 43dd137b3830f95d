//! Whether it took place: the context around a dated trigger.
//!
//! In: a linked trigger. Out: its [`Status`]. After ConText: cues work forward or backward as far as their reach goes; where
//! several work, hypotetisk beats anden beats aflyst beats planlagt. A day after the act's own is planned whatever the verb.

use std::ops::Range;

use crate::dates::LegalDate;
use crate::grammar::{Cue, Direction, Grammar, Hit, Reach, TokenKind};

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
    let mut cues: Vec<(usize, &Hit)> =
        case.act.hits_in(&case.unit.tokens).iter().filter_map(|hit| Some((case.grammar.uses(hit.vocabulary).cue?, hit))).collect();
    cues.sort_by_key(|(index, _)| *index);
    for (cue, hit) in cues.into_iter().filter_map(|(index, hit)| Some((case.grammar.cues.get(index)?, hit))) {
        // A waiver is told with the same "ikke" and "undladt", and took place.
        if kind == EventKind::BoernesamtaleFravalgt && cue.entry.status == Status::Aflyst {
            continue;
        }
        if !cue.kinds.is_empty() && !cue.kinds.contains(&kind) {
            continue;
        }
        if works(case, cue, &hit.tokens, &tokens) {
            worked.push((cue.entry.status, &cue.entry.id));
        }
    }
    if worked.iter().all(|(s, _)| *s != Status::Anden) && about_another(case, &tokens) {
        worked.push((Status::Anden, "anden.navn"));
    }
    if unticked(case) {
        return (Status::Hypotetisk, Some("afkrydsning".to_owned()));
    }
    let pick = |status: Status| worked.iter().find(|(s, _)| *s == status).map(|(s, id)| (*s, Some((*id).to_owned())));
    if case.scope.prior == Some(Status::Hypotetisk) {
        return (Status::Hypotetisk, Some("afsnit".to_owned()));
    }
    let ahead =
        case.scope.anchor.is_some_and(|anchor| case.date.first_day() > anchor && !same_month(case.date, anchor)) && !told_as_done(case);
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

/// The trigger stands behind an empty box: it is not stated.
fn unticked(case: &Case) -> bool {
    empty_box_before(case, case.trigger.anchor.start)
}

fn empty_box_before(case: &Case, at: usize) -> bool {
    (case.unit.tokens.start..at)
        .rev()
        .take_while(|&t| case.act.stream.kind(t) != TokenKind::Cell)
        .find(|&t| matches!(case.act.stream.kind(t), TokenKind::Sign('☐' | '☒' | '☑' | '■' | '□' | '✔')))
        .is_some_and(|t| matches!(case.act.stream.kind(t), TokenKind::Sign('☐' | '□')))
}

/// The trigger's own verb is a participle or past tense ("sendt", "gennemført", "sluttede"): a later day then only shows that the
/// act was written on over days, or stamped after it was written.
fn told_as_done(case: &Case) -> bool {
    case.trigger.anchor.clone().any(|t| {
        let word = case.act.stream.word(t);
        !case.trigger.bare
            && word.len() > 3
            && ["et", "dt", "ørt", "oert", "bragt", "lagt", "ede", "edes", "te", "gik", "kom"].iter().any(|e| word.ends_with(e))
    })
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
    // What stands behind an empty box is not said.
    if empty_box_before(case, hit.start) {
        return false;
    }
    // A bare mention happens at its date: what stands before that is before it.
    let place = case.date_token.filter(|_| case.trigger.bare).map_or(trigger.end, |d| trigger.end.max(d + 1));
    let before = hit.start < place;
    let direction = match cue.entry.direction {
        Direction::Forward => before,
        Direction::Backward => !before || hit.end > trigger.start,
        Direction::Both => true,
    };
    if !direction {
        return false;
    }
    match cue.entry.reach {
        Reach::Entry => same_sentence(case, hit.start),
        Reach::Sentence => same_sentence(case, hit.start) && nearer_than_rivals(case, hit) && !contrast_between(case, hit),
        Reach::Clause => {
            let of = |t: usize| case.act.clauses.get(t).copied();
            let date = case.date_token.and_then(of);
            let here = of(hit.start);
            let last = of(hit.end.saturating_sub(1));
            let matches = |c: Option<usize>| c.is_some() && (c == here || c == last);
            // Two dates in one clause: the cue belongs to the nearer one.
            (matches(of(trigger.start)) || matches(of(trigger.end.saturating_sub(1))) || (date.is_some() && matches(date)))
                && nearer_than_rivals(case, hit)
        }
    }
}

/// Whether "men" and the like part the cue from the trigger.
fn contrast_between(case: &Case, hit: &Range<usize>) -> bool {
    let trigger = &case.trigger.anchor;
    let between = if hit.end <= trigger.start { hit.end..trigger.start } else { trigger.end..hit.start };
    between.into_iter().any(|t| matches!(case.act.stream.word(t), "men" | "mens" | "hvorimod" | "derimod" | "dog" | "derefter" | "saa"))
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
    let clause_or_row = if case.unit.row {
        case.unit.tokens.clone()
    } else {
        case.act.stream.sentence(case.act.stream.sentence_of(case.trigger.anchor.start)).start..clause.end
    };
    if case.act.names_other_child(clause_or_row) && !case.act.names_child(case.unit.tokens.clone()) {
        return true;
    }
    if pronoun_of_another(case, &clause) {
        return true;
    }
    other_municipality(case, &clause)
}

/// "Afdækningen om ham": the pronoun means the other child whom the sentence before names.
fn pronoun_of_another(case: &Case, clause: &Range<usize>) -> bool {
    let pronoun = clause.clone().any(|t| matches!(case.act.stream.word(t), "ham" | "hans" | "hende" | "hendes" | "han" | "hun"));
    if !pronoun || case.act.names_child(case.unit.tokens.clone()) {
        return false;
    }
    let Some(index) = case.act.units.iter().position(|u| u.tokens == case.unit.tokens) else { return false };
    let before = index.checked_sub(1).and_then(|i| case.act.units.get(i)).filter(|u| u.line == case.unit.line);
    before.is_some_and(|u| case.act.names_other_child(u.tokens.clone()) && !case.act.names_child(u.tokens.clone()))
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
