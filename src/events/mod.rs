//! Events from text: what happened, when, and whether it did.
//!
//! In: an act's page texts, the case's cast, the compiled grammar and date scanner. Out: the act's type and date, its events
//! with their evidence, its findings. Pure: no file, no clock; the act's own date is the only anchor in time.
//!
//! The way: `sightings` and `cast` tell the people of the case by name; `prepared` makes the text a stream with hits, clauses
//! and units, `pronouns` says whom "ham" and "hende" mean in it; `lines` sees what a line and a date are by themselves, `profile`
//! tells type (`doctype`) and date (`own_date`); `scopes` resolves the dates from top to bottom; `triggers` finds where rules fire,
//! `columns` does so in tables and `periods` beside a period; `link` gives each its date; `status` decides whether it took place; `recall` tells the days that
//! only the other acts explain; `findings` reads the undated statements.

mod cast;
mod columns;
#[cfg(test)]
mod days_tests;
mod doctype;
mod doubt;
mod drafts;
mod evidence;
mod examples;
mod findings;
mod hours;
mod lines;
mod link;
mod memory;
mod mentions;
mod model;
mod months;
mod own_date;
mod periods;
mod prepared;
mod profile;
mod pronouns;
mod recall;
mod scopes;
mod sightings;
mod signatures;
mod status;
mod trace;
mod triggers;

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

pub use cast::Cast;
pub use examples::check_examples;
pub(crate) use model::named;
pub use model::{Event, EventKind, Evidence, Finding, FindingKind, OwnKind, Source, Status};
pub use own_date::DateSigns;
pub use sightings::CastFinder;
pub use trace::{DateFrom, NoValue, Step, Stop, Telling, What};

use crate::dates::{LegalDate, Precision, Scanner};
use crate::grammar::{Grammar, VocabularyId};
use crate::text::{ActText, PageText};

use drafts::{Draft, Drafts};
use evidence::{evidence, place};
use memory::{Hint, Known, Memory, Planned};
use mentions::mentions;
use prepared::Prepared;
use profile::{Profile, profile};
use trace::Trace;
use triggers::{DatedTrigger, Needs, Trigger};

/// What reading needs and never changes.
pub struct Reader<'a> {
    /// Rules.
    pub grammar: &'a Grammar,
    /// Dates.
    pub scanner: &'a Scanner,
}

/// One act to read.
pub struct ActInput<'a> {
    /// File name inside the case.
    pub name: &'a str,
    /// Its pages.
    pub pages: &'a [PageText],
    /// Text layer or OCR.
    pub source: Source,
    /// The anchor where the act has no date of its own: the date of the act before it.
    pub fallback: Option<NaiveDate>,
}

/// What an act says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActReading {
    /// GUIDE.md's type.
    pub doctype: String,
    /// Its own date.
    pub date: Option<NaiveDate>,
    /// It gives no date of its own: the one it has is that of something it tells, and where it has none, its days are counted from the acts around.
    pub guessed: bool,
    /// Its events in order of page and place.
    pub events: Vec<Event>,
    /// Its findings in the same order.
    pub findings: Vec<Finding>,
}

/// Reads the acts of a case in their order, twice: each alone, then each with what the others tell. An act without a date of its
/// own is anchored on the acts around it: a journal, which runs through the case, on the latest of them, any other on the one
/// before it.
#[must_use]
pub fn read_case(inputs: &[ActInput], cast: &Cast, reader: &Reader) -> Vec<ActReading> {
    let texts = texts(inputs);
    let acts = open_all(inputs, &texts, cast, reader);
    let ready = ready(&acts, &anchors(&acts));
    let known = known_alone(&acts, &ready);
    with_others(&acts, &ready, &known)
}

/// The second reading: each act with what the others tell.
fn with_others(acts: &[Opened], ready: &[Ready], known: &[Known]) -> Vec<ActReading> {
    let again = |(at, (act, ready)): (usize, (&Opened, &Ready))| act.read(ready, Memory::of_others(known, at));
    let mut readings: Vec<ActReading> = acts.par_iter().zip(ready).enumerate().map(again).collect();
    let grammar = acts.first().map(|act| act.reader.grammar);
    let rules = || grammar.into_iter().flat_map(|g| &g.rules).map(|rule| &rule.entry);
    let recalled: Vec<&str> = rules().filter(|rule| rule.told_by > 0).map(|rule| rule.id.as_str()).collect();
    let echoes: Vec<&str> = rules().filter(|rule| rule.told_by > 0 || rule.remembered).map(|rule| rule.id.as_str()).collect();
    doubt::doubt(&mut readings, &recalled, &echoes);
    readings.iter_mut().for_each(name_days);
    readings
}

