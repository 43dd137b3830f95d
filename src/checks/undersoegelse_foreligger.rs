//! En afsluttet undersøgelse foreligger ved afgørelsen.
//!
//! # Hvad undersøges
//! Om en børnefaglig undersøgelse (eller en ajourføring) er afsluttet senest ved afgørelsen og efter den forrige afgørelse, hvis der er en.
//!
//! # Retsgrundlag
//! Serviceloven § 50; barnets lov § 20 for anbringelser (§§ 46 og 47) og §§ 19, 20 og 32 for anden støtte.
//!
//! # Hvornår ikke relevant
//! Efter barnets lov uden anbringelse, når en afdækning er afsluttet, eller en undersøgelse var i gang og løb sideløbende.
//!
//! # Hvornår uoplyst
//! Når afslutningen kun er kendt på måneden, og afgørelsen falder i den, eller når undersøgelsen mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Afsluttet 20. august, afgørelse 2. september: overholdt. Afsluttet 24. september, afgørelse 14. september: ikke overholdt.

use super::draft::Draft;
use super::ground::Ground;
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::span::Tri;
use super::undersoegelse::{Found, counted};
use super::words;
use crate::events::EventKind::{AfdaekningAfsluttet, UndersoegelseAfsluttet, UndersoegelsePaabegyndt};
use crate::events::{FindingKind, Status};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::UndersoegelseForeligger;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["afsluttet", "afgoerelse"]),
    ("samme_dag", &["afgoerelse"]),
    ("efter_forrige", &["afsluttet", "afgoerelse", "forrige"]),
    ("aaben", &["afsluttet", "afgoerelse"]),
    ("afdaekning", &["afsluttet", "afgoerelse"]),
    ("sideloebende", &["begyndt", "afgoerelse"]),
    ("sideloebende_afsluttet", &["begyndt", "afgoerelse", "afsluttet"]),
    ("sent", &["afsluttet", "afgoerelse"]),
    ("foer_forrige", &["afsluttet", "afgoerelse", "forrige", "soegt"]),
    ("mangler", &["afgoerelse", "soegt"]),
    ("lovlig_grund", &["paragraf"]),
    ("i_gang", &["begyndt", "paragraf"]),
    ("ingen_ny", &[]),
    ("planlagt", &["datoer"]),
    ("undtagelse_serviceloven", &[]),
    ("undtagelse_anbringelse", &[]),
    ("undtagelse_stoette", &[]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let forrige = ("forrige", g.previous.map(|p| words::on_day(p.date)).unwrap_or_default());
    let mut d = Draft::new(g, CHECK);
    match counted(g) {
        Found::Yes(end) => {
            d.cite(&end);
            d.clock(None, g.decision.map(|d| d.date), Some(end.date));
            let afsluttet = ("afsluttet", words::on_day(end.date));
            let same_day = g.decision.is_some_and(|d| d.span() == end.span());
            let key = if same_day {
                "samme_dag"
            } else if g.previous.is_some() {
                "efter_forrige"
            } else {
                "overholdt"
            };
            d.reason(key, &[afsluttet, decided, forrige]).finish(Outcome::Overholdt)
        }
        Found::Maybe(end) => {
            d.cite(&end);
            d.clock(None, g.decision.map(|d| d.date), Some(end.date));
            d.reason("aaben", &[("afsluttet", words::on_day(end.date)), decided]).finish(Outcome::Uoplyst)
        }
        Found::No if g.barnets_lov() && !g.assume.placed => beside(g, d).unwrap_or_else(|| missing(g)),
        Found::No => missing(g),
    }
}

/// Barnets lov § 32: an afdækning, or an undersøgelse that runs alongside, carries the support.
fn beside<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>) -> Option<Verdict> {
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let last = |kind, answer| g.of(&[kind]).rfind(|s| g.in_window(s) == answer);
    if let Some(done) = last(AfdaekningAfsluttet, Tri::Yes) {
        d.cite(&done);
        d.clock(None, g.decision.map(|d| d.date), Some(done.date));
        return Some(d.reason("afdaekning", &[("afsluttet", words::on_day(done.date)), decided]).finish(Outcome::IkkeRelevant));
    }
    if let Some(begun) = last(UndersoegelsePaabegyndt, Tri::Yes) {
        d.cite(&begun);
        let end = g.of(&[UndersoegelseAfsluttet]).find(|s| g.by_decision(s) == Tri::No);
        let mut values = vec![("begyndt", words::on_day(begun.date)), decided];
        let key = match &end {
            Some(end) => {
                d.cite(end);
                values.push(("afsluttet", words::on_day(end.date)));
                "sideloebende_afsluttet"
            }
            None => "sideloebende",
        };
        d.clock(Some(begun.date), None, end.map(|e| e.date));
        return Some(d.reason(key, &values).finish(Outcome::IkkeRelevant));
    }
    let open = last(AfdaekningAfsluttet, Tri::Maybe).or_else(|| last(UndersoegelsePaabegyndt, Tri::Maybe))?;
    d.cite(&open);
    Some(d.reason("aaben", &[("afsluttet", words::on_day(open.date)), decided]).finish(Outcome::Uoplyst))
}

