//! The rows of the five tables, their fields named and ordered as the contract has them.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::steps::Step;
use super::table::{Cell, Column, ColumnType, Row, Table};
use super::trace::{FactRow, TraceRow};
use crate::dates::{LegalDate, Precision};
use crate::events::{Event, Source, named};
use crate::lang::{Lang, Said};
use crate::timeline::Happening;

named! {
    /// How an act ended.
    ActState {
        /// Its text layer was read.
        Read = "read",
        /// It was read by optical character recognition.
        Ocr = "ocr",
        /// Some of its pages could not be read.
        Partly = "partly",
        /// None of it could be read.
        Unreadable = "unreadable",
        /// It asks for a password.
        Encrypted = "encrypted",
        /// It is no document.
        NotADocument = "not_a_document",
    }
}

impl ActState {
    /// How it ended, in words for one act and for many.
    #[must_use]
    pub fn words(self, lang: Lang) -> &'static str {
        match self {
            Self::Read => lang.pick("læst", "read"),
            Self::Ocr => lang.pick("læst fra scanning", "read from a scan"),
            Self::Partly => lang.pick("kun delvist læst", "read in part"),
            Self::Unreadable => lang.pick("kunne ikke læses", "could not be read"),
            Self::Encrypted => lang.pick("låst med adgangskode", "locked with a password"),
            Self::NotADocument => lang.pick("er ikke en PDF", "not a PDF"),
        }
    }
}

/// Where a verdict or a happening is told.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRef {
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// The telling text, white space folded.
    pub quote: String,
}

/// A row of `events`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct EventRow {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// File name of the act inside the case.
    pub act: String,
    /// Page, from 1.
    pub page: u32,
    /// Kind of event (GUIDE.md).
    pub kind: String,
    /// `YYYY-MM-DD` or `YYYY-MM`.
    pub date: String,
    /// `HH:MM`, if the act gives it.
    pub time: Option<String>,
    /// `minute`, `day`, `week` or `month`.
    pub precision: String,
    /// `faktisk`, `planlagt`, `aflyst`, `anden` or `hypotetisk`.
    pub status: String,
    /// The telling text, white space folded.
    pub quote: String,
    /// UTF-8 byte offset of the quote in the page's text.
    pub start: u32,
    /// Its end (exclusive).
    pub end: u32,
    /// `[x0, y0, x1, y1]` in PDF points from the page's top left, one per line of the quote.
    pub boxes: Vec<[f32; 4]>,
    /// The grammar rule that found it.
    pub rule: String,
    /// `text` or `ocr`.
    pub source: String,
}

impl EventRow {
    /// The row of an event of `case`. Offsets past 4 GiB, which no page has, are held at the largest number.
    #[must_use]
    pub fn new(case: &str, municipality: Option<&str>, event: &Event) -> Self {
        let at = &event.evidence;
        Self {
            case: case.to_owned(),
            municipality: municipality.map(str::to_owned),
            act: at.act.clone(),
            page: at.page,
            kind: event.kind.name().to_owned(),
            date: event.date.to_string(),
            time: time_of(event.date),
            precision: precision_of(event.date).to_owned(),
            status: event.status.name().to_owned(),
            quote: at.quote.clone(),
            start: u32::try_from(at.start).unwrap_or(u32::MAX),
            end: u32::try_from(at.end).unwrap_or(u32::MAX),
            boxes: at.boxes.clone(),
            rule: event.rule.clone(),
            source: match event.source {
                Source::Text => "text",
                Source::Ocr => "ocr",
            }
            .to_owned(),
        }
    }
}

/// A row of `timeline`.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct TimelineRow {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// Kind of event (GUIDE.md).
    pub kind: String,
    /// `YYYY-MM-DD` or `YYYY-MM`.
    pub date: String,
    /// `HH:MM`, if the act gives it.
    pub time: Option<String>,
    /// `minute`, `day`, `week` or `month`.
    pub precision: String,
    /// Where it is told, the deciding act first.
    pub evidence: Vec<EvidenceRef>,
    /// Dates that other acts give: `YYYY-MM-DD` or `YYYY-MM`, with `THH:MM` where a time of day is given.
    pub conflicts: Vec<String>,
}

