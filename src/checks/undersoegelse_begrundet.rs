//! Undersøgelsen ender i en begrundet konklusion.
//!
//! # Hvad undersøges
//! Om den undersøgelse, der ligger til grund for afgørelsen, selv slutter med en begrundet stillingtagen til, om der er grundlag for foranstaltninger.
//! Der ses kun i undersøgelsens egen akt: den akt, der bedst fortæller om afslutningen, og akter af typen børnefaglig undersøgelse.
//!
//! # Retsgrundlag
//! Serviceloven § 50; barnets lov § 22, stk. 6.
//!
//! # Hvornår ikke relevant
//! Når der ikke foreligger en afsluttet undersøgelse ved afgørelsen.
//!
//! # Hvornår uoplyst
//! Når konklusionen ikke er fundet, og en akt ikke kunne læses.
//!
//! # Eksempler
//! "På den baggrund vurderes der at være grundlag for familiebehandling, fordi …": overholdt. "Se handleplan": ikke overholdt.

use super::acts;
use super::draft::Draft;
use super::ground::Ground;
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::undersoegelse::{self, Found, counted};
use super::words;
use crate::events::EventKind::UndersoegelseAfsluttet;
use crate::events::FindingKind::BegrundetKonklusion;
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::UndersoegelseBegrundet;
const DOCTYPE: &str = "boernefaglig_undersoegelse";

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["afsluttet", "akt"]),
    ("mangler", &["afsluttet", "akter"]),
    ("akten_mangler", &["afsluttet", "soegt"]),
    ("i_anden_akt", &["akt"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let Found::Yes(end) = counted(g) else { return undersoegelse::nothing_to_judge(g, CHECK) };
    let asked = g.asked_on(end.span().hi);
    let mut d = Draft::under(g, CHECK, asked);
    d.clock(None, None, Some(end.date));
    let own = acts::of(g, &end, &[UndersoegelseAfsluttet], DOCTYPE);
    let afsluttet = ("afsluttet", words::on_day(end.date));
    if let Some(found) = own.findings(g, BegrundetKonklusion).first() {
        d.cite_finding(found);
        d.cite(&end);
        if own.outside(found) {
            d.remark("i_anden_akt", &[("akt", Said::same(&found.evidence.act))]);
        }
        return d.reason("overholdt", &[afsluttet, ("akt", Said::same(&found.evidence.act))]).finish(Outcome::Overholdt);
    }
    d.cite(&end);
    if own.documents.is_empty() {
        return d.reason("akten_mangler", &[afsluttet, ("soegt", g.searched())]).absent().finish(Outcome::IkkeOverholdt);
    }
    let akter = ("akter", words::acts(&own.names));
    let d = d.reason("mangler", &[afsluttet, akter]);
    // The undersøgelse was read; only another part of it could still hold the conclusion.
    d.absent_beyond(DOCTYPE).finish(Outcome::IkkeOverholdt)
}

#[cfg(test)]
mod tests {
    use super::super::testkit::Sag;
    use super::CHECK;
    use crate::events::FindingKind::BegrundetKonklusion;

    fn sag() -> Sag {
        Sag::serviceloven()
            .act("03.pdf", "boernefaglig_undersoegelse", "2021-08-20")
            .act("05.pdf", "afgoerelse", "2021-09-02")
            .told(&[("undersoegelse_afsluttet", "2021-08-20", "03.pdf"), ("afgoerelse_truffet", "2021-09-02", "05.pdf")])
    }

    #[test]
    fn tabel() {
        sag().finding(BegrundetKonklusion, None, "03.pdf").expect("i_undersoegelsen", CHECK, "overholdt", "");
        sag().finding(BegrundetKonklusion, None, "05.pdf").expect("kun_i_afgoerelsen", CHECK, "ikke_overholdt", "");
        sag().finding(BegrundetKonklusion, Some("2021-08-20"), "05.pdf").expect("gengivet_med_dato", CHECK, "ikke_overholdt", "");
        sag().expect("ingen_konklusion", CHECK, "ikke_overholdt", "");
        sag().unreadable(1).expect("ulaeselig", CHECK, "uoplyst", "kunne ikke læses");
        Sag::serviceloven().timeline(&[("afgoerelse_truffet", "2021-09-02")]).expect("ingen_undersoegelse", CHECK, "ikke_relevant", "");
    }

    #[test]
    fn konklusion_i_den_akt_der_fortaeller_om_afslutningen() {
        let journal = [("undersoegelse_afsluttet", "2021-08-20", "90_journal.pdf"), ("afgoerelse_truffet", "2021-09-02", "05.pdf")];
        Sag::serviceloven().told(&journal).finding(BegrundetKonklusion, None, "90_journal.pdf").expect(
            "kun_journal",
            CHECK,
            "overholdt",
            "ikke selv",
        );
        Sag::serviceloven().told(&journal).expect("intet", CHECK, "ikke_overholdt", "");
    }

    #[test]
    fn en_tidligere_undersoegelses_konklusion_taeller_ikke() {
        let sag = sag()
            .act("01.pdf", "boernefaglig_undersoegelse", "2019-06-14")
            .told(&[("undersoegelse_afsluttet", "2019-06-14", "01.pdf"), ("afgoerelse_truffet", "2019-06-20", "02.pdf")]);
        sag.finding(BegrundetKonklusion, None, "01.pdf").expect("den_gamle", CHECK, "ikke_overholdt", "");
    }
}
