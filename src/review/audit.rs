//! The log as a page: who looked at what, searched for what, decided what; and whether its hashes hold.

use maud::{Markup, html};
use serde::Deserialize;

use super::app::Ask;
use super::frame::{self, Place};
use super::links;
use super::problem::Problem;
use crate::decisions::{Entry, LogState, Role};

/// Lines on a page.
const LINES: u32 = 100;

/// What is asked for, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// Only lines with this text.
    tekst: String,
    /// Only lines before this number.
    foer: Option<i64>,
    /// `ja` computes the hashes anew.
    kontrol: String,
}

/// The page.
pub fn show(ask: &Ask<'_>, wanted: &Wanted) -> Result<Markup, Problem> {
    if !ask.visit.viewer.is(Role::Lead) {
        return Err(Problem::NotAllowed);
    }
    let (lines, state) = ask.app.desk(|desk| {
        let state = if wanted.kontrol == "ja" { Some(desk.verify_log()?) } else { None };
        Ok((desk.log(wanted.foer, LINES, wanted.tekst.trim())?, state))
    })?;
    let title = "Log";
    let older = lines.last().map(|line| line.number.to_string()).filter(|_| lines.len() == LINES as usize);
    let body = html! {
        h1 { (title) }
        form class="fields" action="/log" method="get" {
            div class="field" { label for="tekst" { (ask.say("Linjer med", "Lines with")) } input id="tekst" type="search" name="tekst" value=(wanted.tekst); }
            button class="main" { (ask.say("Vis", "Show")) }
            button name="kontrol" value="ja" { (ask.say("Efterprøv loggen", "Verify the log")) }
        }
        @match state {
            Some(LogState::Whole { lines, last }) => { p class="notice" role="status" { (ask.say("Loggen er hel", "The log is whole")) ": " (lines) " " (ask.say("linjer. Sidste kontrolsum", "lines. Last hash")) ": " code class="hash" { (last) } } }
            Some(LogState::Broken { line }) => { p class="notice notice-problem" role="alert" { (ask.say("Loggen er ændret fra linje", "The log was changed from line")) " " (line) "." } }
            None => {}
        }
        div class="scroll" tabindex="0" role="region" aria-label=(title) {
            table {
                thead { tr {
                    th scope="col" class="number" { "Nr." } th scope="col" { (ask.say("Tid (UTC)", "Time (UTC)")) } th scope="col" { (ask.say("Hvem", "Who")) }
                    th scope="col" { (ask.say("Hvad", "What")) } th scope="col" { (ask.say("Sag", "Case")) } th scope="col" { (ask.say("Mere", "More")) }
                } }
                tbody { @for line in &lines { (row(line)) } }
            }
        }
        @if let Some(older) = older { p { a href=(links::with_query("/log", &[("tekst", &wanted.tekst), ("foer", &older)])) { (ask.say("Ældre", "Older")) " →" } } }
    };
    Ok(frame::page(ask, Place::Log, title, body))
}

fn row(line: &Entry) -> Markup {
    html! {
        tr {
            td class="number" { (line.number) } td { (line.at) } td { (line.who) } td { (line.what) }
            td { @if let Some(case) = &line.case { a href=(links::case(case)) { (case) } } } td { (super::mask::cpr(&line.detail)) }
        }
    }
}
