//! What one case answers to one point.
//!
//! A case that does not fulfil a point's condition is not relevant there, and leaves the denominator. Where the condition itself is open, so is the answer.

use super::input::{Case, Judged, Outcome};
use super::study::{Point, Study, Unit};

/// A case's answers to a point: one, or one for each part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Answer {
    /// The outcomes.
    pub(super) outcomes: Vec<Outcome>,
    /// Confirmed or overturned, if a person has looked.
    pub(super) overturned: Option<bool>,
}

impl Answer {
    fn one(outcome: Outcome, overturned: Option<bool>) -> Self {
        Self { outcomes: vec![outcome], overturned }
    }
}

/// The answer of a case to a point.
pub(super) fn answer(study: &Study, point: &Point, case: &Case) -> Answer {
    if !applies(point, case) {
        return Answer::one(Outcome::NotRelevant, None);
    }
    let condition = match condition(study, point) {
        None => None,
        Some(given) => match single(study, given, case) {
            (Outcome::Kept, overturned) => Some(overturned),
            (Outcome::Open, _) => return Answer::one(Outcome::Open, None),
            _ => return Answer::one(Outcome::NotRelevant, None),
        },
    };
    let verdicts: Vec<Option<&Judged>> = point.checks.iter().map(|check| case.verdicts.get(check)).collect();
    if point.count == Unit::Part {
        return match verdicts.first() {
            Some(Some(judged)) => {
                Answer { outcomes: judged.parts.iter().map(|part| part.outcome).collect(), overturned: judged.overturned }
            }
            _ => Answer::one(Outcome::Open, None),
        };
    }
    let (outcome, overturned) = all_of(&verdicts);
    // A person says that the condition holds after all; the engine never judged what hangs on it.
    if outcome == Outcome::NotRelevant && condition == Some(Some(true)) && overturned.is_none() {
        return Answer::one(Outcome::Open, None);
    }
    Answer::one(outcome, overturned)
}

/// The point that must hold before this one is asked.
fn condition<'a>(study: &'a Study, point: &Point) -> Option<&'a Point> {
    let given = point.given.as_deref()?;
    study.points.iter().find(|other| other.id == given)
}

/// Whether a point is asked of cases of this measure.
fn applies(point: &Point, case: &Case) -> bool {
    point.case_types.is_empty() || case.case_type.as_ref().is_some_and(|own| point.case_types.contains(own))
}

/// The answer as one outcome: of parts the worst.
pub(super) fn single(study: &Study, point: &Point, case: &Case) -> (Outcome, Option<bool>) {
    let answer = answer(study, point, case);
    (together(&answer.outcomes), answer.overturned)
}

/// Several outcomes as one: a breach is a breach of the whole, an open one leaves it open, and what does not apply is passed over.
pub(super) fn together(outcomes: &[Outcome]) -> Outcome {
    let has = |wanted| outcomes.contains(&wanted);
    if has(Outcome::Breached) {
        Outcome::Breached
    } else if has(Outcome::Open) {
        Outcome::Open
    } else if has(Outcome::Kept) {
        Outcome::Kept
    } else {
        Outcome::NotRelevant
    }
}

/// Several verdicts as one; decided only where a person has looked at all that apply, overturned where one of them was.
fn all_of(verdicts: &[Option<&Judged>]) -> (Outcome, Option<bool>) {
    let outcomes: Vec<Outcome> = verdicts.iter().map(|v| v.map_or(Outcome::Open, |v| v.outcome)).collect();
    let applying: Vec<Option<bool>> =
        verdicts.iter().flatten().filter(|v| v.outcome != Outcome::NotRelevant).map(|v| v.overturned).collect();
    let decided = match verdicts {
        [Some(only)] => only.overturned,
        _ if !applying.is_empty() && applying.iter().all(Option::is_some) => Some(applying.contains(&Some(true))),
        _ => None,
    };
    (together(&outcomes), decided)
}
