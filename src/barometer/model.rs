//! The report as a value: what room `report` shows, and what the JSON file holds, field by field.
//!
//! Keys are English, contents Danish with English beside (`…_en`). What is suppressed is null, never zero.

use serde::{Deserialize, Serialize};

use super::error::BarometerError;
use super::frame::Frame;
use super::received::Received;
use super::study::Form;
use crate::export::EvidenceRef;

/// Version of the JSON's shape.
pub(super) const SCHEMA: &str = "aktspor-report/1";

/// A report.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this shape.
    pub schema: String,
    /// The study.
    pub study: StudyInfo,
    /// What every figure was made by.
    pub versions: Versions,
    /// Which cases are in.
    pub included: Included,
    /// Which are out, and why.
    pub excluded: Vec<Excluded>,
    /// How the cases were drawn, if that is known.
    pub frame: Option<Frame>,
    /// What was sent against what was asked, if that is known.
    pub received: Option<Received>,
    /// What the reader must bear in mind.
    pub cautions: Vec<Caution>,
    /// What is wrong with what is known of cases.
    pub remarks: Vec<Remark>,
    /// Every figure.
    pub figures: Vec<Figure>,
    /// Points that were not measured, with the reason.
    pub not_measured: Vec<NotMeasured>,
    /// Figures that were published before.
    pub published: Vec<Published>,
    /// Studies of form `conjunctive`: causes, ranked.
    pub conjunctive: Option<Conjunctive>,
    /// Studies of form `supervision`.
    pub supervision: Option<Supervision>,
    /// Studies of form `durations`.
    pub durations: Vec<Durations>,
    /// Change since an earlier report.
    pub changes: Vec<Change>,
    /// What names cases: not for publication; none where the report was asked for without it.
    pub internal: Option<Internal>,
}

impl Report {
    /// Reads a report that was written as JSON; `file` names it in errors.
    ///
    /// # Errors
    /// [`BarometerError::Earlier`].
    pub fn parse(file: &str, text: &str) -> Result<Self, BarometerError> {
        let fault = |why: String| BarometerError::Earlier { file: file.to_owned(), why };
        let value: serde_json::Value = serde_json::from_str(text).map_err(|error| fault(error.to_string()))?;
        match value.get("schema").and_then(serde_json::Value::as_str) {
            Some(SCHEMA) => serde_json::from_value(value).map_err(|error| fault(error.to_string())),
            Some(other) => Err(fault(format!("its shape is `{other}`, and this program reads `{SCHEMA}`"))),
            None => Err(fault("it has no `schema`".to_owned())),
        }
    }
}

/// The study that was run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StudyInfo {
    /// Its name.
    pub name: String,
    /// Danish title.
    pub title: String,
    /// English title.
    pub title_en: String,
    /// What it does, Danish.
    pub about: String,
    /// What it does, English.
    pub about_en: String,
    /// What it does with its points.
    pub form: Form,
    /// Figures on fewer are suppressed.
    pub smallest: u64,
    /// The published edition that charts show beside the figures.
    pub compare: Option<String>,
    /// Its areas: name, Danish, English.
    pub areas: Vec<(String, String, String)>,
}

/// What the figures were made by.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Versions {
    /// The program that made the report.
    pub program: String,
    /// The grammars and law tables by which the cases were made (one hash over both), newest first.
    pub grammar: Vec<String>,
    /// The law tables of the program that made the report.
    pub law: String,
    /// The study's text.
    pub study: String,
    /// Day of the last run that read cases, `YYYY-MM-DD`.
    pub read: Option<String>,
}

/// Which cases are in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Included {
    /// Cases.
    pub cases: u64,
    /// Municipalities.
    pub municipalities: u64,
    /// First and last decision, `YYYY-MM-DD`.
    pub decisions: Option<(String, String)>,
    /// By measure.
    pub case_types: Vec<(String, u64)>,
    /// Decisions without consent.
    pub without_consent: u64,
    /// Acts.
    pub acts: u64,
    /// Pages.
    pub pages: u64,
    /// Verdicts that the figures rest on.
    pub verdicts: u64,
    /// Of these confirmed by a person.
    pub confirmed: u64,
    /// Of these overturned by a person.
    pub overturned: u64,
}