impl TimelineRow {
    /// The row of a happening of `case`.
    #[must_use]
    pub fn new(case: &str, municipality: Option<&str>, happening: &Happening) -> Self {
        Self {
            case: case.to_owned(),
            municipality: municipality.map(str::to_owned),
            kind: happening.kind.name().to_owned(),
            date: happening.date.to_string(),
            time: time_of(happening.date),
            precision: precision_of(happening.date).to_owned(),
            evidence: happening.evidence.iter().map(EvidenceRef::from).collect(),
            conflicts: happening
                .conflicts
                .iter()
                .map(|date| match time_of(*date) {
                    Some(time) => format!("{date}T{time}"),
                    None => date.to_string(),
                })
                .collect(),
        }
    }
}

impl From<&crate::events::Evidence> for EvidenceRef {
    fn from(at: &crate::events::Evidence) -> Self {
        Self { act: at.act.clone(), page: at.page, quote: at.quote.clone() }
    }
}

/// A row of `checks`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckRow {
    /// Id of the case.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// `familiebehandling`, `anbringelse`, `aflastning` or `fast_kontaktperson`, if known.
    pub case_type: Option<String>,
    /// Name of the check (GUIDE.md).
    pub check: String,
    /// `overholdt`, `ikke_overholdt`, `ikke_relevant` or `uoplyst`.
    pub outcome: String,
    /// One Danish sentence that names the dates.
    pub reason: String,
    /// Danish sentences, each a doubt that the law or the acts leave.
    pub remarks: Vec<String>,
    /// The paragraph applied.
    pub law: String,
    /// Start of the period, `YYYY-MM-DD`.
    pub started: Option<String>,
    /// Its deadline.
    pub deadline: Option<String>,
    /// When it ended.
    pub ended: Option<String>,
    /// What it rests on.
    pub evidence: Vec<EvidenceRef>,
    /// What it rests on, line by line. Empty in a store of a version that kept none.
    #[serde(default)]
    pub trace: TraceRow,
}

impl CheckRow {
    /// The remarks in both languages; English is empty where none was kept.
    #[must_use]
    pub fn said_remarks(&self) -> Vec<Said> {
        let english = self.trace.remarks_en.iter().map(String::as_str).chain(std::iter::repeat(""));
        self.remarks.iter().zip(english).map(|(da, en)| Said::new(da, en)).collect()
    }
}

/// A row of `acts`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActRow {
    /// Id of the case.
    pub case: String,
    /// File name inside the case.
    pub act: String,
    /// Hash of its bytes, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Number of pages; none when it could not be opened.
    pub pages: Option<u32>,
    /// Type of act (GUIDE.md), if recognised.
    pub doctype: Option<String>,
    /// The act's own date, `YYYY-MM-DD`, if found.
    pub date: Option<String>,
    /// `text` or `ocr`; none when nothing was read.
    pub source: Option<String>,
    /// How it ended.
    pub state: ActState,
    /// Why, and what to do, where the state needs it.
    pub message: Option<String>,
}

/// A row of `cases`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseRow {
    /// Id.
    pub case: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// `familiebehandling`, `anbringelse`, `aflastning` or `fast_kontaktperson`, if known.
    pub case_type: Option<String>,
    /// False for a decision without consent; none when not known.
    pub consent: Option<bool>,
    /// `serviceloven` or `barnets_lov`, if known.
    pub law: Option<String>,
    /// Birth date of the child, `YYYY-MM-DD`, if known.
    pub born: Option<String>,
    /// Date of the decision, if there is one.
    pub decision: Option<String>,
    /// Number of acts.
    pub acts: u32,
    /// Number of pages in them.
    pub pages: u32,
}

