//! What an evaluation found, and how it is printed.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::error::EvalError;
use super::tally::Figures;

/// How well exported rows agree with annotated cases. Its JSON form has the figures, [`fmt::Display`] the lines for people.
#[derive(Clone, PartialEq, Serialize)]
pub struct Report {
    /// Annotated cases.
    pub cases: usize,
    /// Annotated acts.
    pub acts: usize,
    /// All events.
    pub events: Figures,
    /// Of the matched events with a time of day, the share with the right one; none without such events.
    pub times: Option<f64>,
    /// Of the matched events, the share whose quote is the marked text's; none without matched events.
    pub evidence: Option<f64>,
    /// Events by the way their act became a PDF.
    pub by_render: BTreeMap<String, Figures>,
    /// Events by kind.
    pub by_kind: BTreeMap<String, Figures>,
    /// The cases' timelines.
    pub timeline: Figures,
    /// The verdicts.
    pub checks: ChecksFigures,
    /// For each status of the gold: how the events of the same act, kind and day were called. Not among the printed lines.
    #[serde(skip)]
    pub statuses: BTreeMap<&'static str, BTreeMap<String, usize>>,
    /// Every mistake: events in the order of the acts, then verdicts.
    #[serde(skip)]
    pub mistakes: Vec<Mistake>,
}

/// How the verdicts agree.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChecksFigures {
    /// Share of verdicts with the right outcome.
    pub accuracy: f64,
    /// Share of cases whose every verdict is right.
    pub cases_all_right: f64,
    /// Verdicts `overholdt` where the gold says `ikke_overholdt`.
    pub false_overholdt: usize,
    /// Those of them without a remark.
    pub false_overholdt_without_remark: usize,
    /// `right/all` by check.
    pub per_check: BTreeMap<String, String>,
}

/// One thing that is not as the gold has it.
#[derive(Clone, PartialEq, Eq)]
pub enum Mistake {
    /// A marked event that was not found.
    Missed {
        /// Case.
        case: String,
        /// Act.
        act: String,
        /// Kind of event.
        kind: String,
        /// Day or month.
        day: String,
        /// The marked texts, each cut to 140 characters.
        text: String,
    },
    /// A found event that is not marked.
    Spurious {
        /// Case.
        case: String,
        /// Act.
        act: String,
        /// Kind of event.
        kind: String,
        /// Day or month.
        day: String,
        /// The quotes, each cut to 140 characters, 300 in all.
        text: String,
    },
    /// A verdict of another outcome.
    Check {
        /// Case.
        case: String,
        /// Check.
        check: String,
        /// The right outcome.
        gold: String,
        /// The outcome given; none where there is no such verdict.
        got: Option<String>,
    },
}

impl Mistake {
    /// The mistake without the acts' words: `missed nordby-01/03_kvittering underretning_kvitteret 2021-03-10`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Missed { case, act, kind, day, .. } => format!("missed   {case}/{act} {kind} {day}"),
            Self::Spurious { case, act, kind, day, .. } => format!("spurious {case}/{act} {kind} {day}"),
            Self::Check { case, check, gold, got } => {
                format!("check    {case} {check}: gold {gold}, got {}", got.as_deref().unwrap_or("None"))
            }
        }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missed { text, .. } | Self::Spurious { text, .. } => write!(f, "{}: {text}", self.name()),
            Self::Check { .. } => f.write_str(&self.name()),
        }
    }
}

/// Words of acts stay out of logs.
impl fmt::Debug for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl Report {
    /// The figures as JSON, indented by one space, without a line end.
    ///
    /// # Errors
    /// [`EvalError::Json`] where a figure has no JSON form, which finite numbers always have.
    pub fn to_json(&self) -> Result<String, EvalError> {
        let mut json = Vec::new();
        let form = serde_json::ser::PrettyFormatter::with_indent(b" ");
        self.serialize(&mut serde_json::Serializer::with_formatter(&mut json, form)).map_err(EvalError::Json)?;
        Ok(String::from_utf8_lossy(&json).into_owned())
    }
}

/// `0.9`, `1.0`, `None`: a share in its shortest form.
struct Share(Option<f64>);

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(share) => write!(f, "{share:?}"),
            None => f.write_str("None"),
        }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P {:.3}  R {:.3}  F1 {:.3}", self.precision, self.recall, self.f1)
    }
}

/// The lines that `aktspor eval` prints, the last without a line end.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "cases {}  acts {}", self.cases, self.acts)?;
        writeln!(f, "events    {}   times {}  evidence {}", self.events, Share(self.times), Share(self.evidence))?;
        for (name, figures) in &self.by_render {
            writeln!(f, "  {name:<28} {figures}")?;
        }
        for (name, figures) in &self.by_kind {
            writeln!(f, "  {name:<28} {figures}  ({}+{})", figures.tp, figures.missed)?;
        }
        writeln!(f, "timeline  {}", self.timeline)?;
        write!(f, "{}", self.checks)
    }
}

impl fmt::Display for ChecksFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "checks    accuracy {:.3}  cases all right {:.3}", self.accuracy, self.cases_all_right)?;
        write!(f, "  false overholdt {} ({} without remark)   ", self.false_overholdt, self.false_overholdt_without_remark)?;
        let each: Vec<_> = self.per_check.iter().map(|(check, share)| format!("{check} {share}")).collect();
        f.write_str(&each.join("  "))
    }
}
