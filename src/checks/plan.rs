//! The plan that counts for the decision: two checks ask for it.

use super::ground::{Ground, Step};
use super::model::CheckKind;
use super::provision::Provision;
use super::span::{Span, Tri};
use crate::events::EventKind::{self, HandleplanRevideret, HandleplanUdarbejdet};

/// A plan made or revised.
pub(super) const PLANS: [EventKind; 2] = [HandleplanUdarbejdet, HandleplanRevideret];

/// The plans against their limit.
pub(super) struct Plans<'a> {
    /// The days the limit can mean: the decision, or so many months after it.
    pub(super) limit: Span,
    /// Months after the decision; `None` where the plan is due at the decision.
    pub(super) months: Option<u32>,
    /// The law leaves it to the municipality whether to make one.
    pub(super) optional: bool,
    /// Those in time, the one that counts first: the last after the previous decision, then older ones.
    pub(super) in_time: Vec<Step<'a>>,
    /// Known to the month only, and the month holds the limit.
    pub(super) open: Vec<Step<'a>>,
    /// Those too late.
    pub(super) late: Vec<Step<'a>>,
}

/// Finds them; `None` without a decision.
pub(super) fn of<'a>(g: &Ground<'a>) -> Option<Plans<'a>> {
    let decision = g.decision?;
    let provision = g.law.provision(CheckKind::HandleplanForeligger, g.asked());
    let months = provision.and_then(Provision::months);
    let limit = months.map_or(decision.span(), |m| decision.span().plus_months(m));
    let with = |answer: Tri| -> Vec<Step<'a>> { g.of(&PLANS).filter(|s| s.span().le(limit) == answer).collect() };
    let mut in_time = with(Tri::Yes);
    in_time.reverse();
    in_time.sort_by_key(|s| g.after_previous(s) == Tri::No);
    Some(Plans { limit, months, optional: provision.is_some_and(|p| p.optional), in_time, open: with(Tri::Maybe), late: with(Tri::No) })
}
