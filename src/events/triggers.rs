//! Where the grammar's rules fire: which verb goes with which noun.
//!
//! In: a prepared act with scopes. Out: [`Trigger`]s, each a rule at a place, not yet dated. A verb belongs to the nearest
//! thing that verbs can have as object, ours or not; where its sentence has none, to the last thing spoken of, the heading's
//! or the act's. So "lægens undersøgelse blev afsluttet" ends no børnefaglig undersøgelse, and "Den blev vurderet dagen
//! efter" finds its underretning.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::grammar::{Grammar, Hit, Rule, TokenKind, Uses, VocabularyId};

use super::link::of_noun;
use super::model::EventKind;
use super::prepared::{Prepared, Unit};
use super::profile::Profile;
use super::scopes::{INITIALS, Scope};
use super::trace::{Stop, What};

/// The farthest a verb reaches for its noun, in words and penalties.
const REACH: usize = 12;

/// The same where a pronoun stands for the noun.
const BY_PRONOUN: usize = 30;

/// A rule that fires.
#[derive(Debug, Clone)]
pub struct Trigger {
    /// Index of the rule in the grammar.
    pub rule: usize,
    /// Index of the unit.
    pub unit: usize,
    /// Tokens that tell: the verb or phrase, or the noun of a bare mention.
    pub anchor: Range<usize>,
    /// Tokens of noun and verb together.
    pub tokens: Range<usize>,
    /// The noun's tokens, if one stands in the unit.
    pub noun: Option<Range<usize>>,
    /// A noun with a date beside it, no verb.
    pub bare: bool,
    /// The date token, where the pattern itself holds it.
    pub date: Option<usize>,
}

/// A trigger whose place gives it its date: a table's cell, a period, a day that the other acts explain.
pub struct DatedTrigger {
    /// The trigger.
    pub trigger: Trigger,
    /// Date token and mention.
    pub date: (usize, usize),
}

/// What a rule needs beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Words,
    /// Something told before that it follows.
    Course,
    /// Another act that tells the same.
    Others,
}

impl Needs {
    fn of(rule: &Rule) -> Self {
        match (rule.entry.remembered, rule.follows.is_empty()) {
            (true, _) => Self::Others,
            (false, false) => Self::Course,
            (false, true) => Self::Words,
        }
    }
}

/// All triggers of an act, in order of the text, of the rules that need this and no more.
#[must_use]
pub fn triggers(act: &Prepared, grammar: &Grammar, profile: &Profile, scopes: &[Scope], needs: Needs) -> Vec<Trigger> {
    let mut finder = Finder { act, grammar, profile, scopes, fits: Vec::new(), fires: Vec::new() };
    let mut present = vec![false; grammar.vocabularies().len()];
    for hit in &act.hits {
        if let Some(here) = present.get_mut(usize::from(hit.vocabulary.0)) {
            *here = true;
        }
    }
    // What tells of a period is found where periods are.
    let fits = |rule: &Rule| Needs::of(rule) == needs && rule.entry.span.is_none() && finder.fits_act(rule, &present);
    finder.fits = grammar.rules.iter().map(fits).collect();
    finder.fires = vec![false; present.len()];
    for (rule, _) in grammar.rules.iter().zip(&finder.fits).filter(|(_, fits)| **fits) {
        let bare = if rule.entry.bare { rule.noun.as_slice() } else { &[] };
        for id in rule.phrase.iter().chain(&rule.verb).chain(bare) {
            if let Some(fires) = finder.fires.get_mut(usize::from(id.0)) {
                *fires = true;
            }
        }
    }
    let mut all = Vec::new();
    for (index, unit) in act.units.iter().enumerate() {
        finder.in_unit(index, unit, &mut all);
    }
    all
}

struct Finder<'a> {
    act: &'a Prepared<'a>,
    grammar: &'a Grammar,
    profile: &'a Profile,
    scopes: &'a [Scope],
    /// By rule: whether it counts in this act.
    fits: Vec<bool>,
    /// By vocabulary: whether it sets off one of those rules.
    fires: Vec<bool>,
}

