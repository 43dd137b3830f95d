//! A case in the study's form (måleskema): each question with its answer, the reason and where it stands.

use super::count::{answer, together};
use super::input::Case;
use super::measure::counts_of;
use super::study::{Study, Unit};
use crate::export::EvidenceRef;
use crate::lang::Said;

/// A filled form.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseForm {
    /// The study's title, Danish and English.
    pub study: (String, String),
    /// The case.
    pub case: Case,
    /// Whether the case belongs to the study by its measure.
    pub belongs: bool,
    /// The questions.
    pub lines: Vec<FormLine>,
}

/// A question with its answer.
#[derive(Clone, PartialEq)]
pub struct FormLine {
    /// The area's title, Danish and English.
    pub area: (String, String),
    /// The point.
    pub point: String,
    /// The question, Danish and English.
    pub title: (String, String),
    /// The outcome's name; none where the engine cannot judge it and a person must.
    pub outcome: Option<String>,
    /// For points that count parts: how many were kept, and how many counted.
    pub parts: Option<(u64, u64)>,
    /// Confirmed or overturned by a person.
    pub overturned: Option<bool>,
    /// Why the engine cannot judge it, Danish and English.
    pub not_measured: Option<(String, String)>,
    /// The verdicts behind the answer.
    pub verdicts: Vec<FormVerdict>,
}

/// A verdict behind an answer.
#[derive(Clone, PartialEq)]
pub struct FormVerdict {
    /// The check.
    pub check: String,
    /// The trace as a paragraph, or the reason alone where no trace was kept.
    pub text: Said,
    /// Doubts; none where the paragraph holds them.
    pub remarks: Vec<Said>,
    /// The paragraph of the law.
    pub law: String,
    /// Where it stands.
    pub evidence: Vec<EvidenceRef>,
}

/// Words of acts stay out of logs.
impl std::fmt::Debug for FormLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FormLine").field("point", &self.point).field("outcome", &self.outcome).finish_non_exhaustive()
    }
}

impl CaseForm {
    /// Fills the study's form for a case.
    #[must_use]
    pub fn fill(study: &Study, case: &Case) -> Self {
        let lines = study.points.iter().map(|point| {
            let given = answer(study, point, case);
            let counts = counts_of(std::iter::once(&given));
            let is_judged = point.not_measured.is_none() && point.checks.iter().any(|check| case.verdicts.contains_key(check));
            let verdict = |check: &String| {
                let judged = case.verdicts.get(check)?;
                let (text, remarks) = match judged.paragraph.is_empty() {
                    true => (judged.reason.clone(), judged.remarks.clone()),
                    false => (judged.paragraph.clone(), Vec::new()),
                };
                Some(FormVerdict { check: check.clone(), text, remarks, law: judged.law.clone(), evidence: judged.evidence.clone() })
            };
            FormLine {
                area: study.area(&point.area).map_or_else(Default::default, |a| (a.title.clone(), a.title_en.clone())),
                point: point.id.clone(),
                title: (point.title.clone(), point.title_en.clone()),
                outcome: is_judged.then(|| together(&given.outcomes).name().to_owned()),
                parts: (is_judged && point.count == Unit::Part && counts.base > 0).then_some((counts.kept, counts.base)),
                overturned: given.overturned,
                not_measured: point.not_measured.clone().zip(point.not_measured_en.clone()),
                verdicts: point.checks.iter().filter_map(verdict).collect(),
            }
        });
        Self {
            study: (study.title.clone(), study.title_en.clone()),
            belongs: case.case_type.as_ref().is_some_and(|own| study.case_types.contains(own)),
            lines: lines.collect(),
            case: case.clone(),
        }
    }
}
