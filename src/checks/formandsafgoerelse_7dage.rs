//! Formandsafgørelsen godkendt inden syv dage.
//!
//! # Hvad undersøges
//! Siger akterne, at formanden for børne- og ungeudvalget har truffet afgørelsen, om udvalget har godkendt den senest 7 dage efter iværksættelsen. Det er den
//! eneste frist, der regner startdagen med: iværksættelsens dag er dag 1, og søndage og helligdage tæller med.
//!
//! # Retsgrundlag
//! Serviceloven § 75; barnets lov § 143.
//!
//! # Hvornår ikke relevant
//! Når akterne ikke viser en formandsafgørelse, eller når de slutter, før de 7 dage er gået.
//!
//! # Hvornår uoplyst
//! Når formandens afgørelse har en anden dag end sagens afgørelser (den kan gælde et andet barn), når godkendelsen ingen dato har, eller kun er kendt på måneden, eller når den mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Iværksat 4. maj 2021, godkendt 10. maj: overholdt. Godkendt 11. maj: ikke overholdt.

use chrono::Days;

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::provision::Limit;
use super::span::{Span, Tri};
use super::words;
use crate::events::EventKind::{AfgoerelseTruffet, ForanstaltningIvaerksat};
use crate::events::Finding;
use crate::events::FindingKind::{Formandsafgoerelse, FormandsafgoerelseGodkendt};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Formandsafgoerelse7dage;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ingen", &["soegt"]),
    ("i_tide", &["start", "frist", "godkendt"]),
    ("sent", &["start", "frist", "godkendt"]),
    ("aaben", &["start", "frist", "godkendt"]),
    ("uden_dato", &["start", "frist", "akt"]),
    ("mangler", &["start", "frist", "soegt"]),
    ("ikke_udloebet", &["start", "frist", "sidste"]),
    ("uden_start", &["akt"]),
    ("fra_afgoerelsen", &["start"]),
    ("en_maaned", &["udloeb"]),
    ("anden_sag", &["dato", "akt"]),
];

/// A chair's decision falls away after a month (SEL § 75, BL § 143).
const VALID_MONTHS: u32 = 1;

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let of_now = |f: &&Finding| f.date.is_none_or(|day| g.former_matter().is_none_or(|p| p.span().lt(Span::of(day)) != Tri::No));
    let said: Vec<&Finding> = g.findings(Formandsafgoerelse).filter(of_now).collect();
    let Some(first) = said.first() else {
        return d.reason("ingen", &[("soegt", g.searched())]).finish(Outcome::IkkeRelevant);
    };
    // A chair's decision of another day than any decision of the case may be about a sister or brother.
    let is_ours = |f: &&&Finding| match f.date {
        Some(day) => g.of(&[AfgoerelseTruffet]).any(|s| same_days(s.span(), Span::of(day))),
        // Without a day only the decision's own letter or protocol can mean this decision.
        None => g.decision.is_some_and(|d| d.told.evidence.iter().any(|e| e.act == f.evidence.act)),
    };
    let Some(chair) = said.iter().find(is_ours) else {
        d.cite_finding(first);
        let day = first.date.map(words::on_day).unwrap_or_else(|| g.law.say(None, "uden_dag", &[]));
        return d.reason("anden_sag", &[("dato", day), ("akt", Said::same(&first.evidence.act))]).finish(Outcome::Uoplyst);
    };
    let days = match g.law.provision(CHECK, g.asked()).and_then(|p| p.limit) {
        Some(Limit::Days(n)) => u64::from(n),
        _ => return d.finish(Outcome::Uoplyst),
    };
    d.cite_finding(chair);
    let Some((start, begun)) = start(g, chair) else {
        return d.reason("uden_start", &[("akt", Said::same(&chair.evidence.act))]).finish(Outcome::Uoplyst);
    };
    d.cite(&start);
    if !begun {
        d.remark("fra_afgoerelsen", &[("start", words::on_day(start.date))]);
    }
    let after = |day: chrono::NaiveDate| day.checked_add_days(Days::new(days.saturating_sub(1))).unwrap_or(day);
    let limit = Span { lo: after(start.span().lo), hi: after(start.span().hi) };
    let mut values = vec![("start", words::on_day(start.date)), ("frist", words::on_day(limit.legal()))];
    let approved: Vec<&Finding> = g.findings(FormandsafgoerelseGodkendt).collect();
    let not_before = |f: &&&Finding| f.date.is_some_and(|a| start.span().le(Span::of(a)) != Tri::No);
    let first = approved.iter().filter(not_before).min_by_key(|f| f.date);
    d.clock(Some(start.date), Some(limit.legal()), first.and_then(|f| f.date));
    if let Some((found, date)) = first.and_then(|f| Some((f, f.date?))) {
        d.cite_finding(found);
        values.push(("godkendt", words::on_day(date)));
        let (key, outcome) = match Span::of(date).le(limit) {
            Tri::Yes => ("i_tide", Outcome::Overholdt),
            Tri::Maybe => ("aaben", Outcome::Uoplyst),
            Tri::No => ("sent", Outcome::IkkeOverholdt),
        };
        return d.reason(key, &values).finish(outcome);
    }
    if let Some(undated) = approved.iter().find(|f| f.date.is_none()) {
        d.cite_finding(undated);
        values.push(("akt", Said::same(&undated.evidence.act)));
        return d.reason("uden_dato", &values).finish(Outcome::Uoplyst);
    }
    let last = g.last_date.unwrap_or(limit.lo);
    if Span::day(last).lt(limit) == Tri::Yes {
        values.push(("sidste", words::plain(last)));
        return d.reason("ikke_udloebet", &values).absent().finish(Outcome::IkkeRelevant);
    }
    d.remark("en_maaned", &[("udloeb", words::on_day(start.span().plus_months(VALID_MONTHS).legal()))]);
    values.push(("soegt", g.searched()));
    d.reason("mangler", &values).absent().finish(Outcome::IkkeOverholdt)
}

/// Whether two stretches share a day.
fn same_days(a: Span, b: Span) -> bool {
    a.le(b) != Tri::No && b.le(a) != Tri::No
}

/// Where the seven days start: the measure's beginning on or after the chair's decision, else that decision, else the case's decision; and whether
/// it is a beginning.
fn start<'a>(g: &Ground<'a>, chair: &Finding) -> Option<(Step<'a>, bool)> {
    let decided = chair.date.map(Span::of);
    let from = decided.or(g.decision.map(|d| d.span()))?;
    // What begins after the committee has decided itself is no longer the chair's.
    let next = g.of(&[AfgoerelseTruffet]).find(|s| decided.is_some_and(|d| d.lt(s.span()) == Tri::Yes));
    let still = |s: &Step<'_>| next.is_none_or(|n| s.span().le(n.span()) != Tri::No);
    if let Some(begun) = g.of(&[ForanstaltningIvaerksat]).find(|s| from.le(s.span()) != Tri::No && still(s)) {
        return Some((begun, true));
    }
    let same = |s: &Step<'_>| decided.is_none_or(|d| d == s.span());
    g.of(&[AfgoerelseTruffet]).rfind(same).or(g.decision).map(|s| (s, false))
}
