//! Dates that cannot be right: a decision that lies ahead, a step before the child was born or after the day of the run, two decisions on one day.
//!
//! In: the plain reading and its verdicts. Out: the same verdicts, each told so. What is decided in the future is judged by nobody: those verdicts are open.

use super::draft::push_once;
use super::ground::{Ground, Step};
use super::model::{Outcome, Verdict};
use super::span::Span;
use super::words;
use crate::events::EventKind::AfgoerelseTruffet;
use crate::events::Status;
use crate::lang::Said;

/// Tells each verdict what is wrong with the dates it rests on.
pub(super) fn tell(g: &Ground<'_>, verdicts: &mut [Verdict]) {
    decided_ahead(g, verdicts);
    steps_ahead(g, verdicts);
    before_birth(g, verdicts);
    decided_twice(g, verdicts);
}

/// A decision after the day of the run cannot have been made: no verdict on it would be sure.
fn decided_ahead(g: &Ground<'_>, verdicts: &mut [Verdict]) {
    let (Some(today), Some(decision)) = (g.case.today, g.decision) else { return };
    if decision.span().lo <= today {
        return;
    }
    for v in verdicts {
        let values = [("afgoerelse", words::on_day(decision.date)), ("i_dag", words::plain(today))];
        let udfald = [("udfald", words::outcome(v.outcome)), ("i_dag", words::plain(today))];
        v.trace.turns = words::capital(&g.law.say(None, "vender_fremtid", &udfald));
        v.reason = words::capital(&g.law.say(None, "afgoerelse_i_fremtiden", &values));
        v.outcome = Outcome::Uoplyst;
    }
}

/// Another step after the day of the run.
fn steps_ahead(g: &Ground<'_>, verdicts: &mut [Verdict]) {
    let Some(today) = g.case.today else { return };
    for step in g.steps().iter().filter(|s| s.kind() != AfgoerelseTruffet && s.span().lo > today) {
        let values = [("haendelse", words::happening(step.kind())), ("dato", words::on_day(step.date)), ("i_dag", words::plain(today))];
        remark(g, verdicts, step, "skridt_i_fremtiden", &values);
    }
}

fn before_birth(g: &Ground<'_>, verdicts: &mut [Verdict]) {
    let Some(born) = g.case.born else { return };
    for step in g.steps().iter().filter(|s| s.span().hi < born) {
        let values = [("haendelse", words::happening(step.kind())), ("dato", words::on_day(step.date)), ("foedt", words::plain(born))];
        remark(g, verdicts, step, "foer_foedslen", &values);
    }
    // What lies before the birth is read as another child's; where nothing else of its kind is told, the birth may be what is wrong.
    for v in verdicts {
        for kind in super::wanted(v.check).0.iter().filter(|kind| g.of(&[**kind]).next().is_none()) {
            let early = g.mentioned(*kind, Status::Anden).into_iter().find(|date| Span::of(*date).hi < born);
            if let Some(date) = early {
                let values = [("haendelse", words::happening(*kind)), ("dato", words::on_day(date)), ("foedt", words::plain(born))];
                push_once(&mut v.remarks, words::capital(&g.law.say(None, "anden_foer_foedslen", &values)));
            }
        }
    }
}

/// Two times of day, or two letters of decision that both tell the day: one decision is judged.
fn decided_twice(g: &Ground<'_>, verdicts: &mut [Verdict]) {
    let Some(decision) = g.decision.filter(|d| d.date.known_day().is_some()) else { return };
    let same_day: Vec<Step<'_>> = g.of(&[AfgoerelseTruffet]).filter(|s| s.span() == decision.span()).collect();
    let is_letter = |act: &str| g.act(act).is_some_and(|a| a.doctype.as_deref() == Some("afgoerelse"));
    let told = same_day.iter().flat_map(|s| &s.told.evidence).map(|e| e.act.as_str());
    let letters: std::collections::BTreeSet<&str> = told.filter(|act| is_letter(act)).collect();
    if same_day.len() < 2 && letters.len() < 2 {
        return;
    }
    let values = [("afgoerelse", words::on_day(decision.date))];
    let text = words::capital(&g.law.say(None, "to_afgoerelser", &values));
    verdicts.iter_mut().for_each(|v| push_once(&mut v.remarks, text.clone()));
}

/// A remark on the verdicts that rest on a step.
fn remark(g: &Ground<'_>, verdicts: &mut [Verdict], step: &Step<'_>, key: &str, values: &[(&str, Said)]) {
    let text = words::capital(&g.law.say(None, key, values));
    let rests_on = |v: &&mut Verdict| v.trace.facts.iter().any(|f| f.kind == step.kind().name() && f.date == Some(step.date));
    verdicts.iter_mut().filter(rests_on).for_each(|v| push_once(&mut v.remarks, text.clone()));
}
