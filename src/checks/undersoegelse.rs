//! The undersøgelse that counts for the decision, and the day the authority became aware: four checks ask for them.

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::model::{CheckKind, Outcome, Verdict};
use super::span::Tri;
use super::words;
use crate::events::EventKind::{AnsoegningModtaget, UnderretningModtaget, UndersoegelseAfsluttet, UndersoegelsePaabegyndt};
use crate::lang::Said;

/// The completed undersøgelse between the previous decision and this one.
pub(super) enum Found<'a> {
    /// It stands; the last one.
    Yes(Step<'a>),
    /// Known to the month only, and the month straddles a decision.
    Maybe(Step<'a>),
    /// None.
    No,
}

/// Finds it.
pub(super) fn counted<'a>(g: &Ground<'a>) -> Found<'a> {
    let last = |answer: Tri| g.of(&[UndersoegelseAfsluttet]).rfind(|s| g.in_window(s) == answer);
    match (last(Tri::Yes), last(Tri::Maybe)) {
        (Some(step), _) => Found::Yes(step),
        (None, Some(step)) => Found::Maybe(step),
        (None, None) => Found::No,
    }
}

/// The day the authority became aware, as GUIDE.md fixes it.
pub(super) struct Aware<'a> {
    /// The last underretning or ansøgning before the undersøgelse began (or, without a start, ended); else the start; else nothing.
    pub(super) step: Option<Step<'a>>,
    /// The start in the acts.
    pub(super) begun: Option<Step<'a>>,
    /// Earlier underretninger and ansøgninger of the same run: after the previous decision and the previous undersøgelse.
    pub(super) earlier: Vec<Step<'a>>,
    /// Underretninger and ansøgninger known to the month only that may or may not be the last one before the start.
    pub(super) perhaps: Vec<Step<'a>>,
}

/// Finds it for an undersøgelse by its end.
pub(super) fn aware<'a>(g: &Ground<'a>, end: &Step<'a>) -> Aware<'a> {
    let begun = g.of(&[UndersoegelsePaabegyndt]).rfind(|s| s.span().le(end.span()) == Tri::Yes && g.after_previous(s) == Tri::Yes);
    let limit = begun.as_ref().unwrap_or(end).span();
    let called: Vec<Step<'a>> = g.of(&[UnderretningModtaget, AnsoegningModtaget]).collect();
    let last = called.iter().rev().copied().find(|s| s.span().le(limit) == Tri::Yes);
    let perhaps = called.iter().copied().filter(|s| s.span().le(limit) == Tri::Maybe).collect();
    let anchor = last.map_or(limit, |s| s.span());
    let finished_before = g.of(&[UndersoegelseAfsluttet]).rfind(|s| s.span().lt(anchor) == Tri::Yes);
    let same_run = |s: &Step<'a>| g.after_previous(s) == Tri::Yes && finished_before.is_none_or(|f| f.span().lt(s.span()) == Tri::Yes);
    let earlier = called.iter().copied().filter(|s| s.span().lt(anchor) == Tri::Yes && same_run(s)).collect();
    Aware { step: last.or(begun), begun, earlier, perhaps }
}

/// "underretningen", "ansøgningen", "undersøgelsens start".
pub(super) fn trigger(step: &Step<'_>) -> Said {
    let (da, en) = match step.kind() {
        UnderretningModtaget => ("underretningen", "the notification"),
        AnsoegningModtaget => ("ansøgningen", "the application"),
        _ => ("undersøgelsens start", "the beginning of the examination"),
    };
    Said::new(da, en)
}

/// The verdict of a check that has no undersøgelse to look at.
pub(super) fn nothing_to_judge(g: &Ground<'_>, check: CheckKind) -> Verdict {
    let decision = g.decision.map(|d| words::on_day(d.date)).unwrap_or_default();
    Draft::new(g, check)
        .shared_reason("ingen_undersoegelse", &[("afgoerelse", decision), ("soegt", g.searched())])
        .finish(Outcome::IkkeRelevant)
}
