//! Events from text: what happened, when, and whether it did.
//!
//! In: an act's page texts, the case's cast, the compiled grammar and date scanner. Out: the act's type and date, its events
//! with their evidence, its findings. Pure: no file, no clock; the act's own date is the only anchor in time.
//!
//! The way: `prepared` makes the text a stream with hits, clauses and units; `profile` tells type and date; `scopes` resolves
//! the dates from top to bottom; `triggers` finds where rules fire, `columns` does so in tables; `link` gives each its date;
//! `status` decides whether it took place; `recall` tells the days that only the other acts explain; `findings` reads the undated statements.

mod cast;
mod columns;
mod doubt;
mod examples;
mod findings;
mod link;
mod memory;
mod model;
mod own_date;
mod prepared;
mod profile;
mod recall;
mod scopes;
mod signatures;
mod status;
mod trace;
mod triggers;

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use rayon::prelude::*;
use serde::Serialize;

pub use cast::{Cast, CastFinder};
pub use examples::check_examples;
pub(crate) use model::named;
pub use model::{Event, EventKind, Evidence, Finding, FindingKind, OwnKind, Source, Status};
pub use own_date::DateSigns;
pub use trace::{DateFrom, NoValue, Step, Stop, Telling, What};

use crate::dates::{LegalDate, Mention, Scanner};
use crate::grammar::{Grammar, VocabularyId};
use crate::text::{ActText, LineKind, PageText, boxes, confidence};

use memory::{Known, Memory};
use prepared::{Prepared, Unit};
use profile::{Profile, profile};
use scopes::Scope;
use trace::Trace;
use triggers::{Needs, Trigger};

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
    let recalled: Vec<&str> =
        grammar.into_iter().flat_map(|g| &g.rules).filter(|r| r.entry.told_by > 0).map(|r| r.entry.id.as_str()).collect();
    doubt::doubt(&mut readings, &recalled);
    readings
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
    if let Some(day) = traced.profile.date.or(anchor).filter(|_| own.is_none()) {
        Trace::to(&steps).note(|| (0..0, String::new(), What::OwnDate(day, Telling::Neighbours)));
    }
    traced.read(&traced.ready(anchor), Memory::of_others(&known, at));
    let reading = with_others(&acts, &ready, &known).into_iter().nth(at)?;
    Some((reading, steps.into_inner().unwrap_or_else(PoisonError::into_inner)))
}

