//! Forældrene inddraget i undersøgelsen.
//!
//! # Hvad undersøges
//! Om forældremyndighedsindehaveren er inddraget i den undersøgelse, der ligger til grund for afgørelsen: at undersøgelsens egen akt fortæller om samtaler, møder
//! eller hjemmebesøg med forældrene, gengiver deres ord, syn eller bemærkninger, eller at de har læst den; eller at en anden akt fortæller om en samtale eller et
//! møde med dem på en dag mellem undersøgelsens start og dens afslutning. Kendes starten ikke, regnes fra den dag, myndigheden blev opmærksom.
//! Hvad der kun er planlagt, tæller ikke, heller ikke andres forældre eller en anden undersøgelses samtaler.
//!
//! # Retsgrundlag
//! Serviceloven § 50; barnets lov § 22, stk. 2: undersøgelsen gennemføres så vidt muligt i samarbejde med forældremyndighedsindehaveren.
//!
//! # Hvornår ikke relevant
//! Når der ikke foreligger en afsluttet undersøgelse ved afgørelsen.
//!
//! # Hvornår uoplyst
//! Når akterne siger, at forældrene ikke ville medvirke, udeblev eller ikke kunne nås, og intet viser, at de blev inddraget alligevel: loven kræver samarbejde
//! "så vidt muligt", og om der blev gjort nok, er et skøn. Når en måned uden dag ikke afgør det, eller når inddragelsen mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! "Mor fortæller, at …" i undersøgelsen: overholdt. Møde med forældrene 11. maj, undersøgelse fra 20. april til 20. august: overholdt. "Far ønsker ikke at
//! medvirke", og moderen er ikke nævnt: uoplyst. Et ord om forældrene står ingen steder: ikke overholdt.

use super::acts::{self, Own};
use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::span::{Span, Tri};
use super::undersoegelse::{self, Found, counted, trigger};
use super::words;
use crate::events::EventKind::UndersoegelseAfsluttet;
use crate::events::FindingKind::{FaellesForaeldremyndighed, ForaeldreIkkeMedvirket, ForaeldreInddraget, PartenBekendt};
use crate::events::{Finding, FindingKind};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::ForaeldreIUndersoegelsen;
const DOCTYPE: &str = "boernefaglig_undersoegelse";

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("i_undersoegelsen", &["afsluttet", "akt"]),
    ("undervejs", &["dato", "akt", "fra", "start", "afsluttet"]),
    ("aaben", &["dato", "akt", "fra", "start", "afsluttet"]),
    ("forgaeves", &["afsluttet", "akt", "soegt"]),
    ("mangler", &["afsluttet", "akter", "soegt"]),
    ("akten_mangler", &["afsluttet", "soegt"]),
    ("saa_vidt_muligt", &[]),
    ("kun_den_ene", &["hvem", "akt"]),
    ("mor", &[]),
    ("far", &[]),
    ("ogsaa_afslag", &["akt"]),
];

/// How many places are shown: more add nothing.
const SHOWN: usize = 3;

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let Found::Yes(end) = counted(g) else { return undersoegelse::nothing_to_judge(g, CHECK) };
    let seen = Undersoegelse::of(g, end);
    let mut d = Draft::under(g, CHECK, g.asked_on(end.span().hi));
    d.clock(seen.start.map(|s| s.date), None, Some(end.date));
    let afsluttet = ("afsluttet", words::on_day(end.date));
    let told: Vec<&Finding> = [ForaeldreInddraget, PartenBekendt].iter().flat_map(|kind| seen.told(*kind, Tri::Yes)).collect();
    let refused = seen.told(ForaeldreIkkeMedvirket, Tri::Yes).into_iter().next();
    if let Some(first) = told.first() {
        told.iter().take(SHOWN).for_each(|f| d.cite_finding(f));
        d.cite(&seen.end);
        remark_one_of_two(g, &mut d, &told, refused);
        if !seen.own.outside(first) {
            return d.reason("i_undersoegelsen", &[afsluttet, ("akt", Said::same(first.evidence.act.clone()))]).finish(Outcome::Overholdt);
        }
        seen.cite_start(&mut d);
        return d.reason("undervejs", &seen.elsewhere(first)).finish(Outcome::Overholdt);
    }
    if let Some(open) = seen.told(ForaeldreInddraget, Tri::Maybe).into_iter().next() {
        d.cite_finding(open);
        d.cite(&seen.end);
        seen.cite_start(&mut d);
        return d.reason("aaben", &seen.elsewhere(open)).finish(Outcome::Uoplyst);
    }
    let soegt = ("soegt", g.searched());
    if let Some(refused) = refused {
        d.cite_finding(refused);
        d.cite(&seen.end);
        return d.reason("forgaeves", &[afsluttet, ("akt", Said::same(refused.evidence.act.clone())), soegt]).finish(Outcome::Uoplyst);
    }
    d.cite(&seen.end);
    d.remark("saa_vidt_muligt", &[]);
    let d = if seen.own.documents.is_empty() {
        d.reason("akten_mangler", &[afsluttet, soegt])
    } else {
        d.reason("mangler", &[afsluttet, ("akter", words::acts(&seen.own.documents)), soegt])
    };
    d.absent().finish(Outcome::IkkeOverholdt)
}

/// The undersøgelse that counts: its acts and the time that it took.
struct Undersoegelse<'g, 'a> {
    g: &'g Ground<'a>,
    own: Own,
    start: Option<Step<'a>>,
    end: Step<'a>,
}

