//! Personrettet tilsyn to gange om året.
//!
//! # Hvad undersøges
//! For anbringelser: om der i hvert hele år fra anbringelsens start, så længe akterne rækker og anbringelsen varer, er mindst to tilsynsbesøg, hvor der er
//! talt med barnet. Samtalen skal fremgå: af besøgets egne ord, eller af en børnesamtale samme dag.
//!
//! # Retsgrundlag
//! Serviceloven § 148, stk. 1; barnets lov § 156, stk. 5.
//!
//! # Hvornår ikke relevant
//! Når foranstaltningen ikke er en anbringelse, eller når der ikke er gået et helt år, før anbringelsen ophører eller akterne slutter.
//!
//! # Hvornår uoplyst
//! Når et besøg kun er kendt på måneden, og året ender i den, eller når besøg mangler, og en akt ikke kunne læses.
//!
//! # Eksempler
//! Anbragt 1. marts 2021, besøg med samtale 10. juni 2021 og 2. februar 2022: overholdt for det første år.

use chrono::{Datelike, Months, NaiveDate};

use super::draft::Draft;
use super::ground::{Ground, Step};
use super::law::Texts;
use super::model::{CheckKind, Outcome, Verdict};
use super::parts::{self, Counted};
use super::provision::Limit;
use super::span::{Span, Tri};
use super::start;
use super::trace::Part;
use super::words;
use crate::dates::LegalDate;
use crate::events::EventKind::{BoernesamtaleAfholdt, ForanstaltningOphoert, TilsynsbesoegGennemfoert};
use crate::events::FindingKind::SamtaleVedTilsyn;
use crate::lang::Said;

const CHECK: CheckKind = CheckKind::Tilsyn2OmAaret;

/// The texts it utters.
pub(super) const TEXTS: Texts = &[
    ("ikke_anbragt", &[]),
    ("intet_helt_aar", &["start", "sidste"]),
    ("nok", &["start", "slut", "datoer"]),
    ("for_faa", &["start", "slut", "antal", "datoer"]),
    ("ingen", &["start", "slut"]),
    ("aaben", &["start", "slut", "datoer"]),
    ("uden_samtale", &["datoer"]),
    ("kalenderaar", &["aar", "antal", "udfald"]),
];

/// More years than any placement lasts.
const MOST_YEARS: u32 = 25;

/// Judges the check.
pub(super) fn judge(g: &Ground<'_>) -> Verdict {
    let mut d = Draft::new(g, CHECK);
    if !g.assume.placed {
        return d.reason("ikke_anbragt", &[]).finish(Outcome::IkkeRelevant);
    }
    let wanted = match g.law.provision(CHECK, g.asked()).and_then(|p| p.limit) {
        Some(Limit::PerYear(n)) => n as usize,
        _ => return d.finish(Outcome::Uoplyst),
    };
    let (Some(start), Some(last)) = (start::of(g), g.last_date) else { return d.finish(Outcome::Uoplyst) };
    let ended = g.of(&[ForanstaltningOphoert]).find(|s| start.span.le(s.span()) == Tri::Yes).map(|s| s.span().hi);
    let until = ended.map_or(last, |e| e.min(last));
    let from = start.span.hi;
    let visits: Vec<Step<'_>> = g.of(&[TilsynsbesoegGennemfoert]).filter(|v| start.span.le(v.span()) != Tri::No).collect();
    let years: Vec<(NaiveDate, NaiveDate)> = years(from).take_while(|(_, to)| *to <= until).collect();
    if years.is_empty() {
        d.cite(&start.step);
        d.clock(Some(start.step.date), None, None);
        let values = [("start", words::on_day(start.step.date)), ("sidste", words::plain(until))];
        return d.reason("intet_helt_aar", &values).finish(Outcome::IkkeRelevant);
    }
    let silent: Vec<Said> = visits.iter().filter(|v| !talked(g, v)).map(|v| words::on_day(v.date)).collect();
    if !silent.is_empty() {
        d.remark("uden_samtale", &[("datoer", words::list(&silent))]);
    }
    let counted: Vec<Counted<'_>> = years.iter().map(|(from, to)| count(g, &visits, *from, *to, wanted, &start.step)).collect();
    let outcome = parts::together(counted.iter().map(|c| c.part.outcome));
    remark_calendar_years(g, &mut d, &visits, (from, until), wanted, outcome);
    parts::verdict(g, d, &counted)
}