/// Personal data stay out of logs: rows show where, never what.
macro_rules! masked_debug {
    ($($name:ident: $($field:ident),+;)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($name))$(.field(stringify!($field), &self.$field))+.finish_non_exhaustive()
            }
        }
    )+};
}
masked_debug! {
    EvidenceRef: act, page;
    FactRow: role, kind, act, page;
    TraceRow: searched;
    EventRow: case, act, page, kind, date, status, start, end;
    TimelineRow: case, kind, date;
    CheckRow: case, check, outcome;
    ActRow: case, act, sha256, state;
    CaseRow: case, acts, pages;
}

/// `HH:MM` of a date that has a time of day.
fn time_of(date: LegalDate) -> Option<String> {
    date.time().map(|time| time.format("%H:%M").to_string())
}

/// The contract's word for a precision.
fn precision_of(date: LegalDate) -> &'static str {
    match date.precision() {
        Precision::Minute => "minute",
        Precision::Day => "day",
        Precision::Week => "week",
        Precision::Month => "month",
    }
}

/// A text cell that borrows.
fn text(value: &str) -> Cell<'_> {
    Cell::Text(Cow::Borrowed(value))
}

/// A text cell that may be null.
fn maybe(value: Option<&String>) -> Cell<'_> {
    value.map_or(Cell::Null, |value| text(value))
}

/// A list as JSON text. Lists of strings and numbers always have a JSON form.
fn json<T: Serialize>(value: &T) -> Cell<'static> {
    serde_json::to_string(value).map_or(Cell::Null, |json| Cell::Text(Cow::Owned(json)))
}

/// A required column.
const fn required(name: &'static str, kind: ColumnType) -> Column {
    Column { name, kind, nullable: false }
}

/// A column that may be null.
const fn optional(name: &'static str, kind: ColumnType) -> Column {
    Column { name, kind, nullable: true }
}

impl Row for EventRow {
    const TABLE: Table = Table::Events;
    const COLUMNS: &'static [Column] = &[
        required("case", ColumnType::Text),
        optional("municipality", ColumnType::Text),
        required("act", ColumnType::Text),
        required("page", ColumnType::Int),
        required("kind", ColumnType::Text),
        required("date", ColumnType::Text),
        optional("time", ColumnType::Text),
        required("precision", ColumnType::Text),
        required("status", ColumnType::Text),
        required("quote", ColumnType::Text),
        required("start", ColumnType::Int),
        required("end", ColumnType::Int),
        required("boxes", ColumnType::Text),
        required("rule", ColumnType::Text),
        required("source", ColumnType::Text),
    ];
    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            text(&self.case),
            maybe(self.municipality.as_ref()),
            text(&self.act),
            Cell::Int(self.page.into()),
            text(&self.kind),
            text(&self.date),
            maybe(self.time.as_ref()),
            text(&self.precision),
            text(&self.status),
            text(&self.quote),
            Cell::Int(self.start.into()),
            Cell::Int(self.end.into()),
            json(&self.boxes),
            text(&self.rule),
            text(&self.source),
        ]
    }
    fn step(&self) -> Option<Step<'_>> {
        let more = [("status", &self.status), ("citat", &self.quote), ("kilde", &self.source)];
        Some(Step {
            case: &self.case,
            municipality: self.municipality.as_deref(),
            kind: &self.kind,
            date: &self.date,
            time: self.time.as_deref(),
            precision: &self.precision,
            told: vec![(self.act.as_str(), self.page)],
            more: more.map(|(name, value)| (name, Cow::Borrowed(value.as_str()))).into(),
        })
    }
}

