//! Events from text: what happened, when, and whether it did.
//!
//! In: an act's page texts, the case's cast, the compiled grammar and date scanner. Out: the act's type and date, its events
//! with their evidence, its findings. Pure: no file, no clock; the act's own date is the only anchor in time.
//!
//! The way: `prepared` makes the text a stream with hits, clauses and units; `profile` tells type and date; `scopes` resolves
//! the dates from top to bottom; `triggers` finds where rules fire, `columns` does so in tables; `link` gives each its date;
//! `status` decides whether it took place; `findings` reads the undated statements.

mod cast;
mod columns;
mod examples;
mod findings;
mod link;
mod model;
mod prepared;
mod profile;
mod scopes;
mod status;
mod trace;
mod triggers;

use std::cell::RefCell;
use std::ops::Range;

use chrono::NaiveDate;
use serde::Serialize;

pub use cast::{Cast, CastFinder};
pub use examples::check_examples;
pub(crate) use model::named;
pub use model::{Event, EventKind, Evidence, Finding, FindingKind, OwnKind, Source, Status};
pub use trace::{DateFrom, NoValue, Step, Stop, Telling, What};

use crate::dates::{LegalDate, Scanner};
use crate::grammar::{Grammar, VocabularyId};
use crate::text::{ActText, PageText, boxes};

use prepared::Prepared;
use profile::profile;
use trace::Trace;
use triggers::Trigger;

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
    /// The case's municipality, as written.
    pub municipality: &'a str,
}

impl<'a> ActInput<'a> {
    fn anchored(&self, fallback: Option<NaiveDate>) -> ActInput<'a> {
        ActInput { name: self.name, pages: self.pages, source: self.source, fallback, municipality: self.municipality }
    }
}

/// What an act says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ActReading {
    /// GUIDE.md's type.
    pub doctype: String,
    /// Its own date.
    pub date: Option<NaiveDate>,
    /// Its events in order of page and place.
    pub events: Vec<Event>,
    /// Its findings in the same order.
    pub findings: Vec<Finding>,
}

/// Reads the acts of a case in their order. An act without a date of its own is anchored on the acts around it: a journal, which
/// runs through the case, on the latest of them, any other on the one before it.
#[must_use]
pub fn read_case(inputs: &[ActInput], cast: &Cast, reader: &Reader) -> Vec<ActReading> {
    let mut readings: Vec<ActReading> = inputs.iter().map(|input| read_act(input, cast, reader)).collect();
    let fallbacks = fallbacks(&readings);
    for ((reading, input), fallback) in readings.iter_mut().zip(inputs).zip(fallbacks) {
        if fallback.is_some() {
            *reading = read_act(&input.anchored(fallback), cast, reader);
        }
    }
    readings
}

/// Reads the act at `at` as [`read_case`] does, and tells each step of it.
#[must_use]
pub fn explain_act(inputs: &[ActInput], at: usize, cast: &Cast, reader: &Reader) -> Option<(ActReading, Vec<Step>)> {
    let input = inputs.get(at)?;
    let readings: Vec<ActReading> = inputs.iter().map(|input| read_act(input, cast, reader)).collect();
    let fallback = fallbacks(&readings).get(at).copied().flatten();
    let steps = RefCell::new(Vec::new());
    if let Some(day) = fallback {
        Trace::to(&steps).note(|| (0..0, String::new(), What::OwnDate(day, Telling::Neighbours)));
    }
    let reading = read_tracing(&input.anchored(fallback), cast, reader, Trace::to(&steps));
    Some((reading, steps.into_inner()))
}

/// The anchors of the acts that have no date of their own.
fn fallbacks(readings: &[ActReading]) -> Vec<Option<NaiveDate>> {
    let dates: Vec<Option<NaiveDate>> = readings.iter().map(|r| r.date).collect();
    let latest = dates.iter().flatten().max().copied();
    let fallback = |(at, reading): (usize, &ActReading)| {
        let before = dates.get(..at).into_iter().flatten().rev().flatten().next().copied();
        let after = dates.get(at..).into_iter().flatten().flatten().next().copied();
        if reading.doctype == "journal" { latest } else { before.or(after) }.filter(|_| reading.date.is_none())
    };
    readings.iter().enumerate().map(fallback).collect()
}

