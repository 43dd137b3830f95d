//! Quality samples: drawn by a lead, read blind to the suggestion, one verdict at a time.

use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use super::app::Ask;
use super::board::Board;
use super::case::{self, Whole};
use super::decide::known_outcome;
use super::figures::{OUTCOMES, Told};
use super::frame::{self, Place};
use super::problem::Problem;
use super::{links, timeline, words};
use crate::decisions::{Choice, Decision, NewDecision, Role, Sample, SampleItem};

/// Most verdicts of one sample.
const LARGEST: usize = 5_000;

/// A sample to be drawn.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Draw {
    antal: usize,
    fro: String,
}

/// What a reader made of a verdict of a sample.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Read {
    sag: String,
    vurdering: String,
    udfald: String,
    begrundelse: String,
}

/// The reading of an item, if there is one.
fn reading<'b>(board: &'b Board, sample: i64, item: &SampleItem) -> Option<&'b Decision> {
    let decisions = &board.cases.get(&item.case)?.decisions;
    decisions.iter().find(|decision| decision.sample == Some(sample) && decision.check == item.check)
}

/// The list of samples.
pub fn list(ask: &Ask<'_>) -> Result<Markup, Problem> {
    let samples = ask.app.desk(|desk| desk.samples())?;
    let board = ask.app.board()?;
    let title = ask.say("Stikprøve", "Quality sample");
    let body = html! {
        h1 { (title) }
        p { (ask.say(
            "Tilfældigt udtrukne vurderinger, læst uden at se programmets forslag. De viser, hvor ofte forslaget ville blive omgjort.",
            "Verdicts drawn at random, read without seeing the program's suggestion. They show how often it would be overturned.",
        )) }
        @if ask.visit.viewer.is(Role::Lead) {
            form action="/stikproeve" method="post" class="fields" {
                (frame::key(ask.visit))
                div class="field" { label for="antal" { (ask.say("Hvor mange", "How many")) } input id="antal" type="number" name="antal" min="1" max=(LARGEST) value="50" required; }
                div class="field" { label for="fro" { (ask.say("Frø (tomt: tilfældigt)", "Seed (empty: at random)")) } input id="fro" type="text" name="fro" maxlength="64" size="18"; }
                button class="main" { (ask.say("Udtræk", "Draw")) }
            }
        }
        @if samples.is_empty() { p { (ask.say("Der er ikke udtrukket nogen endnu.", "None has been drawn yet.")) } }
        ul class="hits" { @for sample in &samples { li { (one(ask, sample, &board)) } } }
    };
    Ok(frame::page(ask, Place::Samples, title, body))
}

fn one(ask: &Ask<'_>, sample: &Sample, board: &Board) -> Markup {
    let read: Vec<&Decision> = sample.items.iter().filter_map(|item| reading(board, sample.id, item)).collect();
    // The share of a sample of one, or before and after a reading, would tell what was read.
    let share = Told::to(ask, board, true).share(read.iter().copied());
    html! {
        div class="card-head" {
            h2 { (ask.say("Stikprøve", "Sample")) " " (sample.id) }
            span class="soft small" { (sample.reader) ", " (frame::moment(sample.at, ask.lang)) ", " (ask.say("frø", "seed")) " " (sample.seed) ", " (sample.items.len()) " " (ask.say("af", "of")) " " (sample.population) }
            span class="stand" { (read.len()) " / " (sample.items.len()) " " (ask.say("læst", "read")) }
        }
        @if let Some(share) = share { p { (ask.say("Omgjort", "Overturned")) ": " (share.words(ask.lang)) } }
        @if read.len() < sample.items.len() { p { a class="button" href={ "/stikproeve/" (sample.id) } { (ask.say("Læs den næste", "Read the next")) } } }
    }
}

/// Draws a sample of all verdicts.
pub fn draw(ask: &Ask<'_>, wanted: &Draw) -> Result<Response, Problem> {
    if !ask.visit.viewer.is(Role::Lead) {
        return Err(Problem::NotAllowed);
    }
    if !(1..=LARGEST).contains(&wanted.antal) {
        return Err(Problem::Wrong("Vælg et antal mellem 1 og 5000.", "Choose a number between 1 and 5000."));
    }
    let survey = ask.app.survey()?;
    let population: Vec<SampleItem> = survey
        .cases
        .iter()
        .flat_map(|case| case.verdicts.iter().map(|verdict| SampleItem { case: case.row.case.clone(), check: verdict.check.clone() }))
        .collect();
    let seed = match wanted.fro.trim() {
        "" => (ask.app.config.chance)().iter().take(8).map(|byte| format!("{byte:02x}")).collect(),
        given => given.to_owned(),
    };
    ask.app.write(|desk| desk.draw_sample(ask.reader(), &population, wanted.antal, &seed, ask.app.now()))?;
    Ok(frame::onward("/stikproeve"))
}