/// Cases that are out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Why, Danish.
    pub reason: String,
    /// Why, English.
    pub reason_en: String,
    /// How many.
    pub cases: u64,
}

/// What the reader must bear in mind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caution {
    /// Danish.
    pub text: String,
    /// English.
    pub text_en: String,
}

/// Something wrong with what is known of cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Its name.
    pub kind: String,
    /// Danish.
    pub text: String,
    /// English.
    pub text_en: String,
    /// How many cases.
    pub cases: u64,
    /// Their ids; empty in a report for publication.
    pub ids: Vec<String>,
}

/// Counts of one figure. `base` is `kept + breached`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Kept: the numerator.
    pub kept: u64,
    /// Not kept.
    pub breached: u64,
    /// The denominator.
    pub base: u64,
    /// Left open by the acts; not in the denominator.
    pub open: u64,
    /// The duty does not apply, or its condition does not hold; not in the denominator.
    pub not_relevant: u64,
    /// Verdicts of base and open that a person confirmed.
    pub confirmed: u64,
    /// Verdicts of base and open that a person overturned.
    pub overturned: u64,
}

/// A figure: one point for one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The point.
    pub point: String,
    /// Its area.
    pub area: String,
    /// Danish name for columns and charts.
    pub short: String,
    /// The same in English.
    pub short_en: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// What the reader must know, Danish.
    pub note: Option<String>,
    /// The same in English.
    pub note_en: Option<String>,
    /// `case`, or `part` for points that count underretninger or years.
    pub unit: String,
    /// The point that must hold for a case to count here.
    pub given: Option<String>,
    /// `all`, `case_type`, `consent`, `municipality`, `year` or `law`.
    pub dimension: String,
    /// The group; `alle` for all.
    pub group: String,
    /// Cases of the group in the study.
    pub cases: u64,
    /// `small` (fewer than the smallest number) or `secondary` (would give a small one away); then the rest is null.
    pub suppressed: Option<String>,
    /// The counts.
    pub counts: Option<Counts>,
    /// 100 · kept / base.
    pub percent: Option<f64>,
    /// Lower bound of the 95-percent interval.
    pub low: Option<f64>,
    /// Upper bound.
    pub high: Option<f64>,
    /// The percentage if every open answer were a breach.
    pub open_low: Option<f64>,
    /// The percentage if every open answer were kept.
    pub open_high: Option<f64>,
    /// Cases of the group in the population, where it is known.
    pub population: Option<u64>,
    /// The percentage with each stratum (municipality and measure) at its weight in the population.
    pub weighted: Option<f64>,
    /// Its lower bound.
    pub weighted_low: Option<f64>,
    /// Its upper bound.
    pub weighted_high: Option<f64>,
}

/// A point without figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotMeasured {
    /// The point.
    pub point: String,
    /// Its area.
    pub area: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// Why, Danish.
    pub reason: String,
    /// Why, English.
    pub reason_en: String,
}

/// Figures that were published before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// `2022`.
    pub edition: String,
    /// Municipalities.
    pub municipalities: Option<u64>,
    /// Cases.
    pub cases: Option<u64>,
    /// Where it stands.
    pub source: String,
    /// What must be known, Danish.
    pub note: Option<String>,
    /// The same in English.
    pub note_en: Option<String>,
    /// Whole percents by point.
    pub percent: Vec<(String, u32)>,
    /// Whole percents of cases that stand, by measure.
    pub whole: Vec<(String, u32)>,
}

/// Causes, ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conjunctive {
    /// By measure (`alle` first), the most frequent first.
    pub causes: Vec<CauseLine>,
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseLine {
    /// The measure, or `alle`.
    pub group: String,
    /// 1 for the most frequent; causes that are equally frequent share a rank.
    pub rank: u64,
    /// The point.
    pub point: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// Cases that fail here; none where suppressed.
    pub cases: Option<u64>,
    /// Of these the ones that fail nowhere else; none where suppressed.
    pub alone: Option<u64>,
}

/// What the supervision looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Supervision {
    /// Percent that a point must reach.
    pub limit: f64,
    /// Phase one: points, with the municipalities below the limit.
    pub points: Vec<Phase1>,
    /// Municipalities that are taken up, in order of name.
    pub municipalities: Vec<String>,
}

