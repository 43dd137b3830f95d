//! When the measure began: the follow-up's clock and the doubts about consent ask for it.

use super::ground::{Ground, Step};
use super::span::{Span, Tri};
use crate::events::EventKind::ForanstaltningIvaerksat;

/// What the start rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Basis {
    /// The measure began on or after the decision.
    Begun,
    /// It began after the previous decision and before this one.
    BegunBefore,
    /// No start in the acts: the decision stands for it.
    Decision,
}

/// The start of the measure.
pub(super) struct Start<'a> {
    /// The days it can mean; a month that holds the decision begins with it.
    pub(super) span: Span,
    /// The step it was read from.
    pub(super) step: Step<'a>,
    /// What that step is.
    pub(super) basis: Basis,
}

/// The first iværksættelse on or after the decision, else the last one after the previous decision, else the decision itself.
pub(super) fn of<'a>(g: &Ground<'a>) -> Option<Start<'a>> {
    let decision = g.decision?;
    let begun: Vec<Step<'a>> = g.of(&[ForanstaltningIvaerksat]).filter(|s| g.after_previous(s) == Tri::Yes).collect();
    if let Some(step) = begun.iter().find(|s| decision.span().le(s.span()) != Tri::No) {
        let lo = step.span().lo.max(decision.span().lo);
        return Some(Start { span: Span { lo, hi: step.span().hi.max(lo) }, step: *step, basis: Basis::Begun });
    }
    Some(match begun.last() {
        Some(step) => Start { span: step.span(), step: *step, basis: Basis::BegunBefore },
        None => Start { span: decision.span(), step: decision, basis: Basis::Decision },
    })
}