fn missing(g: &Ground<'_>) -> Verdict {
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let mut d = Draft::new(g, CHECK);
    d.clock(None, g.decision.map(|d| d.date), None);
    let paragraf = ("paragraf", g.say(CHECK, exception(g), &[]));
    if let Some(urgent) = g.finding_now(FindingKind::AkutStoette) {
        d.cite_finding(urgent);
        d.remark("lovlig_grund", &[paragraf]);
    } else if let Some(begun) = g.of(&[UndersoegelsePaabegyndt]).rfind(|s| g.in_window(s) == Tri::Yes) {
        d.cite(&begun);
        d.remark("i_gang", &[("begyndt", words::on_day(begun.date)), paragraf]);
    }
    if let Some(late) = g.of(&[UndersoegelseAfsluttet]).find(|s| g.by_decision(s) == Tri::No) {
        d.cite(&late);
        d.clock(None, g.decision.map(|d| d.date), Some(late.date));
        return d.reason("sent", &[("afsluttet", words::on_day(late.date)), decided]).finish(Outcome::IkkeOverholdt);
    }
    let planned = g.mentioned(UndersoegelseAfsluttet, Status::Planlagt);
    if !planned.is_empty() {
        let dates: Vec<Said> = planned.into_iter().map(words::on).collect();
        d.remark("planlagt", &[("datoer", words::list(&dates))]);
    }
    let soegt = ("soegt", g.searched());
    if let (Some(old), Some(previous)) = (g.of(&[UndersoegelseAfsluttet]).next_back(), g.previous) {
        d.cite(&old);
        d.remark("ingen_ny", &[]);
        let values = [("afsluttet", words::on_day(old.date)), decided, ("forrige", words::on_day(previous.date)), soegt];
        return d.reason("foer_forrige", &values).absent().finish(Outcome::IkkeOverholdt);
    }
    d.reason("mangler", &[decided, soegt]).absent().finish(Outcome::IkkeOverholdt)
}

/// The text that names where the law allows support before the undersøgelse has ended.
fn exception(g: &Ground<'_>) -> &'static str {
    match (g.barnets_lov(), g.assume.placed) {
        (false, _) => "undtagelse_serviceloven",
        (true, true) => "undtagelse_anbringelse",
        (true, false) => "undtagelse_stoette",
    }
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;
    use crate::events::FindingKind;

    #[test]
    fn tabel_serviceloven() {
        let e = "undersoegelse_afsluttet";
        let a = ("afgoerelse_truffet", "2021-09-02");
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("foer_afgoerelsen", &[(e, "2021-08-20"), a], "overholdt", ""),
            ("samme_dag", &[(e, "2021-09-02"), a], "overholdt", ""),
            ("dagen_efter", &[(e, "2021-09-03"), a], "ikke_overholdt", ""),
            ("ingen", &[a], "ikke_overholdt", ""),
            ("i_gang", &[("undersoegelse_paabegyndt", "2021-08-20"), a], "ikke_overholdt", "i gang"),
            ("foer_forrige_afgoerelse", &[(e, "2020-01-01"), ("afgoerelse_truffet", "2020-02-01"), a], "ikke_overholdt", "hver ny afgørelse"),
            ("maaned_med_afgoerelsen", &[(e, "2021-09"), a], "uoplyst", ""),
            ("maaneden_foer", &[(e, "2021-08"), a], "overholdt", ""),
            ("uden_afgoerelse", &[(e, "2021-08-20")], "uoplyst", ""),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
    }

    #[test]
    fn tabel_barnets_lov() {
        let begun = ("undersoegelse_paabegyndt", "2024-05-02");
        let a = ("afgoerelse_truffet", "2024-09-02");
        Sag::barnets_lov().timeline(&[begun, a]).expect("sideloebende", CHECK, "ikke_relevant", "");
        Sag::barnets_lov().timeline(&[("afdaekning_afsluttet", "2024-05-02"), a]).expect("afdaekning", CHECK, "ikke_relevant", "");
        Sag::barnets_lov().timeline(&[a]).expect("hverken_eller", CHECK, "ikke_overholdt", "");
        Sag::barnets_lov().anbringelse().timeline(&[begun, a]).expect("anbringelse_sideloebende", CHECK, "ikke_overholdt", "i gang");
        Sag::barnets_lov().unknown_type().timeline(&[begun, a]).expect("ukendt_sagstype", CHECK, "uoplyst", "");
        Sag::barnets_lov().unknown_type().timeline(&[a]).expect("ukendt_sagstype_uden_betydning", CHECK, "ikke_overholdt", "");
    }

    #[test]
    fn akut_stoette_giver_bemaerkning() {
        let sag = Sag::serviceloven().timeline(&[("afgoerelse_truffet", "2021-09-02")]).finding(FindingKind::AkutStoette, None, "04.pdf");
        sag.expect("akut", CHECK, "ikke_overholdt", "akut");
    }

    #[test]
    fn ulaeselig_akt() {
        let sag = Sag::serviceloven().unreadable(1).timeline(&[("afgoerelse_truffet", "2021-09-02")]);
        sag.expect("mangel_aaben", CHECK, "uoplyst", "kunne ikke læses");
    }
}
