//! Opfølgning inden tre måneder.
//!
//! # Hvad undersøges
//! Om den første opfølgning efter foranstaltningens start er holdt senest tre måneder efter den. Starten er den første iværksættelse på eller efter
//! afgørelsen, ellers den sidste efter den forrige afgørelse, ellers afgørelsen selv.
//!
//! # Retsgrundlag
//! Serviceloven § 70, stk. 1; barnets lov § 95 og for anbringelser § 96.
//!
//! # Hvornår ikke relevant
//! Når der ingen opfølgning er, og akterne slutter mindre end tre måneder efter starten.
//!
//! # Hvornår uoplyst
//! Når opfølgningen eller starten kun er kendt på måneden, og fristen falder i den, eller når opfølgningen mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Start 23. maj, opfølgning 24. august: ikke overholdt, fristen var 23. august. "Opfølgning i december", frist 21. december: uoplyst.

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::provision::Provision;
use super::span::{Span, Tri};
use super::start::{self, Basis, Start};
use super::undersoegelse_4mdr::remark_counting;
use super::words;
use crate::dates::LegalDate;
use crate::events::EventKind::{AfdaekningAfsluttet, ForanstaltningOphoert, OpfoelgningGennemfoert, UndersoegelseAfsluttet};
use crate::events::Status;
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Opfoelgning3mdr;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["opfoelgning", "start", "frist"]),
    ("aaben", &["opfoelgning", "start", "frist"]),
    ("sent", &["opfoelgning", "start", "frist", "aflyst"]),
    ("mangler", &["start", "frist", "aflyst", "sidste", "soegt"]),
    ("ikke_udloebet", &["start", "frist", "sidste", "planlagt"]),
    ("sidste_akt_uklar", &["start", "frist", "sidste"]),
    ("aflyst", &["datoer"]),
    ("planlagt", &["datoer"]),
    ("fra_afgoerelsen", &["afgoerelse"]),
    ("startet_foer", &["start"]),
    ("sideloebende", &["haendelse", "dato"]),
    ("ophoert", &["dato"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let d = Draft::new(g, CHECK);
    let months = g.law.provision(CHECK, g.asked()).and_then(Provision::months);
    let (Some(start), Some(months)) = (start::of(g), months) else { return d.finish(Outcome::Uoplyst) };
    Clock { g, limit: start.span.plus_months(months), start, months }.judge(d)
}

struct Clock<'g, 'a> {
    g: &'g Ground<'a>,
    start: Start<'a>,
    months: u32,
    limit: Span,
}

impl<'a> Clock<'_, 'a> {
    fn judge(&self, mut d: Draft<'_, 'a>) -> Verdict {
        let after = |s: &Step<'_>| self.start.span.lt(s.span());
        let held: Vec<Step<'a>> = self.g.of(&[OpfoelgningGennemfoert]).filter(|s| after(s) != Tri::No).collect();
        let in_time = |s: &Step<'_>| after(s).and(s.span().le(self.limit));
        let with = |answer: Tri| held.iter().find(|s| in_time(s) == answer);
        let shown = with(Tri::Yes).or(with(Tri::Maybe)).or(with(Tri::No));
        if let Some(step) = shown {
            d.cite(step);
        }
        d.cite(&self.start.step);
        d.clock(Some(self.start.span.legal()), Some(self.limit.legal()), shown.map(|s| s.date));
        let Some(step) = shown else { return self.none(d) };
        let outcome = match in_time(step) {
            Tri::Yes => Outcome::Overholdt,
            Tri::Maybe => Outcome::Uoplyst,
            Tri::No => Outcome::IkkeOverholdt,
        };
        self.remarks(&mut d, step, outcome);
        let key = match outcome {
            Outcome::Overholdt => "overholdt",
            Outcome::Uoplyst => "aaben",
            _ => "sent",
        };
        let mut values = self.values(Some(step.span()));
        values.push(("opfoelgning", words::on_day(step.date)));
        d.reason(key, &values).finish(outcome)
    }

    fn none(&self, mut d: Draft<'_, 'a>) -> Verdict {
        self.remark_start(&mut d);
        let last = self.g.last_date.unwrap_or(self.limit.lo);
        let running = Span::day(last).lt(self.limit);
        let mut values = self.values(None);
        values.push(("sidste", words::plain(last)));
        values.push(("soegt", self.g.searched()));
        values.push(("planlagt", self.clause("planlagt", Status::Planlagt, None)));
        match running {
            Tri::Yes => d.reason("ikke_udloebet", &values).absent().finish(Outcome::IkkeRelevant),
            Tri::Maybe => d.reason("sidste_akt_uklar", &values).absent().finish(Outcome::Uoplyst),
            Tri::No => {
                self.remark_ended(&mut d);
                d.reason("mangler", &values).absent().finish(Outcome::IkkeOverholdt)
            }
        }
    }

    fn values(&self, until: Option<Span>) -> Vec<(&'static str, Said)> {
        vec![
            ("start", words::on_day(self.start.step.date)),
            ("frist", words::on_day(self.limit.legal())),
            ("aflyst", self.clause("aflyst", Status::Aflyst, until)),
        ]
    }

    /// "; 24. oktober og 20. november står som aflyst", after the start and before the first one held; empty without any.
    fn clause(&self, key: &str, status: Status, until: Option<Span>) -> Said {
        let after = |d: &LegalDate| self.start.span.lt(Span::of(*d)) != Tri::No && until.is_none_or(|u| Span::of(*d).lt(u) != Tri::No);
        let dates: Vec<Said> = self.g.mentioned(OpfoelgningGennemfoert, status).into_iter().filter(after).map(words::on).collect();
        if dates.is_empty() { Said::default() } else { self.g.say(CHECK, key, &[("datoer", words::list(&dates))]) }
    }

    fn remarks(&self, d: &mut Draft<'_, 'a>, step: &Step<'a>, outcome: Outcome) {
        self.remark_start(d);
        if outcome == Outcome::Overholdt && self.g.barnets_lov() {
            self.remark_beside(d, step);
        }
        if outcome == Outcome::IkkeOverholdt {
            if let (Some(from), Some(to)) = (self.start.step.date.known_day(), step.date.known_day()) {
                remark_counting(d, from, self.months, to);
            }
            self.remark_ended(d);
        }
    }

    fn remark_start(&self, d: &mut Draft<'_, 'a>) {
        let date = words::on_day(self.start.step.date);
        match self.start.basis {
            Basis::Begun => {}
            Basis::BegunBefore => d.remark("startet_foer", &[("start", date)]),
            Basis::Decision => d.remark("fra_afgoerelsen", &[("afgoerelse", date)]),
        }
    }

    /// Barnets lov § 95, stk. 2: the first follow-up comes no later than the end of an afdækning or undersøgelse that ran alongside.
    fn remark_beside(&self, d: &mut Draft<'_, 'a>, step: &Step<'a>) {
        let beside = |s: &Step<'_>| self.g.by_decision(s) == Tri::No && s.span().lt(step.span()) == Tri::Yes;
        if let Some(done) = self.g.of(&[UndersoegelseAfsluttet, AfdaekningAfsluttet]).find(beside) {
            d.cite(&done);
            d.remark("sideloebende", &[("haendelse", words::happening(done.kind())), ("dato", words::on_day(done.date))]);
        }
    }

    /// A measure that ended within the three months leaves nothing to follow up (docs/law.md).
    fn remark_ended(&self, d: &mut Draft<'_, 'a>) {
        let within = |s: &Step<'_>| self.start.span.le(s.span()).and(s.span().le(self.limit)) == Tri::Yes;
        if let Some(ended) = self.g.of(&[ForanstaltningOphoert]).find(within) {
            d.cite(&ended);
            d.remark("ophoert", &[("dato", words::on_day(ended.date))]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;
    use crate::events::{EventKind, Status};

    #[test]
    fn tabel() {
        let (a, i, o) = (("afgoerelse_truffet", "2022-05-12"), ("foranstaltning_ivaerksat", "2022-05-23"), "opfoelgning_gennemfoert");
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("paa_fristen", &[a, i, (o, "2022-08-23")], "overholdt", ""),
            ("dagen_efter", &[a, i, (o, "2022-08-24")], "ikke_overholdt", ""),
            ("fra_afgoerelsen", &[a, (o, "2022-08-12")], "overholdt", "iværksættelsen"),
            ("startet_foer_afgoerelsen", &[("foranstaltning_ivaerksat", "2022-05-01"), a, (o, "2022-08-02")], "ikke_overholdt", "før afgørelsen"),
            ("akterne_slutter_foer", &[a, i], "ikke_relevant", ""),
            ("akterne_slutter_efter", &[a, i, ("klage_modtaget", "2022-08-23")], "ikke_overholdt", ""),
            ("maaned_med_fristen", &[a, i, (o, "2022-08")], "uoplyst", ""),
            ("maaned_foer_fristen", &[a, i, (o, "2022-07")], "overholdt", ""),
            ("maaned_med_fristen_og_senere", &[a, i, (o, "2022-08"), (o, "2022-11-02")], "uoplyst", ""),
            ("ophoert_inden", &[a, i, ("foranstaltning_ophoert", "2022-07-01"), ("klage_modtaget", "2022-10-01")], "ikke_overholdt", "ophørte"),
            ("opfoelgning_paa_startdagen_taeller_ikke", &[a, i, (o, "2022-05-23"), ("klage_modtaget", "2022-10-01")], "ikke_overholdt", ""),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
    }

    #[test]
    fn barnets_lov_har_en_tidligere_udloeser() {
        let timeline = [
            ("afgoerelse_truffet", "2024-06-18"),
            ("foranstaltning_ivaerksat", "2024-06-24"),
            ("undersoegelse_afsluttet", "2024-08-29"),
            ("opfoelgning_gennemfoert", "2024-09-17"),
        ];
        Sag::barnets_lov().timeline(&timeline).expect("sideloebende_undersoegelse", CHECK, "overholdt", "§ 95, stk. 2");
    }

    #[test]
    fn aflyste_opfoelgninger_naevnes() {
        let sag = Sag::serviceloven().timeline(&[("afgoerelse_truffet", "2022-05-12"), ("klage_modtaget", "2022-10-01")]);
        let verdict = sag.event(EventKind::OpfoelgningGennemfoert, "2022-07-24", Status::Aflyst).judge(CHECK);
        assert!(verdict.reason.da.contains("den 24. juli 2022 står som aflyst"), "{}", verdict.reason.da);
    }
}
