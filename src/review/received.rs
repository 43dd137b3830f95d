//! The first page: what was received, and what of it is missing or could not be read, and why.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::app::Ask;
use super::frame::{self, Place};
use super::problem::Problem;
use super::survey::CaseLine;
use super::{links, words};
use crate::decisions::Role;
use crate::export::ActState;

/// Most acts listed.
const MOST: usize = 200;

/// The page.
pub fn show(ask: &Ask<'_>) -> Result<Markup, Problem> {
    let survey = ask.app.survey()?;
    let board = ask.app.board()?;
    let seen: Vec<&CaseLine> = survey.cases.iter().filter(|case| ask.sees(case, &board)).collect();
    if survey.cases.is_empty() {
        return Ok(frame::page(ask, Place::Received, ask.say("Modtaget", "Received"), empty(ask)));
    }
    let mut by_municipality: BTreeMap<&str, Vec<&CaseLine>> = BTreeMap::new();
    for case in &seen {
        by_municipality.entry(case.row.municipality.as_deref().unwrap_or_default()).or_default().push(case);
    }
    let acts: u64 = seen.iter().map(|case| u64::from(case.row.acts)).sum();
    let pages: u64 = seen.iter().map(|case| u64::from(case.row.pages)).sum();
    let verdicts: usize = seen.iter().map(|case| case.verdicts.len()).sum();
    let decided: usize = seen.iter().filter_map(|case| board.cases.get(&case.row.case)).map(|case| case.standings.len()).sum();
    let is_mine = |case: &str| seen.iter().any(|line| line.row.case == case);
    let unread: Vec<_> = survey.unread.iter().filter(|act| is_mine(&act.case)).collect();
    let body = html! {
        h1 { (ask.say("Modtaget", "Received")) }
        ul class="tiles" {
            li { b { (seen.len()) } (ask.cases(seen.len())) }
            li { b { (acts) } (ask.acts(acts)) }
            li { b { (pages) } (ask.pages(pages)) }
            li { b { (unread.len()) } (ask.noun(unread.len(), ("akt er ikke læst helt", "act not fully read"), ("akter er ikke læst helt", "acts not fully read"))) }
            li { b { (decided) " / " (verdicts) } (ask.say("vurderinger afgjort", "verdicts decided")) }
        }
        @if ask.visit.viewer.access.all { (states(ask, &survey.states)) }
        h2 { (ask.say("Kommuner", "Municipalities")) }
        div class="scroll" tabindex="0" role="region" aria-label=(ask.say("Kommuner", "Municipalities")) {
            table {
                thead { tr {
                    th scope="col" { (ask.say("Kommune", "Municipality")) }
                    th scope="col" class="number" { (ask.say("Sager", "Cases")) }
                    th scope="col" class="number" { (ask.say("Akter", "Acts")) }
                    th scope="col" class="number" { (ask.say("Ikke læst helt", "Not fully read")) }
                    th scope="col" class="number" { (ask.say("Afgjort", "Decided")) }
                } }
                tbody { @for (name, cases) in &by_municipality {
                    tr {
                        th scope="row" { a href=(links::with_query("/sager", &[("kommune", name)])) { (if name.is_empty() { ask.say("ukendt", "unknown") } else { name }) } }
                        td class="number" { (cases.len()) }
                        td class="number" { (cases.iter().map(|case| case.row.acts).sum::<u32>()) }
                        td class="number" { (cases.iter().map(|case| case.unread).sum::<usize>()) }
                        td class="number" {
                            (cases.iter().filter_map(|case| board.cases.get(&case.row.case)).map(|case| case.standings.len()).sum::<usize>())
                            " / " (cases.iter().map(|case| case.verdicts.len()).sum::<usize>())
                        }
                    }
                } }
            }
        }
        h2 { (ask.say("Mangler eller kunne ikke læses", "Missing or could not be read")) }
        @if unread.is_empty() {
            p { (ask.say("Alle akter er læst.", "All acts were read.")) }
        } @else {
            div class="scroll" tabindex="0" role="region" aria-label=(ask.say("Akter, der ikke er læst helt", "Acts not fully read")) {
                table {
                    thead { tr {
                        th scope="col" { (ask.say("Sag", "Case")) }
                        th scope="col" { (ask.say("Akt", "Act")) }
                        th scope="col" { (ask.say("Tilstand", "State")) }
                        th scope="col" { (ask.say("Hvorfor, og hvad der kan gøres", "Why, and what to do")) }
                    } }
                    tbody { @for act in unread.iter().take(MOST) {
                        tr {
                            td { a href=(links::case(&act.case)) { (act.case) } }
                            td { a href=(links::page(&act.case, &act.act, 1)) { (ask.shown(&act.case, &act.act)) } }
                            td { (act.state.words(ask.lang)) }
                            td { (act.message.as_deref().unwrap_or_default()) }
                        }
                    } }
                }
            }
            @if unread.len() > MOST {
                p { (unread.len() - MOST) " " (ask.say("til står i", "more are in")) " " a href="/eksport/acts.xlsx" { (ask.say("tabellen over akter", "the table of acts")) } "." }
            }
        }
    };
    Ok(frame::page(ask, Place::Received, ask.say("Modtaget", "Received"), body))
}

fn states(ask: &Ask<'_>, states: &BTreeMap<ActState, usize>) -> Markup {
    html! {
        h2 { (ask.say("Akter efter tilstand", "Acts by state")) }
        p class="counts" {
            @for (state, count) in states {
                span class=(if matches!(state, ActState::Read | ActState::Ocr) { "badge o-none" } else { "badge o-uoplyst" }) { (count) " " (state.words(ask.lang)) }
            }
        }
    }
}

fn empty(ask: &Ask<'_>) -> Markup {
    html! {
        h1 { (ask.say("Her er ingen sager endnu", "There are no cases yet")) }
        @if ask.visit.viewer.is(Role::Lead) {
            p { a class="button" href="/indlaes" { (ask.say("Indlæs et arkiv", "Upload an archive")) } }
        }
        p { (ask.say("Eller fra en terminal:", "Or from a terminal:")) " " code { "aktspor ingest ARKIV.zip" } }
    }
}

/// Badges with the number of verdicts by outcome.
pub fn outcomes<'v>(ask: &Ask<'_>, given: impl IntoIterator<Item = &'v str>) -> Markup {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for outcome in given {
        *counts.entry(outcome).or_default() += 1;
    }
    html! {
        span class="counts" {
            @for outcome in ["ikke_overholdt", "uoplyst", "overholdt", "ikke_relevant"] {
                @if let Some(count) = counts.get(outcome) {
                    span class={ "badge o-" (outcome) } title=(words::outcome(outcome, ask.lang)) {
                        i aria-hidden="true" { (words::sign(outcome)) } (count) span class="hidden" { " " (words::outcome(outcome, ask.lang)) }
                    }
                }
            }
        }
    }
}
