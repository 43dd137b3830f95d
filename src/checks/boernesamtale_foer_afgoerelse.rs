//! Børnesamtale før afgørelsen.
//!
//! # Hvad undersøges
//! Om der er holdt en samtale med barnet, eller den er begrundet fravalgt, senest ved afgørelsen og efter den forrige afgørelse, hvis der er en.
//! Samtalens emne er en kontrol for sig.
//!
//! # Retsgrundlag
//! Serviceloven § 48; barnets lov § 5, stk. 3 og 4.
//!
//! # Hvornår ikke relevant
//! Aldrig.
//!
//! # Hvornår uoplyst
//! Når samtalen kun er kendt på måneden, og en afgørelse falder i den, eller når samtalen mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Samtale 22. april, afgørelse 2. september: overholdt. Første samtale 29. juni, afgørelse 21. juni: ikke overholdt.

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::samtale;
use super::span::Tri;
use super::words;

const CHECK: CheckKind = CheckKind::BoernesamtaleFoerAfgoerelse;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("holdt", &["datoer", "afgoerelse"]),
    ("fravalgt", &["datoer", "afgoerelse"]),
    ("aaben", &["datoer", "afgoerelse"]),
    ("mangler", &["afgoerelse", "aflyst", "foer", "efter", "soegt"]),
    ("foer_forrige", &["dato", "forrige"]),
    ("efter", &["dato"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let (talks, open) = samtale::sorted(g, |t| g.in_window(t));
    let decided = ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default());
    let mut d = Draft::new(g, CHECK);
    let shown = samtale::telling(&talks).or(samtale::telling(&open));
    shown.iter().for_each(|t| d.cite(t));
    d.clock(g.previous.map(|p| p.date), g.decision.map(|d| d.date), shown.map(|t| t.date));
    let dates = |of: &[Step<'_>]| ("datoer", words::list(&of.iter().map(|t| words::on_day(t.date)).collect::<Vec<_>>()));
    if let Some(talk) = samtale::telling(&talks) {
        samtale::remark_on(&mut d, g, &talks);
        let waived = samtale::is_waiver(&talk);
        let held: Vec<Step<'_>> = talks.iter().copied().filter(|t| samtale::is_waiver(t) == waived).collect();
        let key = if waived { "fravalgt" } else { "holdt" };
        return d.reason(key, &[dates(&held), decided]).finish(Outcome::Overholdt);
    }
    if !open.is_empty() {
        return d.reason("aaben", &[dates(&open), decided]).finish(Outcome::Uoplyst);
    }
    mangler(g, d)
}

fn mangler<'a>(g: &Ground<'a>, mut d: Draft<'_, 'a>) -> Verdict {
    let old = g.previous.and_then(|p| Some((g.of(&samtale::TALKS).rfind(|t| g.after_previous(t) == Tri::No)?, p)));
    let foer = old.map(|(t, p)| g.say(CHECK, "foer_forrige", &[("dato", words::on_day(t.date)), ("forrige", words::on_day(p.date))]));
    let late = g.of(&samtale::TALKS).find(|t| g.by_decision(t) == Tri::No);
    let efter = late.map(|t| g.say(CHECK, "efter", &[("dato", words::on_day(t.date))]));
    old.map(|(t, _)| t).iter().chain(late.iter()).for_each(|t| d.cite(t));
    let aflyst = samtale::cancelled(g, |s| {
        g.decision.is_none_or(|d| s.le(d.span()) != Tri::No) && g.previous.is_none_or(|p| p.span().lt(s) != Tri::No)
    });
    let values = [
        ("afgoerelse", g.decision.map(|d| words::on_day(d.date)).unwrap_or_default()),
        ("aflyst", aflyst),
        ("foer", foer.unwrap_or_default()),
        ("efter", efter.unwrap_or_default()),
        ("soegt", g.searched()),
    ];
    d.reason("mangler", &values).absent().finish(Outcome::IkkeOverholdt)
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;
    use crate::events::{EventKind, Status};

    #[test]
    fn tabel() {
        let (s, f, a) = ("boernesamtale_afholdt", "boernesamtale_fravalgt", ("afgoerelse_truffet", "2021-09-02"));
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("foer", &[(s, "2021-04-22"), a], "overholdt", ""),
            ("samme_dag", &[(s, "2021-09-02"), a], "overholdt", "samme dag"),
            ("efter", &[(s, "2021-09-03"), a], "ikke_overholdt", ""),
            ("fravalgt", &[(f, "2021-04-22"), a], "overholdt", ""),
            ("foer_forrige_afgoerelse", &[(s, "2019-05-09"), ("afgoerelse_truffet", "2019-06-20"), a], "ikke_overholdt", ""),
            ("samme_dag_som_forrige", &[(s, "2019-06-20"), ("afgoerelse_truffet", "2019-06-20"), a], "ikke_overholdt", ""),
            ("maaned_med_afgoerelsen", &[(s, "2021-09"), a], "uoplyst", ""),
            ("ingen", &[a], "ikke_overholdt", ""),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
        let waived = Sag::barnets_lov().timeline(&[(f, "2024-04-22"), ("afgoerelse_truffet", "2024-09-02")]);
        waived.expect("fravalg_efter_barnets_lov", CHECK, "overholdt", "§ 5, stk. 4");
    }

    #[test]
    fn en_aflyst_samtale_naevnes_i_begrundelsen() {
        let sag = Sag::serviceloven().timeline(&[("afgoerelse_truffet", "2021-09-02")]);
        let verdict = sag.event(EventKind::BoernesamtaleAfholdt, "2021-05-03", Status::Aflyst).judge(CHECK);
        assert!(verdict.reason.da.contains("den 3. maj 2021"), "{}", verdict.reason.da);
        assert!(verdict.reason.da.contains("søgt i"), "{}", verdict.reason.da);
    }
}
