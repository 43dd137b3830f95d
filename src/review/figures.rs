//! Figures as they stand now: what the machine suggests and what people settled, apart.
//!
//! Figures narrowed to one case, or looked at before and after another's decision, would tell that decision. So what one other reader has decided is
//! in nobody's figures before they have decided it themselves; a lead may ask for all of it, and that is noted in the log.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde::Deserialize;

use super::app::Ask;
use super::board::Board;
use super::frame::{self, Place};
use super::problem::Problem;
use super::survey::CaseLine;
use super::{charts, links, words};
use crate::barometer::{Interval, wilson};
use crate::decisions::{Decision, Role, Settled, Slot};
use crate::lang::Lang;

/// The outcomes, in the order of the columns.
pub const OUTCOMES: [&str; 4] = ["overholdt", "ikke_overholdt", "uoplyst", "ikke_relevant"];

/// What is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    kommune: String,
    #[serde(rename = "type")]
    case_type: String,
    /// Study whose charts are shown.
    undersoegelse: String,
    /// `ja`: what one other reader has decided counts too. For leads.
    alt: String,
}

/// Which decisions count in the figures that a reader is shown.
pub struct Told<'a> {
    board: &'a Board,
    /// Who is blind to what others decided; none: all of it is wanted.
    reader: Option<&'a str>,
}

impl<'a> Told<'a> {
    /// For whoever asks; `all` counts for leads only.
    pub fn to(ask: &'a Ask<'_>, board: &'a Board, all: bool) -> Self {
        let sees_all = all && ask.visit.viewer.is(Role::Lead);
        Self { board, reader: (!sees_all).then(|| ask.reader()) }
    }

    /// Whether what was decided of a verdict counts.
    fn counts(&self, case: &str, check: &str) -> bool {
        self.reader.is_none_or(|reader| !self.board.is_blind(reader, case, check))
    }

    /// What people settled of a case, as far as it counts.
    pub fn settled(&self, case: &str) -> impl Iterator<Item = &'a Settled> {
        let settled = self.board.cases.get(case).map(|board| board.settled.as_slice()).unwrap_or_default();
        settled.iter().filter(move |settled| self.counts(case, &settled.check))
    }

    /// How often a suggestion was overturned in these decisions, as far as they count.
    pub fn share<'d>(&self, decisions: impl IntoIterator<Item = &'d Decision>) -> Option<Share> {
        Share::of(decisions.into_iter().filter(|decision| self.counts(&decision.case, &decision.check)))
    }

    /// How many settled verdicts of these cases are left out.
    fn left_out(&self, cases: &[&CaseLine]) -> usize {
        let of = |case: &CaseLine| {
            let id = case.row.case.as_str();
            let settled = self.board.cases.get(id).map_or(0, |board| board.settled.len());
            settled - self.settled(id).count()
        };
        cases.iter().map(|case| of(case)).sum()
    }
}

/// The counts of one check.
#[derive(Debug, Default, PartialEq, Eq)]
struct Row {
    /// Suggestions by outcome.
    suggested: BTreeMap<String, usize>,
    /// Settled by people, by outcome.
    settled: BTreeMap<String, usize>,
    /// Of these: another outcome than suggested.
    overturned: usize,
}

/// The counts by check, in the order of the cases' own.
fn count<'c>(cases: impl IntoIterator<Item = &'c CaseLine>, told: &Told<'_>) -> Vec<(String, Row)> {
    let mut rows: Vec<(String, Row)> = Vec::new();
    for case in cases {
        let settled: Vec<&Settled> = told.settled(&case.row.case).collect();
        for verdict in &case.verdicts {
            let at = rows.iter().position(|(check, _)| *check == verdict.check).unwrap_or_else(|| {
                rows.push((verdict.check.clone(), Row::default()));
                rows.len() - 1
            });
            let Some((_, row)) = rows.get_mut(at) else { continue };
            *row.suggested.entry(verdict.outcome.clone()).or_default() += 1;
            if let Some(settled) = settled.iter().find(|settled| settled.check == verdict.check) {
                *row.settled.entry(settled.outcome.clone()).or_default() += 1;
                row.overturned += usize::from(settled.overturned);
            }
        }
    }
    rows
}

