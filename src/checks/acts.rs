//! Which acts are the undersøgelse or the plan that a verdict reads: its deciding act, and acts of that type that belong to no other one.

use super::ground::{Ground, Step};
use super::span::{Span, Tri};
use crate::events::{EventKind, Finding, FindingKind};

/// The acts that are the document of one happening.
pub(super) struct Own {
    /// Their names, in order.
    pub(super) names: Vec<String>,
    /// Those of them that are of the type looked for; where there are none only a journal or a letter tells of the document.
    pub(super) documents: Vec<String>,
    /// Dates that belong to other documents of the case: a statement dated so is not this one's.
    foreign: Vec<Span>,
}

/// Finds them for a happening among those of `kinds`.
pub(super) fn of<'a>(g: &Ground<'a>, step: &Step<'a>, kinds: &[EventKind], doctype: &str) -> Own {
    let is_type = |name: &str| g.act(name).is_some_and(|a| a.doctype.as_deref() == Some(doctype));
    let others: Vec<Step<'_>> = g.of(kinds).filter(|s| s.date != step.date).collect();
    let told_by = |s: &Step<'_>, name: &str| s.told.evidence.iter().any(|e| e.act == name);
    let mut names: Vec<String> = step.act().map(str::to_owned).into_iter().collect();
    for act in g.case.acts.iter().filter(|a| is_type(&a.name)) {
        let mine = told_by(step, &act.name) && !others.iter().any(|o| o.act() == Some(&act.name));
        let no_ones = !told_by(step, &act.name) && !others.iter().any(|o| told_by(o, &act.name)) && near(g, step, act.date.map(Span::day));
        if mine || no_ones {
            names.push(act.name.clone());
        }
    }
    names.sort();
    names.dedup();
    let documents = names.iter().filter(|n| is_type(n)).cloned().collect();
    Own { names, documents, foreign: others.iter().map(Step::span).collect() }
}

/// Whether an act that no mention ties to a happening may be its document: dated after the previous decision and not after this one.
fn near(g: &Ground<'_>, step: &Step<'_>, date: Option<Span>) -> bool {
    let Some(date) = date else { return true };
    let after = g.previous.is_none_or(|p| p.span().lt(date) != Tri::No);
    let latest = g.decision.map_or(step.span(), |d| if step.span().le(d.span()) == Tri::No { step.span() } else { d.span() });
    after && date.le(latest) != Tri::No
}

impl Own {
    /// The statements of a kind that do not belong to another document by their date: those in the document itself, else those in the act that
    /// tells of it.
    pub(super) fn findings<'a>(&self, g: &Ground<'a>, kind: FindingKind) -> Vec<&'a Finding> {
        let mine = |f: &&Finding| !f.date.is_some_and(|d| self.foreign.contains(&Span::of(d)));
        let within = |acts: &[String]| g.findings(kind).filter(mine).filter(|f| acts.contains(&f.evidence.act)).collect::<Vec<_>>();
        let own = within(&self.documents);
        if own.is_empty() { within(&self.names) } else { own }
    }

    /// Whether a statement stands outside the document itself.
    pub(super) fn outside(&self, finding: &Finding) -> bool {
        !self.documents.contains(&finding.evidence.act)
    }
}