impl Finder<'_> {
    fn in_unit(&self, index: usize, unit: &Unit, all: &mut Vec<Trigger>) {
        let hits = self.act.hits_in(&unit.tokens);
        let fires = |hit: &Hit| self.fires.get(usize::from(hit.vocabulary.0)).copied().unwrap_or_default();
        if !self.act.trace.is_on() && !hits.iter().any(fires) {
            return;
        }
        let mut found: Vec<Trigger> = Vec::new();
        let objects: Vec<&Hit> = hits.iter().filter(|h| self.is_object(h, hits)).collect();
        for hit in hits {
            let uses = self.grammar.uses(hit.vocabulary);
            self.note_unfit(hit, uses);
            if !fires(hit) {
                continue;
            }
            for (rule_index, _) in self.fitting(&uses.phrase) {
                self.push(&mut found, rule_index, index, unit, hit.tokens.clone(), None, false);
            }
            if self.fitting(&uses.verb).next().is_none() {
                continue;
            }
            // What a pronoun stands for was named before.
            let by_pronoun = self.act.resumes(hit.tokens.start, unit).is_some();
            let before = || objects.iter().copied().filter(|o| o.tokens.end <= hit.tokens.start).collect::<Vec<_>>();
            let named = by_pronoun.then(|| self.nearest_objects(hit, &before())).flatten();
            let nearest = named.or_else(|| self.nearest_objects(hit, &objects));
            let reach = if by_pronoun { BY_PRONOUN } else { REACH };
            for (rule_index, rule) in self.fitting(&uses.verb) {
                match self.object_of(&nearest, rule, index, reach) {
                    Some(noun) => self.push(&mut found, rule_index, index, unit, hit.tokens.clone(), noun, false),
                    None => self.stopped(rule, &hit.tokens, || self.no_object(&nearest, rule)),
                }
            }
        }
        // A bare mention only where no verb has taken the noun. Rule by rule: what one has taken is taken for the next.
        let mut bare: Vec<(usize, &Rule, &Hit)> = Vec::new();
        for hit in &objects {
            bare.extend(self.fitting(&self.grammar.uses(hit.vocabulary).bare).map(|(index, rule)| (index, rule, *hit)));
        }
        bare.sort_by_key(|(index, ..)| *index);
        for (rule_index, rule, hit) in bare {
            let taken = found.iter().find(|t| t.noun.as_ref().is_some_and(|n| overlap(n, &hit.tokens)) || overlap(&t.anchor, &hit.tokens));
            let tied = (hit.tokens.end..(hit.tokens.end + 3).min(unit.tokens.end))
                .any(|t| matches!(self.act.stream.kind(t), TokenKind::Date(_)) && of_noun(self.act, self.grammar, unit, t));
            let tied = tied || self.dated_apart(rule_index, hit, unit, &found);
            let dated = || self.date_beside(hit, unit, rule) || (rule.entry.entry_date && self.leads_entry(hit, index, unit));
            if let Some(taker) = taken.filter(|_| !tied) {
                self.stopped(rule, &hit.tokens, || Stop::Taken(self.act.stream.bytes(taker.anchor.clone())));
            } else if (tied || !self.is_complement(hit, &objects)) && dated() {
                self.push(&mut found, rule_index, index, unit, hit.tokens.clone(), Some(hit.tokens.clone()), true);
            } else {
                self.stopped(rule, &hit.tokens, || Stop::NoDateBeside);
            }
        }
        found.sort_by_key(|t| (t.anchor.start, t.anchor.end, t.rule));
        found.dedup_by(|b, a| a.rule == b.rule && overlap(&a.anchor, &b.anchor));
        all.append(&mut found);
    }

    /// Those of the rules that count in this act.
    fn fitting(&self, rules: &[usize]) -> impl Iterator<Item = (usize, &Rule)> {
        let fits = |rule: &&usize| self.fits.get(**rule).copied().unwrap_or_default();
        rules.iter().filter(fits).filter_map(|rule| Some((*rule, self.grammar.rules.get(*rule)?)))
    }

    /// Whether a rule counts in this act; `present`: by vocabulary, whether it stands somewhere in it.
    fn fits_act(&self, rule: &Rule, present: &[bool]) -> bool {
        let has = |ids: &[VocabularyId]| ids.iter().any(|id| present.get(usize::from(id.0)).copied().unwrap_or_default());
        (rule.needs_act.is_empty() || has(&rule.needs_act)) && !has(&rule.without_act) && rule.is_for(&self.profile.doctype)
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one trigger, gathered in one place")]
    fn push(
        &self,
        found: &mut Vec<Trigger>,
        rule_index: usize,
        index: usize,
        unit: &Unit,
        anchor: Range<usize>,
        noun: Option<Range<usize>>,
        bare: bool,
    ) {
        let Some(rule) = self.grammar.rules.get(rule_index) else { return };
        if rule.entry.short > 0 && unit.tokens.len() > rule.entry.short + 1 {
            return;
        }
        if rule.entry.label && !self.is_label(unit, &anchor) {
            return;
        }
        let clause = self.act.clause(anchor.start, &unit.tokens);
        let clause = clause.start..clause.end.max(anchor.end);
        if self.act.has(&rule.without, &clause) {
            return self.stopped(rule, &anchor, || Stop::ClauseHas(self.act.place_of(&rule.without, &clause)));
        }
        if self.act.has(&rule.without_sentence, &unit.tokens) {
            return self.stopped(rule, &anchor, || Stop::SentenceHas(self.act.place_of(&rule.without_sentence, &unit.tokens)));
        }
        if !rule.needs.is_empty()
            && !self.act.has(&rule.needs, &unit.tokens)
            && !self.next_has(&rule.needs, index)
            && !self.needs_child_and_has(rule, index)
        {
            return self.stopped(rule, &anchor, || Stop::SentenceLacks);
        }
        let tokens = noun.as_ref().map_or(anchor.clone(), |n| n.start.min(anchor.start)..n.end.max(anchor.end));
        let date = self.act.dates_in(anchor.clone()).next().map(|(t, _)| t);
        found.push(Trigger { rule: rule_index, unit: index, anchor, tokens, noun, bare, date });
    }

    /// Whether words label what follows: they open a cell that is not the last, or a line in which a colon or a date comes next.
    fn is_label(&self, unit: &Unit, anchor: &Range<usize>) -> bool {
        let kind = |t: usize| self.act.stream.kind(t);
        let opens = (anchor.start.saturating_sub(2).max(unit.tokens.start)..anchor.start)
            .all(|t| matches!(kind(t), TokenKind::Sign(_) | TokenKind::Cell) || self.act.stream.word(t).len() <= 3)
            && (anchor.start <= unit.tokens.start + 2
                || (anchor.start.saturating_sub(3)..anchor.start).any(|t| kind(t) == TokenKind::Cell));
        let dated = (anchor.end.saturating_sub(1)..(anchor.end + 3).min(unit.tokens.end)).any(|t| matches!(kind(t), TokenKind::Date(_)));
        let colon = (anchor.end..(anchor.end + 6).min(unit.tokens.end)).any(|t| kind(t) == TokenKind::Sign(':'));
        let cell = (anchor.end..(anchor.end + 8).min(unit.tokens.end)).any(|t| kind(t) == TokenKind::Cell);
        let first = || unit.tokens.start == self.act.line_tokens(unit.line).start;
        opens && (cell || !unit.row && first() && (dated || colon))
    }

    /// Tells that a rule stopped here.
    fn stopped(&self, rule: &Rule, tokens: &Range<usize>, why: impl FnOnce() -> Stop) {
        self.act.trace.note(|| (self.act.stream.bytes(tokens.clone()), rule.entry.id.clone(), What::Stopped(why())));
    }

    /// Tells of the rules that a hit would set off in another act.
    fn note_unfit(&self, hit: &Hit, uses: &Uses) {
        if !self.act.trace.is_on() {
            return;
        }
        let fits = |rule: &&usize| self.fits.get(**rule).copied().unwrap_or_default();
        for rule in uses.phrase.iter().chain(&uses.verb).chain(&uses.bare).filter(|r| !fits(r)).filter_map(|r| self.grammar.rules.get(*r)) {
            let all = 0..self.act.stream.tokens.len();
            self.stopped(rule, &hit.tokens, || match () {
                () if !rule.is_for(&self.profile.doctype) => Stop::Doctype,
                () if self.act.has(&rule.without_act, &all) => Stop::ActHas,
                () => Stop::ActLacks,
            });
        }
    }

    /// Why a verb has no object of the rule's.
    fn no_object(&self, nearest: &Option<(usize, Vec<&Hit>)>, rule: &Rule) -> Stop {
        match nearest {
            None => Stop::NothingSpokenOf,
            Some((cost, at)) if at.iter().any(|h| rule.noun.contains(&h.vocabulary)) => Stop::TooFar(*cost),
            Some((_, at)) => Stop::OtherThing(at.first().map_or(0..0, |h| self.act.stream.bytes(h.tokens.clone()))),
        }
    }

    /// The child may be spoken of by name.
    fn needs_child_and_has(&self, rule: &Rule, index: usize) -> bool {
        let named = self.act.barnet_naevnt.is_some_and(|v| rule.needs.contains(&v));
        let line = self.act.units.get(index).map(|u| u.line);
        named
            && [index.checked_sub(1), Some(index), index.checked_add(1)]
                .into_iter()
                .flatten()
                .filter_map(|i| self.act.units.get(i))
                .any(|u| Some(u.line) == line && self.act.names_child(u.tokens.clone()))
    }

    /// A reason may stand in the next sentence of the same paragraph.
    fn next_has(&self, needs: &[VocabularyId], index: usize) -> bool {
        let line = self.act.units.get(index).map(|u| u.line);
        [index.checked_sub(1), index.checked_add(1)]
            .into_iter()
            .flatten()
            .filter_map(|i| self.act.units.get(i))
            .any(|u| Some(u.line) == line && self.act.has(needs, &u.tokens))
    }

    /// Whether a hit is a thing and not a part of a longer thing's name.
    fn is_object(&self, hit: &Hit, hits: &[Hit]) -> bool {
        self.grammar.is_object(hit.vocabulary)
            && !hits.iter().any(|o| {
                self.grammar.is_object(o.vocabulary)
                    && o.vocabulary != hit.vocabulary
                    && o.tokens.start <= hit.tokens.start
                    && hit.tokens.end <= o.tokens.end
                    && o.tokens.len() > hit.tokens.len()
            })
    }

    /// "kvittering for underretning", "klage over afgørelsen": the thing after the preposition only says what the thing before it
    /// is about; a verb has that.
    fn is_complement(&self, hit: &Hit, objects: &[&Hit]) -> bool {
        let word = |back: usize| hit.tokens.start.checked_sub(back).map(|t| (t, self.act.stream.word(t)));
        let preposition = (1..=4).find_map(|back| {
            word(back).filter(|(_, w)| {
                matches!(*w, "over" | "om" | "for" | "til" | "paa" | "af" | "efter" | "vedr" | "vedroerende" | "ang" | "o")
            })
        });
        preposition.is_some_and(|(at, _)| objects.iter().any(|o| o.tokens.end == at && o.tokens != hit.tokens))
    }

    /// The things nearest to a verb, and how far they are.
    fn nearest_objects<'h>(&self, verb: &Hit, objects: &[&'h Hit]) -> Option<(usize, Vec<&'h Hit>)> {
        let mut best: Option<(usize, Vec<&Hit>)> = None;
        for hit in objects.iter().filter(|h| !self.is_complement(h, objects)) {
            let Some(cost) = self.distance(&verb.tokens, &hit.tokens) else { continue };
            match &mut best {
                Some((least, at)) if cost == *least => at.push(hit),
                Some((least, _)) if cost > *least => {}
                _ => best = Some((cost, vec![hit])),
            }
        }
        best
    }

    /// The noun that a verb has, if it is one of the rule's: `Some(None)` when it stands outside the unit.
    #[expect(clippy::option_option, reason = "no noun of ours, one elsewhere, one here: three answers")]
    fn object_of(&self, nearest: &Option<(usize, Vec<&Hit>)>, rule: &Rule, index: usize, reach: usize) -> Option<Option<Range<usize>>> {
        let Some((cost, at)) = nearest else {
            return (rule.entry.anaphora && self.spoken_of(rule, index)).then_some(None);
        };
        let ours = at.iter().find(|h| rule.noun.contains(&h.vocabulary));
        ours.filter(|_| *cost <= reach).map(|noun| Some(noun.tokens.clone()))
    }

    /// Words between a verb and a noun, with penalties for what stands between; none when the verb is the noun.
    fn distance(&self, verb: &Range<usize>, noun: &Range<usize>) -> Option<usize> {
        if overlap(verb, noun) {
            // "samtale afviklet i går med barnet": the verb stands inside what names the thing.
            return (noun.start < verb.start && verb.end < noun.end).then_some(0);
        }
        let (between, after) = if noun.end <= verb.start { (noun.end..verb.start, 0) } else { (verb.end..noun.start, 2) };
        let mut cost = after;
        for t in between {
            cost += match self.act.stream.kind(t) {
                // "Afgørelsen efter § 52, stk. 3, nr. 3, er dateret …": the paragraph parts nothing.
                _ if self.is_citation(t) => 0,
                TokenKind::Sign('.' | '!' | '?') if self.act.stream.ends_sentence(t) => 40,
                TokenKind::Sign(';' | '–' | '—') => 6,
                TokenKind::Sign(',' | '(' | ')') => 2,
                TokenKind::Cell => 3,
                _ => 1,
            };
        }
        Some(cost)
    }

    /// Whether a token belongs to a paragraph of a law.
    fn is_citation(&self, token: usize) -> bool {
        let words = &self.act.words.citation;
        let number = |t: usize| {
            let word = self.act.stream.word(t);
            words.parts.has(word) || !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
        };
        match self.act.stream.kind(token) {
            TokenKind::Word => number(token) || words.words.has(self.act.stream.word(token)),
            TokenKind::Sign('§') => true,
            TokenKind::Sign(',' | '.') => token > 0 && number(token - 1) && !self.act.stream.ends_sentence(token),
            _ => false,
        }
    }

    /// Whether the thing last spoken of (in the paragraph, the heading, the title) is the rule's.
    fn spoken_of(&self, rule: &Rule, index: usize) -> bool {
        let Some(unit) = self.act.units.get(index) else { return false };
        let objects = |tokens: &Range<usize>, last: bool| {
            let hits = self.act.hits_in(tokens);
            let mut objects = hits.iter().filter(|h| self.is_object(h, hits));
            let chosen = if last { objects.next_back() } else { objects.next() };
            chosen.map(|c| hits.iter().any(|h| h.tokens == c.tokens && rule.noun.contains(&h.vocabulary)))
        };
        for before in (0..index).rev().filter_map(|i| self.act.units.get(i)).take_while(|u| u.line == unit.line).take(5) {
            if let Some(ours) = objects(&before.tokens, true) {
                return ours || self.topic_is(rule, unit);
            }
        }
        if let Some(heading) = self.scopes.get(index).and_then(|s| s.heading).filter(|h| *h != unit.line)
            && let Some(ours) = objects(&self.act.line_tokens(heading), false)
        {
            return ours;
        }
        // Forms and tables: the act itself is the thing.
        let kinds = self.grammar.doctypes.iter().find(|d| d.name == self.profile.doctype).map(|d| d.title);
        let short = unit.row || unit.tokens.len() <= 14;
        short && kinds.is_some() && self.doctype_noun(rule)
    }

    /// Whether what the paragraph or entry begins with is the rule's thing: it goes on speaking of that.
    fn topic_is(&self, rule: &Rule, unit: &Unit) -> bool {
        let line = self.act.line_tokens(unit.line);
        let hits = self.act.hits_in(&line);
        let first = hits.iter().find(|h| self.is_object(h, hits));
        first.is_some_and(|f| hits.iter().any(|h| h.tokens == f.tokens && rule.noun.contains(&h.vocabulary)))
    }

    /// Whether acts of this type are the rule's thing.
    fn doctype_noun(&self, rule: &Rule) -> bool {
        let thing = match self.profile.doctype.as_str() {
            "underretning" | "kvittering" => "underretning",
            "vurdering" => "underretning",
            "boernefaglig_undersoegelse" => "undersoegelse",
            "samtalereferat" => "boernesamtale",
            "samtykke" => "samtykke",
            "afgoerelse" => "afgoerelse",
            "handleplan" => "handleplan",
            "opfoelgning" => "opfoelgning",
            "tilsyn" => "tilsyn",
            "ansoegning" => "ansoegning",
            "klage" => "klage",
            "partshoering" => "partshoering",
            _ => return false,
        };
        self.grammar.vocabulary(thing).is_some_and(|v| rule.noun.contains(&v))
    }

    /// Whether the noun opens what an entry or row says ("10.2. NW: UR fra SSP").
    fn leads_entry(&self, noun: &Hit, index: usize, unit: &Unit) -> bool {
        if self.scopes.get(index).is_none_or(|s| s.entry.is_none()) || unit.heading {
            return false;
        }
        if unit.topic.contains(&noun.tokens.start) {
            return true;
        }
        let start = (unit.tokens.start..noun.tokens.start)
            .rev()
            .find(|&t| matches!(self.act.stream.kind(t), TokenKind::Cell | TokenKind::Sign(':') | TokenKind::Date(_)))
            .map_or(unit.tokens.start, |t| t + 1);
        let alone = unit.tokens.clone().all(|t| noun.tokens.contains(&t) || self.act.stream.kind(t) != TokenKind::Word);
        let under_date = || {
            // On the line above, or alone before it on the same ("25/2. Samtale med Ida", "14.02.23 HTM. Opf.").
            let initials = |t: usize| self.act.stream.word(t).len() <= INITIALS && self.act.stream.is_capital(t);
            let no_word = |u: &&Unit| {
                let mut words = u.tokens.clone().filter(|&t| self.act.stream.kind(t) == TokenKind::Word);
                words.next().is_none_or(initials) && words.next().is_none()
            };
            let before = index.checked_sub(1).and_then(|i| self.act.units.get(i)).filter(|u| u.tokens.len() <= 12);
            let before = before.filter(|u| u.line < unit.line || no_word(u));
            before.is_some_and(|u| {
                (u.tokens.start..u.tokens.end.min(u.tokens.start + 2)).any(|t| matches!(self.act.stream.kind(t), TokenKind::Date(_)))
            })
        };
        let opens = start > unit.tokens.start || self.act.dates_in(unit.tokens.clone()).next().is_some() || under_date();
        // "6/4 (EOR) Samtale med Karla": who wrote it counts nothing.
        let bracketed = (start..noun.tokens.start).filter(|&t| self.act.stream.kind(t) == TokenKind::Sign(')')).count();
        let initials = if bracketed == 1 && self.act.stream.kind(start) == TokenKind::Sign('(') { 3 } else { 0 };
        alone || opens && noun.tokens.start - start <= 2 + initials
    }

    /// "Underr. 9/3 (vurd. 10/3)": what is received has its own day right behind it, and the verb that took the noun stands after
    /// that day and is of another kind; or the day right before it, and the verb one of its own ("15/1: underretning fra SFO, vurderet samme dag").
    fn dated_apart(&self, rule_index: usize, noun: &Hit, unit: &Unit, found: &[Trigger]) -> bool {
        let Some(kind) = self.grammar.rules.get(rule_index).map(|r| r.kind) else { return false };
        if !matches!(kind, EventKind::UnderretningModtaget | EventKind::AnsoegningModtaget | EventKind::KlageModtaget) {
            return false;
        }
        let near = (noun.tokens.end..(noun.tokens.end + 3).min(unit.tokens.end))
            .take_while(|&t| !matches!(self.act.stream.kind(t), TokenKind::Sign('.' | ';' | '!' | '?' | ',')))
            .find(|&t| matches!(self.act.stream.kind(t), TokenKind::Date(_)));
        let takers = || found.iter().filter(|t| t.noun.as_ref().is_some_and(|n| overlap(n, &noun.tokens)));
        let of_another = |t: &Trigger| self.grammar.rules.get(t.rule).is_some_and(|r| r.kind != kind);
        let is_date = |t: usize| matches!(self.act.stream.kind(t), TokenKind::Date(_));
        let led = || {
            let before = (unit.tokens.start..noun.tokens.start).rev().find(|&t| !matches!(self.act.stream.kind(t), TokenKind::Sign(_)));
            before.is_some_and(is_date)
        };
        let own = |t: &Trigger| {
            let comma = (noun.tokens.end..t.anchor.start).any(|t| self.act.stream.kind(t) == TokenKind::Sign(','));
            comma && (t.anchor.end..unit.tokens.end.min(t.anchor.end + 2)).any(is_date)
        };
        near.is_some_and(|date| takers().all(|t| t.anchor.start > date && of_another(t)))
            || led() && takers().all(|t| of_another(t) && own(t))
    }

    /// What parts a noun from nothing: brackets that are closed again without a date, and paragraphs of a law.
    fn aside(&self, tokens: Range<usize>) -> BTreeSet<usize> {
        let mut aside = BTreeSet::new();
        let mut rest = tokens.clone();
        while let Some(from) = rest.find(|&t| self.act.stream.kind(t) == TokenKind::Sign('§')) {
            let cited = (from..tokens.end).take_while(|&t| self.is_citation(t)).last().unwrap_or(from);
            aside.extend(from..=cited);
            rest = cited + 1..tokens.end;
        }
        let mut open = None;
        for t in tokens {
            match self.act.stream.kind(t) {
                TokenKind::Sign('(') => open = Some(t),
                TokenKind::Sign(')') => aside.extend(open.take().into_iter().flat_map(|from: usize| from..=t)),
                TokenKind::Date(_) => open = None,
                _ => {}
            }
        }
        aside
    }

    /// Whether a date stands beside a noun with only small words between.
    fn date_beside(&self, noun: &Hit, unit: &Unit, rule: &Rule) -> bool {
        let (reach, before) = (rule.entry.bare_reach, rule.entry.bare_before);
        if self.act.dates_in(noun.tokens.clone()).next().is_some() {
            return true;
        }
        let bindeord = self.grammar.vocabulary("bindeord");
        // "Forel. vurd. 20/5": the full stop of an abbreviation stops nothing.
        let stops = |t: usize| match self.act.stream.kind(t) {
            TokenKind::Sign('.') => self.act.stream.ends_sentence(t),
            TokenKind::Sign(';' | '!' | '?') => true,
            _ => false,
        };
        let small = |t: usize| {
            let word = self.act.stream.kind(t) != TokenKind::Word
                || bindeord.is_some_and(|b| self.act.hits_in(&(t..t + 1)).iter().any(|h| h.vocabulary == b))
                || self.act.stream.word(t).len() <= 2;
            word && !stops(t)
        };
        let behind = noun.tokens.end..unit.tokens.end.min(noun.tokens.end + FARTHEST_DATE);
        let aside = self.aside(behind.clone());
        let after = behind.filter(|t| !aside.contains(t)).take(reach + 1).find(|&t| matches!(self.act.stream.kind(t), TokenKind::Date(_)));
        // "Samtale om handleplanen den 3.": what stands behind such a preposition has only a day that is tied to it.
        let meeting = matches!(rule.kind, EventKind::OpfoelgningGennemfoert | EventKind::TilsynsbesoegGennemfoert);
        let before_noun =
            |back: usize| noun.tokens.start.checked_sub(back).filter(|t| *t >= unit.tokens.start).map_or("", |t| self.act.stream.word(t));
        let preposition = if matches!(before_noun(1), "sin" | "din" | "jeres" | "deres" | "vores" | "hendes" | "hans") {
            before_noun(2)
        } else {
            before_noun(1)
        };
        let governed = !meeting && matches!(preposition, "for" | "om" | "paa" | "med" | "til" | "over" | "i");
        let tied = |date: usize| {
            (noun.tokens.end..date).any(|t| {
                matches!(self.act.stream.word(t), "af" | "fra" | "dateret" | "pr")
                    || matches!(self.act.stream.kind(t), TokenKind::Sign('(' | ':'))
            })
        };
        // "Statusmøde med rådgiver, forældre og familiebehandler d. 26.": who was there, where and what about part a meeting from its day.
        let attended = |range: Range<usize>| {
            let hits = self.act.hits_in(&range);
            let ahead = |t: usize| matches!(self.act.stream.word(t), "bliver" | "skal" | "vil" | "kan" | "ikke");
            let told = range.clone().any(ahead) || hits.iter().any(|h| !self.grammar.uses(h.vocabulary).verb.is_empty());
            let things = hits.iter().filter(|h| self.grammar.is_object(h.vocabulary) && !overlap(&h.tokens, &noun.tokens));
            let ours = self.grammar.vocabulary("foranstaltning");
            meeting && !told && !range.clone().any(stops) && things.map(|h| h.vocabulary).all(|v| Some(v) == ours)
        };
        let loose = |range: Range<usize>| {
            let told = !meeting && range.clone().any(|t| matches!(self.act.stream.word(t), "blev" | "er" | "har" | "var"));
            let said = || range.clone().filter(|t| !aside.contains(t));
            (!governed && !told || tied(range.end)) && said().filter(|&t| !small(t)).count() <= 2 && !said().any(stops)
        };
        // "Klage over afgørelse af 14. februar": the nearer thing has the date.
        let other = |range: Range<usize>| {
            let of_it = |h: &&Hit| !overlap(&h.tokens, &noun.tokens) && !h.tokens.clone().all(|t| aside.contains(&t));
            self.act.hits_in(&range).iter().filter(of_it).any(|h| self.grammar.is_object(h.vocabulary))
        };
        if after.is_some_and(|date| attended(noun.tokens.end..date) || loose(noun.tokens.end..date) && !other(noun.tokens.end..date)) {
            return true;
        }
        if !before || governed {
            return false;
        }
        let from = noun.tokens.start.saturating_sub(reach).max(unit.tokens.start);
        (from..noun.tokens.start)
            .rev()
            .find(|&t| matches!(self.act.stream.kind(t), TokenKind::Date(_)))
            .is_some_and(|date| (date + 1..noun.tokens.start).all(small))
    }
}

/// Tokens behind a noun within which its day is looked for, brackets and paragraphs counted.
const FARTHEST_DATE: usize = 30;

/// Whether two ranges, of tokens or of bytes, share one.
#[must_use]
pub fn overlap(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start < b.end && b.start < a.end
}
