//! Undersøgelsen afsluttet inden fire måneder.
//!
//! # Hvad undersøges
//! Om undersøgelsen er afsluttet senest fire måneder efter den dag, myndigheden blev opmærksom på barnet: den sidste underretning eller
//! ansøgning senest ved undersøgelsens start (uden kendt start: senest ved dens slutning); uden nogen af dem starten selv.
//! Måneder regnes til samme dag i måneden.
//!
//! # Retsgrundlag
//! Serviceloven § 50, stk. 7; barnets lov § 20, stk. 3, efter den dag undersøgelsen blev afsluttet.
//!
//! # Hvornår ikke relevant
//! Når der ikke foreligger en afsluttet undersøgelse ved afgørelsen.
//!
//! # Hvornår uoplyst
//! Når hverken underretning, ansøgning eller start er kendt, eller en måned uden dag rummer fristen.
//!
//! # Eksempler
//! Underretning 19. februar 2024, afsluttet 3. juli 2024: ikke overholdt, fristen var 19. juni 2024.

use chrono::NaiveDate;

use super::clock::{self, Doubt};
use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::provision::Provision;
use super::span::{Span, Tri};
use super::undersoegelse::{self, Aware, Found, counted, trigger};
use super::words;
use crate::events::EventKind::{ForeloebigVurdering, UndersoegelsePaabegyndt};

const CHECK: CheckKind = CheckKind::Undersoegelse4mdr;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("overholdt", &["fra", "start", "afsluttet", "frist"]),
    ("sent", &["fra", "start", "afsluttet", "frist"]),
    ("aaben", &["fra", "start", "afsluttet", "frist"]),
    ("uden_start", &["afsluttet", "soegt"]),
    ("tidligere", &["fra", "start", "frist"]),
    ("foreloebig", &["dato"]),
    ("kun_start", &["start"]),
    ("start_ukendt", &[]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let Found::Yes(end) = counted(g) else { return undersoegelse::nothing_to_judge(g, CHECK) };
    let aware = undersoegelse::aware(g, &end);
    let asked = g.asked_on(end.span().hi);
    let mut d = Draft::under(g, CHECK, asked);
    let (Some(start), Some(months)) = (aware.step, g.law.provision(CHECK, asked).and_then(Provision::months)) else {
        d.cite(&end);
        d.clock(None, None, Some(end.date));
        let values = [("afsluttet", words::on_day(end.date)), ("soegt", g.searched())];
        return d.reason("uden_start", &values).finish(Outcome::Uoplyst);
    };
    let limit = start.span().plus_months(months);
    let answer = |s: &Step<'_>| end.span().le(s.span().plus_months(months));
    let first = answer(&start);
    let outcome = match first {
        _ if aware.perhaps.iter().any(|s| answer(s) != first) => Outcome::Uoplyst,
        Tri::Yes => Outcome::Overholdt,
        Tri::No => Outcome::IkkeOverholdt,
        Tri::Maybe => Outcome::Uoplyst,
    };
    d.cite(&end);
    d.cite(&start);
    d.clock(Some(start.date), Some(limit.legal()), Some(end.date));
    remarks(g, &mut d, &aware, &start, &end, months, outcome);
    let key = match outcome {
        Outcome::Overholdt => "overholdt",
        Outcome::IkkeOverholdt => "sent",
        _ => "aaben",
    };
    let values = [
        ("fra", trigger(&start)),
        ("start", words::on_day(start.date)),
        ("afsluttet", words::on_day(end.date)),
        ("frist", words::on_day(limit.legal())),
    ];
    d.reason(key, &values).finish(outcome)
}

fn remarks(g: &Ground<'_>, d: &mut Draft<'_, '_>, aware: &Aware<'_>, start: &Step<'_>, end: &Step<'_>, months: u32, outcome: Outcome) {
    let another = |s: &&Step<'_>| outcome == Outcome::Overholdt && end.span().le(s.span().plus_months(months)) != Tri::Yes;
    if let Some(earlier) = aware.earlier.iter().find(another) {
        d.cite(earlier);
        let frist = words::on_day(earlier.span().plus_months(months).legal());
        d.remark("tidligere", &[("fra", trigger(earlier)), ("start", words::on_day(earlier.date)), ("frist", frist)]);
    }
    let provisional = |s: &Step<'_>| start.span().le(s.span()) != Tri::No && s.span().le(end.span()) != Tri::No;
    if let Some(made) = g.of(&[ForeloebigVurdering]).find(|s| provisional(s)) {
        d.cite(&made);
        d.remark("foreloebig", &[("dato", words::on_day(made.date))]);
    }
    if start.kind() == UndersoegelsePaabegyndt {
        d.remark("kun_start", &[("start", words::on_day(start.date))]);
    } else if aware.begun.is_none() {
        d.remark("start_ukendt", &[]);
    }
    if let (Some(from), Some(to)) = (start.date.known_day(), end.date.known_day()) {
        remark_counting(d, from, months, to);
    }
}

