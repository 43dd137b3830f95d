//! A case as the barometer needs it: what is known of it, its verdicts with what people decided, and the steps that are timed.
//!
//! In: the rows that are exported, and a list of settled verdicts. Out: [`Case`]. The rows are read here and nowhere else in the room, so that
//! a change of the export touches one file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::export::{CaseRow, CheckRow, EvidenceRef, TimelineRow};
use crate::lang::Said;

/// How a verdict comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Kept.
    Kept,
    /// Not kept.
    Breached,
    /// Does not apply.
    NotRelevant,
    /// Left open by the acts.
    Open,
}

impl Outcome {
    /// By the contract's word; an unknown word is left open rather than guessed.
    #[must_use]
    pub fn named(word: &str) -> Self {
        match word {
            "overholdt" => Self::Kept,
            "ikke_overholdt" => Self::Breached,
            "ikke_relevant" => Self::NotRelevant,
            _ => Self::Open,
        }
    }

    /// The contract's word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "overholdt",
            Self::Breached => "ikke_overholdt",
            Self::NotRelevant => "ikke_relevant",
            Self::Open => "uoplyst",
        }
    }
}

/// What a person decided of a verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Name of the check.
    pub check: String,
    /// The outcome that counts now.
    pub outcome: String,
    /// True where it is another than the engine's.
    pub overturned: bool,
}

/// One of the things that a verdict counts: an underretning, a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// How it came out.
    pub outcome: Outcome,
}

/// A verdict as it counts.
#[derive(Clone, PartialEq, Eq)]
pub struct Judged {
    /// The outcome that counts: a person's where there is one.
    pub outcome: Outcome,
    /// Confirmed (`Some(false)`) or overturned (`Some(true)`) by a person.
    pub overturned: Option<bool>,
    /// What it counted, one by one; one part for checks that count nothing more.
    pub parts: Vec<Part>,
    /// One sentence. English is empty, here and below, in a store of a version that kept none.
    pub reason: Said,
    /// The trace as one paragraph; empty in a store of a version that kept none.
    pub paragraph: Said,
    /// Doubts.
    pub remarks: Vec<Said>,
    /// The paragraph applied.
    pub law: String,
    /// Where it stands.
    pub evidence: Vec<EvidenceRef>,
}

/// The days between which an application was decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepDates {
    /// The application's receipt.
    pub application: NaiveDate,
    /// When the case was informed: the last undersøgelse or afdækning that ended between the two.
    pub informed: Option<NaiveDate>,
    /// The decision.
    pub decision: NaiveDate,
}

/// A case.
#[derive(Clone, PartialEq, Eq)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Municipality, if known.
    pub municipality: Option<String>,
    /// Measure, if known.
    pub case_type: Option<String>,
    /// Consent, if known.
    pub consent: Option<bool>,
    /// Law, if known.
    pub law: Option<String>,
    /// Birth date, if known.
    pub born: Option<NaiveDate>,
    /// The decision, if there is one and its day is known.
    pub decision: Option<NaiveDate>,
    /// Number of acts.
    pub acts: u32,
    /// Number of pages.
    pub pages: u32,
    /// Verdicts by check.
    pub verdicts: BTreeMap<String, Judged>,
    /// From application to decision, where the acts tell both.
    pub steps: Option<StepDates>,
    /// The earliest happening and its kind.
    pub earliest: Option<(NaiveDate, String)>,
    /// How many decisions the acts tell of on the day of the last one.
    pub decisions_that_day: usize,
}

/// Texts of acts and the day of birth stay out of logs.
impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Case").field("id", &self.id).field("verdicts", &self.verdicts.len()).finish_non_exhaustive()
    }
}