/// Opens the acts of a case; an own date without its year gets it from the dates of the others.
fn open_all<'a>(inputs: &'a [ActInput<'a>], texts: &'a [ActText], cast: &'a Cast, reader: &'a Reader<'a>) -> Vec<Opened<'a>> {
    let open = |(input, text)| Opened::new(input, text, cast, reader, Trace::default());
    let mut acts: Vec<Opened> = inputs.par_iter().zip(texts).map(open).collect();
    let around: Vec<NaiveDate> = acts.iter().filter_map(|a| a.profile.date).collect();
    for act in &mut acts {
        act.profile.settle(&around);
    }
    acts
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

/// What each act tells when it is read alone.
fn known_alone(acts: &[Opened], ready: &[Ready]) -> Vec<Known> {
    let alone: Vec<Vec<(EventKind, LegalDate)>> = acts.par_iter().zip(ready).map(|(act, ready)| act.took_place(ready)).collect();
    memory::known(alone.into_iter())
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

/// What is found in an act whatever the others tell.
struct Ready {
    scopes: scopes::Scopes,
    /// Triggers of the rules that need no other act.
    firm: Vec<Trigger>,
    /// Those of the rules that follow another event.
    course: Vec<Trigger>,
    columns: Vec<columns::ColumnTrigger>,
}

impl<'a> Opened<'a> {
    fn new(input: &'a ActInput<'a>, text: &'a ActText, cast: &'a Cast, reader: &'a Reader<'a>, trace: Trace<'a>) -> Self {
        let prepared = Prepared::new(text, mentions(text, reader.scanner), reader.grammar, cast, trace);
        if trace.is_on() {
            note_masked(&prepared, reader.grammar);
        }
        let profile = profile(&prepared, reader.grammar);
        Self { input, text, prepared, profile, reader }
    }

    fn ready(&self, fallback: Option<NaiveDate>) -> Ready {
        let Self { prepared, profile, reader, .. } = self;
        let scopes = scopes::scopes(prepared, reader.grammar, profile, fallback);
        let triggers = |needs| triggers::triggers(prepared, reader.grammar, profile, &scopes.units, needs);
        let (firm, course) = (triggers(Needs::Words), triggers(Needs::Course));
        Ready { firm, course, columns: columns::column_triggers(prepared, reader.grammar, profile), scopes }
    }

    fn drafts(&self, ready: &Ready, memory: Memory) -> Vec<Draft> {
        let Self { prepared, profile, reader, .. } = self;
        let Ready { scopes, firm, course, columns } = ready;
        let faint = if memory.is_empty() {
            Vec::new()
        } else {
            triggers::triggers(prepared, reader.grammar, profile, &scopes.units, Needs::Others)
        };
        Drafts { prepared, reader, scopes, profile, memory }.gather([firm, course, &faint], columns)
    }

    /// What the act tells took place when it is read alone, of what has its evidence.
    fn took_place(&self, ready: &Ready) -> Vec<(EventKind, LegalDate)> {
        let drafts = self.drafts(ready, Memory::default()).into_iter();
        let stands = |d: &Draft| d.status == Status::Faktisk && place(self.text, self.input, d.bytes.clone(), Some(d.anchor)).is_some();
        drafts.filter(stands).map(|d| (d.kind, d.date)).collect()
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

/// The act's dates. Some forms that would be none in running text are dates by their place: a heading or a cell that is a date as a
/// whole ("2021", "Marts", "290119"), and what begins several lines ("10.07 LW …").
fn mentions(act: &ActText, scanner: &Scanner) -> Vec<Mention> {
    let mut mentions = Vec::new();
    for mention in scanner.scan(&act.text) {
        mentions.extend(within_lines(act, scanner, mention));
    }
    let text = |span: &Range<usize>| act.text.get(span.clone()).unwrap_or_default();
    let first_word = |span: &Range<usize>| {
        let line = text(span);
        span.start..span.start + line.find([' ', '\t', '\n']).unwrap_or(line.len())
    };
    let leads = |span: &Range<usize>| {
        let word = text(&first_word(span));
        word.len() <= 6
            && word.starts_with(|c: char| c.is_ascii_digit())
            && (word.contains(['.', '/', '-']) || compact_date(word).is_some())
    };
    let entries = act.lines.iter().filter(|l| leads(&l.span)).count() > 2;
    let clocks: Vec<Option<String>> = act.lines.iter().map(|l| clock_word(text(&first_word(&l.span)))).collect();
    let no_date = |span: &Range<usize>| scanner.whole(text(&first_word(span))).is_none();
    let log = clocks.iter().flatten().count() > 2 && act.lines.iter().zip(&clocks).any(|(l, clock)| clock.is_some() && no_date(&l.span));
    for (span, clock) in spoken_clocks(&act.text) {
        let free = !mentions.iter().any(|m| m.span.start < span.end && span.start < m.span.end);
        if let Some(time) = scanner.whole(&clock).filter(|_| free) {
            let at = mentions.partition_point(|m| m.span.start < span.start);
            mentions.insert(at, Mention { span, ..time });
        }
    }
    for (line, clock) in act.lines.iter().zip(&clocks) {
        if let Some(time) = clock.as_deref().filter(|_| log).and_then(|c| scanner.whole(c)) {
            let span = first_word(&line.span);
            mentions.retain(|m| m.span.end <= span.start || span.end <= m.span.start);
            let at = mentions.partition_point(|m| m.span.start < span.start);
            mentions.insert(at, Mention { span, ..time });
            continue;
        }
        let whole = (line.kind == LineKind::Heading || line.span.len() <= 16).then(|| line.span.clone());
        let lead = (entries && leads(&line.span)).then(|| first_word(&line.span));
        let cells =
            line.cells.iter().filter(|c| text(c).trim().len() == COMPACT && text(c).trim().bytes().all(|b| b.is_ascii_digit())).cloned();
        for span in cells.chain(whole).chain(lead) {
            if mentions.iter().any(|m| m.span.start < span.end && span.start < m.span.end) {
                continue;
            }
            let raw = text(&span);
            let trimmed = raw.trim_end_matches([':', '.', ' ']).trim_start();
            let start = span.start + (raw.len() - raw.trim_start().len());
            // A line that is a year is that year, not a day without signs.
            let as_written = || scanner.whole(trimmed).map(|m| Mention { span: start + m.span.start..start + m.span.end, ..m });
            let compact = compact_date(trimmed).and_then(|c| scanner.whole(&c));
            let compact = compact.map(|m| Mention { span: start..start + trimmed.len(), ..m });
            let found = if span == line.span { as_written().or(compact) } else { compact.or_else(as_written) };
            if let Some(mention) = found {
                let at = mentions.partition_point(|m| m.span.start < mention.span.start);
                mentions.insert(at, mention);
            }
        }
    }
    mentions
}

/// "… de kommer torsdag. / 27-10-2022 · Møde": a weekday that ends one line and a date that opens the next are two.
fn within_lines(act: &ActText, scanner: &Scanner, mention: Mention) -> Vec<Mention> {
    let at = act.lines.partition_point(|l| l.span.end <= mention.span.start);
    let end = act.lines.get(at).map_or(usize::MAX, |l| l.span.end);
    let part = |span: Range<usize>| {
        let found = act.text.get(span.clone()).map(|t| scanner.scan(t)).unwrap_or_default();
        found.into_iter().map(move |m| Mention { span: span.start + m.span.start..span.start + m.span.end, ..m })
    };
    let ends = |t: &str| t.trim_end().ends_with(['.', '!', '?', ':']);
    if mention.span.end <= end || !act.text.get(mention.span.start..end).is_some_and(ends) {
        return vec![mention];
    }
    part(mention.span.start..end).chain(part(end..mention.span.end)).collect()
}

/// "23.50" as the words of a time of day.
fn clock_word(word: &str) -> Option<String> {
    let (hour, minute) = word.trim_end_matches(':').split_once(['.', ':'])?;
    let number = |digits: &str| digits.parse::<u32>().ok().filter(|_| digits.bytes().all(|b| b.is_ascii_digit()));
    (number(hour)? < 24 && number(minute)? < 60 && minute.len() == 2).then(|| format!("kl. {hour}.{minute}"))
}

/// Times of day without "kl." behind a word of coming in or assessing: "vurd. 9.15", "ringer 16.45". What may be a day and a month is none.
fn spoken_clocks(text: &str) -> Vec<(Range<usize>, String)> {
    const BEFORE: [&str; 20] = [
        "vurderet",
        "vurd",
        "vurderede",
        "vurderes",
        "ringer",
        "ringede",
        "underretter",
        "modtaget",
        "modt",
        "indgået",
        "indg",
        "ind",
        "kvit",
        "kvitteret",
        "set",
        "læst",
        "screenet",
        "nat",
        "aften",
        "morgen",
    ];
    let mut out = Vec::new();
    let mut before = "";
    for word in text.split_whitespace() {
        let trimmed = word.trim_end_matches([',', '.', ':', ';', ')']);
        let start = word.as_ptr() as usize - text.as_ptr() as usize;
        let no_month = trimmed.split_once(['.', ':']).and_then(|(_, m)| m.parse::<u32>().ok()).is_some_and(|m| m == 0 || m > 12);
        if let Some(clock) = clock_word(trimmed).filter(|_| no_month && BEFORE.contains(&before.to_lowercase().as_str())) {
            out.push((start..start + trimmed.len(), clock));
        }
        before = word.trim_end_matches(['.', ',', ':']);
    }
    out
}

/// Digits of a date written without signs.
const COMPACT: usize = 6;

/// "290119" or "0803" in a place of its own as a date with signs.
fn compact_date(text: &str) -> Option<String> {
    let two = |at: usize| text.get(at..at + 2).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
    match text.len() {
        COMPACT => Some(format!("{}.{}.{}", two(0)?, two(2)?, two(4)?)),
        4 => Some(format!("{}.{}", two(0)?, two(2)?)),
        _ => None,
    }
}

/// Acts whose telling outweighs what the words of one alone leave open.
const ENOUGH: usize = 2;

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
    date_token: Option<usize>,
    /// What decided the status.
    cue: Option<String>,
}

impl Draft {
    fn stopped(&self, trace: Trace, why: Stop) {
        trace.note(|| (self.bytes.clone(), self.rule.clone(), What::Stopped(why)));
    }

    fn event(self, act: &ActText, input: &ActInput) -> Option<Event> {
        let evidence = evidence(act, input, self.bytes, Some(self.anchor))?;
        Some(Event {
            kind: self.kind,
            date: self.date,
            status: self.status,
            rule: self.rule,
            evidence,
            source: input.source,
            doubtful: false,
        })
    }
}

/// Where act bytes stand: the page that holds the anchor, and the bytes there, trimmed to words. None where there is no word.
fn place<'p>(act: &ActText, input: &ActInput<'p>, bytes: Range<usize>, anchor: Option<usize>) -> Option<(&'p PageText, Range<usize>)> {
    let (page, span) = act.to_page_span(bytes, anchor)?;
    let page = input.pages.iter().find(|p| p.number == page)?;
    let raw = page.text.get(span.clone())?;
    let start = span.start + (raw.len() - raw.trim_start().len());
    let end = start + raw.trim().len();
    (start < end).then_some((page, start..end))
}

/// Makes the evidence of act bytes.
fn evidence(act: &ActText, input: &ActInput, bytes: Range<usize>, anchor: Option<usize>) -> Option<Evidence> {
    let (page, span) = place(act, input, bytes, anchor)?;
    let quote = page.text.get(span.clone())?.split_whitespace().collect::<Vec<_>>().join(" ");
    Some(Evidence {
        act: input.name.to_owned(),
        page: page.number,
        start: span.start,
        end: span.end,
        quote,
        boxes: boxes(page, span.clone()),
        confidence: confidence(page, span),
    })
}

/// Gathers dated triggers into drafts.
struct Drafts<'a> {
    prepared: &'a Prepared<'a>,
    reader: &'a Reader<'a>,
    scopes: &'a scopes::Scopes,
    profile: &'a Profile,
    memory: Memory<'a>,
}

impl Drafts<'_> {
    fn gather(&self, parts: [&[Trigger]; 3], columns: &[columns::ColumnTrigger]) -> Vec<Draft> {
        let [firm, course, faint] = parts;
        let mut drafts = Vec::new();
        for column in columns {
            drafts.extend(self.draft(&column.trigger, link::Source::Token(column.date.0, column.date.1)));
        }
        let in_columns: Vec<usize> = columns.iter().map(|c| c.date.0).collect();
        for (part, needs) in [(firm, Needs::Words), (course, Needs::Course), (faint, Needs::Others)] {
            // What stands firm beside a date leaves nothing of it to a faint word.
            let firmly: Vec<(usize, EventKind)> = drafts.iter().filter_map(|d| Some((d.date_token?, d.kind))).collect();
            let told = |d: &Draft| (needs == Needs::Course && d.status == Status::Faktisk).then_some((d.kind, d.date));
            let mut own: Vec<(EventKind, LegalDate)> = drafts.iter().filter_map(told).collect();
            let mut from = 0;
            while let Some(first) = part.get(from) {
                let to = from + part.get(from..).unwrap_or_default().partition_point(|t| t.unit == first.unit);
                let links =
                    link::link(self.prepared, self.reader.grammar, self.scopes, self.memory.with_own(&own), part, first.unit, from..to);
                let before = drafts.len();
                for link in links {
                    let Some(trigger) = part.get(link.trigger) else { continue };
                    // What a word follows may have happened on the same day ("modtaget og gennemgået 3/5").
                    let grammar = self.reader.grammar;
                    let kind = grammar.rules.get(trigger.rule).map(|r| r.kind);
                    let apart = |other: EventKind| needs != Needs::Course || kind.is_none_or(|k| !grammar.follows(k, other));
                    let taken = |token: usize| firmly.iter().any(|(t, other)| *t == token && apart(*other));
                    let anchor = self.prepared.stream.bytes(trigger.anchor.clone());
                    let same = |d: &Draft| Some(d.kind) == kind && d.bytes.start < anchor.end && anchor.start < d.bytes.end;
                    if needs == Needs::Course && drafts.iter().any(same) {
                        continue;
                    }
                    if matches!(link.source, link::Source::Token(token, _) if in_columns.contains(&token) || taken(token)) {
                        self.stopped(trigger, Stop::InColumn);
                        continue;
                    }
                    let rule = self.reader.grammar.rules.get(trigger.rule);
                    let memory = self.memory.with_own(&own);
                    let fits = |d: &Draft| needs != Needs::Course || rule.is_some_and(|r| memory.follows(r, d.date));
                    let draft = self.draft(trigger, link.source).filter(fits);
                    own.extend(draft.as_ref().and_then(told));
                    drafts.extend(draft);
                }
                if needs == Needs::Course {
                    let of_unit = part.get(from..to).unwrap_or_default();
                    let prompt: Vec<Draft> = of_unit.iter().filter_map(|t| self.promptly(t, &drafts, before)).collect();
                    own.extend(prompt.iter().filter_map(told));
                    drafts.extend(prompt);
                }
                from = to;
            }
        }
        let signed = signatures::signatures(self.prepared, self.reader.grammar, self.profile, &self.scopes.units);
        for (trigger, date) in signed {
            let same = |d: &Draft| d.date_token == Some(date.0) && d.kind == EventKind::SamtykkeGivet;
            drafts.retain(|d| !same(d) || d.status != Status::Planlagt);
            let told = drafts.iter().any(same);
            // A form may be signed after the day on which it was made out.
            let draft = self.draft(&trigger, link::Source::Token(date.0, date.1)).filter(|_| !told);
            drafts.extend(draft.map(|d| Draft { status: if d.status == Status::Planlagt { Status::Faktisk } else { d.status }, ..d }));
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
        self.follow(&mut drafts);
        inherit_another(self.prepared, firm, &mut drafts);
        self.confirm(&mut drafts);
        drafts.extend(self.act_itself(&drafts));
        let is_told = |token: usize, day: NaiveDate, kind: EventKind| {
            let told = |d: &Draft| d.date_token == Some(token) || d.date.known_day() == Some(day);
            drafts.iter().any(|d| told(d) && !self.reader.grammar.follows(d.kind, kind))
        };
        let recalled = recall::recalled(self.prepared, self.reader.grammar, self.profile, self.scopes, self.memory, is_told);
        drafts.extend(recalled.into_iter().filter_map(|(trigger, date)| self.draft(&trigger, link::Source::Token(date.0, date.1))));
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

    /// "Krisecentret underrettede den 27. januar. Vi vurderede den om eftermiddagen": words that give no date, only how soon after what was
    /// told before in the paragraph. `new`: the first of this unit's drafts.
    fn promptly(&self, trigger: &Trigger, drafts: &[Draft], new: usize) -> Option<Draft> {
        let rule = self.reader.grammar.rules.get(trigger.rule)?;
        let unit = self.prepared.units.get(trigger.unit)?;
        if !self.prepared.has(&rule.promptly, &unit.tokens) || drafts.get(new..)?.iter().any(|d| d.kind == rule.kind) {
            return None;
        }
        let at = self.prepared.stream.bytes(trigger.anchor.clone()).start;
        let line = |unit: usize| self.prepared.units.get(unit).map(|u| u.line);
        let before = |d: &&Draft| rule.follows.contains(&d.kind) && line(d.unit) == Some(unit.line) && d.anchor < at;
        let cause = drafts.iter().filter(before).max_by_key(|d| (d.anchor, d.date_token))?;
        let told = drafts.iter().any(|d| d.kind == rule.kind && line(d.unit) == Some(unit.line) && d.anchor > cause.anchor);
        let day = cause.date.known_day().filter(|_| cause.status == Status::Faktisk && !told)?;
        self.draft(trigger, link::Source::Prompt(day))
    }

    /// What two other acts tell as done on a day that this act looks back on was no plan, and is not another child's for a name beside it.
    fn confirm(&self, drafts: &mut [Draft]) {
        let own = self.profile.date;
        for draft in drafts.iter_mut().filter(|d| matches!(d.status, Status::Planlagt | Status::Anden)) {
            let past = draft.date.known_day().zip(own).is_some_and(|(day, own)| day <= own);
            let acts = self.memory.told(draft.date).iter().find(|(kind, _)| *kind == draft.kind).map_or(0, |(_, acts)| *acts);
            if past && acts >= ENOUGH {
                draft.status = Status::Faktisk;
                draft.cue = Some("husket".to_owned());
            }
        }
    }

    /// "Modtaget den 8. januar og vurderet dagen derpå": where the other acts gave the first day another year, what is counted from it
    /// goes along.
    fn follow(&self, drafts: &mut [Draft]) {
        let read = |mention: usize| self.scopes.values.get(mention).copied().flatten();
        let mention = |token: usize| self.prepared.dates_in(token..token + 1).next().map(|(_, mention)| mention);
        let moved: Vec<(usize, NaiveDate)> = drafts
            .iter()
            .filter_map(|d| {
                Some((d.date_token?, d.date.known_day()?))
                    .filter(|(t, day)| mention(*t).and_then(read).is_some_and(|r| r.known_day() != Some(*day)))
            })
            .collect();
        for draft in drafts {
            let Some((token, own)) = draft.date_token.and_then(|t| Some((t, mention(t)?))) else { continue };
            let Some(line) = self.prepared.units.get(draft.unit).map(|u| profile::line_tokens(self.prepared, u.line)) else { continue };
            let before = self.prepared.dates_in(line.start..token).last();
            let base = before.and_then(|(t, _)| moved.iter().find(|(moved, _)| *moved == t)).map(|(_, day)| *day);
            let counted = base.zip(self.prepared.mentions.get(own)).and_then(|(day, m)| memory::counted_from(m, day));
            if let Some(day) = counted.filter(|_| read(own) == Some(draft.date)) {
                draft.date = draft.date.on(day);
            }
        }
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
            // Minutes name their day at the top; a date further down is another's.
            "opfoelgning" if self.profile.line.is_some_and(|l| l < 5) => (EventKind::OpfoelgningGennemfoert, &[]),
            _ => return None,
        };
        let day = self.profile.date?;
        let told = drafts.iter().any(|d| {
            (d.kind == kind || others.contains(&d.kind))
                && d.status == Status::Faktisk
                && (d.own_date
                    || d.date.first_day() >= day - chrono::Days::new(if kind == EventKind::OpfoelgningGennemfoert { 60 } else { 3 }))
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
            date_token: None,
            cue: None,
        })
    }

    /// The date as first read, or the one that the other acts show to be meant.
    fn remembered(&self, kind: EventKind, unit: &Unit, scope: &Scope, (token, mention): (usize, usize), read: LegalDate) -> LegalDate {
        let Some(m) = self.prepared.mentions.get(mention) else { return read };
        let line = profile::line_tokens(self.prepared, unit.line);
        let story: Vec<NaiveDate> = self
            .prepared
            .dates_in(line.start..token)
            .filter_map(|(_, m)| self.scopes.values.get(m).copied().flatten().and_then(LegalDate::known_day))
            .collect();
        self.memory.meant(kind, m, read, &story, scope.anchor).unwrap_or(read)
    }

    fn draft(&self, trigger: &Trigger, source: link::Source) -> Option<Draft> {
        let rule = self.reader.grammar.rules.get(trigger.rule)?;
        let unit = self.prepared.units.get(trigger.unit)?;
        let scope = self.scopes.units.get(trigger.unit)?;
        let (date, date_token) = match source {
            link::Source::Token(token, mention) => {
                let read = self.scopes.values.get(mention).copied().flatten()?;
                (self.remembered(rule.kind, unit, scope, (token, mention), read), Some(token))
            }
            link::Source::Entry => (scope.entry?, None),
            link::Source::Prompt(day) => (LegalDate::day(day), None),
            link::Source::Act => {
                if !rule.entry.own_date_in.contains(&self.profile.doctype) || unit.row || scope.prior.is_some() {
                    self.stopped(trigger, Stop::NoDate);
                    return None;
                }
                (self.profile.at.map_or_else(|| self.profile.date.map(LegalDate::day), |at| Some(LegalDate::minute(at)))?, None)
            }
        };
        if rule.entry.remembered && !self.memory.knows_exactly(rule.kind, date) {
            return None;
        }
        if date_token.is_none() {
            let from = if source == link::Source::Act { DateFrom::Act } else { DateFrom::Entry };
            let anchor = self.prepared.stream.bytes(trigger.anchor.clone());
            self.prepared.trace.note(|| (anchor, rule.entry.id.clone(), What::Linked { date: from, cost: 0, others: Vec::new() }));
        }
        let case = status::Case {
            act: self.prepared,
            grammar: self.reader.grammar,
            unit,
            scope,
            trigger,
            date_token,
            date,
            from_elsewhere: self.profile.from_elsewhere,
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
            date_token,
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
