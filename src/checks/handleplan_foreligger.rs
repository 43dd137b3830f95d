//! Handleplanen (barnets plan, ungeplanen) foreligger i tide.
//!
//! # Hvad undersøges
//! Efter serviceloven, og efter barnets lov uden samtykke: om planen er lavet eller revideret senest ved afgørelsen.
//! Efter barnets lov med samtykke: om den er lavet senest tre måneder efter afgørelsen.
//!
//! # Retsgrundlag
//! Serviceloven § 140; barnets lov § 91.
//!
//! # Hvornår ikke relevant
//! Efter barnets lov med samtykke, når der ingen plan er, og der enten ikke er tale om en anbringelse (planen er da frivillig), eller
//! akterne slutter, før de tre måneder er gået.
//!
//! # Hvornår uoplyst
//! Når planen kun er kendt på måneden, og fristen falder i den, eller når den mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! "Handleplan, juni 2020" og afgørelse 16. juni 2020: uoplyst. Plan 3. december 2024, afgørelse efter barnets lov 18. juni 2024: ikke overholdt.

use super::draft::Draft;
use super::ground::Ground;
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::plan::{self, PLANS, Plans};
use super::span::{Span, Tri};
use super::undersoegelse_4mdr::remark_counting;
use super::words;
use crate::events::{EventKind, FindingKind, Status};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::HandleplanForeligger;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["plan", "afgoerelse"]),
    ("overholdt_frist", &["plan", "afgoerelse", "frist"]),
    ("aaben", &["plan", "frist"]),
    ("sent", &["plan", "afgoerelse"]),
    ("sent_frist", &["plan", "afgoerelse", "frist"]),
    ("mangler", &["afgoerelse", "soegt"]),
    ("mangler_frist", &["afgoerelse", "frist", "soegt"]),
    ("valgfri", &["afgoerelse", "soegt"]),
    ("ikke_udloebet", &["afgoerelse", "frist", "sidste"]),
    ("udsat", &["akt"]),
    ("udsat_i_tide", &["akt", "plan"]),
    ("foer_forrige", &["plan", "forrige"]),
    ("gammel", &["plan", "afgoerelse"]),
    ("planlagt", &["datoer"]),
];

/// Months before the decision within which a plan is taken to be of what was decided.
const MONTHS_BEFORE: u32 = 3;

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let (Some(plans), Some(decision)) = (plan::of(g), g.decision) else { return d.finish(Outcome::Uoplyst) };
    let afgoerelse = ("afgoerelse", words::on_day(decision.date));
    let frist = ("frist", words::on_day(plans.limit.legal()));
    let started = plans.months.map(|_| decision.date);
    let shown = plans.in_time.first().or(plans.open.first()).or(plans.late.first());
    if let Some(step) = shown {
        d.cite(step);
    }
    d.clock(started, Some(plans.limit.legal()), shown.map(|s| s.date));
    let keyed = |key: &'static str, with_limit: &'static str| if plans.months.is_some() { with_limit } else { key };
    if let Some(step) = plans.in_time.first() {
        if let Some(previous) = g.previous.filter(|_| g.after_previous(step) == Tri::No) {
            d.remark("foer_forrige", &[("plan", words::by(step.date)), ("forrige", words::on_day(previous.date))]);
        } else if step.span().plus_months(MONTHS_BEFORE).lt(decision.span()) == Tri::Yes {
            d.remark("gammel", &[("plan", words::by(step.date)), afgoerelse.clone()]);
        }
        return d
            .reason(keyed("overholdt", "overholdt_frist"), &[("plan", words::on_day(step.date)), afgoerelse, frist])
            .finish(Outcome::Overholdt);
    }
    if let Some(step) = plans.open.first() {
        return d.reason("aaben", &[("plan", words::on_day(step.date)), frist]).finish(Outcome::Uoplyst);
    }
    remark_postponed(g, &mut d, &plans);
    if let Some(step) = plans.late.first() {
        if let (Some(from), Some(months), Some(to)) = (decision.date.known_day(), plans.months, step.date.known_day()) {
            remark_counting(&mut d, from, months, to);
        }
        return d
            .reason(keyed("sent", "sent_frist"), &[("plan", words::on_day(step.date)), afgoerelse, frist])
            .finish(Outcome::IkkeOverholdt);
    }
    none(g, d, &plans)
}