/// The next verdict of a sample that nobody has read and this reader may: the case without its suggestions, and the question.
pub fn next(ask: &Ask<'_>, id: i64) -> Result<Markup, Problem> {
    let sample = find(ask, id)?;
    let board = ask.app.board()?;
    let survey = ask.app.survey()?;
    let is_mine = |item: &&SampleItem| {
        let has_read = board
            .cases
            .get(&item.case)
            .is_some_and(|case| case.decisions.iter().any(|decision| decision.check == item.check && decision.reader == ask.reader()));
        let is_open = survey.cases.iter().any(|line| line.row.case == item.case && ask.sees(line, &board));
        !has_read && is_open && reading(&board, id, item).is_none()
    };
    let title = format!("{} {id}", ask.say("Stikprøve", "Sample"));
    let Some(item) = sample.items.iter().find(is_mine) else {
        let body = html! {
            h1 { (title) }
            p { (ask.say("Der er ikke flere, som du kan læse.", "There are no more that you can read.")) " " a href="/stikproeve" { (ask.say("Til stikprøverne", "To the samples")) } }
        };
        return Ok(frame::page(ask, Place::Samples, &title, body));
    };
    let whole = Whole::load(ask, &item.case)?;
    let check = whole.checks.iter().find(|row| row.check == item.check).ok_or(Problem::NotFound)?;
    ask.note("case.view", Some(&item.case), &format!("sample {id}"))?;
    let done = sample.items.iter().filter(|item| reading(&board, id, item).is_some()).count();
    let body = html! {
        h1 { (title) " · " (done + 1) " / " (sample.items.len()) }
        div class="case" {
            section aria-labelledby="spoergsmaal" {
                h2 id="spoergsmaal" { (words::check(&item.check, ask.lang)) }
                p { (ask.say("Sag", "Case")) " " b { (item.case) } @if !check.law.is_empty() { " · " (check.law) } }
                p class="soft" { (ask.say("Læs akterne, og svar, som du selv ser det. Forslaget vises, når du har svaret.", "Read the acts and answer as you see it. The suggestion is shown once you have answered.")) }
                form action={ "/stikproeve/" (id) } method="post" class="card" {
                    (frame::key(ask.visit))
                    input type="hidden" name="sag" value=(item.case);
                    input type="hidden" name="vurdering" value=(item.check);
                    fieldset class="choices" {
                        legend { (ask.say("Dit svar", "Your answer")) }
                        @for outcome in OUTCOMES { label { input type="radio" name="udfald" value=(outcome) required; " " (words::outcome(outcome, ask.lang)) } }
                    }
                    div class="field" { label for="begrundelse" { (ask.say("Begrundelse (kan udelades)", "Reason (may be left out)")) } textarea id="begrundelse" name="begrundelse" rows="2" maxlength="4000" {} }
                    button class="main" { (ask.say("Gem og læs den næste", "Save and read the next")) }
                }
                h2 id="tidslinje" { (ask.say("Tidslinje", "Timeline")) }
                (timeline::without_clocks(ask, &whole))
                (case::acts(ask, &whole))
            }
            section class="side" id="bevis" aria-label=(ask.say("Side", "Page")) tabindex="0" {
                p class="soft" { (ask.say("Vælg en akt for at se den her.", "Choose an act to see it here.")) }
            }
        }
    };
    Ok(frame::page(ask, Place::Samples, &title, body))
}

/// Keeps a reading and goes on to the next.
pub fn read(ask: &Ask<'_>, id: i64, given: &Read) -> Result<Response, Problem> {
    let sample = find(ask, id)?;
    let item = SampleItem { case: given.sag.clone(), check: given.vurdering.clone() };
    if !sample.items.contains(&item) {
        return Err(Problem::NotFound);
    }
    let whole = Whole::load(ask, &item.case)?;
    let row = whole.checks.iter().find(|row| row.check == item.check).ok_or(Problem::NotFound)?;
    let outcome = known_outcome(&given.udfald)?;
    let choice = if outcome == row.outcome { Choice::Confirm } else { Choice::Overturn };
    let acts: Vec<String> = whole.short_acts().into_iter().map(|(_, hash)| hash).collect();
    let decision = NewDecision { seen: row, acts: &acts, choice, outcome, reason: &given.begrundelse, sample: Some(id), marked: None };
    ask.app.write(|desk| desk.decide(ask.reader(), ask.visit.viewer.role, &decision, ask.app.now()))?;
    Ok(frame::onward(&format!("/stikproeve/{}", links::escaped(&id.to_string()))))
}

fn find(ask: &Ask<'_>, id: i64) -> Result<Sample, Problem> {
    ask.app.desk(|desk| desk.samples())?.into_iter().find(|sample| sample.id == id).ok_or(Problem::NotFound)
}
