//! A case made from its acts' readings: pure, so that cases can be made side by side and always the same.

use std::path::Path;

use chrono::NaiveDate;

use crate::archive::Sag;
use crate::checks::{self, ActFacts, BUNDLED, CaseFacts, CaseType, Frister, LawRegime, LawTables, Verdict};
use crate::dates::{LegalDate, Scanner};
use crate::events::{ActInput, ActReading, Cast, CastFinder, Event, Finding, Reader, Source, Step, explain_act, read_case};
use crate::export::{
    ActRow, ActState, CaseRow, CheckRow, EventRow, EvidenceRef, FactRow, PartRow, ProvisionRow, SearchedRow, TimelineRow, TraceRow,
};
use crate::grammar::{self, CastWords, Grammar};
use crate::pipeline::PipelineError;
use crate::pipeline::act::SharedReading;
use crate::pipeline::amend::{Amendment, amend};
use crate::pipeline::known::{self, Known};
use crate::pipeline::kommuner::Kommuner;
use crate::store::{ActRecord, CaseRecord};
use crate::text::PageText;
use crate::timeline::{ActRole, Happening, merge};

/// No clock shows a day before this program was written: one that does is not set, and says nothing of what lies ahead.
const WRITTEN: NaiveDate = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap();

/// Everything that making a case needs and that never changes in a run.
pub(super) struct Engine {
    pub(super) grammar: Grammar,
    scanner: Scanner,
    law: LawTables,
    version: String,
    today: Option<NaiveDate>,
    cast: CastFinder,
    known: Known,
    pub(super) kommuner: Kommuner,
}

/// A case to be made.
#[derive(Clone)]
pub(super) struct CaseInput {
    /// Its id.
    pub(super) id: String,
    /// What the municipality says.
    pub(super) sag: Option<Sag>,
    /// The municipality that its folder is named after.
    pub(super) path_municipality: Option<String>,
    /// What it is made from, as one hash.
    pub(super) fingerprint: String,
    /// Its acts, in natural order of their names.
    pub(super) acts: Vec<ReadAct>,
}

/// An act and its reading.
#[derive(Clone)]
pub(super) struct ReadAct {
    /// Unique in the case.
    pub(super) name: String,
    /// Hash of its bytes.
    pub(super) sha256: String,
    /// Where it was sent.
    pub(super) places: Vec<String>,
    /// What reading it gave.
    pub(super) reading: SharedReading,
}

/// What the acts of a case say.
#[derive(Default)]
struct Told {
    rows: Vec<ActRecord>,
    roles: Vec<ActRole>,
    facts: Vec<ActFacts>,
    events: Vec<Event>,
    findings: Vec<Finding>,
    pages: u32,
}

impl Engine {
    /// Compiles the grammars: those of a folder, or those built in.
    pub(super) fn load(folder: Option<&Path>) -> Result<Self, PipelineError> {
        let start = |error: regex::Error| PipelineError::Start { reason: error.to_string() };
        let sources = match folder {
            Some(folder) => grammar::from_folder(folder)?,
            None => grammar::built_in(),
        };
        let scanner = match sources.get("dates.toml") {
            Some(words) => Scanner::new(words)?,
            None => Scanner::danish()?,
        };
        let own_law: Vec<(&str, &str)> =
            sources.iter().filter_map(|(path, text)| Some((path.strip_prefix("law/")?, text.as_str()))).collect();
        let law = LawTables::parse(if own_law.is_empty() { BUNDLED } else { &own_law })?;
        let people = CastWords::read(&sources)?;
        let patterns = || -> Result<_, regex::Error> { Ok((CastFinder::new(&people)?, Known::new()?, Kommuner::new()?)) };
        let (grammar, patterns) = rayon::join(|| Grammar::compile(&sources), patterns);
        let (grammar, (cast, known, kommuner)) = (grammar?, patterns.map_err(start)?);
        Ok(Self { version: grammar.version.clone(), grammar, scanner, law, today: None, cast, known, kommuner })
    }

