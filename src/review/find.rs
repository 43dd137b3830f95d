//! Search: a question in the address, pages as hits, each leading to its page.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use maud::{Markup, html};
use serde::Deserialize;

use super::app::Ask;
use super::frame::{self, Place};
use super::links;
use super::problem::Problem;
use crate::search::{Hit, Index, Request, SearchError};
use crate::store::StoreError;

/// Hits shown at once.
const HITS: usize = 20;
/// Most places that a page is asked to box.
const PLACES: usize = 100;
/// Most hits asked for, where some may not be this reader's to see.
const MOST: usize = 2_000;

/// A question as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Question {
    /// What is searched for.
    q: String,
    /// Only in this case.
    sag: String,
    /// Only in this municipality.
    kommune: String,
    /// Page of the hits, from 1.
    side: usize,
}

impl Question {
    fn at(&self, page: usize) -> String {
        links::with_query("/soeg", &[("q", &self.q), ("sag", &self.sag), ("kommune", &self.kommune), ("side", &page.to_string())])
    }
}

/// Keeps the index open until a run has written it anew.
#[derive(Debug, Default)]
pub struct OpenIndex {
    kept: Mutex<Option<(SystemTime, Arc<Index>)>>,
}

impl OpenIndex {
    /// The index as of its last commit.
    pub fn current(&self, dir: &Path) -> Result<Arc<Index>, SearchError> {
        let written = fs::metadata(dir.join("meta.json")).and_then(|meta| meta.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((when, index)) = kept.as_ref()
            && *when == written
        {
            return Ok(Arc::clone(index));
        }
        let index = Arc::new(Index::open(dir)?);
        *kept = Some((written, Arc::clone(&index)));
        Ok(index)
    }
}

/// The page.
pub fn show(ask: &Ask<'_>, question: &Question) -> Result<Markup, Problem> {
    let title = ask.say("Søg", "Search");
    let asked = question.q.trim();
    let answer = if asked.is_empty() { None } else { Some(answer(ask, question)?) };
    let body = html! {
        h1 { (title) }
        form class="fields" action="/soeg" method="get" role="search" {
            div class="field" { label for="q" { (ask.say("Ord, \"udtryk\", -uønsket, ELLER", "Words, \"phrases\", -unwanted, OR")) } input id="q" type="search" name="q" value=(question.q) size="44" autofocus; }
            div class="field" { label for="sag" { (ask.say("Kun i sagen", "Only in case")) } input id="sag" type="search" name="sag" value=(question.sag) size="14"; }
            div class="field" { label for="kommune" { (ask.say("Kun i kommunen", "Only in municipality")) } input id="kommune" type="search" name="kommune" value=(question.kommune) size="18"; }
            button class="main" { (ask.say("Søg", "Search")) }
        }
        @match &answer {
            None => {}
            Some(Err(message)) => { p class="notice notice-problem" role="alert" { (message) } }
            Some(Ok(hits)) => { (results(ask, question, hits)) }
        }
    };
    Ok(frame::page(ask, Place::Search, title, body))
}

/// The hits that this reader may see, or what is wrong with the question.
fn answer(ask: &Ask<'_>, question: &Question) -> Result<Result<Vec<Hit>, String>, Problem> {
    let dir = ask.app.config.store.join("index");
    ask.note("search", Some(question.sag.as_str()).filter(|case| !case.is_empty()), question.q.trim())?;
    let request = Request::new(question.q.as_str(), MOST);
    let searched = ask.app.store(|store| {
        let reader = store.page_reader();
        let pages = |case: &str, act: &str, page| reader.page(case, act, page).ok().flatten();
        Ok::<_, StoreError>(ask.app.index(&dir).and_then(|index| index.search(&request, &pages)))
    })?;
    let found = match searched {
        Ok(found) => found,
        Err(error) => return Ok(Err(format!("{error}. {}", error.advice(ask.lang)))),
    };
    let survey = ask.app.survey()?;
    let board = ask.app.board()?;
    let is_open = |case: &str| {
        let at = survey.cases.binary_search_by(|line| line.row.case.as_str().cmp(case)).ok();
        at.and_then(|at| survey.cases.get(at)).is_some_and(|line| ask.sees(line, &board))
    };
    let wanted = |hit: &Hit| {
        (question.sag.is_empty() || hit.case == question.sag)
            && (question.kommune.is_empty() || hit.municipality.as_deref() == Some(question.kommune.as_str()))
            && is_open(&hit.case)
    };
    Ok(Ok(found.hits.into_iter().filter(wanted).collect()))
}

fn results(ask: &Ask<'_>, question: &Question, hits: &[Hit]) -> Markup {
    let last = hits.len().div_ceil(HITS).max(1);
    let page = question.side.clamp(1, last);
    html! {
        p role="status" {
            @if hits.is_empty() { (ask.say("Ingen sider fundet.", "No pages found.")) }
            @else { (hits.len()) " " (if hits.len() == 1 { ask.say("side fundet", "page found") } else { ask.say("sider fundet", "pages found") }) }
            @if hits.len() >= MOST { " " (ask.say("(kun de bedste er med)", "(only the best are listed)")) }
        }
        ul class="hits" { @for hit in hits.iter().skip((page - 1) * HITS).take(HITS) {
            li {
                a href=(links::with_query(&links::page(&hit.case, &hit.act, hit.page), &[("steder", &places(hit))])) { (hit.case) " · " (ask.shown(&hit.case, &hit.act)) " s. " (hit.page) }
                " " span class="soft small" { (hit.municipality.as_deref().unwrap_or_default()) }
                p lang="da" { (snippet(ask, hit)) }
            }
        } }
        @if last > 1 {
            nav class="pages" aria-label=(ask.say("Flere sider", "More pages")) {
                @if page > 1 { a href=(question.at(page - 1)) rel="prev" { "← " (ask.say("forrige", "previous")) } }
                span { (ask.say("side", "page")) " " (page) " " (ask.say("af", "of")) " " (last) }
                @if page < last { a href=(question.at(page + 1)) rel="next" { (ask.say("næste", "next")) " →" } }
            }
        }
    }
}

/// Everything that matches on the page, as its address takes it.
fn places(hit: &Hit) -> String {
    let places: Vec<String> = hit.ranges.iter().take(PLACES).map(|(from, to)| format!("{from}-{to}")).collect();
    places.join(",")
}

/// The telling part of the page with what matches marked; where a CPR number had to be covered, without marks, whose places no longer hold.
fn snippet(ask: &Ask<'_>, hit: &Hit) -> Markup {
    let whole = ask.shown(&hit.case, &hit.snippet);
    if whole != hit.snippet {
        return html! { (whole) };
    }
    let ends = std::iter::once(0).chain(hit.highlights.iter().map(|(_, to)| *to));
    let starts = hit.highlights.iter().map(|(from, _)| Some(*from)).chain(std::iter::once(None));
    html! {
        @for ((before, from), mark) in ends.zip(starts).zip(hit.highlights.iter().map(Some).chain(std::iter::once(None))) {
            (hit.snippet.get(before..from.unwrap_or(hit.snippet.len())).unwrap_or_default())
            @if let Some((from, to)) = mark { mark { (hit.snippet.get(*from..*to).unwrap_or_default()) } }
        }
    }
}