/// Years of a placement, each with its first day and the first day after it.
fn years(from: NaiveDate) -> impl Iterator<Item = (NaiveDate, NaiveDate)> {
    let at = move |n: u32| from.checked_add_months(Months::new(12 * n));
    (0..MOST_YEARS).map_while(move |n| Some((at(n)?, at(n + 1)?)))
}

/// Whether the acts show that the child was talked with at the visit.
fn talked(g: &Ground<'_>, visit: &Step<'_>) -> bool {
    let same = |date: LegalDate| Span::of(date) == visit.span();
    let here = |act: &str| visit.told.evidence.iter().any(|e| e.act == act);
    g.of(&[BoernesamtaleAfholdt]).any(|t| same(t.date))
        || g.findings(SamtaleVedTilsyn).any(|f| f.date.map_or_else(|| here(&f.evidence.act), same))
}

fn count<'a>(g: &Ground<'a>, visits: &[Step<'a>], from: NaiveDate, to: NaiveDate, wanted: usize, start: &Step<'a>) -> Counted<'a> {
    let last = to.pred_opt().unwrap_or(to);
    let within = |v: &&Step<'a>| Span::day(from).le(v.span()).and(v.span().le(Span::day(last)));
    let with = |answer: Tri| -> Vec<Step<'a>> { visits.iter().filter(|v| within(v) == answer && talked(g, v)).copied().collect() };
    let (sure, open) = (with(Tri::Yes), with(Tri::Maybe));
    let dates = |of: &[Step<'_>]| words::list(&of.iter().map(|v| words::on_day(v.date)).collect::<Vec<_>>());
    let mut values = vec![
        ("start", words::plain(from)),
        ("slut", words::plain(last)),
        ("antal", words::count(sure.len(), ["besøg", "besøg"], ["visit", "visits"])),
    ];
    let (key, outcome) = if sure.len() >= wanted {
        values.push(("datoer", dates(&sure)));
        ("nok", Outcome::Overholdt)
    } else if sure.len() + open.len() >= wanted {
        values.push(("datoer", dates(&open)));
        ("aaben", Outcome::Uoplyst)
    } else if sure.is_empty() {
        ("ingen", Outcome::IkkeOverholdt)
    } else {
        values.push(("datoer", dates(&sure)));
        ("for_faa", Outcome::IkkeOverholdt)
    };
    // The visit that made it enough ends the year's clock.
    let ended = wanted.checked_sub(1).and_then(|n| sure.get(n)).map(|v| v.date);
    Counted {
        part: Part { started: Some(LegalDate::day(from)), deadline: Some(LegalDate::day(last)), ended, outcome },
        clause: g.say(CHECK, key, &values),
        steps: sure.into_iter().chain(open).chain([*start]).collect(),
        findings: Vec::new(),
    }
}

/// Whole calendar years are another way to count "årlige": told where it gives another answer.
fn remark_calendar_years<'a>(
    g: &Ground<'a>,
    d: &mut Draft<'_, 'a>,
    visits: &[Step<'a>],
    (from, until): (NaiveDate, NaiveDate),
    wanted: usize,
    outcome: Outcome,
) {
    for year in from.year() + 1..until.year() {
        let n = visits.iter().filter(|v| v.date.first_day().year() == year && talked(g, v)).count();
        let by_year = if n >= wanted { Outcome::Overholdt } else { Outcome::IkkeOverholdt };
        if by_year != outcome && outcome != Outcome::Uoplyst {
            let udfald = ("udfald", words::outcome(by_year));
            d.remark(
                "kalenderaar",
                &[("aar", Said::same(year.to_string())), ("antal", words::count(n, ["besøg", "besøg"], ["visit", "visits"])), udfald],
            );
        }
    }
}