/// Remarks where another way of counting the months would have been kept: shared with the plan's and the follow-up's clocks.
pub(super) fn remark_counting(d: &mut Draft<'_, '_>, start: NaiveDate, months: u32, ended: NaiveDate) {
    let limit = Span::day(start).plus_months(months).lo;
    for doubt in clock::doubts(start, months, ended) {
        match doubt {
            Doubt::NextHverdag(next) => {
                d.shared_remark("frist_hverdag", &[("frist", words::plain(limit)), ("naeste", words::plain(next))]);
            }
            Doubt::MonthEnd(end) => d.shared_remark("frist_maanedsslut", &[("start", words::plain(start)), ("frist", words::plain(end))]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testkit::{Row, Sag};
    use super::CHECK;

    #[test]
    fn tabel() {
        let (u, b, e) = ("underretning_modtaget", "undersoegelse_paabegyndt", "undersoegelse_afsluttet");
        let a = ("afgoerelse_truffet", "2021-12-20");
        #[rustfmt::skip]
        let rows: &[Row<'_>] = &[
            ("ingen_undersoegelse", &[(u, "2021-03-04"), a], "ikke_relevant", ""),
            ("paa_dagen", &[(u, "2021-03-04"), (b, "2021-03-18"), (e, "2021-07-04"), a], "overholdt", ""),
            // 4 July 2021 is a Sunday.
            ("hverdagen_efter_en_soendag", &[(u, "2021-03-04"), (b, "2021-03-18"), (e, "2021-07-05"), a], "ikke_overholdt", "hverdag"),
            ("to_dage_efter", &[(u, "2021-03-04"), (b, "2021-03-18"), (e, "2021-07-06"), a], "ikke_overholdt", ""),
            ("ansoegning", &[("ansoegning_modtaget", "2021-03-04"), (b, "2021-03-18"), (e, "2021-07-04"), a], "overholdt", ""),
            ("sidste_underretning_foer_start", &[(u, "2021-01-11"), (u, "2021-02-18"), (b, "2021-02-28"), (e, "2021-06-10"), a], "overholdt", "11. maj 2021"),
            ("underretning_efter_start_flytter_ikke", &[(u, "2021-01-11"), (b, "2021-02-28"), (u, "2021-03-18"), (e, "2021-06-10"), a], "ikke_overholdt", ""),
            ("kun_start_kendt", &[(b, "2021-02-28"), (e, "2021-06-10"), a], "overholdt", "hverken"),
            ("start_ukendt", &[(u, "2021-02-28"), (e, "2021-06-10"), a], "overholdt", "sat i gang"),
            ("intet_kendt", &[(e, "2021-06-10"), a], "uoplyst", ""),
            ("foreloebig_vurdering", &[(u, "2021-03-04"), (b, "2021-03-18"), ("foreloebig_vurdering", "2021-07-01"), (e, "2021-08-20"), a], "ikke_overholdt", "foreløbig"),
            ("maaned_rummer_fristen", &[(u, "2021-03-04"), (b, "2021-03-18"), (e, "2021-07"), a], "uoplyst", ""),
            ("maaned_efter_fristen", &[(u, "2021-03-04"), (b, "2021-03-18"), (e, "2021-08"), a], "ikke_overholdt", ""),
            ("sidste_februar", &[(u, "2021-02-28"), (b, "2021-03-18"), (e, "2021-06-30"), a], "ikke_overholdt", "sidste dag i måneden"),
        ];
        for (name, timeline, outcome, remark) in rows {
            Sag::serviceloven().timeline(timeline).expect(name, CHECK, outcome, remark);
        }
    }
}
