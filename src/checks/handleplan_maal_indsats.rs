//! Handleplanen angiver mål og indsats.
//!
//! # Hvad undersøges
//! Efter serviceloven: om planen, der tæller ved afgørelsen, nævner sine mål og indsatsen for dem. Efter barnets lov: om den nævner sine mål.
//! Der ses kun i planens egen akt. Siger planen, at indsatsen ikke er fastlagt, er kravet efter serviceloven ikke opfyldt.
//!
//! # Retsgrundlag
//! Serviceloven § 140; barnets lov § 92.
//!
//! # Hvornår ikke relevant
//! Når der ikke foreligger en plan i tide.
//!
//! # Hvornår uoplyst
//! Når mål eller indsats ikke er fundet, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Tre mål med tomme indsatser: ikke overholdt efter serviceloven, overholdt efter barnets lov.

use super::acts::{self, Own};
use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::plan::{self, PLANS};
use super::words;
use crate::events::FindingKind::{PlanIndsats, PlanIndsatsMangler, PlanMaal};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::HandleplanMaalIndsats;
const DOCTYPE: &str = "handleplan";

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ingen_plan", &["afgoerelse", "soegt"]),
    ("plan_uoplyst", &["plan", "afgoerelse"]),
    ("overholdt", &["plan", "akt"]),
    ("overholdt_bl", &["plan", "akt"]),
    ("intet", &["plan", "akter"]),
    ("uden_maal", &["plan", "akter"]),
    ("uden_indsats", &["plan", "akter"]),
    ("indsats_ikke_fastlagt", &["plan", "akt"]),
    ("akten_mangler", &["plan", "soegt"]),
    ("aeldre_akt", &["plan", "aeldre"]),
    ("i_anden_akt", &["plan", "akt"]),
    ("faerre_indsatser", &["maal", "indsatser"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let Some(plans) = plan::of(g) else { return d.finish(Outcome::Uoplyst) };
    let Some(counted) = plans.in_time.first() else {
        let Some(open) = plans.open.first() else {
            return d.reason("ingen_plan", &[decided, ("soegt", g.searched())]).finish(Outcome::IkkeRelevant);
        };
        d.cite(open);
        return d.reason("plan_uoplyst", &[("plan", words::by(open.date)), decided]).finish(Outcome::IkkeRelevant);
    };
    let read = |s: &Step<'_>| acts::of(g, s, &PLANS, DOCTYPE);
    // A revision that only a journal tells of leaves the plan it revised as the text to read.
    let found = plans.in_time.iter().map(|s| (*s, read(s))).find(|(_, own)| !own.documents.is_empty());
    let (step, own) = found.unwrap_or_else(|| (*counted, read(counted)));
    d.clock(None, None, Some(counted.date));
    if step.date != counted.date {
        d.remark("aeldre_akt", &[("plan", words::by(counted.date)), ("aeldre", words::by(step.date))]);
    }
    judge_text(g, d, &step, &own)
}

fn judge_text<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>, step: &Step<'a>, own: &Own) -> Verdict {
    let aims = own.findings(g, PlanMaal);
    let means = own.findings(g, PlanIndsats);
    let open = own.findings(g, PlanIndsatsMangler).first().copied();
    let plan = ("plan", words::by(step.date));
    let akter = ("akter", words::acts(&own.names));
    let bl = g.barnets_lov();
    if let (Some(open), false, false) = (open, bl, aims.is_empty()) {
        d.cite_finding(open);
        d.cite(step);
        return d.reason("indsats_ikke_fastlagt", &[plan, ("akt", Said::same(&open.evidence.act))]).finish(Outcome::IkkeOverholdt);
    }
    if let (Some(aim), true) = (aims.first(), bl || !means.is_empty()) {
        d.cite_finding(aim);
        means.first().filter(|_| !bl).iter().for_each(|f| d.cite_finding(f));
        d.cite(step);
        let needed = [Some(aim), means.first().filter(|_| !bl)];
        if let Some(f) = needed.into_iter().flatten().find(|f| own.outside(f)) {
            d.remark("i_anden_akt", &[plan.clone(), ("akt", Said::same(&f.evidence.act))]);
        }
        if !bl && means.len() < aims.len() {
            d.remark(
                "faerre_indsatser",
                &[("maal", Said::same(aims.len().to_string())), ("indsatser", Said::same(means.len().to_string()))],
            );
        }
        let key = if bl { "overholdt_bl" } else { "overholdt" };
        return d.reason(key, &[plan, ("akt", Said::same(&aim.evidence.act))]).finish(Outcome::Overholdt);
    }
    aims.first().or(means.first()).iter().for_each(|f| d.cite_finding(f));
    d.cite(step);
    if own.documents.is_empty() {
        return d.reason("akten_mangler", &[plan, ("soegt", g.searched())]).absent().finish(Outcome::IkkeOverholdt);
    }
    let key = match (aims.is_empty(), means.is_empty()) {
        (false, _) => "uden_indsats",
        (true, false) => "uden_maal",
        (true, true) => "intet",
    };
    let d = d.reason(key, &[plan, akter]);
    // The plan was read; only another part of it could still hold what is missing.
    d.absent_beyond(DOCTYPE).finish(Outcome::IkkeOverholdt)
}

