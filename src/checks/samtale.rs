//! Talks with the child and their waivers: what three checks share.

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::span::{Span, Tri};
use super::words;
use crate::events::EventKind::{self, BoernesamtaleAfholdt, BoernesamtaleFravalgt, TilsynsbesoegGennemfoert};
use crate::events::Status;
use crate::lang::Said;

/// Talks held and waived.
pub(super) const TALKS: [EventKind; 2] = [BoernesamtaleAfholdt, BoernesamtaleFravalgt];

/// The talks, held or waived, that certainly or perhaps answer a question, apart and by date.
pub(super) fn sorted<'a>(g: &Ground<'a>, question: impl Fn(&Step<'a>) -> Tri) -> (Vec<Step<'a>>, Vec<Step<'a>>) {
    let with = |answer: Tri| g.of(&TALKS).filter(|s| question(s) == answer).collect();
    (with(Tri::Yes), with(Tri::Maybe))
}

/// The talk a verdict shows: one that was held, and the last of them, else the last waiver.
pub(super) fn telling<'a>(talks: &[Step<'a>]) -> Option<Step<'a>> {
    talks.iter().rev().find(|s| s.kind() == BoernesamtaleAfholdt).or(talks.last()).copied()
}

/// Whether it is a waiver.
pub(super) fn is_waiver(step: &Step<'_>) -> bool {
    step.kind() == BoernesamtaleFravalgt
}

/// "; 3. maj 2022 og 17. maj 2022 står som aflyst eller ikke holdt", for talks between two dates; empty without any.
pub(super) fn cancelled(g: &Ground<'_>, within: impl Fn(Span) -> bool) -> Said {
    let dates: Vec<Said> =
        g.mentioned(BoernesamtaleAfholdt, Status::Aflyst).into_iter().filter(|d| within(Span::of(*d))).map(words::on).collect();
    if dates.is_empty() { Said::default() } else { g.law.say(None, "samtaler_aflyst", &[("datoer", words::list(&dates))]) }
}

/// Remarks on what carries an `overholdt`: only a waiver under barnets lov, only a talk on the day of the decision, only one during a tilsynsbesøg.
pub(super) fn remark_on(d: &mut Draft<'_, '_>, g: &Ground<'_>, talks: &[Step<'_>]) {
    if let Some(waiver) = talks.last().filter(|_| g.barnets_lov() && talks.iter().all(is_waiver)) {
        d.shared_remark("fravalg_bl", &[("fravalgt", words::on_day(waiver.date))]);
    }
    if let Some(decision) = g.decision.filter(|dec| !talks.is_empty() && talks.iter().all(|t| t.span() == dec.span())) {
        d.shared_remark("samtale_samme_dag", &[("afgoerelse", words::on_day(decision.date))]);
    }
    let at_visit = |t: &Step<'_>| g.of(&[TilsynsbesoegGennemfoert]).any(|v| v.span() == t.span());
    if let Some(talk) = telling(talks).filter(|_| talks.iter().all(at_visit)) {
        d.shared_remark("samtale_ved_tilsyn", &[("samtale", words::on_day(talk.date))]);
    }
}