/// A point in phase one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Phase1 {
    /// The point.
    pub point: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// Percent of all.
    pub percent: Option<f64>,
    /// True where that is below the limit.
    pub below: bool,
    /// Municipalities below the limit whose whole interval lies below it.
    pub certain: Vec<String>,
    /// Those below the limit whose interval reaches it.
    pub doubtful: Vec<String>,
    /// Those with too few cases to judge.
    pub too_few: Vec<String>,
}

/// How long from application to decision, for one group.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Durations {
    /// `all`, `case_type`, `municipality` or `year`.
    pub dimension: String,
    /// The group.
    pub group: String,
    /// Cases with an application and a decision.
    pub cases: u64,
    /// True where there are too few to show.
    pub suppressed: bool,
    /// Days: lower quartile, median, upper quartile, ninth decile.
    pub days: Option<MonthsOrDays>,
    /// Cases of these that show when the case was informed.
    pub informed: Option<u64>,
    /// Median days from application until the case was informed.
    pub informing: Option<f64>,
    /// Median days from then to the decision.
    pub deciding: Option<f64>,
    /// For all: how many lie in each span, from day, to day (none: open), cases.
    pub bins: Vec<(u64, Option<u64>, u64)>,
}

/// Quantiles in days.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MonthsOrDays {
    /// Lower quartile.
    pub lower: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile.
    pub upper: f64,
    /// Ninth decile.
    pub ninth: f64,
}

/// A figure then and now.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// The point.
    pub point: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// `all` or `municipality`.
    pub dimension: String,
    /// The group.
    pub group: String,
    /// Percent and base then.
    pub before: (f64, u64),
    /// Percent and base now.
    pub now: (f64, u64),
    /// Percentage points of change.
    pub difference: f64,
    /// Lower bound of the change's 95-percent interval.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
}

/// What names cases.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Internal {
    /// The cases that are in, with their answers by point.
    pub cases: Vec<Outcomes>,
    /// Every breach and every open answer, with where it stands.
    pub findings: Vec<Finding>,
    /// Studies of form `supervision`: a sheet per municipality.
    pub sheets: Vec<HearingSheet>,
}

/// A case with its answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Id.
    pub case: String,
    /// Municipality.
    pub municipality: Option<String>,
    /// Measure.
    pub case_type: Option<String>,
    /// Consent.
    pub consent: Option<bool>,
    /// Law.
    pub law: Option<String>,
    /// Decision.
    pub decision: Option<String>,
    /// By point: the outcome's name, or for parts the number kept and the number counted ("1/2").
    pub answers: Vec<(String, String)>,
}

/// A breach or an open answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Id of the case.
    pub case: String,
    /// Municipality.
    pub municipality: Option<String>,
    /// The point.
    pub point: String,
    /// The check.
    pub check: String,
    /// The outcome that counts.
    pub outcome: String,
    /// `confirmed`, `overturned`, or null where nobody has looked.
    pub decided: Option<String>,
    /// One Danish sentence.
    pub reason: String,
    /// Doubts.
    pub remarks: Vec<String>,
    /// The paragraph.
    pub law: String,
    /// Where it stands.
    pub evidence: Vec<EvidenceRef>,
}

/// Words of acts stay out of logs.
impl std::fmt::Debug for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Finding")
            .field("case", &self.case)
            .field("point", &self.point)
            .field("outcome", &self.outcome)
            .finish_non_exhaustive()
    }
}

/// What a municipality is heard on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HearingSheet {
    /// The municipality.
    pub municipality: String,
    /// Its cases in the study.
    pub cases: u64,
    /// Exactly the points that it is heard on.
    pub points: Vec<HearingPoint>,
}

/// One point of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HearingPoint {
    /// The point.
    pub point: String,
    /// Danish question.
    pub title: String,
    /// English question.
    pub title_en: String,
    /// The counts.
    pub counts: Counts,
    /// Percent.
    pub percent: f64,
    /// Lower bound.
    pub low: f64,
    /// Upper bound.
    pub high: f64,
    /// The failing cases.
    pub findings: Vec<Finding>,
}