#[cfg(test)]
mod tests {
    use super::super::testkit::Sag;
    use super::CHECK;
    use crate::events::FindingKind::{PlanIndsats, PlanIndsatsMangler, PlanMaal};

    fn sel() -> Sag {
        Sag::serviceloven()
            .act("05.pdf", "handleplan", "2021-08-27")
            .act("07.pdf", "afgoerelse", "2021-09-02")
            .told(&[("handleplan_udarbejdet", "2021-08-27", "05.pdf"), ("afgoerelse_truffet", "2021-09-02", "07.pdf")])
    }

    fn bl() -> Sag {
        Sag::barnets_lov()
            .act("05.pdf", "handleplan", "2024-08-27")
            .told(&[("handleplan_udarbejdet", "2024-08-27", "05.pdf"), ("afgoerelse_truffet", "2024-09-02", "07.pdf")])
    }

    #[test]
    fn tabel() {
        sel().finding(PlanMaal, None, "05.pdf").finding(PlanIndsats, None, "05.pdf").expect("begge", CHECK, "overholdt", "");
        sel().finding(PlanMaal, None, "05.pdf").expect("kun_maal", CHECK, "ikke_overholdt", "");
        sel().finding(PlanIndsats, None, "05.pdf").expect("kun_indsats", CHECK, "ikke_overholdt", "");
        sel().expect("intet", CHECK, "ikke_overholdt", "");
        sel().finding(PlanMaal, None, "07.pdf").finding(PlanIndsats, None, "07.pdf").expect("i_en_anden_akt", CHECK, "ikke_overholdt", "");
        let all = |sag: Sag| {
            sag.finding(PlanMaal, None, "05.pdf").finding(PlanIndsats, None, "05.pdf").finding(PlanIndsatsMangler, None, "05.pdf")
        };
        all(sel()).expect("aftales_naermere", CHECK, "ikke_overholdt", "");
        all(bl()).expect("aftales_naermere_barnets_lov", CHECK, "overholdt", "");
        bl().finding(PlanMaal, None, "05.pdf").expect("kun_maal_barnets_lov", CHECK, "overholdt", "");
        sel().unreadable(1).finding(PlanMaal, None, "05.pdf").expect("ulaeselig", CHECK, "uoplyst", "kunne ikke læses");
        Sag::serviceloven().timeline(&[("afgoerelse_truffet", "2021-09-02")]).expect("ingen_plan", CHECK, "ikke_relevant", "");
        let month = [("handleplan_udarbejdet", "2021-09"), ("afgoerelse_truffet", "2021-09-02")];
        Sag::serviceloven().timeline(&month).expect("plan_kun_maaned", CHECK, "ikke_relevant", "");
    }

    #[test]
    fn faerre_indsatser_end_maal_er_tyndt() {
        let sag = sel().finding(PlanMaal, None, "05.pdf").finding(PlanMaal, None, "05.pdf").finding(PlanIndsats, None, "05.pdf");
        sag.expect("to_maal_en_indsats", CHECK, "overholdt", "2 mål");
    }
}