/// No plan at all in the acts.
fn none<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>, plans: &Plans<'a>) -> Verdict {
    let afgoerelse = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let frist = ("frist", words::on_day(plans.limit.legal()));
    let planned: Vec<Said> = PLANS.iter().flat_map(|k| g.mentioned(*k, Status::Planlagt)).map(words::on).collect();
    if !planned.is_empty() {
        d.remark("planlagt", &[("datoer", words::list(&planned))]);
    }
    let soegt = ("soegt", g.searched());
    // A plan that could not be read would make the difference between a duty kept and one that does not apply.
    let unread = g.case.acts.iter().any(|a| !a.readable && a.doctype.as_deref() == Some("handleplan"));
    if plans.optional {
        return d.reason("valgfri", &[afgoerelse, soegt]).absent().finish(if unread { Outcome::Uoplyst } else { Outcome::IkkeRelevant });
    }
    if let (Some(_), Some(last)) = (plans.months, g.last_date) {
        let running = Span::day(last).lt(plans.limit);
        if running != Tri::No {
            let outcome = if running == Tri::Yes && !unread { Outcome::IkkeRelevant } else { Outcome::Uoplyst };
            return d.reason("ikke_udloebet", &[afgoerelse, frist, ("sidste", words::plain(last))]).absent().finish(outcome);
        }
        return d.reason("mangler_frist", &[afgoerelse, frist, soegt]).absent().finish(Outcome::IkkeOverholdt);
    }
    d.reason("mangler", &[afgoerelse, soegt]).absent().finish(Outcome::IkkeOverholdt)
}

/// Serviceloven § 140: where the child cannot wait, a short statement of purpose stands for the plan, which follows within four months.
fn remark_postponed<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, plans: &Plans<'a>) {
    const MONTHS_TO_FOLLOW: u32 = 4;
    let (Some(said), Some(decision), false) = (g.finding_now(FindingKind::PlanUdsat), g.decision, g.barnets_lov()) else { return };
    d.cite_finding(said);
    let akt = ("akt", Said::same(&said.evidence.act));
    let made = |kind: EventKind| kind == EventKind::HandleplanUdarbejdet;
    let followed = plans.late.iter().find(|s| made(s.kind()) && s.span().le(decision.span().plus_months(MONTHS_TO_FOLLOW)) == Tri::Yes);
    match followed {
        Some(step) => d.remark("udsat_i_tide", &[akt, ("plan", words::on_day(step.date))]),
        None => d.remark("udsat", &[akt]),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;
    use crate::events::FindingKind::PlanUdsat;

    #[test]
    fn tabel_serviceloven() {
        let (p, a) = ("handleplan_udarbejdet", ("afgoerelse_truffet", "2021-09-02"));
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("foer", &[(p, "2021-08-27"), a], "overholdt", ""),
            ("revideret_foer", &[("handleplan_revideret", "2021-08-27"), a], "overholdt", ""),
            ("efter", &[a, (p, "2021-09-03")], "ikke_overholdt", ""),
            ("ingen", &[a], "ikke_overholdt", ""),
            ("maaned_med_afgoerelsen", &[(p, "2021-09"), a], "uoplyst", ""),
            ("et_halvt_aar_aeldre", &[(p, "2021-03-02"), a], "overholdt", "ældre end afgørelsen"),
            ("fra_foer_forrige_afgoerelse", &[(p, "2019-06-17"), ("afgoerelse_truffet", "2019-06-20"), a], "overholdt", "forrige"),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
        let late = Sag::serviceloven().timeline(&[a, (p, "2021-09-20")]).finding(PlanUdsat, None, "07.pdf");
        late.expect("kort_formaal_og_plan_efter", CHECK, "ikke_overholdt", "fire måneder");
    }

    #[test]
    fn tabel_barnets_lov() {
        let (p, a) = ("handleplan_udarbejdet", ("afgoerelse_truffet", "2025-01-13"));
        let later = ("opfoelgning_gennemfoert", "2025-05-13");
        Sag::barnets_lov().timeline(&[a, later]).expect("frivillig", CHECK, "ikke_relevant", "");
        Sag::barnets_lov().timeline(&[a, (p, "2025-04-13")]).expect("paa_fristen", CHECK, "overholdt", "");
        Sag::barnets_lov().timeline(&[a, (p, "2025-05-20")]).expect("frivillig_men_for_sent", CHECK, "ikke_overholdt", "");
        // 13 April 2025 is Palm Sunday.
        Sag::barnets_lov().timeline(&[a, (p, "2025-04-14")]).expect("naeste_hverdag", CHECK, "ikke_overholdt", "hverdag");
        Sag::barnets_lov().anbringelse().timeline(&[a, later]).expect("anbringelse_uden_plan", CHECK, "ikke_overholdt", "");
        Sag::barnets_lov().anbringelse().timeline(&[a]).expect("fristen_loeber_endnu", CHECK, "ikke_relevant", "");
        Sag::barnets_lov().anbringelse().without_consent().timeline(&[a, (p, "2025-01-20")]).expect(
            "uden_samtykke",
            CHECK,
            "ikke_overholdt",
            "",
        );
        Sag::barnets_lov().unknown_type().timeline(&[a, later]).expect("ukendt_sagstype", CHECK, "uoplyst", "");
    }
}
