//! A page of an act: its text with the quote marked, and the form that marks an event on it.

use maud::{Markup, html};
use serde::Deserialize;

use super::app::Ask;
use super::frame::{self, Place};
use super::problem::Problem;
use super::{links, words};
use crate::export::{CaseRow, TimelineRow};
use crate::store::StoreError;

/// What is to be shown on the page, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    /// A quote to be boxed, white space folded.
    citat: String,
}

/// The page, whole or as a part of a case's page.
pub fn show(ask: &Ask<'_>, id: &str, act: &str, number: u32, wanted: &Wanted) -> Result<Markup, Problem> {
    let row = ask.case(id)?;
    let (pages, timeline, text) = ask.app.store(|store| {
        let found = store.case_acts(id)?.into_iter().find(|kept| kept.row.act == act);
        let text = store.pages(id)?.into_iter().find(|page| page.act == act && page.page == number).map(|page| page.text);
        Ok::<_, StoreError>((found.map(|kept| kept.row.pages.unwrap_or(0)), store.case_timeline(id)?, text))
    })?;
    let pages = pages.ok_or(Problem::NotFound)?;
    if number == 0 || number > pages.max(1) {
        return Err(Problem::NotFound);
    }
    ask.note("page.view", Some(id), &format!("{act} s. {number}"))?;
    let title = format!("{} s. {number}", ask.shown(id, act));
    let body = html! {
        h2 { (title) }
        nav class="pages" aria-label=(ask.say("Aktens sider", "Pages of the act")) {
            @if number > 1 { (step(id, act, number - 1, ask.say("forrige", "previous"))) }
            span { (ask.say("side", "page")) " " (number) " " (ask.say("af", "of")) " " (pages) }
            @if number < pages { (step(id, act, number + 1, ask.say("næste", "next"))) }
        }
        @match text {
            Some(text) => { div class="page-text" lang="da" tabindex="0" { (marked(&ask.shown(id, &text), &ask.shown(id, &wanted.citat))) } }
            None => { p class="notice notice-open" { (ask.say("Siden kunne ikke læses.", "The page could not be read.")) } }
        }
        (mark_form(ask, &row, act, number, &wanted.citat, &timeline))
    };
    if ask.visit.is_fragment {
        return Ok(body);
    }
    Ok(frame::page(
        ask,
        Place::Cases,
        &title,
        html! {
            nav aria-label=(ask.say("Sti", "Path")) class="small" { a href="/sager" { (ask.say("Sager", "Cases")) } " › " a href=(links::case(id)) { (id) } }
            h1 { (ask.say("Sag", "Case")) " " (id) }
            (body)
        },
    ))
}

fn step(id: &str, act: &str, number: u32, words: &str) -> Markup {
    let to = links::page(id, act, number);
    html! { a href=(to) hx-get=(to) hx-target="#bevis" { (words) } }
}

/// The text with the first place marked that reads like the quote, whatever its white space.
fn marked(text: &str, quote: &str) -> Markup {
    match place(text, quote) {
        Some((start, end)) => html! {
            (text.get(..start).unwrap_or_default()) mark { (text.get(start..end).unwrap_or_default()) } (text.get(end..).unwrap_or_default())
        },
        None => html! { (text) },
    }
}

/// Where the quote stands in the text, white space folded on both sides.
fn place(text: &str, quote: &str) -> Option<(usize, usize)> {
    let words: Vec<String> = quote.split_whitespace().map(regex::escape).collect();
    if words.is_empty() {
        return None;
    }
    let found = regex::Regex::new(&words.join(r"\s+")).ok()?.find(text)?;
    Some((found.start(), found.end()))
}

/// The form that marks an event on this page; a browser's selection may fill the words in.
fn mark_form(ask: &Ask<'_>, row: &CaseRow, act: &str, number: u32, quote: &str, timeline: &[TimelineRow]) -> Markup {
    html! {
        details data-key="m" class="mark-form" {
            summary { (ask.say("Markér en hændelse på siden", "Mark an event on the page")) " " kbd aria-hidden="true" { "m" } }
            form action=(links::of_case(&row.case, "haendelse")) method="post" {
                (frame::key(ask.visit))
                input type="hidden" name="akt" value=(act);
                input type="hidden" name="side" value=(number);
                div class="field" { label for="m-citat" { (ask.say("Ordene på siden", "The words on the page")) } textarea id="m-citat" name="citat" rows="2" maxlength="4000" required data-takes-selection { (quote) } }
                div class="fields" {
                    div class="field" { label for="m-slags" { (ask.say("Hvad skete", "What happened")) } select id="m-slags" name="slags" required {
                        option value="" {}
                        @for kind in words::kinds() { option value=(kind) { (words::kind(kind, ask.lang)) } }
                    } }
                    div class="field" { label for="m-dato" { (ask.say("Dato (2021-03-02 eller 2021-03)", "Date (2021-03-02 or 2021-03)")) } input id="m-dato" type="text" name="dato" required pattern="[0-9]{4}-[0-9]{2}(-[0-9]{2})?" size="12"; }
                    div class="field" { label for="m-tid" { (ask.say("Klokkeslæt", "Time")) } input id="m-tid" type="text" name="tid" pattern="[0-9]{2}:[0-9]{2}" size="6"; }
                    div class="field" { label for="m-retter" { (ask.say("Retter", "Corrects")) } select id="m-retter" name="retter" {
                        option value="" { (ask.say("ingen; hændelsen manglede", "none; the event was missing")) }
                        @for happening in timeline { option value={ (happening.kind) " " (happening.date) } { (words::kind(&happening.kind, ask.lang)) " " (ask.day(&happening.date)) } }
                    } }
                }
                button class="main" { (ask.say("Gem hændelsen", "Save the event")) }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn a_quote_is_found_across_lines() {
        assert_eq!(place("den 3.\n  juli 2024 (x)", "3. juli 2024 (x)"), Some((4, 22)));
        assert_eq!(place("intet", ""), None);
        assert_eq!(place("a(b", "(b"), Some((1, 3)));
    }
}