    /// The same, with the municipalities' own limits of a file and the day of the run.
    pub(super) fn for_run(mut self, frister: Option<&Path>, today: Option<NaiveDate>) -> Result<Self, PipelineError> {
        self.today = today.filter(|day| *day >= WRITTEN);
        let Some(path) = frister else { return Ok(self) };
        let unread = |error: std::io::Error| PipelineError::FristerFile { path: path.to_owned(), reason: error.to_string() };
        let text = std::fs::read_to_string(path).map_err(unread)?;
        let frister = Frister::parse(&path.display().to_string(), &text, |name| self.kommuner.named(name))?;
        self.version = format!("{} frister {}", self.version, frister.version());
        self.law = self.law.with_frister(frister);
        Ok(self)
    }

    /// Hash of the grammars, the date words and the law, and of the user's own table where there is one.
    pub(super) fn grammar_version(&self) -> &str {
        &self.version
    }

    /// Where a case belongs, who is in it, and when the child was born: what its acts are read with.
    fn known(&self, input: &CaseInput, texts: &[&str]) -> (Option<String>, Cast, Option<NaiveDate>) {
        let sag = input.sag.as_ref();
        let municipality = sag
            .and_then(|sag| sag.municipality.clone())
            .or_else(|| input.path_municipality.clone())
            .or_else(|| self.kommuner.in_texts(texts.iter().copied()));
        let home = municipality.as_deref().unwrap_or_default();
        let seen = self.cast.look(texts);
        let mut cast = seen.cast(sag.and_then(|sag| sag.born), home);
        let born = sag.and_then(|sag| sag.born).or_else(|| {
            let found = self.known.born(texts, &cast.child);
            if found.is_some() {
                cast = seen.cast(found, home);
            }
            found
        });
        (municipality, cast, born)
    }

