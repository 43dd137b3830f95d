//! Other readings of the case: the same checks over another act's date, another week day, the other answer to what the facts leave open.
//!
//! A reading that gives another outcome becomes a remark on the verdict, or, where the kind of measure is unknown, `uoplyst`. Judging the other
//! reading outright was chosen over conditions inside each check: no check can then forget one.

use rayon::prelude::*;

use super::draft::push_once;
use super::ground::{Assume, Ground, Step};
use super::law::LawTables;
use super::model::{CaseFacts, CaseType, CheckKind, LawRegime, Outcome, Verdict};
use super::span::{Span, Tri};
use super::trace::{Fact, Role};
use super::words;
use super::{trace, turns, wrong_dates};
use crate::dates::{LegalDate, Precision};
use crate::events::{Event, EventKind, Finding};
use crate::lang::Said;
use crate::timeline::Happening;

/// Judges the case on its plain reading and adds what other readings would change.
pub(super) fn judge(case: &CaseFacts, timeline: &[Happening], events: &[Event], findings: &[Finding], law: &LawTables) -> Vec<Verdict> {
    let steps: Vec<Step<'_>> = timeline.iter().map(|told| Step { date: told.date, told }).collect();
    let assume = Assume {
        consent: case.consent.unwrap_or_else(|| !decided_without_consent(timeline)),
        placed: case.case_type == Some(CaseType::Anbringelse),
        regime: case.law,
    };
    let ground = Ground::new(case, law, assume, steps.clone(), events, findings);
    let plain = run(&ground);
    let mut verdicts = plain.clone();
    if case.consent.is_none() {
        let other = run(&ground.with_assumed(Assume { consent: !assume.consent, ..assume }).for_outcomes());
        let (with, without) = (Said::new("med", "with"), Said::new("uden", "without"));
        let (taken, else_) = if assume.consent { (with, without) } else { (without, with) };
        let values = [("antaget", taken), ("andet", else_)];
        remark(law, &mut verdicts, &plain, &other, "samtykke_ukendt", &values);
    }
    remark_law(&ground, &mut verdicts, &plain);
    remark_later_decision(&ground, &mut verdicts);
    remark_other_dates(&ground, &mut verdicts, &plain, &steps);
    if case.case_type.is_none() {
        let other = run(&ground.with_assumed(Assume { placed: !assume.placed, ..assume }));
        open_by_type(law, &mut verdicts, &plain, &other);
    }
    verdicts.par_iter_mut().zip(&plain).for_each(|(verdict, plain)| {
        // A verdict that is open because the kind of measure is unknown turns on that alone.
        let by_type = verdict.outcome != plain.outcome;
        verdict.trace.turns = if by_type { law.say(None, "vender_sagstype", &[]) } else { turns::sentence(&ground, plain) };
    });
    wrong_dates::tell(&ground, &mut verdicts);
    verdicts.iter_mut().for_each(|v| v.trace.paragraph = trace::paragraph(&ground, v));
    verdicts
}

fn run(g: &Ground<'_>) -> Vec<Verdict> {
    CheckKind::ALL.iter().map(|check| super::judge(*check, g)).collect()
}

/// Whether a place that tells of the decision says that it was made without consent, for cases whose facts do not say.
fn decided_without_consent(timeline: &[Happening]) -> bool {
    let Some(decision) = super::decision(timeline) else { return false };
    decision.evidence.iter().any(|e| {
        let quote = e.quote.to_lowercase();
        let section = |number: &str| quote.split(number).skip(1).any(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()));
        quote.contains("uden samtykke") || section("§ 58") || section("§ 47")
    })
}

/// Adds a remark where the other reading gives another outcome.
fn remark(law: &LawTables, verdicts: &mut [Verdict], plain: &[Verdict], other: &[Verdict], key: &str, values: &[(&str, Said)]) {
    for ((verdict, plain), other) in verdicts.iter_mut().zip(plain).zip(other) {
        if plain.outcome != other.outcome {
            let mut values = values.to_vec();
            values.push(("udfald", words::outcome(other.outcome)));
            push_once(&mut verdict.remarks, words::capital(&law.say(None, key, &values)));
        }
    }
}

/// The law given with the case is not the one of the decision's date.
fn remark_law(g: &Ground<'_>, verdicts: &mut [Verdict], plain: &[Verdict]) {
    let (Some(given), Some(decision)) = (g.assume.regime, g.decision) else { return };
    let by_date = LawRegime::on(decision.span().lo);
    if given == by_date {
        return;
    }
    let other = run(&g.with_assumed(Assume { regime: Some(by_date), ..g.assume }).for_outcomes());
    let name = match given {
        LawRegime::Serviceloven => "serviceloven",
        LawRegime::BarnetsLov => "barnets lov",
    };
    let values = [("angivet", Said::same(name)), ("dato", words::on_day(decision.date))];
    remark(g.law, verdicts, plain, &other, "anden_lov", &values);
}