impl Row for TimelineRow {
    const TABLE: Table = Table::Timeline;
    const COLUMNS: &'static [Column] = &[
        required("case", ColumnType::Text),
        optional("municipality", ColumnType::Text),
        required("kind", ColumnType::Text),
        required("date", ColumnType::Text),
        optional("time", ColumnType::Text),
        required("precision", ColumnType::Text),
        required("evidence", ColumnType::Text),
        required("conflicts", ColumnType::Text),
    ];
    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            text(&self.case),
            maybe(self.municipality.as_ref()),
            text(&self.kind),
            text(&self.date),
            maybe(self.time.as_ref()),
            text(&self.precision),
            json(&self.evidence),
            json(&self.conflicts),
        ]
    }
    fn step(&self) -> Option<Step<'_>> {
        let conflicts = (!self.conflicts.is_empty()).then(|| ("konflikter", Cow::Owned(self.conflicts.join(" "))));
        Some(Step {
            case: &self.case,
            municipality: self.municipality.as_deref(),
            kind: &self.kind,
            date: &self.date,
            time: self.time.as_deref(),
            precision: &self.precision,
            told: self.evidence.iter().map(|at| (at.act.as_str(), at.page)).collect(),
            more: conflicts.into_iter().collect(),
        })
    }
}

impl Row for CheckRow {
    const TABLE: Table = Table::Checks;
    const COLUMNS: &'static [Column] = &[
        required("case", ColumnType::Text),
        optional("municipality", ColumnType::Text),
        optional("case_type", ColumnType::Text),
        required("check", ColumnType::Text),
        required("outcome", ColumnType::Text),
        required("reason", ColumnType::Text),
        required("remarks", ColumnType::Text),
        required("law", ColumnType::Text),
        optional("started", ColumnType::Text),
        optional("deadline", ColumnType::Text),
        optional("ended", ColumnType::Text),
        required("evidence", ColumnType::Text),
        required("trace", ColumnType::Text),
    ];
    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            text(&self.case),
            maybe(self.municipality.as_ref()),
            maybe(self.case_type.as_ref()),
            text(&self.check),
            text(&self.outcome),
            text(&self.reason),
            json(&self.remarks),
            text(&self.law),
            maybe(self.started.as_ref()),
            maybe(self.deadline.as_ref()),
            maybe(self.ended.as_ref()),
            json(&self.evidence),
            json(&self.trace),
        ]
    }

    /// The trace as its paragraph: who opens a sheet reads sentences, not braces.
    fn cells_for_people(&self) -> Vec<Cell<'_>> {
        let mut cells = self.cells();
        if let Some(last) = cells.last_mut() {
            *last = text(&self.trace.paragraph);
        }
        cells
    }
}

impl Row for ActRow {
    const TABLE: Table = Table::Acts;
    const COLUMNS: &'static [Column] = &[
        required("case", ColumnType::Text),
        required("act", ColumnType::Text),
        required("sha256", ColumnType::Text),
        optional("pages", ColumnType::Int),
        optional("doctype", ColumnType::Text),
        optional("date", ColumnType::Text),
        optional("source", ColumnType::Text),
        required("state", ColumnType::Text),
        optional("message", ColumnType::Text),
    ];
    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            text(&self.case),
            text(&self.act),
            text(&self.sha256),
            self.pages.map_or(Cell::Null, |pages| Cell::Int(pages.into())),
            maybe(self.doctype.as_ref()),
            maybe(self.date.as_ref()),
            maybe(self.source.as_ref()),
            text(self.state.name()),
            maybe(self.message.as_ref()),
        ]
    }
}

impl Row for CaseRow {
    const TABLE: Table = Table::Cases;
    const COLUMNS: &'static [Column] = &[
        required("case", ColumnType::Text),
        optional("municipality", ColumnType::Text),
        optional("case_type", ColumnType::Text),
        optional("consent", ColumnType::Bool),
        optional("law", ColumnType::Text),
        optional("born", ColumnType::Text),
        optional("decision", ColumnType::Text),
        required("acts", ColumnType::Int),
        required("pages", ColumnType::Int),
    ];
    fn cells(&self) -> Vec<Cell<'_>> {
        vec![
            text(&self.case),
            maybe(self.municipality.as_ref()),
            maybe(self.case_type.as_ref()),
            self.consent.map_or(Cell::Null, Cell::Bool),
            maybe(self.law.as_ref()),
            maybe(self.born.as_ref()),
            maybe(self.decision.as_ref()),
            Cell::Int(self.acts.into()),
            Cell::Int(self.pages.into()),
        ]
    }
}