/// The page.
pub fn show(ask: &Ask<'_>, wanted: &Wanted) -> Result<Markup, Problem> {
    let survey = ask.app.survey()?;
    let board = ask.app.board()?;
    let seen: Vec<&CaseLine> = survey.cases.iter().filter(|case| ask.sees(case, &board)).collect();
    let is = |wanted: &str, found: &Option<String>| wanted.is_empty() || found.as_deref() == Some(wanted);
    let taken: Vec<&CaseLine> = seen
        .iter()
        .copied()
        .filter(|case| is(&wanted.kommune, &case.row.municipality) && is(&wanted.case_type, &case.row.case_type))
        .collect();
    let municipalities: std::collections::BTreeSet<&str> = seen.iter().filter_map(|case| case.row.municipality.as_deref()).collect();
    let wants_all = wanted.alt == "ja";
    if wants_all && ask.visit.viewer.is(Role::Lead) {
        ask.note("figures.all", None, &[wanted.kommune.as_str(), &wanted.case_type].join(" "))?;
    }
    let told = Told::to(ask, &board, wants_all);
    let rows = count(taken.iter().copied(), &told);
    let title = ask.say("Tal", "Figures");
    let body = html! {
        h1 { (title) }
        form class="fields" action="/tal" method="get" {
            div class="field" { label for="kommune" { (ask.say("Kommune", "Municipality")) } select id="kommune" name="kommune" {
                option value="" { (ask.say("alle", "all")) }
                @for name in municipalities { option value=(name) selected[name == wanted.kommune] { (name) } }
            } }
            div class="field" { label for="type" { (ask.say("Type", "Type")) } select id="type" name="type" {
                option value="" { (ask.say("alle", "all")) }
                @for name in &survey.case_types { option value=(name) selected[*name == wanted.case_type] { (words::case_type(name, ask.lang)) } }
            } }
            div class="field" { label for="undersoegelse" { (ask.say("Undersøgelse", "Study")) } select id="undersoegelse" name="undersoegelse" {
                @for (name, title) in charts::studies(ask) { option value=(name) selected[name == wanted.undersoegelse] { (title) } }
            } }
            button class="main" { (ask.say("Vis", "Show")) }
        }
        p { (taken.len()) " " (ask.cases(taken.len())) ". " (ask.say(
            "Til venstre programmets forslag, til højre det, mennesker har afgjort. De to lægges aldrig sammen.",
            "On the left the program's suggestions, on the right what people settled. The two are never added up.",
        )) }
        (left_out(ask, wanted, told.left_out(&taken)))
        (charts::show(ask, &survey, &taken, &told, &wanted.undersoegelse)?)
        h2 { (ask.say("Optalt", "Counted")) }
        (table(ask, wanted, &rows))
        (overturned(ask, &taken, &board, &told))
    };
    Ok(frame::page(ask, Place::Figures, title, body))
}

/// That decisions are missing, and how a lead sees them all the same.
fn left_out(ask: &Ask<'_>, wanted: &Wanted, count: usize) -> Markup {
    html! {
        @if count > 0 {
            p class="notice" {
                (count) " " (ask.noun(
                    count,
                    ("vurdering er afgjort af en anden læser alene og ikke talt med: du kan selv blive dens anden læser.", "verdict was decided by one other reader and is not counted: you may become its second."),
                    ("vurderinger er afgjort af en anden læser alene og ikke talt med: du kan selv blive deres anden læser.", "verdicts were decided by one other reader and are not counted: you may become their second."),
                ))
                @if ask.visit.viewer.is(Role::Lead) {
                    " " a href=(links::with_query("/tal", &[("kommune", &wanted.kommune), ("type", &wanted.case_type), ("undersoegelse", &wanted.undersoegelse), ("alt", "ja")])) {
                        (ask.say("Tæl dem med (noteres i loggen)", "Count them (noted in the log)"))
                    }
                }
            }
        }
    }
}