/// Reads one act.
#[must_use]
pub fn read_act(input: &ActInput, cast: &Cast, reader: &Reader) -> ActReading {
    read_tracing(input, cast, reader, Trace::default())
}

fn read_tracing(input: &ActInput, cast: &Cast, reader: &Reader, trace: Trace) -> ActReading {
    let act = ActText::new(input.pages);
    let mentions = mentions(&act, reader.scanner);
    let prepared = Prepared::new(&act, mentions, reader.grammar, cast, trace);
    if trace.is_on() {
        note_masked(&prepared, reader.grammar);
    }
    let profile = profile(&prepared, reader.grammar);
    let scopes = scopes::scopes(&prepared, reader.grammar, &profile, input.fallback);
    let all = triggers::triggers(&prepared, reader.grammar, &profile, &scopes.units);
    let columns = columns::column_triggers(&prepared, reader.grammar, &profile);
    let drafts = Drafts { prepared: &prepared, reader, scopes: &scopes, profile: &profile, input }.gather(&all, &columns);
    let told: Vec<findings::Told> = drafts.iter().map(|d| (d.kind, d.status, d.unit, d.date)).collect();
    let events = drafts.into_iter().filter_map(|d| d.event(&act, input)).collect();
    let findings = findings::findings(&prepared, reader.grammar, &profile, &told)
        .into_iter()
        .filter_map(|raw| {
            let rule = reader.grammar.findings.get(raw.rule)?;
            let evidence = evidence(&act, input, prepared.stream.bytes(raw.tokens.clone()), None)?;
            Some(Finding { kind: rule.entry.kind, rule: rule.entry.id.clone(), date: raw.date, evidence })
        })
        .collect();
    ActReading { doctype: profile.doctype, date: profile.date, events, findings }
}

/// The act's dates; a heading that is a date as a whole ("2021", "Marts") is one too, though in running text it would be none.
fn mentions(act: &ActText, scanner: &Scanner) -> Vec<crate::dates::Mention> {
    let mut mentions = scanner.scan(&act.text);
    for line in act.lines.iter().filter(|l| l.kind == crate::text::LineKind::Heading || l.span.len() <= 16) {
        let before_end = mentions.partition_point(|m| m.span.start < line.span.end);
        if before_end.checked_sub(1).and_then(|last| mentions.get(last)).is_some_and(|m| line.span.start < m.span.end) {
            continue;
        }
        let text = act.text.get(line.span.clone()).unwrap_or_default().trim_end_matches([':', '.', ' ']);
        if let Some(mut mention) = scanner.whole(text) {
            mention.span = line.span.start + mention.span.start..line.span.start + mention.span.end;
            let at = mentions.partition_point(|m| m.span.start < mention.span.start);
            mentions.insert(at, mention);
        }
    }
    mentions
}

/// An event before it has its evidence.
struct Draft {
    kind: EventKind,
    date: LegalDate,
    status: Status,
    rule: String,
    unit: usize,
    own_date: bool,
    bytes: Range<usize>,
    anchor: usize,
    /// What decided the status.
    cue: Option<String>,
}

impl Draft {
    fn stopped(&self, trace: Trace, why: Stop) {
        trace.note(|| (self.bytes.clone(), self.rule.clone(), What::Stopped(why)));
    }

    fn event(self, act: &ActText, input: &ActInput) -> Option<Event> {
        let evidence = evidence(act, input, self.bytes, Some(self.anchor))?;
        Some(Event { kind: self.kind, date: self.date, status: self.status, rule: self.rule, evidence, source: input.source })
    }
}

/// Makes the evidence of act bytes: the page that holds the anchor, the quote trimmed to words.
fn evidence(act: &ActText, input: &ActInput, bytes: Range<usize>, anchor: Option<usize>) -> Option<Evidence> {
    let (page, span) = act.to_page_span(bytes, anchor)?;
    let page_text = input.pages.iter().find(|p| p.number == page)?;
    let raw = page_text.text.get(span.clone())?;
    let start = span.start + (raw.len() - raw.trim_start().len());
    let trimmed = raw.trim();
    let end = start + trimmed.len();
    let quote = trimmed.split_whitespace().collect::<Vec<_>>().join(" ");
    (!quote.is_empty()).then(|| Evidence { act: input.name.to_owned(), page, start, end, quote, boxes: boxes(page_text, start..end) })
}