/// A month of which the act itself tells the day, and one only, means that day: "den i februar", said of the underretning of 19 February.
fn name_days(reading: &mut ActReading) {
    let took_place = |e: &&Event| e.status == Status::Faktisk && !e.doubtful;
    let days: BTreeSet<(EventKind, NaiveDate)> =
        reading.events.iter().filter(took_place).filter_map(|e| Some((e.kind, e.date.known_day()?))).collect();
    for event in reading.events.iter_mut().filter(|e| e.status == Status::Faktisk && e.date.precision() == Precision::Month) {
        let mut meant = days.range((event.kind, event.date.first_day())..=(event.kind, event.date.last_day()));
        if let (Some((_, day)), None) = (meant.next(), meant.next()) {
            event.date = LegalDate::day(*day);
        }
    }
}

/// The acts' texts. Here and below acts are gone through side by side, on the pool of whoever calls, and what comes of them stays in their order.
fn texts(inputs: &[ActInput]) -> Vec<ActText> {
    inputs.par_iter().map(|input| ActText::new(input.pages)).collect()
}

/// Reads the act at `at` as [`read_case`] does, and tells each step of it.
#[must_use]
pub fn explain_act(inputs: &[ActInput], at: usize, cast: &Cast, reader: &Reader) -> Option<(ActReading, Vec<Step>)> {
    let texts = texts(inputs);
    let acts = open_all(inputs, &texts, cast, reader);
    let anchors = anchors(&acts);
    let ready = ready(&acts, &anchors);
    let known = known_alone(&acts, &ready);
    let steps = Mutex::new(Vec::new());
    let mut traced = Opened::new(inputs.get(at)?, texts.get(at)?, cast, reader, Trace::to(&steps));
    let own = traced.profile.date;
    traced.profile.clone_from(&acts.get(at)?.profile);
    let anchor = anchors.get(at).copied().flatten();
    if let Some(day) = traced.profile.date.or(anchor).filter(|day| own != Some(*day)) {
        Trace::to(&steps).note(|| (0..0, String::new(), What::OwnDate(day, Telling::Neighbours)));
    }
    traced.read(&traced.ready(anchor), Memory::of_others(&known, at));
    let reading = with_others(&acts, &ready, &known).into_iter().nth(at)?;
    let doubtful = |step: &Step| {
        let What::Event { kind, date, status, .. } = step.what else { return false };
        reading.events.iter().any(|e| e.doubtful && (e.kind, e.date, e.status) == (kind, date, status) && e.rule == step.rule)
    };
    let mut steps = steps.into_inner().unwrap_or_else(PoisonError::into_inner);
    for step in &mut steps {
        if doubtful(step) {
            step.what = What::Stopped(Stop::Doubtful);
        }
    }
    Some((reading, steps))
}

