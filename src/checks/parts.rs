//! Checks that count more than one thing: each underretning's receipt, each half year's follow-up, each year's tilsyn, each complaint.
//!
//! In: what was counted, one by one, each with its outcome and clause. Out: the verdict of them all. One breach is a breach; what is open leaves the
//! whole open; what does not apply counts neither way.

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::model::{Outcome, Verdict};
use super::trace::Part;
use super::words;
use crate::events::Finding;
use crate::lang::Said;

/// One thing counted.
pub(super) struct Counted<'a> {
    /// Its clock and outcome.
    pub(super) part: Part,
    /// What is said of it, without a full stop.
    pub(super) clause: Said,
    /// The steps it rests on, the telling one first.
    pub(super) steps: Vec<Step<'a>>,
    /// The statements it rests on.
    pub(super) findings: Vec<&'a Finding>,
}

/// What they come to together.
pub(super) fn together(outcomes: impl Iterator<Item = Outcome> + Clone) -> Outcome {
    let any = |wanted: Outcome| outcomes.clone().any(|o| o == wanted);
    [Outcome::IkkeOverholdt, Outcome::Uoplyst, Outcome::Overholdt].into_iter().find(|o| any(*o)).unwrap_or(Outcome::IkkeRelevant)
}

/// The verdict; the clauses of what decides it make the reason. There must be something counted.
pub(super) fn verdict<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>, counted: &[Counted<'a>]) -> Verdict {
    let outcome = together(counted.iter().map(|c| c.part.outcome));
    let telling: Vec<&Counted<'a>> = counted.iter().filter(|c| c.part.outcome == outcome).collect();
    let lacking = telling.iter().all(|c| c.part.ended.is_none());
    if lacking {
        d = d.absent();
    }
    if g.only_outcomes() {
        return d.finish(outcome);
    }
    for c in &telling {
        c.findings.iter().for_each(|f| d.cite_finding(f));
        c.steps.iter().for_each(|s| d.cite(s));
    }
    if let Some(first) = telling.first() {
        d.clock(first.part.started, first.part.deadline, first.part.ended);
    }
    let parts: Vec<Part> = counted.iter().map(|c| c.part).collect();
    if parts.len() > 1 {
        d.counted(&parts);
    }
    parts.iter().for_each(|p| d.part(*p));
    let mut clauses: Vec<Said> = telling.iter().map(|c| c.clause.clone()).collect();
    if parts.len() > 1 {
        let count = |wanted: Outcome| Said::same(parts.iter().filter(|p| p.outcome == wanted).count().to_string());
        let values = [
            ("antal", Said::same(parts.len().to_string())),
            ("overholdt", count(Outcome::Overholdt)),
            ("ikke", count(Outcome::IkkeOverholdt)),
            ("uoplyst", count(Outcome::Uoplyst)),
            ("irrelevant", count(Outcome::IkkeRelevant)),
        ];
        clauses.push(g.law.say(None, "regnet_hver", &values));
    }
    if lacking || telling.iter().any(|c| c.steps.is_empty()) {
        clauses.push(g.searched());
    }
    d.said(&words::sentence(&clauses)).finish(outcome)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Outcome::{IkkeOverholdt, IkkeRelevant, Overholdt, Uoplyst};

    #[test]
    fn et_brud_er_et_brud_og_det_aabne_lader_alt_staa_aabent() {
        for (all, wanted) in [
            (&[Overholdt, IkkeOverholdt, Uoplyst][..], IkkeOverholdt),
            (&[Overholdt, Uoplyst, IkkeRelevant], Uoplyst),
            (&[IkkeRelevant, Overholdt], Overholdt),
            (&[IkkeRelevant], IkkeRelevant),
            (&[], IkkeRelevant),
        ] {
            assert_eq!(together(all.iter().copied()), wanted);
        }
    }
}