/// Gathers dated triggers into drafts.
struct Drafts<'a> {
    prepared: &'a Prepared<'a>,
    reader: &'a Reader<'a>,
    scopes: &'a scopes::Scopes,
    profile: &'a profile::Profile,
    input: &'a ActInput<'a>,
}

impl Drafts<'_> {
    fn gather(&self, all: &[Trigger], columns: &[columns::ColumnTrigger]) -> Vec<Draft> {
        let mut drafts = Vec::new();
        for column in columns {
            drafts.extend(self.draft(&column.trigger, link::Source::Token(column.date.0, column.date.1)));
        }
        let in_columns: Vec<usize> = columns.iter().map(|c| c.date.0).collect();
        let mut from = 0;
        while let Some(first) = all.get(from) {
            let to = from + all.get(from..).unwrap_or_default().partition_point(|t| t.unit == first.unit);
            for link in link::link(self.prepared, self.reader.grammar, self.scopes, all, first.unit, from..to) {
                let Some(trigger) = all.get(link.trigger) else { continue };
                if matches!(link.source, link::Source::Token(token, _) if in_columns.contains(&token)) {
                    self.stopped(trigger, Stop::InColumn);
                    continue;
                }
                drafts.extend(self.draft(trigger, link.source));
            }
            from = to;
        }
        // A waiver is not also a talk.
        let waived: Vec<usize> = drafts.iter().filter(|d| d.kind == EventKind::BoernesamtaleFravalgt).map(|d| d.unit).collect();
        let trace = self.prepared.trace;
        let retain = |d: &Draft, keeps: bool, why: Stop| {
            if !keeps {
                d.stopped(trace, why);
            }
            keeps
        };
        drafts.retain(|d| retain(d, d.kind != EventKind::BoernesamtaleAfholdt || !waived.contains(&d.unit), Stop::Waived));
        inherit_another(self.prepared, all, &mut drafts);
        drafts.extend(self.act_itself(&drafts));
        // The act's own date speaks only where the act tells no other.
        let dated: Vec<EventKind> = drafts.iter().filter(|d| !d.own_date && d.status == Status::Faktisk).map(|d| d.kind).collect();
        drafts.retain(|d| retain(d, !d.own_date || !dated.contains(&d.kind), Stop::ToldElsewhere));
        drafts.sort_by_key(|a| (a.bytes.start, a.kind, a.date, a.bytes.end));
        drafts.dedup_by(|b, a| {
            a.kind == b.kind && a.date.first_day() == b.date.first_day() && a.status == b.status && a.unit == b.unit && {
                a.date = a.date.max(b.date);
                a.bytes = a.bytes.start.min(b.bytes.start)..a.bytes.end.max(b.bytes.end);
                true
            }
        });
        for d in &drafts {
            let what = || What::Event { kind: d.kind, date: d.date, status: d.status, cue: d.cue.clone() };
            trace.note(|| (d.bytes.clone(), d.rule.clone(), what()));
        }
        drafts
    }

    /// Tells that a trigger came to nothing.
    fn stopped(&self, trigger: &Trigger, why: Stop) {
        let rule = || self.reader.grammar.rules.get(trigger.rule).map(|r| r.entry.id.clone()).unwrap_or_default();
        self.prepared.trace.note(|| (self.prepared.stream.bytes(trigger.anchor.clone()), rule(), What::Stopped(why)));
    }

    /// Minutes of a talk are the talk, a letter of decision is the decision: where the text tells no such event, the act's date
    /// line does.
    fn act_itself(&self, drafts: &[Draft]) -> Option<Draft> {
        let (kind, others): (EventKind, &[EventKind]) = match self.profile.doctype.as_str() {
            "samtalereferat" => (EventKind::BoernesamtaleAfholdt, &[EventKind::BoernesamtaleFravalgt]),
            "afgoerelse" => (EventKind::AfgoerelseTruffet, &[]),
            "partshoering" => (EventKind::PartshoeringForetaget, &[]),
            "handleplan" => (EventKind::HandleplanUdarbejdet, &[EventKind::HandleplanRevideret]),
            _ => return None,
        };
        let day = self.profile.date?;
        let told = drafts.iter().any(|d| {
            (d.kind == kind || others.contains(&d.kind))
                && d.status == Status::Faktisk
                && (d.own_date || d.date.first_day() >= day - chrono::Days::new(3))
        });
        let line = self.prepared.act.lines.get(self.profile.line?)?;
        let unit = self.prepared.units.iter().position(|u| self.prepared.act.lines.get(u.line).is_some_and(|l| l.span == line.span))?;
        let date = self.profile.at.map_or_else(|| LegalDate::day(day), LegalDate::minute);
        (!told).then(|| Draft {
            kind,
            date,
            status: Status::Faktisk,
            rule: format!("{kind}.akten_selv"),
            unit,
            own_date: true,
            bytes: line.span.clone(),
            anchor: line.span.start,
            cue: None,
        })
    }

    fn draft(&self, trigger: &Trigger, source: link::Source) -> Option<Draft> {
        let rule = self.reader.grammar.rules.get(trigger.rule)?;
        let unit = self.prepared.units.get(trigger.unit)?;
        let scope = self.scopes.units.get(trigger.unit)?;
        let (date, date_token) = match source {
            link::Source::Token(token, mention) => (self.scopes.values.get(mention).copied().flatten()?, Some(token)),
            link::Source::Entry => (scope.entry?, None),
            link::Source::Act => {
                if !rule.entry.own_date_in.contains(&self.profile.doctype) || unit.row || scope.prior.is_some() {
                    self.stopped(trigger, Stop::NoDate);
                    return None;
                }
                (self.profile.at.map_or_else(|| self.profile.date.map(LegalDate::day), |at| Some(LegalDate::minute(at)))?, None)
            }
        };
        if date_token.is_none() {
            let from = if source == link::Source::Entry { DateFrom::Entry } else { DateFrom::Act };
            let anchor = self.prepared.stream.bytes(trigger.anchor.clone());
            self.prepared.trace.note(|| (anchor, rule.entry.id.clone(), What::Linked { date: from, cost: 0, others: Vec::new() }));
        }
        let municipality = crate::grammar::fold(self.input.municipality).replace(" kommune", "");
        let case = status::Case {
            act: self.prepared,
            grammar: self.reader.grammar,
            unit,
            scope,
            trigger,
            date_token,
            date,
            municipality: &municipality,
        };
        let (status, cue) = status::status(&case, rule.kind, rule.entry.status);
        let tokens = date_token.map_or(trigger.tokens.clone(), |d| trigger.tokens.start.min(d)..trigger.tokens.end.max(d + 1));
        let bytes = self.prepared.stream.bytes(tokens.clone());
        let anchor = self.prepared.stream.bytes(trigger.anchor.clone()).start;
        Some(Draft {
            kind: rule.kind,
            date,
            status,
            rule: rule.entry.id.clone(),
            unit: trigger.unit,
            own_date: source == link::Source::Act || (source == link::Source::Entry && scope.message),
            bytes,
            anchor,
            cue,
        })
    }
}

/// "… modtog Vesterbæk Kommune en underretning. Den blev vurderet dagen efter": what is told of a thing named before is about
/// whom the thing was about.
fn inherit_another(act: &Prepared, all: &[Trigger], drafts: &mut [Draft]) {
    let line = |unit: usize| act.units.get(unit).map(|u| u.line);
    let others: Vec<usize> = drafts.iter().filter(|d| d.status == Status::Anden).map(|d| d.unit).collect();
    for draft in drafts.iter_mut().filter(|d| d.status == Status::Faktisk) {
        let by_name = all.iter().any(|t| t.unit == draft.unit && (t.noun.is_some() || t.bare));
        let before = others.iter().any(|o| *o < draft.unit && draft.unit - o <= 1 && line(*o) == line(draft.unit));
        if before && !by_name && !act.units.get(draft.unit).is_some_and(|u| act.names_child(u.tokens.clone())) {
            draft.status = Status::Anden;
            draft.cue = Some("anden.foer".to_owned());
        }
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