impl Case {
    /// From a case's rows and what people decided of its verdicts.
    #[must_use]
    pub fn new(row: &CaseRow, checks: &[CheckRow], timeline: &[TimelineRow], decided: &[Decided]) -> Self {
        let decision = row.decision.as_deref().and_then(day);
        let verdicts = checks
            .iter()
            .map(|check| {
                let settled = decided.iter().find(|d| d.check == check.check);
                (check.check.clone(), judged(check, settled))
            })
            .collect();
        let days = || timeline.iter().filter_map(|row| Some((day(&row.date)?, row.kind.as_str())));
        let decisions_that_day = days().filter(|(on, kind)| *kind == "afgoerelse_truffet" && Some(*on) == decision).count();
        Self {
            id: row.case.clone(),
            municipality: row.municipality.clone(),
            case_type: row.case_type.clone(),
            consent: row.consent,
            law: row.law.clone(),
            born: row.born.as_deref().and_then(day),
            decision,
            acts: row.acts,
            pages: row.pages,
            verdicts,
            steps: decision.and_then(|decision| steps(checks, &days().collect::<Vec<_>>(), decision)),
            earliest: days().min().map(|(on, kind)| (on, kind.to_owned())),
            decisions_that_day,
        }
    }

    /// The same, told which acts are letters of decision: two that both tell of the day are two decisions, though the timeline holds one.
    #[must_use]
    pub fn with_letters(mut self, timeline: &[TimelineRow], letters: &BTreeSet<String>) -> Self {
        let Some(decision) = self.decision else { return self };
        let that_day = timeline.iter().filter(|row| row.kind == "afgoerelse_truffet" && day(&row.date) == Some(decision));
        let acts: BTreeSet<&String> = that_day.flat_map(|row| &row.evidence).map(|e| &e.act).filter(|act| letters.contains(*act)).collect();
        self.decisions_that_day = self.decisions_that_day.max(acts.len());
        self
    }

    /// The year of the decision.
    #[must_use]
    pub fn year(&self) -> Option<i32> {
        use chrono::Datelike;
        self.decision.map(|day| day.year())
    }
}

/// The verdict as it counts.
fn judged(row: &CheckRow, settled: Option<&Decided>) -> Judged {
    let own = Outcome::named(&row.outcome);
    let outcome = settled.map_or(own, |d| Outcome::named(&d.outcome));
    Judged {
        outcome,
        overturned: settled.map(|d| d.overturned),
        parts: parts_as_settled(parts(row, own), own, outcome),
        reason: Said::new(&row.reason, &row.trace.reason_en),
        paragraph: Said::new(&row.trace.paragraph, &row.trace.paragraph_en),
        remarks: row.said_remarks(),
        law: row.law.clone(),
        evidence: row.evidence.clone(),
    }
}

/// What a verdict counted; the verdict itself where it counted no more than one thing.
fn parts(row: &CheckRow, own: Outcome) -> Vec<Part> {
    let counted: Vec<Part> = row.trace.parts.iter().map(|part| Part { outcome: Outcome::named(&part.outcome) }).collect();
    if counted.is_empty() { vec![Part { outcome: own }] } else { counted }
}

/// What the parts come to once a person has settled the whole. Where the person agrees with the engine they stand. Kept or not relevant as a whole
/// says the same of each part; a breach says it of a single part, and of several it does not say which: those that were not breached are left open.
fn parts_as_settled(parts: Vec<Part>, own: Outcome, settled: Outcome) -> Vec<Part> {
    if own == settled {
        return parts;
    }
    let is_single = parts.len() == 1;
    let turn = |part: Part| match settled {
        Outcome::Breached if !is_single && part.outcome != Outcome::Breached => Part { outcome: Outcome::Open },
        other => Part { outcome: other },
    };
    parts.into_iter().map(turn).collect()
}

/// The check that times an application.
const TIMED: &str = "sagsbehandlingsfrist";

/// From the application that the check takes to the decision; the days between tell when the case was informed.
fn steps(checks: &[CheckRow], days: &[(NaiveDate, &str)], decision: NaiveDate) -> Option<StepDates> {
    let application = checks.iter().find(|row| row.check == TIMED)?.started.as_deref().and_then(day)?;
    let is_informing = |(on, kind): &&(NaiveDate, &str)| {
        matches!(*kind, "undersoegelse_afsluttet" | "afdaekning_afsluttet") && *on >= application && *on <= decision
    };
    let informed = days.iter().filter(is_informing).map(|(on, _)| *on).max();
    (application <= decision).then_some(StepDates { application, informed, decision })
}

/// A day, where the text is one; a month alone is none.
fn day(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()
}
