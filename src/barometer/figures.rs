//! The report's figures as values, and what each form of study adds to them.

use serde::{Deserialize, Serialize};

use crate::export::EvidenceRef;

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

/// Causes, ranked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conjunctive {
    /// By measure (`alle` first), the most frequent first, those suppressed last and in the study's order.
    pub causes: Vec<CauseLine>,
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseLine {
    /// The measure, or `alle`.
    pub group: String,
    /// 1 for the most frequent; causes that are equally frequent share a rank; none where suppressed.
    pub rank: Option<u64>,
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
    pub days: Option<Days>,
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
pub struct Days {
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
    /// The same in English; empty where the store kept none.
    #[serde(default)]
    pub reason_en: String,
    /// Doubts, a Danish sentence each.
    pub remarks: Vec<String>,
    /// The same in English, one by one.
    #[serde(default)]
    pub remarks_en: Vec<String>,
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