    /// Reads one act of a case, step by step; none for an act that is not there or has no text.
    pub(super) fn explain(&self, input: &CaseInput, act: &str) -> Option<(ActReading, Vec<Step>)> {
        let texts: Vec<String> = input.acts.iter().map(|act| whole_text(&act.reading.pages)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (_, cast, _) = self.known(input, &texts);
        let inputs = readable(input);
        let at = inputs.iter().position(|input| input.name == act)?;
        explain_act(&inputs, at, &cast, &Reader { grammar: &self.grammar, scanner: &self.scanner })
    }

    /// Makes a case.
    pub(super) fn derive(&self, input: CaseInput) -> CaseRecord {
        self.derive_amended(input, &[])
    }

    /// Makes a case with events that a reader marked in the place of the machine's.
    pub(super) fn derive_amended(&self, input: CaseInput, amendments: &[Amendment]) -> CaseRecord {
        let sag = input.sag.as_ref();
        let texts: Vec<String> = input.acts.iter().map(|act| whole_text(&act.reading.pages)).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (municipality, cast, born) = self.known(&input, &texts);
        let mut told = self.tell(&input, &cast);
        if !amendments.is_empty() {
            amend(&mut told.events, &mut told.findings, &told.roles, amendments);
        }
        let timeline = merge(&told.events, &told.roles);
        let decision = checks::decision(&timeline);

        let (quotes, deciding) = decision.map(|decision| deciding_acts(decision, &input.acts, &told.facts, &texts)).unwrap_or_default();
        let law = sag
            .and_then(|sag| known::law_named(sag.law.as_deref()?))
            .or_else(|| decision.map(|decision| LawRegime::on(decision.date.first_day())));
        let case_type =
            sag.and_then(|sag| known::measure_named(sag.case_type.as_deref()?)).or_else(|| known::measure_decided(&quotes, &deciding));
        let consent = sag.and_then(|sag| sag.consent).or_else(|| deciding.iter().find_map(|text| self.known.consent(text, law)));
        let facts = CaseFacts {
            id: input.id.clone(),
            municipality: municipality.clone(),
            today: self.today,
            case_type,
            consent,
            law,
            born,
            acts: told.facts,
        };
        let verdicts = checks::check(&facts, &timeline, &told.events, &told.findings, &self.law);

        // What lies ahead today may not tomorrow: such a case is made again by the next run of another day.
        let ahead = self.today.filter(|today| timeline.iter().any(|h| h.date.first_day() > *today));
        let fingerprint = match ahead {
            Some(today) => format!("{} {today}", input.fingerprint),
            None => input.fingerprint,
        };
        let row = CaseRow {
            case: input.id.clone(),
            municipality: municipality.clone(),
            case_type: case_type.map(|measure| measure.name().to_owned()),
            consent,
            law: law.map(|law| law.name().to_owned()),
            born: born.map(|born| born.to_string()),
            decision: decision.map(|decision| decision.date.to_string()),
            acts: u32::try_from(told.rows.len()).unwrap_or(u32::MAX),
            pages: told.pages,
        };
        let municipality = municipality.as_deref();
        CaseRecord {
            sag: input.sag.as_ref().and_then(|sag| serde_json::to_value(sag).ok()),
            derived_by: format!("aktspor {} {} {}", env!("CARGO_PKG_VERSION"), env!("AKTSPOR_DERIVING"), self.grammar_version()),
            fingerprint,
            events: told.events.iter().filter(|event| !event.doubtful).map(|event| EventRow::new(&input.id, municipality, event)).collect(),
            timeline: timeline.iter().map(|happening: &Happening| TimelineRow::new(&input.id, municipality, happening)).collect(),
            checks: verdicts.iter().map(|verdict| check_row(&input.id, municipality, case_type, verdict)).collect(),
            findings: told.findings,
            acts: told.rows,
            row,
        }
    }

    /// Reads the acts in order.
    fn tell(&self, input: &CaseInput, cast: &Cast) -> Told {
        let reader = Reader { grammar: &self.grammar, scanner: &self.scanner };
        let mut told = Told::default();
        let readable = readable(input);
        let mut reads = read_case(&readable, cast, &reader).into_iter();
        for act in &input.acts {
            let reading = &act.reading;
            let is_readable = is_readable(reading);
            let (mut doctype, mut date, mut guessed) = (None, None, false);
            if let Some(read) = has_text(reading).then(|| reads.next()).flatten() {
                told.roles.push(ActRole { name: act.name.clone(), doctype: read.doctype.clone(), date: read.date });
                told.events.extend(read.events.into_iter().map(|event| with_own_source(event, &reading.pages)));
                told.findings.extend(read.findings);
                (doctype, date, guessed) = (Some(read.doctype), read.date, read.guessed);
            }
            let pages = u32::try_from(reading.pages.len()).unwrap_or(u32::MAX);
            told.pages = told.pages.saturating_add(pages);
            let legible = reading.pages.iter().filter(|page| !page.text.trim().is_empty()).count();
            told.facts.push(ActFacts {
                name: act.name.clone(),
                date,
                guessed,
                doctype: doctype.clone(),
                pages,
                legible_pages: u32::try_from(legible).unwrap_or(u32::MAX),
                readable: is_readable,
            });
            told.rows.push(ActRecord {
                row: ActRow {
                    case: input.id.clone(),
                    act: act.name.clone(),
                    sha256: act.sha256.clone(),
                    pages: (is_readable || pages > 0).then_some(pages),
                    doctype,
                    date: date.map(|date| date.to_string()),
                    source: reading.source.map(|source| source_name(source).to_owned()),
                    state: reading.state,
                    message: reading.message.clone(),
                },
                places: act.places.clone(),
            });
        }
        told
    }
}

fn is_readable(reading: &SharedReading) -> bool {
    matches!(reading.state, ActState::Read | ActState::Ocr | ActState::Partly)
}

fn has_text(reading: &SharedReading) -> bool {
    is_readable(reading) && reading.pages.iter().any(|page| !page.text.trim().is_empty())
}

/// The acts that there is something to read in, in order.
fn readable(input: &CaseInput) -> Vec<ActInput<'_>> {
    let with_text = input.acts.iter().filter(|act| has_text(&act.reading));
    let to_read = with_text.map(|act| ActInput {
        name: &act.name,
        pages: &act.reading.pages,
        source: act.reading.source.unwrap_or(Source::Text),
        fallback: None,
    });
    to_read.collect()
}

