//! Genvurdering inden fire uger efter en klage.
//!
//! # Hvad undersøges
//! Om hver klage, der er modtaget på eller efter afgørelsens dag, har ført til en genvurdering senest 4 uger efter modtagelsen, til samme ugedag. Modtagelsens
//! dag tæller ikke med.
//!
//! # Retsgrundlag
//! Retssikkerhedsloven § 66, før og efter 2024.
//!
//! # Hvornår ikke relevant
//! Når der ingen klage er over afgørelsen, når akterne siger, at klagen er trukket tilbage eller gælder sagsbehandlingen, når afgørelsen er børne- og
//! ungeudvalgets (en anbringelse uden samtykke), eller når akterne slutter, før de 4 uger er gået.
//!
//! # Hvornår uoplyst
//! Når genvurderingen ingen dato har, når en måned uden dag rummer fristen, eller når den mangler, og en akt ikke kunne læses. Når den mangler, og afgørelsen er
//! truffet uden samtykke uden for en anbringelse (om den skal genvurderes i kommunen, kan ikke ses), eller klagen kom mere end seks uger efter afgørelsen og kan gælde
//! noget andet.
//!
//! # Eksempler
//! Klage 22. marts 2021, genvurderet 19. april 2021: overholdt. Genvurderet 20. april: ikke overholdt.

use chrono::Days;

use super::clock;
use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::parts::{self, Counted};
use super::provision::Limit;
use super::span::{Span, Tri};
use super::trace::Part;
use super::words;
use crate::events::EventKind::KlageModtaget;
use crate::events::Finding;
use crate::events::FindingKind::{Genvurdering, KlageBortfalder};
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Genvurdering4uger;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ingen", &["soegt"]),
    ("i_tide", &["klage", "frist", "genvurderet"]),
    ("sent", &["klage", "frist", "genvurderet"]),
    ("aaben", &["klage", "frist", "genvurderet"]),
    ("uden_dato", &["klage", "frist", "akt"]),
    ("mangler", &["klage", "frist"]),
    ("ikke_udloebet", &["klage", "frist", "sidste"]),
    ("bortfaldet", &["klage", "akt"]),
    ("udvalget", &["klage"]),
    ("uden_samtykke", &["klage", "frist"]),
    ("vejledning", &[]),
    ("kan_gaelde_andet", &["klage", "frist", "afgoerelse"]),
];

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    let about_this = |s: &Step<'_>| g.decision.is_none_or(|d| d.span().le(s.span()) != Tri::No) && !told_ahead(g, s);
    let complaints: Vec<Step<'_>> = g.of(&[KlageModtaget]).filter(about_this).collect();
    if complaints.is_empty() {
        return d.reason("ingen", &[("soegt", g.searched())]).finish(Outcome::IkkeRelevant);
    }
    let weeks = match g.law.provision(CHECK, g.asked()).and_then(|p| p.limit) {
        Some(Limit::Weeks(n)) => n,
        _ => return d.finish(Outcome::Uoplyst),
    };
    let counted: Vec<Counted<'_>> = complaints.iter().map(|k| count(g, *k, weeks)).collect();
    for c in counted.iter().filter(|c| c.part.outcome == Outcome::IkkeOverholdt) {
        if let (Some(limit), Some(ended)) = (c.part.deadline.and_then(|d| d.known_day()), c.part.ended.and_then(|d| d.known_day()))
            && let Some(next) = clock::next_hverdag_helps(limit, ended)
        {
            d.shared_remark("frist_hverdag", &[("frist", words::plain(limit)), ("naeste", words::plain(next))]);
        }
    }
    if is_committees(g) && g.findings(KlageBortfalder).next().is_none() && counted.iter().any(|c| c.part.outcome == Outcome::IkkeRelevant) {
        d.remark("vejledning", &[]);
    }
    parts::verdict(g, d, &counted)
}

/// A placement without consent is decided by the børne- og ungeudvalg.
fn is_committees(g: &Ground<'_>) -> bool {
    !g.assume.consent && g.assume.placed
}

/// Whether only acts of an earlier day speak of it: they tell of a time limit, not of a complaint that came.
fn told_ahead(g: &Ground<'_>, s: &Step<'_>) -> bool {
    let earlier = |act: &str| g.act(act).and_then(|a| a.date).is_some_and(|day| Span::day(day).lt(s.span()) == Tri::Yes);
    !s.told.evidence.is_empty() && s.told.evidence.iter().all(|e| earlier(&e.act))
}

/// A complaint that comes later than the four weeks it may take and a little more may be about something else than the decision.
const LATE_WEEKS: u32 = 6;

fn weeks_after(span: Span, weeks: u32) -> Span {
    let after = |day: chrono::NaiveDate| day.checked_add_days(Days::new(u64::from(weeks) * 7)).unwrap_or(day);
    Span { lo: after(span.lo), hi: after(span.hi) }
}

fn count<'a>(g: &Ground<'a>, complaint: Step<'a>, weeks: u32) -> Counted<'a> {
    let span = complaint.span();
    let limit = weeks_after(span, weeks);
    let mut values = vec![("klage", words::on_day(complaint.date)), ("frist", words::on_day(limit.legal()))];
    let not_before = |f: &Finding| f.date.is_some_and(|a| span.le(Span::of(a)) != Tri::No);
    let found = g.findings(Genvurdering).filter(|f| not_before(f)).min_by_key(|f| f.date);
    let undated = || g.findings(Genvurdering).find(|f| f.date.is_none());
    let last = g.last_date.unwrap_or(limit.lo);
    let mut cited = found;
    let in_time = found.and_then(|f| f.date).is_some_and(|date| Span::of(date).le(limit) == Tri::Yes);
    let fallen = g.findings(KlageBortfalder).find(|f| f.date.is_none() || not_before(f));
    let (key, outcome) = if let Some(f) = fallen {
        values.push(("akt", Said::same(&f.evidence.act)));
        cited = Some(f);
        ("bortfaldet", Outcome::IkkeRelevant)
    } else if is_committees(g) && !in_time {
        ("udvalget", Outcome::IkkeRelevant)
    } else if let Some(date) = found.and_then(|f| f.date) {
        values.push(("genvurderet", words::on_day(date)));
        match Span::of(date).le(limit) {
            Tri::Yes => ("i_tide", Outcome::Overholdt),
            Tri::Maybe => ("aaben", Outcome::Uoplyst),
            Tri::No => ("sent", Outcome::IkkeOverholdt),
        }
    } else if let Some(f) = undated() {
        values.push(("akt", Said::same(&f.evidence.act)));
        cited = Some(f);
        ("uden_dato", Outcome::Uoplyst)
    } else if Span::day(last).lt(limit) == Tri::Yes {
        values.push(("sidste", words::plain(last)));
        ("ikke_udloebet", Outcome::IkkeRelevant)
    } else if !g.assume.consent {
        ("uden_samtykke", Outcome::Uoplyst)
    } else if let Some(decision) = g.decision.filter(|d| weeks_after(d.span(), LATE_WEEKS).lt(span) == Tri::Yes) {
        values.push(("afgoerelse", words::on_day(decision.date)));
        ("kan_gaelde_andet", Outcome::Uoplyst)
    } else {
        ("mangler", Outcome::IkkeOverholdt)
    };
    Counted {
        part: Part { started: Some(complaint.date), deadline: Some(limit.legal()), ended: found.and_then(|f| f.date), outcome },
        clause: g.say(CHECK, key, &values),
        steps: vec![complaint],
        findings: cited.into_iter().collect(),
    }
}