impl<'g, 'a> Undersoegelse<'g, 'a> {
    fn of(g: &'g Ground<'a>, end: Step<'a>) -> Self {
        let aware = undersoegelse::aware(g, &end);
        Self { g, own: acts::of(g, &end, &[UndersoegelseAfsluttet], DOCTYPE), start: aware.begun.or(aware.step), end }
    }

    /// The statements of a kind in the undersøgelse itself, then those of other acts by whether their day lies within its time.
    fn told(&self, kind: FindingKind, answer: Tri) -> Vec<&'a Finding> {
        let current = |f: &&Finding| f.date.is_none_or(|day| self.g.previous.is_none_or(|p| p.span().lt(Span::of(day)) != Tri::No));
        let within = |f: &&Finding| f.date.is_some_and(|day| self.within(Span::of(day)) == answer);
        let itself = self.own.findings(self.g, kind).into_iter().filter(|f| answer == Tri::Yes && !self.own.outside(f)).filter(current);
        let elsewhere = self.g.findings(kind).filter(|f| self.own.outside(f)).filter(within);
        itself.chain(elsewhere).collect()
    }

    /// Whether a day lies between the start and the end; without a start no day is known to.
    fn within(&self, day: Span) -> Tri {
        self.start.map_or(Tri::No, |s| s.span().le(day).and(day.le(self.end.span())))
    }

    /// What is said of a place in another act; such a one counts only where the start is known.
    fn elsewhere(&self, f: &Finding) -> [(&'static str, Said); 5] {
        [
            ("dato", f.date.map(words::on_day).unwrap_or_default()),
            ("akt", Said::same(f.evidence.act.clone())),
            ("fra", self.start.as_ref().map(trigger).unwrap_or_default().to_owned()),
            ("start", self.start.map(|s| words::on_day(s.date)).unwrap_or_default()),
            ("afsluttet", words::on_day(self.end.date)),
        ]
    }

    fn cite_start(&self, d: &mut Draft<'_, 'a>) {
        if let Some(start) = self.start {
            d.cite(&start);
        }
    }
}

/// Who is named in a place that tells of parents.
const MOTHER: [&str; 6] = ["mor", "mors", "moderen", "moderens", "moren", "morens"];
const FATHER: [&str; 6] = ["far", "fars", "faderen", "faderens", "faren", "farens"];
const BOTH: [&str; 6] = ["begge", "forældre", "forældrene", "forældrenes", "forældreparret", "parret"];

/// One of two custody holders, where the words tell which: all places name the mother or all the father, and there are two of them.
fn remark_one_of_two<'a>(g: &Ground<'a>, d: &mut Draft<'_, 'a>, told: &[&'a Finding], refused: Option<&'a Finding>) {
    if let Some(refused) = refused {
        d.cite_finding(refused);
        d.remark("ogsaa_afslag", &[("akt", Said::same(refused.evidence.act.clone()))]);
    }
    let Some(shared) = g.finding_now(FaellesForaeldremyndighed) else { return };
    let names = |words: &[&str]| {
        told.iter().any(|f| {
            let quote = f.evidence.quote.to_lowercase();
            quote.split(|c: char| !c.is_alphabetic()).any(|word| words.contains(&word))
        })
    };
    let hvem = match (names(&MOTHER), names(&FATHER), names(&BOTH)) {
        (true, false, false) => "mor",
        (false, true, false) => "far",
        _ => return,
    };
    d.cite_finding(shared);
    d.remark("kun_den_ene", &[("hvem", g.say(CHECK, hvem, &[])), ("akt", Said::same(shared.evidence.act.clone()))]);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::testkit::Sag;
    use super::CHECK;
    use crate::events::FindingKind::{FaellesForaeldremyndighed, ForaeldreInddraget};

    /// A case of fælles forældremyndighed whose undersøgelse has these places.
    fn shared(quotes: &[&str]) -> Sag {
        let mut sag = Sag::serviceloven()
            .act("03.pdf", "boernefaglig_undersoegelse", "2021-08-20")
            .told(&[("undersoegelse_afsluttet", "2021-08-20", "03.pdf"), ("afgoerelse_truffet", "2021-09-02", "05.pdf")])
            .finding(FaellesForaeldremyndighed, None, "03.pdf");
        for quote in quotes {
            sag = sag.finding(ForaeldreInddraget, None, "03.pdf");
            sag.findings.last_mut().unwrap().evidence.quote = (*quote).to_owned();
        }
        sag
    }

    #[test]
    fn den_ene_af_to_naevnes_hvor_ordene_siger_hvem() {
        for (name, quotes, remark) in [
            ("kun_mor", &["Mor fortæller, at hun sover dårligt.", "Moderens syn"][..], "kun moderen"),
            ("kun_far", &["Møde med far 4/5"], "kun faderen"),
            ("hver_for_sig", &["Mor fortæller meget.", "Far ønsker ro."], ""),
            ("begge", &["Begge forældre er hørt.", "Mor fortæller."], ""),
            ("ved_navn", &["Vibe siger, at hun er træt."], ""),
            ("farmor_er_ikke_far", &["Mor fortæller om farmor."], "kun moderen"),
        ] {
            shared(quotes).expect(name, CHECK, "overholdt", remark);
        }
        let mut alone = shared(&["Mor fortæller."]);
        alone.findings.retain(|f| f.kind == ForaeldreInddraget);
        alone.expect("alene", CHECK, "overholdt", "");
    }
}