/// A later decision of which only the month is known cannot be judged against, but a reader must know of it.
fn remark_later_decision(g: &Ground<'_>, verdicts: &mut [Verdict]) {
    let Some(decision) = g.decision else { return };
    let later = g.of(&[EventKind::AfgoerelseTruffet]).find(|s| decision.span().lt(s.span()) == Tri::Yes);
    let Some(later) = later else { return };
    let values = [("maaned", words::on_day(later.date)), ("afgoerelse", words::on_day(decision.date))];
    let text = words::capital(&g.law.say(None, "senere_afgoerelse", &values));
    verdicts.iter_mut().for_each(|v| push_once(&mut v.remarks, text.clone()));
}

/// Dates that other acts give for a happening, and the other end of a week of which the Monday was taken.
fn remark_other_dates<'a>(g: &Ground<'a>, verdicts: &mut [Verdict], plain: &[Verdict], steps: &[Step<'a>]) {
    let asked = g.for_outcomes();
    for step in g.steps() {
        let haendelse = ("haendelse", words::happening(step.kind()));
        for date in conflicts(step) {
            let other = run(&g_with(&asked, steps, step, date));
            let acts: Vec<Said> = g.acts_telling(step.kind(), date).into_iter().map(Said::same).collect();
            let key = if acts.is_empty() { "afvigende_dato_uden_akt" } else { "afvigende_dato" };
            let values = [haendelse.clone(), ("akter", words::list(&acts)), ("anden", words::on(date)), ("dato", words::on(step.date))];
            remark(g.law, verdicts, plain, &other, key, &values);
        }
        if step.date.precision() == Precision::Week {
            let sunday = LegalDate::day(step.date.last_day());
            let other = run(&g_with(&asked, steps, step, sunday));
            let values = [haendelse, ("uge", words::on(step.date)), ("sidst", words::on(sunday))];
            remark(g.law, verdicts, plain, &other, "uge", &values);
        }
    }
}

/// The dates that contradict a step's: not the same day, not the month that holds it; a contradicting time of day counts.
fn conflicts(step: &Step<'_>) -> Vec<LegalDate> {
    let mut dates: Vec<LegalDate> = step.told.conflicts.iter().copied().filter(|c| contradicts(*c, step.date)).collect();
    dates.sort();
    dates.dedup();
    dates
}

fn contradicts(other: LegalDate, date: LegalDate) -> bool {
    if other.precision() == Precision::Month || date.precision() == Precision::Month {
        let (a, b) = (Span::of(other), Span::of(date));
        return a.lt(b) == Tri::Yes || b.lt(a) == Tri::Yes;
    }
    let same_day = other.known_day() == date.known_day();
    !same_day || (other.time().is_some() && date.time().is_some() && other.time() != date.time())
}

/// The ground with one happening's date exchanged.
fn g_with<'a>(g: &Ground<'a>, steps: &[Step<'a>], changed: &Step<'a>, date: LegalDate) -> Ground<'a> {
    let steps = steps.iter().map(|s| if std::ptr::eq(s.told, changed.told) { Step { date, told: s.told } } else { *s }).collect();
    g.with_steps(steps)
}

