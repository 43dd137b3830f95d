//! How well readers agree: observed agreement and Cohen's kappa over verdicts that two have read, and where they do not.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::app::Ask;
use super::frame::{self, Place};
use super::problem::Problem;
use super::{links, words};
use crate::decisions::{Agreement, Decision, Role, Standing, agreement, pairs};
use crate::lang::Lang;

/// Most disputed verdicts listed.
const MOST: usize = 100;

/// The page.
pub fn show(ask: &Ask<'_>) -> Result<Markup, Problem> {
    if !ask.visit.viewer.is(Role::Lead) {
        return Err(Problem::NotAllowed);
    }
    let board = ask.app.board()?;
    let all: Vec<(&Decision, &Decision)> = board.cases.values().flat_map(|case| pairs(&case.decisions)).collect();
    let mut by_check: BTreeMap<&str, Vec<(&Decision, &Decision)>> = BTreeMap::new();
    let mut by_readers: BTreeMap<(&str, &str), Vec<(&Decision, &Decision)>> = BTreeMap::new();
    for (first, second) in &all {
        by_check.entry(first.check.as_str()).or_default().push((first, second));
        let (a, b) = (first.reader.as_str(), second.reader.as_str());
        by_readers.entry(if a <= b { (a, b) } else { (b, a) }).or_default().push((first, second));
    }
    let disputed: Vec<(&str, &str)> = board
        .cases
        .iter()
        .flat_map(|(case, board)| board.standings.iter().map(move |(check, standing)| (case.as_str(), check.as_str(), *standing)))
        .filter(|(_, _, standing)| *standing == Standing::Disputed)
        .map(|(case, check, _)| (case, check))
        .collect();
    let title = ask.say("Læsernes enighed", "Agreement of readers");
    let body = html! {
        h1 { (title) }
        p { (ask.say(
            "Af vurderinger, som to har læst uafhængigt af hinanden. Kappa er enigheden ud over det, tilfældet giver: 1 er fuld enighed, 0 er tilfældets.",
            "Of verdicts that two have read independently. Kappa is the agreement beyond chance: 1 is full agreement, 0 is that of chance.",
        )) }
        p class="notice" { b { (words_of(&of(&all), ask.lang)) } }
        h2 { (ask.say("Uenige", "Disputed")) " (" (disputed.len()) ")" }
        @if disputed.is_empty() { p { (ask.say("Ingen venter på en tredje læser.", "None waits for a third reader.")) } }
        ul { @for (case, check) in disputed.iter().take(MOST) { li { a href={ (links::case(case)) "#v-" (check) } { (case) ": " (words::check(check, ask.lang)) } } } }
        (table(ask, ask.say("Vurdering", "Verdict"), by_check.iter().map(|(check, pairs)| (words::check(check, ask.lang), of(pairs))).collect()))
        (table(ask, ask.say("Læsere", "Readers"), by_readers.iter().map(|((a, b), pairs)| (format!("{a}, {b}"), of(pairs))).collect()))
    };
    Ok(frame::page(ask, Place::Agreement, title, body))
}

fn of(pairs: &[(&Decision, &Decision)]) -> Agreement {
    agreement(pairs.iter().map(|(first, second)| (first.outcome.as_str(), second.outcome.as_str())))
}

fn table(ask: &Ask<'_>, head: &str, rows: Vec<(String, Agreement)>) -> Markup {
    html! {
        @if !rows.is_empty() {
            h2 { (head) }
            table class="narrow" {
                thead { tr {
                    th scope="col" { (head) }
                    th scope="col" class="number" { (ask.say("Læst af to", "Read by two")) }
                    th scope="col" class="number" { (ask.say("Enige", "Agree")) }
                    th scope="col" class="number" { "Kappa" }
                } }
                tbody { @for (name, found) in rows {
                    tr { th scope="row" { (name) } td class="number" { (found.pairs) } td class="number" { (found.same) } td class="number" { (kappa(&found, ask.lang)) } }
                } }
            }
        }
    }
}

fn kappa(found: &Agreement, lang: Lang) -> String {
    match (found.kappa, lang) {
        (None, _) => "–".to_owned(),
        (Some(kappa), Lang::Da) => format!("{kappa:.2}").replace('.', ","),
        (Some(kappa), Lang::En) => format!("{kappa:.2}"),
    }
}

fn words_of(found: &Agreement, lang: Lang) -> String {
    match lang {
        Lang::Da => {
            let name = if found.pairs == 1 { "vurdering" } else { "vurderinger" };
            format!("{} {name} læst af to, enige om {}; kappa {}", found.pairs, found.same, kappa(found, lang))
        }
        Lang::En => {
            let name = if found.pairs == 1 { "verdict" } else { "verdicts" };
            format!("{} {name} read by two, agreed on {}; kappa {}", found.pairs, found.same, kappa(found, lang))
        }
    }
}
