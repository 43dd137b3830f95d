//! Børnesamtale i undersøgelsen.
//!
//! # Hvad undersøges
//! Om der er holdt en samtale med barnet, eller den er begrundet fravalgt, fra den dag myndigheden blev opmærksom, til undersøgelsen sluttede.
//!
//! # Retsgrundlag
//! Serviceloven § 50, jf. § 48; barnets lov § 5, stk. 3 og 4, jf. § 22.
//!
//! # Hvornår ikke relevant
//! Når der ikke foreligger en afsluttet undersøgelse ved afgørelsen.
//!
//! # Hvornår uoplyst
//! Når dagen, myndigheden blev opmærksom, ikke kendes, når en måned uden dag ikke afgør det, eller når en akt ikke kunne læses.
//!
//! # Eksempler
//! Underretning 4. marts, samtale 22. april, afsluttet 20. august: overholdt. Fravalgt tre dage efter afslutningen: ikke overholdt.

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::samtale;
use super::span::{Span, Tri};
use super::undersoegelse::{self, Found, counted, trigger};
use super::words;
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::BoernesamtaleIUndersoegelsen;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("holdt", &["datoer", "fra", "start", "afsluttet"]),
    ("fravalgt", &["datoer", "fra", "start", "afsluttet"]),
    ("aaben", &["datoer", "fra", "start", "afsluttet"]),
    ("mangler", &["fra", "start", "afsluttet", "aflyst", "efter", "soegt"]),
    ("efter", &["dato"]),
    ("start_ukendt", &["afsluttet", "datoer"]),
    ("intet_og_start_ukendt", &["afsluttet", "soegt"]),
    ("tidligere", &["dato", "fra", "start"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let Found::Yes(end) = counted(g) else { return undersoegelse::nothing_to_judge(g, CHECK) };
    let aware = undersoegelse::aware(g, &end);
    let asked = g.asked_on(end.span().hi);
    let afsluttet = ("afsluttet", words::on_day(end.date));
    let mut d = Draft::under(g, CHECK, asked);
    let Some(start) = aware.step else {
        let (talks, open) = samtale::sorted(g, |t| g.after_previous(t).and(t.span().le(end.span())));
        d.clock(None, Some(end.date), None);
        let Some(talk) = samtale::telling(&talks).or(samtale::telling(&open)) else {
            d.cite(&end);
            return d.reason("intet_og_start_ukendt", &[afsluttet, ("soegt", g.searched())]).absent().finish(Outcome::IkkeOverholdt);
        };
        d.cite(&talk);
        d.cite(&end);
        return d.reason("start_ukendt", &[afsluttet, ("datoer", words::on_day(talk.date))]).finish(Outcome::Uoplyst);
    };
    let within = |from: Span, t: &Step<'_>| from.le(t.span()).and(t.span().le(end.span()));
    let (talks, open) = samtale::sorted(g, |t| within(start.span(), t));
    let fra = ("fra", trigger(&start));
    let begun = ("start", words::on_day(start.date));
    let values = |talks: &[Step<'_>]| {
        let dates: Vec<Said> = talks.iter().map(|t| words::on_day(t.date)).collect();
        [("datoer", words::list(&dates)), fra.clone(), begun.clone(), afsluttet.clone()]
    };
    let shown = samtale::telling(&talks).or(samtale::telling(&open));
    shown.iter().for_each(|t| d.cite(t));
    d.cite(&start);
    d.cite(&end);
    d.clock(Some(start.date), Some(end.date), shown.map(|t| t.date));
    // A call known to the month only that may be the last before the start could leave the talk outside.
    let stands = |t: &Step<'_>| aware.perhaps.iter().all(|p| within(p.span(), t) == Tri::Yes);
    if let Some(talk) = samtale::telling(&talks) {
        samtale::remark_on(&mut d, g, &talks);
        if !talks.iter().any(stands) {
            return d.reason("aaben", &values(&talks)).finish(Outcome::Uoplyst);
        }
        let key = if samtale::is_waiver(&talk) { "fravalgt" } else { "holdt" };
        return d.reason(key, &values(&talks)).finish(Outcome::Overholdt);
    }
    if !open.is_empty() {
        return d.reason("aaben", &values(&open)).finish(Outcome::Uoplyst);
    }
    remark_earlier(g, &mut d, &aware.earlier, &end);
    let after = g.of(&samtale::TALKS).find(|t| end.span().lt(t.span()) == Tri::Yes && g.by_decision(t) == Tri::Yes);
    let efter = after.map(|t| g.say(CHECK, "efter", &[("dato", words::on_day(t.date))])).unwrap_or_default();
    let aflyst = samtale::cancelled(g, |s| start.span().le(s) != Tri::No && s.le(end.span()) != Tri::No);
    let values = [fra, begun, afsluttet, ("aflyst", aflyst), ("efter", efter), ("soegt", g.searched())];
    d.reason("mangler", &values).absent().finish(Outcome::IkkeOverholdt)
}

/// A talk after an earlier underretning of the same run would have counted from there.
fn remark_earlier<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, earlier: &[Step<'a>], end: &Step<'a>) {
    let Some(first) = earlier.first() else { return };
    let counts = |t: &Step<'_>| first.span().le(t.span()).and(t.span().le(end.span())) == Tri::Yes;
    if let Some(talk) = g.of(&samtale::TALKS).rfind(counts) {
        d.cite(&talk);
        let values = [("dato", words::on_day(talk.date)), ("fra", trigger(first)), ("start", words::on_day(first.date))];
        d.remark("tidligere", &values);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;

    #[test]
    fn tabel() {
        let (u, b, e) = (
            ("underretning_modtaget", "2021-03-04"),
            ("undersoegelse_paabegyndt", "2021-03-18"),
            ("undersoegelse_afsluttet", "2021-06-20"),
        );
        let a = ("afgoerelse_truffet", "2021-09-02");
        let (s, f) = ("boernesamtale_afholdt", "boernesamtale_fravalgt");
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("ingen_undersoegelse", &[u, (s, "2021-04-22"), a], "ikke_relevant", ""),
            ("samtale", &[u, b, (s, "2021-04-22"), e, a], "overholdt", ""),
            ("samtale_paa_sidste_dag", &[u, b, (s, "2021-06-20"), e, a], "overholdt", ""),
            ("samtale_mellem_underretning_og_start", &[u, (s, "2021-03-10"), b, e, a], "overholdt", ""),
            ("fravalg", &[u, b, (f, "2021-04-22"), e, a], "overholdt", ""),
            ("fravalg_efter_afslutning", &[u, b, e, (f, "2021-06-23"), a], "ikke_overholdt", ""),
            ("samtale_foer_sidste_underretning", &[("underretning_modtaget", "2021-01-04"), (s, "2021-02-10"), u, b, e, a], "ikke_overholdt", "4. januar 2021"),
            ("ved_tilsyn", &[u, b, (s, "2021-04-22"), ("tilsynsbesoeg_gennemfoert", "2021-04-22"), e, a], "overholdt", "tilsyn"),
            ("kun_maaned", &[u, b, (s, "2021-06"), e, a], "uoplyst", ""),
            ("kun_maaned_indenfor", &[u, b, (s, "2021-05"), e, a], "overholdt", ""),
            ("ingen_start_og_samtale", &[(s, "2021-05-02"), e, a], "uoplyst", ""),
            ("ingen_start_og_ingen_samtale", &[e, a], "ikke_overholdt", ""),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
    }
}