/// Where the outcome turns on the kind of measure and the kind is unknown, the verdict is open.
fn open_by_type(law: &LawTables, verdicts: &mut [Verdict], plain: &[Verdict], placed: &[Verdict]) {
    for ((verdict, other), placed) in verdicts.iter_mut().zip(plain).zip(placed) {
        if other.law != placed.law {
            verdict.law = format!("{} / {}", other.law, placed.law);
        }
        if other.outcome != placed.outcome {
            let values = [
                ("grund", other.reason.map(|reason| reason.trim_end_matches('.').to_owned())),
                ("anbringelse", words::outcome(placed.outcome)),
                ("andet", words::outcome(other.outcome)),
            ];
            verdict.reason = law.say(None, "sagstype_ukendt", &values);
            verdict.outcome = Outcome::Uoplyst;
            placed.evidence.iter().for_each(|e| push_once(&mut verdict.evidence, e.clone()));
            let facts = &mut verdict.trace.facts;
            for fact in &placed.trace.facts {
                let told =
                    |f: &Fact| (&f.kind, f.date, &f.act, f.page, &f.quote) == (&fact.kind, fact.date, &fact.act, fact.page, &fact.quote);
                if !facts.iter().any(told) {
                    facts.push(Fact { role: Role::Oevrig, ..fact.clone() });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::testkit::{Sag, law};
    use super::*;
    use crate::events::Status;

    const LATE_END: [(&str, &str); 3] =
        [("undersoegelse_afsluttet", "2020-05-28"), ("afgoerelse_truffet", "2020-05-28"), ("underretning_modtaget", "2020-01-30")];

    #[test]
    fn en_afvigende_dato_der_aendrer_udfaldet_naevnes_med_sin_akt() {
        let sag = Sag::serviceloven().timeline(&LATE_END).conflict("undersoegelse_afsluttet", "2020-05-29");
        let sag = sag.event(EventKind::UndersoegelseAfsluttet, "2020-05-29", Status::Faktisk);
        let verdict = sag.judge(CheckKind::UndersoegelseForeligger);
        assert_eq!(verdict.outcome, Outcome::Overholdt);
        assert!(
            verdict.remarks.iter().any(|r| r.da.contains("90_journal.pdf") && r.da.contains("den 29. maj 2020")),
            "{:?}",
            verdict.remarks
        );
        assert_eq!(sag.judge(CheckKind::Samtykke).remarks, Vec::<Said>::new());
    }

    #[test]
    fn en_afvigende_dato_uden_betydning_naevnes_ikke() {
        let sag = Sag::serviceloven().timeline(&LATE_END).conflict("undersoegelse_afsluttet", "2020-05-27");
        assert_eq!(sag.judge(CheckKind::UndersoegelseForeligger).remarks, Vec::<Said>::new());
    }

    #[test]
    fn en_uge_regnes_fra_mandag_og_siger_det() {
        let sag = Sag::serviceloven().timeline(&[("afgoerelse_truffet", "2020-05-28")]).week("undersoegelse_afsluttet", "2020-05-25");
        sag.expect("uge", CheckKind::UndersoegelseForeligger, "overholdt", "ugen fra den 25. maj 2020");
    }

    #[test]
    fn loven_i_sagen_mod_afgoerelsens_dato() {
        let sag = Sag::barnets_lov().timeline(&[("undersoegelse_paabegyndt", "2020-03-01"), ("afgoerelse_truffet", "2020-05-28")]);
        sag.expect("anden_lov", CheckKind::UndersoegelseForeligger, "ikke_relevant", "barnets lov");
    }

    #[test]
    fn en_senere_afgoerelse_uden_dag_naevnes() {
        let sag = Sag::serviceloven().timeline(&[("afgoerelse_truffet", "2020-05-28"), ("afgoerelse_truffet", "2021-03")]);
        sag.expect("senere", CheckKind::Samtykke, "ikke_overholdt", "i marts 2021");
    }

    #[test]
    fn samtykke_ukendt_men_afgoerelsen_siger_uden() {
        let sag = Sag::serviceloven()
            .unknown_consent()
            .timeline(&[("afgoerelse_truffet", "2020-05-28")])
            .quote("afgoerelse_truffet", "anbringelse efter § 58, stk. 1");
        sag.expect("efter_58", CheckKind::Samtykke, "ikke_relevant", "med samtykke");
    }

    #[test]
    fn asked_for_outcomes_alone_the_checks_give_the_same() {
        let received: [(&str, &str); 3] =
            [("underretning_modtaget", "2021-02-06"), ("underretning_modtaget", "2021-05-06"), ("underretning_vurderet", "2021-02-07")];
        let decided = [("samtykke_givet", "2021-08-30"), ("afgoerelse_truffet", "2021-09-02"), ("foranstaltning_ivaerksat", "2021-09-10")];
        let cases = [Sag::serviceloven(), Sag::barnets_lov().anbringelse()].map(|sag| sag.timeline(&received));
        let cases = cases.into_iter().chain([Sag::serviceloven().timeline(&received).timeline(&decided)]);
        for sag in cases.flat_map(|sag| [sag.clone(), sag.unreadable(1)]) {
            let steps = sag.timeline.iter().map(|told| Step { date: told.date, told }).collect();
            let assume = Assume { consent: true, placed: false, regime: sag.facts.law };
            let ground = Ground::new(&sag.facts, law(), assume, steps, &sag.events, &sag.findings);
            let outcomes = |g: &Ground<'_>| run(g).iter().map(|v| (v.check, v.outcome)).collect::<Vec<_>>();
            assert_eq!(outcomes(&ground), outcomes(&ground.for_outcomes()), "{:?}", sag.facts);
        }
    }
}