/// Opens the acts of a case; an own date without its year gets it from the dates of the others.
fn open_all<'a>(inputs: &'a [ActInput<'a>], texts: &'a [ActText], cast: &'a Cast, reader: &'a Reader<'a>) -> Vec<Opened<'a>> {
    let open = |(input, text)| Opened::new(input, text, cast, reader, Trace::default());
    let mut acts: Vec<Opened> = inputs.par_iter().zip(texts).map(open).collect();
    let around: Vec<NaiveDate> = acts.iter().filter_map(|a| a.profile.date).collect();
    for act in &mut acts {
        act.profile.settle(&around);
    }
    put_in_order(&mut acts);
    acts
}

/// Holds the own dates to the order of the acts; journals are kept over months and have no place in it.
fn put_in_order(acts: &mut [Opened]) {
    let dated = |(at, act): (usize, &Opened)| Some((at, act.profile.date.filter(|_| act.profile.doctype != "journal")?));
    let order: Vec<(usize, NaiveDate)> = acts.iter().enumerate().filter_map(dated).collect();
    for (place, &(at, _)) in order.iter().enumerate() {
        let day = |place: Option<usize>| order.get(place?).map(|(_, day)| *day);
        let (before, after) = ([1, 2].map(|n| day(place.checked_sub(n))), [1, 2].map(|n| day(place.checked_add(n))));
        if let Some(act) = acts.get_mut(at) {
            act.profile.put_in_order(before, after);
        }
    }
}

/// The anchors of the acts that have no date of their own.
fn anchors(acts: &[Opened]) -> Vec<Option<NaiveDate>> {
    let dates: Vec<Option<NaiveDate>> = acts.iter().map(|a| a.profile.date).collect();
    let latest = dates.iter().flatten().max().copied();
    let anchor = |(at, act): (usize, &Opened)| {
        let before = dates.get(..at).into_iter().flatten().rev().flatten().next().copied();
        let after = dates.get(at..).into_iter().flatten().flatten().next().copied();
        act.input.fallback.or(if act.profile.doctype == "journal" { latest } else { before.or(after) })
    };
    acts.iter().enumerate().map(anchor).collect()
}

/// What both readings of each act share.
fn ready(acts: &[Opened], anchors: &[Option<NaiveDate>]) -> Vec<Ready> {
    acts.par_iter().zip(anchors).map(|(act, anchor)| act.ready(*anchor)).collect()
}

/// What each act tells when it is read alone, and what two of them hint at.
fn known_alone(acts: &[Opened], ready: &[Ready]) -> Vec<Known> {
    let alone: Vec<Alone> = acts.par_iter().zip(ready).map(|(act, ready)| act.alone(ready)).collect();
    let known = memory::known(alone.iter().map(|alone| alone.took_place.iter().copied()));
    let Some(grammar) = acts.first().map(|act| act.reader.grammar) else { return known };
    let planned: Vec<Planned> = alone.into_iter().map(|alone| alone.planned).collect();
    let by_any: Planned = planned.iter().flatten().copied().collect();
    let hints: Vec<BTreeSet<Hint>> = acts.par_iter().zip(ready).map(|(act, ready)| act.hints(ready, &by_any)).collect();
    memory::with_hints(known, &hints, &planned, &grammar.rules)
}

/// Reads one act alone.
#[must_use]
pub fn read_act(input: &ActInput, cast: &Cast, reader: &Reader) -> ActReading {
    let text = ActText::new(input.pages);
    let mut act = Opened::new(input, &text, cast, reader, Trace::default());
    act.profile.settle(&input.fallback.into_iter().collect::<Vec<_>>());
    act.read(&act.ready(input.fallback), Memory::default())
}

/// The dates of an act that may be its own, with what each looks like: what the weights of `own_date.toml` are learned from.
#[must_use]
pub fn own_date_signs(input: &ActInput, cast: &Cast, reader: &Reader) -> Vec<DateSigns> {
    let text = ActText::new(input.pages);
    let act = Opened::new(input, &text, cast, reader, Trace::default());
    own_date::signs(&act.prepared, reader.grammar, &act.profile.doctype)
}

/// An act with all that can be told of it before its neighbours are known.
struct Opened<'a> {
    input: &'a ActInput<'a>,
    text: &'a ActText,
    prepared: Prepared<'a>,
    profile: Profile,
    reader: &'a Reader<'a>,
}

/// What an act tells when it is read alone.
#[derive(Default)]
struct Alone {
    took_place: Vec<(EventKind, LegalDate)>,
    planned: Planned,
}

/// What is found in an act whatever the others tell.
struct Ready {
    scopes: scopes::Scopes,
    /// Triggers of the rules that need no other act.
    firm: Vec<Trigger>,
    /// Those of the rules that follow another event.
    course: Vec<Trigger>,
    /// Those of the rules that need another act.
    faint: Vec<Trigger>,
    /// Those whose place gives them their date.
    dated: Vec<DatedTrigger>,
}

impl<'a> Opened<'a> {
    fn new(input: &'a ActInput<'a>, text: &'a ActText, cast: &'a Cast, reader: &'a Reader<'a>, trace: Trace<'a>) -> Self {
        let prepared = Prepared::new(text, mentions(text, reader.scanner, &reader.grammar.words.clock.before), reader.grammar, cast, trace);
        if trace.is_on() {
            note_masked(&prepared, reader.grammar);
        }
        let mut profile = profile(&prepared, reader.grammar);
        profile.take_from_running_head(&prepared, reader.grammar, reader.scanner);
        Self { input, text, prepared, profile, reader }
    }

    fn ready(&self, fallback: Option<NaiveDate>) -> Ready {
        let Self { prepared, profile, reader, .. } = self;
        let scopes = scopes::scopes(prepared, reader.grammar, profile, fallback);
        let triggers = |needs| triggers::triggers(prepared, reader.grammar, profile, &scopes.units, needs);
        let (firm, course, faint) = (triggers(Needs::Words), triggers(Needs::Course), triggers(Needs::Others));
        let mut dated = columns::column_triggers(prepared, reader.grammar, profile);
        dated.extend(periods::period_triggers(prepared, reader.grammar, profile, &scopes));
        Ready { firm, course, faint, dated, scopes }
    }