fn table(ask: &Ask<'_>, wanted: &Wanted, rows: &[(String, Row)]) -> Markup {
    let cells = |check: &str, counts: &BTreeMap<String, usize>, leads: bool| {
        html! { @for outcome in OUTCOMES {
            @let count = counts.get(outcome).copied().unwrap_or(0);
            td class="number" {
                @if leads && count > 0 {
                    a href=(links::with_query("/sager", &[("vurdering", check), ("udfald", outcome), ("kommune", &wanted.kommune), ("type", &wanted.case_type)])) { (count) }
                } @else { (count) }
            }
        } }
    };
    html! {
        div class="scroll" tabindex="0" role="region" aria-label=(ask.say("Tal", "Figures")) {
            table {
                thead {
                    tr {
                        th scope="col" rowspan="2" { (ask.say("Vurdering", "Verdict")) }
                        th scope="colgroup" colspan="5" { (ask.say("Forslag", "Suggested")) }
                        th scope="colgroup" colspan="6" { (ask.say("Afgjort af mennesker", "Settled by people")) }
                    }
                    tr {
                        @for outcome in OUTCOMES { th scope="col" class="number" { (words::outcome(outcome, ask.lang)) } }
                        th scope="col" { (ask.say("fordeling", "shares")) }
                        th scope="col" class="number" { (ask.say("i alt", "in all")) }
                        @for outcome in OUTCOMES { th scope="col" class="number" { (words::outcome(outcome, ask.lang)) } }
                        th scope="col" class="number" { (ask.say("omgjort", "overturned")) }
                    }
                }
                tbody { @for (check, row) in rows {
                    tr {
                        th scope="row" { (words::check(check, ask.lang)) }
                        (cells(check, &row.suggested, true))
                        td { (shares(&row.suggested)) }
                        td class="number" { (row.settled.values().sum::<usize>()) }
                        (cells(check, &row.settled, false))
                        td class="number" { (row.overturned) }
                    }
                } }
            }
        }
    }
}

/// The shares as a bar; the same numbers stand beside it.
fn shares(counts: &BTreeMap<String, usize>) -> Markup {
    let total = counts.values().sum::<usize>().max(1) as f64;
    let widths = OUTCOMES.map(|outcome| 120.0 * counts.get(outcome).copied().unwrap_or(0) as f64 / total);
    let starts = widths.iter().scan(0.0, |at, width| {
        let start = *at;
        *at += width;
        Some(start)
    });
    html! {
        svg class="shares" width="120" height="14" viewBox="0 0 120 14" aria-hidden="true" {
            @for ((outcome, width), start) in OUTCOMES.iter().zip(widths).zip(starts) {
                rect class={ "s-" (outcome) } x=(format!("{start:.1}")) y="1" width=(format!("{width:.1}")) height="12" {}
            }
        }
    }
}

/// How often the machine was overturned: in the quality samples, which alone say something of all verdicts, and in all readings.
fn overturned(ask: &Ask<'_>, cases: &[&CaseLine], board: &Board, told: &Told<'_>) -> Markup {
    let decisions: Vec<&Decision> =
        cases.iter().filter_map(|case| board.cases.get(&case.row.case)).flat_map(|case| &case.decisions).collect();
    let share = |slots: &[Slot]| told.share(decisions.iter().copied().filter(|decision| slots.contains(&decision.slot)));
    let lines = [
        (ask.say("Stikprøver, læst uden at se forslaget", "Quality samples, read without seeing the suggestion"), share(&[Slot::Sample])),
        (
            ask.say("Alle andre læsninger (udvalgt af læserne, ikke tilfældige)", "All other readings (chosen by readers, not at random)"),
            share(&[Slot::First, Slot::Second, Slot::Third]),
        ),
    ];
    html! {
        h2 { (ask.say("Hvor ofte forslaget blev omgjort", "How often the suggestion was overturned")) }
        ul { @for (name, share) in lines { li { (name) ": " (match share { Some(share) => share.words(ask.lang), None => ask.say("ingen endnu", "none yet").to_owned() }) } } }
    }
}

/// How many of the readings came to another outcome than was suggested.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    overturned: u64,
    total: u64,
    interval: Interval,
}

impl Share {
    /// The share of these decisions; none without any.
    pub fn of<'d>(decisions: impl IntoIterator<Item = &'d Decision>) -> Option<Self> {
        let (mut overturned, mut total) = (0, 0);
        for decision in decisions {
            total += 1;
            overturned += u64::from(decision.outcome != decision.suggested);
        }
        Some(Self { overturned, total, interval: wilson(overturned, total, 1.0)? })
    }

    /// `3 af 40 (7,5 %, 95 %-interval 2,6–19,9 %)`
    pub fn words(&self, lang: Lang) -> String {
        let percent = |value: f64| format!("{:.1}", 100.0 * value);
        let share = percent(self.overturned as f64 / self.total as f64);
        let (low, high) = (percent(self.interval.low), percent(self.interval.high));
        match lang {
            Lang::Da => format!("{} af {} ({share} %, 95 %-interval {low}–{high} %)", self.overturned, self.total).replace('.', ","),
            Lang::En => format!("{} of {} ({share} %, 95 % interval {low}–{high} %)", self.overturned, self.total),
        }
    }
}