/// The quotes of a decision and the whole texts of the acts to ask about it: the deciding act and the decisions among those that tell it.
fn deciding_acts<'t>(decision: &'t Happening, acts: &[ReadAct], facts: &[ActFacts], texts: &[&'t str]) -> (Vec<&'t str>, Vec<&'t str>) {
    let mut numbers: Vec<usize> = Vec::new();
    for (place, evidence) in decision.evidence.iter().enumerate() {
        let Some(number) = acts.iter().position(|act| act.name == evidence.act) else { continue };
        let is_decision = facts.get(number).and_then(|act| act.doctype.as_deref()) == Some("afgoerelse");
        if (place == 0 || is_decision) && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let quotes = decision.evidence.iter().map(|evidence| evidence.quote.as_str()).collect();
    (quotes, numbers.into_iter().filter_map(|number| texts.get(number).copied()).collect())
}

/// In an act that is partly scanned each event's source is that of its page.
fn with_own_source(mut event: Event, pages: &[PageText]) -> Event {
    if let Some(page) = pages.iter().find(|page| page.number == event.evidence.page) {
        let is_ocr = page.words.iter().any(|word| word.confidence.is_some());
        event.source = if is_ocr { Source::Ocr } else { Source::Text };
    }
    event
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Text => "text",
        Source::Ocr => "ocr",
    }
}

fn whole_text(pages: &[PageText]) -> String {
    pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join("\n")
}

fn check_row(case: &str, municipality: Option<&str>, case_type: Option<CaseType>, verdict: &Verdict) -> CheckRow {
    CheckRow {
        case: case.to_owned(),
        municipality: municipality.map(str::to_owned),
        case_type: case_type.map(|measure| measure.name().to_owned()),
        check: verdict.check.name().to_owned(),
        outcome: verdict.outcome.name().to_owned(),
        reason: verdict.reason.da.clone(),
        remarks: verdict.remarks.iter().map(|said| said.da.clone()).collect(),
        law: verdict.law.clone(),
        started: verdict.started.map(|date| date.to_string()),
        deadline: verdict.deadline.map(|date| date.to_string()),
        ended: verdict.ended.map(|date| date.to_string()),
        evidence: verdict.evidence.iter().map(EvidenceRef::from).collect(),
        trace: trace_row(verdict),
    }
}

fn trace_row(verdict: &Verdict) -> TraceRow {
    let trace = &verdict.trace;
    let minute = |date: LegalDate| match date.time() {
        Some(time) => format!("{date}T{}", time.format("%H:%M")),
        None => date.to_string(),
    };
    TraceRow {
        provision: trace.provision.as_ref().map(|p| ProvisionRow {
            law: p.law.clone(),
            paragraph: p.paragraph.clone(),
            from: p.from.map(|day| day.to_string()),
            to: p.to.map(|day| day.to_string()),
            wording: p.wording.da.clone(),
            exact: p.exact,
            wording_en: p.wording.en.clone(),
        }),
        facts: trace
            .facts
            .iter()
            .map(|f| FactRow {
                role: f.role.name().to_owned(),
                kind: f.kind.clone(),
                date: f.date.map(minute),
                act: f.act.clone(),
                page: f.page,
                quote: f.quote.clone(),
            })
            .collect(),
        arithmetic: trace.arithmetic.da.clone(),
        searched: SearchedRow {
            acts: trace.searched.acts,
            pages: trace.searched.pages,
            unreadable_acts: trace.searched.unreadable_acts,
            legible_pages: trace.searched.legible_pages,
        },
        turns: trace.turns.da.clone(),
        paragraph: trace.paragraph.da.clone(),
        parts: trace
            .parts
            .iter()
            .map(|part| PartRow {
                started: part.started.map(minute),
                deadline: part.deadline.map(minute),
                ended: part.ended.map(minute),
                outcome: part.outcome.name().to_owned(),
            })
            .collect(),
        reason_en: verdict.reason.en.clone(),
        remarks_en: verdict.remarks.iter().map(|said| said.en.clone()).collect(),
        arithmetic_en: trace.arithmetic.en.clone(),
        turns_en: trace.turns.en.clone(),
        paragraph_en: trace.paragraph.en.clone(),
    }
}