    /// Days of which the act has words that hint at an event, in a clause with no other date, as having taken place: such as two acts may hint at, or
    /// as are planned by any act.
    fn hints(&self, ready: &Ready, planned: &Planned) -> BTreeSet<Hint> {
        let Self { prepared, profile, reader, .. } = self;
        let hint = |t: &Trigger| {
            let rule = reader.grammar.rules.get(t.rule)?;
            let clause = prepared.clause(t.anchor.start, &prepared.units.get(t.unit)?.tokens);
            let mut dates = prepared.dates_in(clause.clone());
            let (Some((token, mention)), None) = (dates.next(), dates.next()) else { return None };
            let date = ready.scopes.values.get(mention).copied().flatten()?;
            let day = date.known_day().filter(|day| Some(*day) <= profile.date)?;
            if rule.hints_after.is_empty() && !planned.contains(&(rule.kind, day)) {
                return None;
            }
            let told = [Known { kind: rule.kind, date, act: usize::MAX }];
            let drafts = Drafts { prepared, reader, scopes: &ready.scopes, profile, memory: Memory::of_others(&told, 0) };
            let strong = prepared.has(&rule.hints, &clause);
            drafts.took_place(t, (token, mention)).then_some(Hint { day, rule: t.rule, strong })
        };
        ready.faint.iter().filter_map(hint).collect()
    }

    fn drafts(&self, ready: &Ready, memory: Memory) -> Vec<Draft> {
        let Self { prepared, profile, reader, .. } = self;
        let Ready { scopes, firm, course, faint, dated } = ready;
        let faint: &[Trigger] = if memory.is_empty() { &[] } else { faint };
        Drafts { prepared, reader, scopes, profile, memory }.gather([firm, course, faint], dated)
    }

    /// What the act tells when it is read alone, of what has its evidence.
    fn alone(&self, ready: &Ready) -> Alone {
        let mut alone = Alone::default();
        let stands = |d: &Draft| place(self.text, self.input, d.bytes.clone(), Some(d.anchor)).is_some();
        for draft in self.drafts(ready, Memory::default()).iter().filter(|d| stands(d)) {
            match (draft.status, draft.date.known_day()) {
                (Status::Faktisk, _) => alone.took_place.push((draft.kind, draft.date)),
                (Status::Planlagt, Some(day)) => drop(alone.planned.insert((draft.kind, day))),
                _ => {}
            }
        }
        alone
    }

    fn read(&self, ready: &Ready, memory: Memory) -> ActReading {
        let Self { input, text, prepared, profile, reader } = self;
        let scopes = &ready.scopes;
        let drafts = self.drafts(ready, memory);
        let told: Vec<findings::Told> = drafts.iter().map(|d| (d.kind, d.status, d.unit, d.date)).collect();
        let events = drafts.into_iter().filter_map(|d| d.event(text, input)).collect();
        let findings = findings::findings(prepared, reader.grammar, profile, scopes, &told)
            .into_iter()
            .filter_map(|raw| {
                let rule = reader.grammar.findings.get(raw.rule)?;
                let evidence = evidence(text, input, prepared.stream.bytes(raw.tokens.clone()), None)?;
                Some(Finding { kind: rule.entry.kind, rule: rule.entry.id.clone(), date: raw.date, evidence })
            })
            .collect();
        let guessed = profile.guessed || profile.date.is_none();
        ActReading { doctype: profile.doctype.clone(), date: profile.date, guessed, events, findings }
    }
}

/// Tells of the words that would set off a rule, had an entry under `not` not covered them.
fn note_masked(act: &Prepared, grammar: &Grammar) {
    for (hit, cover) in grammar.covered(&act.stream) {
        let uses = grammar.uses(hit.vocabulary);
        if uses.phrase.is_empty() && uses.verb.is_empty() && !grammar.is_object(hit.vocabulary) {
            continue;
        }
        let name = || grammar.describe(hit.vocabulary).map(|v| v.name.clone()).unwrap_or_default();
        let cover = act.stream.bytes(cover);
        act.trace.note(|| (act.stream.bytes(hit.tokens.clone()), name(), What::Stopped(Stop::Masked(cover))));
    }
}

/// Vocabularies that verbs may have as object, for quick look-up.
fn objects(grammar: &Grammar) -> Vec<VocabularyId> {
    (0..grammar.vocabularies().len()).filter_map(|i| u16::try_from(i).ok()).map(VocabularyId).filter(|v| grammar.is_object(*v)).collect()
}
