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
use crate::search::{Count, Filters, Found, Hit, Index, Request, SearchError};

/// Hits shown at once.
const HITS: usize = 20;
/// Most places that a page is asked to box.
const PLACES: usize = 100;

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
    /// Only acts of this type.
    r#type: String,
    /// Only acts of this year.
    aar: String,
    /// Only pages that tell of this kind of event.
    haendelse: String,
    /// Page of the hits, from 1.
    side: usize,
}

impl Question {
    fn at(&self, page: usize) -> String {
        self.with("side", &page.to_string())
    }

    /// The address of the same question with one part of it another; without a page it begins anew.
    fn with(&self, name: &str, value: &str) -> String {
        let mut pairs = [
            ("q", self.q.as_str()),
            ("sag", &self.sag),
            ("kommune", &self.kommune),
            ("type", &self.r#type),
            ("aar", &self.aar),
            ("haendelse", &self.haendelse),
            ("side", ""),
        ];
        for (of, is) in &mut pairs {
            if *of == name {
                *is = value;
            }
        }
        let said: Vec<(&str, &str)> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        links::with_query("/soeg", &said)
    }

    /// What is asked of the index, for a reader who may see `allowed`.
    fn request(&self, allowed: Vec<String>) -> Request {
        let one = |value: &str| if value.is_empty() { Vec::new() } else { vec![value.to_owned()] };
        let filters = Filters {
            cases: one(&self.sag),
            municipalities: one(&self.kommune),
            doctypes: one(&self.r#type),
            kinds: one(&self.haendelse),
            years: self.aar.parse().into_iter().collect(),
            allowed_cases: Some(allowed),
        };
        let offset = self.side.saturating_sub(1).saturating_mul(HITS);
        Request { question: self.q.clone(), filters, offset, limit: HITS, facets: true, with_copies: false }
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
            div class="field" { label for="q" { (ask.say("Ord, \"udtryk\", -uønsket, ELLER, ord*, dato:2021-03", "Words, \"phrases\", -unwanted, OR, word*, dato:2021-03")) } input id="q" type="search" name="q" value=(question.q) size="44" autofocus; }
            div class="field" { label for="sag" { (ask.say("Kun i sagen", "Only in case")) } input id="sag" type="search" name="sag" value=(question.sag) size="14"; }
            div class="field" { label for="kommune" { (ask.say("Kun i kommunen", "Only in municipality")) } input id="kommune" type="search" name="kommune" value=(question.kommune) size="18"; }
            button class="main" { (ask.say("Søg", "Search")) }
        }
        @match &answer {
            None => {}
            Some(Err(message)) => { p class="notice notice-problem" role="alert" { (message) } }
            Some(Ok(found)) => { (results(ask, question, found)) }
        }
    };
    Ok(frame::page(ask, Place::Search, title, body))
}

/// What is found among the cases that this reader may see, or what is wrong with the question.
fn answer(ask: &Ask<'_>, question: &Question) -> Result<Result<Found, String>, Problem> {
    let dir = ask.app.config.store.join("index");
    ask.note("search", Some(question.sag.as_str()).filter(|case| !case.is_empty()), question.q.trim())?;
    let survey = ask.app.survey()?;
    let board = ask.app.board()?;
    let allowed = survey.cases.iter().filter(|line| ask.sees(line, &board)).map(|line| line.row.case.clone()).collect();
    let request = question.request(allowed);
    let found = ask.app.store(|store| {
        let reader = store.page_reader();
        let pages = |case: &str, act: &str, page| reader.page(case, act, page).ok().flatten();
        Ok(ask.app.index(&dir).and_then(|index| index.search(&request, &pages)))
    })?;
    Ok(found.map_err(|error| format!("{error}. {}", error.advice(ask.lang))))
}

fn results(ask: &Ask<'_>, question: &Question, found: &Found) -> Markup {
    let last = found.distinct.div_ceil(HITS).max(1);
    let page = question.side.clamp(1, last);
    html! {
        p role="status" {
            @if found.distinct == 0 { (ask.say("Ingen sider fundet.", "No pages found.")) }
            @else { (found.distinct) " " (if found.distinct == 1 { ask.say("side fundet", "page found") } else { ask.say("sider fundet", "pages found") }) }
            @if !found.left_out.is_empty() { ". " (ask.say("Står på næsten alle sider og er udeladt: ", "Stand on nearly every page and were left out: ")) (found.left_out.join(", ")) }
        }
        (narrowing(ask, question, found))
        ul class="hits" { @for hit in &found.hits {
            li {
                a href=(links::with_query(&links::page(&hit.case, &hit.act, hit.page), &[("steder", &places(hit))])) { (hit.case) " · " (ask.shown(&hit.case, &hit.act)) " s. " (hit.page) }
                " " span class="soft small" { (hit.municipality.as_deref().unwrap_or_default()) }
                p lang="da" { (snippet(ask, hit)) }
                @if !hit.copies.is_empty() {
                    p class="soft small" { (ask.say("Samme tekst også i: ", "The same text also in: "))
                        @for (n, twin) in hit.copies.iter().enumerate() {
                            @if n > 0 { ", " }
                            a href=(links::page(&hit.case, &twin.act, twin.page)) { (ask.shown(&hit.case, &twin.act)) " s. " (twin.page) }
                        }
                    }
                }
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

/// The pages found by what they are, each a link that narrows the question, or widens it again.
fn narrowing(ask: &Ask<'_>, question: &Question, found: &Found) -> Markup {
    let Some(facets) = found.facets.as_ref() else { return html! {} };
    let lists: [(&str, &str, &str, &[Count]); 4] = [
        ("kommune", ask.say("Kommune", "Municipality"), &question.kommune, &facets.municipality),
        ("type", ask.say("Akttype", "Type of act"), &question.r#type, &facets.doctype),
        ("aar", ask.say("År", "Year"), &question.aar, &facets.year),
        ("haendelse", ask.say("Hændelse", "Event"), &question.haendelse, &facets.kind),
    ];
    html! {
        @if found.distinct > 0 {
            details class="facets" {
                summary { (ask.say("Afgræns", "Narrow")) }
                @for (name, title, chosen, counts) in lists { @if !counts.is_empty() {
                    h2 { (title) }
                    ul {
                        @if !chosen.is_empty() { li { a href=(question.with(name, "")) { (ask.say("Alle", "All")) } } }
                        @for count in counts { li {
                            a href=(question.with(name, &count.value)) aria-current=[(count.value == *chosen).then_some("true")] { (count.value) }
                            " " span class="soft" { (count.pages) }
                        } }
                    }
                } }
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
